#include "store/store.h"

#include <stdlib.h>

#include "store/store_env.h"
#include "store/store_reader.h"
#include "store/store_writer.h"

struct store {
    struct store_options options;
    struct store_env env;
    struct store_writer writer;
    struct store_reader reader;
};

void store_request_release(struct store_request *r)
{
    free(r->rows);
    r->rows = NULL;
    r->row_count = 0;
    buf_release(&r->bytes);
}

static enum status start_threads(struct store *s)
{
    enum status status = store_reader_start(&s->reader, &s->env, &s->options);
    return status == STATUS_OK ? store_writer_start(&s->writer, &s->env, &s->options) : status;
}

enum status store_open(struct store **out, const struct store_options *o,
                       struct ledger_recovered *r)
{
    struct store *s = calloc(1, sizeof *s);
    if (!s) {
        return STATUS_IO;
    }
    s->options = *o;
    enum status status = store_env_open(&s->env, o, r);
    if (status != STATUS_OK) {
        free(s);
        return status;
    }
    status = start_threads(s);
    if (status != STATUS_OK) {
        store_close(s);
        return status;
    }
    *out = s;
    return STATUS_OK;
}

void store_close(struct store *s)
{
    if (!s) {
        return;
    }
    store_writer_stop(&s->writer);
    store_reader_stop(&s->reader);
    store_env_close(&s->env);
    free(s);
}

void store_commit(struct store *s, struct ledger_batch *batch)
{
    store_writer_commit(&s->writer, batch);
}

void store_read(struct store *s, struct store_request *request)
{
    store_reader_ask(&s->reader, request);
}

uint32_t store_attempts(struct store *s, uint64_t accepted)
{
    struct store_reading reading = {.env = &s->env, .options = &s->options};
    uint32_t attempts = store_read_attempts(&reading, accepted);
    store_reading_release(&reading);
    return attempts;
}

/* rows: an ordered table store for the tests of the ledger: one sorted list, no transactions.
 * `calls_left` makes the call after that many fail with `failure`. */
#ifndef DATELINE_TESTS_UNIT_PATH_ROWS_H
#define DATELINE_TESTS_UNIT_PATH_ROWS_H

#include <stdlib.h>
#include <string.h>

#include "path/ledger.h"

enum { ROWS_MAX = 2048 };

struct rows {
    struct {
        enum ledger_table table;
        size_t key_len, value_len;
        char *bytes; /* key, value */
    } rows[ROWS_MAX];
    size_t count;
    int calls_left; /* -1: never */
    enum status failure;
};

static inline enum status rows_call(struct rows *r)
{
    if (r->calls_left < 0) {
        return STATUS_OK;
    }
    return r->calls_left-- == 0 ? r->failure : STATUS_OK;
}

static inline size_t rows_lower(const struct rows *r, enum ledger_table table, struct str key)
{
    size_t at = 0;
    while (at < r->count &&
           (r->rows[at].table < table ||
            (r->rows[at].table == table &&
             str_compare(str_make(r->rows[at].bytes, r->rows[at].key_len), key) < 0))) {
        at++;
    }
    return at;
}

static inline bool rows_hit(const struct rows *r, size_t at, enum ledger_table table,
                            struct str key)
{
    return at < r->count && r->rows[at].table == table &&
           str_equal(str_make(r->rows[at].bytes, r->rows[at].key_len), key);
}

static inline enum status rows_get(void *txn, enum ledger_table table, struct str key,
                                   struct str *value)
{
    struct rows *r = txn;
    enum status s = rows_call(r);
    size_t at = rows_lower(r, table, key);
    if (s == STATUS_OK && rows_hit(r, at, table, key)) {
        *value = str_make(r->rows[at].bytes + r->rows[at].key_len, r->rows[at].value_len);
        return STATUS_OK;
    }
    return s == STATUS_OK ? STATUS_NOT_FOUND : s;
}

static inline enum status rows_del(void *txn, enum ledger_table table, struct str key)
{
    struct rows *r = txn;
    enum status s = rows_call(r);
    size_t at = rows_lower(r, table, key);
    if (s != STATUS_OK || !rows_hit(r, at, table, key)) {
        return s == STATUS_OK ? STATUS_NOT_FOUND : s;
    }
    free(r->rows[at].bytes);
    memmove(&r->rows[at], &r->rows[at + 1], (--r->count - at) * sizeof r->rows[0]);
    return STATUS_OK;
}

static inline enum status rows_put(void *txn, enum ledger_table table, struct str key,
                                   struct str value)
{
    struct rows *r = txn;
    enum status s = rows_call(r);
    if (s != STATUS_OK) {
        return s;
    }
    char *bytes =
        malloc(key.len + value.len + 1); /* before the old row goes: the value may point into it */
    memcpy(bytes, key.ptr, key.len);
    if (value.len) {
        memcpy(bytes + key.len, value.ptr, value.len);
    }
    size_t at = rows_lower(r, table, key);
    if (rows_hit(r, at, table, key)) {
        free(r->rows[at].bytes);
    } else {
        memmove(&r->rows[at + 1], &r->rows[at], (r->count++ - at) * sizeof r->rows[0]);
    }
    r->rows[at].table = table;
    r->rows[at].key_len = key.len;
    r->rows[at].value_len = value.len;
    r->rows[at].bytes = bytes;
    return STATUS_OK;
}

static inline enum status rows_seek(void *txn, enum ledger_table table, struct str from,
                                    struct str *key, struct str *value)
{
    struct rows *r = txn;
    enum status s = rows_call(r);
    size_t at = rows_lower(r, table, from.len ? from : STR(""));
    if (s != STATUS_OK || at == r->count || r->rows[at].table != table) {
        return s == STATUS_OK ? STATUS_NOT_FOUND : s;
    }
    *key = str_make(r->rows[at].bytes, r->rows[at].key_len);
    *value = str_make(r->rows[at].bytes + r->rows[at].key_len, r->rows[at].value_len);
    return STATUS_OK;
}

static inline struct ledger_kv rows_kv(struct rows *r)
{
    return (struct ledger_kv){
        .get = rows_get, .put = rows_put, .del = rows_del, .seek = rows_seek, .txn = r};
}

static inline void rows_release(struct rows *r)
{
    while (r->count) {
        free(r->rows[--r->count].bytes);
    }
}

static inline size_t rows_count(const struct rows *r, enum ledger_table table)
{
    size_t n = 0;
    for (size_t i = 0; i < r->count; i++) {
        n += r->rows[i].table == table;
    }
    return n;
}

#endif

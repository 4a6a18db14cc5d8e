/* config_fuzz: any file, variables and flags as a configuration.
 *
 * A byte that says which of the three the rest is; the parts of variables and flags are ended by
 * NUL. What is refused says why in one line; what is taken and written as a file reads as the same
 * configuration. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "config/bind.h"
#include "config/config.h"
#include "config/option.h"
#include "fuzz.h"

enum { PARTS_MAX = 64 };
enum source { FROM_FILE, FROM_VARIABLES, FROM_FLAGS, SOURCES };

extern char **environ;

static int file_of(struct str bytes, char name[32])
{
    int fd = memfd_create("config", 0);
    if (fd < 0 || (bytes.len && write(fd, bytes.ptr, bytes.len) != (ssize_t)bytes.len)) {
        abort();
    }
    snprintf(name, 32, "/proc/self/fd/%d", fd);
    return fd;
}

/* Parts as a NULL-terminated list, each behind `prefix`; `memory` holds them. */
static void split(struct str bytes, const char *prefix, struct buf *memory,
                  char *parts[PARTS_MAX + 1])
{
    size_t begins[PARTS_MAX], count = 0;
    for (size_t at = 0; at < bytes.len && count < PARTS_MAX;) {
        size_t end = str_find_byte(bytes, '\0', at);
        end = end == SIZE_MAX ? bytes.len : end;
        begins[count++] = memory->len;
        buf_add(memory, prefix, strlen(prefix));
        buf_add_str(memory, str_slice(bytes, at, end));
        buf_add_byte(memory, '\0');
        at = end + 1;
    }
    for (size_t i = 0; i < count; i++) {
        parts[i] = memory->ptr + begins[i];
    }
    parts[count] = NULL;
}

static enum status load(struct config *c, enum source source, struct str bytes, struct buf *problem,
                        enum config_request *request)
{
    char *none[] = {NULL}, *parts[PARTS_MAX + 1], *arguments[PARTS_MAX + 4] = {(char *)"datelined"},
         name[32];
    struct buf memory = {0};
    int fd = -1, argc = 1;
    environ = none;
    if (source == FROM_FILE) {
        fd = file_of(bytes, name);
        arguments[argc++] = (char *)"--config";
        arguments[argc++] = name;
    } else {
        split(bytes, source == FROM_VARIABLES ? "DATELINE_" : "", &memory, parts);
        for (char **part = parts; source == FROM_FLAGS && *part; part++) {
            arguments[argc++] = *part;
        }
        environ = source == FROM_VARIABLES ? parts : none;
    }
    enum status status = config_load(c, argc, arguments, request, problem);
    environ = none;
    buf_release(&memory);
    if (fd >= 0) {
        close(fd);
    }
    return status;
}

/* A file cannot say every text that a flag can: blanks at its ends, newlines, what the INI syntax
 * takes for a comment. */
static bool is_plain(const struct config *c)
{
    for (size_t i = 0; i < option_count; i++) {
        const char *text =
            option_rows[i].type < OPTION_TEXT
                ? ""
                : *(char *const *)(const void *)((const char *)c + option_rows[i].offset);
        struct str s = str_of(text);
        if (strpbrk(text, "\n\r;\"") || str_trim(s).len != s.len || s.len > 100) {
            return false;
        }
    }
    return true;
}

static void check_written(const struct config *c)
{
    struct config again;
    struct buf file = {0}, problem = {0};
    enum config_request request;
    config_write_file(c, &file);
    fuzz_must(load(&again, FROM_FILE, buf_str(&file), &problem, &request) == STATUS_OK,
              "what is written as a file reads");
    for (size_t i = 0; i < option_count; i++) {
        fuzz_must(option_equal(&option_rows[i], c, &again), option_rows[i].name);
    }
    config_release(&again);
    buf_release(&file);
    buf_release(&problem);
}

static void check_bounds(const struct config *c)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->type == OPTION_ENDPOINT || row->type == OPTION_ADDRESS) {
            const char *address = *(char *const *)(const void *)((const char *)c + row->offset);
            fuzz_must(c->service_insecure_bind || bind_is_local(str_of(address)),
                      "off loopback only when it was asked for");
        }
    }
    fuzz_must(c->pipeline_workers >= 1 && c->pipeline_workers <= 1024,
              "a worker, and no more than declared");
    fuzz_must(c->store_journal_bytes + c->store_retain_bytes <= c->store_bytes,
              "shares within the budget");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = fuzz_input_of(data, size);
    enum source source = (enum source)(fuzz_byte(&in) % SOURCES);
    struct config c;
    struct buf problem = {0};
    enum config_request request;
    if (load(&c, source, in.rest, &problem, &request) == STATUS_OK) {
        if (request == CONFIG_RUN || request == CONFIG_PRINT) {
            check_bounds(&c);
            if (is_plain(&c)) {
                check_written(&c);
            }
        }
    } else {
        fuzz_must(problem.len > 0 && str_find_byte(buf_str(&problem), '\n', 0) == SIZE_MAX,
                  "a refusal says why, in one line");
    }
    config_release(&c);
    buf_release(&problem);
    return 0;
}

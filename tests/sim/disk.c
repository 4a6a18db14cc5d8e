/* Sorted arrays of rows: runs are small, and moving a few hundred pointers costs less than any
 * tree. */
#include "disk.h"

#include <stdlib.h>
#include <string.h>

struct row {
    uint32_t key_len, value_len;
    char bytes[]; /* key, value */
};

struct table {
    struct row **rows; /* (count) */
    uint32_t count, capacity;
};

struct undo {
    enum ledger_table table;
    struct row *now; /* NULL: deleted */
    struct row *old; /* NULL: was not there */
};

struct disk {
    struct table tables[TABLE_COUNT];
    struct undo *undo; /* (undo_count) */
    uint32_t undo_count, undo_capacity;
    bool noting;
    uint64_t used, limit;
    uint32_t fail_at;
};

static void *must(void *memory)
{
    if (!memory) {
        abort();
    }
    return memory;
}

static struct row *row_new(struct str key, size_t value_len)
{
    struct row *row = must(malloc(sizeof *row + key.len + value_len));
    row->key_len = (uint32_t)key.len;
    row->value_len = (uint32_t)value_len;
    memcpy(row->bytes, key.ptr, key.len);
    return row;
}

static struct str row_key(const struct row *row)
{
    return str_make(row->bytes, row->key_len);
}

static struct str row_value(const struct row *row)
{
    return str_make(row->bytes + row->key_len, row->value_len);
}

static uint64_t row_size(const struct row *row)
{
    return row ? row->key_len + row->value_len + 16u : 0;
}

/* Where the first row with a key >= `key` stands. */
static uint32_t lower(const struct table *t, struct str key)
{
    uint32_t begin = 0, end = t->count;
    if (end && str_compare(row_key(t->rows[end - 1]), key) < 0) {
        return end; /* most keys come in ascending order */
    }
    while (begin < end) {
        uint32_t middle = begin + (end - begin) / 2;
        if (str_compare(row_key(t->rows[middle]), key) < 0) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return begin;
}

static bool found(const struct table *t, uint32_t at, struct str key)
{
    return at < t->count && str_equal(row_key(t->rows[at]), key);
}

/* Puts `row` (or nothing) in the place of what has its key; returns what was there. */
static struct row *swap(struct disk *d, enum ledger_table table, struct str key, struct row *row)
{
    struct table *t = &d->tables[table];
    uint32_t at = lower(t, key);
    struct row *old = found(t, at, key) ? t->rows[at] : NULL;
    d->used += row_size(row);
    d->used -= row_size(old);
    if (old && row) {
        t->rows[at] = row;
    } else if (old) {
        memmove(t->rows + at, t->rows + at + 1, (t->count - at - 1) * sizeof *t->rows);
        t->count--;
    } else if (row) {
        if (t->count == t->capacity) {
            t->capacity = t->capacity ? 2 * t->capacity : 64;
            t->rows = must(realloc(t->rows, t->capacity * sizeof *t->rows));
        }
        memmove(t->rows + at + 1, t->rows + at, (t->count - at) * sizeof *t->rows);
        t->rows[at] = row;
        t->count++;
    }
    return old;
}

static void change(struct disk *d, enum ledger_table table, struct str key, struct row *row)
{
    struct row *old = swap(d, table, key, row);
    if (!d->noting) {
        free(old);
        return;
    }
    if (d->undo_count == d->undo_capacity) {
        d->undo_capacity = d->undo_capacity ? 2 * d->undo_capacity : 64;
        d->undo = must(realloc(d->undo, d->undo_capacity * sizeof *d->undo));
    }
    d->undo[d->undo_count++] = (struct undo){table, row, old};
}

static enum status fault(struct disk *d)
{
    return d->fail_at && --d->fail_at == 0 ? STATUS_IO : STATUS_OK;
}

static enum status get(void *txn, enum ledger_table table, struct str key, struct str *value)
{
    struct disk *d = txn;
    struct table *t = &d->tables[table];
    enum status s = fault(d);
    if (s != STATUS_OK) {
        return s;
    }
    uint32_t at = lower(t, key);
    if (!found(t, at, key)) {
        return STATUS_NOT_FOUND;
    }
    *value = row_value(t->rows[at]);
    return STATUS_OK;
}

static enum status reserve(void *txn, enum ledger_table table, struct str key, size_t len,
                           char **room)
{
    struct disk *d = txn;
    enum status s = fault(d);
    if (s != STATUS_OK) {
        return s;
    }
    if (d->limit && table != TABLE_META && d->used + key.len + len + 16 > d->limit) {
        return STATUS_FULL;
    }
    struct row *row = row_new(key, len);
    change(d, table, key, row);
    *room = row->bytes + row->key_len;
    return STATUS_OK;
}

static enum status put(void *txn, enum ledger_table table, struct str key, struct str value)
{
    char *room;
    enum status s = reserve(txn, table, key, value.len, &room);
    if (s == STATUS_OK && value.len) {
        memcpy(room, value.ptr, value.len);
    }
    return s;
}

static enum status del(void *txn, enum ledger_table table, struct str key)
{
    struct disk *d = txn;
    struct table *t = &d->tables[table];
    enum status s = fault(d);
    if (s != STATUS_OK) {
        return s;
    }
    if (!found(t, lower(t, key), key)) {
        return STATUS_NOT_FOUND;
    }
    change(d, table, key, NULL);
    return STATUS_OK;
}

static enum status seek(void *txn, enum ledger_table table, struct str at, struct str *key,
                        struct str *value)
{
    struct disk *d = txn;
    struct table *t = &d->tables[table];
    enum status s = fault(d);
    if (s != STATUS_OK) {
        return s;
    }
    uint32_t i = at.len ? lower(t, at) : 0;
    if (i == t->count) {
        return STATUS_NOT_FOUND;
    }
    *key = row_key(t->rows[i]);
    *value = row_value(t->rows[i]);
    return STATUS_OK;
}

struct disk *disk_new(void)
{
    return must(calloc(1, sizeof(struct disk)));
}

void disk_free(struct disk *d)
{
    if (!d) {
        return;
    }
    for (int t = 0; t < TABLE_COUNT; t++) {
        disk_clear(d, (enum ledger_table)t);
        free(d->tables[t].rows);
    }
    free(d->undo);
    free(d);
}

struct ledger_kv disk_kv(struct disk *d, bool in_place)
{
    return (struct ledger_kv){.get = get,
                              .put = put,
                              .del = del,
                              .seek = seek,
                              .reserve = in_place ? reserve : NULL,
                              .txn = d};
}

void disk_begin(struct disk *d)
{
    d->noting = true;
}

void disk_keep(struct disk *d)
{
    for (uint32_t i = 0; i < d->undo_count; i++) {
        free(d->undo[i].old);
    }
    d->undo_count = 0;
    d->noting = false;
}

void disk_abort(struct disk *d)
{
    while (d->undo_count) {
        struct undo *u = &d->undo[--d->undo_count];
        swap(d, u->table, row_key(u->now ? u->now : u->old), u->old);
        free(u->now);
    }
    d->noting = false;
}

void disk_limit(struct disk *d, uint64_t bytes)
{
    d->limit = bytes;
}

uint64_t disk_used(const struct disk *d)
{
    return d->used;
}

void disk_fail_at(struct disk *d, uint32_t calls)
{
    d->fail_at = calls;
}

void disk_clear(struct disk *d, enum ledger_table table)
{
    struct table *t = &d->tables[table];
    for (uint32_t i = 0; i < t->count; i++) {
        d->used -= row_size(t->rows[i]);
        free(t->rows[i]);
    }
    t->count = 0;
}

uint32_t disk_count(const struct disk *d, enum ledger_table table)
{
    return d->tables[table].count;
}

void disk_row(const struct disk *d, enum ledger_table table, uint32_t at, struct str *key,
              struct str *value)
{
    *key = row_key(d->tables[table].rows[at]);
    *value = row_value(d->tables[table].rows[at]);
}

/* The index is shared with readers that look at older snapshots. So a new row is added to it at
 * once (a snapshot without the row fails to find it there and goes on), but an old one is
 * removed from it only when the transaction has committed: while a row moves, every snapshot
 * finds one of its two places. When the transaction fails, what was added is removed again. */
#include "store/store_kv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row that is put again this much later moves to the end, so that commits touch the end of the
 * table alone. */
enum { IN_PLACE_SPAN = 65536, NUMBER_BYTES = 8 };

struct store_index_change {
    uint64_t number;
    uint32_t hash;
    bool added; /* else: to be removed */
};

static MDB_val to_val(struct str s)
{
    MDB_val v = {s.len, (void *)(uintptr_t)s.ptr};
    return v;
}

static struct str to_str(const MDB_val *v)
{
    return str_make(v->mv_data, v->mv_size);
}

/* ---- rows under hashed keys ---- */

static void note_change(struct store_kv *kv, uint32_t hash, uint64_t number, bool added)
{
    if (kv->change_count == kv->change_max) {
        kv->change_max = kv->change_max ? kv->change_max * 2 : 512;
        kv->changes = realloc(kv->changes, kv->change_max * sizeof *kv->changes);
        if (!kv->changes) {
            fprintf(stderr, "store_kv: out of memory\n");
            abort();
        }
    }
    kv->changes[kv->change_count++] =
        (struct store_index_change){.number = number, .hash = hash, .added = added};
}

struct found_row {
    uint32_t hash;
    uint64_t number;
    struct str value;
};

static void remember(struct store_kv *kv, struct str key, const struct found_row *row, bool there)
{
    kv->last = (struct store_kv_place){
        .known = key.len == HASH_BYTES, .there = there, .hash = row->hash, .number = row->number};
    if (kv->last.known) {
        memcpy(kv->last.key, key.ptr, HASH_BYTES);
    }
}

static int search_row(struct store_kv *kv, enum ledger_table table, struct str key,
                      struct found_row *row)
{
    uint64_t numbers[STORE_CANDIDATES_MAX];
    row->hash = store_index_hash(&kv->env->index, key);
    uint32_t count = store_index_find(&kv->env->index, row->hash, numbers);
    for (uint32_t i = 0; i < count; i++) {
        unsigned char number[NUMBER_BYTES];
        ledger_key_u64(numbers[i], number);
        MDB_val k = {sizeof number, number}, v;
        int code = mdb_get(kv->txn, kv->env->tables[table], &k, &v);
        if (code != MDB_SUCCESS && code != MDB_NOTFOUND) {
            return code;
        }
        struct str whole = code == MDB_SUCCESS ? to_str(&v) : (struct str){0};
        if (code == MDB_SUCCESS && str_starts_with(whole, key)) {
            row->number = numbers[i];
            row->value = str_slice(whole, key.len, whole.len);
            return MDB_SUCCESS;
        }
    }
    return MDB_NOTFOUND;
}

static int find_row(struct store_kv *kv, enum ledger_table table, struct str key,
                    struct found_row *row)
{
    int code = search_row(kv, table, key, row);
    if (code == MDB_SUCCESS || code == MDB_NOTFOUND) {
        remember(kv, key, row, code == MDB_SUCCESS);
    }
    return code;
}

/* As find_row, but without the value. */
static int locate_row(struct store_kv *kv, enum ledger_table table, struct str key,
                      struct found_row *row)
{
    const struct store_kv_place *last = &kv->last;
    if (last->known && str_equal(key, str_make((const char *)last->key, HASH_BYTES))) {
        *row = (struct found_row){.hash = last->hash, .number = last->number};
        return last->there ? MDB_SUCCESS : MDB_NOTFOUND;
    }
    return find_row(kv, table, key, row);
}

static int delete_row(struct store_kv *kv, enum ledger_table table, const struct found_row *row)
{
    kv->last.known = false;
    unsigned char number[NUMBER_BYTES];
    ledger_key_u64(row->number, number);
    MDB_val k = {sizeof number, number};
    int code = mdb_del(kv->txn, kv->env->tables[table], &k, NULL);
    if (code == MDB_SUCCESS) {
        note_change(kv, row->hash, row->number, false);
    }
    return code;
}

/* The number that the row goes under, and how it is put there. */
static int place_row(struct store_kv *kv, enum ledger_table table, struct str key,
                     struct found_row *row, unsigned *flags)
{
    struct store_index *index = &kv->env->index;
    int code = locate_row(kv, table, key, row);
    if (code == MDB_SUCCESS && index->next - row->number <= IN_PLACE_SPAN) {
        *flags = MDB_RESERVE;
        return MDB_SUCCESS;
    }
    if (code == MDB_SUCCESS) {
        code = delete_row(kv, table, row);
    }
    if (code != MDB_SUCCESS && code != MDB_NOTFOUND) {
        return code;
    }
    *flags = MDB_RESERVE | MDB_APPEND;
    row->number = index->next++;
    store_index_add(index, row->hash, row->number);
    note_change(kv, row->hash, row->number, true);
    return MDB_SUCCESS;
}

static int reserve_hashed(struct store_kv *kv, enum ledger_table table, struct str key, size_t len,
                          char **room)
{
    struct found_row row;
    unsigned flags;
    int code = place_row(kv, table, key, &row, &flags);
    if (code != MDB_SUCCESS) {
        return code;
    }
    unsigned char number[NUMBER_BYTES];
    ledger_key_u64(row.number, number);
    MDB_val k = {sizeof number, number}, v = {key.len + len, NULL};
    code = mdb_put(kv->txn, kv->env->tables[table], &k, &v, flags);
    if (code == MDB_SUCCESS) {
        memcpy(v.mv_data, key.ptr, key.len);
        *room = (char *)v.mv_data + key.len;
        remember(kv, key, &row, true);
    }
    return code;
}

static bool is_hashed(enum ledger_table table)
{
    return table == TABLE_IDENTITY;
}

/* ---- the ledger's operations ---- */

static enum status kv_get(void *txn, enum ledger_table table, struct str key, struct str *value)
{
    struct store_kv *kv = txn;
    if (is_hashed(table)) {
        struct found_row row;
        int found = find_row(kv, table, key, &row);
        *value = found == MDB_SUCCESS ? row.value : *value;
        return store_env_status(found);
    }
    MDB_val k = to_val(key), v;
    int code = mdb_get(kv->txn, kv->env->tables[table], &k, &v);
    if (code == MDB_SUCCESS) {
        *value = to_str(&v);
    }
    return store_env_status(code);
}

/* Journal and feed grow at their end nearly always: MDB_APPEND fills their leaves instead of
 * halving them at each split. It refuses a key that is not the greatest, which then goes the
 * usual way. */
static int put_flagged(struct store_kv *kv, enum ledger_table table, struct str key, MDB_val *v,
                       unsigned flags)
{
    MDB_val k = to_val(key);
    MDB_dbi dbi = kv->env->tables[table];
    if (table == TABLE_JOURNAL || table == TABLE_FEED) {
        int code = mdb_put(kv->txn, dbi, &k, v, flags | MDB_APPEND);
        if (code != MDB_KEYEXIST) {
            return code;
        }
    }
    return mdb_put(kv->txn, dbi, &k, v, flags);
}

static enum status kv_put(void *txn, enum ledger_table table, struct str key, struct str value)
{
    struct store_kv *kv = txn;
    if (is_hashed(table)) {
        char *room = NULL;
        int code = reserve_hashed(kv, table, key, value.len, &room);
        if (code == MDB_SUCCESS) {
            memcpy(room, value.ptr, value.len);
        }
        return store_env_status(code);
    }
    MDB_val v = to_val(value);
    return store_env_status(put_flagged(kv, table, key, &v, 0));
}

static enum status kv_reserve(void *txn, enum ledger_table table, struct str key, size_t len,
                              char **room)
{
    struct store_kv *kv = txn;
    if (is_hashed(table)) {
        return store_env_status(reserve_hashed(kv, table, key, len, room));
    }
    MDB_val v = {len, NULL};
    int code = put_flagged(kv, table, key, &v, MDB_RESERVE);
    *room = v.mv_data;
    return store_env_status(code);
}

static enum status kv_del(void *txn, enum ledger_table table, struct str key)
{
    struct store_kv *kv = txn;
    if (is_hashed(table)) {
        struct found_row row;
        int code = locate_row(kv, table, key, &row);
        return store_env_status(code == MDB_SUCCESS ? delete_row(kv, table, &row) : code);
    }
    MDB_val k = to_val(key);
    return store_env_status(mdb_del(kv->txn, kv->env->tables[table], &k, NULL));
}

static enum status kv_seek(void *txn, enum ledger_table table, struct str at, struct str *key,
                           struct str *value)
{
    struct store_kv *kv = txn;
    if (is_hashed(table)) {
        return STATUS_UNSUPPORTED;
    }
    MDB_cursor **cursor = &kv->cursors[table];
    if (!*cursor) {
        int code = mdb_cursor_open(kv->txn, kv->env->tables[table], cursor);
        if (code != MDB_SUCCESS) {
            return store_env_status(code);
        }
    }
    MDB_val k = to_val(at), v;
    int code = mdb_cursor_get(*cursor, &k, &v, at.len ? MDB_SET_RANGE : MDB_FIRST);
    if (code == MDB_SUCCESS) {
        *key = to_str(&k);
        *value = to_str(&v);
    }
    return store_env_status(code);
}

void store_kv_begin(struct store_kv *kv, struct store_env *env, MDB_txn *txn)
{
    *kv = (struct store_kv){
        .ledger = {.get = kv_get,
                   .put = kv_put,
                   .del = kv_del,
                   .seek = kv_seek,
                   .reserve = kv_reserve,
                   .txn = kv},
        .env = env,
        .txn = txn,
    };
}

void store_kv_end(struct store_kv *kv)
{
    for (int i = 0; i < TABLE_COUNT; i++) {
        if (kv->cursors[i]) {
            mdb_cursor_close(kv->cursors[i]);
            kv->cursors[i] = NULL;
        }
    }
}

void store_kv_settle(struct store_kv *kv, bool committed)
{
    struct store_index *index = &kv->env->index;
    for (size_t i = kv->change_count; i > 0; i--) {
        const struct store_index_change *change = &kv->changes[i - 1];
        if (change->added != committed) {
            store_index_remove(index, change->hash, change->number);
        }
        if (change->added && !committed) {
            index->next = change->number; /* the first that was given, in the end */
        }
    }
    free(kv->changes);
    kv->changes = NULL;
    kv->change_count = kv->change_max = 0;
}

enum status store_kv_index(struct store_env *env, MDB_txn *txn)
{
    MDB_cursor *cursor;
    int code = mdb_cursor_open(txn, env->tables[TABLE_IDENTITY], &cursor);
    if (code != MDB_SUCCESS) {
        return store_env_status(code);
    }
    MDB_val k, v;
    while ((code = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) == MDB_SUCCESS) {
        struct str row = to_str(&v);
        uint64_t number = ledger_key_to_u64(to_str(&k));
        uint32_t hash = store_index_hash(&env->index, str_slice(row, 0, HASH_BYTES));
        store_index_add(&env->index, hash, number);
        env->index.next = number + 1;
    }
    mdb_cursor_close(cursor);
    return code == MDB_NOTFOUND ? STATUS_OK : store_env_status(code);
}

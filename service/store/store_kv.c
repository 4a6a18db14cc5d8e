#include "store/store_kv.h"

#include <string.h>

static MDB_val to_val(struct str s)
{
    MDB_val v = {s.len, (void *)(uintptr_t)s.ptr};
    return v;
}

static struct str to_str(const MDB_val *v)
{
    return str_make(v->mv_data, v->mv_size);
}

static enum status kv_get(void *txn, enum ledger_table table, struct str key, struct str *value)
{
    struct store_kv *kv = txn;
    MDB_val k = to_val(key), v;
    int code = mdb_get(kv->txn, kv->env->tables[table], &k, &v);
    if (code == MDB_SUCCESS) {
        *value = to_str(&v);
    }
    return store_env_status(code);
}

/* Journal and feed grow at their end nearly always: MDB_APPEND fills their leaves instead of halving them at each split. It
 * refuses a key that is not the greatest, which then goes the usual way. */
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
    MDB_val v = to_val(value);
    return store_env_status(put_flagged(txn, table, key, &v, 0));
}

static enum status kv_reserve(void *txn, enum ledger_table table, struct str key, size_t len,
                              char **room)
{
    MDB_val v = {len, NULL};
    int code = put_flagged(txn, table, key, &v, MDB_RESERVE);
    *room = v.mv_data;
    return store_env_status(code);
}

static enum status kv_del(void *txn, enum ledger_table table, struct str key)
{
    struct store_kv *kv = txn;
    MDB_val k = to_val(key);
    return store_env_status(mdb_del(kv->txn, kv->env->tables[table], &k, NULL));
}

static enum status kv_seek(void *txn, enum ledger_table table, struct str at, struct str *key,
                           struct str *value)
{
    struct store_kv *kv = txn;
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

void store_kv_begin(struct store_kv *kv, const struct store_env *env, MDB_txn *txn)
{
    *kv = (struct store_kv){
        .ledger = {.get = kv_get, .put = kv_put, .del = kv_del, .seek = kv_seek,
                   .reserve = kv_reserve, .txn = kv},
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

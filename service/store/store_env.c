#define _GNU_SOURCE
#include "store/store_env.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "store/store_kv.h"
#include "store/store_migrate.h"

enum { EPOCH_BYTES = 16, FREE_DBI = 0, MAIN_DBI = 1 };

#define DATA_FILE "data.mdb"
#define NEW_FILE "data.mdb.new"

static const char *const table_names[TABLE_COUNT] = {
#define X(id, name) name,
    LEDGER_TABLE_MAP(X)
#undef X
};

enum status store_env_status(int code)
{
    switch (code) {
    case MDB_SUCCESS:
        return STATUS_OK;
    case MDB_NOTFOUND:
        return STATUS_NOT_FOUND;
    case MDB_MAP_FULL:
    case MDB_TXN_FULL:
    case ENOSPC:
    case EDQUOT:
        return STATUS_FULL;
    default:
        return STATUS_IO;
    }
}

static void complain(const struct store_env *e, const char *what, const char *why)
{
    char folder[PATH_MAX], reason[256];
    log_error("store.failed", "folder=%s step=%s reason=%s",
              log_value(str_of(e->folder), folder, sizeof folder), what,
              log_value(str_of(why), reason, sizeof reason));
}

static enum status path_in(const char *folder, const char *name, char out[PATH_MAX])
{
    int len = snprintf(out, PATH_MAX, "%s/%s", folder, name);
    return len > 0 && len < PATH_MAX ? STATUS_OK : STATUS_INVALID;
}

/* ---- folder and lock ---- */

static enum status sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return STATUS_IO;
    }
    int failed = fsync(fd);
    close(fd);
    return failed ? STATUS_IO : STATUS_OK;
}

static enum status sync_folder(const char *folder)
{
    return sync_path(folder, O_DIRECTORY);
}

static enum status sync_around(const char *path)
{
    char around[PATH_MAX] = ".";
    const char *slash = strrchr(path, '/');
    if (slash) {
        size_t len = slash == path ? 1 : (size_t)(slash - path);
        memcpy(around, path, len);
        around[len] = '\0';
    }
    return sync_folder(around);
}

/* A new folder outlives a power cut when the folder around it is synced: without that a new store
 * may be lost whole, with the articles it has promised to keep. */
static enum status make_one_folder(const char *path)
{
    struct stat st;
    if (!stat(path, &st)) {
        errno = ENOTDIR;
        return S_ISDIR(st.st_mode) ? STATUS_OK : STATUS_IO;
    }
    if (mkdir(path, 0750)) {
        return errno == EEXIST ? STATUS_OK : STATUS_IO; /* made by somebody else meanwhile */
    }
    return sync_around(path);
}

static enum status make_folder(const char *folder)
{
    char path[PATH_MAX];
    size_t len = strlen(folder);
    if (!len || len >= sizeof path) {
        errno = ENAMETOOLONG;
        return STATUS_IO;
    }
    memcpy(path, folder, len + 1);
    enum status status = STATUS_OK;
    for (char *slash = strchr(path + 1, '/'); slash && status == STATUS_OK;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        status = make_one_folder(path);
        *slash = '/';
    }
    return status == STATUS_OK ? make_one_folder(path) : status;
}

static void complain_locked(const struct store_env *e)
{
    char holder[32] = "", why[80];
    ssize_t n = pread(e->lock_fd, holder, sizeof holder - 1, 0);
    holder[n > 0 ? n : 0] = '\0';
    snprintf(why, sizeof why, "another process has this store open: pid %s", holder);
    complain(e, "lock", why);
}

/* LMDB would let a second process in: two services on one store would give numbers twice. */
static enum status take_lock(struct store_env *e)
{
    char path[PATH_MAX], pid[32];
    if (path_in(e->folder, "lock", path) != STATUS_OK) {
        return STATUS_IO;
    }
    e->lock_fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0640);
    if (e->lock_fd < 0) {
        complain(e, "lock", strerror(errno));
        return STATUS_IO;
    }
    if (flock(e->lock_fd, LOCK_EX | LOCK_NB)) {
        complain_locked(e);
        return STATUS_IO;
    }
    int len = snprintf(pid, sizeof pid, "%ld", (long)getpid());
    if (ftruncate(e->lock_fd, 0) || pwrite(e->lock_fd, pid, (size_t)len, 0) != len) {
        complain(e, "lock", strerror(errno));
        return STATUS_IO;
    }
    return STATUS_OK;
}

/* ---- environment ---- */

static enum status env_start(struct store_env *e, const char *path, const struct store_options *o)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    int code = mdb_env_create(&e->env);
    if (code == MDB_SUCCESS) {
        code = mdb_env_set_mapsize(e->env, (size_t)o->map_bytes / page * page);
    }
    if (code == MDB_SUCCESS) {
        code = mdb_env_set_maxdbs(e->env, TABLE_COUNT);
    }
    unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | (o->sync ? 0u : (unsigned)MDB_NOSYNC);
    if (code == MDB_SUCCESS) {
        code = mdb_env_open(e->env, path, flags, 0640);
    }
    if (code != MDB_SUCCESS) {
        complain(e, "open", mdb_strerror(code));
        return code == MDB_VERSION_MISMATCH || code == MDB_INVALID ? STATUS_MODEL : STATUS_IO;
    }
    MDB_envinfo info;
    MDB_stat stat;
    mdb_env_info(e->env, &info);
    mdb_env_stat(e->env, &stat);
    e->map_bytes = info.me_mapsize;
    e->page_bytes = stat.ms_psize;
    return STATUS_OK;
}

static void env_stop(struct store_env *e)
{
    if (e->env) {
        mdb_env_close(e->env);
        e->env = NULL;
    }
}

static int open_tables(struct store_env *e, MDB_txn *txn)
{
    int code = MDB_SUCCESS;
    for (int i = 0; i < TABLE_COUNT && code == MDB_SUCCESS; i++) {
        code = mdb_dbi_open(txn, table_names[i], MDB_CREATE, &e->tables[i]);
    }
    return code;
}

static enum status create_ledger(const struct ledger_kv *kv)
{
    unsigned char random[EPOCH_BYTES];
    char epoch[2 * EPOCH_BYTES + 1];
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(epoch, sizeof epoch, random, sizeof random);
    return ledger_create(kv, str_make(epoch, 2 * EPOCH_BYTES));
}

static enum status recover_ledger(struct store_env *e, const struct ledger_kv *kv,
                                  struct ledger_recovered *r)
{
    uint64_t found = 0;
    enum status status = store_version(kv, &found);
    if (status == STATUS_NOT_FOUND) {
        complain(e, "version", "this LMDB file is not a store of ours");
        return STATUS_MODEL;
    }
    if (status == STATUS_OK) {
        status = store_migrate(kv, store_migrations, store_migration_count);
    }
    if (status == STATUS_OK) {
        status = ledger_recover(kv, r);
    }
    if (status == STATUS_MODEL) {
        char why[96];
        snprintf(why, sizeof why, "store format %" PRIu64 " is not one this program reads", found);
        complain(e, "version", why);
    }
    return status;
}

/* One transaction over all tables: made and numbered from nothing (r NULL), or migrated and
 * recovered. */
static enum status first_commit(struct store_env *e, struct ledger_recovered *r)
{
    MDB_txn *txn;
    int code = mdb_txn_begin(e->env, NULL, 0, &txn);
    if (code != MDB_SUCCESS) {
        complain(e, "begin", mdb_strerror(code));
        return STATUS_IO;
    }
    enum status status = store_env_status(open_tables(e, txn));
    if (status == STATUS_OK && r) {
        status = store_kv_index(e, txn);
    }
    if (status == STATUS_OK) {
        struct store_kv kv;
        store_kv_begin(&kv, e, txn);
        status = r ? recover_ledger(e, &kv.ledger, r) : create_ledger(&kv.ledger);
        store_kv_end(&kv);
        store_kv_settle(&kv, status == STATUS_OK);
    }
    if (status != STATUS_OK) {
        mdb_txn_abort(txn);
    } else {
        code = mdb_txn_commit(txn);
        status = store_env_status(code);
    }
    if (status != STATUS_OK && status != STATUS_MODEL) {
        complain(e, "recover", code == MDB_SUCCESS ? status_text(status) : mdb_strerror(code));
    }
    return status;
}

static enum status create_data(struct store_env *e, const char *data, const struct store_options *o)
{
    char fresh[PATH_MAX], fresh_lock[PATH_MAX];
    if (path_in(e->folder, NEW_FILE, fresh) != STATUS_OK ||
        path_in(e->folder, NEW_FILE "-lock", fresh_lock) != STATUS_OK) {
        return STATUS_IO;
    }
    unlink(fresh);
    enum status status = env_start(e, fresh, o);
    if (status == STATUS_OK) {
        status = first_commit(e, NULL);
    }
    env_stop(e);
    unlink(fresh_lock);
    if (status == STATUS_OK && (rename(fresh, data) || sync_folder(e->folder) != STATUS_OK)) {
        complain(e, "create", strerror(errno));
        status = STATUS_IO;
    }
    return status;
}

static enum status open_data(struct store_env *e, const struct store_options *o,
                             struct ledger_recovered *r)
{
    char data[PATH_MAX];
    if (path_in(e->folder, DATA_FILE, data) != STATUS_OK) {
        return STATUS_IO;
    }
    enum status status = access(data, F_OK) ? create_data(e, data, o) : STATUS_OK;
    if (status == STATUS_OK) {
        status = env_start(e, data, o);
    }
    if (status == STATUS_OK) {
        int stale = 0;
        mdb_reader_check(e->env, &stale);
        if (stale) {
            log_info("store.stale-readers", "cleared=%d", stale);
        }
        status = first_commit(e, r);
    }
    return status;
}

enum status store_env_open(struct store_env *e, const struct store_options *o,
                           struct ledger_recovered *r)
{
    *e = (struct store_env){.lock_fd = -1, .folder = strdup(o->folder)};
    enum status status = e->folder && sodium_init() >= 0 ? STATUS_OK : STATUS_IO;
    if (status == STATUS_OK && make_folder(e->folder) != STATUS_OK) {
        complain(e, "folder", strerror(errno));
        status = STATUS_IO;
    }
    if (status == STATUS_OK) {
        status = take_lock(e);
    }
    if (status == STATUS_OK) {
        store_index_init(&e->index);
        status = open_data(e, o, r);
    }
    if (status != STATUS_OK) {
        store_env_close(e);
    }
    return status;
}

void store_env_close(struct store_env *e)
{
    env_stop(e);
    if (e->lock_fd >= 0) {
        close(e->lock_fd);
    }
    store_index_release(&e->index);
    free(e->folder);
    *e = (struct store_env){.lock_fd = -1};
}

/* ---- figures and copies ---- */

static uint64_t pages_of(MDB_txn *txn, MDB_dbi dbi)
{
    MDB_stat stat;
    if (mdb_stat(txn, dbi, &stat) != MDB_SUCCESS) {
        return 0;
    }
    return stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages;
}

/* LMDB counts pages for each tree: their sum and the two meta pages is what is in use, without a
 * walk over the free list. */
uint64_t store_env_used(const struct store_env *e, MDB_txn *txn)
{
    uint64_t pages = 2 + pages_of(txn, FREE_DBI) + pages_of(txn, MAIN_DBI);
    for (int i = 0; i < TABLE_COUNT; i++) {
        pages += pages_of(txn, e->tables[i]);
    }
    return pages * e->page_bytes;
}

uint64_t store_env_page_round(const struct store_env *e, uint64_t bytes)
{
    return (bytes + e->page_bytes - 1) / e->page_bytes * e->page_bytes;
}

enum status store_env_backup(const struct store_env *e, const char *folder)
{
    char data[PATH_MAX], fresh[PATH_MAX];
    if (path_in(folder, DATA_FILE, data) != STATUS_OK ||
        path_in(folder, NEW_FILE, fresh) != STATUS_OK || make_folder(folder) != STATUS_OK) {
        return STATUS_IO;
    }
    if (!access(data, F_OK)) {
        return STATUS_INVALID;
    }
    unlink(fresh);
    enum status status = store_env_status(mdb_env_copy2(e->env, fresh, MDB_CP_COMPACT));
    if (status == STATUS_OK) {
        status = sync_path(fresh, 0);
    }
    if (status == STATUS_OK && rename(fresh, data)) {
        status = STATUS_IO;
    }
    if (status != STATUS_OK) {
        unlink(fresh);
        return status;
    }
    return sync_folder(folder);
}

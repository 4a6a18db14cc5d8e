/* The store as the loop sees it: over real LMDB files in a temporary folder, on a real disk,
 * with faults where a test wants them. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <errno.h>
#include <lmdb.h>
#include <sodium.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "base/log.h"
#include "rig.h"
#include "store/store_read.h"

enum { MIB = 1 << 20 };

static char folder[64];
static struct rig rig;

/* ---- faults: what LMDB calls to reach the disk ---- */

static int sync_fault, write_fault, folder_fault; /* an errno, 0 = none */
static char synced[4][128];                       /* the last folders that were, oldest first */
static int synced_count;

int fdatasync(int fd)
{
    static int (*real)(int);
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "fdatasync");
    }
    if (sync_fault) {
        errno = sync_fault;
        return -1;
    }
    return real(fd);
}

static void note_synced(int fd)
{
    enum { KEPT = sizeof synced / sizeof synced[0] };
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (synced_count == KEPT) {
        memmove(synced[0], synced[1], sizeof synced - sizeof synced[0]);
        synced_count--;
    }
    ssize_t len = readlink(link, synced[synced_count], sizeof synced[0] - 1);
    synced[synced_count++][len > 0 ? len : 0] = '\0';
}

int fsync(int fd)
{
    static int (*real)(int);
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "fsync");
    }
    if (folder_fault) {
        errno = folder_fault;
        return -1;
    }
    note_synced(fd);
    return real(fd);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    static ssize_t (*real)(int, const struct iovec *, int);
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "writev");
    }
    if (write_fault) {
        errno = write_fault;
        return -1;
    }
    return real(fd, parts, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "pwrite");
    }
    if (write_fault) {
        errno = write_fault;
        return -1;
    }
    return real(fd, bytes, len, at);
}

/* ---- set-up ---- */

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/dateline-store-test.XXXXXX");
    sync_fault = write_fault = folder_fault = synced_count = 0;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    sync_fault = write_fault = folder_fault = synced_count = 0;
    if (rig.store) {
        rig_close(&rig);
    }
    rig_remove(folder);
    return 0;
}

static void open_store(uint64_t map_bytes)
{
    assert_int_equal(rig_open(&rig, folder, map_bytes, true), STATUS_OK);
}

static void reopen_store(uint64_t map_bytes)
{
    rig_close(&rig);
    open_store(map_bytes);
}

/* Commits articles [from,to] of `bytes` each, then their results under the topic. The articles'
 * numbers are as accepted. */
static enum status commit_articles(struct ledger_batch *batch, uint64_t from, uint64_t to,
                                   uint64_t bytes)
{
    *batch = (struct ledger_batch){.now_ms = 1700000000000};
    for (uint64_t n = from; n <= to; n++) {
        item_queue_push(&batch->articles, rig_article(n, 1, bytes));
    }
    return rig_commit(&rig, batch);
}

static enum status commit_results(struct ledger_batch *articles, const char *topic, uint64_t bytes,
                                  const struct ledger_retention *retention)
{
    struct ledger_batch batch = {.now_ms = 1700000000000};
    if (retention) {
        batch.retention = *retention;
    }
    for (struct item *i = articles->articles.first; i; i = i->next) {
        item_queue_push(&batch.finished, rig_result(i, topic, bytes));
    }
    enum status status = rig_commit(&rig, &batch);
    rig_release_batch(&batch);
    return status;
}

static void accept_and_analyse(uint64_t from, uint64_t to, const char *topic)
{
    struct ledger_batch batch;
    assert_int_equal(commit_articles(&batch, from, to, 3000), STATUS_OK);
    assert_int_equal(commit_results(&batch, topic, 1000, NULL), STATUS_OK);
    rig_release_batch(&batch);
}

static enum status change(struct ledger_change *c)
{
    struct ledger_batch batch = {.changes = c, .now_ms = 1700000000000};
    enum status status = rig_commit(&rig, &batch);
    rig_release_batch(&batch);
    return status;
}

static enum status replay(struct store_request *r, const char *prefix, uint64_t from, uint64_t to,
                          uint64_t max_count)
{
    *r = (struct store_request){
        .kind = STORE_REPLAY, .from = from, .to = to, .max_count = max_count};
    strcpy(r->prefix, prefix);
    return rig_read(&rig, r);
}

/* ---- life of a store ---- */

static void is_made_and_found_again(void **state)
{
    (void)state;
    open_store(8 * MIB);
    char epoch[33];
    memcpy(epoch, rig.recovered.epoch, sizeof epoch);
    assert_int_equal(strlen(epoch), 32);
    assert_int_equal(rig.recovered.seq_last, 0);
    reopen_store(8 * MIB);
    assert_string_equal(rig.recovered.epoch, epoch);
}

static void syncs_the_names_of_folders_it_makes(void **state)
{
    (void)state;
    char deep[128], deeper[160];
    snprintf(deep, sizeof deep, "%s/deep", folder);
    snprintf(deeper, sizeof deeper, "%s/store", deep);
    assert_int_equal(rig_open(&rig, deeper, 8 * MIB, true), STATUS_OK);
    assert_int_equal(synced_count, 3);
    assert_string_equal(synced[0], folder); /* holds the name "deep" */
    assert_string_equal(synced[1], deep);
    assert_string_equal(synced[2], deeper); /* holds the name of the data */
    rig_close(&rig);
    synced_count = 0;
    assert_int_equal(rig_open(&rig, deeper, 8 * MIB, true), STATUS_OK);
    assert_int_equal(synced_count, 0);
}

static void refuses_folders_that_cannot_last(void **state)
{
    (void)state;
    char deeper[128];
    snprintf(deeper, sizeof deeper, "%s/store", folder);
    log_set(LOG_ERROR - 1, false); /* the complaint is expected */
    folder_fault = EIO;
    assert_int_equal(rig_open(&rig, deeper, 8 * MIB, true), STATUS_IO);
    folder_fault = 0;
    snprintf(deeper, sizeof deeper, "%s/file/store", folder);
    char file[80];
    snprintf(file, sizeof file, "%s/file", folder);
    fclose(fopen(file, "we"));
    assert_int_equal(rig_open(&rig, deeper, 8 * MIB, true), STATUS_IO);
    log_set(LOG_INFO, false);
}

static void recovers_what_was_committed(void **state)
{
    (void)state;
    open_store(8 * MIB);
    struct ledger_batch batch;
    assert_int_equal(commit_articles(&batch, 1, 10, 2000), STATUS_OK);
    struct item *fifth = batch.articles.first->next->next->next->next;
    assert_int_equal(fifth->accepted, 5);
    assert_int_equal(batch.map_bytes, 8 * MIB);
    assert_true(batch.used_bytes > 20000 && batch.used_bytes < 1 * MIB);
    rig_release_batch(&batch);
    accept_and_analyse(11, 13, "analysis.en.example.");
    reopen_store(8 * MIB);
    assert_int_equal(rig.recovered.accepted_last, 13);
    assert_int_equal(rig.recovered.seq_last, 3);
    assert_int_equal(rig.recovered.pending_count, 10);
}

static void knows_duplicates_and_revisions_after_reopening(void **state)
{
    (void)state;
    open_store(8 * MIB);
    accept_and_analyse(1, 300, "analysis.en.example.");
    reopen_store(8 * MIB);
    struct ledger_batch batch = {.now_ms = 1700000000000};
    item_queue_push(&batch.articles, rig_article(7, 1, 100));
    item_queue_push(&batch.articles, rig_article(8, 2, 100));
    item_queue_push(&batch.articles, rig_article(301, 1, 100));
    assert_int_equal(rig_commit(&rig, &batch), STATUS_OK);
    struct item *a = batch.articles.first, *b = a->next, *c = b->next;
    assert_int_equal(a->admission, ADMISSION_DUPLICATE);
    assert_int_equal(a->accepted, 7);
    assert_int_equal(b->admission, ADMISSION_REVISION);
    assert_int_equal(b->revision, 2);
    assert_int_equal(c->admission, ADMISSION_ACCEPTED);
    assert_int_equal(c->accepted, 302);
    rig_release_batch(&batch);
}

/* An aborted commit must leave no trace in the index of identities either. */
static void forgets_what_was_refused(void **state)
{
    (void)state;
    open_store(2 * MIB);
    struct ledger_batch batch;
    assert_int_equal(commit_articles(&batch, 1, 2, 1000), STATUS_OK);
    rig_release_batch(&batch);
    write_fault = ENOSPC;
    assert_int_equal(commit_articles(&batch, 3, 5, 1000), STATUS_FULL);
    rig_release_batch(&batch);
    write_fault = 0;
    assert_int_equal(commit_articles(&batch, 5, 6, 1000), STATUS_OK);
    assert_int_equal(batch.articles.first->admission, ADMISSION_ACCEPTED);
    assert_int_equal(batch.articles.first->accepted, 3);
    rig_release_batch(&batch);
}

static void refuses_a_second_process(void **state)
{
    (void)state;
    open_store(8 * MIB);
    pid_t child = fork();
    if (!child) {
        struct rig other;
        log_set(LOG_ERROR, false);
        _exit(rig_open(&other, folder, 8 * MIB, true) == STATUS_IO ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void put_version(const char *bytes, size_t len)
{
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi meta;
    char path[128];
    snprintf(path, sizeof path, "%s/data.mdb", folder);
    assert_int_equal(mdb_env_create(&env), 0);
    assert_int_equal(mdb_env_set_maxdbs(env, 8), 0);
    assert_int_equal(mdb_env_open(env, path, MDB_NOSUBDIR, 0640), 0);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, "meta", 0, &meta), 0);
    MDB_val k = {7, "version"}, v = {len, (void *)(uintptr_t)bytes};
    assert_int_equal(len ? mdb_put(txn, meta, &k, &v, 0) : mdb_del(txn, meta, &k, NULL), 0);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
}

static void refuses_another_format(void **state)
{
    (void)state;
    static const struct {
        const char *version;
        size_t len;
    } rows[] = {{"\x63\0\0\0", 4}, {"", 0}};
    open_store(8 * MIB);
    rig_close(&rig);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        put_version(rows[i].version, rows[i].len);
        enum status status = rig_open(&rig, folder, 8 * MIB, true);
        if (status != STATUS_MODEL) {
            fail_msg("row %zu: opened with %s", i, status_name(status));
        }
    }
}

static void refuses_what_is_no_store(void **state)
{
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/data.mdb", folder);
    FILE *f = fopen(path, "w");
    for (int i = 0; i < 4096; i++) {
        fputs("no pages of a store\n", f);
    }
    fclose(f);
    assert_int_equal(rig_open(&rig, folder, 8 * MIB, true), STATUS_MODEL);
    assert_int_equal(rig_open(&rig, path, 8 * MIB, true),
                     STATUS_IO); /* a file where a folder should be */
}

/* ---- room ---- */

static void refuses_when_full_and_recovers_by_itself(void **state)
{
    (void)state;
    const uint64_t map = 4 * MIB;
    open_store(map);
    struct ledger_batch kept[64] = {{.status = STATUS_OK}};
    size_t count = 0;
    while (count < 64 &&
           commit_articles(&kept[count], 1 + count * 32, 32 + count * 32, 3000) == STATUS_OK) {
        count++;
    }
    assert_true(count > 8 && count < 64);
    assert_int_equal(kept[count].status, STATUS_FULL);
    assert_true(kept[count].used_bytes <= map);
    rig_release_batch(&kept[count]);

    /* Results go in, though articles do not; with what retention frees, articles go in again. */
    struct ledger_retention retention = {.max_bytes = MIB, .most_per_commit = 256};
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(commit_results(&kept[i], "analysis.en.example.", 1500, &retention),
                         STATUS_OK);
        rig_release_batch(&kept[i]);
    }
    struct ledger_batch batch;
    assert_int_equal(commit_articles(&batch, 100001, 100032, 3000), STATUS_OK);
    assert_int_equal(batch.pending_count, 32);
    rig_release_batch(&batch);
}

static void goes_on_for_ever_within_its_budget(void **state)
{
    (void)state;
    const uint64_t map = 6 * MIB;
    open_store(map);
    struct ledger_retention retention = {.max_bytes = 2 * MIB, .most_per_commit = 256};
    uint64_t used = 0;
    for (uint64_t turn = 0; turn < 100; turn++) {
        struct ledger_batch batch;
        assert_int_equal(commit_articles(&batch, 1 + turn * 50, 50 + turn * 50, 4000), STATUS_OK);
        used = batch.used_bytes > used ? batch.used_bytes : used;
        assert_int_equal(commit_results(&batch, "analysis.en.example.", 1800, &retention),
                         STATUS_OK);
        rig_release_batch(&batch);
    }
    assert_true(used < map);
    struct store_request r;
    assert_int_equal(replay(&r, "", 1, UINT64_MAX, 0), STATUS_CLOSED); /* seq 1 has expired */
    assert_true(r.first > 1000);
    store_request_release(&r);
}

static void stays_shut_after_a_failed_sync(void **state)
{
    (void)state;
    open_store(8 * MIB);
    struct ledger_batch batch;
    assert_int_equal(commit_articles(&batch, 1, 3, 1000), STATUS_OK);
    rig_release_batch(&batch);
    sync_fault = EIO;
    assert_int_equal(commit_articles(&batch, 4, 6, 1000), STATUS_IO);
    rig_release_batch(&batch);
    sync_fault = 0;
    assert_int_equal(commit_articles(&batch, 7, 9, 1000), STATUS_IO);
    rig_release_batch(&batch);
    reopen_store(8 * MIB);
    assert_int_equal(rig.recovered.accepted_last, 3);
}

static void takes_a_full_disk_for_full(void **state)
{
    (void)state;
    open_store(8 * MIB);
    struct ledger_batch batch;
    write_fault = ENOSPC;
    assert_int_equal(commit_articles(&batch, 1, 3, 1000), STATUS_FULL);
    rig_release_batch(&batch);
    write_fault = 0;
    accept_and_analyse(1, 3, "analysis.en.example.");
    reopen_store(8 * MIB);
    assert_int_equal(rig.recovered.seq_last, 3);
}

/* ---- reading ---- */

static void fetches_the_journal_in_order(void **state)
{
    (void)state;
    open_store(8 * MIB);
    struct ledger_batch batch;
    assert_int_equal(commit_articles(&batch, 1, 600, 500), STATUS_OK);
    rig_release_batch(&batch);
    struct store_request r = {.kind = STORE_FETCH, .from = 100, .max_count = 300};
    assert_int_equal(rig_read(&rig, &r), STATUS_OK);
    assert_int_equal(r.items.count, 300);
    assert_int_equal(r.resume, 401);
    uint64_t accepted = 100;
    for (struct item *i = r.items.first; i; i = i->next) {
        struct item *same = rig_article(++accepted, 1, 500);
        assert_int_equal(i->accepted, accepted);
        assert_true(i->from_journal);
        assert_int_equal(i->revision, 1);
        assert_memory_equal(i->identity, same->identity, HASH_BYTES);
        assert_memory_equal(i->content, same->content, HASH_BYTES);
        assert_true(str_equal(i->record, same->record));
        free(same);
    }
    rig_free_items(&r.items);
    r = (struct store_request){.kind = STORE_FETCH, .max_count = 300, .max_bytes = 1200};
    assert_int_equal(rig_read(&rig, &r), STATUS_OK);
    assert_int_equal(r.items.count, 2);
    assert_int_equal(r.resume, 3);
    rig_free_items(&r.items);
    r = (struct store_request){.kind = STORE_FETCH, .max_bytes = 1500}; /* three of 500 fit */
    assert_int_equal(rig_read(&rig, &r), STATUS_OK);
    assert_int_equal(r.items.count, 3);
    rig_free_items(&r.items);
    r = (struct store_request){.kind = STORE_FETCH, .max_bytes = 499}; /* one comes anyway */
    assert_int_equal(rig_read(&rig, &r), STATUS_OK);
    assert_int_equal(r.items.count, 1);
    rig_free_items(&r.items);
    r = (struct store_request){.kind = STORE_FETCH, .from = 590};
    assert_int_equal(rig_read(&rig, &r), STATUS_OK);
    assert_int_equal(r.items.count, 10);
    assert_int_equal(r.resume, 0);
    rig_free_items(&r.items);
    rig.no_items = true;
    assert_int_equal(rig_read(&rig, &r), STATUS_AGAIN);
    assert_int_equal(r.resume, 591);
    store_request_release(&r);
}

static void replays_by_prefix_in_chunks(void **state)
{
    (void)state;
    open_store(16 * MIB);
    for (uint64_t turn = 0; turn < 10; turn++) {
        accept_and_analyse(1 + turn * 100, 100 + turn * 100,
                           turn % 2 ? "analysis.en.harbour-post." : "analysis.fr.le-phare.");
    }
    uint64_t seen = 0, at = 1, chunks = 0;
    while (at) {
        struct store_request r;
        assert_int_equal(replay(&r, "analysis.en.", at, 950, 64), STATUS_OK);
        for (uint32_t i = 0; i < r.row_count; i++) {
            const struct store_row *row = &r.rows[i];
            assert_true(str_equal(row->topic, STR("analysis.en.harbour-post.")));
            assert_int_equal(row->data.len, 1000);
            assert_int_equal((row->seq - 1) / 100 % 2, 1);
            assert_int_equal(row->accepted, row->seq);
            assert_int_equal(row->data.ptr[999], 'A' + (int)(row->accepted % 26));
            seen++;
        }
        at = r.resume;
        chunks++;
        store_request_release(&r);
    }
    assert_int_equal(seen, 450);
    assert_true(chunks >= 8);
    struct store_request r;
    assert_int_equal(replay(&r, "tombstone.", 1, UINT64_MAX, 0), STATUS_OK);
    assert_int_equal(r.row_count, 0);
    store_request_release(&r);
}

static void checks_count_and_hash(void **state)
{
    (void)state;
    open_store(16 * MIB);
    accept_and_analyse(1, 700, "analysis.en.harbour-post.");
    accept_and_analyse(701, 710, "analysis.fr.le-phare.");
    struct store_request r = {.kind = STORE_CHECK, .from = 2, .to = 705, .prefix = "analysis.en."};
    assert_int_equal(rig_read(&rig, &r), STATUS_OK);
    assert_int_equal(r.count, 699);
    crypto_hash_sha256_state hash;
    crypto_hash_sha256_init(&hash);
    for (uint64_t seq = 2; seq <= 700; seq++) {
        unsigned char number[8], digest[HASH_BYTES];
        ledger_key_u64(seq, number);
        rig_hash(seq * 7 + 1, digest);
        crypto_hash_sha256_update(&hash, number, sizeof number);
        crypto_hash_sha256_update(&hash, digest, sizeof digest);
    }
    unsigned char expected[HASH_BYTES];
    crypto_hash_sha256_final(&hash, expected);
    assert_memory_equal(r.hash, expected, HASH_BYTES);
    store_request_release(&r);
}

static enum status get(struct store_request *r, uint64_t number, uint32_t revision)
{
    *r = (struct store_request){.kind = STORE_GET, .revision = revision};
    rig_hash(number, r->identity);
    return rig_read(&rig, r);
}

static void gets_by_revision(void **state)
{
    (void)state;
    open_store(8 * MIB);
    accept_and_analyse(1, 5, "analysis.en.harbour-post.");
    struct ledger_batch batch = {.now_ms = 1700000000000};
    item_queue_push(&batch.articles, rig_article(3, 2, 100));
    item_queue_push(&batch.articles, rig_article(9, 1, 100));
    assert_int_equal(rig_commit(&rig, &batch), STATUS_OK);
    struct store_request r;
    assert_int_equal(get(&r, 3, 0), STATUS_OK); /* revision 2 is pending: 1 still answers */
    assert_int_equal(r.rows[0].seq, 3);
    store_request_release(&r);
    assert_int_equal(get(&r, 9, 0), STATUS_AGAIN);
    store_request_release(&r);
    assert_int_equal(commit_results(&batch, "analysis.en.harbour-post.", 10, NULL), STATUS_OK);
    rig_release_batch(&batch);
    static const struct {
        uint64_t number;
        uint32_t revision;
        enum status status;
        uint64_t seq;
    } rows[] = {{3, 0, STATUS_OK, 6},        {3, 1, STATUS_OK, 3}, {3, 2, STATUS_OK, 6},
                {3, 3, STATUS_NOT_FOUND, 0}, {9, 0, STATUS_OK, 7}, {77, 0, STATUS_NOT_FOUND, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum status status = get(&r, rows[i].number, rows[i].revision);
        if (status != rows[i].status || (status == STATUS_OK && r.rows[0].seq != rows[i].seq)) {
            fail_msg("row %zu: %s", i, status_name(status));
        }
        store_request_release(&r);
    }
}

static void keeps_quarantine_attempts_and_positions(void **state)
{
    (void)state;
    open_store(8 * MIB);
    struct ledger_batch batch;
    assert_int_equal(commit_articles(&batch, 1, 4, 700), STATUS_OK);
    rig_release_batch(&batch);
    struct ledger_change attempt = {.kind = CHANGE_ATTEMPT, .accepted = 2};
    assert_int_equal(change(&attempt), STATUS_OK);
    assert_int_equal(attempt.count, 1);
    reopen_store(8 * MIB);
    assert_int_equal(store_attempts(rig.store, 2), 1);
    assert_int_equal(store_attempts(rig.store, 3), 0);

    struct ledger_change quarantine = {
        .kind = CHANGE_QUARANTINE, .accepted = 2, .text = STR("signal 11")};
    assert_int_equal(change(&quarantine), STATUS_OK);
    struct store_request r = {.kind = STORE_QUARANTINE};
    assert_int_equal(rig_read(&rig, &r), STATUS_OK);
    assert_int_equal(r.row_count, 1);
    assert_int_equal(r.rows[0].accepted, 2);
    assert_int_equal(r.rows[0].revision, 1);
    assert_int_equal(r.rows[0].data.len, 700);
    assert_true(str_equal(r.rows[0].topic, STR("signal 11")));
    store_request_release(&r);

    struct ledger_change position = {
        .kind = CHANGE_POSITION, .seq = 12, .gaps = 3, .text = STR("archive")};
    assert_int_equal(change(&position), STATUS_OK);
    r = (struct store_request){.kind = STORE_POSITIONS};
    assert_int_equal(rig_read(&rig, &r), STATUS_OK);
    assert_int_equal(r.row_count, 1);
    assert_true(str_equal(r.rows[0].subject, STR("archive")));
    assert_int_equal(r.rows[0].seq, 12);
    assert_int_equal(r.rows[0].accepted, 3);
    store_request_release(&r);
}

static void takes_down_every_revision(void **state)
{
    (void)state;
    open_store(8 * MIB);
    accept_and_analyse(1, 5, "analysis.en.harbour-post.");
    struct store_request before = {.kind = STORE_CHECK, .from = 1, .to = 5}, after = before, r;
    assert_int_equal(rig_read(&rig, &before), STATUS_OK);
    struct ledger_change down = {.kind = CHANGE_TAKE_DOWN, .text = STR("court order")};
    rig_hash(3, down.identity);
    assert_int_equal(change(&down), STATUS_OK);
    assert_int_equal(get(&r, 3, 0), STATUS_OK);
    assert_int_equal(r.rows[0].kind, FEED_TAKEN_DOWN);
    store_request_release(&r);
    assert_int_equal(replay(&r, "", 3, 3, 0), STATUS_OK);
    assert_true(r.rows[0].removed);
    assert_null(
        memmem(r.rows[0].data.ptr, r.rows[0].data.len, "DDDD", 4)); /* what the analysis held */
    store_request_release(&r);
    assert_int_equal(rig_read(&rig, &after), STATUS_OK);
    assert_memory_equal(before.hash, after.hash, HASH_BYTES);
}

static void backs_up_a_running_store(void **state)
{
    (void)state;
    open_store(16 * MIB);
    accept_and_analyse(1, 40, "analysis.en.harbour-post.");
    struct store_request r = {.kind = STORE_BACKUP};
    snprintf(r.prefix, sizeof r.prefix, "%s/deep/copy", folder);
    assert_int_equal(rig_read(&rig, &r), STATUS_OK);
    assert_int_equal(rig_read(&rig, &r), STATUS_INVALID); /* there is a store already */
    accept_and_analyse(41, 50, "analysis.en.harbour-post.");
    char epoch[33];
    memcpy(epoch, rig.recovered.epoch, sizeof epoch);
    struct rig copy;
    assert_int_equal(rig_open(&copy, r.prefix, 16 * MIB, true), STATUS_OK);
    assert_string_equal(copy.recovered.epoch, epoch);
    assert_int_equal(copy.recovered.seq_last, 40);
    rig_close(&copy);
}

static void gives_back_what_waits_when_it_closes(void **state)
{
    (void)state;
    open_store(8 * MIB);
    accept_and_analyse(1, 300, "analysis.en.harbour-post.");
    enum { COUNT = 50 };
    static struct store_request requests[COUNT];
    for (int i = 0; i < COUNT; i++) {
        requests[i] = (struct store_request){
            .kind = STORE_CHECK, .from = 1, .to = 300, .status = STATUS_INVALID};
        store_read(rig.store, &requests[i]);
    }
    rig_close(&rig);
    for (int i = 0; i < COUNT; i++) {
        assert_true(requests[i].status == STATUS_OK || requests[i].status == STATUS_CLOSED);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(is_made_and_found_again),
        TEST(syncs_the_names_of_folders_it_makes),
        TEST(refuses_folders_that_cannot_last),
        TEST(recovers_what_was_committed),
        TEST(knows_duplicates_and_revisions_after_reopening),
        TEST(forgets_what_was_refused),
        TEST(refuses_a_second_process),
        TEST(refuses_another_format),
        TEST(refuses_what_is_no_store),
        TEST(refuses_when_full_and_recovers_by_itself),
        TEST(goes_on_for_ever_within_its_budget),
        TEST(stays_shut_after_a_failed_sync),
        TEST(takes_a_full_disk_for_full),
        TEST(fetches_the_journal_in_order),
        TEST(replays_by_prefix_in_chunks),
        TEST(checks_count_and_hash),
        TEST(gets_by_revision),
        TEST(keeps_quarantine_attempts_and_positions),
        TEST(takes_down_every_revision),
        TEST(backs_up_a_running_store),
        TEST(gives_back_what_waits_when_it_closes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

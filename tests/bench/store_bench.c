/* store_bench: articles per second of the store, beside a bare LMDB loop with the same records and
 * commits.
 *
 *     store_bench [--articles N] [--backlog N] [--map MIB] [--retain MIB] [--folder DIR] [--no-sync]
 *                 [--bare]
 *
 * Each commit puts 256 journal rows of 5 KB, 256 feed rows of 2 KB and deletes the journal rows of
 * the commit before. The store does besides what the path needs: identities, duplicates, counters,
 * retention. CPU is that of the thread that commits. --bare runs the loop alone.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <lmdb.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "../unit/store/rig.h"
#include "base/clock.h"

enum { COMMIT = 256, RECORD_BYTES = 5000, DATA_BYTES = 2000, FEED_HEAD = 160 };

struct bench {
    uint64_t articles, map_bytes, retain_bytes;
    uint64_t
        backlog; /* articles in the journal before the clock starts; results keep that behind */
    const char *folder;
    bool sync, bare_only;
};

struct figures {
    double seconds, cpu_us, written;
};

static double seconds_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Bytes that this process caused to be sent to the disk. */
static double written_bytes(void)
{
    char line[128];
    double bytes = 0;
    FILE *f = fopen("/proc/self/io", "r");
    while (f && fgets(line, sizeof line, f)) {
        sscanf(line, "write_bytes: %lf", &bytes);
    }
    if (f) {
        fclose(f);
    }
    return bytes;
}

static void must(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "store_bench: %s failed\n", what);
        exit(1);
    }
}

/* ---- bare ---- */

static void bare_put(MDB_txn *txn, MDB_dbi dbi, uint64_t number, char *bytes, size_t len)
{
    unsigned char key[8];
    ledger_key_u64(number, key);
    MDB_val k = {sizeof key, key}, v = {len, bytes};
    must(!mdb_put(txn, dbi, &k, &v, MDB_APPEND), "mdb_put");
}

static void bare_del(MDB_txn *txn, MDB_dbi dbi, uint64_t number)
{
    unsigned char key[8];
    ledger_key_u64(number, key);
    MDB_val k = {sizeof key, key};
    must(!mdb_del(txn, dbi, &k, NULL), "mdb_del");
}

static void bare_loop(const struct bench *b, MDB_env *env, MDB_dbi journal, MDB_dbi feed)
{
    static char record[RECORD_BYTES], row[DATA_BYTES + FEED_HEAD];
    uint64_t oldest = 1, kept = b->retain_bytes ? b->retain_bytes / 4096 : UINT64_MAX;
    for (uint64_t at = 0; at < b->articles; at += COMMIT) {
        MDB_txn *txn;
        must(!mdb_txn_begin(env, NULL, 0, &txn), "mdb_txn_begin");
        for (uint64_t n = at + 1; n <= at + COMMIT; n++) {
            bare_put(txn, journal, n, record, sizeof record);
        }
        for (uint64_t n = at + 1; at && n <= at + COMMIT; n++) {
            bare_put(txn, feed, n - COMMIT, row, sizeof row);
            bare_del(txn, journal, n - COMMIT);
        }
        for (; at > kept && oldest + kept < at; oldest++) {
            bare_del(txn, feed, oldest);
        }
        must(!mdb_txn_commit(txn), "mdb_txn_commit");
    }
}

static struct figures run_bare(const struct bench *b, const char *folder)
{
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi journal, feed;
    mkdir(folder, 0750);
    must(!mdb_env_create(&env) && !mdb_env_set_maxdbs(env, 4) &&
             !mdb_env_set_mapsize(env, b->map_bytes) &&
             !mdb_env_open(env, folder, MDB_NOTLS | (b->sync ? 0 : MDB_NOSYNC), 0640),
         "opening the bare environment");
    must(!mdb_txn_begin(env, NULL, 0, &txn) &&
             !mdb_dbi_open(txn, "journal", MDB_CREATE, &journal) &&
             !mdb_dbi_open(txn, "feed", MDB_CREATE, &feed) && !mdb_txn_commit(txn),
         "opening the bare tables");
    struct figures f = {.written = written_bytes()};
    double begin = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    bare_loop(b, env, journal, feed);
    f.seconds = seconds_of(CLOCK_MONOTONIC) - begin;
    f.cpu_us = (seconds_of(CLOCK_THREAD_CPUTIME_ID) - cpu) * 1e6;
    f.written = written_bytes() - f.written;
    mdb_env_close(env);
    return f;
}

/* ---- the store ---- */

/* What is left of an article once its commit is done: its numbers. */
static struct item *numbers_of(const struct item *article)
{
    struct item *item = rig_item(NULL, 0);
    memcpy(item->identity, article->identity, HASH_BYTES);
    memcpy(item->content, article->content, HASH_BYTES);
    item->accepted = article->accepted;
    item->revision = article->revision;
    return item;
}

static struct item_queue articles_behind(uint64_t from)
{
    struct item_queue q = {0};
    for (uint64_t n = from + 1; n <= from + COMMIT; n++) {
        item_queue_push(&q, rig_article(n, 1, RECORD_BYTES));
    }
    return q;
}

/* One commit of `articles` and of results for the oldest in `waiting`. The articles of the next are
 * made meanwhile, as the loop takes them in while the store commits. */
static void store_turn(const struct bench *b, struct rig *rig, struct item_queue *articles,
                       uint64_t next, uint32_t results, struct item_queue *waiting)
{
    struct ledger_batch batch = {.articles = *articles, .now_ms = clock_wall_ms()};
    batch.retention =
        (struct ledger_retention){.max_bytes = b->retain_bytes, .most_per_commit = 1024};
    for (uint32_t i = 0; i < results && waiting->first; i++) {
        struct item *article = item_queue_pop(waiting);
        item_queue_push(&batch.finished, rig_result(article, "analysis.en.example.", DATA_BYTES));
        free(article);
    }
    rig_commit_begin(rig, &batch);
    *articles = articles_behind(next);
    rig_commit_wait(rig);
    must(batch.status == STATUS_OK, "store_commit");
    for (const struct item *i = batch.articles.first; i; i = i->next) {
        item_queue_push(waiting, numbers_of(i));
    }
    rig_release_batch(&batch);
}

static struct figures run_store(const struct bench *b, const char *folder)
{
    struct rig rig;
    must(rig_open(&rig, folder, b->map_bytes, b->sync) == STATUS_OK, "store_open");
    struct item_queue waiting = {0}, articles = articles_behind(0);
    for (uint64_t at = COMMIT; at <= b->backlog; at += COMMIT) {
        store_turn(b, &rig, &articles, at, 0, &waiting);
    }
    struct figures f = {.written = written_bytes()};
    double begin = seconds_of(CLOCK_MONOTONIC);
    double cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - seconds_of(CLOCK_THREAD_CPUTIME_ID);
    for (uint64_t at = COMMIT; at <= b->articles; at += COMMIT) {
        store_turn(b, &rig, &articles, b->backlog + at, COMMIT, &waiting);
    }
    f.seconds = seconds_of(CLOCK_MONOTONIC) - begin;
    f.cpu_us =
        (seconds_of(CLOCK_PROCESS_CPUTIME_ID) - seconds_of(CLOCK_THREAD_CPUTIME_ID) - cpu) * 1e6;
    f.written = written_bytes() - f.written;
    rig_free_items(&waiting);
    rig_free_items(&articles);
    rig_close(&rig);
    return f;
}

static void print(const char *name, const struct bench *b, const struct figures *f)
{
    double n = (double)b->articles;
    printf("%-6s %8.0f articles/s  %6.2f us CPU/article  %6.1f KB written/article\n", name,
           n / f->seconds, f->cpu_us / n, f->written / n / 1000);
    fflush(stdout);
}

static uint64_t number_of(const char *text)
{
    return text ? strtoull(text, NULL, 10) : 0;
}

static struct bench parse(int argc, char **argv)
{
    struct bench b = {
        .articles = 100000, .map_bytes = UINT64_C(4) << 30, .folder = "/tmp", .sync = true};
    for (int i = 1; i < argc; i++) {
        char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (!strcmp(argv[i], "--no-sync")) {
            b.sync = false;
            continue;
        }
        if (!strcmp(argv[i], "--bare")) {
            b.bare_only = true;
            continue;
        }
        if (!strcmp(argv[i], "--articles")) {
            b.articles = number_of(value);
        } else if (!strcmp(argv[i], "--backlog")) {
            b.backlog = number_of(value) / COMMIT * COMMIT;
        } else if (!strcmp(argv[i], "--map")) {
            b.map_bytes = number_of(value) << 20;
        } else if (!strcmp(argv[i], "--retain")) {
            b.retain_bytes = number_of(value) << 20;
        } else if (!strcmp(argv[i], "--folder") && value) {
            b.folder = value;
        } else {
            fprintf(stderr,
                    "usage: store_bench [--articles N] [--backlog N] [--map MIB] [--retain MIB] "
                    "[--folder DIR] [--no-sync] [--bare]\n");
            exit(2);
        }
        i++;
    }
    return b;
}

int main(int argc, char **argv)
{
    struct bench b = parse(argc, argv);
    char root[256], folder[300];
    snprintf(root, sizeof root, "%s/store-bench.XXXXXX", b.folder);
    must(mkdtemp(root) != NULL, "mkdtemp");
    snprintf(folder, sizeof folder, "%s/bare", root);
    struct figures bare = run_bare(&b, folder);
    print("bare", &b, &bare);
    if (b.bare_only) {
        rig_remove(root);
        return 0;
    }
    rig_remove(folder);
    snprintf(folder, sizeof folder, "%s/store", root);
    struct figures store = run_store(&b, folder);
    print("store", &b, &store);
    rig_remove(root);
    printf("store/bare %.2f\n", bare.seconds / store.seconds);
    return 0;
}

/* store_bench: articles per second of the store, beside a bare LMDB loop with the same records and
 * commits.
 *
 *     store_bench [--articles N] [--backlog N] [--map MIB] [--retain MIB] [--folder DIR]
 *     [--no-sync]
 *                 [--bare [--commits N] [--journal-row BYTES] [--feed-row BYTES] [--identity-row
 *     BYTES]]
 *     store_bench --shape FILE
 *
 * Each commit puts a journal row of 5 KB and an identity row for each of 256 articles, a feed row
 * of 2 KB for each of the 256 before, writes where each of these now stands into its identity row,
 * deletes its journal row, and writes the counters. The store finds out besides what it has to
 * know: duplicates, revisions, what was taken down, retention. CPU is that of the thread that
 * commits. --bare runs the loop alone; then commits and rows may be given.
 * --shape says what a service has written so far into its store, as `name value` lines: commits,
 * articles, and the mean size of a row of each table, 0 where it is empty.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <inttypes.h>
#include <lmdb.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "../unit/store/rig.h"
#include "base/clock.h"

enum {
    COMMIT = 256,
    RECORD_BYTES = 5000,
    DATA_BYTES = 2000,
    JOURNAL_HEAD = 68,
    FEED_HEAD = 160,
    IDENTITY_ROW = 84,
    ROW_MAX = 1 << 20,
};

static const char *const counters[] = {"accepted", "seq", "first", "pending", "retained"};
enum { COUNTERS = sizeof counters / sizeof counters[0] };

struct bench {
    uint64_t articles, map_bytes, retain_bytes;
    uint64_t
        backlog; /* articles in the journal before the clock starts; results keep that behind */
    uint64_t commits; /* of the bare loop */
    uint64_t journal_row, feed_row, identity_row;
    const char *folder, *shape;
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

/* Bytes that this process handed to the kernel: write_bytes counts the whole of a large folio for
 * each page of it. */
static double written_bytes(void)
{
    char line[128];
    double bytes = 0;
    FILE *f = fopen("/proc/self/io", "r");
    while (f && fgets(line, sizeof line, f)) {
        sscanf(line, "wchar: %lf", &bytes);
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

struct bare {
    MDB_env *env;
    MDB_dbi meta, journal, identity, feed;
    MDB_txn *txn;
};

static void bare_put(struct bare *b, MDB_dbi dbi, uint64_t number, uint64_t len, unsigned flags)
{
    static char row[ROW_MAX];
    unsigned char key[8];
    ledger_key_u64(number, key);
    MDB_val k = {sizeof key, key}, v = {len, row};
    must(!mdb_put(b->txn, dbi, &k, &v, flags), "mdb_put");
}

static void bare_del(struct bare *b, MDB_dbi dbi, uint64_t number)
{
    unsigned char key[8];
    ledger_key_u64(number, key);
    MDB_val k = {sizeof key, key};
    must(!mdb_del(b->txn, dbi, &k, NULL), "mdb_del");
}

static void bare_count(struct bare *b, uint64_t number)
{
    for (int i = 0; i < COUNTERS; i++) {
        MDB_val k = {strlen(counters[i]), (void *)(uintptr_t)counters[i]};
        MDB_val v = {sizeof number, &number};
        must(!mdb_put(b->txn, b->meta, &k, &v, 0), "mdb_put");
    }
}

/* One commit: articles (from, to], results (done, from], expiry of what is older than `kept`. */
static void bare_commit(struct bare *b, const struct bench *o, uint64_t done, uint64_t from,
                        uint64_t to, uint64_t *oldest)
{
    uint64_t kept = o->retain_bytes ? o->retain_bytes / 4096 : UINT64_MAX;
    must(!mdb_txn_begin(b->env, NULL, 0, &b->txn), "mdb_txn_begin");
    for (uint64_t n = from + 1; n <= to; n++) {
        bare_put(b, b->identity, n, o->identity_row, MDB_APPEND);
        bare_put(b, b->journal, n, o->journal_row, MDB_APPEND);
    }
    for (uint64_t n = done + 1; n <= from; n++) {
        bare_del(b, b->journal, n);
        bare_put(b, b->feed, n, o->feed_row, MDB_APPEND);
        bare_put(b, b->identity, n, o->identity_row, 0);
    }
    for (; from > kept && *oldest + kept < from; (*oldest)++) {
        bare_del(b, b->feed, *oldest);
        bare_del(b, b->identity, *oldest);
    }
    bare_count(b, to);
    must(!mdb_txn_commit(b->txn), "mdb_txn_commit");
}

static void bare_loop(struct bare *b, const struct bench *o)
{
    uint64_t oldest = 1, done = 0, from = 0;
    for (uint64_t i = 1; i <= o->commits; i++) {
        uint64_t to = o->articles * i / o->commits;
        bare_commit(b, o, done, from, to, &oldest);
        done = from;
        from = to;
    }
}

static void bare_open(struct bare *b, const struct bench *o, const char *folder)
{
    mkdir(folder, 0750);
    must(!mdb_env_create(&b->env) && !mdb_env_set_maxdbs(b->env, 4) &&
             !mdb_env_set_mapsize(b->env, o->map_bytes) &&
             !mdb_env_open(b->env, folder, MDB_NOTLS | (o->sync ? 0 : MDB_NOSYNC), 0640),
         "opening the bare environment");
    must(!mdb_txn_begin(b->env, NULL, 0, &b->txn) &&
             !mdb_dbi_open(b->txn, "meta", MDB_CREATE, &b->meta) &&
             !mdb_dbi_open(b->txn, "journal", MDB_CREATE, &b->journal) &&
             !mdb_dbi_open(b->txn, "identity", MDB_CREATE, &b->identity) &&
             !mdb_dbi_open(b->txn, "feed", MDB_CREATE, &b->feed) && !mdb_txn_commit(b->txn),
         "opening the bare tables");
}

static struct figures run_bare(const struct bench *o, const char *folder)
{
    struct bare b;
    bare_open(&b, o, folder);
    struct figures f = {.written = written_bytes()};
    double begin = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    bare_loop(&b, o);
    f.seconds = seconds_of(CLOCK_MONOTONIC) - begin;
    f.cpu_us = (seconds_of(CLOCK_THREAD_CPUTIME_ID) - cpu) * 1e6;
    f.written = written_bytes() - f.written;
    mdb_env_close(b.env);
    return f;
}

/* ---- the shape of a store ---- */

struct rows {
    uint64_t count, mean;
};

static struct rows rows_of(MDB_txn *txn, const char *table)
{
    MDB_dbi dbi;
    MDB_cursor *cursor;
    MDB_val k, v;
    uint64_t bytes = 0;
    struct rows r = {0};
    must(!mdb_dbi_open(txn, table, 0, &dbi) && !mdb_cursor_open(txn, dbi, &cursor), table);
    while (!mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) {
        r.count++;
        bytes += v.mv_size;
    }
    mdb_cursor_close(cursor);
    r.mean = r.count ? bytes / r.count : 0;
    return r;
}

static void print_shape(const char *file)
{
    MDB_env *env;
    MDB_txn *txn;
    MDB_envinfo info;
    must(!mdb_env_create(&env) && !mdb_env_set_maxdbs(env, 16) &&
             !mdb_env_open(env, file, MDB_NOSUBDIR | MDB_RDONLY, 0640) &&
             !mdb_env_info(env, &info) && !mdb_txn_begin(env, NULL, MDB_RDONLY, &txn),
         "opening the store");
    struct rows feed = rows_of(txn, "feed");
    printf("commits %zu\narticles %" PRIu64 "\n", info.me_last_txnid, feed.count);
    printf("journal_row %" PRIu64 "\nfeed_row %" PRIu64 "\nidentity_row %" PRIu64 "\n",
           rows_of(txn, "journal").mean, feed.mean, rows_of(txn, "identity").mean);
    mdb_txn_abort(txn);
    mdb_env_close(env);
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

static void usage(void)
{
    fprintf(stderr,
            "usage: store_bench [--articles N] [--backlog N] [--map MIB] [--retain MIB] "
            "[--folder DIR] [--no-sync]\n"
            "                   [--bare [--commits N] [--journal-row BYTES] [--feed-row BYTES] "
            "[--identity-row BYTES]]\n"
            "       store_bench --shape FILE\n");
    exit(2);
}

static void parse_options(struct bench *b, int argc, char **argv)
{
    static const struct option options[] = {
        {"articles", required_argument, NULL, 'a'},
        {"backlog", required_argument, NULL, 'l'},
        {"map", required_argument, NULL, 'm'},
        {"retain", required_argument, NULL, 'r'},
        {"commits", required_argument, NULL, 'c'},
        {"journal-row", required_argument, NULL, 'j'},
        {"feed-row", required_argument, NULL, 'f'},
        {"identity-row", required_argument, NULL, 'i'},
        {"folder", required_argument, NULL, 'o'},
        {"shape", required_argument, NULL, 's'},
        {"no-sync", no_argument, NULL, 'n'},
        {"bare", no_argument, NULL, 'b'},
        {0},
    };
    uint64_t *const numbers[] = {
        ['a'] = &b->articles,     ['l'] = &b->backlog,     ['m'] = &b->map_bytes,
        ['r'] = &b->retain_bytes, ['c'] = &b->commits,     ['j'] = &b->journal_row,
        ['f'] = &b->feed_row,     ['i'] = &b->identity_row};
    int which;
    while ((which = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (which == '?') {
            usage();
        } else if (which == 'o' || which == 's') {
            *(which == 'o' ? &b->folder : &b->shape) = optarg;
        } else if (which == 'n') {
            b->sync = false;
        } else if (which == 'b') {
            b->bare_only = true;
        } else {
            *numbers[which] = number_of(optarg);
        }
    }
}

static struct bench parse(int argc, char **argv)
{
    struct bench b = {.articles = 100000,
                      .map_bytes = 4096,
                      .folder = "/tmp",
                      .sync = true,
                      .journal_row = JOURNAL_HEAD + RECORD_BYTES,
                      .feed_row = FEED_HEAD + DATA_BYTES,
                      .identity_row = IDENTITY_ROW};
    parse_options(&b, argc, argv);
    b.map_bytes <<= 20;
    b.retain_bytes <<= 20;
    b.backlog -= b.backlog % COMMIT;
    b.commits = b.commits ? b.commits : (b.articles + COMMIT - 1) / COMMIT;
    if (optind < argc || !b.articles || b.journal_row > ROW_MAX || b.feed_row > ROW_MAX ||
        b.identity_row > ROW_MAX) {
        usage();
    }
    return b;
}

int main(int argc, char **argv)
{
    struct bench b = parse(argc, argv);
    if (b.shape) {
        print_shape(b.shape);
        return 0;
    }
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

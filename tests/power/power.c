/* power: simulated power cuts. A driver fills a store under the recorder; then the disk is built
 * again as it may have been found after a cut at each of many moments, and the store must open and
 * hold all that was promised before the moment.
 *
 *     power --recorder FILE.so [--cuts N] [--seed N] [--no-sync]
 *     power --recorded LOG [--acks FILE]     a log that was recorded elsewhere
 *
 * What a cut leaves: all that a completed sync covers. Of every write since, any subset of its
 * sectors of 512 bytes, in any order. A write through O_DSYNC is there when it has returned.
 * --no-sync is the control: the same without syncs must lose.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <inttypes.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../unit/store/rig.h"
#include "base/log.h"
#include "record.h"

enum { BATCHES = 120, SECTOR = 512, RECORDS_MAX = 1 << 20 };
static uint64_t map_bytes = 24 << 20; /* of a log from elsewhere: what its writes need */
static bool ours = true;              /* the articles are those of rig.h and carry their numbers */

static void must(int ok, const char *what)
{
    if (!ok) {
        perror(what);
        exit(2);
    }
}

/* ---- the driver: a store under a changing load, promising after each commit ---- */

static uint64_t record_bytes(uint64_t number)
{
    return 40 + number * 7919 % 9000;
}

static uint64_t result_bytes(uint64_t number)
{
    return 20 + number * 104729 % 4000;
}

static void promise(const struct ledger_batch *batch)
{
    char line[64];
    int len = snprintf(line, sizeof line, "acked %" PRIu64 " %" PRIu64 "\n", batch->accepted_last,
                       batch->seq_last);
    must(write(STDOUT_FILENO, line, (size_t)len) == len, "write");
}

static int drive(const char *folder, bool sync)
{
    struct rig rig;
    must(rig_open(&rig, folder, map_bytes, sync) == STATUS_OK, "store_open");
    struct ledger_batch batches[2] = {{.status = STATUS_OK}};
    uint64_t number = 0;
    for (int turn = 0; turn < BATCHES; turn++) {
        struct ledger_batch *batch = &batches[turn % 2], *before = &batches[(turn + 1) % 2];
        rig_release_batch(batch);
        for (int i = turn * 13 % 40; i >= 0; i--) {
            number++;
            item_queue_push(&batch->articles, rig_article(number, 1, record_bytes(number)));
        }
        for (struct item *i = before->articles.first; i; i = i->next) {
            item_queue_push(&batch->finished,
                            rig_result(i, "analysis.en.example.", result_bytes(i->accepted)));
        }
        batch->now_ms = 1700000000000;
        batch->retention = (struct ledger_retention){.max_bytes = 3 << 20, .most_per_commit = 64};
        must(rig_commit(&rig, batch) == STATUS_OK, "store_commit");
        promise(batch);
    }
    rig_release_batch(&batches[0]);
    rig_release_batch(&batches[1]);
    rig_close(&rig);
    return 0;
}

static void record_drive(const char *self, const char *recorder, const char *folder,
                         const char *log, bool sync)
{
    pid_t pid = fork();
    if (!pid) {
        setenv("LD_PRELOAD", recorder, 1);
        setenv("POWER_LOG", log, 1);
        setenv("ASAN_OPTIONS", "verify_asan_link_order=0",
               1); /* the recorder stands before its library */
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        execl(self, self, "--drive", folder, sync ? NULL : "--no-sync", NULL);
        _exit(2);
    }
    int status;
    must(waitpid(pid, &status, 0) == pid && !status, "the driver");
}

/* ---- the log ---- */

struct log {
    char *bytes;
    size_t len;
    const struct record **records; /* (count); each is followed by its bytes */
    size_t count;
};

static const char *bytes_of(const struct record *r)
{
    return (const char *)(r + 1);
}

static struct log read_log(const char *path)
{
    struct log log = {0};
    int fd = open(path, O_RDONLY);
    struct stat st;
    must(fd >= 0 && !fstat(fd, &st) && st.st_size, path);
    log.len = (size_t)st.st_size;
    log.bytes = mmap(NULL, log.len, PROT_READ, MAP_PRIVATE, fd, 0);
    must(log.bytes != MAP_FAILED, "mmap");
    close(fd);
    log.records = calloc(RECORDS_MAX, sizeof *log.records);
    must(log.records != NULL, "calloc");
    for (size_t at = 0; at + sizeof(struct record) <= log.len && log.count < RECORDS_MAX;) {
        const struct record *r = (const void *)(log.bytes + at);
        at += sizeof *r + r->len + record_padding(r->len);
        if (at <= log.len) { /* the recorded process may have been cut short */
            log.records[log.count++] = r;
        }
    }
    return log;
}

/* Room for the farthest write, and for the store to go on in. */
static void fit_map(const struct log *log)
{
    for (size_t i = 0; i < log->count; i++) {
        const struct record *r = log->records[i];
        uint64_t end = (r->offset + r->len) * 2;
        if (r->kind == RECORD_WRITE && end > map_bytes) {
            map_bytes = (end + 4095) / 4096 * 4096;
        }
    }
}

/* What a producer was promised, as it saw it: lines of "bytes-of-the-log accepted". The log had
 * that length when the acknowledgement came, so the promise was given before. */
struct acks {
    FILE *file;
    uint64_t at, accepted; /* the line read ahead */
};

static uint64_t acked_until(struct acks *acks, uint64_t log_bytes, uint64_t accepted)
{
    while (acks->file && acks->at <= log_bytes) {
        accepted = acks->accepted > accepted ? acks->accepted : accepted;
        if (fscanf(acks->file, "%" SCNu64 " %" SCNu64, &acks->at, &acks->accepted) != 2) {
            acks->at = UINT64_MAX;
        }
    }
    return accepted;
}

/* ---- the disk at a cut ---- */

static uint64_t random_state;

static uint64_t random_next(void)
{
    uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static uint64_t random_below(uint64_t n)
{
    return random_next() % n;
}

struct image {
    char *bytes; /* (map_bytes) */
    size_t len;
    bool has_name; /* data.mdb, else data.mdb.new */
};

static void apply_part(struct image *image, const struct record *r, size_t begin, size_t end)
{
    must(r->offset + end <= map_bytes, "a write beyond the map");
    memcpy(image->bytes + r->offset + begin, bytes_of(r) + begin, end - begin);
    image->len = r->offset + end > image->len ? r->offset + end : image->len;
}

static void apply_torn(struct image *image, const struct record *r)
{
    uint64_t mood = random_below(4); /* nothing, all, or one sector in two */
    for (size_t at = 0; mood && at < r->len;) {
        size_t end = at + SECTOR - (r->offset + at) % SECTOR;
        end = end < r->len ? end : r->len;
        if (mood == 1 || random_below(2)) {
            apply_part(image, r, at, end);
        }
        at = end;
    }
}

/* Brings `image` from the state that was safe at `from` to what is safe at `to`; what is not is
 * listed in `loose`. */
struct cut {
    const struct record **loose;
    size_t loose_count;
    const struct record *dsync; /* a write through O_DSYNC that has not returned */
    bool renamed, name_safe;
    uint64_t accepted, seq; /* promised */
};

static void settle(struct image *safe, struct cut *cut)
{
    for (size_t i = 0; i < cut->loose_count; i++) {
        apply_part(safe, cut->loose[i], 0, cut->loose[i]->len);
    }
    cut->loose_count = 0;
}

static void read_promise(const struct record *r, struct cut *cut)
{
    char line[64] = "";
    memcpy(line, bytes_of(r), r->len < sizeof line ? r->len : sizeof line - 1);
    sscanf(line, "acked %" SCNu64 " %" SCNu64, &cut->accepted, &cut->seq);
}

/* One record further; writes through O_DSYNC go straight into the safe image: nothing else
 * writes where they do. */
static void step(struct image *safe, struct cut *cut, const struct record *r)
{
    switch ((enum record_kind)r->kind) {
    case RECORD_WRITE:
        cut->loose[cut->loose_count++] = r;
        break;
    case RECORD_DSYNC_WRITE:
        cut->dsync = r;
        break;
    case RECORD_DSYNC_DONE:
        apply_part(safe, cut->dsync, 0, cut->dsync->len);
        cut->dsync = NULL;
        break;
    case RECORD_SYNC_DONE:
        settle(safe, cut);
        break;
    case RECORD_RENAME:
        cut->renamed = true;
        break;
    case RECORD_FOLDER_DONE:
        cut->name_safe = cut->renamed;
        break;
    case RECORD_ACK:
        read_promise(r, cut);
        break;
    }
}

static void tear(const struct image *safe, const struct cut *cut, struct image *image)
{
    memcpy(image->bytes, safe->bytes, safe->len);
    if (image->len > safe->len) {
        memset(image->bytes + safe->len, 0, image->len - safe->len);
    }
    image->len = safe->len;
    image->has_name = cut->name_safe || (cut->renamed && random_below(2));
    const struct record **order = calloc(cut->loose_count + 1, sizeof *order);
    must(order != NULL, "calloc");
    for (size_t i = 0; i < cut->loose_count; i++) {
        size_t at = random_below(i + 1);
        order[i] = order[at];
        order[at] = cut->loose[i];
    }
    for (size_t i = 0; i < cut->loose_count; i++) {
        apply_torn(image, order[i]);
    }
    if (cut->dsync) {
        apply_torn(image, cut->dsync);
    }
    free(order);
}

static void write_image(const struct image *image, const char *folder)
{
    char path[300];
    rig_remove(folder);
    must(!mkdir(folder, 0750), folder);
    snprintf(path, sizeof path, "%s/%s", folder, image->has_name ? "data.mdb" : "data.mdb.new");
    int fd = open(path, O_WRONLY | O_CREAT, 0640);
    must(fd >= 0 && write(fd, image->bytes, image->len) == (ssize_t)image->len, path);
    close(fd);
}

/* ---- what must hold ---- */

#define HOLDS(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "  does not hold: %s\n", #condition);                                  \
            return false;                                                                          \
        }                                                                                          \
    } while (0)

static bool is_filled(struct str s, char with, uint64_t len)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != with) {
            return false;
        }
    }
    return s.len == len;
}

/* Without gaps, each row what the driver made; `analysed` becomes the highest article in it, 0 =
 * none. */
static bool feed_holds(struct rig *rig, uint64_t *analysed)
{
    const struct ledger_recovered *r = &rig->recovered;
    struct store_request replay = {.kind = STORE_REPLAY, .from = r->seq_first, .to = UINT64_MAX};
    HOLDS(rig_read(rig, &replay) == STATUS_OK);
    HOLDS(!replay.resume && replay.row_count == r->retained_count);
    HOLDS(!replay.row_count || replay.rows[replay.row_count - 1].seq == r->seq_last);
    for (uint32_t i = 0; i < replay.row_count; i++) {
        const struct store_row *row = &replay.rows[i];
        HOLDS(row->seq == r->seq_first + i);
        if (row->kind == FEED_EXPIRED) {
            continue;
        }
        if (!ours) {
            continue;
        }
        HOLDS(!*analysed || row->accepted == *analysed + 1);
        HOLDS(is_filled(row->data, (char)('A' + row->accepted % 26), result_bytes(row->accepted)));
        *analysed = row->accepted;
        struct store_request get = {.kind = STORE_GET};
        rig_hash(row->accepted, get.identity);
        HOLDS(rig_read(rig, &get) == STATUS_OK && get.rows[0].seq == row->seq);
        store_request_release(&get);
    }
    store_request_release(&replay);
    return true;
}

static bool journal_holds(struct rig *rig, uint64_t analysed)
{
    const struct ledger_recovered *r = &rig->recovered;
    struct store_request fetch = {.kind = STORE_FETCH};
    HOLDS(rig_read(rig, &fetch) == STATUS_OK);
    HOLDS(fetch.items.count == r->pending_count);
    if (!ours) {
        rig_free_items(&fetch.items);
        return true;
    }
    uint64_t next = analysed ? analysed + 1 : r->accepted_last - r->pending_count + 1;
    for (const struct item *i = fetch.items.first; i; i = i->next) {
        HOLDS(i->accepted == next);
        HOLDS(is_filled(i->record, (char)('a' + i->accepted % 26), record_bytes(i->accepted)));
        next++;
    }
    HOLDS(next == r->accepted_last + 1);
    rig_free_items(&fetch.items);
    return true;
}

static bool store_holds(const char *folder, const struct cut *cut)
{
    struct rig rig;
    HOLDS(rig_open(&rig, folder, map_bytes, false) == STATUS_OK);
    HOLDS(rig.recovered.accepted_last >= cut->accepted);
    HOLDS(rig.recovered.seq_last >= cut->seq);
    uint64_t analysed = 0;
    bool good = feed_holds(&rig, &analysed) && journal_holds(&rig, analysed);
    rig_close(&rig);
    return good;
}

/* In a process of its own: what the control leaves can make LMDB read where no file is. */
static bool check(const char *folder, const struct cut *cut, bool loud)
{
    pid_t pid = fork();
    if (!pid) {
        struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        alarm(20);
        if (!loud) {
            int null = open("/dev/null", O_WRONLY);
            dup2(null, STDERR_FILENO);
        }
        log_set(LOG_ERROR, false);
        _exit(store_holds(folder, cut) ? 0 : 1);
    }
    int status;
    must(waitpid(pid, &status, 0) == pid, "waitpid");
    return !status;
}

/* ---- cuts ---- */

struct task {
    const char *recorder, *recorded, *acks, *drive;
    uint64_t cuts, seed;
    bool sync;
};

static int by_value(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static size_t *choose_cuts(const struct task *task, size_t record_count)
{
    size_t *at = calloc(task->cuts, sizeof *at);
    must(at != NULL, "calloc");
    for (uint64_t i = 0; i < task->cuts; i++) {
        at[i] = random_below(record_count + 1);
    }
    qsort(at, task->cuts, sizeof *at, by_value);
    return at;
}

static uint64_t cut_all(const struct task *task, const struct log *log, const char *folder)
{
    struct image safe = {.bytes = calloc(1, map_bytes)}, image = {.bytes = calloc(1, map_bytes)};
    struct cut cut = {.loose = calloc(log->count + 1, sizeof *cut.loose)};
    must(safe.bytes && image.bytes && cut.loose, "calloc");
    random_state = task->seed;
    size_t *cuts = choose_cuts(task, log->count), done = 0;
    struct acks acks = {.file = task->acks ? fopen(task->acks, "r") : NULL};
    must(!task->acks || acks.file, task->acks);
    uint64_t lost = 0;
    for (uint64_t i = 0; i < task->cuts; i++) {
        for (; done < cuts[i]; done++) {
            step(&safe, &cut, log->records[done]);
        }
        uint64_t log_bytes = done < log->count
                                 ? (uint64_t)((const char *)log->records[done] - log->bytes)
                                 : log->len;
        cut.accepted = acked_until(&acks, log_bytes, cut.accepted);
        tear(&safe, &cut, &image);
        write_image(&image, folder);
        if (!check(folder, &cut, task->sync)) {
            lost++;
            if (task->sync) {
                fprintf(stderr,
                        "cut %" PRIu64 " at record %zu of %zu (seed %" PRIu64 ", promised %" PRIu64
                        "): lost\n",
                        i, done, log->count, task->seed, cut.accepted);
            }
        }
    }
    if (acks.file) {
        fclose(acks.file);
    }
    free(cuts);
    free(cut.loose);
    free(safe.bytes);
    free(image.bytes);
    return lost;
}

static struct task parse(int argc, char **argv)
{
    struct task task = {.cuts = 200, .seed = 1, .sync = true};
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (!strcmp(argv[i], "--no-sync")) {
            task.sync = false;
            continue;
        } else if (!strcmp(argv[i], "--recorder")) {
            task.recorder = value;
        } else if (!strcmp(argv[i], "--recorded")) {
            task.recorded = value;
        } else if (!strcmp(argv[i], "--acks")) {
            task.acks = value;
        } else if (!strcmp(argv[i], "--drive")) {
            task.drive = value;
        } else if (!strcmp(argv[i], "--cuts")) {
            task.cuts = strtoull(value, NULL, 10);
        } else if (!strcmp(argv[i], "--seed")) {
            task.seed = strtoull(value, NULL, 10);
        } else {
            break;
        }
        i++;
    }
    if (!task.cuts || (!task.drive && !task.recorder && !task.recorded)) {
        fprintf(stderr, "usage: power --recorder FILE.so | --recorded LOG [--acks FILE] [--cuts N] "
                        "[--seed N] [--no-sync]\n");
        exit(2);
    }
    return task;
}

int main(int argc, char **argv)
{
    struct task task = parse(argc, argv);
    if (task.drive) {
        return drive(task.drive, task.sync);
    }
    char root[] = "/tmp/dateline-power.XXXXXX", folder[64], path[64];
    must(mkdtemp(root) != NULL, "mkdtemp");
    snprintf(folder, sizeof folder, "%s/store", root);
    snprintf(path, sizeof path, "%s/log", root);
    if (!task.recorded) {
        record_drive(argv[0], task.recorder, folder, path, task.sync);
    }
    struct log log = read_log(task.recorded ? task.recorded : path);
    ours = !task.acks;
    fit_map(&log);
    uint64_t lost = cut_all(&task, &log, folder);
    munmap(log.bytes, log.len);
    free(log.records);
    rig_remove(root);
    bool good = task.sync ? !lost : lost > task.cuts / 2;
    printf("%s: %" PRIu64 " cuts over %zu records, %" PRIu64 " lost%s\n",
           task.sync ? "power cuts" : "control without sync", task.cuts, log.count, lost,
           good ? "" : ": FAILED");
    printf("%d passed, %d failed\n", good, !good);
    return good ? 0 : 1;
}

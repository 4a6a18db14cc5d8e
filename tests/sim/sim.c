/* sim: the path and the ledger under a simulated world, seed by seed.
 *
 *     sim [--seeds N] [--first N] [--seed N] [--verbose] [--plant
 *     ack-before-commit|seq-before-commit|dedupe-forgotten]
 *
 * Each seed draws a world of its own: which faults there are, how often, how slow everything is.
 * After every event the oracle looks at what must hold. Exit 0: all held (with --plant: the bug was
 * found within the seeds); 1 otherwise, with the command that replays the seed.
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "world.h"

/* ---- chance: xoshiro256**, seeded by splitmix64 (Blackman and Vigna) ---- */

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static void chance_seed(struct world *w, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        seed += 0x9e3779b97f4a7c15u;
        uint64_t z = seed;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        w->random[i] = z ^ z >> 31;
    }
}

uint64_t chance_next(struct world *w)
{
    uint64_t *s = w->random, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint32_t chance_below(struct world *w, uint32_t n)
{
    return (uint32_t)((chance_next(w) >> 32) * n >> 32);
}

bool chance_of(struct world *w, uint32_t per_mille)
{
    return per_mille && chance_below(w, 1000) < per_mille;
}

uint32_t chance_between(struct world *w, uint32_t least, uint32_t most)
{
    return least + chance_below(w, most - least + 1);
}

/* ---- saying ---- */

void violated(struct world *w, const char *format, ...)
{
    va_list args;
    if (w->failed) {
        return;
    }
    w->failed = true;
    va_start(args, format);
    vsnprintf(w->failure, sizeof w->failure, format, args);
    va_end(args);
}

void tell(const struct world *w, const char *format, ...)
{
    va_list args;
    if (!w->verbose) {
        return;
    }
    printf("%8llu  ", (unsigned long long)w->now_ms);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
}

uint64_t world_wall(const struct world *w)
{
    return 1700000000000u + w->now_ms;
}

void identity_bytes(uint32_t identity, unsigned char out[HASH_BYTES])
{
    memset(out, 0xa5, HASH_BYTES);
    memcpy(out, &identity, sizeof identity);
}

/* ---- events: a heap by time, then by order of making ---- */

static bool before(const struct event *a, const struct event *b)
{
    return a->at < b->at || (a->at == b->at && a->order < b->order);
}

static void heap_swap(struct world *w, uint32_t a, uint32_t b)
{
    struct event e = w->heap[a];
    w->heap[a] = w->heap[b];
    w->heap[b] = e;
}

/* The caller fills in the rest at once; its place is by time alone, so that may come after. */
struct event *world_add(struct world *w, uint64_t at, enum event_kind kind)
{
    if (w->heap_count == w->heap_capacity) {
        w->heap_capacity = w->heap_capacity ? 2 * w->heap_capacity : 256;
        w->heap = realloc(w->heap, w->heap_capacity * sizeof *w->heap);
        if (!w->heap) {
            abort();
        }
    }
    uint32_t i = w->heap_count++;
    w->heap[i] = (struct event){.at = at, .order = ++w->order, .kind = kind};
    while (i && before(&w->heap[i], &w->heap[(i - 1) / 2])) {
        heap_swap(w, i, (i - 1) / 2);
        i = (i - 1) / 2;
    }
    return &w->heap[i];
}

static struct event heap_pop(struct world *w)
{
    struct event top = w->heap[0];
    w->heap[0] = w->heap[--w->heap_count];
    for (uint32_t i = 0;;) {
        uint32_t child = 2 * i + 1;
        if (child >= w->heap_count) {
            break;
        }
        child += child + 1 < w->heap_count && before(&w->heap[child + 1], &w->heap[child]);
        if (!before(&w->heap[child], &w->heap[i])) {
            break;
        }
        heap_swap(w, i, child);
        i = child;
    }
    return top;
}

/* ---- a world from a seed ---- */

/* Half of the worlds do without a given fault, so that each is also seen without the noise of the
 * others. */
static uint32_t maybe(struct world *w, uint32_t most)
{
    return chance_of(w, 500) ? chance_below(w, most + 1) : 0;
}

static void draw_settings(struct world *w)
{
    struct settings *s = &w->set;
    s->articles = chance_between(w, 10, chance_of(w, 100) ? 200 : 60);
    s->identities = chance_between(w, 3, IDENTITIES_MAX - 1);
    s->delay_most = chance_between(w, 0, 40);
    s->loss = maybe(w, 30);
    s->break_rate = maybe(w, 60);
    s->half_open = maybe(w, 20);
    s->stale_rate = maybe(w, 500);
    s->commit_most = chance_between(w, 1, 60);
    s->full_rate = maybe(w, 300);
    s->commit_fail_rate = maybe(w, 100);
    s->io_rate = maybe(w, 10);
    s->stall_rate = chance_of(w, 200) ? 20 : 0;
    s->same_name_rate = chance_of(w, 300) ? 500 : 0;
    s->work_most = chance_between(w, 0, 80);
    s->crashes = maybe(w, 6);
    s->drains = maybe(w, 3);
    s->poison_rate = maybe(w, 15);
    s->malformed_rate = maybe(w, 50);
    s->revision_rate = maybe(w, 400);
    s->repeat_rate = maybe(w, 150);
    s->operator_rate = maybe(w, 300);
    s->intake_rate = maybe(w, 300);
    s->drop_rate = maybe(w, 200);
    s->sleep_rate = maybe(w, 20);
    s->page_stale_rate = maybe(w, 500);
    s->in_place = chance_of(w, 500);
    s->hello_rate = maybe(w, 60);
}

static void draw_options(struct world *w)
{
    struct path_options *o = &w->options;
    uint64_t article = ledger_journal_bytes(2600);
    o->window = chance_between(w, 1, 24);
    o->peers_max = chance_between(w, PRODUCERS_MAX, 64);
    o->article_bytes = article;
    o->journal_bytes = article * chance_between(w, 4, chance_of(w, 500) ? 12 : 120);
    o->waiting_bytes = chance_between(w, 100, 20000);
    o->ready_max = chance_between(w, 1, 24);
    o->ready_bytes = chance_between(w, 3000, 40000);
    o->work_slots = chance_between(w, 1, 6);
    o->idle_ms = chance_between(w, 1000, 5000);
    o->heartbeat_ms = chance_between(w, 100, 1000);
    o->drain_ms = chance_between(w, 1, 1500);
    o->seed = chance_next(w);
    o->retention = (struct ledger_retention){
        .max_bytes = chance_of(w, 500) ? chance_between(w, 3000, 100000) : 0,
        .max_age_ms = chance_of(w, 500) ? chance_between(w, 500, 20000) : 0,
        .most_per_commit = chance_between(w, 1, 40),
    };
    w->set.disk_limit = chance_of(w, 300) ? o->journal_bytes + chance_between(w, 8000, 60000) : 0;
    disk_limit(w->disk, w->set.disk_limit);
}

static void draw_article(struct world *w, struct article *a, uint32_t producer)
{
    /* Identities belong to one producer, so that the order of revisions is the order of sending. */
    uint32_t own = (uint32_t)w->set.identities / w->producer_count + 1, index = w->article_count;
    bool revises = chance_of(w, w->set.revision_rate);
    *a = (struct article){
        .identity =
            revises ? chance_below(w, own) * w->producer_count + producer : IDENTITIES_MAX + index,
        .content = index + 1,
        .producer = producer,
        .record_len = chance_of(w, 100) ? chance_between(w, 1500, 2600) : chance_between(w, 8, 300),
        .poison = chance_of(w, w->set.poison_rate),
        .malformed = chance_of(w, w->set.malformed_rate),
    };
    if (index > w->producers[producer].first && chance_of(w, w->set.repeat_rate)) {
        const struct article *same =
            &w->articles[chance_between(w, w->producers[producer].first, index - 1)];
        a->identity = same->identity;
        a->content = same->content;
        a->poison = same->poison;
        a->record_len = same->record_len;
    }
    a->identity = a->identity < IDENTITIES_MAX + ARTICLES_MAX ? a->identity : 0;
    w->article_count++;
}

static void draw_producers(struct world *w)
{
    w->producer_count = chance_between(w, 1, PRODUCERS_MAX - 1);
    for (uint32_t p = 0; p < w->producer_count; p++) {
        struct producer *producer = &w->producers[p];
        producer->first = w->article_count;
        producer->count = (uint32_t)w->set.articles;
        producer->cheats = chance_of(w, 150);
        for (uint32_t i = 0; i < producer->count; i++) {
            draw_article(w, &w->articles[w->article_count], p);
        }
        world_add(w, chance_below(w, 200), EV_PRODUCER)->who = p;
    }
    w->subscriber_count = chance_between(w, 1, SUBSCRIBERS_MAX);
    for (uint32_t i = 0; i < w->subscriber_count; i++) {
        w->subscribers[i].next = 1;
    }
}

static void draw_intake(struct world *w, uint64_t until)
{
    for (uint64_t at = 50; w->set.intake_rate && at < until && w->article_count < ARTICLES_MAX;
         at += chance_between(w, 1, 200)) {
        if (chance_of(w, w->set.intake_rate)) {
            uint32_t index = w->article_count++;
            w->articles[index] = (struct article){.identity = IDENTITIES_MAX + index,
                                                  .content = index + 1,
                                                  .record_len = chance_between(w, 8, 2600),
                                                  .state = SETTLED};
            world_add(w, at, EV_INTAKE)->message.article = index;
        }
    }
}

static void draw_faults(struct world *w)
{
    uint64_t until = chance_between(w, 500, 6000);
    for (uint32_t i = 0; i < w->set.crashes; i++) {
        world_add(w, chance_below(w, (uint32_t)until), EV_CRASH);
    }
    for (uint32_t i = 0; i < w->set.drains; i++) {
        world_add(w, chance_below(w, (uint32_t)until), EV_DRAIN);
    }
    for (uint64_t at = 0; w->set.operator_rate && at < until; at += 100) {
        if (chance_of(w, w->set.operator_rate)) {
            world_add(w, at, EV_OPERATOR);
        }
    }
    draw_intake(w, until);
    w->healthy_from_ms = until;
}

static void world_make(struct world *w, uint64_t seed, enum plant plant, bool verbose)
{
    *w = (struct world){.seed = seed, .plant = plant, .verbose = verbose};
    chance_seed(w, seed);
    w->disk = disk_new();
    w->oracle.first = 1;
    struct ledger_kv kv = disk_kv(w->disk, false);
    must_hold(w, ledger_create(&kv, STR("00112233445566778899aabbccddeeff")) == STATUS_OK,
              "the store cannot be made");
    draw_settings(w);
    draw_options(w);
    draw_producers(w);
    draw_faults(w);
    world_add(w, 0, EV_START);
}

static void world_release(struct world *w)
{
    service_release(w);
    disk_free(w->disk);
    for (uint32_t i = 0; i < w->subscriber_count; i++) {
        free(w->subscribers[i].digests);
    }
    free(w->oracle.known);
    free(w->oracle.feed);
    free(w->heap);
}

/* ---- a run ---- */

static void step(struct world *w, const struct event *e)
{
    bool up = w->service.up && (!e->life || e->life == w->service.life);
    switch (e->kind) {
    case EV_TO_SERVICE:
        if (up) {
            service_receive(w, &e->message);
        }
        break;
    case EV_TO_PRODUCER:
        producer_receive(w, e->who, &e->message);
        break;
    case EV_PRODUCER:
        producer_wake(w, e->who);
        break;
    case EV_SUBSCRIBER:
        subscriber_receive(w, e->who, e->seq, e->digest);
        break;
    case EV_CRASH:
        service_crash(w, false);
        break;
    case EV_DRAIN:
        service_drain(w);
        break;
    case EV_START:
        service_start(w);
        break;
    case EV_OPERATOR:
        service_operate(w);
        break;
    default:
        if (up) {
            service_event(w, e);
        }
        break;
    }
}

static bool at_rest(const struct world *w)
{
    struct path_counters c = {0};
    if (!w->healthy || !w->service.up || w->service.batch || !producers_done(w) ||
        !subscribers_done(w)) {
        return false;
    }
    path_count(w->service.path, &c);
    return !c.pending && !c.waiting && !c.at_work && !c.finished_waiting &&
           !w->service.parked_count;
}

static void tell_state(const struct world *w)
{
    struct path_counters c = {0};
    if (w->service.up) {
        path_count(w->service.path, &c);
    }
    tell(w,
         "up=%d life=%u pending=%llu waiting=%llu ready=%llu at_work=%llu finished=%llu reading=%d "
         "backlog=%d peers=%llu credit=%llu "
         "retained_bytes=%llu full=%llu disk=%llu of %llu parked=%u",
         w->service.up, w->service.life, (unsigned long long)c.pending,
         (unsigned long long)c.waiting, (unsigned long long)c.ready, (unsigned long long)c.at_work,
         (unsigned long long)c.finished_waiting, c.reading, c.backlog_on_disk,
         (unsigned long long)c.peers, (unsigned long long)c.credit_out,
         (unsigned long long)c.retained_bytes, (unsigned long long)c.full_commits,
         (unsigned long long)disk_used(w->disk), (unsigned long long)w->set.disk_limit,
         w->service.parked_count);
    for (uint32_t i = 0; i < w->producer_count; i++) {
        const struct producer *p = &w->producers[i];
        const struct article *a = p->low < p->count ? &w->articles[p->first + p->low] : NULL;
        tell(w,
             "producer %u: settled %u of %u, the next is in state %d; connection %u welcomed=%d "
             "cut=%d credit=%u cheats=%d",
             i, p->low, p->count, a ? (int)a->state : -1, p->connection, p->welcomed, p->cut,
             p->credit, p->cheats);
    }
    for (uint32_t i = 0; i < w->subscriber_count; i++) {
        tell(w, "subscriber %u: next %llu of %llu", i, (unsigned long long)w->subscribers[i].next,
             (unsigned long long)w->oracle.seq);
    }
}

static void run(struct world *w)
{
    while (!w->failed && w->heap_count && !at_rest(w)) {
        struct event e = heap_pop(w);
        w->now_ms = e.at;
        w->events++;
        if (!w->healthy && w->now_ms >= w->healthy_from_ms) {
            w->healthy = true;
            tell(w, "no more faults");
        }
        step(w, &e);
        oracle_step(w);
        must_hold(w, w->now_ms < w->healthy_from_ms + HEALTHY_MS, "does not come to rest");
    }
    if (!w->failed) {
        oracle_end(w);
    }
    tell_state(w);
}

/* ---- the program ---- */

struct totals {
    uint64_t seeds, events, analyses, duplicates, quarantines, take_downs, expired, crashes, drains,
        broken, failed;
};

static void add(struct totals *t, const struct world *w)
{
    t->seeds++;
    t->events += w->events;
    t->analyses += w->oracle.analyses;
    t->duplicates += w->oracle.duplicates;
    t->quarantines += w->oracle.quarantines;
    t->take_downs += w->oracle.take_downs;
    t->expired += w->oracle.expired;
    t->crashes += w->crashes;
    t->drains += w->drains;
    t->broken += w->broken;
    t->failed += w->failed;
}

static const char *const plant_names[] = {"none", "ack-before-commit", "seq-before-commit",
                                          "dedupe-forgotten"};

struct arguments {
    uint64_t first, seeds;
    bool verbose;
    enum plant plant;
};

static bool one_seed(const struct arguments *a, const char *program, uint64_t seed,
                     struct totals *t)
{
    static struct world w; /* large */
    world_make(&w, seed, a->plant, a->verbose);
    run(&w);
    if (w.failed) {
        printf("seed %llu: at %llu ms, event %llu: %s\n", (unsigned long long)seed,
               (unsigned long long)w.now_ms, (unsigned long long)w.events, w.failure);
        printf("replay: %s --seed %llu --verbose%s%s\n", program, (unsigned long long)seed,
               a->plant ? " --plant " : "", a->plant ? plant_names[a->plant] : "");
    }
    add(t, &w);
    bool failed = w.failed;
    world_release(&w);
    return !failed;
}

static bool parse(int argc, char **argv, struct arguments *a)
{
    static const struct option options[] = {
        {"seeds", required_argument, NULL, 'n'}, {"first", required_argument, NULL, 'f'},
        {"seed", required_argument, NULL, 's'},  {"plant", required_argument, NULL, 'p'},
        {"verbose", no_argument, NULL, 'v'},     {0}};
    *a = (struct arguments){.first = 1, .seeds = 10000};
    for (int o = getopt_long(argc, argv, "", options, NULL); o != -1;
         o = getopt_long(argc, argv, "", options, NULL)) {
        uint64_t *number = o == 'n' ? &a->seeds : o == 'f' || o == 's' ? &a->first : NULL;
        if (o == '?' || (number && !str_to_u64(str_of(optarg), number))) {
            return false;
        }
        a->seeds = o == 's' ? 1 : a->seeds;
        a->verbose = a->verbose || o == 'v';
        for (int p = 1; o == 'p' && p < 4; p++) {
            a->plant = strcmp(optarg, plant_names[p]) == 0 ? (enum plant)p : a->plant;
        }
        if (o == 'p' && a->plant == PLANT_NONE) {
            return false;
        }
    }
    return optind == argc;
}

int main(int argc, char **argv)
{
    struct arguments a;
    struct totals t = {0};
    if (!parse(argc, argv, &a)) {
        fprintf(stderr, "usage: %s [--seeds N] [--first N] [--seed N] [--verbose] [--plant NAME]\n",
                argv[0]);
        return 2;
    }
    clock_t begin = clock();
    bool held = true;
    for (uint64_t i = 0; i < a.seeds && held; i++) {
        held = one_seed(&a, argv[0], a.first + i, &t);
    }
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    printf("seeds=%llu events=%llu analyses=%llu duplicates=%llu expired=%llu crashes=%llu "
           "drains=%llu broken=%llu quarantines=%llu "
           "take_downs=%llu cpu_s=%.1f events_per_s=%.0f\n",
           (unsigned long long)t.seeds, (unsigned long long)t.events,
           (unsigned long long)t.analyses, (unsigned long long)t.duplicates,
           (unsigned long long)t.expired, (unsigned long long)t.crashes,
           (unsigned long long)t.drains, (unsigned long long)t.broken,
           (unsigned long long)t.quarantines, (unsigned long long)t.take_downs, seconds,
           seconds > 0 ? (double)t.events / seconds : 0);
    if (a.plant) {
        printf("%s: %s\n", plant_names[a.plant], held ? "NOT found" : "found");
        return held ? 1 : 0;
    }
    printf("sim: %llu passed, %llu failed\n", (unsigned long long)(t.seeds - t.failed),
           (unsigned long long)t.failed);
    return held ? 0 : 1;
}

/* The shell around path, as runtime/, ingest/ and store/ are in the product: carries out effects,
 * with delays and failures. */
#include <stdlib.h>
#include <string.h>

#include "path/path_state.h"
#include "world.h"

struct sim_item {
    struct item item; /* first */
    struct sim_item *prev, *next;
    uint32_t article;
    char room[];
};

static struct sim_item *sim(struct item *item)
{
    return (struct sim_item *)(void *)item;
}

static struct item *item_new(struct world *w, uint64_t bytes)
{
    struct service *s = &w->service;
    struct sim_item *i = calloc(1, sizeof *i + bytes + 1);
    if (!i) {
        abort();
    }
    i->item.record = str_make(i->room, bytes);
    i->item.memory = i;
    i->next = s->live;
    if (s->live) {
        s->live->prev = i;
    }
    s->live = i;
    s->live_count++;
    return &i->item;
}

static struct item *new_item(void *context, uint64_t bytes)
{
    return item_new(context, bytes);
}

static void item_free(struct world *w, struct item *item)
{
    struct sim_item *i = sim(item);
    struct service *s = &w->service;
    if (i->prev) {
        i->prev->next = i->next;
    } else {
        s->live = i->next;
    }
    if (i->next) {
        i->next->prev = i->prev;
    }
    s->live_count--;
    free(i);
}

static void content_bytes(uint32_t content, unsigned char out[HASH_BYTES])
{
    memset(out, 0x5a, HASH_BYTES);
    memcpy(out, &content, sizeof content);
}

/* A record says which article it is of, and is as long as that one's. */
static struct item *item_of(struct world *w, uint32_t article)
{
    const struct article *a = &w->articles[article];
    struct item *item = item_new(w, a->record_len);
    memcpy((char *)item->record.ptr, &article, sizeof article);
    identity_bytes(a->identity, item->identity);
    content_bytes(a->content, item->content);
    sim(item)->article = article;
    return item;
}

/* ---- the store ---- */

/* Runs the commit on the disk; true when it is durable now. */
static bool run_commit(struct world *w, struct ledger_batch *b)
{
    struct ledger_kv kv = disk_kv(w->disk, w->set.in_place);
    bool refuse = !w->healthy && chance_of(w, w->set.full_rate);
    if (refuse) {
        b->status = STATUS_FULL;
        return false;
    }
    if (!w->healthy && chance_of(w, w->set.io_rate)) {
        disk_fail_at(w->disk, 1 + chance_below(w, 40));
    }
    b->new_item = new_item;
    b->new_item_context = w;
    disk_begin(w->disk);
    b->status = ledger_commit(&kv, b);
    disk_fail_at(w->disk, 0);
    if (b->status == STATUS_OK && !w->healthy && chance_of(w, w->set.commit_fail_rate)) {
        b->status = STATUS_FULL; /* found out when the pages are written */
    }
    if (b->status != STATUS_OK) {
        disk_abort(w->disk);
        return false;
    }
    disk_keep(w->disk);
    oracle_commit(w, b);
    return true;
}

static void read_journal(struct world *w, uint64_t after, uint32_t count, uint64_t bytes,
                         struct item_queue *out)
{
    uint32_t rows = disk_count(w->disk, TABLE_JOURNAL);
    for (uint32_t i = 0; i < rows && out->count < count; i++) {
        struct str key, value;
        struct ledger_journal_row row;
        disk_row(w->disk, TABLE_JOURNAL, i, &key, &value);
        uint64_t accepted = ledger_key_to_u64(key);
        if (accepted <= after || ledger_journal_row_read(value, &row) != STATUS_OK) {
            continue;
        }
        if (out->count && out->bytes + row.record.len > bytes) {
            return;
        }
        uint32_t article;
        memcpy(&article, row.record.ptr, sizeof article);
        struct item *item = item_of(w, article);
        item->from_journal = true;
        item->accepted = accepted;
        item->revision = row.revision;
        item_queue_push(out, item);
    }
}

static void fetch(struct world *w, const struct path_effect *e)
{
    struct service *s = &w->service;
    struct event *reply =
        world_add(w, w->now_ms + chance_below(w, w->set.commit_most + 1), EV_FETCHED);
    reply->life = s->life;
    reply->seq = 0;
    s->fetched = (struct item_queue){0};
    if (chance_of(w, 500)) {
        read_journal(w, e->after, e->count, e->bytes, &s->fetched);
    } else { /* the reader is late */
        reply->seq = e->after + 1;
        reply->digest = e->bytes;
        reply->who = e->count;
    }
}

/* ---- workers ---- */

static void work(struct world *w, const struct path_effect *e)
{
    struct service *s = &w->service;
    must_hold(w, !e->alone || !s->at_work_count, "an article that must run alone is not alone");
    for (uint32_t i = 0; i < s->at_work_count; i++) {
        must_hold(w, !s->at_work_alone[i],
                  "something was started beside an article that must run alone");
        must_hold(w, memcmp(s->at_work[i]->identity, e->item->identity, HASH_BYTES) != 0,
                  "two revisions of one article are at work at once");
    }
    if (s->at_work_count == 64) {
        violated(w, "more at work than slots");
        return;
    }
    s->at_work[s->at_work_count] = e->item;
    s->at_work_alone[s->at_work_count++] = e->alone;
    struct event *done = world_add(w, w->now_ms + chance_below(w, w->set.work_most + 1), EV_WORKED);
    done->life = s->life;
    done->item = e->item;
}

static void worked(struct world *w, struct item *item)
{
    struct service *s = &w->service;
    uint32_t at = 0;
    while (s->at_work[at] != item) {
        at++;
    }
    if (w->articles[sim(item)->article].poison) {
        tell(w, "article %u ends the process, alone=%d", sim(item)->article, s->at_work_alone[at]);
        service_crash(w, s->at_work_alone[at]);
        return;
    }
    s->at_work_count--;
    s->at_work[at] = s->at_work[s->at_work_count];
    s->at_work_alone[at] = s->at_work_alone[s->at_work_count];
    item->record = (struct str){0};
    item->feed = FEED_ANALYSIS;
    item->topic = STR("analysis.en.sample.");
    item->data = str_make("0123456789abcdef0123456789abcdef", chance_below(w, 33));
    item->subject = STR("sample");
    item->time_ms = world_wall(w);
    uint64_t digest = ++w->nonce;
    memcpy(item->digest, &digest, sizeof digest);
    path_work_done(s->path, item, w->now_ms);
}

/* ---- effects ---- */

static void to_peer(struct world *w, uint64_t peer, struct message m)
{
    struct str identity = peer ? path_peer_identity(w->service.path, peer) : (struct str){0};
    m.life = w->service.life;
    m.connection = peer ? 0 : w->service.connection;
    if (identity.len == sizeof m.connection) {
        memcpy(&m.connection, identity.ptr, sizeof m.connection);
    }
    if (m.connection) {
        to_producer(w, &m);
    }
}

static void publish(struct world *w, struct item *item)
{
    oracle_published(w, item);
    subscribers_publish(w, item->seq, digest_of(item->digest));
    item_free(w, item);
}

/* The planted bugs of a shell that does not wait for the disk. */
static void commit_begins(struct world *w, struct ledger_batch *b)
{
    if (w->plant == PLANT_ACK_BEFORE_COMMIT) {
        for (struct item *i = b->articles.first; i; i = i->next) {
            oracle_acked(w, i);
            to_peer(w, i->peer, (struct message){.kind = MSG_ACK, .article = i->sent_ref});
        }
    }
    uint64_t seq = w->service.path->seq_last;
    for (struct item *i = b->finished.first; i && w->plant == PLANT_SEQ_BEFORE_COMMIT;
         i = i->next) {
        subscribers_publish(w, ++seq, digest_of(i->digest));
    }
}

static uint64_t commit_time(struct world *w)
{
    bool stalls = !w->healthy && chance_of(w, w->set.stall_rate);
    return 1 + chance_below(w, stalls ? 6000 : w->set.commit_most);
}

static void answered(struct world *w, struct ledger_change *change)
{
    struct service *s = &w->service;
    for (uint32_t i = 0; i < s->change_count; i++) {
        if (s->changes[i] == change) {
            s->changes[i] = s->changes[--s->change_count];
            free(change);
            return;
        }
    }
    violated(w, "a change was answered that nobody asked");
}

static void commit_starts(struct world *w, struct ledger_batch *batch)
{
    struct service *s = &w->service;
    must_hold(w, !s->batch, "two commits at once");
    s->batch = batch;
    commit_begins(w, batch);
    world_add(w, w->now_ms + commit_time(w), EV_COMMIT)->life = s->life;
}

static void read_on(struct world *w, bool reading)
{
    w->service.reading = reading;
    if (reading) {
        world_add(w, w->now_ms, EV_PARKED)->life = w->service.life;
    }
}

static void leave(struct world *w, const struct path_effect *e)
{
    tell(w, e->kind == PATH_DRAINED ? "drained" : "broken");
    w->broken += e->kind == PATH_BROKEN;
    w->service.stopped = true;
}

/* Effects that are a message to one peer. */
static bool say(struct world *w, const struct path_effect *e)
{
    static const struct {
        bool is;
        enum message_kind kind;
    } kinds[] = {
        [PATH_WELCOME] = {true, MSG_WELCOME}, [PATH_ACK] = {true, MSG_ACK},
        [PATH_NACK] = {true, MSG_NACK},       [PATH_CREDIT] = {true, MSG_CREDIT},
        [PATH_GOODBYE] = {true, MSG_GOODBYE}, [PATH_BROKEN] = {false, MSG_BYE},
    };
    if (!kinds[e->kind].is) {
        return false;
    }
    if (e->kind == PATH_ACK) {
        oracle_acked(w, e->item);
    }
    to_peer(w, e->peer,
            (struct message){.kind = kinds[e->kind].kind,
                             .article = e->sent_ref,
                             .credit = e->credit,
                             .nonce = (uint32_t)e->nonce,
                             .refusal = e->refusal});
    return true;
}

static void carry_out(struct world *w, const struct path_effect *e)
{
    if (say(w, e)) {
        return;
    }
    switch (e->kind) {
    case PATH_COMMIT:
        commit_starts(w, e->batch);
        break;
    case PATH_WORK:
        work(w, e);
        break;
    case PATH_FETCH:
        fetch(w, e);
        break;
    case PATH_PUBLISH:
        publish(w, e->item);
        break;
    case PATH_HEARTBEAT:
        must_hold(w, e->seq <= w->oracle.seq && e->accepted <= w->oracle.accepted,
                  "a heartbeat says more than is durable");
        subscribers_heartbeat(w, e->seq);
        break;
    case PATH_FREE:
        item_free(w, e->item);
        break;
    case PATH_ANSWER:
        answered(w, e->change);
        break;
    case PATH_READ_STOP:
    case PATH_READ_START:
        read_on(w, e->kind == PATH_READ_START);
        break;
    default:
        leave(w, e);
        break;
    }
}

/* ---- life ---- */

static void stop(struct world *w)
{
    struct service *s = &w->service;
    path_free(s->path);
    s->path = NULL;
    s->batch = NULL;
    s->up = false;
    while (s->live) {
        item_free(w, &s->live->item);
    }
    while (s->change_count) {
        free(s->changes[--s->change_count]);
    }
    s->fetched = (struct item_queue){0};
    s->parked_first = s->parked_count = 0;
}

/* All that the path held has been handed out, except what a worker or the store still has. */
static void check_handed_out(struct world *w)
{
    struct service *s = &w->service;
    uint32_t out = s->at_work_count + s->fetched.count +
                   (s->batch ? s->batch->articles.count + s->batch->finished.count : 0);
    must_hold(w, s->live_count == out, "the path left %u items behind, %u are out", s->live_count,
              out);
}

static void after_event(struct world *w)
{
    struct service *s = &w->service;
    struct path_effect e;
    while (s->up && !w->failed && path_next(s->path, &e)) {
        carry_out(w, &e);
    }
    if (!s->up || w->failed) {
        return;
    }
    if (s->stopped) {
        check_handed_out(w);
        service_crash(w, false);
        return;
    }
    uint64_t at = path_next_tick_ms(s->path);
    at = at > w->now_ms ? at : w->now_ms + 1;
    if (at < s->tick_at || s->tick_at <= w->now_ms) {
        s->tick_at = at;
        struct event *tick = world_add(w, at, EV_TICK);
        tick->life = s->life;
    }
}

static uint32_t attempts_on_disk(struct world *w, uint64_t accepted)
{
    struct ledger_kv kv = disk_kv(w->disk, false);
    unsigned char key[8];
    struct str value;
    uint32_t attempts = 0;
    ledger_key_u64(accepted, key);
    if (kv.get(kv.txn, TABLE_ATTEMPTS, str_make((const char *)key, sizeof key), &value) ==
        STATUS_OK) {
        must_hold(w, ledger_attempts_read(value, &attempts) == STATUS_OK,
                  "an unreadable attempts row");
    }
    return attempts;
}

/* What the crash page says: what was at work, and whether the handler saw it die alone. */
static void note_suspects(struct world *w, bool marked)
{
    struct service *s = &w->service;
    s->suspect_count = 0;
    for (uint32_t i = 0; i < s->at_work_count; i++) {
        bool saw = marked && s->at_work_alone[i];
        s->suspects[s->suspect_count++] = (struct path_suspect){s->at_work[i]->accepted, 0, saw};
    }
    if (s->suspect_count < 64 && w->oracle.accepted && !w->healthy &&
        chance_of(w, w->set.page_stale_rate)) {
        uint64_t stale = 1 + chance_below(w, (uint32_t)w->oracle.accepted);
        for (uint32_t i = 0; i < s->suspect_count; i++) {
            stale = s->suspects[i].accepted == stale ? 0 : stale;
        }
        if (stale && w->oracle.known[stale].seq) { /* a page of before the last sync: long done */
            s->suspects[s->suspect_count++] = (struct path_suspect){stale, 0, false};
        }
    }
    s->at_work_count = 0;
}

void service_crash(struct world *w, bool marked)
{
    struct service *s = &w->service;
    if (!s->up) {
        return;
    }
    tell(w, "the service ends, marked=%d at_work=%u", marked, s->at_work_count);
    if (s->batch && chance_of(w, 500)) {
        run_commit(w, s->batch); /* it reached the disk, and nobody was told */
    }
    note_suspects(w, marked);
    stop(w);
    w->crashes++;
    world_add(w, w->now_ms + chance_between(w, 1, 400), EV_START);
}

void service_start(struct world *w)
{
    struct service *s = &w->service;
    struct ledger_kv kv = disk_kv(w->disk, false);
    struct ledger_recovered r;
    if (s->up) {
        return;
    }
    if (w->plant == PLANT_DEDUPE_FORGOTTEN && s->life) {
        disk_clear(w->disk, TABLE_IDENTITY);
        disk_clear(w->disk, TABLE_REVISIONS);
    }
    oracle_disk(w);
    must_hold(w,
              ledger_recover(&kv, &r) == STATUS_OK &&
                  path_new(&s->path, &w->options, &r, w->now_ms) == STATUS_OK,
              "does not start");
    if (w->failed) {
        return;
    }
    s->life++;
    s->up = s->reading = true;
    s->stopped = false;
    s->tick_at = 0;
    w->restarts++;
    w->oracle.published = r.seq_last;
    for (uint32_t i = 0; i < s->suspect_count; i++) {
        s->suspects[i].attempts =
            attempts_on_disk(w, s->suspects[i].accepted) + s->suspects[i].marked;
    }
    path_tick(s->path, w->now_ms, world_wall(w));
    after_event(w);
    if (s->up) {
        path_recovered(s->path, s->suspects, s->suspect_count, w->now_ms);
        after_event(w);
    }
}

void service_drain(struct world *w)
{
    if (w->service.up) {
        tell(w, "drain");
        w->drains++;
        path_drain(w->service.path, w->now_ms);
        after_event(w);
    }
}

void service_release(struct world *w)
{
    if (w->service.up) {
        stop(w);
    }
}

/* ---- what reaches it ---- */

static void receive_article(struct world *w, const struct message *m, uint64_t peer)
{
    struct path *p = w->service.path;
    if (!path_may_send(p, peer, m->article, w->now_ms)) {
        return;
    }
    if (w->articles[m->article].malformed) {
        path_refused(p, peer, w->now_ms);
        to_peer(w, peer,
                (struct message){.kind = MSG_NACK, .article = m->article, .by_door = true});
        return;
    }
    struct item *item = item_of(w, m->article);
    item->peer = peer;
    item->sent_ref = m->article;
    path_article(p, item, w->now_ms);
}

static void handle(struct world *w, const struct message *m)
{
    struct path *p = w->service.path;
    struct str identity = str_make((const char *)&m->connection, sizeof m->connection);
    w->service.connection = m->connection;
    uint64_t peer = path_peer(p, identity);
    switch (m->kind) {
    case MSG_HELLO:
        path_hello(p, identity, m->nonce, w->now_ms);
        break;
    case MSG_ARTICLE:
        receive_article(w, m, peer);
        break;
    case MSG_PING:
        path_alive(p, peer, w->now_ms);
        if (!peer) {
            to_peer(w, 0,
                    (struct message){
                        .kind = MSG_NACK, .article = NO_ARTICLE, .refusal = PATH_HELLO_FIRST});
        }
        break;
    case MSG_BYE:
        path_bye(p, peer, w->now_ms);
        break;
    default:
        break;
    }
    after_event(w);
    w->service.connection = 0;
}

void service_receive(struct world *w, const struct message *m)
{
    struct service *s = &w->service;
    bool same_turn =
        s->path->draining && chance_of(w, 500); /* what was read before the stop took effect */
    if ((s->reading && !s->parked_count) || same_turn) {
        handle(w, m);
    } else if (s->parked_count < 4096) {
        s->parked[(s->parked_first + s->parked_count++) % 4096] = *m;
    }
}

static void unpark(struct world *w)
{
    struct service *s = &w->service;
    while (s->up && s->reading && s->parked_count && !w->failed) {
        struct message m = s->parked[s->parked_first];
        s->parked_first = (s->parked_first + 1) % 4096;
        s->parked_count--;
        if (m.kind == MSG_WELCOME) { /* stands for an article that came by intake */
            path_article(s->path, item_of(w, m.article), w->now_ms);
            after_event(w);
        } else {
            handle(w, &m);
        }
    }
}

static void commit_done(struct world *w)
{
    struct service *s = &w->service;
    struct ledger_batch *b = s->batch;
    run_commit(w, b);
    s->batch = NULL;
    if (!w->failed) {
        path_commit_done(s->path, b, w->now_ms);
    }
}

void service_event(struct world *w, const struct event *e)
{
    struct service *s = &w->service;
    struct item_queue fetched;
    switch (e->kind) {
    case EV_COMMIT:
        commit_done(w);
        break;
    case EV_WORKED:
        worked(w, e->item);
        break;
    case EV_FETCHED:
        if (e->seq) {
            read_journal(w, e->seq - 1, e->who, e->digest, &s->fetched);
        }
        fetched = s->fetched;
        s->fetched = (struct item_queue){0};
        path_fetched(s->path, &fetched, w->now_ms);
        break;
    case EV_TICK:
        if (e->at != s->tick_at) {
            return;
        }
        path_tick(s->path, w->now_ms, world_wall(w));
        break;
    case EV_PARKED:
        unpark(w);
        break;
    case EV_INTAKE:
        if (s->reading && !s->parked_count) {
            path_article(s->path, item_of(w, e->message.article), w->now_ms);
        } else if (s->parked_count < 4096) {
            s->parked[(s->parked_first + s->parked_count++) % 4096] =
                (struct message){.kind = MSG_WELCOME, .article = e->message.article};
        }
        break;
    default:
        break;
    }
    if (s->up && !w->failed) {
        after_event(w);
    }
}

/* ---- an operator's requests ---- */

static uint64_t any_quarantined(struct world *w)
{
    for (uint64_t a = 1; a <= w->oracle.accepted; a++) {
        if (w->oracle.known[a].quarantined && !w->oracle.known[a].withdrawn) {
            return a;
        }
    }
    return 0;
}

void service_operate(struct world *w)
{
    static const enum ledger_change_kind kinds[] = {CHANGE_TAKE_DOWN, CHANGE_QUARANTINE_RUN,
                                                    CHANGE_QUARANTINE_DROP, CHANGE_POSITION,
                                                    CHANGE_POSITION};
    struct service *s = &w->service;
    if (!s->up || s->change_count == 64 || !w->oracle.accepted) {
        return;
    }
    struct ledger_change *c = calloc(1, sizeof *c);
    if (!c) {
        abort();
    }
    c->kind = kinds[chance_below(w, 5)];
    uint64_t about = 1 + chance_below(w, (uint32_t)w->oracle.accepted);
    about = chance_of(w, 500) ? w->oracle.accepted : about; /* likely still pending */
    if (c->kind == CHANGE_QUARANTINE_RUN || c->kind == CHANGE_QUARANTINE_DROP) {
        uint64_t jailed = any_quarantined(w);
        about = jailed ? jailed : about;
    }
    identity_bytes(w->oracle.known[about].identity, c->identity);
    c->text = c->kind == CHANGE_POSITION ? STR("archive-reader") : STR("asked for");
    c->seq = w->oracle.seq;
    s->changes[s->change_count++] = c;
    path_change(s->path, c, w->now_ms);
    after_event(w);
}

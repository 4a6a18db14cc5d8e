/* The oracle: keeps its own account of what is durable, from what commits said, and checks every
 * step against it. */
#include <stdlib.h>
#include <string.h>

#include "path/path_state.h"
#include "world.h"

uint64_t digest_of(const unsigned char digest[HASH_BYTES])
{
    uint64_t d;
    memcpy(&d, digest, sizeof d);
    return d;
}

static uint32_t identity_of(const unsigned char identity[HASH_BYTES])
{
    uint32_t number;
    memcpy(&number, identity, sizeof number);
    return number;
}

static void *grown(void *list, uint64_t *capacity, uint64_t need, size_t size)
{
    if (need < *capacity) {
        return list;
    }
    *capacity = 2 * need + 256;
    list = realloc(list, *capacity * size);
    if (!list) {
        abort();
    }
    return list;
}

static bool retained(const struct oracle *o, const struct known *k)
{
    return k->seq == 0 || k->seq >= o->first;
}

/* The accepted number under which this content is known, 0 = new. */
static uint64_t lookup(const struct oracle *o, uint32_t identity, uint32_t content)
{
    for (uint64_t a = o->newest[identity]; a; a = o->known[a].previous) {
        if (o->known[a].content == content && retained(o, &o->known[a])) {
            return a;
        }
    }
    return 0;
}

/* ---- commits ---- */

static void accept(struct world *w, const struct item *item)
{
    struct oracle *o = &w->oracle;
    uint32_t identity = identity_of(item->identity), content = identity_of(item->content);
    uint64_t same = lookup(o, identity, content);
    if (item->admission == ADMISSION_DUPLICATE) {
        o->duplicates++;
        must_hold(w, same && same == item->accepted,
                  "article of identity %u taken for a duplicate of %llu, known is %llu", identity,
                  (unsigned long long)item->accepted, (unsigned long long)same);
        return;
    }
    must_hold(w, !same, "identity %u with the same content accepted again as %llu, known as %llu",
              identity, (unsigned long long)item->accepted, (unsigned long long)same);
    must_hold(w, item->accepted == o->accepted + 1, "accepted jumps from %llu to %llu",
              (unsigned long long)o->accepted, (unsigned long long)item->accepted);
    uint32_t before = o->newest[identity];
    if (before && !retained(o, &o->known[before])) {
        before = 0; /* forgotten: it begins anew */
    }
    uint32_t revision = before ? o->known[before].revision + 1 : 1;
    must_hold(w, item->revision == revision, "revision %u of identity %u should be %u",
              item->revision, identity, revision);
    o->accepted++;
    o->known = grown(o->known, &o->known_capacity, o->accepted, sizeof *o->known);
    o->known[o->accepted] = (struct known){
        .identity = identity, .content = content, .revision = item->revision, .previous = before};
    o->newest[identity] = (uint32_t)o->accepted;
}

static void feed_add(struct world *w, const struct item *item)
{
    struct oracle *o = &w->oracle;
    must_hold(w, item->seq == o->seq + 1, "seq jumps from %llu to %llu", (unsigned long long)o->seq,
              (unsigned long long)item->seq);
    o->seq++;
    o->feed = grown(o->feed, &o->feed_capacity, o->seq, sizeof *o->feed);
    o->feed[o->seq] = (struct fed){digest_of(item->digest), item->accepted, item->feed};
}

static void analyse(struct world *w, const struct item *item)
{
    struct oracle *o = &w->oracle;
    struct known *k = &o->known[item->accepted];
    if (!item->seq) {
        must_hold(w, k->seq, "the result of pending %llu was dropped",
                  (unsigned long long)item->accepted);
        return;
    }
    must_hold(w, !k->seq && !k->analysed, "accepted %llu is analysed twice",
              (unsigned long long)item->accepted);
    must_hold(w, !k->previous || o->known[k->previous].seq,
              "revision %u of identity %u overtakes the one before", k->revision, k->identity);
    k->seq = item->seq;
    k->analysed = true;
    o->analyses++;
    feed_add(w, item);
}

static void take_down(struct world *w, uint32_t identity, uint64_t seq)
{
    struct oracle *o = &w->oracle;
    uint64_t newest = o->newest[identity];
    for (uint64_t a = newest; a; a = o->known[a].previous) {
        struct known *k = &o->known[a];
        if (!retained(o, k)) {
            continue;
        }
        k->withdrawn = true;
        k->seq = k->seq && a != newest ? k->seq : seq;
    }
    o->take_downs++;
}

static void change(struct world *w, const struct ledger_change *c)
{
    struct oracle *o = &w->oracle;
    if (c->status != STATUS_OK) {
        return;
    }
    for (const struct item *i = c->feed.first; i; i = i->next) {
        feed_add(w, i);
    }
    tell(w, "change %d: accepted=%llu identity=%u seq=%llu", (int)c->kind,
         (unsigned long long)c->accepted, identity_of(c->identity), (unsigned long long)o->seq);
    struct known *k = c->kind == CHANGE_QUARANTINE || c->kind == CHANGE_QUARANTINE_RUN
                          ? &o->known[c->accepted]
                          : NULL;
    if (c->kind == CHANGE_TAKE_DOWN) {
        take_down(w, identity_of(c->identity), o->seq);
    } else if (c->kind == CHANGE_QUARANTINE) {
        bool poison = false;
        for (uint32_t i = 0; i < w->article_count; i++) {
            poison = poison || (w->articles[i].poison && w->articles[i].identity == k->identity &&
                                w->articles[i].content == k->content);
        }
        must_hold(w, poison, "innocent article %llu goes to quarantine",
                  (unsigned long long)c->accepted);
        must_hold(w, !k->previous || o->known[k->previous].seq,
                  "quarantine overtakes the revision before");
        k->quarantined = true;
        k->seq = o->seq;
        o->quarantines++;
    } else if (c->kind == CHANGE_QUARANTINE_RUN) {
        must_hold(w, k->quarantined && !k->withdrawn, "what was not in quarantine is run again");
        k->quarantined = false;
        k->seq = 0;
    } else if (c->kind == CHANGE_QUARANTINE_DROP) {
        o->known[c->accepted].quarantined = false;
    }
}

void oracle_commit(struct world *w, const struct ledger_batch *b)
{
    struct oracle *o = &w->oracle;
    for (const struct item *i = b->articles.first; i; i = i->next) {
        accept(w, i);
    }
    for (const struct item *i = b->finished.first; i; i = i->next) {
        analyse(w, i);
    }
    for (const struct ledger_change *c = b->changes; c; c = c->next) {
        change(w, c);
    }
    for (const struct item *i = b->tombstones.first; i; i = i->next) {
        must_hold(w, i->feed == FEED_EXPIRED && b->expired_count, "a tombstone of nothing");
        feed_add(w, i);
    }
    must_hold(w, b->seq_first >= o->first && b->seq_first <= o->seq + 1 && b->tombstones.count <= 1,
              "retention goes astray");
    must_hold(w, b->expired_count == b->seq_first - o->first, "expired rows are counted wrong");
    o->expired += b->expired_count;
    o->first = b->seq_first;
    must_hold(w, b->seq_last == o->seq && b->accepted_last == o->accepted,
              "the commit's numbers are not those of its rows");
}

/* ---- promises ---- */

void oracle_acked(struct world *w, const struct item *item)
{
    struct oracle *o = &w->oracle;
    uint32_t identity = identity_of(item->identity), content = identity_of(item->content);
    bool durable = item->accepted && item->accepted <= o->accepted &&
                   o->known[item->accepted].identity == identity &&
                   o->known[item->accepted].content == content &&
                   o->known[item->accepted].revision == item->revision;
    must_hold(w, durable, "identity %u content %u is acknowledged and not durable", identity,
              content);
}

void oracle_published(struct world *w, const struct item *item)
{
    struct oracle *o = &w->oracle;
    must_hold(w, item->seq <= o->seq && o->feed[item->seq].digest == digest_of(item->digest),
              "seq %llu is published and not durable", (unsigned long long)item->seq);
    must_hold(w, item->seq == o->published + 1, "published %llu after %llu",
              (unsigned long long)item->seq, (unsigned long long)o->published);
    o->published = item->seq;
}

/* ---- after every event ---- */

void oracle_step(struct world *w)
{
    const struct path *p = w->service.path;
    if (!w->service.up) {
        return;
    }
    struct path_counters c;
    path_count(p, &c);
    uint64_t record = 4096;
    must_hold(w, p->reserved_bytes + p->pending_bytes <= p->o.journal_bytes,
              "the journal's room is promised twice: %llu + %llu > %llu",
              (unsigned long long)p->reserved_bytes, (unsigned long long)p->pending_bytes,
              (unsigned long long)p->o.journal_bytes);
    must_hold(w, c.credit_out * p->o.article_bytes <= p->reserved_bytes,
              "credit without room behind it");
    must_hold(w,
              c.ready <= p->o.ready_max && c.ready_bytes <= p->o.ready_bytes + p->o.article_bytes,
              "too much is ready: %llu", (unsigned long long)c.ready);
    must_hold(w, c.waiting_bytes <= p->o.waiting_bytes + 2 * record, "too much is waiting: %llu",
              (unsigned long long)c.waiting_bytes);
    must_hold(w, c.at_work <= p->o.work_slots && c.at_work == w->service.at_work_count,
              "at work: %llu", (unsigned long long)c.at_work);
    must_hold(w,
              c.seq_last == w->oracle.seq && c.accepted_last == w->oracle.accepted &&
                  c.seq_first == w->oracle.first,
              "the path's numbers are not those of the store");
    must_hold(w, c.reading == w->service.reading && !p->effects_count,
              "the shell and the path disagree");
}

/* ---- every row ---- */

static void check_journal(struct world *w, const struct ledger_recovered *r)
{
    struct oracle *o = &w->oracle;
    uint64_t pending = 0, bytes = 0;
    for (uint32_t at = 0; at < disk_count(w->disk, TABLE_JOURNAL); at++) {
        struct str key, value;
        struct ledger_journal_row row;
        disk_row(w->disk, TABLE_JOURNAL, at, &key, &value);
        uint64_t accepted = ledger_key_to_u64(key);
        must_hold(w, ledger_journal_row_read(value, &row) == STATUS_OK && accepted <= o->accepted,
                  "an unknown journal row");
        const struct known *k = &o->known[accepted <= o->accepted ? accepted : 0];
        must_hold(w,
                  k->seq == 0 && k->identity == identity_of(row.identity) &&
                      k->content == identity_of(row.content),
                  "journal row %llu is not what was accepted", (unsigned long long)accepted);
        bytes += ledger_journal_bytes(row.record.len);
    }
    for (uint64_t a = 1; a <= o->accepted; a++) {
        pending += o->known[a].seq == 0;
    }
    must_hold(w, pending == disk_count(w->disk, TABLE_JOURNAL),
              "%llu articles are pending, the journal holds %u", (unsigned long long)pending,
              disk_count(w->disk, TABLE_JOURNAL));
    must_hold(w, r->pending_count == pending && r->pending_bytes == bytes,
              "the pending counters are wrong");
}

static void check_feed(struct world *w, const struct ledger_recovered *r)
{
    struct oracle *o = &w->oracle;
    uint64_t bytes = 0;
    uint32_t rows = disk_count(w->disk, TABLE_FEED);
    must_hold(w, rows == o->seq + 1 - o->first, "the feed holds %u rows of [%llu,%llu]", rows,
              (unsigned long long)o->first, (unsigned long long)o->seq);
    for (uint32_t at = 0; at < rows && !w->failed; at++) {
        struct str key, value;
        struct ledger_feed_row row;
        disk_row(w->disk, TABLE_FEED, at, &key, &value);
        uint64_t seq = ledger_key_to_u64(key);
        must_hold(w, seq == o->first + at && ledger_feed_row_read(value, &row) == STATUS_OK,
                  "the feed has a gap at %llu", (unsigned long long)seq);
        must_hold(w,
                  digest_of(row.digest) == o->feed[seq].digest &&
                      row.accepted == o->feed[seq].accepted,
                  "feed row %llu is not what was committed", (unsigned long long)seq);
        bytes += ledger_feed_bytes(value.len);
    }
    must_hold(w, r->retained_count == rows && r->retained_bytes == bytes,
              "the retained counters are wrong");
}

/* No row outlives what it is about. */
static void check_memory(struct world *w)
{
    struct oracle *o = &w->oracle;
    uint32_t identities = 0, revisions = 0, jailed = 0;
    for (uint32_t i = 0; i < IDENTITIES_MAX + ARTICLES_MAX; i++) {
        identities += o->newest[i] && retained(o, &o->known[o->newest[i]]);
    }
    for (uint64_t a = 1; a <= o->accepted; a++) {
        jailed += o->known[a].quarantined && !o->known[a].withdrawn && retained(o, &o->known[a]);
        revisions += retained(o, &o->known[a]);
    }
    must_hold(w, disk_count(w->disk, TABLE_IDENTITY) == identities,
              "%u identities are kept, %u are known", disk_count(w->disk, TABLE_IDENTITY),
              identities);
    must_hold(w, disk_count(w->disk, TABLE_REVISIONS) <= revisions,
              "revision rows outlive their articles");
    must_hold(w, disk_count(w->disk, TABLE_QUARANTINE) == jailed,
              "%u are in quarantine, %u should be", disk_count(w->disk, TABLE_QUARANTINE), jailed);
    must_hold(w, disk_count(w->disk, TABLE_ATTEMPTS) <= disk_count(w->disk, TABLE_JOURNAL) + jailed,
              "attempts outlive their articles");
}

void oracle_disk(struct world *w)
{
    struct ledger_kv kv = disk_kv(w->disk, false);
    struct ledger_recovered r;
    must_hold(w, ledger_recover(&kv, &r) == STATUS_OK, "the store cannot be read");
    must_hold(w,
              r.seq_last == w->oracle.seq && r.accepted_last == w->oracle.accepted &&
                  r.seq_first == w->oracle.first,
              "the store's numbers are not those of its commits");
    check_journal(w, &r);
    check_feed(w, &r);
    if (w->plant != PLANT_DEDUPE_FORGOTTEN) { /* it is to be found by what it does */
        check_memory(w);
    }
}

void oracle_end(struct world *w)
{
    struct oracle *o = &w->oracle;
    oracle_disk(w);
    for (uint64_t a = 1; a <= o->accepted; a++) {
        must_hold(w, o->known[a].seq, "accepted %llu was never analysed", (unsigned long long)a);
    }
    subscribers_check(w);
}

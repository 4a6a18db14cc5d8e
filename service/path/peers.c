/* Who may send, and how much: the table of peers, their credit, their silence.
 *
 * Every unused grant reserves article_bytes of the journal. Of its room, an eighth is never
 * granted, so that intake always has some, and another eighth only to who has nothing at all; a
 * newcomer gets at most a quarter of what is free, so that the next one finds something too; and
 * when there are more peers than room, each holds no more than its share. Who should get a grant
 * and cannot stands in the `hungry` list, which is fed in turn after each commit and at each
 * tick. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "path/path_state.h"

/* SipHash-1-3 with a secret key: peers choose their own identities. */
#define HASH_FUNCTION(keyptr, keylen, hashv) (hashv) = siphash(p->peers.key, (keyptr), (keylen))
#define uthash_fatal(msg) abort()
#include <uthash.h>
#include <utlist.h>

struct peer {
    UT_hash_handle hh;
    struct peer *prev, *next; /* by last sign of life */
    struct peer *hungry_prev, *hungry_next;
    uint64_t number, seen_ms;
    uint64_t used_ms; /* when it last used a grant, was welcomed, or had grants again after none */
    uint32_t slot;
    uint32_t credit;  /* granted, not used */
    uint32_t at_door; /* used, and the door has not spoken yet: the grant still reserves its room */
    uint32_t unacked; /* passed the door */
    bool hungry;
    uint32_t identity_len;
    char identity[];
};

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

static uint32_t siphash(const uint64_t key[2], const void *bytes, size_t len)
{
    uint64_t v[4] = {key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du,
                     key[0] ^ 0x6c7967656e657261u, key[1] ^ 0x7465646279746573u};
    const unsigned char *at = bytes;
    size_t left = len;
    for (bool last = false; !last;) {
        uint64_t word = 0;
        size_t take = left < 8 ? left : 8;
        memcpy(&word, at, take);
        last = left < 8;
        word |= last ? (uint64_t)(len & 0xff) << 56 : 0;
        at += take;
        left -= take;
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    v[2] ^= 0xff;
    sip_round(v);
    sip_round(v);
    sip_round(v);
    uint64_t h = v[0] ^ v[1] ^ v[2] ^ v[3];
    return (uint32_t)(h ^ h >> 32);
}

/* ---- the table ---- */

void peers_init(struct path *p)
{
    p->peers.key[0] = p->o.seed ^ 0x9e3779b97f4a7c15u;
    p->peers.key[1] = rotate(p->o.seed, 23) ^ (uint64_t)(uintptr_t)p;
    p->peers.silent_from_ms = p->now_ms;
}

static struct peer *by_number(const struct path *p, uint64_t number)
{
    uint32_t slot = (uint32_t)number; /* the generation is above it; 0 is nobody */
    struct peer *peer = number && slot < p->peers.slot_count ? p->peers.slots[slot] : NULL;
    return peer && peer->number == number ? peer : NULL;
}

static struct peer *by_identity(const struct path *p, struct str identity)
{
    struct peer *peer = NULL;
    HASH_FIND(hh, p->peers.by_identity, identity.ptr, identity.len, peer);
    return peer;
}

static void slots_grow(struct peers *t)
{
    uint32_t count = t->slot_count ? 2 * t->slot_count : 16;
    t->slots = realloc(t->slots, count * sizeof *t->slots);
    t->free_slots = realloc(t->free_slots, count * sizeof *t->free_slots);
    if (!t->slots || !t->free_slots) {
        abort();
    }
    for (uint32_t i = count; i > t->slot_count; i--) {
        t->slots[i - 1] = NULL;
        t->free_slots[t->free_count++] = i - 1;
    }
    t->slot_count = count;
}

static struct peer *peer_add(struct path *p, struct str identity)
{
    struct peers *t = &p->peers;
    if (!t->free_count) {
        slots_grow(t);
    }
    struct peer *peer = calloc(1, sizeof *peer + identity.len);
    if (!peer) {
        abort();
    }
    peer->slot = t->free_slots[--t->free_count];
    peer->number = ++t->generation << 32 | peer->slot;
    peer->identity_len = (uint32_t)identity.len;
    memcpy(peer->identity, identity.ptr, identity.len);
    peer->seen_ms = p->now_ms;
    t->slots[peer->slot] = peer;
    t->count++;
    DL_APPEND(t->oldest, peer);
    HASH_ADD(hh, t->by_identity, identity, identity.len, peer);
    return peer;
}

static void hungry_remove(struct path *p, struct peer *peer)
{
    if (peer->hungry) {
        peer->hungry = false;
        p->peers.hungry_count--;
        DL_DELETE2(p->peers.hungry, peer, hungry_prev, hungry_next);
    }
}

static void hungry_add(struct path *p, struct peer *peer)
{
    if (!peer->hungry) {
        peer->hungry = true;
        p->peers.hungry_count++;
        DL_APPEND2(p->peers.hungry, peer, hungry_prev, hungry_next);
    }
}

static void credit_void(struct path *p, struct peer *peer)
{
    p->peers.credit_out -= peer->credit;
    p->reserved_bytes -= (uint64_t)(peer->credit + peer->at_door) * p->o.article_bytes;
    peer->credit = peer->at_door = 0;
}

static void peer_remove(struct path *p, struct peer *peer)
{
    struct peers *t = &p->peers;
    credit_void(p, peer);
    hungry_remove(p, peer);
    DL_DELETE(t->oldest, peer);
    HASH_DELETE(hh, t->by_identity, peer);
    t->slots[peer->slot] = NULL;
    t->free_slots[t->free_count++] = peer->slot;
    t->count--;
    free(peer);
}

void peers_release(struct path *p)
{
    while (p->peers.oldest) {
        peer_remove(p, p->peers.oldest);
    }
    free(p->peers.slots);
    free(p->peers.free_slots);
}

/* A sign of life. */
static void touch(struct path *p, struct peer *peer)
{
    peer->seen_ms = p->now_ms;
    if (peer->next) {
        DL_DELETE(p->peers.oldest, peer);
        DL_APPEND(p->peers.oldest, peer);
    }
}

/* ---- grants ---- */

static uint64_t room_slots(const struct path *p)
{
    uint64_t kept = p->o.journal_bytes / 8, room = path_room(p);
    return room > kept ? (room - kept) / p->o.article_bytes : 0;
}

static uint32_t share(const struct path *p)
{
    uint64_t each = (room_slots(p) + p->peers.credit_out) / (p->peers.count ? p->peers.count : 1);
    return each < 1 ? 1 : each > p->o.window ? p->o.window : (uint32_t)each;
}

static uint32_t owed(const struct path *p, const struct peer *peer)
{
    uint32_t out = peer->credit + peer->at_door + peer->unacked;
    return out < p->o.window ? p->o.window - out : 0;
}

static uint32_t grant(struct path *p, struct peer *peer, uint64_t most)
{
    uint32_t held = peer->credit + peer->at_door, out = held + peer->unacked, bound = share(p),
             n = owed(p, peer);
    uint64_t room = room_slots(p), kept = out ? p->o.journal_bytes / 8 / p->o.article_bytes : 0;
    room = room > kept ? room - kept : 0;
    n = held < bound ? (bound - held < n ? bound - held : n) : 0;
    n = room < n ? (uint32_t)room : n;
    n = most < n ? (uint32_t)most : n;
    n = p->draining ? 0 : n;
    peer->used_ms = n && !held ? p->now_ms : peer->used_ms; /* it had nothing that it could use */
    peer->credit += n;
    p->peers.credit_out += n;
    p->reserved_bytes += n * p->o.article_bytes;
    if (owed(p, peer)) {
        hungry_add(p, peer);
    } else {
        hungry_remove(p, peer);
    }
    return n;
}

void peers_feed(struct path *p)
{
    uint32_t looks =
        p->peers.hungry_count < HUNGRY_LOOKED_AT ? p->peers.hungry_count : HUNGRY_LOOKED_AT;
    for (; looks && !p->draining && room_slots(p); looks--) {
        struct peer *peer = p->peers.hungry;
        hungry_remove(p, peer); /* to the end, if it stays one */
        uint32_t n = grant(p, peer, UINT64_MAX);
        if (n) {
            struct path_effect *e = path_emit(p, PATH_CREDIT);
            e->peer = peer->number;
            e->credit = n;
        }
    }
}

void peers_ack(struct path *p, struct item *item)
{
    struct peer *peer = by_number(p, item->peer);
    if (!peer) {
        return;
    }
    peer->unacked -= peer->unacked > 0;
    uint32_t n = 0;
    if (peer->hungry || room_slots(p) <= p->peers.hungry_count) {
        hungry_add(p, peer); /* room is short: in turn, not to whoever is acknowledged most */
    } else {
        n = grant(p, peer, UINT64_MAX);
    }
    struct path_effect *e = path_emit(p, PATH_ACK);
    e->peer = peer->number;
    e->item = item;
    e->sent_ref = item->sent_ref;
    e->credit = n;
}

bool peers_arrived(struct path *p, uint64_t number)
{
    struct peer *peer = by_number(p, number);
    if (!peer || !peer->at_door) {
        return false;
    }
    peer->at_door--;
    peer->unacked++;
    p->reserved_bytes -= p->o.article_bytes;
    return true;
}

void peers_goodbye(struct path *p)
{
    for (struct peer *peer = p->peers.oldest; peer; peer = peer->next) {
        path_emit(p, PATH_GOODBYE)->peer = peer->number;
    }
}

/* ---- silence ---- */

uint64_t peers_idle_at_ms(const struct path *p)
{
    const struct peer *oldest = p->peers.oldest;
    if (!oldest || !p->reading || !p->o.idle_ms) {
        return UINT64_MAX;
    }
    uint64_t from =
        oldest->seen_ms > p->peers.silent_from_ms ? oldest->seen_ms : p->peers.silent_from_ms;
    return from + p->o.idle_ms;
}

/* While somebody waits for room, who holds grants and makes nothing of them loses them, though it
 * may be alive. */
static void forget_hoarders(struct path *p)
{
    struct peer *peer, *next;
    if (!p->peers.hungry || room_slots(p) || !p->reading || !p->o.idle_ms ||
        p->now_ms < p->peers.hoarders_at_ms) {
        return;
    }
    p->peers.hoarders_at_ms =
        p->now_ms + p->o.idle_ms / 4; /* all peers are looked at: not at every tick */
    DL_FOREACH_SAFE(p->peers.oldest, peer, next)
    {
        uint64_t from =
            peer->used_ms > p->peers.silent_from_ms ? peer->used_ms : p->peers.silent_from_ms;
        if (peer->credit && !peer->unacked && p->now_ms >= from + p->o.idle_ms) {
            peer_remove(p, peer);
        }
    }
}

void peers_forget_idle(struct path *p)
{
    forget_hoarders(p);
    while (peers_idle_at_ms(p) <= p->now_ms) {
        struct peer *peer = p->peers.oldest;
        assert(peer); /* else nobody was idle */
        if (peer->unacked) {
            touch(p, peer); /* it waits for us */
        } else {
            peer_remove(p, peer);
        }
    }
}

/* ---- events ---- */

static void refuse(struct path *p, uint64_t peer, uint32_t sent_ref, enum path_refusal refusal)
{
    uint64_t *const counts[] = {
        [PATH_HELLO_FIRST] = &p->refused_hello,
        [PATH_OVER_CREDIT] = &p->refused_over_credit,
        [PATH_SHUTTING_DOWN] = &p->refused_shutting_down,
        [PATH_TOO_MANY_PEERS] = &p->refused_peers,
    };
    (*counts[refusal])++;
    struct path_effect *e = path_emit(p, PATH_NACK);
    e->peer = peer;
    e->sent_ref = sent_ref;
    e->refusal = refusal;
    e->retry_after_ms =
        refusal == PATH_SHUTTING_DOWN || refusal == PATH_TOO_MANY_PEERS ? REFUSED_RETRY_MS : 0;
}

uint64_t path_hello(struct path *p, struct str identity, uint64_t nonce, uint64_t now_ms)
{
    p->now_ms = now_ms;
    struct peer *peer = by_identity(p, identity);
    if (p->draining || p->broken) {
        refuse(p, 0, 0, PATH_SHUTTING_DOWN);
        return 0;
    }
    if (!peer && p->peers.count >= p->o.peers_max) {
        refuse(p, 0, 0, PATH_TOO_MANY_PEERS);
        return 0;
    }
    if (peer) {
        credit_void(p, peer);
        touch(p, peer);
    } else {
        peer = peer_add(p, identity);
    }
    peer->used_ms = now_ms;
    uint32_t credit = grant(p, peer, (room_slots(p) + 3) / 4);
    struct path_effect *e = path_emit(p, PATH_WELCOME);
    e->peer = peer->number;
    e->credit = credit;
    e->nonce = nonce;
    return peer->number;
}

uint64_t path_peer(const struct path *p, struct str identity)
{
    const struct peer *peer = by_identity(p, identity);
    return peer ? peer->number : 0;
}

struct str path_peer_identity(const struct path *p, uint64_t peer)
{
    const struct peer *found = by_number(p, peer);
    return found ? str_make(found->identity, found->identity_len) : (struct str){0};
}

bool path_may_send(struct path *p, uint64_t number, uint32_t sent_ref, uint64_t now_ms)
{
    p->now_ms = now_ms;
    struct peer *peer = by_number(p, number);
    if (p->draining || p->broken) {
        refuse(p, peer ? number : 0, sent_ref, PATH_SHUTTING_DOWN);
        return false;
    }
    if (!peer) {
        refuse(p, 0, sent_ref, PATH_HELLO_FIRST);
        return false;
    }
    touch(p, peer);
    if (!peer->credit) {
        refuse(p, number, sent_ref, PATH_OVER_CREDIT);
        return false;
    }
    peer->used_ms = now_ms;
    peer->credit--;
    peer->at_door++;
    p->peers.credit_out--;
    return true;
}

void path_refused(struct path *p, uint64_t number, uint64_t now_ms)
{
    p->now_ms = now_ms;
    struct peer *peer = by_number(p, number);
    if (peer && peer->at_door) {
        peer->at_door--;
        p->reserved_bytes -= p->o.article_bytes;
        hungry_add(p, peer);
    }
    path_settle(p);
}

void path_alive(struct path *p, uint64_t number, uint64_t now_ms)
{
    p->now_ms = now_ms;
    struct peer *peer = by_number(p, number);
    if (peer) {
        touch(p, peer);
    }
}

void path_bye(struct path *p, uint64_t number, uint64_t now_ms)
{
    p->now_ms = now_ms;
    struct peer *peer = by_number(p, number);
    if (peer) {
        peer_remove(p, peer);
        path_settle(p);
    }
}

/* Tombstones: what the feed carries in the place of an analysis.
 *
 * Their map is so small, and the same in the store, on the wire and in the simulator, that the few
 * MessagePack bytes are written here: path knows no codec. */
#include <string.h>

#include "path/ledger_rows.h"

static const char *kind_name(enum feed_kind kind)
{
    static const char *const names[] = {
        [FEED_ANALYSIS] = "analysis",
        [FEED_QUARANTINED] = "quarantined",
        [FEED_EXPIRED] = "expired",
        [FEED_TAKEN_DOWN] = "taken-down",
    };
    return names[kind];
}

static void pack_str(struct buf *out, struct str s)
{
    size_t len = s.len > UINT16_MAX ? UINT16_MAX : s.len;
    if (len < 32) {
        buf_add_byte(out, (char)(0xa0 | len));
    } else if (len < 256) {
        buf_add_byte(out, (char)0xd9);
        buf_add_byte(out, (char)len);
    } else {
        buf_add_byte(out, (char)0xda);
        buf_add_byte(out, (char)(len >> 8));
        buf_add_byte(out, (char)(len & 0xff));
    }
    buf_add(out, s.ptr, len);
}

/* Shortest form, as the codec writes numbers. */
static void pack_u32(struct buf *out, uint32_t v)
{
    int bytes = v < 128 ? 0 : v < 256 ? 1 : v < 65536 ? 2 : 4;
    static const unsigned char marks[] = {[1] = 0xcc, [2] = 0xcd, [4] = 0xce};
    if (!bytes) {
        buf_add_byte(out, (char)v);
        return;
    }
    buf_add_byte(out, (char)marks[bytes]);
    for (int i = bytes - 1; i >= 0; i--) {
        buf_add_byte(out, (char)(v >> (8 * i) & 0xff));
    }
}

void tombstone_map(const struct tombstone *t, struct buf *out)
{
    int fields = 1 + (t->subject.len != 0) + (t->revision != 0) + (t->reason.len != 0);
    buf_add_byte(out, (char)(0x80 | fields));
    pack_str(out, STR("kind"));
    pack_str(out, str_of(kind_name(t->kind)));
    if (t->subject.len) {
        pack_str(out, STR("id"));
        pack_str(out, t->subject);
    }
    if (t->revision) {
        pack_str(out, STR("revision"));
        pack_u32(out, t->revision);
    }
    if (t->reason.len) {
        pack_str(out, STR("reason"));
        pack_str(out, t->reason);
    }
}

static struct str keep(char **at, struct str s)
{
    if (!s.len) {
        return (struct str){0};
    }
    char *to = *at;
    *at = put_bytes(to, s.ptr, s.len);
    return str_make(to, s.len);
}

uint64_t tombstone_add(struct commit *c, const struct tombstone *t, struct item_queue *queue)
{
    if (c->status != STATUS_OK) {
        return 0;
    }
    struct buf map = {0};
    tombstone_map(t, &map);
    struct item *item = c->new_item(c->new_item_context, t->topic.len + t->subject.len + map.len);
    /* The room is the item's own, and ours until it is in a queue. */
    char *at = (char *)item->record.ptr;
    item->record = (struct str){0};
    item->topic = keep(&at, t->topic);
    item->subject = keep(&at, t->subject);
    item->data = keep(&at, buf_str(&map));
    buf_release(&map);
    item->feed = t->kind;
    item->accepted = t->accepted;
    item->revision = t->revision;
    item->time_ms = c->now_ms;
    if (t->identity) {
        memcpy(item->identity, t->identity, HASH_BYTES);
    }
    feed_add(c, item);
    item_queue_push(queue, item);
    return item->seq;
}

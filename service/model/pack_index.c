#include "model/pack_index.h"

#include <string.h>

bool pack_varint(const unsigned char **at, const unsigned char *end, uint32_t *out)
{
    uint64_t value = 0;
    for (int shift = 0; shift < 35 && *at < end; shift += 7) {
        unsigned char byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80)) {
            *out = (uint32_t)value;
            return value <= UINT32_MAX;
        }
    }
    return false;
}

/* ---- reading, after all was checked ---- */

static void begin_block(struct pack_cursor *c, uint32_t block)
{
    const struct pack_index *x = c->index;
    c->at = x->bytes + x->offsets[block];
    c->number = block * x->block;
    c->key_len = 0;
}

/* Reads the key at c->at, which shares its front with the one in c->key. */
static void read_key(struct pack_cursor *c)
{
    size_t shared = c->at[0], rest = c->at[1];
    memcpy(c->key + shared, c->at + 2, rest);
    c->key_len = shared + rest;
    c->payload_len = c->at[2 + rest];
    c->payload = c->at + 3 + rest;
    c->at = c->payload + c->payload_len;
}

static void next_key(struct pack_cursor *c)
{
    c->number++;
    if (c->number < c->index->keys) {
        read_key(c); /* blocks lie one behind the other and their first key shares nothing */
    }
}

static struct str first_of(const struct pack_index *x, uint32_t block)
{
    const unsigned char *at = x->bytes + x->offsets[block];
    return str_make((const char *)at + 2, at[1]);
}

/* The last block whose first key is not behind `key`; 0 when all are. */
static uint32_t block_of(const struct pack_index *x, struct str key)
{
    uint32_t low = 0, high = x->blocks;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (str_compare(first_of(x, middle), key) <= 0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

bool pack_index_find(const struct pack_index *x, struct str key, struct pack_cursor *out)
{
    out->index = x;
    out->number = x->keys;
    if (x->keys == 0) {
        return false;
    }
    begin_block(out, block_of(x, key));
    read_key(out);
    int order = str_compare(str_make(out->key, out->key_len), key);
    while (order < 0) {
        next_key(out);
        if (out->number == x->keys) {
            return false;
        }
        order = str_compare(str_make(out->key, out->key_len), key);
    }
    return order == 0;
}

/* ---- checking ---- */

struct walk {
    const unsigned char *at, *end;
    char key[NAME_KEY_MAX];
    size_t len;
    pack_payload_check *check;
    const void *arg;
};

/* One key: its sizes, that it comes after the one before, its payload. */
static bool check_key(struct walk *w, bool first)
{
    size_t left = (size_t)(w->end - w->at);
    if (left < 3 || (size_t)w->at[1] + 3 > left) {
        return false;
    }
    size_t shared = w->at[0], rest = w->at[1], payload = w->at[2 + rest];
    const unsigned char *more = w->at + 2;
    if ((first && shared != 0) || shared > w->len || rest == 0 || shared + rest > NAME_KEY_MAX ||
        payload > left - 3 - rest) {
        return false;
    }
    if (!first && shared < w->len && more[0] <= (unsigned char)w->key[shared]) {
        return false; /* the shared part is all that they share, so the next bytes decide */
    }
    struct str before = str_make(w->key, w->len);
    if (first && str_compare(before, str_make((const char *)more, rest)) >= 0) {
        return false;
    }
    memcpy(w->key + shared, more, rest);
    w->len = shared + rest;
    w->at = more + rest + 1;
    if (!w->check(w->arg, w->at, payload)) {
        return false;
    }
    w->at += payload;
    return true;
}

static bool check_blocks(const struct pack_index *x, struct walk *w, size_t room)
{
    for (uint32_t number = 0; number < x->keys; number++) {
        uint32_t block = number / x->block;
        bool first = number % x->block == 0;
        if (first && (x->offsets[block] > room || w->at != x->bytes + x->offsets[block])) {
            return false;
        }
        if (!check_key(w, first)) {
            return false;
        }
    }
    return w->at == w->end && x->offsets[x->blocks] == room;
}

bool pack_index_check(struct pack_index *out, struct str section, uint32_t rows, uint32_t columns,
                      pack_payload_check *check, const void *arg)
{
    if (columns == 0 || columns > 256) {
        return false;
    }
    uint64_t blocks = ((uint64_t)rows + columns - 1) / columns;
    if ((blocks + 1) * 4 > section.len) {
        return false;
    }
    *out = (struct pack_index){.offsets = (const void *)section.ptr,
                               .keys = rows,
                               .block = columns,
                               .blocks = (uint32_t)blocks};
    size_t room = section.len - (size_t)(blocks + 1) * 4;
    out->bytes = (const unsigned char *)section.ptr + (blocks + 1) * 4;
    struct walk w = {.at = out->bytes, .end = out->bytes + room, .check = check, .arg = arg};
    return check_blocks(out, &w, room);
}

/* speakers: the entities of those who speak, are spoken to and relay.
 *
 * Reads    quotes, mentions, entities.   Writes  the entity of each party of the quotes.
 * Budget   none: a binary search for each party.
 *
 * A party is the entity of the mention that has its head, else of the shortest that holds it. */
#include "article/article.h"
#include "pipeline/stages.h"

/* The first mention that begins behind the token. */
static uint32_t mention_behind(const struct article *a, uint32_t token)
{
    uint32_t low = 0, high = a->mentions.count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (a->mentions.items[middle].token_begin <= token) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

enum { NESTED_MAX = 16 /* mentions looked at before a token */ };

/* Of the mentions that hold the token the one with this head, else the shortest; of those that have
 * an entity. */
static uint32_t entity_at(const struct article *a, uint32_t token)
{
    uint32_t behind = mention_behind(a, token), found = NO_INDEX, least = NO_INDEX;
    for (uint32_t i = behind > NESTED_MAX ? behind - NESTED_MAX : 0; i < behind; i++) {
        const struct mention *m = &a->mentions.items[i];
        uint32_t size = m->head == token ? 0 : m->token_end - m->token_begin;
        if (m->entity != NO_INDEX && m->token_end > token && size < least) {
            found = m->entity;
            least = size;
        }
    }
    return found;
}

static void set_entity(const struct article *a, struct party *p)
{
    if (p->head != NO_INDEX) {
        p->entity = entity_at(a, p->head);
    }
}

enum status speakers_run(struct article *a, const struct models *m)
{
    (void)m;
    for (uint32_t i = 0; i < a->quotes.count; i++) {
        struct quote *q = &a->quotes.items[i];
        set_entity(a, &q->speaker);
        set_entity(a, &q->addressee);
        set_entity(a, &q->via);
    }
    return STATUS_OK;
}

#include "base/map.h"
#include "pipeline/names.h"
#include "pipeline/pipeline.h"

/* What the other names with the same words count beside the one in hand, each and all together. */
static const double OTHER = 0.5, OTHERS = 1.5;

/* All names with the same words. */
struct family {
    double share[MODEL_NAME_KINDS_MAX]; /* sum over them */
    uint32_t count;
};

struct agreement {
    const struct article *a;
    const struct model *m;
    struct name_found *found; /* (found_count) */
    uint32_t found_count;
    struct map places;       /* words -> place in families */
    struct family *families; /* (found_count) */
    uint32_t *family_of;     /* (found_count) */
    uint32_t count, person;
};

static struct str words_of(const struct article *a, uint32_t begin, uint32_t end)
{
    uint32_t first = a->tokens.items[begin].begin;
    return str_make(a->text.ptr + first, a->tokens.items[end - 1].end - first);
}

static void gather(struct agreement *g)
{
    for (uint32_t i = 0; i < g->found_count; i++) {
        const struct name_found *n = &g->found[i];
        uint32_t *place =
            map_put(&g->places, words_of(g->a, n->token_begin, n->token_end), g->count);
        struct family *f = &g->families[*place];
        if (*place == g->count) {
            g->count++;
            *f = (struct family){0};
        }
        g->family_of[i] = *place;
        for (uint32_t k = 0; k < g->m->name_kind_count; k++) {
            f->share[k] += n->share[k];
        }
        f->count++;
    }
}

/* A surname alone is a person where its full name is. */
static void join_surnames(struct agreement *g)
{
    for (uint32_t i = 0; i < g->found_count; i++) {
        const struct name_found *n = &g->found[i];
        if (n->kind != g->person || n->token_end - n->token_begin < 2) {
            continue;
        }
        const uint32_t *place = map_get(&g->places, words_of(g->a, n->token_end - 1, n->token_end));
        if (place) {
            for (uint32_t k = 0; k < g->m->name_kind_count; k++) {
                g->families[*place].share[k] += n->share[k];
            }
            g->families[*place].count++;
        }
    }
}

static void vote(struct agreement *g)
{
    for (uint32_t i = 0; i < g->found_count; i++) {
        struct name_found *n = &g->found[i];
        const struct family *f = &g->families[g->family_of[i]];
        if (f->count < 2) {
            continue;
        }
        double others = f->count - 1, total = 0, mixed[MODEL_NAME_KINDS_MAX] = {0};
        double weight = OTHER * others < OTHERS ? OTHER : OTHERS / others;
        uint32_t kind = 0;
        for (uint32_t k = 0; k < g->m->name_kind_count; k++) {
            mixed[k] = n->share[k] + weight * (f->share[k] - n->share[k]);
            total += mixed[k];
            kind = mixed[k] > mixed[kind] ? k : kind;
        }
        n->kind = kind;
        n->confidence = n->bounds * mixed[kind] / total;
    }
}

void names_agree(const struct article *a, const struct model *m, struct name_found *found,
                 uint32_t count)
{
    struct arena *scratch = &a->state->scratch;
    struct agreement g = {.a = a, .m = m, .found = found, .found_count = count};
    g.families = arena_alloc_array(scratch, count + 1, sizeof *g.families);
    g.family_of = arena_alloc_array(scratch, count + 1, sizeof *g.family_of);
    map_init(&g.places, scratch, count + 1, 0);
    while (g.person < m->name_kind_count && !str_equal(m->name_kinds[g.person], STR("PER"))) {
        g.person++;
    }
    gather(&g);
    join_surnames(&g);
    vote(&g);
}

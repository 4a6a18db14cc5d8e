/* The arborescence by contraction: take the best arc into every node; where they make a cycle,
 * join it into its first node, whose
 * arcs remember the words that they really join, and go on; on the way back each cycle loses the
 * arc to the word at which it was
 * entered. Node 0 is the root, node 1 + i word i. */
#include "model/tree.h"

#include <math.h>
#include <string.h>

enum { NODES_MAX = TREE_WORDS_MAX + 1 };

struct arc {
    double score;
    uint16_t from, to; /* nodes before any were joined */
};

struct graph {
    struct arc *arcs; /* (nodes, nodes): from, to */
    uint32_t nodes;
    bool gone[NODES_MAX];      /* joined into another */
    uint16_t owner[NODES_MAX]; /* the node that a word is joined into */
    uint16_t heads[NODES_MAX];
    bool decided[NODES_MAX]; /* heads is final */
};

/* What one contraction needs on the way back. */
struct cycle {
    uint16_t parents[NODES_MAX], owner[NODES_MAX], members[NODES_MAX];
    bool inside[NODES_MAX];
    uint32_t count;
    struct cycle *before;
};

static struct arc *arc_of(const struct graph *g, uint32_t from, uint32_t to)
{
    return &g->arcs[from * g->nodes + to];
}

/* ---- greedy ---- */

bool tree_is_valid(const uint32_t *heads, uint32_t count)
{
    uint32_t roots = 0;
    for (uint32_t i = 0; i < count; i++) {
        roots += heads[i] == 0;
        uint32_t at = i + 1, steps = 0;
        while (at != 0 && steps++ <= count) {
            at = heads[at - 1];
        }
        if (at != 0) {
            return false;
        }
    }
    return roots == 1;
}

static void best_heads(const float *scores, size_t stride, uint32_t count, uint32_t *heads)
{
    for (uint32_t i = 0; i < count; i++) {
        const float *row = scores + i * stride;
        heads[i] = 0;
        for (uint32_t j = 1; j <= count; j++) {
            if (j != i + 1 && row[j] > row[heads[i]]) {
                heads[i] = j;
            }
        }
    }
}

/* ---- contraction ---- */

static void best_parents(const struct graph *g, uint16_t *parents)
{
    for (uint32_t to = 1; to < g->nodes; to++) {
        parents[to] = 0;
        for (uint32_t from = 1; from < g->nodes && !g->gone[to]; from++) {
            if (from != to && !g->gone[from] &&
                arc_of(g, from, to)->score > arc_of(g, parents[to], to)->score) {
                parents[to] = (uint16_t)from;
            }
        }
    }
}

/* Walks up from each node; a walk that meets its own mark has found a cycle. */
static bool find_cycle(const struct graph *g, struct cycle *c)
{
    uint16_t mark[NODES_MAX] = {0};
    for (uint16_t start = 1; start < g->nodes; start++) {
        uint16_t at = start;
        while (at != 0 && mark[at] == 0 && !g->gone[at]) {
            mark[at] = start;
            at = c->parents[at];
        }
        if (at == 0 || g->gone[at] || mark[at] != start) {
            continue;
        }
        for (uint16_t member = at; !c->inside[member]; member = c->parents[member]) {
            c->inside[member] = true;
            c->members[c->count++] = member;
        }
        return true;
    }
    return false;
}

/* The cycle's first member takes the best arcs between it and `node`: out of the cycle as they
 * are, into it for what the cycle
 * would be worth without the arc that they replace. */
static void join_arcs(struct graph *g, const struct cycle *c, uint32_t node, double weight)
{
    struct arc out = {.score = -INFINITY}, in = {.score = -INFINITY};
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t member = c->members[i];
        const struct arc *leaving = arc_of(g, member, node), *entering = arc_of(g, node, member);
        double score = weight + entering->score - arc_of(g, c->parents[member], member)->score;
        out = i == 0 || leaving->score > out.score ? *leaving : out;
        if (i == 0 || score > in.score) {
            in = *entering;
            in.score = score;
        }
    }
    *arc_of(g, c->members[0], node) = out;
    *arc_of(g, node, c->members[0]) = in;
}

static void contract(struct graph *g, struct cycle *c)
{
    double weight = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        weight += arc_of(g, c->parents[c->members[i]], c->members[i])->score;
    }
    memcpy(c->owner, g->owner, sizeof c->owner);
    for (uint32_t node = 0; node < g->nodes; node++) {
        if (!g->gone[node] && !c->inside[node]) {
            join_arcs(g, c, node, weight);
        }
    }
    for (uint32_t i = 1; i < c->count; i++) {
        g->gone[c->members[i]] = true;
    }
    for (uint32_t node = 1; node < g->nodes; node++) {
        g->owner[node] = c->inside[g->owner[node]] ? c->members[0] : g->owner[node];
    }
}

static void decide(struct graph *g, const uint16_t *parents, uint32_t node)
{
    const struct arc *arc = arc_of(g, parents[node], node);
    g->heads[arc->to] = arc->from;
    g->decided[arc->to] = true;
}

/* The arcs of the cycle stay, but for the one into the member that the tree enters. What the
 * joined node overwrote are arcs of
 * its first member to nodes outside, never those along the cycle. */
static void expand(struct graph *g, const struct cycle *c)
{
    uint32_t entered = 0;
    for (uint32_t word = 1; word < g->nodes; word++) {
        if (g->decided[word] && c->inside[c->owner[word]]) {
            entered = c->owner[word];
        }
    }
    for (uint32_t i = 0; i < c->count; i++) {
        if (c->members[i] != entered) {
            decide(g, c->parents, c->members[i]);
        }
    }
}

static void span(struct graph *g, struct arena *scratch)
{
    struct cycle *last = NULL;
    for (;;) {
        struct cycle *c = arena_alloc(scratch, sizeof *c);
        best_parents(g, c->parents);
        c->before = last;
        last = c;
        if (!find_cycle(g, c)) {
            break;
        }
        contract(g, c);
    }
    for (uint32_t node = 1; node < g->nodes; node++) {
        if (!g->gone[node]) {
            decide(g, last->parents, node);
        }
    }
    for (struct cycle *c = last->before; c; c = c->before) {
        expand(g, c);
    }
}

/* What no head may beat is finite: scores that are no numbers count as the least. */
static double finite(float score)
{
    return score > -1e6f && score < 1e6f ? (double)score : -1e6;
}

static void fill(struct graph *g, const float *scores, size_t stride)
{
    double least = 0, most = 0;
    for (uint32_t to = 1; to < g->nodes; to++) {
        for (uint32_t from = 0; from < g->nodes; from++) {
            double score = finite(scores[(to - 1) * stride + from]);
            *arc_of(g, from, to) = (struct arc){score, (uint16_t)from, (uint16_t)to};
            least = score < least ? score : least;
            most = score > most ? score : most;
        }
    }
    for (uint32_t to = 1; to < g->nodes; to++) {
        arc_of(g, 0, to)->score -= (most - least + 1) * g->nodes;
    }
}

bool tree_best(const float *scores, size_t stride, uint32_t count, uint32_t *heads,
               struct arena *scratch)
{
    best_heads(scores, stride, count, heads);
    if (tree_is_valid(heads, count)) {
        return true;
    }
    struct arena_mark mark = arena_mark(scratch);
    struct graph *g = arena_alloc(scratch, sizeof *g);
    g->nodes = count + 1;
    g->arcs = arena_alloc_array(scratch, (size_t)g->nodes * g->nodes, sizeof *g->arcs);
    for (uint32_t i = 0; i < g->nodes; i++) {
        g->owner[i] = (uint16_t)i;
    }
    fill(g, scores, stride);
    span(g, scratch);
    for (uint32_t i = 0; i < count; i++) {
        heads[i] = g->heads[i + 1];
    }
    arena_rewind(scratch, mark);
    return false;
}

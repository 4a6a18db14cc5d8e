/* A block of prose is worth its bytes, a menu or a label costs some; what stands in a piece that
 * names itself something else (comments, related, share) is worth nothing. The element whose
 * blocks sum highest is the article's: going up from it would cost more menus than it brings
 * prose. Prefix sums over the blocks make each element's sum one subtraction. */
#include "ingest/html_choose.h"

#include <stddef.h>
#include <string.h>

#include "base/map.h"
#include "ingest/html_hints.h"

enum {
    PROSE_WORDS_MIN = 6,  /* of a block that ends as a sentence does */
    LOOSE_WORDS_MIN = 20, /* of one that does not */
    LABEL_COST = 3,
    CAPTION_WORDS_MIN = 6,
    LEAD_BYTES_MAX = 80,
    LINKED_COST = 20,
    OUT_SHARE = 40,  /* percent of the page's prose: what holds more is no aside */
    BODY_SHARE = 30, /* percent of the best sum: an element named as the body counts from here */
};

enum { NOT_ARTICLE = HTML_HINT_OUT | HTML_HINT_HIDDEN | HTML_HINT_ASIDE };

/* ---- what a block is by itself ---- */

/* Scripts without blanks between words (Chinese, Japanese, …: lead bytes E3 to EA) have about two
 * characters to a word. */
static uint32_t count_words(struct str s)
{
    uint32_t words = s.len > 0, wide = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        words += c == ' ' || c == '\n';
        wide += c >= 0xE3 && c <= 0xEA;
    }
    return words + wide / 2;
}

/* A stop, or a stop before closing marks. */
static bool ends_sentence(struct str s)
{
    static const struct str closers[] = {STR_INIT("\""),
                                         STR_INIT("'"),
                                         STR_INIT(")"),
                                         STR_INIT("]"),
                                         STR_INIT("\xE2\x80\x9D"),
                                         STR_INIT("\xE2\x80\x99"),
                                         STR_INIT("\xC2\xBB")};
    static const struct str stops[] = {STR_INIT("."),
                                       STR_INIT("!"),
                                       STR_INIT("?"),
                                       STR_INIT(":"),
                                       STR_INIT("\xE2\x80\xA6"),
                                       STR_INIT("\xE3\x80\x82"),
                                       STR_INIT(";")};
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof closers / sizeof closers[0]; i++) {
            if (str_ends_with(s, closers[i])) {
                s = str_slice(s, 0, s.len - closers[i].len);
                again = true;
            }
        }
    }
    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
        if (str_ends_with(s, stops[i])) {
            return true;
        }
    }
    return false;
}

static int32_t weigh(const struct html_tree *t, uint32_t i)
{
    const struct html_block *b = &t->blocks[i];
    struct str s = html_tree_text(t, i);
    int32_t len = (int32_t)s.len, linked = (int32_t)b->linked;
    if (html_hints_boilerplate(s)) {
        return -LINKED_COST - len / 2;
    }
    uint32_t words = count_words(s);
    bool ends = ends_sentence(s);
    if (2 * linked > len && !(ends && words >= LOOSE_WORDS_MIN)) {
        return -LINKED_COST - len / 2;
    }
    if ((ends && words >= PROSE_WORDS_MIN) || words >= LOOSE_WORDS_MIN) {
        return len - linked;
    }
    return b->kind == BLOCK_HEADING || b->kind == BLOCK_CAPTION ? 0 : ends ? len / 4 : -LABEL_COST;
}

/* ---- sums ---- */

struct sums {
    int64_t *all, *prose; /* (block_count + 1) of weights; of those above 0 */
};

static struct sums sum_up(struct html_tree *t)
{
    size_t count = (size_t)t->block_count + 1;
    struct sums s = {arena_alloc_array(&t->arena, count, sizeof *s.all),
                     arena_alloc_array(&t->arena, count, sizeof *s.prose)};
    for (uint32_t i = 0; i < t->block_count; i++) {
        int32_t weight = t->blocks[i].weight;
        s.all[i + 1] = s.all[i] + weight;
        s.prose[i + 1] = s.prose[i] + (weight > 0 ? weight : 0);
    }
    return s;
}

static int64_t sum_of(const int64_t *sums, const struct html_node *n)
{
    return sums[n->end_block] - sums[n->first_block];
}

/* ---- what stands in asides ---- */

/* Takes back the hints of elements that hold much of the page's prose, hands the rest down. */
static void settle_areas(struct html_tree *t, const struct sums *s)
{
    int64_t page = s->prose[t->block_count];
    for (uint32_t i = 0; i < t->node_count; i++) {
        struct html_node *n = &t->nodes[i];
        uint32_t above = i > 0 ? t->nodes[n->parent].area : 0;
        if ((n->hints & (NOT_ARTICLE | HTML_HINT_CAPTION | HTML_HINT_BYLINE)) &&
            100 * sum_of(s->prose, n) > OUT_SHARE * page) {
            n->hints &= ~(uint32_t)(NOT_ARTICLE | HTML_HINT_CAPTION | HTML_HINT_BYLINE);
        }
        n->area = above | n->hints;
    }
    for (uint32_t i = 0; i < t->block_count; i++) {
        struct html_block *b = &t->blocks[i];
        uint32_t area = t->nodes[b->node].area;
        b->kind = html_tree_kind(t, b->node);
        if (area & NOT_ARTICLE) {
            b->weight = 0;
        }
    }
}

/* ---- the article's element ---- */

static uint32_t best_node(const struct html_tree *t, const struct sums *s)
{
    uint32_t best = 0, body = 0;
    int64_t best_sum = 0, body_sum = 0;
    const int64_t *prose = s->prose;
    for (uint32_t i = 0; i < t->node_count; i++) {
        const struct html_node *n = &t->nodes[i];
        int64_t sum = sum_of(s->all, n);
        if (sum >= best_sum && sum > 0) {
            best = i;
            best_sum = sum;
        }
        if ((n->hints & HTML_HINT_BODY) && sum_of(prose, n) > body_sum) {
            body = i;
            body_sum = sum_of(prose, n);
        }
    }
    return body_sum * 100 > sum_of(prose, &t->nodes[best]) * BODY_SHARE ? body : best;
}

/* ---- what of it is text ---- */

static bool same_words(struct str a, struct str b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.len && (a.ptr[i] == ' ' || a.ptr[i] == '\n')) {
            i++;
        }
        while (j < b.len && (b.ptr[j] == ' ' || b.ptr[j] == '\n')) {
            j++;
        }
        if (i == a.len || j == b.len) {
            return i == a.len && j == b.len;
        }
        if ((a.ptr[i] | 0x20) != (b.ptr[j] | 0x20)) {
            return false;
        }
        i++;
        j++;
    }
}

static bool is_text(const struct html_tree *t, const struct sums *s, uint32_t i, struct str title)
{
    const struct html_block *b = &t->blocks[i];
    const struct html_node *n = &t->nodes[b->node];
    struct str text = html_tree_text(t, i);
    if ((n->area & NOT_ARTICLE) || b->kind == BLOCK_BYLINE ||
        (title.len && same_words(text, title)) || html_hints_boilerplate(text)) {
        return false;
    }
    if (b->kind == BLOCK_CAPTION) {
        return b->weight >= 0 && count_words(text) >= CAPTION_WORDS_MIN;
    }
    if (b->weight > 0 || (n->area & HTML_HINT_QUOTE)) {
        return true;
    }
    bool linked = 2 * b->linked > text.len;
    if (b->kind == BLOCK_HEADING) {
        return !linked;
    }
    /* A short line without a stop is text where its neighbours are. */
    return (!linked && ((n->area & HTML_HINT_BODY) || sum_of(s->all, &t->nodes[n->parent]) > 0)) ||
           (linked && (n->area & HTML_HINT_BODY) && 100 * b->linked < 85 * text.len);
}

static bool is_lead(const struct html_tree *t, uint32_t i)
{
    struct str s = html_tree_text(t, i);
    return t->blocks[i].kind == BLOCK_HEADING ||
           (str_ends_with(s, STR(":")) && s.len < LEAD_BYTES_MAX);
}

/* A heading, or a short line that ends in a colon, stands before text of its own: it goes with
 * what it introduces. */
static void drop_idle_leads(struct html_tree *t, const struct html_node *root)
{
    bool followed = false;
    for (uint32_t i = root->end_block; i > root->first_block; i--) {
        struct html_block *b = &t->blocks[i - 1];
        if (b->kept && is_lead(t, i - 1)) {
            b->kept = followed;
            followed = followed && b->kind != BLOCK_HEADING;
        } else if (b->kind != BLOCK_CAPTION && !(t->nodes[b->node].area & HTML_HINT_HIDDEN)) {
            followed = b->kept;
        }
    }
}

/* Galleries repeat their captions. */
static void drop_repeated_captions(struct html_tree *t, const struct html_node *root)
{
    struct map seen;
    map_init(&seen, &t->arena, t->block_count + 1, 0);
    for (uint32_t i = root->first_block; i < root->end_block; i++) {
        struct html_block *b = &t->blocks[i];
        if (b->kept && b->kind == BLOCK_CAPTION) {
            uint32_t *first = map_put(&seen, html_tree_text(t, i), i);
            b->kept = first && *first == i;
        }
    }
}

void html_choose(struct html_tree *t, struct str title)
{
    if (t->block_count == 0) {
        return;
    }
    for (uint32_t i = 0; i < t->block_count; i++) {
        t->blocks[i].weight = weigh(t, i);
    }
    struct sums s = sum_up(t);
    settle_areas(t, &s);
    s = sum_up(t);
    const struct html_node *root = &t->nodes[best_node(t, &s)];
    for (uint32_t i = root->first_block; i < root->end_block; i++) {
        t->blocks[i].kept = is_text(t, &s, i, title);
    }
    drop_idle_leads(t, root);
    drop_repeated_captions(t, root);
}

/* One function a column or a pair of columns, in the codebook's order; the table at the end holds
 * the order. */
#include "forms/gkg.h"

#include <inttypes.h>

#include "forms/gkg_cells.h"
#include "forms/refs.h"

/* Rows have bounds of their own: GDELT's readers take lines of about a megabyte. */
enum { COUNTS_MAX = 256, LOCATIONS_MAX = 1024, ITEMS_MAX = 4096, RECORD_ID_DIGITS = 1000000 };

/* ---- 1 to 5: the record ---- */

static void put_record_id(const struct wire_analysis *m, struct buf *out)
{
    gkg_put_published(m, out);
    buf_printf(out, "-%" PRIu64, str_hash(m->article.id, 0) % RECORD_ID_DIGITS);
}

static void put_collection(const struct wire_analysis *m, struct buf *out)
{
    (void)m;
    buf_add_byte(out, '1'); /* the web: what stands behind is an address */
}

static void put_source(const struct wire_analysis *m, struct buf *out)
{
    gkg_put_plain(out, m->article.source);
}

static void put_address(const struct wire_analysis *m, struct buf *out)
{
    gkg_put_plain(out, m->article.uri.len ? m->article.uri : m->article.id);
}

/* ---- 6, 7: counts ---- */

static const char *count_type(const struct wire_quantity *q)
{
    if (q->kind != WIRE_QUANTITY_KIND_CASUALTIES || !q->has_value || !(q->value > 0)) {
        return NULL;
    }
    return str_equal(q->unit, STR("dead"))      ? "KILL"
           : str_equal(q->unit, STR("injured")) ? "WOUND"
                                                : "AFFECT";
}

/* The place whose mention stands nearest. */
static const struct wire_place *nearest_place(const struct wire_analysis *m, uint32_t offset)
{
    const struct wire_place *best = NULL;
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; m->has_places && i < m->places_count && i < LOCATIONS_MAX; i++) {
        const struct wire_entity *e = ref_entity(m, m->places[i].entity);
        for (uint32_t k = 0; e && k < e->mentions_count; k++) {
            uint32_t at = e->mentions[k].span.begin;
            uint32_t far = at > offset ? at - offset : offset - at;
            if (far < least) {
                least = far;
                best = &m->places[i];
            }
        }
    }
    return best;
}

static void put_counts_with(const struct wire_analysis *m, bool offsets, struct buf *out)
{
    uint32_t rows = 0;
    for (uint32_t i = 0; m->has_quantities && i < m->quantities_count && rows < COUNTS_MAX; i++) {
        const struct wire_quantity *q = &m->quantities[i];
        const char *type = count_type(q);
        if (!type) {
            continue;
        }
        rows++;
        buf_printf(out, "%s#%.0f#", type, q->value);
        gkg_put_text(out, q->counted);
        buf_add_byte(out, '#');
        bool placed = q->has_place && m->has_places && q->place < m->places_count;
        gkg_put_place(out, placed ? &m->places[q->place] : nearest_place(m, q->span.begin),
                      GKG_HASH, false);
        if (offsets) {
            buf_printf(out, "#%" PRIu32, q->span.begin);
        }
        buf_add_byte(out, ';');
    }
}

static void put_counts(const struct wire_analysis *m, struct buf *out)
{
    put_counts_with(m, false, out);
}

static void put_counts_offsets(const struct wire_analysis *m, struct buf *out)
{
    put_counts_with(m, true, out);
}

/* ---- 8, 9: themes ---- */

static void put_theme(const struct wire_topic *t, struct buf *out)
{
    size_t colon = str_find_byte(t->code, ':', 0);
    buf_add_str(out, STR("MEDTOP_"));
    gkg_put_text(out, str_slice(t->code, colon == SIZE_MAX ? 0 : colon + 1, t->code.len));
}

static void put_themes(const struct wire_analysis *m, struct buf *out)
{
    for (uint32_t i = 0; m->has_topics && i < m->topics_count; i++) {
        put_theme(&m->topics[i], out);
        buf_add_byte(out, ';');
    }
}

static void put_themes_offsets(const struct wire_analysis *m, struct buf *out)
{
    for (uint32_t i = 0; m->has_topics && i < m->topics_count; i++) {
        put_theme(&m->topics[i], out);
        buf_add_str(out, STR(",0;")); /* a topic is of the whole article */
    }
}

/* ---- 10, 11: locations ---- */

/* Between items, not behind the last: whoever splits a cell of places or names finds no empty
 * one, as in GDELT's own rows. */
static void part(struct buf *out, size_t begin)
{
    if (out->len > begin) {
        buf_add_byte(out, ';');
    }
}

static void put_locations(const struct wire_analysis *m, struct buf *out)
{
    size_t begin = out->len;
    for (uint32_t i = 0; m->has_places && i < m->places_count && i < LOCATIONS_MAX; i++) {
        part(out, begin);
        gkg_put_place(out, &m->places[i], GKG_HASH, false);
    }
}

/* One for each mention. */
static void put_locations_offsets(const struct wire_analysis *m, struct buf *out)
{
    size_t begin = out->len;
    uint32_t items = 0;
    for (uint32_t i = 0; m->has_places && i < m->places_count && i < LOCATIONS_MAX; i++) {
        const struct wire_entity *e = ref_entity(m, m->places[i].entity);
        for (uint32_t k = 0; e && k < e->mentions_count && items < ITEMS_MAX; k++, items++) {
            part(out, begin);
            gkg_put_place(out, &m->places[i], GKG_HASH, true);
            buf_printf(out, "#%" PRIu32, e->mentions[k].span.begin);
        }
    }
}

/* ---- 12 to 15, 24: names ---- */

enum names { NAMES_PERSONS, NAMES_ORGANIZATIONS, NAMES_ALL };

static bool is_among(const struct wire_entity *e, enum names which)
{
    bool organization = e->type == WIRE_ENTITY_TYPE_ORGANIZATION;
    return which == NAMES_ALL || (which == NAMES_PERSONS && e->type == WIRE_ENTITY_TYPE_PERSON) ||
           (which == NAMES_ORGANIZATIONS && organization);
}

static void put_names(const struct wire_analysis *m, enum names which, bool offsets,
                      struct buf *out)
{
    size_t begin = out->len;
    uint32_t items = 0;
    for (uint32_t i = 0; m->has_entities && i < m->entities_count; i++) {
        const struct wire_entity *e = &m->entities[i];
        if (!is_among(e, which) || !ref_is_named(e)) {
            continue;
        }
        if (!offsets) {
            part(out, begin);
            gkg_put_text(out, e->name);
        }
        for (uint32_t k = 0; offsets && k < e->mentions_count && items < ITEMS_MAX; k++) {
            if (e->mentions[k].kind == WIRE_MENTION_KIND_NAME) {
                part(out, begin);
                gkg_put_text(out, e->name);
                buf_printf(out, ",%" PRIu32, e->mentions[k].span.begin);
                items++;
            }
        }
    }
}

static void put_persons(const struct wire_analysis *m, struct buf *out)
{
    put_names(m, NAMES_PERSONS, false, out);
}

static void put_persons_offsets(const struct wire_analysis *m, struct buf *out)
{
    put_names(m, NAMES_PERSONS, true, out);
}

static void put_organizations(const struct wire_analysis *m, struct buf *out)
{
    put_names(m, NAMES_ORGANIZATIONS, false, out);
}

static void put_organizations_offsets(const struct wire_analysis *m, struct buf *out)
{
    put_names(m, NAMES_ORGANIZATIONS, true, out);
}

static void put_all_names(const struct wire_analysis *m, struct buf *out)
{
    put_names(m, NAMES_ALL, true, out);
}

/* ---- 16 to 18: tone, dates, dimensions ---- */

/* Tone, positive and negative share, their sum, two densities that are not measured, words. */
static void put_tone(const struct wire_analysis *m, struct buf *out)
{
    if (!m->has_tone) {
        return;
    }
    double positive = m->tone.has_positive ? m->tone.positive * 100 : 0;
    double negative = m->tone.has_negative ? m->tone.negative * 100 : 0;
    uint32_t words = m->article.has_words ? m->article.words : 0;
    buf_printf(out, "%.3f,%.3f,%.3f,%.3f,0,0,%" PRIu32, m->tone.score * 100, positive, negative,
               positive + negative, words);
}

/* resolution#month#day#year#offset: 1 year, 2 month, 3 day. */
static void put_dates(const struct wire_analysis *m, struct buf *out)
{
    for (uint32_t i = 0; m->has_times && i < m->times_count && i < ITEMS_MAX; i++) {
        const struct wire_time *t = &m->times[i];
        struct gkg_day d = gkg_day_of(t->value);
        bool dated = t->type == WIRE_TIME_TYPE_DATE || t->type == WIRE_TIME_TYPE_TIME;
        if (dated && d.year > 0) {
            buf_printf(out, "%d#%u#%u#%u#%" PRIu32 ";",
                       d.day     ? 3
                       : d.month ? 2
                                 : 1,
                       d.month, d.day, d.year, t->span.begin);
        }
    }
}

static void put_dimensions(const struct wire_analysis *m, struct buf *out)
{
    if (m->article.has_words) {
        buf_printf(out, "wc:%" PRIu32, m->article.words);
    }
}

/* ---- 19 to 27 ---- */

static void put_nothing(const struct wire_analysis *m, struct buf *out)
{
    (void)m;
    (void)out;
}

/* offset|length|verb|words, parted by '#'. */
static void put_quotations(const struct wire_analysis *m, struct buf *out)
{
    bool some = false;
    for (uint32_t i = 0; m->has_quotes && i < m->quotes_count && i < ITEMS_MAX; i++) {
        const struct wire_quote *q = &m->quotes[i];
        if (q->kind != WIRE_QUOTE_KIND_DIRECT) {
            continue;
        }
        buf_printf(out, "%s%" PRIu32 "|%zu|", some ? "#" : "", q->span.begin, q->text.len);
        gkg_put_text(out, q->has_cue ? q->cue.text : STR(""));
        buf_add_byte(out, '|');
        gkg_put_text(out, q->text);
        some = true;
    }
}

/* amount,object,offset */
static void put_amounts(const struct wire_analysis *m, struct buf *out)
{
    for (uint32_t i = 0; m->has_quantities && i < m->quantities_count && i < ITEMS_MAX; i++) {
        const struct wire_quantity *q = &m->quantities[i];
        bool whole = q->has_value && q->value >= 0 && q->value < 1e18;
        struct str object = q->counted.len ? q->counted : q->unit;
        if (!whole || object.len == 0 || q->kind == WIRE_QUANTITY_KIND_ORDINAL) {
            continue;
        }
        buf_printf(out, q->value < 1e6 && q->value != (double)(int64_t)q->value ? "%.3f," : "%.0f,",
                   q->value);
        gkg_put_text(out, object);
        buf_printf(out, ",%" PRIu32 ";", q->span.begin);
    }
}

static void put_extras(const struct wire_analysis *m, struct buf *out)
{
    if (m->article.title.len == 0) {
        return;
    }
    buf_add_str(out, STR("<PAGE_TITLE>"));
    for (size_t i = 0; i < m->article.title.len; i++) {
        char c = m->article.title.ptr[i];
        struct str text = c == '<'   ? STR("&lt;")
                          : c == '>' ? STR("&gt;")
                          : c == '&' ? STR("&amp;")
                                     : str_make(&m->article.title.ptr[i], 1);
        gkg_put_plain(out, text);
    }
    buf_add_str(out, STR("</PAGE_TITLE>"));
}

/* ---- the row ---- */

static void (*const columns[])(const struct wire_analysis *m, struct buf *out) = {
    put_record_id,
    gkg_put_published,
    put_collection,
    put_source,
    put_address,
    put_counts,
    put_counts_offsets,
    put_themes,
    put_themes_offsets,
    put_locations,
    put_locations_offsets,
    put_persons,
    put_persons_offsets,
    put_organizations,
    put_organizations_offsets,
    put_tone,
    put_dates,
    put_dimensions,
    put_nothing, /* sharing image */
    put_nothing, /* related images */
    put_nothing, /* embedded posts */
    put_nothing, /* embedded videos */
    put_quotations,
    put_all_names,
    put_amounts,
    put_nothing, /* translation: these are originals */
    put_extras,
};

_Static_assert(sizeof columns / sizeof columns[0] == 27, "the codebook has 27 columns");

void gkg_write(const struct wire_analysis *m, struct buf *out)
{
    if (m->has_error) {
        return;
    }
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        buf_add_str(out, i ? STR("\t") : STR(""));
        columns[i](m, out);
    }
    buf_add_byte(out, '\n');
}

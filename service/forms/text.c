#include "forms/text.h"

#include <stddef.h>

#include "forms/refs.h"
#include "wire/reader.h"

enum { QUOTE_BYTES_MAX = 240, LEDE_BYTES_MAX = 320, LABEL_COLUMN = 13, ROWS_SHOWN = 12 };

struct page {
    const struct wire_analysis *m;
    struct buf *out;
    bool colour;
};

static const char bold[] = "\033[1m", dim[] = "\033[2m", plain[] = "\033[0m";

static void style(const struct page *p, const char *escape)
{
    if (p->colour) {
        buf_add_str(p->out, str_of(escape));
    }
}

/* As one line of at most `most` bytes. What could steer a terminal is not in canonical text. */
static void put_line(const struct page *p, struct str s, size_t most)
{
    size_t end = s.len > most ? most : s.len;
    while (end > 0 && end < s.len && ((unsigned char)s.ptr[end] & 0xC0) == 0x80) {
        end--;
    }
    for (size_t i = 0; i < end; i++) {
        bool control = (unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7F;
        buf_add_byte(p->out, control ? ' ' : s.ptr[i]);
    }
    if (end < s.len) {
        buf_add_str(p->out, STR("…"));
    }
}

static void put_label(const struct page *p, const char *label)
{
    style(p, dim);
    buf_printf(p->out, "  %-*s", LABEL_COLUMN - 2, label);
    style(p, plain);
}

static void put_field(const struct page *p, const char *label, struct str value)
{
    if (value.len > 0) {
        put_label(p, label);
        put_line(p, value, QUOTE_BYTES_MAX);
        buf_add_byte(p->out, '\n');
    }
}

static struct str slice(const struct page *p, struct span span)
{
    return str_trim(str_slice(p->m->text, span.begin, span.end));
}

static struct str first_section(const struct page *p, enum wire_section_kind kind)
{
    for (uint32_t i = 0; i < p->m->sections_count; i++) {
        if (p->m->sections[i].kind == kind) {
            return slice(p, p->m->sections[i].span);
        }
    }
    return (struct str){0};
}

static void put_head(const struct page *p)
{
    const struct wire_article_ref *a = &p->m->article;
    struct str title = first_section(p, WIRE_SECTION_KIND_HEADLINE);
    title = title.len ? title : a->title.len ? a->title : a->id.len ? a->id : STR("(no headline)");
    style(p, bold);
    put_line(p, title, QUOTE_BYTES_MAX);
    style(p, plain);
    buf_add_byte(p->out, '\n');
    put_field(p, "id", str_equal(a->id, title) ? (struct str){0} : a->id);
    put_field(p, "source", a->source);
    put_field(p, "byline", a->byline.len ? a->byline : first_section(p, WIRE_SECTION_KIND_BYLINE));
    put_field(p, "published", a->published);
}

static void put_language(const struct page *p)
{
    const struct wire_article_ref *a = &p->m->article;
    if (a->has_language) {
        put_label(p, "language");
        buf_printf(p->out, "%.*s (%.2f)\n", STR_ARG(a->language.tag), a->language.confidence);
    }
}

static void put_dateline(const struct page *p)
{
    const struct wire_dateline *d = &p->m->dateline;
    if (!p->m->has_dateline) {
        return;
    }
    put_label(p, "dateline");
    put_line(p, d->place_text, QUOTE_BYTES_MAX);
    if (d->date.len) {
        buf_printf(p->out, ", %.*s", STR_ARG(d->date));
    }
    for (uint32_t i = 0; i < d->credit_count; i++) {
        buf_add_str(p->out, i ? STR(", ") : STR(" ("));
        put_line(p, d->credit[i], QUOTE_BYTES_MAX);
    }
    buf_add_str(p->out, d->credit_count ? STR(")\n") : STR("\n"));
}

static void put_size(const struct page *p)
{
    const struct wire_analysis *m = p->m;
    put_label(p, "text");
    if (m->article.has_words) {
        buf_printf(p->out, "%u words, ", m->article.words);
    }
    if (m->article.has_sentences) {
        buf_printf(p->out, "%u sentences, ", m->article.sentences);
    }
    buf_printf(p->out, "%zu bytes", m->text.len);
    for (uint32_t kind = WIRE_SECTION_KIND_HEADLINE; kind <= WIRE_SECTION_KIND_CORRECTION; kind++) {
        uint32_t count = 0;
        for (uint32_t i = 0; i < m->sections_count; i++) {
            count += (uint32_t)m->sections[i].kind == kind;
        }
        if (count > 0) {
            buf_printf(p->out, ", %s", wire_section_kind_name((enum wire_section_kind)kind));
        }
        if (count > 1) {
            buf_printf(p->out, " ×%u", count);
        }
    }
    buf_add_byte(p->out, '\n');
}

/* ---- what was found: a row for each, the first ROWS_SHOWN of a kind ---- */

/* Begins the row of item n of `count`; false, after saying how many there are, when no more are
 * shown. */
static bool put_row(const struct page *p, const char *label, uint32_t n, uint32_t count,
                    double confidence)
{
    put_label(p, n ? "" : label);
    if (n == ROWS_SHOWN) {
        buf_printf(p->out, "… of %u\n", count);
        return false;
    }
    buf_printf(p->out, "%.2f  ", confidence);
    return true;
}

/* `s` behind `before`, or nothing. */
static void put_part(const struct page *p, const char *before, struct str s)
{
    if (s.len > 0) {
        buf_add_str(p->out, str_of(before));
        put_line(p, s, QUOTE_BYTES_MAX);
    }
}

/* By how often they stand in the text, the first of equals first; those without a name are left
 * out. */
static uint32_t most_named(const struct wire_analysis *m, uint32_t below, uint32_t behind)
{
    uint32_t best = m->entities_count;
    for (uint32_t i = 0; i < m->entities_count; i++) {
        const struct wire_entity *e = &m->entities[i];
        uint32_t count = e->mentions_count;
        bool left = count < below || (count == below && i > behind), named = false;
        bool better = best == m->entities_count || count > m->entities[best].mentions_count;
        for (uint32_t k = 0; left && better && k < count && !named; k++) {
            named = e->mentions[k].kind == WIRE_MENTION_KIND_NAME;
        }
        best = named ? i : best;
    }
    return best;
}

static void put_names(const struct page *p)
{
    const struct wire_analysis *m = p->m;
    uint32_t i = most_named(m, UINT32_MAX, 0);
    for (uint32_t n = 0; n < ROWS_SHOWN && i < m->entities_count; n++) {
        const struct wire_entity *e = &m->entities[i];
        put_row(p, "names", n, m->entities_count, e->confidence);
        put_line(p, e->name, QUOTE_BYTES_MAX);
        buf_printf(p->out, " (%s", wire_entity_type_name(e->type));
        if (e->mentions_count > 1) {
            buf_printf(p->out, " ×%u", e->mentions_count);
        }
        buf_add_byte(p->out, ')');
        put_part(p, ", ", e->roles_count ? e->roles[0].title : (struct str){0});
        buf_add_byte(p->out, '\n');
        i = most_named(m, e->mentions_count, i);
    }
    if (i < m->entities_count) {
        put_label(p, "");
        buf_add_str(p->out, STR("…\n"));
    }
}

static void put_places(const struct page *p)
{
    const struct wire_analysis *m = p->m;
    for (uint32_t i = 0; i < m->places_count; i++) {
        const struct wire_place *place = &m->places[i];
        if (!put_row(p, "places", i, m->places_count, place->confidence)) {
            return;
        }
        put_line(p, place->name, QUOTE_BYTES_MAX);
        put_part(p, ", ", str_equal(place->admin1, place->name) ? (struct str){0} : place->admin1);
        put_part(p, ", ", place->country);
        if (place->has_lat && place->has_lon) {
            buf_printf(p->out, " (%.2f, %.2f)", place->lat, place->lon);
        }
        buf_add_byte(p->out, '\n');
    }
}

static void put_times(const struct page *p)
{
    for (uint32_t i = 0; i < p->m->times_count; i++) {
        const struct wire_time *t = &p->m->times[i];
        if (!put_row(p, "times", i, p->m->times_count, t->confidence)) {
            return;
        }
        put_line(p, slice(p, t->span), QUOTE_BYTES_MAX);
        buf_add_str(p->out, STR(" ("));
        buf_add_str(p->out, t->value.len ? t->value : STR("open"));
        buf_add_str(p->out, STR(")\n"));
    }
}

static void put_quantities(const struct page *p)
{
    for (uint32_t i = 0; i < p->m->quantities_count; i++) {
        const struct wire_quantity *q = &p->m->quantities[i];
        if (!put_row(p, "quantities", i, p->m->quantities_count, q->confidence)) {
            return;
        }
        put_line(p, slice(p, q->span), QUOTE_BYTES_MAX);
        buf_printf(p->out, " (%s", wire_quantity_kind_name(q->kind));
        put_part(p, " of ", q->counted);
        buf_add_str(p->out, STR(")\n"));
    }
}

/* Whoever speaks stands before what is said. */
static void put_quotes(const struct page *p)
{
    for (uint32_t i = 0; i < p->m->quotes_count; i++) {
        const struct wire_quote *q = &p->m->quotes[i];
        const struct wire_entity *e =
            q->has_speaker && q->speaker.has_entity ? ref_entity(p->m, q->speaker.entity) : NULL;
        if (!put_row(p, "quotes", i, p->m->quotes_count, q->confidence)) {
            return;
        }
        struct str speaker = e ? e->name : q->has_speaker ? q->speaker.text : (struct str){0};
        put_part(p, "", speaker);
        buf_add_str(p->out, speaker.len ? STR(": ") : STR(""));
        buf_add_str(p->out, q->has_continues ? STR("… ") : STR(""));
        put_line(p, slice(p, q->span), QUOTE_BYTES_MAX);
        buf_add_byte(p->out, '\n');
    }
}

static void put_parties(const struct page *p, const char *before, const uint32_t *entities,
                        uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct wire_entity *e = ref_entity(p->m, entities[i]);
        put_part(p, i ? ", " : before, e ? e->name : (struct str){0});
    }
}

static void put_events(const struct page *p)
{
    const struct wire_analysis *m = p->m;
    for (uint32_t i = 0; i < m->events_count; i++) {
        const struct wire_event *e = &m->events[i];
        const struct wire_place *place = ref_place(m, e->has_place, e->place);
        const struct wire_time *t = ref_time(m, e->has_time, e->time);
        if (!put_row(p, "events", i, m->events_count, e->confidence)) {
            return;
        }
        put_line(p, e->has_plover ? e->plover.event : str_of(wire_event_class_name(e->class)),
                 QUOTE_BYTES_MAX);
        buf_printf(p->out, " %s%s: ", e->negated ? "not " : "", wire_modality_name(e->modality));
        put_line(p, e->trigger.text, QUOTE_BYTES_MAX);
        put_parties(p, ", by ", e->source, e->source_count);
        put_parties(p, ", to ", e->target, e->target_count);
        put_part(p, ", in ", place ? place->name : (struct str){0});
        put_part(p, ", ", t ? t->value : (struct str){0});
        buf_add_byte(p->out, '\n');
    }
}

/* The object is an entity's position or a literal. */
static struct str object_of(const struct wire_analysis *m, struct str object)
{
    struct wire_value v;
    struct wire_reader r = wire_reader_of(object);
    bool there = wire_next(&r, &v);
    const struct wire_entity *e = there && v.kind == WIRE_UINT && v.uint <= UINT32_MAX
                                      ? ref_entity(m, (uint32_t)v.uint)
                                      : NULL;
    return e ? e->name : there && v.kind == WIRE_STR ? v.str : (struct str){0};
}

static void put_relations(const struct page *p)
{
    const struct wire_analysis *m = p->m;
    for (uint32_t i = 0; i < m->relations_count; i++) {
        const struct wire_relation *r = &m->relations[i];
        const struct wire_entity *subject = ref_entity(m, r->subject);
        if (!put_row(p, "relations", i, m->relations_count, r->confidence)) {
            return;
        }
        put_line(p, r->type, QUOTE_BYTES_MAX);
        put_part(p, ": ", subject ? subject->name : (struct str){0});
        put_part(p, ", ", object_of(m, r->object));
        buf_add_byte(p->out, '\n');
    }
}

static void put_warnings(const struct page *p)
{
    for (uint32_t i = 0; i < p->m->warnings_count; i++) {
        put_label(p, i ? "" : "warnings");
        put_line(p, p->m->warnings[i].code, QUOTE_BYTES_MAX);
        if (p->m->warnings[i].detail.len) {
            buf_add_str(p->out, STR(": "));
            put_line(p, p->m->warnings[i].detail, QUOTE_BYTES_MAX);
        }
        buf_add_byte(p->out, '\n');
    }
}

static bool went_alike(const struct wire_stage_report *a, const struct wire_stage_report *b)
{
    return a->status == b->status && str_equal(a->reason, b->reason);
}

/* The stages [first,last], all of which went alike. */
static void put_stages_left_out(const struct page *p, const struct wire_stage_report *first,
                                const struct wire_stage_report *last)
{
    buf_printf(p->out, "; %.*s", STR_ARG(first->name));
    put_part(p, " to ", last > first ? last->name : (struct str){0});
    buf_printf(p->out, " %s", wire_stage_status_name(first->status));
    put_part(p, " (", first->reason);
    buf_add_str(p->out, first->reason.len ? STR(")") : STR(""));
}

/* Only what did not go its way: a stage that is done needs no words. */
static void put_stages(const struct page *p)
{
    const struct wire_provenance *from = &p->m->provenance;
    uint32_t done = 0;
    for (uint32_t i = 0; i < from->stages_count; i++) {
        done += from->stages[i].status == WIRE_STAGE_STATUS_DONE;
    }
    put_label(p, "stages");
    buf_printf(p->out, "%u of %u done", done, from->stages_count);
    for (uint32_t i = 0, last; i < from->stages_count; i = last + 1) {
        const struct wire_stage_report *stages = from->stages;
        for (last = i;
             last + 1 < from->stages_count && went_alike(&stages[i], &stages[last + 1]);) {
            last++;
        }
        if (stages[i].status != WIRE_STAGE_STATUS_DONE) {
            put_stages_left_out(p, &stages[i], &stages[last]);
        }
    }
    buf_add_byte(p->out, '\n');
}

void text_write(const struct wire_analysis *m, bool colour, struct buf *out)
{
    struct page p = {m, out, colour};
    put_head(&p);
    if (m->has_error) {
        put_field(&p, "refused", m->error.code);
        put_field(&p, "because", m->error.detail);
        buf_add_byte(out, '\n');
        return;
    }
    put_language(&p);
    put_dateline(&p);
    put_size(&p);
    struct str lede = first_section(&p, WIRE_SECTION_KIND_LEDE);
    if (lede.len) {
        put_label(&p, "lede");
        put_line(&p, lede, LEDE_BYTES_MAX);
        buf_add_byte(out, '\n');
    }
    put_names(&p);
    put_places(&p);
    put_times(&p);
    put_quantities(&p);
    put_quotes(&p);
    put_events(&p);
    put_relations(&p);
    put_warnings(&p);
    put_stages(&p);
    buf_add_byte(out, '\n');
}

#include "forms/ledger.h"

#include "forms/refs.h"

static void put_line(struct buf *out, struct str s)
{
    s = str_trim(s);
    for (size_t i = 0; i < s.len; i++) {
        bool control = (unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7F;
        buf_add_byte(out, control ? ' ' : s.ptr[i]);
    }
}

static void put_part(struct buf *out, const char *before, struct str s)
{
    if (s.len > 0) {
        buf_add_str(out, str_of(before));
        put_line(out, s);
    }
}

/* "he (Jan Roe)": the name of the entity, where the words do not have it. */
static void put_party(struct buf *out, const struct wire_analysis *m, const char *before,
                      const struct wire_speaker *party)
{
    const struct wire_entity *e = party->has_entity ? ref_entity(m, party->entity) : NULL;
    bool named = e && e->name.len > 0 && str_find(party->text, e->name, 0) == SIZE_MAX;
    put_part(out, before, party->text);
    if (named) {
        buf_add_str(out, STR(" ("));
        put_line(out, e->name);
        buf_add_byte(out, ')');
    }
}

/* " · Friday (2024-03-15) · Lisbon" */
static void put_occasion(struct buf *out, const struct wire_analysis *m, const struct wire_quote *q)
{
    const struct wire_time *t = ref_time(m, q->has_time, q->time);
    const struct wire_place *p = ref_place(m, q->has_place, q->place);
    if (t) {
        put_part(out, " · ", t->text);
        put_part(out, " (", t->value);
        buf_add_str(out, t->value.len ? STR(")") : STR(""));
    }
    if (p) {
        put_part(out, " · ", p->name);
    }
}

static void put_quote(struct buf *out, const struct wire_analysis *m, const struct wire_quote *q)
{
    buf_printf(out, "  %.2f  ", q->confidence);
    if (q->has_speaker) {
        put_party(out, m, "", &q->speaker);
    } else {
        buf_add_str(out, STR("(nobody named)"));
    }
    if (q->has_cue) {
        put_part(out, " · ", q->cue.text);
    }
    if (q->has_addressee) {
        put_party(out, m, " · to ", &q->addressee);
    }
    if (q->has_via) {
        put_party(out, m, " · via ", &q->via);
    }
    if (q->medium != WIRE_QUOTE_MEDIUM_NONE) {
        buf_printf(out, " · %s", wire_quote_medium_name(q->medium));
    }
    put_occasion(out, m, q);
    buf_add_str(out, q->negated ? STR(" · not said") : STR(""));
    buf_add_str(out, q->hypothetical ? STR(" · perhaps") : STR(""));
    bool direct = q->kind == WIRE_QUOTE_KIND_DIRECT;
    buf_printf(out, "\n        %s%s", q->has_continues ? "… " : "", direct ? "“" : "");
    put_line(out, q->text);
    buf_add_str(out, direct ? STR("”\n") : STR("\n"));
}

static struct str headline_of(const struct wire_analysis *m)
{
    for (uint32_t i = 0; i < m->sections_count; i++) {
        if (m->sections[i].kind == WIRE_SECTION_KIND_HEADLINE) {
            return str_slice(m->text, m->sections[i].span.begin, m->sections[i].span.end);
        }
    }
    return m->article.title.len ? m->article.title : m->article.id;
}

void ledger_write(const struct wire_analysis *m, struct buf *out)
{
    uint32_t count = m->has_quotes ? m->quotes_count : 0;
    if (count > 0) {
        put_part(out, "", headline_of(m));
        buf_add_byte(out, '\n');
    }
    for (uint32_t i = 0; i < count; i++) {
        put_quote(out, m, &m->quotes[i]);
    }
}

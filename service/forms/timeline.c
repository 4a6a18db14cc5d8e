#include "forms/timeline.h"

#include <string.h>

#include "forms/refs.h"

const char timeline_header[] =
    "article,begin,end,time,value,type,modifier,event,class,cameo,source,"
    "target,place,country,lat,lon,modality,negated,confidence,sentence\n";

/* ---- cells ---- */

static bool wants_quotes(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == ',' || s.ptr[i] == '"' || (unsigned char)s.ptr[i] < 0x20) {
            return true;
        }
    }
    return false;
}

/* Line breaks inside a cell become blanks: a row is a line. */
static void put_text(struct buf *out, struct str s)
{
    bool quotes = wants_quotes(s);
    if (quotes) {
        buf_add_byte(out, '"');
    }
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"') {
            buf_add_byte(out, '"');
        }
        buf_add_byte(out, c < 0x20 ? ' ' : (char)c);
    }
    if (quotes) {
        buf_add_byte(out, '"');
    }
}

static void put_cell(struct buf *out, struct str s)
{
    put_text(out, s);
    buf_add_byte(out, ',');
}

/* "a; b" */
static void put_entities(struct buf *out, const struct wire_analysis *m, const uint32_t *items,
                         uint32_t count)
{
    struct buf names = {0};
    for (uint32_t i = 0; i < count; i++) {
        const struct wire_entity *e = ref_entity(m, items[i]);
        if (e) {
            buf_add_str(&names, names.len ? STR("; ") : STR(""));
            buf_add_str(&names, e->name);
        }
    }
    put_cell(out, buf_str(&names));
    buf_release(&names);
}

static void put_time(struct buf *out, const struct wire_time *t)
{
    static const struct wire_time none;
    t = t ? t : &none;
    put_cell(out, t->begin);
    put_cell(out, t->end);
    put_cell(out, t->text);
    put_cell(out, t->value);
    put_cell(out, t->text.len ? str_of(wire_time_type_name(t->type)) : STR(""));
    put_cell(out, t->mod);
}

static void put_place(struct buf *out, const struct wire_place *p)
{
    static const struct wire_place none;
    p = p ? p : &none;
    put_cell(out, p->name);
    put_cell(out, p->country);
    if (p->has_lat && p->has_lon) {
        buf_printf(out, "%.5f,%.5f,", p->lat, p->lon);
    } else {
        buf_add_str(out, STR(",,"));
    }
}

/* ---- rows ---- */

static void put_event(struct buf *out, const struct wire_analysis *m, const struct wire_event *e)
{
    put_cell(out, m->article.id);
    put_time(out, ref_time(m, e->has_time, e->time));
    put_cell(out, e->trigger.lemma.len ? e->trigger.lemma : e->trigger.text);
    put_cell(out, e->has_plover ? e->plover.event : str_of(wire_event_class_name(e->class)));
    put_cell(out, e->cameo);
    put_entities(out, m, e->source, e->source_count);
    put_entities(out, m, e->target, e->target_count);
    put_place(out, ref_place(m, e->has_place, e->place));
    put_cell(out, str_of(wire_modality_name(e->modality)));
    put_cell(out, e->negated ? STR("true") : STR("false"));
    if (e->has_confidence) {
        buf_printf(out, "%.3f", e->confidence);
    }
    buf_add_byte(out, ',');
    put_text(out, ref_sentence(m, e->has_sentence, e->sentence));
    buf_add_byte(out, '\n');
}

static void put_bare_time(struct buf *out, const struct wire_analysis *m, const struct wire_time *t)
{
    put_cell(out, m->article.id);
    put_time(out, t);
    buf_add_str(out, STR(",,,,,,,,,,,")); /* event to negated */
    if (t->has_confidence) {
        buf_printf(out, "%.3f", t->confidence);
    }
    buf_add_byte(out, ',');
    put_text(out, ref_sentence_of(m, t->span.begin));
    buf_add_byte(out, '\n');
}

/* Events stand in text order; the one whose trigger comes before a time is written before it. */
static uint32_t put_events_until(struct buf *out, const struct wire_analysis *m, uint32_t event,
                                 uint32_t offset)
{
    uint32_t events = m->has_events ? m->events_count : 0;
    while (event < events && m->events[event].trigger.span.begin < offset) {
        put_event(out, m, &m->events[event++]);
    }
    return event;
}

void timeline_write(const struct wire_analysis *m, struct buf *out)
{
    uint32_t times = m->has_times && m->times ? m->times_count : 0;
    uint32_t events = m->has_events ? m->events_count : 0;
    struct buf flags = {0}; /* which times an event has */
    char *used = memset(buf_reserve(&flags, times + 1), 0, times + 1);
    for (uint32_t i = 0; i < events; i++) {
        if (ref_time(m, m->events[i].has_time, m->events[i].time)) {
            used[m->events[i].time] = 1;
        }
    }
    uint32_t event = 0;
    for (uint32_t t = 0; t < times; t++) {
        event = put_events_until(out, m, event, m->times[t].span.begin);
        if (!used[t]) {
            put_bare_time(out, m, &m->times[t]);
        }
    }
    while (event < events) {
        put_event(out, m, &m->events[event++]);
    }
    buf_release(&flags);
}

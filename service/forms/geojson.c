#include "forms/geojson.h"

#include <inttypes.h>

#include "forms/json.h"
#include "forms/refs.h"

static void put_key(struct buf *out, const char *key)
{
    buf_printf(out, ",\"%s\":", key);
}

/* A property that is not there is left out. */
static void put_text(struct buf *out, const char *key, struct str value)
{
    if (value.len > 0) {
        put_key(out, key);
        json_write_string(value, out);
    }
}

static void put_number(struct buf *out, const char *key, bool has, double value)
{
    if (has && value > -1e15 && value < 1e15) {
        put_key(out, key);
        buf_printf(out, "%.3f", value);
    }
}

static void put_count(struct buf *out, const char *key, bool has, uint64_t value)
{
    if (has) {
        put_key(out, key);
        buf_printf(out, "%" PRIu64, value);
    }
}

static bool has_point(const struct wire_place *p)
{
    return p && p->has_lat && p->has_lon && p->lat >= -90 && p->lat <= 90 && p->lon >= -180 &&
           p->lon <= 180;
}

/* Up to and with the article's own properties. */
static void begin_feature(const struct wire_analysis *m, const struct wire_place *p,
                          const char *kind, bool *first, struct buf *out)
{
    buf_add_str(out, *first ? STR("") : STR(","));
    *first = false;
    buf_printf(out,
               "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":"
               "[%.5f,%.5f]},\"properties\":{\"kind\":\"%s\"",
               p->lon, p->lat, kind);
    put_text(out, "article", m->article.id);
    put_text(out, "published", m->article.published);
    put_text(out, "name", p->name);
    put_text(out, "country", p->country);
    put_text(out, "admin1", p->admin1);
    put_text(out, "feature", p->feature);
    put_count(out, "geonames", p->has_geonames, p->geonames);
}

static void put_place(const struct wire_analysis *m, const struct wire_place *p, bool *first,
                      struct buf *out)
{
    begin_feature(m, p, "place", first, out);
    put_count(out, "population", p->has_population, p->population);
    const struct wire_entity *e = ref_entity(m, p->entity);
    put_count(out, "mentions", e != NULL, e ? e->mentions_count : 0);
    put_number(out, "confidence", p->has_confidence, p->confidence);
    buf_add_str(out, STR("}}"));
}

static void put_actors(const struct wire_analysis *m, const char *key, const uint32_t *items,
                       uint32_t count, struct buf *out)
{
    bool some = false;
    for (uint32_t i = 0; i < count; i++) {
        const struct wire_entity *e = ref_entity(m, items[i]);
        if (!e) {
            continue;
        }
        if (!some) {
            put_key(out, key);
        }
        buf_add_byte(out, some ? ',' : '[');
        json_write_string(e->name, out);
        some = true;
    }
    buf_add_str(out, some ? STR("]") : STR(""));
}

static void put_event(const struct wire_analysis *m, const struct wire_event *e,
                      const struct wire_place *p, bool *first, struct buf *out)
{
    begin_feature(m, p, "event", first, out);
    const struct wire_time *t = ref_time(m, e->has_time, e->time);
    put_text(out, "trigger", e->trigger.text);
    put_text(out, "class", str_of(wire_event_class_name(e->class)));
    put_text(out, "event", e->has_plover ? e->plover.event : STR(""));
    put_text(out, "mode", e->has_plover ? e->plover.mode : STR(""));
    put_text(out, "cameo", e->cameo);
    put_count(out, "quad", e->has_quad, e->quad);
    put_number(out, "goldstein", e->has_goldstein, e->goldstein);
    put_actors(m, "source", e->source, e->source_count, out);
    put_actors(m, "target", e->target, e->target_count, out);
    put_text(out, "begin", t ? t->begin : STR(""));
    put_text(out, "end", t ? t->end : STR(""));
    put_text(out, "modality", str_of(wire_modality_name(e->modality)));
    put_key(out, "negated");
    buf_add_str(out, e->negated ? STR("true") : STR("false"));
    put_number(out, "confidence", e->has_confidence, e->confidence);
    put_text(out, "sentence", ref_sentence(m, e->has_sentence, e->sentence));
    buf_add_str(out, STR("}}"));
}

void geojson_write(const struct wire_analysis *m, struct buf *out)
{
    bool first = true;
    buf_add_str(out, STR("{\"type\":\"FeatureCollection\",\"features\":["));
    for (uint32_t i = 0; m->has_places && i < m->places_count; i++) {
        if (has_point(&m->places[i])) {
            put_place(m, &m->places[i], &first, out);
        }
    }
    for (uint32_t i = 0; m->has_events && i < m->events_count; i++) {
        const struct wire_event *e = &m->events[i];
        const struct wire_place *p = ref_place(m, e->has_place, e->place);
        if (has_point(p)) {
            put_event(m, e, p, &first, out);
        }
    }
    buf_add_str(out, STR("]}\n"));
}

/* Event rows of GDELT 2.0. An actor code is read in threes: a country, then types; what is neither
 * is a known group. */
#include <inttypes.h>
#include <string.h>

#include "forms/country_codes.h"
#include "forms/gkg.h"
#include "forms/gkg_cells.h"
#include "forms/refs.h"

enum { ACTORS_MAX = 8, TYPES = 3 };

/* Roles of CAMEO's actor codes (CAMEO 1.1b3, chapter 3). */
static const char roles[][4] = {
    "AGR", "BUS", "COP", "CRM", "CVL", "DEV", "EDU", "ELI", "ENV", "GOV", "HLH", "HRI",
    "IGO", "IMG", "INS", "INT", "JUD", "LAB", "LEG", "MED", "MIL", "MNC", "MOD", "NGM",
    "NGO", "OPP", "PTY", "RAD", "REB", "REF", "SEP", "SET", "SPY", "UAF", "UIS",
};

static bool is_role(struct str code)
{
    for (size_t i = 0; code.len == 3 && i < sizeof roles / sizeof roles[0]; i++) {
        if (memcmp(code.ptr, roles[i], 3) == 0) {
            return true;
        }
    }
    return false;
}

static void put_upper(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        c = c >= 'a' && c <= 'z' ? (char)(c & ~0x20) : c;
        buf_add_byte(out, (unsigned char)c < 0x20 ? ' ' : c);
    }
}

/* Of a description the words up to what is said aside: "the government", not "…, whose duty". */
static struct str short_name(const struct wire_entity *e)
{
    struct str name = e->name;
    static const struct str asides[] = {STR_INIT(", "),     STR_INIT(" \xe2\x80\x94 "),
                                        STR_INIT(" who "),  STR_INIT(" which "),
                                        STR_INIT(" that "), STR_INIT(" whose ")};
    for (size_t i = 0; !ref_is_named(e) && i < sizeof asides / sizeof asides[0]; i++) {
        size_t at = str_find(name, asides[i], 0);
        name = at == SIZE_MAX || at == 0 ? name : str_slice(name, 0, at);
    }
    return name;
}

/* code, name, country, known group, ethnic, two religions, three types */
static void put_actor(struct buf *out, const struct wire_entity *e)
{
    if (!e) {
        buf_add_str(out, STR("\t\t\t\t\t\t\t\t\t\t"));
        return;
    }
    struct str country = {0}, group = {0}, types[TYPES] = {{0}};
    size_t count = 0;
    for (size_t at = 0; at + 3 <= e->cameo.len; at += 3) {
        struct str part = str_slice(e->cameo, at, at + 3);
        if (at == 0 && country_is_alpha3(part)) {
            country = part;
        } else if (is_role(part) && count < TYPES) {
            types[count++] = part;
        } else {
            group = group.len ? group : part;
        }
    }
    gkg_put_plain(out, e->cameo);
    buf_add_byte(out, '\t');
    put_upper(out, short_name(e));
    buf_printf(out, "\t%.*s\t%.*s\t\t\t", STR_ARG(country), STR_ARG(group));
    for (size_t i = 0; i < TYPES; i++) {
        buf_printf(out, "\t%.*s", STR_ARG(types[i]));
    }
    buf_add_byte(out, '\t');
}

/* Day, month, year, fraction of the year: of the event's time, else of the article. */
static void put_day(const struct wire_analysis *m, const struct wire_event *e, struct buf *out)
{
    const struct wire_time *t = ref_time(m, e->has_time, e->time);
    struct gkg_day d = t ? gkg_day_of(t->begin) : (struct gkg_day){0};
    if (!d.day) {
        d = gkg_day_of(m->article.published);
    }
    double fraction = d.year + (d.month * 30 + d.day) / 365.0;
    buf_printf(out, "%04u%02u%02u\t%04u%02u\t%04u\t%.4f\t", d.year, d.month, d.day, d.year, d.month,
               d.year, fraction);
}

/* Does it stand in the headline or the lede? */
static bool is_root(const struct wire_analysis *m, const struct wire_event *e)
{
    for (uint32_t i = 0; m->has_sections && i < m->sections_count; i++) {
        const struct wire_section *s = &m->sections[i];
        bool leads = s->kind == WIRE_SECTION_KIND_HEADLINE || s->kind == WIRE_SECTION_KIND_LEDE;
        if (leads && e->trigger.span.begin >= s->span.begin &&
            e->trigger.span.begin < s->span.end) {
            return true;
        }
    }
    return false;
}

/* IsRootEvent … AvgTone */
static void put_action(const struct wire_analysis *m, const struct wire_event *e, struct buf *out)
{
    struct str base = str_slice(e->cameo, 0, 3), root = str_slice(e->cameo, 0, 2);
    buf_printf(out, "%d\t%.*s\t%.*s\t%.*s\t", is_root(m, e), STR_ARG(e->cameo), STR_ARG(base),
               STR_ARG(root));
    if (e->has_quad) {
        buf_printf(out, "%" PRIu32, e->quad);
    }
    buf_add_byte(out, '\t');
    if (e->has_goldstein) {
        buf_printf(out, "%.1f", e->goldstein);
    }
    buf_printf(out, "\t1\t1\t1\t%.3f\t", m->has_tone ? m->tone.score * 100 : 0.0);
}

static void put_row(const struct wire_analysis *m, const struct wire_event *e, uint32_t number,
                    const uint32_t *source, const uint32_t *target, struct buf *out)
{
    uint64_t id = str_hash(m->article.id, number) >> 2; /* fits a signed 64-bit number */
    buf_printf(out, "%" PRIu64 "\t", id);
    put_day(m, e, out);
    put_actor(out, source ? ref_entity(m, *source) : NULL);
    put_actor(out, target ? ref_entity(m, *target) : NULL);
    put_action(m, e, out);
    gkg_put_place(out, source ? ref_place_of(m, *source) : NULL, GKG_TAB, true);
    buf_add_byte(out, '\t');
    gkg_put_place(out, target ? ref_place_of(m, *target) : NULL, GKG_TAB, true);
    buf_add_byte(out, '\t');
    gkg_put_place(out, ref_place(m, e->has_place, e->place), GKG_TAB, true);
    buf_add_byte(out, '\t');
    gkg_put_published(m, out);
    buf_add_byte(out, '\t');
    gkg_put_plain(out, m->article.uri.len ? m->article.uri : m->article.id);
    buf_add_byte(out, '\n');
}

static bool is_row(const struct wire_event *e)
{
    bool real = e->modality == WIRE_MODALITY_HAPPENED || e->modality == WIRE_MODALITY_ONGOING;
    return real && !e->negated && e->cameo.len >= 2;
}

static uint32_t at_most(uint32_t count)
{
    return count < ACTORS_MAX ? count : ACTORS_MAX;
}

void gkg_write_events(const struct wire_analysis *m, struct buf *out)
{
    uint32_t number = 0;
    for (uint32_t i = 0; !m->has_error && m->has_events && i < m->events_count; i++) {
        const struct wire_event *e = &m->events[i];
        uint32_t sources = at_most(e->source_count), targets = at_most(e->target_count);
        for (uint32_t s = 0; is_row(e) && s < (sources ? sources : 1); s++) {
            for (uint32_t t = 0; t < (targets ? targets : 1); t++) {
                put_row(m, e, ++number, sources ? &e->source[s] : NULL,
                        targets ? &e->target[t] : NULL, out);
            }
        }
    }
}

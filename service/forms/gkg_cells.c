#include "forms/gkg_cells.h"

#include <inttypes.h>

#include "forms/country_codes.h"

enum { REGION_CODE_MAX = 3 };

void gkg_put_plain(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        buf_add_byte(out, (unsigned char)s.ptr[i] < 0x20 ? ' ' : s.ptr[i]);
    }
}

void gkg_put_text(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool parts = c == ';' || c == '#' || c == '|' || c == ',';
        buf_add_byte(out, (unsigned char)c < 0x20 || parts ? ' ' : c);
    }
}

static unsigned digits_at(struct str s, size_t begin, size_t count)
{
    unsigned value = 0;
    for (size_t i = begin; i < begin + count; i++) {
        if (i >= s.len || s.ptr[i] < '0' || s.ptr[i] > '9') {
            return 0;
        }
        value = value * 10 + (unsigned)(s.ptr[i] - '0');
    }
    return value;
}

struct gkg_day gkg_day_of(struct str iso)
{
    struct gkg_day d = {.year = digits_at(iso, 0, 4)};
    bool month = d.year && iso.len > 4 && iso.ptr[4] == '-';
    d.month = month ? digits_at(iso, 5, 2) : 0;
    d.month = d.month <= 12 ? d.month : 0;
    bool day = d.month && iso.len > 7 && iso.ptr[7] == '-';
    d.day = day ? digits_at(iso, 8, 2) : 0;
    d.day = d.day <= 31 ? d.day : 0;
    return d;
}

void gkg_put_published(const struct wire_analysis *m, struct buf *out)
{
    struct str when = m->article.published;
    struct gkg_day d = gkg_day_of(when);
    bool clock = when.len >= 19 && when.ptr[10] == 'T';
    buf_printf(out, "%04u%02u%02u%02u%02u%02u", d.year, d.month, d.day,
               clock ? digits_at(when, 11, 2) : 0, clock ? digits_at(when, 14, 2) : 0,
               clock ? digits_at(when, 17, 2) : 0);
}

/* 1 country, 2 state of the US, 3 city of the US, 4 other city, 5 other region. */
static unsigned place_type(const struct wire_place *p)
{
    bool american = str_equal(p->country, STR("US"));
    if (str_starts_with(p->feature, STR("PCL"))) {
        return 1;
    }
    if (str_starts_with(p->feature, STR("ADM"))) {
        return american ? 2 : 5;
    }
    return american ? 3 : 4;
}

/* GDELT writes FIPS 10-4; a country that has no such code stands as it is. */
static void put_country(struct buf *out, const struct wire_place *p)
{
    struct str fips = country_fips(p->country);
    gkg_put_text(out, fips.len ? fips : p->country);
}

/* Behind the country: the two letters of an American state, else what is a code already. Names of
 * regions are none. */
static void put_region(struct buf *out, const struct wire_place *p)
{
    struct str state = str_equal(p->country, STR("US")) ? american_state(p->admin1) : STR("");
    gkg_put_text(out, state.len ? state : p->admin1.len <= REGION_CODE_MAX ? p->admin1 : STR(""));
}

/* "London, England" */
static void put_name(struct buf *out, const struct wire_place *p)
{
    bool region = p->admin1.len > REGION_CODE_MAX && !str_equal(p->admin1, p->name);
    gkg_put_text(out, p->name);
    if (region) {
        buf_add_str(out, STR(", "));
        gkg_put_text(out, p->admin1);
    }
}

void gkg_put_place(struct buf *out, const struct wire_place *p, char part, bool second_level)
{
    if (!p) {
        buf_add_byte(out, '0');
        for (int i = 0; i < (second_level ? 7 : 6); i++) {
            buf_add_byte(out, part);
        }
        return;
    }
    buf_printf(out, "%u%c", place_type(p), part);
    put_name(out, p);
    buf_add_byte(out, part);
    put_country(out, p);
    buf_add_byte(out, part);
    put_country(out, p);
    put_region(out, p);
    buf_add_byte(out, part);
    if (second_level) {
        buf_add_byte(out, part);
    }
    if (p->has_lat && p->has_lon) {
        buf_printf(out, "%.5f%c%.5f%c", p->lat, part, p->lon, part);
    } else {
        buf_printf(out, "%c%c", part, part);
    }
    if (p->has_geonames) {
        buf_printf(out, "%" PRIu64, p->geonames);
    }
}

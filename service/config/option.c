#include "config/option.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const struct option_row option_rows[] = {
#define OPTION(type, section, name, otherwise, bounds, when, help)                                 \
    {OPTION_##type, #section,      #name, otherwise,                                               \
     bounds,        OPTION_##when, help,  offsetof(struct config, section##_##name)},
#include "config/options.def"
#undef OPTION
};
const size_t option_count = sizeof option_rows / sizeof option_rows[0];

struct unit {
    const char *name;
    uint64_t factor;
};

/* Larger units first, so that writing finds the largest that divides. */
static const struct unit byte_units[] = {
    {"TiB", 1ull << 40},
    {"GiB", 1ull << 30},
    {"MiB", 1ull << 20},
    {"KiB", 1ull << 10},
    {"B", 1},
    {"", 1},
    {NULL, 0},
};
static const struct unit time_units[] = {
    {"d", 86400000}, {"h", 3600000}, {"min", 60000}, {"s", 1000}, {"ms", 1}, {NULL, 0},
};
static const struct unit no_units[] = {{"", 1}, {NULL, 0}};

static const struct unit *units_of(enum option_type type)
{
    return type == OPTION_BYTES ? byte_units : type == OPTION_MS ? time_units : no_units;
}

static bool is_text(enum option_type type)
{
    return type >= OPTION_TEXT;
}

static void *field(const struct option_row *row, const struct config *c)
{
    return (char *)(uintptr_t)c + row->offset;
}

const struct option_row *option_find(struct str section, struct str name)
{
    for (size_t i = 0; i < option_count; i++) {
        if (str_equal(section, str_of(option_rows[i].section)) &&
            str_equal(name, str_of(option_rows[i].name))) {
            return &option_rows[i];
        }
    }
    return NULL;
}

static bool read_number(enum option_type type, struct str s, uint64_t *out)
{
    size_t digits = 0;
    while (digits < s.len && s.ptr[digits] >= '0' && s.ptr[digits] <= '9') {
        digits++;
    }
    struct str unit = str_trim(str_slice(s, digits, s.len));
    uint64_t number;
    if (!str_to_u64(str_slice(s, 0, digits), &number)) {
        return false;
    }
    for (const struct unit *u = units_of(type); u->name; u++) {
        if (str_equal_nocase(unit, str_of(u->name))) {
            return !__builtin_mul_overflow(number, u->factor, out);
        }
    }
    return false;
}

static bool in_bounds(const struct option_row *row, uint64_t number)
{
    struct str bounds = str_of(row->bounds);
    size_t dots = str_find(bounds, STR(".."), 0);
    uint64_t least, most;
    if (dots == SIZE_MAX || !read_number(row->type, str_slice(bounds, 0, dots), &least) ||
        !read_number(row->type, str_slice(bounds, dots + 2, bounds.len), &most)) {
        abort(); /* a mistake in options.def */
    }
    return number >= least && number <= most;
}

static bool is_choice(const struct option_row *row, struct str value)
{
    struct str words = str_of(row->bounds);
    for (size_t at = 0; at <= words.len;) {
        size_t bar = str_find_byte(words, '|', at);
        size_t end = bar == SIZE_MAX ? words.len : bar;
        if (str_equal(value, str_slice(words, at, end))) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

static bool is_address(const struct option_row *row, struct str value)
{
    if (str_equal(value, STR("none"))) {
        return str_equal(str_of(row->section), STR("intake")) || row->type == OPTION_ADDRESS;
    }
    if (row->type == OPTION_ADDRESS) {
        return str_find_byte(value, ':', 0) != SIZE_MAX;
    }
    return (str_starts_with(value, STR("tcp://")) && value.len > 6) ||
           (str_starts_with(value, STR("ipc://")) && value.len > 6);
}

static bool read_flag(struct str value, bool *out)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on", "0", "1"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal_nocase(value, str_of(words[i]))) {
            *out = i & 1;
            return true;
        }
    }
    return false;
}

static void set_text(const struct option_row *row, struct config *c, struct str value)
{
    char *text = malloc(value.len + 1);
    if (!text) {
        abort();
    }
    memcpy(text, value.ptr, value.len);
    text[value.len] = '\0';
    char **at = field(row, c);
    free(*at);
    *at = text;
}

static bool set_value(const struct option_row *row, struct config *c, struct str value)
{
    if (row->type == OPTION_FLAG) {
        return read_flag(value, field(row, c));
    }
    if (!is_text(row->type)) {
        uint64_t number;
        if (!read_number(row->type, value, &number) || !in_bounds(row, number)) {
            return false;
        }
        *(uint64_t *)field(row, c) = number;
        return true;
    }
    bool fits = row->type == OPTION_TEXT ||
                (row->type == OPTION_CHOICE ? is_choice(row, value) : is_address(row, value));
    if (fits) {
        set_text(row, c, value);
    }
    return fits;
}

enum status option_set(const struct option_row *row, struct config *c, const char *value,
                       struct buf *problem)
{
    if (set_value(row, c, str_trim(str_of(value)))) {
        return STATUS_OK;
    }
    buf_printf(problem, "%s.%s cannot be \"%.200s\": it is ", row->section, row->name, value);
    option_write_bounds(row, problem);
    return STATUS_INVALID;
}

void option_copy(const struct option_row *row, struct config *to, const struct config *from)
{
    if (is_text(row->type)) {
        set_text(row, to, str_of(*(char **)field(row, from)));
    } else if (row->type == OPTION_FLAG) {
        *(bool *)field(row, to) = *(bool *)field(row, from);
    } else {
        *(uint64_t *)field(row, to) = *(uint64_t *)field(row, from);
    }
}

bool option_equal(const struct option_row *row, const struct config *a, const struct config *b)
{
    if (is_text(row->type)) {
        return strcmp(*(char **)field(row, a), *(char **)field(row, b)) == 0;
    }
    if (row->type == OPTION_FLAG) {
        return *(bool *)field(row, a) == *(bool *)field(row, b);
    }
    return *(uint64_t *)field(row, a) == *(uint64_t *)field(row, b);
}

void option_write(const struct option_row *row, const struct config *c, struct buf *out)
{
    if (is_text(row->type)) {
        buf_printf(out, "%s", *(char **)field(row, c));
    } else if (row->type == OPTION_FLAG) {
        buf_printf(out, "%s", *(bool *)field(row, c) ? "true" : "false");
    } else {
        uint64_t number = *(uint64_t *)field(row, c);
        const struct unit *u = units_of(row->type);
        while (u[1].name && (number % u->factor || number == 0)) {
            u++;
        }
        buf_printf(out, "%" PRIu64 "%s", number / u->factor, u->name);
    }
}

void option_write_bounds(const struct option_row *row, struct buf *out)
{
    static const char *const kinds[] = {
        [OPTION_FLAG] = "true or false",
        [OPTION_COUNT] = "a number",
        [OPTION_BYTES] = "a size (KiB, MiB, GiB, TiB)",
        [OPTION_MS] = "a duration (ms, s, min, h, d)",
        [OPTION_TEXT] = "a text",
        [OPTION_CHOICE] = "one of",
        [OPTION_ENDPOINT] = "tcp://HOST:PORT or ipc://PATH",
        [OPTION_ADDRESS] = "HOST:PORT or none",
    };
    buf_printf(out, "%s%s%s", kinds[row->type], *row->bounds ? " " : "", row->bounds);
}

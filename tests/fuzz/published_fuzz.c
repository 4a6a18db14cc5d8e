/* published_fuzz: any line as a publication date: what is read is a date or a time in UTC that
 * reads as itself. */
#include <string.h>

#include "fuzz.h"
#include "text/calendar.h"
#include "text/published.h"

enum { ARENA_BYTES = 1 << 22, DATE_LEN = 10 };

static bool is_shaped(struct str s, const char *shape)
{
    if (s.len != strlen(shape)) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        bool digit = s.ptr[i] >= '0' && s.ptr[i] <= '9';
        if (shape[i] == '0' ? !digit : s.ptr[i] != shape[i]) {
            return false;
        }
    }
    return true;
}

/* Fractions of a second may have any number of digits. */
static bool is_time(struct str s)
{
    size_t dot = str_find_byte(s, '.', 0);
    if (dot == SIZE_MAX) {
        return is_shaped(s, "0000-00-00T00:00:00Z");
    }
    for (size_t i = dot + 1; i + 1 < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') {
            return false;
        }
    }
    return is_shaped(str_slice(s, 0, dot), "0000-00-00T00:00:00") && s.ptr[s.len - 1] == 'Z';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    if (!arena.limit && arena_init(&arena, ARENA_BYTES) != STATUS_OK) {
        return 0;
    }
    arena_reset(&arena);
    struct fuzz_input in = fuzz_input_of(data, size < 4096 ? size : 4096);
    struct published once, twice;
    if (!published_parse(in.rest, &arena, &once)) {
        fuzz_must(str_is_absent(once.text), "what cannot be read is absent");
        return 0;
    }
    struct calendar_date date;
    fuzz_must(is_shaped(once.text, "0000-00-00") || is_time(once.text), "a date, or a time in UTC");
    fuzz_must(calendar_read_iso(str_slice(once.text, 0, DATE_LEN), &date), "a day of the calendar");
    fuzz_must(published_parse(once.text, &arena, &twice) && !twice.assumed_utc,
              "what was read reads");
    fuzz_must(str_equal(once.text, twice.text), "and means the same");
    return 0;
}

#define _GNU_SOURCE
#include "forms/json.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "forms/offsets.h"
#include "wire/writer.h"

static void values_are_written_key_for_key(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct str value;
        const char *json; /* NULL: refused */
    } rows[] = {
        {"empty map", STR_INIT("\x80"), "{}"},
        {"kinds", STR_INIT("\x95\xc0\xc2\xc3\x2a\xe0"), "[null,false,true,42,-32]"},
        {"order of keys",
         STR_INIT("\x82\xa1z\x01\xa1"
                  "a\x02"),
         "{\"z\":1,\"a\":2}"},
        {"a float that is whole", STR_INIT("\xcb\x3f\xf0\0\0\0\0\0\0"), "1.0"},
        {"shortest float", STR_INIT("\xcb\x3f\xb9\x99\x99\x99\x99\x99\x9a"), "0.1"},
        {"what is no number", STR_INIT("\x92\xcb\x7f\xf8\0\0\0\0\0\0\xcb\xff\xf0\0\0\0\0\0\0"),
         "[null,null]"},
        {"characters", STR_INIT("\xa8\"\\\n\t\x01\x7f\xc3\xa9"),
         "\"\\\"\\\\\\n\\t\\u0001\\u007fé\""},
        {"binary", STR_INIT("\xc4\x02\x0f\xf0"), "\"0ff0\""},
        {"cut off", STR_INIT("\x92\x01"), NULL},
        {"more behind it", STR_INIT("\x01\x01"), NULL},
        {"a number as key", STR_INIT("\x81\x01\x01"), NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf out = {0};
        enum status status = json_write(rows[i].value, &(struct json_options){0}, &out);
        if ((status == STATUS_OK) != (rows[i].json != NULL) ||
            !str_equal(buf_str(&out), rows[i].json ? str_of(rows[i].json) : STR(""))) {
            fail_msg("%s: %s %.*s", rows[i].name, status_name(status), STR_ARG(buf_str(&out)));
        }
        buf_release(&out);
    }
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* A locale of our own, so that localedef (of libc-bin, which every Debian has) needs no sources.
 * Its exit status tells of the categories that are left to their defaults; whether it was made
 * shows when it is set. */
static void use_a_locale_with_commas(void)
{
    static char folder[] = "/tmp/dateline-locale-XXXXXX";
    char command[256];
    assert_non_null(mkdtemp(folder));
    write_file(folder, "ascii",
               "<code_set_name> ANSI_X3.4-1968\n<comment_char> %\n<escape_char> /\n"
               "<mb_cur_min> 1\n<mb_cur_max> 1\nCHARMAP\n"
               "<U0000>..<U007F> /x00 ASCII\nEND CHARMAP\n");
    write_file(folder, "source",
               "comment_char %\nescape_char /\nLC_NUMERIC\n"
               "decimal_point \"<U002C>\"\nthousands_sep \"\"\ngrouping -1\n"
               "END LC_NUMERIC\n");
    snprintf(command, sizeof command,
             "cd %s && localedef -c -f ./ascii -i ./source ./commas >log 2>&1", folder);
    (void)!system(command);
    assert_int_equal(setenv("LOCPATH", folder, 1), 0);
    assert_non_null(setlocale(LC_NUMERIC, "commas"));
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

static void the_decimal_point_is_no_matter_of_the_locale(void **state)
{
    (void)state;
    static const struct {
        struct str value;
        const char *json;
    } rows[] = {
        {STR_INIT("\xcb\x3f\xb9\x99\x99\x99\x99\x99\x9a"), "0.1"},
        {STR_INIT("\xcb\x3f\xf0\0\0\0\0\0\0"), "1.0"},
        {STR_INIT("\xcb\xc6\x92\xc7\x61\xa7\xb5\x8d\xf2"), "-9.522e+31"},
    };
    use_a_locale_with_commas();
    char written[8];
    snprintf(written, sizeof written, "%.1f", 0.5);
    assert_string_equal(written, "0,5");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf out = {0};
        assert_int_equal(json_write(rows[i].value, &(struct json_options){0}, &out), STATUS_OK);
        assert_string_equal(buf_cstr(&out), rows[i].json);
        buf_release(&out);
    }
    setlocale(LC_NUMERIC, "C");
}

static void nesting_is_bounded(void **state)
{
    (void)state;
    char deep[JSON_DEPTH_MAX + 2];
    struct buf out = {0};
    memset(deep, '\x91', sizeof deep);
    deep[sizeof deep - 1] = '\x01';
    assert_int_equal(json_write(str_make(deep, sizeof deep), &(struct json_options){0}, &out),
                     STATUS_INVALID);
    assert_int_equal(
        json_write(str_make(deep + 1, sizeof deep - 1), &(struct json_options){0}, &out),
        STATUS_OK);
    buf_release(&out);
}

/* "é𝄞x": bytes 0-2-6-7, code points 0-1-2-3, UTF-16 units 0-1-3-4. */
static struct str analysis(struct buf *b)
{
    static const uint32_t begin[] = {0, 2, 6}, end[] = {2, 6, 7};
    struct wire_section section = {WIRE_SECTION_KIND_BODY, {2, 6}};
    struct str forms[] = {STR("é"), STR("𝄞"), STR("x")};
    struct wire_sentence sentence = {.span = {0, 7}, .has_tokens = true, .tokens = {0, 3}};
    struct wire_analysis m = {
        .schema = STR("s"),
        .digest = STR("d"),
        .offset_unit = WIRE_OFFSET_UNIT_BYTE,
        .article = {.id = STR("i")},
        .text = STR("é𝄞x"),
        .sections = &section,
        .sections_count = 1,
        .has_sections = true,
        .sentences = &sentence,
        .sentences_count = 1,
        .has_sentences = true,
        .tokens = {begin, 3, end, 3, forms, 3},
        .has_tokens = true,
    };
    struct wire_writer w = wire_writer_of(b);
    wire_analysis_write(&w, &m);
    assert_int_equal(w.status, STATUS_OK);
    return buf_str(b);
}

static void offsets_count_what_is_asked_for(void **state)
{
    (void)state;
    static const struct {
        enum wire_offset_unit unit;
        const char *parts[4];
    } rows[] = {
        {WIRE_OFFSET_UNIT_BYTE,
         {"\"offset_unit\":\"byte\"", "\"span\":[2,6]", "\"begin\":[0,2,6],\"end\":[2,6,7]",
          "\"tokens\":[0,3]"}},
        {WIRE_OFFSET_UNIT_CODEPOINT,
         {"\"offset_unit\":\"codepoint\"", "\"span\":[1,2]", "\"begin\":[0,1,2],\"end\":[1,2,3]",
          "\"tokens\":[0,3]"}},
        {WIRE_OFFSET_UNIT_UTF16,
         {"\"offset_unit\":\"utf16\"", "\"span\":[1,3]", "\"begin\":[0,1,3],\"end\":[1,3,4]",
          "\"tokens\":[0,3]"}},
    };
    struct buf bytes = {0};
    struct str value = analysis(&bytes);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf out = {0};
        assert_int_equal(json_write(value, &(struct json_options){.offsets = rows[i].unit}, &out),
                         STATUS_OK);
        for (size_t k = 0; k < 4; k++) {
            if (str_find(buf_str(&out), str_of(rows[i].parts[k]), 0) == SIZE_MAX) {
                fail_msg("%s is not in %.*s", rows[i].parts[k], STR_ARG(buf_str(&out)));
            }
        }
        buf_release(&out);
    }
    buf_release(&bytes);
}

static void indenting_changes_blanks_alone(void **state)
{
    (void)state;
    struct buf bytes = {0}, flat = {0}, indented = {0}, squeezed = {0};
    struct str value = analysis(&bytes);
    assert_int_equal(json_write(value, &(struct json_options){0}, &flat), STATUS_OK);
    assert_int_equal(json_write(value, &(struct json_options){.indent = true}, &indented),
                     STATUS_OK);
    for (size_t i = 0; i < indented.len; i++) {
        if (indented.ptr[i] != ' ' && indented.ptr[i] != '\n') {
            buf_add_byte(&squeezed, indented.ptr[i]);
        }
    }
    assert_true(indented.len > flat.len);
    assert_true(str_equal(buf_str(&squeezed), buf_str(&flat)));
    buf_release(&bytes);
    buf_release(&flat);
    buf_release(&indented);
    buf_release(&squeezed);
}

/* Against counting from the front, at every byte of a text longer than several steps. */
static void offsets_agree_with_counting(void **state)
{
    (void)state;
    struct buf text = {0};
    for (int i = 0; i < 100; i++) {
        buf_add_str(&text, STR("aé€𝄞"));
    }
    struct offsets points, units;
    offsets_init(&points, buf_str(&text), WIRE_OFFSET_UNIT_CODEPOINT);
    offsets_init(&units, buf_str(&text), WIRE_OFFSET_UNIT_UTF16);
    uint64_t point = 0, unit = 0;
    for (size_t at = 0; at <= text.len; at++) {
        if (at == text.len || ((unsigned char)text.ptr[at] & 0xC0) != 0x80) {
            assert_int_equal(offsets_of(&points, at), point);
            assert_int_equal(offsets_of(&units, at), unit);
            point++;
            unit += at < text.len && (unsigned char)text.ptr[at] >= 0xF0 ? 2 : 1;
        }
    }
    assert_int_equal(offsets_of(&points, text.len + 50), 400);
    offsets_release(&points);
    offsets_release(&units);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_written_key_for_key),
        cmocka_unit_test(the_decimal_point_is_no_matter_of_the_locale),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(offsets_count_what_is_asked_for),
        cmocka_unit_test(indenting_changes_blanks_alone),
        cmocka_unit_test(offsets_agree_with_counting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* mapped_test: what of a file is refused, in which words, and that the first problem stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/crc32.h"
#include "model/mapped.h"

enum { ALIGN = 8, BODY = 16, TABLE = sizeof(struct mapped_section) };

static const char *odd_rows(const struct mapped_section *s)
{
    return s->rows % 2 ? "has odd rows" : NULL;
}

static const struct mapped_format format = {.magic = "DLTESTS1",
                                            .problem = "not a test",
                                            .version = 3,
                                            .sections_max = 4,
                                            .align = ALIGN,
                                            .shape_problem = odd_rows};

/* One section, "body", of sixteen bytes. */
struct whole {
    struct mapped_header header;
    struct mapped_section section;
    char body[BODY];
};

static void seal(struct whole *f)
{
    f->section.crc = crc32_of(f->body, BODY);
    f->header.crc = crc32_of((const char *)&f->section, TABLE);
    sha256_of(str_make((const char *)&f->section, sizeof *f - sizeof f->header), f->header.sha256);
}

static struct whole make(void)
{
    struct whole f = {.header = {.version = 3, .sections = 1, .bytes = sizeof f},
                      .section = {.name = "body", .rows = 2, .bytes = BODY},
                      .body = "fifteen letters"};
    memcpy(f.header.magic, format.magic, sizeof f.header.magic);
    f.section.offset = offsetof(struct whole, body);
    seal(&f);
    return f;
}

static const char *problem_of(const struct whole *f)
{
    struct mapped file = {.base = (const char *)f, .bytes = sizeof *f};
    struct mapped_reader r = {.file = &file};
    mapped_read(&r, &format);
    return r.problem ? r.problem : "none";
}

static void reads_what_is_whole(void **state)
{
    (void)state;
    struct whole f = make();
    struct mapped file = {.base = (const char *)&f, .bytes = sizeof f};
    struct mapped_reader r = {.file = &file};
    mapped_read(&r, &format);
    assert_null(r.problem);
    const struct mapped_section *s = mapped_section(&r, "body");
    assert_non_null(s);
    assert_string_equal(mapped_at(&r, s), "fifteen letters");
    assert_null(mapped_section(&r, "soul"));
    assert_true(mapped_is_whole(&file));
    f.body[0] = 'F';
    assert_false(mapped_is_whole(&file));
}

static void says_what_is_wrong(void **state)
{
    (void)state;
    struct whole f;
#define WRONG(change, text)                                                                        \
    f = make();                                                                                    \
    change;                                                                                        \
    assert_string_equal(problem_of(&f), text)
    WRONG(f.header.magic[0] = 'X', "file: not a test");
    WRONG(f.header.version = 2, "file: of another version");
    WRONG(f.header.bytes++, "file: cut short");
    WRONG(f.header.sections = 5, "file: cut short");
    WRONG(f.header.sections = 3, "file: cut short");
    WRONG(f.section.columns++, "table: is damaged");
    WRONG(f.body[3] = 'F', "body: is damaged");
    WRONG(f.section.rows = 3; seal(&f), "body: has odd rows");
    WRONG(f.section.offset -= 4; seal(&f), "body: lies outside the file");
    WRONG(f.section.bytes = UINT64_MAX; f.section.crc = 0;
          f.header.crc = crc32_of((const char *)&f.section, TABLE), "body: lies outside the file");
    WRONG(f.section.name[0] = '\0'; seal(&f), ": a section without a name");
#undef WRONG
}

static void keeps_the_first_problem(void **state)
{
    (void)state;
    struct whole f = make();
    struct mapped file = {.base = (const char *)&f, .bytes = sizeof f};
    struct mapped_reader r = {.file = &file};
    mapped_read(&r, &format);
    mapped_fail(&r, "a", "first");
    mapped_fail(&r, "b", "second");
    assert_string_equal(r.problem, "a: first");
    assert_null(mapped_section(&r, "body"));
}

static void opens_files_alone(void **state)
{
    (void)state;
    struct mapped file;
    assert_int_equal(mapped_open("tests/unit/model", 1 << 20, &file), STATUS_IO);
    assert_int_equal(mapped_open("tests/unit/model/none", 1 << 20, &file), STATUS_IO);
    assert_int_equal(mapped_open("tests/unit/model/small.pack", 8, &file), STATUS_IO);
    assert_int_equal(mapped_open("/dev/null", 1 << 20, &file), STATUS_IO);
    mapped_close(&file); /* nothing was mapped */
    assert_int_equal(mapped_open("tests/unit/model/small.pack", 1 << 20, &file), STATUS_OK);
    assert_memory_equal(file.base, "DLPACK01", 8);
    mapped_close(&file);
}

static void tells_strings(void **state)
{
    (void)state;
    static const uint32_t good[] = {0, 2, 2, 5}, back[] = {0, 3, 2, 5}, late[] = {1, 2, 2, 5};
    assert_true(mapped_are_strings(good, 3, STR("abcde")));
    assert_false(mapped_are_strings(good, 3, STR("abcd")));
    assert_false(mapped_are_strings(back, 3, STR("abcde")));
    assert_false(mapped_are_strings(late, 3, STR("abcde")));
    assert_false(mapped_are_strings(good, 3, str_make("ab\0de", 5)));
    assert_false(mapped_are_strings(good, 3, STR("abcd\xff")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_whole),     cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(keeps_the_first_problem), cmocka_unit_test(opens_files_alone),
        cmocka_unit_test(tells_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

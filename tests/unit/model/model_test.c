#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "fixture.h"
#include "model/model.h"

static struct str all_of(const struct fixture *f)
{
    return str_make(f->bytes, f->len);
}

/* Opens it and lets go again; returns whether that worked. */
static bool opens(const struct fixture *f)
{
    struct model *m;
    const char *problem;
    bool ok = model_of_bytes(all_of(f), &m, &problem) == STATUS_OK;
    assert_true(ok || problem);
    model_close(m);
    return ok;
}

static char *row_of(const struct fixture *f, const char *name)
{
    for (uint32_t i = 0; i < f->sections; i++) {
        char *row = f->bytes + MODEL_HEADER_BYTES + i * (size_t)MODEL_SECTION_BYTES;
        if (strcmp(row, name) == 0) {
            return row;
        }
    }
    fail_msg("no section %s", name);
    return NULL;
}

static char *section_of(const struct fixture *f, const char *name)
{
    uint64_t offset;
    memcpy(&offset, row_of(f, name) + 48, sizeof offset);
    return f->bytes + offset;
}

static void test_opens(void **unused)
{
    struct fixture f;
    struct model *m;
    const char *problem;
    (void)unused;
    fixture_make(&f, 1);
    assert_int_equal(model_of_bytes(all_of(&f), &m, &problem), STATUS_OK);
    assert_int_equal(model_verify(m, &problem), STATUS_OK);
    assert_int_equal(m->shape.width, 64);
    assert_int_equal(model_piece(m, STR("##ing")), 31);
    assert_int_equal(model_piece(m, STR("##ings")), UINT32_MAX);
    assert_true(str_equal(strings_at(&m->upos, 1), STR("VERB")));
    assert_int_equal(m->root_relation, 1);
    assert_int_equal(m->name_labels[6].part, NAME_INSIDE);
    assert_true(str_equal(m->name_labels[6].type, STR("LOC")));
    assert_int_equal(strlen(m->sha256), 64);
    model_close(m);
    fixture_release(&f);
}

static void test_files(void **unused)
{
    char path[] = "/tmp/model_test.XXXXXX";
    struct fixture f;
    struct model *m;
    const char *problem;
    (void)unused;
    fixture_make(&f, 2);
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, f.bytes, f.len), f.len);
    close(file);
    assert_int_equal(model_open(path, &m, &problem), STATUS_OK);
    model_close(m);
    assert_int_equal(truncate(path, (off_t)f.len - 64), 0);
    assert_int_equal(model_open(path, &m, &problem), STATUS_MODEL);
    unlink(path);
    assert_int_equal(model_open(path, &m, &problem), STATUS_IO);
    assert_int_equal(model_open("/tmp", &m, &problem), STATUS_IO);
    fixture_release(&f);
}

/* Any byte of header, table or section that changes is seen; only padding may. */
static void test_damage(void **unused)
{
    struct fixture f;
    (void)unused;
    fixture_make(&f, 3);
    for (size_t at = 0; at < f.len; at += at < 4096 ? 1 : 997) {
        bool digest = at >= 32 && at < MODEL_HEADER_BYTES, unused_header = at >= 28 && at < 32;
        bool behind_table =
            at >= MODEL_HEADER_BYTES + f.sections * (size_t)MODEL_SECTION_BYTES && f.bytes[at] == 0;
        f.bytes[at] ^= 0x10;
        if (opens(&f) && !digest && !unused_header && !behind_table) {
            fail_msg("a change of byte %zu goes unseen", at);
        }
        f.bytes[at] ^= 0x10;
    }
    assert_true(opens(&f));
    for (size_t len = 0; len < f.len; len += 1013) {
        struct fixture shorter = f;
        shorter.len = len;
        assert_false(opens(&shorter));
    }
    fixture_release(&f);
}

/* Files with right checksums and wrong contents. */
static void test_hostile(void **unused)
{
    static const struct {
        const char *section;
        bool in_table;
        size_t at; /* bytes into the section or its row */
        uint32_t value;
    } cases[] = {
        {"shape", false, 0, 128}, /* width: sections have another */
        {"shape", false, 0, 65},
        {"shape", false, 8, 3},  /* heads */
        {"shape", false, 12, 0}, /* no layers */
        {"shape", false, 12, 0xFFFFFFFF},
        {"shape", false, 16, 3},     /* an exit above the layers */
        {"shape", false, 24, 16},    /* positions */
        {"vocabulary", false, 0, 1}, /* offsets */
        {"vocabulary", false, 8, 0xFFFFFFF0},
        {"vocabulary", true, 36, 7},      /* rows */
        {"lemma", false, 24, 0x7C7C7C7C}, /* rules */
        {"names", false, 44, 0x58585858},
        {"lexicon", false, 16, 0x7A7A7A7A},   /* out of order */
        {"embed.word", false, 0, 0x7FC00000}, /* NaN */
        {"embed.norm", false, 4, 0x7F800000}, /* infinite */
        {"layer.0.up", false, 128 * 64, 0xFF800000},
        {"layer.1.down", true, 32, MODEL_F32},
        {"layer.1.down", true, 36, 48},
        {"layer.1.down", true, 36, 0xFFFFFFFF},
        {"layer.1.down", true, 40, 6},
        {"layer.1.down", true, 48, 0xFFFFFFC0}, /* offset */
        {"layer.1.down", true, 48, 32},
        {"layer.1.down", true, 56, 0xFFFFFFFF}, /* bytes */
        {"layer.1.down", true, 0, 0x58585858},  /* name */
        {"exit.2.temperature", false, 0, 0},
        {"exit.1.arc_root", true, 36, 2},
    };
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture f;
        fixture_make(&f, 4);
        char *base =
            cases[i].in_table ? row_of(&f, cases[i].section) : section_of(&f, cases[i].section);
        memcpy(base + cases[i].at, &cases[i].value, sizeof cases[i].value);
        fixture_seal(&f);
        if (opens(&f)) {
            fail_msg("case %zu: %s at %zu", i, cases[i].section, cases[i].at);
        }
        fixture_release(&f);
    }
}

static void test_verify(void **unused)
{
    static const struct {
        size_t at;
        int value;
        bool resealed;
    } cases[] = {{0, 64, true}, {0, -128, true}, {5, 1, true}, {5, 1, false}};
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture f;
        struct model *m;
        const char *problem;
        unsigned char digest[SHA256_BYTES];
        fixture_make(&f, 5);
        char *weights = section_of(&f, "layer.0.up");
        weights[cases[i].at] =
            (char)(weights[cases[i].at] == cases[i].value ? cases[i].value + 1 : cases[i].value);
        memcpy(digest, f.bytes + 32, sizeof digest);
        fixture_seal(&f);
        if (!cases[i].resealed) {
            memcpy(f.bytes + 32, digest, sizeof digest);
        }
        assert_int_equal(model_of_bytes(all_of(&f), &m, &problem), STATUS_OK);
        if (model_verify(m, &problem) != STATUS_MODEL) {
            fail_msg("case %zu", i);
        }
        model_close(m);
        fixture_release(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opens),  cmocka_unit_test(test_files),
        cmocka_unit_test(test_damage), cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_verify),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "model/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/crc32.h"
#include "model/models.h"

#define SMALL "tests/unit/model/small.pack"
#define SUPPLEMENT "tests/unit/model/small-sharealike.pack"

static struct pack *open_files(size_t count)
{
    static const char *const paths[] = {SMALL, SUPPLEMENT};
    struct pack *p = NULL;
    const char *problem = NULL;
    if (pack_open(paths, count, &p, &problem) != STATUS_OK) {
        fail_msg("%s", problem);
    }
    return p;
}

static struct str name_of(const struct pack *p, uint32_t entry)
{
    return entry == PACK_NONE ? STR("nobody") : pack_entry(p, entry).name;
}

static void assert_str(struct str is, const char *want)
{
    if (!str_equal(is, str_of(want))) {
        fail_msg("'%.*s', not '%s'", STR_ARG(is), want);
    }
}

/* ---- names ---- */

static void test_find(void **state)
{
    (void)state;
    struct pack *p = open_files(1);
    struct pack_match found[PACK_MATCHES_MAX];
    assert_int_equal(pack_find(p, STR("PORT-AMBER"), found, PACK_MATCHES_MAX), 3);
    struct pack_entry capital = pack_entry(p, found[0].entry);
    assert_int_equal(capital.kind, PACK_CITY);
    assert_str(capital.name, "Port Amber");
    assert_str(capital.country, "NX");
    assert_str(capital.region, "NX.07");
    assert_str(capital.feature, "PPLC");
    assert_int_equal(capital.geonames, 14);
    assert_int_equal(capital.population, 1234567);
    assert_true(capital.has_point);
    assert_int_equal(capital.lat_e5, 123456);
    assert_int_equal(capital.lon_e5, -654321);
    assert_str(name_of(p, capital.region_entry), "Coast");
    assert_int_equal(found[1].form, PACK_FORM_SEAT);
    assert_str(pack_entry(p, found[1].entry).cameo, "NXAGOV");
    assert_false(pack_entry(p, found[2].entry).has_point);
    assert_int_equal(pack_find(p, STR("Port Amber"), found, 1), 1);
    assert_int_equal(pack_entry(p, found[0].entry).geonames, 14);
    assert_int_equal(pack_find(p, STR("Port"), found, PACK_MATCHES_MAX), 0);
    assert_int_equal(pack_find(p, STR(""), found, PACK_MATCHES_MAX), 0);
    assert_int_equal(pack_find(p, STR("zzz"), found, PACK_MATCHES_MAX), 0);
    pack_close(p);
}

static void test_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum pack_form form;
        const char *name;
    } cases[] = {
        {"Northland", PACK_FORM_NAME, "Northland"},
        {"the Northland", PACK_FORM_NAME, "Northland"},
        {"Northland's", PACK_FORM_NAME, "Northland"},
        {"Northland\xE2\x80\x99s", PACK_FORM_NAME, "Northland"},
        {"NL", PACK_FORM_ABBREVIATION, "Northland"},
        {"northern", PACK_FORM_ADJECTIVE, "Northland"},
        {"Amber House", PACK_FORM_SEAT, "Government of Northland"},
        {"village 77", PACK_FORM_NAME, "Village 77"},
        {"village 0", PACK_FORM_NAME, "Village 0"},
        {"village 99", PACK_FORM_NAME, "Village 99"},
    };
    struct pack *p = open_files(1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pack_match m;
        if (pack_find(p, str_of(cases[i].text), &m, 1) != 1 || m.form != cases[i].form) {
            fail_msg("%s", cases[i].text);
        }
        assert_str(name_of(p, m.entry), cases[i].name);
    }
    struct pack_match m;
    assert_true(pack_find_kind(p, STR("Port Amber"), 1u << PACK_GOVERNMENT, &m));
    assert_int_equal(m.form, PACK_FORM_SEAT);
    assert_false(pack_find_kind(p, STR("Port Amber"), 1u << PACK_PERSON, &m));
    pack_close(p);
}

static void test_supplement(void **state)
{
    (void)state;
    struct pack *one = open_files(1), *p = open_files(2);
    struct pack_match found[4];
    assert_int_equal(pack_entries(p), pack_entries(one) + 1);
    assert_int_equal(pack_find(one, STR("Lands Union"), found, 4), 0);
    assert_int_equal(pack_find(p, STR("Lands Union"), found, 4), 1);
    assert_str(name_of(p, found[0].entry), "Union of Lands");
    assert_int_equal(pack_find(p, STR("Coast"), found, 4), 2);
    struct pack_entry coast = pack_entry(p, found[0].entry), bank = pack_entry(p, found[1].entry);
    assert_int_equal(coast.wikidata, 107);
    assert_int_equal(coast.lat_e5, 5);
    assert_str(bank.name, "Bank of Lands");
    assert_int_equal(bank.wikidata, 108);
    assert_int_equal(pack_entry(one, found[0].entry).wikidata, 0);
    assert_false(str_equal(pack_sha256(p), pack_sha256(one)));
    struct str name, text;
    size_t pairs = 0;
    while (pack_about(p, pairs, &name, &text)) {
        pairs++;
    }
    assert_int_equal(pairs, 6);
    pack_close(p);
    pack_close(one);
}

/* ---- countries, roles, words ---- */

static void test_countries(void **state)
{
    (void)state;
    struct pack *p = open_files(1);
    struct pack_country north, south;
    assert_int_equal(pack_countries(p), 2);
    assert_true(pack_country_of_code(p, STR("NXA"), &north));
    assert_true(pack_country_of_code(p, STR("SX"), &south));
    assert_false(pack_country_of_code(p, STR("QQ"), &south));
    assert_str(name_of(p, north.capital), "Port Amber");
    assert_str(name_of(p, north.government), "Government of Northland");
    assert_int_equal(south.capital, PACK_NONE);
    assert_true(str_is_absent(north.currency));
    assert_int_equal(south.leads, PACK_OFFICE_GOVERNMENT);
    pack_close(p);
}

static uint32_t one(const struct pack *p, const char *name)
{
    struct pack_match m;
    assert_int_equal(pack_find(p, str_of(name), &m, 1), 1);
    return m.entry;
}

static void test_holder(void **state)
{
    (void)state;
    static const struct {
        const char *of, *title;
        int32_t day;
        const char *name;
    } cases[] = {
        {"Northland", "President", 999, "Ada Brandt"},
        {"Northland", "president", 1000, "Ben Cole"},
        {"Northland", "president", -1, "nobody"},
        {"Northland", "president", PACK_ANY_DAY, "nobody"}, /* two */
        {"Northland", "premier", 2000, "Ada Brandt"},
        {"Northland", "leader", 2000, "Ben Cole"},
        {"Southland", "leader", 2000, "Cora Dahl"},
        {"Southland", "chancellor", 2000, "Cora Dahl"},
        {"Southland", "prime minister", 2000, "Cora Dahl"},
        {"Southland", "chancellor", 499, "Ada Brandt"},
        {"Southland", "minister", 150, "Ada Brandt"},
        {"Southland", "minister", 250, "nobody"}, /* two */
        {"Southland", "king", 2000, "nobody"},
        {"UOL", "secretary-general", 100, "Cora Dahl"},
        {"UOL", "chief", 100, "Cora Dahl"},
        {"UOL", "chief", 500, "nobody"},
        {"Coast", "leader", 500, "nobody"},
    };
    struct pack *p = open_files(1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t person = pack_holder(p, one(p, cases[i].of), str_of(cases[i].title), cases[i].day);
        if (!str_equal(name_of(p, person), str_of(cases[i].name))) {
            fail_msg("%zu: %s %s: %.*s", i, cases[i].of, cases[i].title,
                     STR_ARG(name_of(p, person)));
        }
    }
    pack_close(p);
}

static void test_roles(void **state)
{
    (void)state;
    struct pack *p = open_files(2);
    struct pack_role roles[PACK_ROLES_MAX];
    uint32_t ada = one(p, "Ada Brandt"), ben = one(p, "Ben Cole");
    assert_int_equal(pack_roles(p, ada, PACK_ANY_DAY, roles, PACK_ROLES_MAX), 4);
    assert_str(roles[0].title, "president");
    assert_str(roles[0].cameo, "NXAGOV");
    assert_int_equal(roles[0].to, 999);
    assert_int_equal(pack_roles(p, ada, PACK_ANY_DAY, roles, 1), 1);
    assert_int_equal(pack_roles(p, ada, 1000, roles, PACK_ROLES_MAX), 3);
    assert_str(roles[2].title, "prime minister");
    assert_int_equal(pack_roles(p, ben, PACK_ANY_DAY, roles, PACK_ROLES_MAX), 3);
    assert_str(name_of(p, roles[2].of), "Bank of Lands");
    assert_int_equal(pack_roles(p, one(p, "Coast"), PACK_ANY_DAY, roles, PACK_ROLES_MAX), 0);
    uint32_t north = one(p, "Northland");
    assert_int_equal(pack_holders(p, north, PACK_OFFICE_COUNT, PACK_ANY_DAY, roles, PACK_ROLES_MAX),
                     3);
    assert_int_equal(pack_holders(p, north, PACK_OFFICE_STATE, 1500, roles, PACK_ROLES_MAX), 1);
    assert_int_equal(roles[0].person, ben);
    pack_close(p);
}

static void test_words(void **state)
{
    (void)state;
    struct pack *p = open_files(1);
    assert_int_equal(pack_word(p, STR("Mr.")).gender, PACK_MALE);
    assert_int_equal(pack_word(p, STR("ADA")).women, 98);
    assert_int_equal(pack_word(p, STR("Cole")).classes, PACK_WORD_GIVEN | PACK_WORD_FAMILY);
    assert_int_equal(pack_word(p, STR("port")).level, 10);
    assert_int_equal(pack_word(p, STR("unheard")).classes, 0);
    assert_str(pack_word(p, STR("prime minister")).cameo, "GOV");
    pack_close(p);
}

/* ---- files that are not whole ---- */

static char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = aligned_alloc(64, 1 << 20);
    assert_non_null(bytes);
    *len = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    return bytes;
}

/* Makes all checksums right again, as a hostile writer would. */
static void seal(char *bytes, size_t file_len)
{
    uint32_t sections, crc;
    memcpy(&sections, bytes + 12, 4);
    for (uint32_t i = 0; i < sections; i++) {
        char *row = bytes + PACK_HEADER_BYTES + i * (size_t)PACK_SECTION_BYTES;
        uint64_t offset, len;
        memcpy(&offset, row + 48, 8);
        memcpy(&len, row + 56, 8);
        if (offset <= file_len && len <= file_len - offset) {
            crc = crc32_of(bytes + offset, len);
            memcpy(row + 44, &crc, 4);
        }
    }
    crc = crc32_of(bytes + PACK_HEADER_BYTES, sections * (size_t)PACK_SECTION_BYTES);
    memcpy(bytes + 24, &crc, 4);
}

static void search_all(const struct pack *p)
{
    struct pack_match found[PACK_MATCHES_MAX];
    struct pack_role roles[PACK_ROLES_MAX];
    pack_find(p, STR("Port Amber"), found, PACK_MATCHES_MAX);
    for (uint32_t i = 0; i < pack_entries(p); i++) {
        struct pack_entry e = pack_entry(p, i);
        assert_true(e.name.len > 0);
        pack_roles(p, i, PACK_ANY_DAY, roles, PACK_ROLES_MAX);
        pack_holder(p, i, STR("president"), 100);
    }
    pack_word(p, STR("Cole"));
}

static void test_damage_is_seen(void **state)
{
    (void)state;
    size_t len;
    char *bytes = read_file(SMALL, &len);
    struct pack *p;
    const char *problem;
    for (size_t i = 0; i < len; i += 7) {
        if (i >= 32 && i < 64) {
            continue; /* the SHA-256, which pack_verify looks at */
        }
        bytes[i] ^= 0x10;
        struct str file = str_make(bytes, len);
        enum status status = pack_of_bytes(&file, 1, &p, &problem);
        bytes[i] ^= 0x10;
        if (status == STATUS_OK) { /* what fills up between sections */
            assert_int_equal(pack_verify(p, &problem), STATUS_OK);
            pack_close(p);
        }
    }
    for (size_t cut = 0; cut < len; cut += 13) {
        struct str file = str_make(bytes, cut);
        assert_int_equal(pack_of_bytes(&file, 1, &p, &problem), STATUS_MODEL);
    }
    free(bytes);
}

/* Every byte changed in turn with right checksums: refused, or safe to search. */
static void test_hostile(void **state)
{
    (void)state;
    size_t len, refused = 0, taken = 0;
    char *bytes = read_file(SMALL, &len);
    for (size_t i = 64; i < len; i++) {
        char old = bytes[i];
        struct pack *p;
        const char *problem;
        struct str file = str_make(bytes, len);
        bytes[i] = (char)(i % 3 == 0 ? 0xFF : old + 1);
        seal(bytes, len);
        if (pack_of_bytes(&file, 1, &p, &problem) == STATUS_OK) {
            search_all(p);
            pack_close(p);
            taken++;
        } else {
            refused++;
        }
        bytes[i] = old;
    }
    assert_true(refused > 100 && taken > 100);
    free(bytes);
}

/* The bytes of a section, by its name. */
static char *section(char *bytes, const char *name, uint32_t *rows)
{
    for (char *row = bytes + PACK_HEADER_BYTES;; row += PACK_SECTION_BYTES) {
        if (strncmp(row, name, 32) == 0) {
            uint64_t offset;
            memcpy(rows, row + 36, 4);
            memcpy(&offset, row + 48, 8);
            return bytes + offset;
        }
    }
}

static void each_neighbour_is_a_country(void **state)
{
    (void)state;
    size_t len;
    uint32_t countries, count;
    char *bytes = read_file(SMALL, &len);
    section(bytes, "countries", &countries);
    char *neighbours = section(bytes, "neighbours", &count);
    assert_int_equal(count, 2);
    for (uint32_t i = 0; i < count; i++) {
        char old = neighbours[i];
        struct pack *p = NULL;
        const char *problem = "";
        struct str file = str_make(bytes, len);
        neighbours[i] = (char)countries;
        seal(bytes, len);
        assert_int_equal(pack_of_bytes(&file, 1, &p, &problem), STATUS_MODEL);
        assert_non_null(strstr(problem, "out of bounds"));
        neighbours[i] = old;
    }
    free(bytes);
}

static void test_wrong_files(void **state)
{
    (void)state;
    static const char *const supplement[] = {SUPPLEMENT}, *const twice[] = {SMALL, SMALL},
                             *const missing[] = {"tests/unit/model/no.pack"};
    struct pack *p = NULL;
    const char *problem = NULL;
    assert_int_equal(pack_open(supplement, 1, &p, &problem), STATUS_MODEL);
    assert_non_null(strstr(problem, "supplement"));
    assert_int_equal(pack_open(twice, 2, &p, &problem), STATUS_MODEL);
    assert_non_null(strstr(problem, "another pack"));
    assert_int_equal(pack_open(missing, 1, &p, &problem), STATUS_IO);
    assert_int_equal(pack_open(missing, 0, &p, &problem), STATUS_MODEL);
    assert_null(p);
    p = open_files(2);
    assert_int_equal(pack_verify(p, &problem), STATUS_OK);
    pack_close(p);
}

static void test_models(void **state)
{
    (void)state;
    struct models m = {0};
    assert_int_equal(models_load_pack(&m, "none"), STATUS_OK);
    assert_null(m.pack);
    assert_int_equal(models_load_pack(&m, SMALL), STATUS_OK);
    assert_int_equal(m.pack_sha256.len, 64);
    assert_int_equal(pack_entries(m.pack), 112);
    models_release(&m);
    assert_int_equal(models_load_pack(&m, "tests/unit/model/pack_test.c"), STATUS_MODEL);
    models_release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_supplement),
        cmocka_unit_test(test_countries),
        cmocka_unit_test(test_holder),
        cmocka_unit_test(test_roles),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_damage_is_seen),
        cmocka_unit_test(each_neighbour_is_a_country),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_wrong_files),
        cmocka_unit_test(test_models),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "text/entities.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_names(void **state)
{
    (void)state;
    static const struct {
        struct str name;
        uint32_t code;
    } rows[] = {
        {STR_INIT("amp"), '&'},
        {STR_INIT("AElig"), 0xC6},
        {STR_INIT("aelig"), 0xE6},
        {STR_INIT("zwnj"), 0x200C},
        {STR_INIT("thetasym"), 0x3D1},
        {STR_INIT("nbsp"), 0xA0},
        {STR_INIT("hellip"), 0x2026},
        {STR_INIT("apos"), '\''},
        {STR_INIT("lstrok"), 0x142},
        {STR_INIT("Amp"), 0},
        {STR_INIT(""), 0},
        {STR_INIT("zzzz"), 0},
        {STR_INIT("am"), 0},
        {STR_INIT("ampamp"), 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (entities_find(rows[i].name) != rows[i].code) {
            fail_msg("\"%.*s\" is U+%04X", STR_ARG(rows[i].name), entities_find(rows[i].name));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/media.h"

static void test_what_a_body_is(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        enum http_media media;
    } rows[] = {
        {"application/json", HTTP_MEDIA_JSON},
        {"Application/JSON ; charset=\"UTF-8\"", HTTP_MEDIA_JSON},
        {"application/ld+json", HTTP_MEDIA_JSON},
        {"application/vnd.iptc.ninjs+json;charset=utf-8", HTTP_MEDIA_JSON},
        {"+json", HTTP_MEDIA_OTHER},
        {"application/msgpack", HTTP_MEDIA_MSGPACK},
        {"application/vnd.msgpack", HTTP_MEDIA_MSGPACK},
        {"application/x-msgpack", HTTP_MEDIA_MSGPACK},
        {"text/plain", HTTP_MEDIA_TEXT},
        {"text/plain; charset=utf-8", HTTP_MEDIA_TEXT},
        {"text/plain; format=flowed; Charset=US-ASCII", HTTP_MEDIA_TEXT},
        {"text/plain; charset=iso-8859-1", HTTP_MEDIA_OTHER},
        {"text/html; charset=iso-8859-1", HTTP_MEDIA_HTML},
        {"application/xhtml+xml", HTTP_MEDIA_HTML},
        {"text/htm", HTTP_MEDIA_OTHER},
        {"application/x-www-form-urlencoded", HTTP_MEDIA_OTHER},
        {"", HTTP_MEDIA_OTHER},
        {NULL, HTTP_MEDIA_OTHER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (media_of(str_of(rows[i].type)) != rows[i].media) {
            fail_msg("row %zu: %s is %d", i, rows[i].type ? rows[i].type : "(absent)",
                     media_of(str_of(rows[i].type)));
        }
    }
}

static void test_what_is_wanted(void **state)
{
    (void)state;
    static const struct {
        const char *accept;
        enum http_media media;
    } rows[] = {
        {NULL, HTTP_MEDIA_JSON},
        {"", HTTP_MEDIA_JSON},
        {"*/*", HTTP_MEDIA_JSON},
        {"application/json", HTTP_MEDIA_JSON},
        {"application/*", HTTP_MEDIA_JSON},
        {"application/vnd.msgpack", HTTP_MEDIA_MSGPACK},
        {"APPLICATION/MSGPACK", HTTP_MEDIA_MSGPACK},
        {"application/msgpack, application/json",
         HTTP_MEDIA_JSON}, /* equally welcome: ours first */
        {"application/msgpack, application/json;q=0.9", HTTP_MEDIA_MSGPACK},
        {"application/msgpack;q=0.5, */*;q=0.8", HTTP_MEDIA_JSON},
        {"application/json;q=0, */*", HTTP_MEDIA_MSGPACK},
        {"application/json;q=0.000", HTTP_MEDIA_OTHER},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTTP_MEDIA_JSON},
        {"text/html", HTTP_MEDIA_OTHER},
        {"*/*;q=0", HTTP_MEDIA_OTHER},
        {"application/json;q=maybe", HTTP_MEDIA_JSON},
        {"application/msgpack; q = 1 , application/json; q=0.999", HTTP_MEDIA_MSGPACK},
        {",;,=;,", HTTP_MEDIA_OTHER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (media_wanted(str_of(rows[i].accept)) != rows[i].media) {
            fail_msg("row %zu: %s gives %d", i, rows[i].accept ? rows[i].accept : "(absent)",
                     media_wanted(str_of(rows[i].accept)));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_body_is),
        cmocka_unit_test(test_what_is_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "forms/articles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "article/limits.h"

static struct arena arena;

static int make(void **state)
{
    (void)state;
    return arena_init(&arena, ARTICLES_ARENA_BYTES);
}

static int drop(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* Each row an object with ' for ", and what is made of it as "field=value" lines. */
static const struct {
    const char *name, *json, *fields;
} rows[] = {
    {"ours",
     "{'id':'1','uri':'u','title':'t','byline':'b','body':'x','published':'p','source':'s','"
     "language':'en','rights':'r'}",
     "id=1 uri=u title=t byline=b body=x published=p source=s language=en rights=r "},
    {"html", "{'html':'<p>x','title':null}", "html=<p>x "},
    {"ninjs 1",
     "{'uri':'urn:1','headline':'t','byline':'b','body_text':'x','versioncreated':'2020-01-02T03:"
     "04:05Z','language':'sv'}",
     "uri=urn:1 title=t byline=b body=x published=2020-01-02T03:04:05Z language=sv "},
    {"ninjs 2",
     "{'uri':'urn:2','headlines':[{'role':'print','value':'short'},{'role':'main','value':'t'}],"
     "'bodies':[{'contenttype':'text/html','value':'<p>x'},{'contenttype':'text/"
     "plain','value':'x'}],"
     "'firstcreated':'2020','versioncreated':'2021','infosources':[{'name':'Agency'}],'usageterms':"
     "'r','by':'b'}",
     "uri=urn:2 title=t byline=b body=x html=<p>x published=2020 source=Agency rights=r "},
    {"ninjs 3",
     "{'uri':'urn:3','headlines':[{'value':'t'}],'bodies':[{'role':'xhtml','contentType':'text/"
     "html','value':'<p>x'}],"
     "'contentCreated':'2019','copyrightNotice':'c'}",
     "uri=urn:3 title=t html=<p>x published=2019 rights=c "},
    {"news-please",
     "{'title':'t','maintext':'x','authors':['A B','C D'],'date_publish':'2020-01-02 "
     "03:04:05','source_domain':'d.example',"
     "'url':'https://d.example/1','language':'en'}",
     "uri=https://d.example/1 title=t byline=A B, C D body=x published=2020-01-02 03:04:05 "
     "source=d.example language=en "},
    {"schema.org",
     "{'@type':'NewsArticle','headline':'t','articleBody':'x','datePublished':'2020','author':[{'@"
     "type':'Person','name':'A'},'B'],"
     "'publisher':{'name':'P'},'mainEntityOfPage':{'@id':'https://p.example/"
     "'},'inLanguage':'de','license':'l'}",
     "uri=https://p.example/ title=t byline=A, B body=x published=2020 source=P language=de "
     "rights=l "},
    {"ours come first", "{'title':'t','headline':'h','body':'x','articleBody':'y'}",
     "title=t body=x "},
    {"nothing known", "{'colour':'red'}", ""},
};

static void add(char *out, size_t size, const char *name, struct str value)
{
    size_t len = strlen(out);
    if (!str_is_absent(value)) {
        snprintf(out + len, size - len, "%s=%.*s ", name, STR_ARG(value));
    }
}

static json_t *object_of(const char *text)
{
    char json[1024];
    size_t len = strlen(text);
    assert_true(len < sizeof json);
    for (size_t i = 0; i <= len; i++) {
        json[i] = text[i] == '\'' ? '"' : text[i];
    }
    json_t *object = json_loads(json, 0, NULL);
    assert_non_null(object);
    return object;
}

static void each_make_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct wire_article a;
        const char *problem;
        char found[1024] = "";
        json_t *object = object_of(rows[i].json);
        arena_reset(&arena);
        assert_int_equal(articles_of_json(object, &arena, &a, &problem), STATUS_OK);
        add(found, sizeof found, "id", a.id);
        add(found, sizeof found, "uri", a.uri);
        add(found, sizeof found, "title", a.title);
        add(found, sizeof found, "byline", a.byline);
        add(found, sizeof found, "body", a.body);
        add(found, sizeof found, "html", a.html);
        add(found, sizeof found, "published", a.published);
        add(found, sizeof found, "source", a.source);
        add(found, sizeof found, "language", a.language);
        add(found, sizeof found, "rights", a.rights);
        if (strcmp(found, rows[i].fields) != 0) {
            fail_msg("%s: %s", rows[i].name, found);
        }
        json_decref(object);
    }
}

static void what_is_no_article_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *json, *problem;
    } wrong[] = {{"[]", "not a JSON object"},
                 {"{'body':7}", "body"},
                 {"{'body':'x','title':['t']}", "title"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct wire_article a;
        const char *problem = NULL;
        json_t *object = object_of(wrong[i].json);
        assert_int_equal(articles_of_json(object, &arena, &a, &problem), STATUS_INVALID);
        assert_string_equal(problem, wrong[i].problem);
        json_decref(object);
    }
}

/* A stranger's list of names is as long as its body allows; the arena is not. */
static void long_lists_of_names_are_not_joined_on(void **state)
{
    (void)state;
    static const size_t lengths[] = {40, 4000, 125000, 4000000};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        json_t *list = json_array();
        char *name = malloc(lengths[i] + 1);
        assert_non_null(name);
        memset(name, 'a', lengths[i]);
        name[lengths[i]] = '\0';
        for (int k = 0; k < 16; k++) {
            json_array_append_new(list, json_string(name));
        }
        json_t *object =
            json_pack("{s:s, s:O, s:O}", "body", "x", "authors", list, "publisher", list);
        assert_non_null(object);
        struct arena small;
        struct wire_article a;
        const char *problem;
        assert_int_equal(arena_init(&small, ARTICLES_ARENA_BYTES), STATUS_OK);
        assert_int_equal(articles_of_json(object, &small, &a, &problem), STATUS_OK);
        assert_int_equal(a.byline.len > TITLE_BYTES_MAX, lengths[i] > 4000 / 16);
        assert_true(str_starts_with(a.byline, str_make(name, lengths[i])));
        arena_release(&small);
        json_decref(object);
        json_decref(list);
        free(name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_make_is_read),
        cmocka_unit_test(what_is_no_article_says_why),
        cmocka_unit_test(long_lists_of_names_are_not_joined_on),
    };
    return cmocka_run_group_tests(tests, make, drop);
}

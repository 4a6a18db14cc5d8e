#include "ingest/html_meta.h"

#include <stddef.h>
#include <string.h>

#include "base/utf8.h"
#include "ingest/html_hints.h"

enum { LINKED_DATA_REACH = 64, LINE_BYTES_MAX = 4096, BYLINE_BYTES_MAX = 200 };

/* Names of <meta>, best first, and the field they fill. */
static const struct {
    struct str name;
    size_t field;
} metas[] = {
#define ROW(name, field)                                                                           \
    {                                                                                              \
        STR_INIT(name), offsetof(struct html_article, field)                                       \
    }
    ROW("og:title", title),
    ROW("twitter:title", title),
    ROW("dc.title", title),
    ROW("author", byline),
    ROW("article:author_name", byline),
    ROW("parsely-author", byline),
    ROW("sailthru.author", byline),
    ROW("dc.creator", byline),
    ROW("article:published_time", published),
    ROW("article:published", published),
    ROW("datepublished", published),
    ROW("parsely-pub-date", published),
    ROW("sailthru.date", published),
    ROW("publish-date", published),
    ROW("publishdate", published),
    ROW("pubdate", published),
    ROW("dc.date.issued", published),
    ROW("dcterms.created", published),
    ROW("dc.date", published),
    ROW("date", published),
    ROW("og:url", uri),
    ROW("og:site_name", source),
    ROW("application-name", source),
#undef ROW
};

enum { METAS = sizeof metas / sizeof metas[0] };

struct meta {
    struct html_tree *t;
    struct html_article *out;
    struct str found[METAS];
    struct str title, h1, time, canonical;
    uint32_t h1_count;
};

static void set(struct str *field, struct str found)
{
    found = str_trim(found);
    if (str_is_absent(*field) && found.len > 0 && found.len <= LINE_BYTES_MAX) {
        *field = found;
    }
}

static struct str first_text(const GumboElement *e)
{
    for (unsigned int i = 0; i < e->children.length; i++) {
        const GumboNode *child = e->children.data[i];
        if (child->type == GUMBO_NODE_TEXT) {
            return str_of(child->v.text.text);
        }
    }
    return (struct str){0};
}

static void read_meta(struct meta *m, const GumboElement *e)
{
    struct str content = html_attribute(e, "content");
    const char *const keys[] = {"property", "name", "itemprop"};
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
        struct str key = html_attribute(e, keys[k]);
        for (size_t i = 0; key.len && i < METAS; i++) {
            if (str_equal_nocase(key, metas[i].name)) {
                set(&m->found[i], content);
            }
        }
    }
}

static void read_head(struct meta *m, const GumboElement *e)
{
    if (e->tag == GUMBO_TAG_META) {
        read_meta(m, e);
    } else if (e->tag == GUMBO_TAG_TITLE) {
        set(&m->title, first_text(e));
    } else if (e->tag == GUMBO_TAG_LINK &&
               str_equal_nocase(html_attribute(e, "rel"), STR("canonical"))) {
        set(&m->canonical, html_attribute(e, "href"));
    }
}

/* ---- the page itself ---- */

static struct str text_of_node(const struct html_tree *t, const struct html_node *n)
{
    if (n->end_block == n->first_block) {
        return (struct str){0};
    }
    return html_tree_text(t, n->first_block);
}

static void read_body(struct meta *m)
{
    struct html_tree *t = m->t;
    for (uint32_t i = 0; i < t->node_count; i++) {
        const struct html_node *n = &t->nodes[i];
        const GumboElement *e = n->element;
        if (e->tag == GUMBO_TAG_H1) {
            m->h1_count++;
            set(&m->h1, text_of_node(t, n));
        }
        if (e->tag == GUMBO_TAG_TIME ||
            str_equal_nocase(html_attribute(e, "itemprop"), STR("datePublished"))) {
            set(&m->time, html_attribute(e, "datetime"));
            set(&m->time, html_attribute(e, "content"));
        }
        struct str rel = html_attribute(e, "rel"), property = html_attribute(e, "itemprop");
        if (str_equal_nocase(rel, STR("author")) || str_equal_nocase(property, STR("author")) ||
            (n->hints & HTML_HINT_BYLINE)) {
            struct str text = text_of_node(t, n);
            if (str_starts_with(text, STR("By ")) || str_starts_with(text, STR("by ")) ||
                !(n->hints & HTML_HINT_BYLINE)) {
                set(&m->out->byline, utf8_cut(text, BYLINE_BYTES_MAX));
            }
        }
    }
}

/* The date in a script of linked data, by its key alone. */
static struct str linked_date(struct str html)
{
    static const struct str key = STR_INIT("\"datePublished\"");
    size_t at = str_find(html, key, 0);
    if (at == SIZE_MAX) {
        return (struct str){0};
    }
    struct str rest = str_slice(html, at + key.len, at + key.len + LINKED_DATA_REACH);
    size_t open = str_find_byte(rest, '"', 0);
    size_t close = open == SIZE_MAX ? open : str_find_byte(rest, '"', open + 1);
    return close == SIZE_MAX ? (struct str){0} : str_slice(rest, open + 1, close);
}

/* ---- the title ---- */

/* Without the site's name behind (or before) the last bar or dash. */
static struct str without_site(struct str title)
{
    static const struct str bars[] = {STR_INIT(" | "),
                                      STR_INIT(" - "),
                                      STR_INIT(" \xE2\x80\x93 "),
                                      STR_INIT(" \xE2\x80\x94 "),
                                      STR_INIT(" \xC2\xBB "),
                                      STR_INIT(" :: ")};
    for (size_t i = 0; i < sizeof bars / sizeof bars[0]; i++) {
        size_t last = SIZE_MAX;
        for (size_t at = str_find(title, bars[i], 0); at != SIZE_MAX;
             at = str_find(title, bars[i], at + 1)) {
            last = at;
        }
        if (last != SIZE_MAX && 2 * last > title.len) {
            return str_slice(title, 0, last);
        }
    }
    return title;
}

static void choose_title(struct meta *m)
{
    struct str given = m->out->title;
    bool h1_is_it = m->h1.len && (str_find(m->title, m->h1, 0) != SIZE_MAX ||
                                  str_find(given, m->h1, 0) != SIZE_MAX);
    if (h1_is_it) {
        m->out->title = m->h1;
    } else if (given.len) {
        m->out->title = without_site(given);
    } else if (m->h1_count == 1) {
        m->out->title = m->h1;
    } else {
        m->out->title = without_site(m->title);
    }
}

void html_meta(struct html_tree *t, struct str html, struct html_article *out)
{
    struct meta m = {.t = t, .out = out};
    if (t->node_count == 0) {
        return;
    }
    for (uint32_t i = 0; i < t->head_count; i++) {
        read_head(&m, t->heads[i]);
    }
    for (size_t i = 0; i < METAS; i++) {
        struct str *field = (struct str *)(void *)((char *)out + metas[i].field);
        bool is_address = str_starts_with(m.found[i], STR("http")) && field != &out->uri;
        if (!is_address) {
            set(field, m.found[i]);
        }
    }
    read_body(&m);
    set(&out->uri, m.canonical);
    set(&out->published, linked_date(html));
    set(&out->published, m.time);
    set(&out->language, html_attribute(&t->gumbo->root->v.element, "lang"));
    choose_title(&m);
}

#include "ingest/html_tree.h"

#include <setjmp.h>
#include <stddef.h>
#include <string.h>

#include "ingest/html.h"
#include "ingest/html_hints.h"

enum {
    NODES_MAX = 1 << 18,
    ATTRIBUTES_MAX = 256, /* of one tag: gumbo looks through them all for each */
    TREE_SLACK = 4096,
    /* Elements and blocks, each at most one per tree node, and the text. */
    LISTS_BYTES = NODES_MAX * (int)(sizeof(struct html_node) + sizeof(struct html_block) + 64) +
                  4 * HTML_BYTES_MAX,
};

/* ---- before gumbo: how deep does it nest? ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static const struct str void_tags[] = {
    STR_INIT("area"),  STR_INIT("base"),   STR_INIT("br"),    STR_INIT("col"),  STR_INIT("embed"),
    STR_INIT("hr"),    STR_INIT("img"),    STR_INIT("input"), STR_INIT("link"), STR_INIT("meta"),
    STR_INIT("param"), STR_INIT("source"), STR_INIT("track"), STR_INIT("wbr"),
};
/* Their end tags may be left out: an open one says nothing about nesting. */
static const struct str loose_tags[] = {
    STR_INIT("p"),     STR_INIT("li"),    STR_INIT("dt"),    STR_INIT("dd"),
    STR_INIT("tr"),    STR_INIT("td"),    STR_INIT("th"),    STR_INIT("option"),
    STR_INIT("thead"), STR_INIT("tbody"), STR_INIT("tfoot"), STR_INIT("colgroup"),
};
static const struct str raw_tags[] = {
    STR_INIT("script"),   STR_INIT("style"),  STR_INIT("textarea"), STR_INIT("title"),
    STR_INIT("noscript"), STR_INIT("iframe"), STR_INIT("xmp"),
};

static bool is_one_of(struct str name, const struct str *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal_nocase(name, names[i])) {
            return true;
        }
    }
    return false;
}

#define IS_ONE_OF(name, names) is_one_of((name), (names), sizeof(names) / sizeof(names)[0])

static struct str tag_name(struct str html, size_t at)
{
    size_t end = at;
    while (end < html.len && !is_space(html.ptr[end]) && html.ptr[end] != '>' &&
           html.ptr[end] != '/') {
        end++;
    }
    return str_slice(html, at, end);
}

/* Where the tag that begins before `at` ends, past its '>'; *pieces counts its attributes. */
static size_t tag_end(struct str html, size_t at, uint32_t *pieces)
{
    char quote = 0;
    *pieces = 0;
    for (; at < html.len; at++) {
        char c = html.ptr[at];
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if ((c == '"' || c == '\'') && html.ptr[at - 1] == '=') {
            quote = c;
        } else if (c == '>') {
            return at + 1;
        } else if (is_space(c) || c == '/') {
            *pieces += at + 1 < html.len && !is_space(html.ptr[at + 1]) &&
                       html.ptr[at + 1] != '>' && html.ptr[at + 1] != '/';
        }
    }
    return at;
}

/* Past the end tag of a raw element, whose content is no markup. */
static size_t raw_end(struct str html, size_t at, struct str name)
{
    for (size_t lt = str_find_byte(html, '<', at); lt != SIZE_MAX;
         lt = str_find_byte(html, '<', lt + 1)) {
        if (lt + 2 + name.len <= html.len && html.ptr[lt + 1] == '/' &&
            str_equal_nocase(str_slice(html, lt + 2, lt + 2 + name.len), name)) {
            return lt;
        }
    }
    return html.len;
}

/* A count of open elements that real pages never exceed: end tags close one each, whatever their
 * name. */
static enum status check_nesting(struct str html)
{
    uint32_t depth = 0, attributes;
    size_t at = str_find_byte(html, '<', 0);
    while (at != SIZE_MAX && at + 1 < html.len) {
        bool closes = html.ptr[at + 1] == '/';
        size_t name_at = at + 1 + closes;
        if (str_starts_with(str_slice(html, at, at + 4), STR("<!--"))) {
            size_t end = str_find(html, STR("-->"), at + 4);
            at = str_find_byte(html, '<', end == SIZE_MAX ? html.len : end);
            continue;
        }
        if (name_at >= html.len || !is_letter(html.ptr[name_at])) {
            at = str_find_byte(html, '<', at + 1);
            continue;
        }
        struct str name = tag_name(html, name_at);
        size_t end = tag_end(html, name_at + name.len, &attributes);
        if (closes) {
            depth -= depth > 0 && !IS_ONE_OF(name, loose_tags);
        } else if (IS_ONE_OF(name, raw_tags)) {
            end = raw_end(html, end, name);
            depth += end < html.len;
        } else if (!IS_ONE_OF(name, void_tags) && !IS_ONE_OF(name, loose_tags)) {
            depth +=
                !(end >= 2 && html.ptr[end - 2] == '/'); /* foreign elements close themselves so */
        }
        if (depth > HTML_DEPTH_MAX || attributes > ATTRIBUTES_MAX) {
            return STATUS_LIMIT;
        }
        at = str_find_byte(html, '<', end);
    }
    return STATUS_OK;
}

/* ---- gumbo ---- */

struct tree_memory {
    struct arena *arena;
    jmp_buf full;
};

static void *tree_alloc(void *userdata, size_t size)
{
    struct tree_memory *m = userdata;
    if (size > HTML_TREE_BYTES || m->arena->used + size + TREE_SLACK > HTML_TREE_BYTES) {
        longjmp(m->full, 1);
    }
    return arena_alloc_raw(m->arena, size);
}

static void tree_free(void *userdata, void *ptr)
{
    (void)userdata;
    (void)ptr;
}

static enum status parse(struct html_tree *t, struct str html)
{
    struct tree_memory memory = {.arena = &t->arena};
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = tree_alloc;
    options.deallocator = tree_free;
    options.userdata = &memory;
    options.max_errors = 0;
    if (setjmp(memory.full)) {
        t->gumbo = NULL;
        return STATUS_LIMIT;
    }
    t->gumbo = gumbo_parse_with_options(&options, html.ptr, html.len);
    return t->gumbo ? STATUS_OK : STATUS_LIMIT;
}

/* ---- what a tag does ---- */

enum tag_role { TAG_BLOCK, TAG_INLINE, TAG_DROP, TAG_BREAK };

/* What is not named here begins and ends a block. */
/* clang-format off */
static const unsigned char tag_roles[GUMBO_TAG_LAST] = {
    [GUMBO_TAG_SCRIPT] = TAG_DROP, [GUMBO_TAG_STYLE] = TAG_DROP, [GUMBO_TAG_NOSCRIPT] = TAG_DROP,
    [GUMBO_TAG_TEMPLATE] = TAG_DROP, [GUMBO_TAG_IFRAME] = TAG_DROP, [GUMBO_TAG_SVG] = TAG_DROP,
    [GUMBO_TAG_MATH] = TAG_DROP, [GUMBO_TAG_OBJECT] = TAG_DROP, [GUMBO_TAG_EMBED] = TAG_DROP,
    [GUMBO_TAG_APPLET] = TAG_DROP, [GUMBO_TAG_AUDIO] = TAG_DROP, [GUMBO_TAG_VIDEO] = TAG_DROP,
    [GUMBO_TAG_CANVAS] = TAG_DROP, [GUMBO_TAG_SELECT] = TAG_DROP, [GUMBO_TAG_TEXTAREA] = TAG_DROP,
    [GUMBO_TAG_BUTTON] = TAG_DROP, [GUMBO_TAG_INPUT] = TAG_DROP, [GUMBO_TAG_LABEL] = TAG_DROP,
    [GUMBO_TAG_TITLE] = TAG_DROP, [GUMBO_TAG_NOFRAMES] = TAG_DROP, [GUMBO_TAG_MAP] = TAG_DROP,
    [GUMBO_TAG_RP] = TAG_DROP, [GUMBO_TAG_MENU] = TAG_DROP, [GUMBO_TAG_PROGRESS] = TAG_DROP,
    [GUMBO_TAG_DATALIST] = TAG_DROP, [GUMBO_TAG_METER] = TAG_DROP, [GUMBO_TAG_LINK] = TAG_DROP,
    [GUMBO_TAG_META] = TAG_DROP,
    [GUMBO_TAG_BR] = TAG_BREAK,
    [GUMBO_TAG_A] = TAG_INLINE, [GUMBO_TAG_ABBR] = TAG_INLINE, [GUMBO_TAG_ACRONYM] = TAG_INLINE,
    [GUMBO_TAG_B] = TAG_INLINE, [GUMBO_TAG_BDI] = TAG_INLINE, [GUMBO_TAG_BDO] = TAG_INLINE,
    [GUMBO_TAG_BIG] = TAG_INLINE, [GUMBO_TAG_CITE] = TAG_INLINE, [GUMBO_TAG_CODE] = TAG_INLINE,
    [GUMBO_TAG_DATA] = TAG_INLINE, [GUMBO_TAG_DEL] = TAG_INLINE, [GUMBO_TAG_DFN] = TAG_INLINE,
    [GUMBO_TAG_EM] = TAG_INLINE, [GUMBO_TAG_FONT] = TAG_INLINE, [GUMBO_TAG_I] = TAG_INLINE,
    [GUMBO_TAG_IMG] = TAG_INLINE, [GUMBO_TAG_INS] = TAG_INLINE, [GUMBO_TAG_KBD] = TAG_INLINE,
    [GUMBO_TAG_MARK] = TAG_INLINE, [GUMBO_TAG_NOBR] = TAG_INLINE, [GUMBO_TAG_Q] = TAG_INLINE,
    [GUMBO_TAG_RUBY] = TAG_INLINE, [GUMBO_TAG_RT] = TAG_INLINE, [GUMBO_TAG_S] = TAG_INLINE,
    [GUMBO_TAG_SAMP] = TAG_INLINE, [GUMBO_TAG_SMALL] = TAG_INLINE, [GUMBO_TAG_SPAN] = TAG_INLINE,
    [GUMBO_TAG_STRIKE] = TAG_INLINE, [GUMBO_TAG_STRONG] = TAG_INLINE, [GUMBO_TAG_SUB] = TAG_INLINE,
    [GUMBO_TAG_SUP] = TAG_INLINE, [GUMBO_TAG_TIME] = TAG_INLINE, [GUMBO_TAG_TT] = TAG_INLINE,
    [GUMBO_TAG_U] = TAG_INLINE, [GUMBO_TAG_VAR] = TAG_INLINE, [GUMBO_TAG_WBR] = TAG_INLINE,
    [GUMBO_TAG_UNKNOWN] = TAG_INLINE,
};
/* clang-format on */

static enum tag_role role_of(GumboTag tag)
{
    return (unsigned)tag < GUMBO_TAG_LAST ? (enum tag_role)tag_roles[tag] : TAG_BLOCK;
}

/* ---- the walk ---- */

struct walk {
    struct html_tree *t;
    uint32_t open, container; /* innermost element; innermost that makes blocks */
    uint32_t links, strongs;  /* how many of them are open */
    uint32_t breaks;          /* <br> since the last text */
    bool in_block, space;     /* a block is open; a blank is due before the next word */
};

enum block_kind html_tree_kind(const struct html_tree *t, uint32_t node)
{
    uint32_t area = t->nodes[node].area;
    if (area & HTML_HINT_CAPTION) {
        return BLOCK_CAPTION;
    }
    for (uint32_t i = node, steps = 0; steps < 3; i = t->nodes[i].parent, steps++) {
        GumboTag tag = t->nodes[i].element->tag;
        if (tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6) {
            return BLOCK_HEADING;
        }
        if (tag == GUMBO_TAG_LI || tag == GUMBO_TAG_DD || tag == GUMBO_TAG_DT) {
            return BLOCK_LIST_ITEM;
        }
    }
    return area & HTML_HINT_BYLINE  ? BLOCK_BYLINE
           : area & HTML_HINT_QUOTE ? BLOCK_QUOTE
                                    : BLOCK_PARAGRAPH;
}

static void end_block(struct walk *w)
{
    w->in_block = w->space = false;
    w->breaks = 0;
}

static void begin_block(struct walk *w)
{
    struct html_tree *t = w->t;
    t->blocks[t->block_count++] = (struct html_block){.begin = t->text_len,
                                                      .end = t->text_len,
                                                      .node = w->container,
                                                      .kind = html_tree_kind(t, w->container)};
    end_block(w);
    w->in_block = true;
}

static void put_byte(struct walk *w, char c)
{
    struct html_tree *t = w->t;
    struct html_block *b = &t->blocks[t->block_count - 1];
    t->text[t->text_len++] = c;
    b->end = t->text_len;
    b->linked += w->links > 0;
    b->strong += w->strongs > 0;
}

static void put_gap(struct walk *w)
{
    if (w->breaks >= 2) {
        begin_block(w);
    } else if (w->breaks == 1) {
        put_byte(w, '\n');
    } else if (w->space) {
        put_byte(w, ' ');
    }
    w->space = false;
    w->breaks = 0;
}

static void put_text(struct walk *w, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool wide = (unsigned char)text.ptr[i] == 0xC2 && i + 1 < text.len &&
                    (unsigned char)text.ptr[i + 1] == 0xA0;
        if (is_space(text.ptr[i]) || wide) {
            w->space = w->in_block;
            i += wide;
            continue;
        }
        if (!w->in_block) {
            begin_block(w);
        } else if (w->space || w->breaks) {
            put_gap(w);
        }
        put_byte(w, text.ptr[i]);
    }
}

/* True: go into it. */
static bool enter(struct walk *w, const GumboElement *e)
{
    struct html_tree *t = w->t;
    enum tag_role role = role_of(e->tag);
    if (role == TAG_BREAK) {
        w->breaks += w->in_block;
        return false;
    }
    if (e->tag == GUMBO_TAG_META || e->tag == GUMBO_TAG_TITLE || e->tag == GUMBO_TAG_LINK) {
        t->heads[t->head_count++] = e;
    }
    if (role == TAG_DROP || e->tag_namespace != GUMBO_NAMESPACE_HTML) {
        return false;
    }
    uint32_t hints = html_hints_of(e);
    if (role == TAG_BLOCK || (hints & (HTML_HINT_HIDDEN | HTML_HINT_OUT | HTML_HINT_CAPTION))) {
        end_block(w);
    }
    uint32_t parent_area = t->node_count ? t->nodes[w->open].area : 0;
    uint32_t at = t->node_count++;
    t->nodes[at] = (struct html_node){e,
                                      t->node_count > 1 ? w->open : 0,
                                      at + 1,
                                      t->block_count,
                                      t->block_count,
                                      hints,
                                      parent_area | hints};
    w->open = at;
    if (!w->in_block) {
        w->container = at;
    }
    w->links += e->tag == GUMBO_TAG_A;
    w->strongs += e->tag == GUMBO_TAG_B || e->tag == GUMBO_TAG_STRONG;
    return true;
}

static void leave(struct walk *w, const GumboElement *e)
{
    struct html_node *n = &w->t->nodes[w->open];
    if (role_of(e->tag) == TAG_BLOCK ||
        (n->hints & (HTML_HINT_HIDDEN | HTML_HINT_OUT | HTML_HINT_CAPTION))) {
        end_block(w);
    }
    n->end = w->t->node_count;
    n->end_block = w->t->block_count;
    w->links -= e->tag == GUMBO_TAG_A;
    w->strongs -= e->tag == GUMBO_TAG_B || e->tag == GUMBO_TAG_STRONG;
    w->open = n->parent;
    if (!w->in_block) {
        w->container = w->open;
    }
}

static bool is_element(const GumboNode *n)
{
    return n->type == GUMBO_NODE_ELEMENT;
}

static bool is_text(const GumboNode *n)
{
    return n->type == GUMBO_NODE_TEXT || n->type == GUMBO_NODE_WHITESPACE ||
           n->type == GUMBO_NODE_CDATA;
}

/* Without recursion: a page may nest deeper than a stack. */
static void walk_tree(struct html_tree *t, const GumboNode *root)
{
    struct walk w = {.t = t};
    const GumboNode *at = root;
    bool into = enter(&w, &root->v.element);
    while (at) {
        if (into && at->v.element.children.length > 0) {
            at = at->v.element.children.data[0];
        } else {
            if (into) {
                leave(&w, &at->v.element);
            }
            while (at != root &&
                   at->index_within_parent + 1 >= at->parent->v.element.children.length) {
                at = at->parent;
                leave(&w, &at->v.element);
            }
            if (at == root) {
                return;
            }
            at = at->parent->v.element.children.data[at->index_within_parent + 1];
        }
        into = is_element(at) && enter(&w, &at->v.element);
        if (is_text(at)) {
            put_text(&w, str_of(at->v.text.text));
        }
    }
}

/* Upper bounds for the lists: elements, and bytes of text with a gap at each. */
static void count_tree(const GumboNode *root, size_t *elements, size_t *texts, size_t *bytes)
{
    const GumboNode *at = root;
    *elements = 1;
    *texts = *bytes = 0;
    while (at) {
        if (is_text(at)) {
            *texts += 1;
            *bytes += strlen(at->v.text.text) + 1;
        }
        if (is_element(at) && at->v.element.children.length > 0) {
            at = at->v.element.children.data[0];
            *elements += 1;
            continue;
        }
        while (at != root && at->index_within_parent + 1 >= at->parent->v.element.children.length) {
            at = at->parent;
        }
        *elements += 1;
        at = at == root ? NULL : at->parent->v.element.children.data[at->index_within_parent + 1];
    }
}

static enum status flatten(struct html_tree *t)
{
    size_t elements, texts, bytes;
    const GumboNode *root = t->gumbo->root;
    if (!root || !is_element(root)) {
        return STATUS_OK;
    }
    count_tree(root, &elements, &texts, &bytes);
    if (elements > NODES_MAX || texts > NODES_MAX || bytes > 3 * (size_t)HTML_BYTES_MAX) {
        return STATUS_LIMIT;
    }
    t->nodes = arena_alloc_array(&t->arena, elements, sizeof *t->nodes);
    t->heads = arena_alloc_array(&t->arena, elements, sizeof *t->heads);
    t->blocks = arena_alloc_array(&t->arena, texts + 1, sizeof *t->blocks);
    t->text = arena_alloc_raw(&t->arena, bytes + 1);
    walk_tree(t, root);
    return STATUS_OK;
}

enum status html_tree_init(struct html_tree *t, struct str html)
{
    *t = (struct html_tree){0};
    enum status status = check_nesting(html);
    if (status == STATUS_OK) {
        status = arena_init(&t->arena, (size_t)HTML_TREE_BYTES + LISTS_BYTES);
    }
    if (status == STATUS_OK) {
        status = parse(t, html);
    }
    return status == STATUS_OK ? flatten(t) : status;
}

void html_tree_release(struct html_tree *t)
{
    arena_release(&t->arena);
    *t = (struct html_tree){0};
}

struct str html_tree_text(const struct html_tree *t, uint32_t block)
{
    return str_make(t->text + t->blocks[block].begin,
                    t->blocks[block].end - t->blocks[block].begin);
}

struct str html_attribute(const GumboElement *e, const char *name)
{
    const GumboAttribute *a = gumbo_get_attribute(&e->attributes, name);
    return a ? str_of(a->value) : (struct str){0};
}

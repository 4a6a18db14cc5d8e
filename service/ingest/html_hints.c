#include "ingest/html_hints.h"

#include <string.h>

#include "ingest/html_tree.h"

enum {
    NAME_BYTES_MAX = 64,   /* of one class or id; longer ones say nothing */
    NAMES_BYTES_MAX = 512, /* of a class attribute */
    LINE_BYTES_MAX = 240,  /* of a line that is boilerplate by its first words */
};

/* ---- names of classes, ids, roles ---- */

/* One name in two forms: "articleBody_x2" is squashed "articlebodyx2" and the words "article",
 * "body", "x2". */
struct hint_name {
    char squashed[NAME_BYTES_MAX];
    size_t len;
    uint32_t word_at[NAME_BYTES_MAX + 1]; /* (words + 1) into squashed */
    uint32_t words;
};

enum how { PART, WORD, WHOLE }; /* of the squashed name; one of its words; all of it */

struct rule {
    struct str text;
    enum how how;
    uint32_t hint;
};

static const struct rule rules[] = {
    /* the text itself */
    {STR_INIT("articlebody"), PART, HTML_HINT_BODY},
    {STR_INIT("articletext"), PART, HTML_HINT_BODY},
    {STR_INIT("articlecontent"), PART, HTML_HINT_BODY},
    {STR_INIT("articlecopy"), PART, HTML_HINT_BODY},
    {STR_INIT("storybody"), PART, HTML_HINT_BODY},
    {STR_INIT("storytext"), PART, HTML_HINT_BODY},
    {STR_INIT("storycontent"), PART, HTML_HINT_BODY},
    {STR_INIT("entrycontent"), PART, HTML_HINT_BODY},
    {STR_INIT("entrybody"), PART, HTML_HINT_BODY},
    {STR_INIT("entrytext"), PART, HTML_HINT_BODY},
    {STR_INIT("postbody"), PART, HTML_HINT_BODY},
    {STR_INIT("postcontent"), PART, HTML_HINT_BODY},
    {STR_INIT("posttext"), PART, HTML_HINT_BODY},
    {STR_INIT("newsbody"), PART, HTML_HINT_BODY},
    {STR_INIT("newstext"), PART, HTML_HINT_BODY},
    {STR_INIT("newscontent"), PART, HTML_HINT_BODY},
    {STR_INIT("contentbody"), PART, HTML_HINT_BODY},
    {STR_INIT("bodycontent"), PART, HTML_HINT_BODY},
    {STR_INIT("bodytext"), PART, HTML_HINT_BODY},
    {STR_INIT("bodycopy"), PART, HTML_HINT_BODY},
    {STR_INIT("maintext"), PART, HTML_HINT_BODY},
    {STR_INIT("fieldnamebody"), PART, HTML_HINT_BODY},
    /* what stands around it */
    {STR_INIT("comments"), WORD, HTML_HINT_OUT},
    {STR_INIT("comment"), WORD, HTML_HINT_OUT},
    {STR_INIT("commentlist"), PART, HTML_HINT_OUT},
    {STR_INIT("commentform"), PART, HTML_HINT_OUT},
    {STR_INIT("disqus"), PART, HTML_HINT_OUT},
    {STR_INIT("livefyre"), PART, HTML_HINT_OUT},
    {STR_INIT("related"), PART, HTML_HINT_OUT},
    {STR_INIT("recirc"), PART, HTML_HINT_OUT},
    {STR_INIT("recommend"), PART, HTML_HINT_OUT},
    {STR_INIT("readmore"), PART, HTML_HINT_OUT},
    {STR_INIT("readnext"), PART, HTML_HINT_OUT},
    {STR_INIT("readalso"), PART, HTML_HINT_OUT},
    {STR_INIT("alsoread"), PART, HTML_HINT_OUT},
    {STR_INIT("seealso"), PART, HTML_HINT_OUT},
    {STR_INIT("morefrom"), PART, HTML_HINT_OUT},
    {STR_INIT("moreon"), PART, HTML_HINT_OUT},
    {STR_INIT("morestories"), PART, HTML_HINT_OUT},
    {STR_INIT("mostread"), PART, HTML_HINT_OUT},
    {STR_INIT("mostpopular"), PART, HTML_HINT_OUT},
    {STR_INIT("mostviewed"), PART, HTML_HINT_OUT},
    {STR_INIT("popular"), WORD, HTML_HINT_OUT},
    {STR_INIT("trending"), PART, HTML_HINT_OUT},
    {STR_INIT("outbrain"), PART, HTML_HINT_OUT},
    {STR_INIT("taboola"), PART, HTML_HINT_OUT},
    {STR_INIT("zergnet"), PART, HTML_HINT_OUT},
    {STR_INIT("newsletter"), PART, HTML_HINT_OUT},
    {STR_INIT("subscribe"), PART, HTML_HINT_OUT},
    {STR_INIT("signup"), PART, HTML_HINT_OUT},
    {STR_INIT("mailchimp"), PART, HTML_HINT_OUT},
    {STR_INIT("share"), WORD, HTML_HINT_OUT},
    {STR_INIT("sharing"), WORD, HTML_HINT_OUT},
    {STR_INIT("sharebar"), PART, HTML_HINT_OUT},
    {STR_INIT("sharetool"), PART, HTML_HINT_OUT},
    {STR_INIT("sharedaddy"), PART, HTML_HINT_OUT},
    {STR_INIT("shareline"), PART, HTML_HINT_OUT},
    {STR_INIT("social"), PART, HTML_HINT_OUT},
    {STR_INIT("addthis"), PART, HTML_HINT_OUT},
    {STR_INIT("addtoany"), PART, HTML_HINT_OUT},
    {STR_INIT("advert"), PART, HTML_HINT_OUT},
    {STR_INIT("sponsor"), PART, HTML_HINT_OUT},
    {STR_INIT("ad"), WORD, HTML_HINT_OUT},
    {STR_INIT("ads"), WORD, HTML_HINT_OUT},
    {STR_INIT("promo"), WORD, HTML_HINT_OUT},
    {STR_INIT("promos"), WORD, HTML_HINT_OUT},
    {STR_INIT("promotion"), WORD, HTML_HINT_OUT},
    {STR_INIT("cookie"), PART, HTML_HINT_OUT},
    {STR_INIT("cookies"), WORD, HTML_HINT_OUT},
    {STR_INIT("gdpr"), PART, HTML_HINT_OUT},
    {STR_INIT("consent"), WORD, HTML_HINT_OUT},
    {STR_INIT("breadcrumb"), PART, HTML_HINT_OUT},
    {STR_INIT("nav"), WORD, HTML_HINT_OUT},
    {STR_INIT("navbar"), PART, HTML_HINT_OUT},
    {STR_INIT("navigation"), PART, HTML_HINT_OUT},
    {STR_INIT("menu"), WORD, HTML_HINT_OUT},
    {STR_INIT("pagination"), PART, HTML_HINT_OUT},
    {STR_INIT("pager"), WORD, HTML_HINT_OUT},
    {STR_INIT("sidebar"), PART, HTML_HINT_OUT},
    {STR_INIT("rail"), WORD, HTML_HINT_OUT},
    {STR_INIT("masthead"), PART, HTML_HINT_OUT},
    {STR_INIT("footer"), PART, HTML_HINT_OUT},
    {STR_INIT("toolbar"), PART, HTML_HINT_OUT},
    {STR_INIT("toolbox"), PART, HTML_HINT_OUT},
    {STR_INIT("widget"), WORD, HTML_HINT_OUT},
    {STR_INIT("modal"), WORD, HTML_HINT_OUT},
    {STR_INIT("popup"), PART, HTML_HINT_OUT},
    {STR_INIT("dropdown"), PART, HTML_HINT_OUT},
    {STR_INIT("login"), WORD, HTML_HINT_OUT},
    {STR_INIT("tags"), WORD, HTML_HINT_OUT},
    {STR_INIT("taglist"), PART, HTML_HINT_OUT},
    {STR_INIT("tagcloud"), PART, HTML_HINT_OUT},
    {STR_INIT("keywords"), WORD, HTML_HINT_OUT},
    {STR_INIT("meta"), WORD, HTML_HINT_OUT},
    {STR_INIT("postmetadata"), PART, HTML_HINT_OUT},
    {STR_INIT("authorbio"), PART, HTML_HINT_OUT},
    {STR_INIT("authorbox"), PART, HTML_HINT_OUT},
    {STR_INIT("authorinfo"), PART, HTML_HINT_OUT},
    {STR_INIT("aboutauthor"), PART, HTML_HINT_OUT},
    {STR_INIT("abouttheauthor"), PART, HTML_HINT_OUT},
    {STR_INIT("bio"), WORD, HTML_HINT_OUT},
    {STR_INIT("copyright"), PART, HTML_HINT_OUT},
    {STR_INIT("disclaimer"), PART, HTML_HINT_OUT},
    {STR_INIT("noprint"), PART, HTML_HINT_OUT},
    {STR_INIT("printonly"), PART, HTML_HINT_OUT},
    {STR_INIT("screenreader"), PART, HTML_HINT_HIDDEN},
    {STR_INIT("sronly"), WHOLE, HTML_HINT_HIDDEN},
    {STR_INIT("visuallyhidden"), PART, HTML_HINT_HIDDEN},
    {STR_INIT("offscreen"), PART, HTML_HINT_HIDDEN},
    /* parts of it that are marked */
    {STR_INIT("caption"), PART, HTML_HINT_CAPTION},
    {STR_INIT("photocredit"), PART, HTML_HINT_CAPTION},
    {STR_INIT("imagecredit"), PART, HTML_HINT_CAPTION},
    {STR_INIT("byline"), PART, HTML_HINT_BYLINE},
    {STR_INIT("author"), WORD, HTML_HINT_BYLINE},
    {STR_INIT("authors"), WORD, HTML_HINT_BYLINE},
    {STR_INIT("timestamp"), PART, HTML_HINT_BYLINE},
    {STR_INIT("pubdate"), PART, HTML_HINT_BYLINE},
    {STR_INIT("publishdate"), PART, HTML_HINT_BYLINE},
    {STR_INIT("postdate"), PART, HTML_HINT_BYLINE},
};

/* "has-sidebar", "no-comments" say what stands elsewhere. */
static const struct str switches[] = {STR_INIT("has"), STR_INIT("no"), STR_INIT("with"),
                                      STR_INIT("without"), STR_INIT("js")};

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void read_name(struct str s, struct hint_name *out)
{
    bool fresh = true;
    out->len = out->words = 0;
    for (size_t i = 0; i < s.len && out->len < NAME_BYTES_MAX; i++) {
        char c = s.ptr[i];
        if (!is_lower(c) && !is_upper(c) && !is_digit(c)) {
            fresh = true;
            continue;
        }
        if (fresh || (is_upper(c) && i > 0 && is_lower(s.ptr[i - 1]))) {
            out->word_at[out->words++] = (uint32_t)out->len;
            fresh = false;
        }
        out->squashed[out->len++] = is_upper(c) ? (char)(c | 0x20) : c;
    }
    out->word_at[out->words] = (uint32_t)out->len;
}

static struct str word_of(const struct hint_name *n, uint32_t i)
{
    return str_make(n->squashed + n->word_at[i], n->word_at[i + 1] - n->word_at[i]);
}

static bool has_word(const struct hint_name *n, struct str word)
{
    for (uint32_t i = 0; i < n->words; i++) {
        if (str_equal(word_of(n, i), word)) {
            return true;
        }
    }
    return false;
}

static bool is_switch(const struct hint_name *n)
{
    for (size_t i = 0; n->words > 0 && i < sizeof switches / sizeof switches[0]; i++) {
        if (str_equal(word_of(n, 0), switches[i])) {
            return true;
        }
    }
    return false;
}

static bool applies(const struct rule *r, const struct hint_name *n)
{
    struct str squashed = str_make(n->squashed, n->len);
    switch (r->how) {
    case PART:
        return str_find(squashed, r->text, 0) != SIZE_MAX;
    case WORD:
        return has_word(n, r->text);
    case WHOLE:
        return str_equal(squashed, r->text);
    }
    return false;
}

static uint32_t hints_of_name(struct str s)
{
    struct hint_name n;
    uint32_t hints = 0;
    if (s.len >= NAME_BYTES_MAX) {
        return 0;
    }
    read_name(s, &n);
    if (is_switch(&n)) {
        return 0;
    }
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (!(hints & rules[i].hint) && applies(&rules[i], &n)) {
            hints |= rules[i].hint;
        }
    }
    return hints;
}

static uint32_t hints_of_names(struct str names)
{
    uint32_t hints = 0;
    names = str_slice(names, 0, NAMES_BYTES_MAX);
    for (size_t at = 0; at < names.len;) {
        size_t end = at;
        while (end < names.len && !is_space(names.ptr[end])) {
            end++;
        }
        hints |= end > at ? hints_of_name(str_slice(names, at, end)) : 0;
        at = end + 1;
    }
    return hints;
}

/* ---- tags and other attributes ---- */

static uint32_t hints_of_tag(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_MAIN:
        return HTML_HINT_ARTICLE;
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_CAPTION:
        return HTML_HINT_CAPTION;
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_DL:
        return HTML_HINT_LIST;
    case GUMBO_TAG_BLOCKQUOTE:
        return HTML_HINT_QUOTE;
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_HEADER:
        return HTML_HINT_ASIDE;
    case GUMBO_TAG_TABLE:
        return HTML_HINT_TABLE;
    case GUMBO_TAG_PRE:
        return HTML_HINT_PRE;
    default:
        return 0;
    }
}

static bool style_hides(struct str style)
{
    char flat[NAMES_BYTES_MAX];
    size_t len = 0;
    for (size_t i = 0; i < style.len && len < sizeof flat; i++) {
        if (!is_space(style.ptr[i])) {
            flat[len++] = is_upper(style.ptr[i]) ? (char)(style.ptr[i] | 0x20) : style.ptr[i];
        }
    }
    struct str s = str_make(flat, len);
    return str_find(s, STR("display:none"), 0) != SIZE_MAX ||
           str_find(s, STR("visibility:hidden"), 0) != SIZE_MAX;
}

static bool is_hidden(const GumboElement *e)
{
    struct str style = html_attribute(e, "style");
    return !str_is_absent(html_attribute(e, "hidden")) ||
           str_equal_nocase(html_attribute(e, "aria-hidden"), STR("true")) ||
           (!str_is_absent(style) && style_hides(style));
}

static uint32_t hints_of_role(struct str role)
{
    if (str_equal_nocase(role, STR("main")) || str_equal_nocase(role, STR("article"))) {
        return HTML_HINT_ARTICLE;
    }
    if (str_equal_nocase(role, STR("navigation")) || str_equal_nocase(role, STR("complementary")) ||
        str_equal_nocase(role, STR("contentinfo")) || str_equal_nocase(role, STR("search")) ||
        str_equal_nocase(role, STR("dialog")) || str_equal_nocase(role, STR("menu"))) {
        return HTML_HINT_ASIDE;
    }
    return 0;
}

uint32_t html_hints_of(const GumboElement *e)
{
    if (e->tag == GUMBO_TAG_HTML || e->tag == GUMBO_TAG_BODY) {
        return 0;
    }
    uint32_t hints = hints_of_tag(e->tag);
    if (e->attributes.length == 0) {
        return hints;
    }
    if (is_hidden(e)) {
        hints |= HTML_HINT_HIDDEN;
    }
    struct str property = html_attribute(e, "itemprop");
    if (str_equal_nocase(property, STR("articleBody"))) {
        hints |= HTML_HINT_BODY;
    }
    if (str_equal_nocase(property, STR("author"))) {
        hints |= HTML_HINT_BYLINE;
    }
    hints |= hints_of_role(html_attribute(e, "role"));
    return hints | hints_of_names(html_attribute(e, "class")) |
           hints_of_names(html_attribute(e, "id"));
}

/* ---- lines ---- */

/* Beginnings of lines; with `whole` the line must end there but for marks and blanks. */
static const struct {
    struct str text;
    bool whole;
} phrases[] = {
    {STR_INIT("advertisement"), false},
    {STR_INIT("story continues below"), false},
    {STR_INIT("article continues below"), false},
    {STR_INIT("continue reading"), false},
    {STR_INIT("read more:"), false},
    {STR_INIT("read more"), true},
    {STR_INIT("read more about"), false},
    {STR_INIT("read also:"), false},
    {STR_INIT("also read:"), false},
    {STR_INIT("read next:"), false},
    {STR_INIT("see also:"), false},
    {STR_INIT("see also"), true},
    {STR_INIT("related:"), false},
    {STR_INIT("related"), true},
    {STR_INIT("related articles"), false},
    {STR_INIT("related stories"), false},
    {STR_INIT("more stories"), true},
    {STR_INIT("more from"), false},
    {STR_INIT("more on this story"), false},
    {STR_INIT("sign up for"), false},
    {STR_INIT("sign up to"), false},
    {STR_INIT("subscribe to"), false},
    {STR_INIT("subscribe now"), false},
    {STR_INIT("follow us"), false},
    {STR_INIT("follow @"), false},
    {STR_INIT("like us on"), false},
    {STR_INIT("share this"), false},
    {STR_INIT("share on"), false},
    {STR_INIT("share"), true},
    {STR_INIT("tweet"), true},
    {STR_INIT("email"), true},
    {STR_INIT("print"), true},
    {STR_INIT("comments"), true},
    {STR_INIT("leave a comment"), false},
    {STR_INIT("click here to"), false},
    {STR_INIT("tags:"), false},
    {STR_INIT("topics:"), false},
    {STR_INIT("filed under"), false},
    {STR_INIT("posted in"), false},
    {STR_INIT("image copyright"), false},
    {STR_INIT("all rights reserved"), false},
    {STR_INIT("copyright \xC2\xA9"), false},
    {STR_INIT("\xC2\xA9"), false},
    {STR_INIT("loading"), true},
    {STR_INIT("watch:"), false},
    {STR_INIT("watch now"), false},
    {STR_INIT("play video"), false},
    {STR_INIT("most read"), true},
    {STR_INIT("trending"), true},
    {STR_INIT("this article was originally published"), false},
    {STR_INIT("this document is subject to copyright"), false},
    {STR_INIT("get the latest updates"), false},
    {STR_INIT("have a tip?"), false},
    {STR_INIT("this slideshow requires javascript"), false},
    {STR_INIT("please enable javascript"), false},
    {STR_INIT("photo:"), false},
    {STR_INIT("photo by"), false},
    {STR_INIT("photos:"), false},
    {STR_INIT("getty images"), true},
    {STR_INIT("click here for"), false},
    {STR_INIT("don't miss:"), false},
    {STR_INIT("you may also like"), false},
    {STR_INIT("you might also like"), false},
    {STR_INIT("recommended for you"), false},
    {STR_INIT("more:"), true},
    {STR_INIT("back to gallery"), true},
    {STR_INIT("back to top"), true},
};

/* An address alone, or "Follow … on Twitter" in any wording. */
static bool is_pointer(struct str line)
{
    static const struct str networks[] = {STR_INIT("Twitter"),   STR_INIT("Facebook"),
                                          STR_INIT("Instagram"), STR_INIT("YouTube"),
                                          STR_INIT("Telegram"),  STR_INIT("WhatsApp")};
    if (str_starts_with(line, STR("http")) && str_find_byte(line, ' ', 0) == SIZE_MAX) {
        return true;
    }
    for (size_t i = 0;
         str_starts_with(line, STR("Follow ")) && i < sizeof networks / sizeof networks[0]; i++) {
        if (str_find(line, networks[i], 0) != SIZE_MAX) {
            return true;
        }
    }
    return str_ends_with(line, STR("| Getty Images")) || str_ends_with(line, STR("/Getty Images"));
}

static bool only_marks(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (is_lower(s.ptr[i]) || is_upper(s.ptr[i]) || is_digit(s.ptr[i])) {
            return false;
        }
    }
    return true;
}

bool html_hints_boilerplate(struct str line)
{
    if (line.len > LINE_BYTES_MAX) {
        return false;
    }
    while (line.len > 0 && (unsigned char)line.ptr[0] < 0x80 && only_marks(str_slice(line, 0, 1))) {
        line = str_slice(line, 1, line.len);
    }
    if (is_pointer(line)) {
        return true;
    }
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        struct str text = phrases[i].text;
        if (line.len >= text.len && str_equal_nocase(str_slice(line, 0, text.len), text) &&
            (!phrases[i].whole || only_marks(str_slice(line, text.len, line.len)))) {
            return true;
        }
    }
    return false;
}

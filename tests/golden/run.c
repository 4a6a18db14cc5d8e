/* run: the golden cases. Reads Markdown files (README.md here states the format), runs each case
 * through the door's normalising and the pipeline, and compares every layer that the case mentions
 * item by item.
 *
 *     run FILE.md…            "N passed, N failed"; exit 1 when one failed
 *     run --print FILE.md…    writes what was found, for whoever writes a case and then reads it
 *     with care
 *
 * Each layer is rendered as the lines that a case would hold, so that a layer here is one function
 * of `renderers`.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "article/article.h"
#include "base/arena.h"
#include "base/buf.h"
#include "model/models.h"
#include "pipeline/pipeline.h"
#include "text/normalise.h"
#include "text/published.h"
#include "text/utf8.h"

enum { LINES_MAX = 4096, FILE_BYTES_MAX = 4 << 20, ARENA_BYTES = 64 << 20 };

struct line {
    struct str text; /* in the file's bytes */
    uint32_t number; /* from 1 */
    bool met;
};

struct golden {
    const char *file;
    struct str name;
    struct line expected[LINES_MAX];
    uint32_t expected_count;
    struct str title, language, published, source, mode;
    struct str body; /* quoted lines joined, or the raw literal; not yet normalised */
    bool published_unreadable;
};

struct runner {
    struct arena file_arena, arena;
    struct pipeline_state state;
    struct models models;
    /* for the layers that the language model is needed for */
    struct pipeline_state reading;
    struct models reader;
    uint32_t passed, failed;
    bool print;
};

/* ---- literals: "a\u00ADb\n" ---- */

static uint32_t hex_value(struct str digits)
{
    char copy[16] = {0};
    memcpy(copy, digits.ptr, digits.len < sizeof copy ? digits.len : sizeof copy - 1);
    return (uint32_t)strtoul(copy, NULL, 16);
}

/* One escape that begins at s[at] == '\\'; returns how many bytes it spans. */
static size_t unescape_one(struct str s, size_t at, struct buf *out)
{
    char code = at + 1 < s.len ? s.ptr[at + 1] : '\\';
    char bytes[UTF8_BYTES_MAX];
    switch (code) {
    case 'n':
        buf_add_byte(out, '\n');
        return 2;
    case 't':
        buf_add_byte(out, '\t');
        return 2;
    case 'r':
        buf_add_byte(out, '\r');
        return 2;
    case 'u': /* four hex digits */
        buf_add(out, bytes, utf8_encode(hex_value(str_slice(s, at + 2, at + 6)), bytes));
        return 6;
    case 'U': /* six hex digits */
        buf_add(out, bytes, utf8_encode(hex_value(str_slice(s, at + 2, at + 8)), bytes));
        return 8;
    default:
        buf_add_byte(out, code);
        return 2;
    }
}

/* The text between the first and the last quotation mark of `s`. */
static struct str unescape(struct str s, struct arena *arena)
{
    struct buf out = {0};
    s = str_trim(s);
    s = s.len >= 2 ? str_slice(s, 1, s.len - 1) : s;
    for (size_t at = 0; at < s.len;) {
        if (s.ptr[at] == '\\') {
            at += unescape_one(s, at, &out);
        } else {
            buf_add_byte(&out, s.ptr[at++]);
        }
    }
    struct str copy = arena_dup(arena, str_make(out.ptr ? out.ptr : "", out.len));
    buf_release(&out);
    return copy;
}

static bool is_hidden(uint32_t code)
{
    return code == 0xA0 || code == 0xAD || (code >= 0x2000 && code <= 0x200F) ||
           (code >= 0x2028 && code <= 0x202F) || (code >= 0x300 && code < 0x370) ||
           code == 0x3000 || code == 0xFEFF;
}

static void add_quoted(struct buf *out, struct str text)
{
    buf_add_byte(out, '"');
    for (size_t at = 0, len; at < text.len; at += len) {
        uint32_t code = utf8_decode(text, at, &len);
        if (code == '\n') {
            buf_add_str(out, STR("\\n"));
        } else if (code == '\t') {
            buf_add_str(out, STR("\\t"));
        } else if (is_hidden(code)) {
            buf_printf(out, "\\u%04" PRIX32, code);
        } else {
            buf_add_str(out, str_slice(text, at, at + len));
        }
    }
    buf_add_byte(out, '"');
}

/* ---- what was found, as the lines of a case ---- */

static void add_span(struct buf *out, const struct article *a, const char *layer, struct span span)
{
    buf_printf(out, "%s %" PRIu32 "-%" PRIu32 " ", layer, span.begin, span.end);
    add_quoted(out, article_slice(a, span));
}

static void render_text(struct buf *out, const struct article *a)
{
    buf_add_str(out, STR("text "));
    add_quoted(out, a->text);
    buf_add_byte(out, '\n');
}

static void render_published(struct buf *out, const struct article *a)
{
    if (a->input.published.ptr) {
        buf_printf(out, "published %.*s\n", STR_ARG(a->input.published));
    }
}

static void render_sections(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->sections.count; i++) {
        add_span(out, a, "section", a->sections.items[i].span);
        buf_printf(out, " %s\n", section_kind_name(a->sections.items[i].kind));
    }
}

static void render_paragraphs(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->paragraphs.count; i++) {
        add_span(out, a, "paragraph", a->paragraphs.items[i].span);
        buf_add_byte(out, '\n');
    }
}

static void render_dateline(struct buf *out, const struct article *a)
{
    const struct dateline *d = &a->dateline;
    if (!d->found) {
        return;
    }
    add_span(out, a, "dateline", d->place);
    if (d->date.ptr) {
        buf_printf(out, " date %.*s", STR_ARG(d->date));
    }
    for (uint32_t i = 0; i < d->credit_count; i++) {
        buf_printf(out, "%s%.*s", i ? "," : " credit ", STR_ARG(d->credit[i]));
    }
    if (d->mark.ptr) {
        buf_printf(out, " mark %.*s", STR_ARG(d->mark));
    }
    buf_add_byte(out, '\n');
}

static void render_language(struct buf *out, const struct article *a)
{
    if (a->language.tag.ptr) {
        buf_printf(out, "language %.*s\n", STR_ARG(a->language.tag));
    }
}

static void render_sentences(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->sentences.count; i++) {
        add_span(out, a, "sentence", a->sentences.items[i].span);
        buf_add_byte(out, '\n');
    }
}

static void render_tokens(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->tokens.count; i++) {
        add_span(out, a, "token", (struct span){a->tokens.items[i].begin, a->tokens.items[i].end});
        buf_add_byte(out, '\n');
    }
}

/* One line a sentence, its words parted by '|'; a '|' of the text is written "\|". */
static void render_tokens_compact(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->sentences.count; i++) {
        const struct sentence *s = &a->sentences.items[i];
        buf_add_str(out, STR("tokens: "));
        for (uint32_t t = s->token_begin; t < s->token_end; t++) {
            struct str form = str_slice(a->text, a->tokens.items[t].begin, a->tokens.items[t].end);
            buf_add_str(out, t > s->token_begin ? STR("|") : STR(""));
            buf_add_str(out, str_equal(form, STR("|")) ? STR("\\|") : form);
        }
        buf_add_byte(out, '\n');
    }
}

static void render_quotes(struct buf *out, const struct article *a)
{
    static const char *const kinds[] = {"direct", "indirect", "mixed"};
    for (uint32_t i = 0; i < a->quoted.count; i++) {
        const struct quote *q = &a->quoted.items[i];
        add_span(out, a, "quote", q->span);
        buf_printf(out, " %s %s", kinds[q->kind], q->confidence < 0.5 ? "low" : "high");
        if (q->continues != NO_INDEX) {
            buf_printf(out, " continues %" PRIu32, q->continues);
        }
        if (q->depth) {
            buf_printf(out, " depth %" PRIu32, q->depth);
        }
        buf_add_byte(out, '\n');
    }
}

static void add_party(struct buf *out, const struct article *a, const char *label, struct span span)
{
    if (span.end > 0) {
        buf_printf(out, " %s ", label);
        add_quoted(out, article_slice(a, span));
    }
}

static void render_said(struct buf *out, const struct article *a)
{
    static const char *const kinds[] = {"direct", "indirect", "mixed"};
    for (uint32_t i = 0; i < a->quotes.count; i++) {
        const struct quote *q = &a->quotes.items[i];
        add_span(out, a, "said", q->span);
        buf_printf(out, " %s", kinds[q->kind]);
        add_party(out, a, "speaker", q->speaker.span);
        add_party(out, a, "cue", q->cue.span);
        add_party(out, a, "to", q->addressee.span);
        add_party(out, a, "via", q->via.span);
        if (q->medium != QUOTE_MEDIUM_NONE) {
            buf_printf(out, " %s", quote_medium_name(q->medium));
        }
        buf_add_str(out, q->negated ? STR(" negated") : STR(""));
        buf_add_str(out, q->is_hypothetical ? STR(" hypothetical") : STR(""));
        if (q->continues != NO_INDEX) {
            buf_printf(out, " continues %" PRIu32, q->continues);
        }
        buf_add_byte(out, '\n');
    }
}

/* Who speaks each quotation, by the phrase that says so and the entity; those without are left out.
 */
static void render_speakers(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->quotes.count; i++) {
        const struct party *p = &a->quotes.items[i].speaker;
        if (p->head != NO_INDEX && p->entity != NO_INDEX) {
            buf_add_str(out, STR("speaker "));
            add_quoted(out, article_slice(a, p->span));
            buf_add_byte(out, ' ');
            add_quoted(out, a->entities.items[p->entity].name);
            buf_add_byte(out, '\n');
        }
    }
}

/* When and where each quotation was said; those of which neither is told are left out. */
static void render_occasions(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->quotes.count && (a->layers & HAS_OCCASIONS); i++) {
        const struct quote *q = &a->quotes.items[i];
        if (q->time == NO_INDEX && q->place == NO_INDEX) {
            continue;
        }
        buf_add_str(out, STR("occasion "));
        add_quoted(out, article_slice(a, q->span));
        if (q->time != NO_INDEX) {
            buf_add_str(out, STR(" on "));
            add_quoted(out, article_slice(a, a->times.items[q->time].span));
        }
        if (q->place != NO_INDEX) {
            buf_add_str(out, STR(" in "));
            add_quoted(out, a->places.items[q->place].name);
        }
        buf_add_byte(out, '\n');
    }
}

/* " source Russia, Wagner" */
static void add_actors(struct buf *out, const struct article *a, const char *label,
                       const struct actors_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        buf_printf(out, "%s%s%.*s", i ? ", " : " ", i ? "" : label,
                   STR_ARG(a->entities.items[list->entity[i]].name));
    }
}

static void render_events(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->events.count; i++) {
        const struct event *e = &a->events.items[i];
        add_span(out, a, "event", e->trigger);
        struct str what = e->plover.ptr ? e->plover : e->class;
        buf_printf(out, " %.*s", STR_ARG(what));
        if (e->mode.ptr) {
            buf_printf(out, " %.*s", STR_ARG(e->mode));
        }
        if (e->cameo.ptr) {
            buf_printf(out, " %.*s", STR_ARG(e->cameo));
        }
        add_actors(out, a, "source ", &e->source);
        add_actors(out, a, "target ", &e->target);
        if (e->modality != EVENT_HAPPENED) {
            buf_printf(out, " %s", event_modality_name(e->modality));
        }
        buf_add_str(out, e->negated ? STR(" negated") : STR(""));
        if (e->speaker != NO_INDEX) {
            buf_printf(out, " says %.*s", STR_ARG(a->entities.items[e->speaker].name));
        }
        if (e->time != NO_INDEX && a->times.items[e->time].value.ptr) {
            buf_printf(out, " when %.*s", STR_ARG(a->times.items[e->time].value));
        }
        if (e->place != NO_INDEX) {
            buf_printf(out, " at %.*s", STR_ARG(a->places.items[e->place].name));
        }
        buf_add_byte(out, '\n');
    }
}

static void render_relations(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->relations.count; i++) {
        const struct entity_relation *r = &a->relations.items[i];
        struct str object = r->object == NO_INDEX ? r->literal : a->entities.items[r->object].name;
        add_span(out, a, "relation", r->span);
        buf_printf(out, " %s: %.*s: %.*s\n", r->type, STR_ARG(a->entities.items[r->subject].name),
                   STR_ARG(object));
    }
}

/* Where the article names the entity of a place first; a place of the dateline alone: there. */
static struct span place_span(const struct article *a, const struct place *p)
{
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *m = &a->mentions.items[i];
        if (m->entity == p->entity && m->kind == MENTION_NAME) {
            return m->span;
        }
    }
    return a->dateline.place;
}

static void render_places(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->places.count; i++) {
        const struct place *p = &a->places.items[i];
        add_span(out, a, "place", place_span(a, p));
        if (p->geonames) {
            buf_printf(out, " %" PRIu32, p->geonames);
        }
        if (p->country.ptr) {
            buf_printf(out, " %.*s", STR_ARG(p->country));
        }
        if (p->admin1.ptr) {
            buf_add_byte(out, ' ');
            add_quoted(out, p->admin1);
        }
        buf_printf(out, " %.*s\n", STR_ARG(p->why[0]));
    }
}

/* The countries, best first. */
static void render_focus(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->focus.country_count; i++) {
        buf_printf(out, "%s%.*s", i ? "," : "focus ", STR_ARG(a->focus.countries[i].country));
    }
    buf_add_str(out, a->focus.country_count ? STR("\n") : STR(""));
}

static void render_times(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->times.count; i++) {
        const struct timex3 *t = &a->times.items[i];
        add_span(out, a, "timex", t->span);
        buf_printf(out, " %s", timex_type_name(t->type));
        if (t->value.ptr) {
            buf_printf(out, " %.*s", STR_ARG(t->value));
        }
        if (t->mod.ptr) {
            buf_printf(out, " mod %.*s", STR_ARG(t->mod));
        }
        buf_add_byte(out, '\n');
    }
}

static void render_intervals(struct buf *out, const struct article *a)
{
    static const char *const anchors[] = {"", " on published", " on dateline", " on time"};
    for (uint32_t i = 0; i < a->times.count; i++) {
        const struct timex3 *t = &a->times.items[i];
        add_span(out, a, "when", t->span);
        if (t->begin.ptr) {
            buf_printf(out, " %.*s/%.*s", STR_ARG(t->begin), STR_ARG(t->end));
        }
        buf_add_str(out, str_of(anchors[t->anchor]));
        if (t->anchor == ANCHOR_TIME) {
            buf_printf(out, " %" PRIu32, t->anchor_time);
        }
        buf_add_byte(out, '\n');
    }
}

static void render_quantities(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->quantities.count; i++) {
        const struct quantity *q = &a->quantities.items[i];
        add_span(out, a, "quantity", q->span);
        buf_printf(out, " %s %.10g", quantity_kind_name(q->kind), q->value);
        if (q->has_high) {
            buf_printf(out, "..%.10g", q->high);
        }
        if (q->unit) {
            buf_printf(out, " %s", q->unit);
        }
        if (q->counted.end > q->counted.begin) {
            buf_add_str(out, STR(" of "));
            add_quoted(out, article_slice(a, q->counted));
        }
        if (q->approx) {
            buf_printf(out, " %s", q->mod);
        }
        if (q->time != NO_INDEX) {
            buf_printf(out, " at time %" PRIu32, q->time);
        }
        if (q->event != NO_INDEX) {
            buf_add_str(out, STR(" by "));
            add_quoted(out, article_slice(a, a->events.items[q->event].trigger));
        }
        if (q->place != NO_INDEX) {
            buf_printf(out, " in %.*s", STR_ARG(a->places.items[q->place].name));
        }
        buf_add_byte(out, '\n');
    }
}

static void render_roles(struct buf *out, const struct article *a)
{
    static const char *const kinds[] = {"current", "former", "acting", "elect", "candidate"};
    for (uint32_t i = 0; i < a->roles.count; i++) {
        const struct role *r = &a->roles.items[i];
        buf_add_str(out, STR("role "));
        add_quoted(out, a->entities.items[r->entity].name);
        buf_printf(out, " %.*s, %s", STR_ARG(r->title), kinds[r->kind]);
        if (r->country.ptr) {
            buf_printf(out, ", %.*s", STR_ARG(r->country));
        }
        if (r->organization != NO_INDEX) {
            buf_add_str(out, STR(", of "));
            add_quoted(out, a->entities.items[r->organization].name);
        }
        buf_add_byte(out, '\n');
    }
}

/* The entities with an actor code, in their order. */
static void render_actors(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->entities.count; i++) {
        const struct entity *e = &a->entities.items[i];
        if (e->cameo.ptr) {
            buf_add_str(out, STR("actor "));
            add_quoted(out, e->name);
            buf_printf(out, " %.*s\n", STR_ARG(e->cameo));
        }
    }
}

static void render_warnings(struct buf *out, const struct article *a)
{
    for (uint32_t i = 0; i < a->warnings.count; i++) {
        buf_printf(out, "warning %s\n", a->warnings.items[i].code);
    }
}

static const struct renderer {
    const char *layer; /* the first word of its lines */
    void (*render)(struct buf *out, const struct article *a);
} renderers[] = {
    {"text", render_text},
    {"published", render_published},
    {"section", render_sections},
    {"paragraph", render_paragraphs},
    {"dateline", render_dateline},
    {"language", render_language},
    {"sentence", render_sentences},
    {"token", render_tokens},
    {"tokens:", render_tokens_compact},
    {"quote", render_quotes},
    {"said", render_said},
    {"speaker", render_speakers},
    {"occasion", render_occasions},
    {"timex", render_times},
    {"when", render_intervals},
    {"quantity", render_quantities},
    {"event", render_events},
    {"relation", render_relations},
    {"role", render_roles},
    {"actor", render_actors},
    {"place", render_places},
    {"focus", render_focus},
    {"warning", render_warnings},
};

/* ---- comparing ---- */

static struct str first_word(struct str s)
{
    size_t end = str_find_byte(s, ' ', 0);
    return end == SIZE_MAX ? s : str_slice(s, 0, end);
}

/* Equal, or equal but for one " … " in the expected line, which stands for any text: long spans are
 * shown by their ends. */
static bool line_matches(struct str expected, struct str found)
{
    static const struct str gap = STR_INIT(" … ");
    if (str_equal(expected, found)) {
        return true;
    }
    size_t at = str_find(expected, gap, 0);
    if (at == SIZE_MAX || found.len + gap.len < expected.len) {
        return false;
    }
    return str_starts_with(found, str_slice(expected, 0, at)) &&
           str_ends_with(found, str_slice(expected, at + gap.len, expected.len));
}

static bool take_next(struct str *rest, struct str *line)
{
    if (rest->len == 0) {
        return false;
    }
    size_t end = str_find_byte(*rest, '\n', 0);
    end = end == SIZE_MAX ? rest->len : end;
    *line = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end + 1, rest->len);
    return true;
}

static bool mentions(const struct golden *g, struct str layer)
{
    for (uint32_t i = 0; i < g->expected_count; i++) {
        struct str text = g->expected[i].text, word = first_word(text);
        if (str_equal(word, layer) || (str_equal(word, STR("no")) &&
                                       str_equal(str_trim(str_slice(text, 2, text.len)), layer))) {
            return true;
        }
    }
    return false;
}

static bool find_expected(struct golden *g, struct str found)
{
    for (uint32_t i = 0; i < g->expected_count; i++) {
        if (!g->expected[i].met && line_matches(g->expected[i].text, found)) {
            g->expected[i].met = true;
            return true;
        }
    }
    return false;
}

/* Returns how many lines of the layer were found and not expected. */
static uint32_t compare_layer(struct golden *g, const struct renderer *r, const struct article *a,
                              struct buf *out)
{
    uint32_t unexpected = 0;
    buf_clear(out);
    r->render(out, a);
    struct str rest = buf_str(out), line;
    while (take_next(&rest, &line)) {
        if (!find_expected(g, line)) {
            printf("%s:%" PRIu32 ": %.*s: unexpected: %.*s\n", g->file, g->expected[0].number,
                   STR_ARG(g->name), STR_ARG(line));
            unexpected++;
        }
    }
    return unexpected;
}

static uint32_t report_missing(const struct golden *g)
{
    uint32_t missing = 0;
    for (uint32_t i = 0; i < g->expected_count; i++) {
        if (!g->expected[i].met && !str_equal(first_word(g->expected[i].text), STR("no"))) {
            printf("%s:%" PRIu32 ": %.*s: missing: %.*s\n", g->file, g->expected[i].number,
                   STR_ARG(g->name), STR_ARG(g->expected[i].text));
            missing++;
        }
    }
    return missing;
}

/* ---- who is who: same "Ana Kos" "she"#2, apart "Mr. Kos" "Mrs. Kos" ---- */

/* Takes a quoted text and the number of its occurrence from the line; the mention so written. */
static const struct mention *take_mention(struct str *line, const struct article *a)
{
    size_t begin = str_find_byte(*line, '"', 0);
    size_t end = begin == SIZE_MAX ? begin : str_find_byte(*line, '"', begin + 1);
    if (end == SIZE_MAX) {
        return NULL;
    }
    struct str text = str_slice(*line, begin + 1, end);
    uint32_t wanted = 1;
    if (end + 2 < line->len && line->ptr[end + 1] == '#') {
        wanted = (uint32_t)(line->ptr[end + 2] - '0');
    }
    *line = str_slice(*line, end + 1, line->len);
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *m = &a->mentions.items[i];
        if (str_equal(article_slice(a, m->span), text) && --wanted == 0) {
            return m;
        }
    }
    return NULL;
}

static bool line_holds(struct str line, const struct article *a, bool same)
{
    enum { TEXTS_MAX = 16 };
    uint32_t entities[TEXTS_MAX], count = 0;
    while (count < TEXTS_MAX && str_find_byte(line, '"', 0) != SIZE_MAX) {
        const struct mention *m = take_mention(&line, a);
        if (!m || (same && m->entity == NO_INDEX)) {
            return false;
        }
        entities[count++] = m->entity;
    }
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            bool one = entities[i] == entities[k] && entities[i] != NO_INDEX;
            if (one != same) {
                return false;
            }
        }
    }
    return count > 1;
}

static bool is_join(struct str line)
{
    struct str word = first_word(line);
    return str_equal(word, STR("same")) || str_equal(word, STR("apart"));
}

static void check_joins(struct golden *g, const struct article *a)
{
    for (uint32_t i = 0; i < g->expected_count; i++) {
        struct str line = g->expected[i].text;
        if (is_join(line)) {
            g->expected[i].met = line_holds(line, a, str_starts_with(line, STR("same")));
        }
    }
}

static bool compare(struct golden *g, const struct article *a)
{
    uint32_t wrong = 0;
    struct buf out = {0};
    for (size_t i = 0; i < sizeof renderers / sizeof renderers[0]; i++) {
        if (mentions(g, str_of(renderers[i].layer))) {
            wrong += compare_layer(g, &renderers[i], a, &out);
        }
    }
    check_joins(g, a);
    wrong += report_missing(g);
    if (g->expected_count == 0) {
        printf("%s: %.*s: expects nothing\n", g->file, STR_ARG(g->name));
        wrong++;
    }
    buf_release(&out);
    return wrong == 0;
}

/* ---- running a case ---- */

/* As the door does it: normalise, resolve the date, assemble. */
static enum status make_article(struct runner *r, const struct golden *g, struct article *a)
{
    article_reset(a);
    a->mode = str_equal(g->mode, STR("fast")) ? ARTICLE_FAST : ARTICLE_ACCURATE;
    a->input.language = g->language;
    a->input.source = g->source;
    enum status status = normalise_text(g->body, a->arena, &a->input.body);
    if (status == STATUS_OK && g->title.ptr) {
        status = normalise_line(g->title, a->arena, &a->input.title);
    }
    struct published when;
    if (status == STATUS_OK && g->published.ptr) {
        if (published_parse(g->published, a->arena, &when)) {
            a->input.published = when.text;
        } else {
            article_warn(a, "published-unreadable", g->published);
        }
        if (when.assumed_utc) {
            article_warn(a, "published-without-zone", g->published);
        }
    }
    if (status == STATUS_OK) {
        status = article_assemble(a);
    }
    if (status == STATUS_OK) {
        pipeline_run(a, a->state == &r->reading ? &r->reader : &r->models);
    }
    return status;
}

/* The layers that need the language model; cases of others run without one. */
static bool needs_reading(const struct golden *g)
{
    static const struct str layers[] = {
        STR_INIT("said"),  STR_INIT("occasion"), STR_INIT("event"), STR_INIT("relation"),
        STR_INIT("role"),  STR_INIT("same"),     STR_INIT("apart"), STR_INIT("place"),
        STR_INIT("focus"), STR_INIT("actor")};
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
        if (mentions(g, layers[i])) {
            return true;
        }
    }
    return false;
}

static void print_found(const struct golden *g, const struct article *a)
{
    struct buf out = {0};
    for (size_t i = 0; i < sizeof renderers / sizeof renderers[0]; i++) {
        if (strcmp(renderers[i].layer, "token") != 0) {
            renderers[i].render(&out, a);
        }
    }
    printf("## %.*s\n%.*s\n", STR_ARG(g->name), STR_ARG(buf_str(&out)));
    buf_release(&out);
}

static void run_case(struct runner *r, struct golden *g)
{
    if (!g->name.ptr) {
        return;
    }
    bool reads = needs_reading(g) || r->print;
    struct article a = {.arena = &r->arena, .state = reads ? &r->reading : &r->state};
    enum status status = make_article(r, g, &a);
    if (r->print) {
        print_found(g, &a);
        return;
    }
    if (status != STATUS_OK) {
        printf("%s: %.*s: %s\n", g->file, STR_ARG(g->name), status_text(status));
    }
    bool good = status == STATUS_OK && compare(g, &a);
    r->passed += good;
    r->failed += !good;
}

/* ---- reading a file ---- */

static bool input_key(struct runner *r, struct golden *g, struct str line)
{
    static const struct str keys[] = {STR_INIT("published:"), STR_INIT("title:"),
                                      STR_INIT("language:"),  STR_INIT("raw:"),
                                      STR_INIT("source:"),    STR_INIT("mode:")};
    struct str *fields[] = {&g->published, &g->title, &g->language, &g->body, &g->source, &g->mode};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (str_starts_with(line, keys[i])) {
            struct str value = str_trim(str_slice(line, keys[i].len, line.len));
            bool literal = value.len && value.ptr[0] == '"' &&
                           (fields[i] == &g->body || fields[i] == &g->title);
            *fields[i] = literal ? unescape(value, &r->file_arena) : value;
            return true;
        }
    }
    return false;
}

static void quoted_line(struct runner *r, struct golden *g, struct str line)
{
    struct str text = str_slice(line, line.len > 1 && line.ptr[1] == ' ' ? 2 : 1, line.len);
    g->body = g->body.ptr
                  ? arena_printf(&r->file_arena, "%.*s\n%.*s", STR_ARG(g->body), STR_ARG(text))
                  : arena_dup(&r->file_arena, text);
}

static void expectation(struct golden *g, struct str line, uint32_t number)
{
    if (g->expected_count < LINES_MAX) {
        g->expected[g->expected_count++] = (struct line){line, number, false};
    }
}

static bool is_expectation(struct str line)
{
    struct str word = first_word(line);
    if (str_equal(word, STR("no")) || is_join(line)) {
        return true;
    }
    for (size_t i = 0; i < sizeof renderers / sizeof renderers[0]; i++) {
        if (str_equal(word, str_of(renderers[i].layer))) {
            return true;
        }
    }
    return false;
}

/* A heading ends the case before it. Lines that are none of the format are prose, up to the first
 * heading of the file; within a case they are mistakes. */
static void read_line(struct runner *r, struct golden *g, struct str line, uint32_t number)
{
    if (str_starts_with(line, STR("## "))) {
        run_case(r, g);
        const char *file = g->file;
        memset(g, 0, sizeof *g);
        g->file = file;
        g->name = str_trim(str_slice(line, 3, line.len));
    } else if (!g->name.ptr || str_trim(line).len == 0 || str_starts_with(line, STR("<!--"))) {
        return;
    } else if (line.ptr[0] == '>') {
        quoted_line(r, g, line);
    } else if (!input_key(r, g, line)) {
        if (!is_expectation(line)) {
            printf("%s:%" PRIu32 ": neither input nor a layer: %.*s\n", g->file, number,
                   STR_ARG(line));
        }
        expectation(g, line, number);
    }
}

static enum status read_file(const char *path, struct arena *arena, struct str *out)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        return STATUS_NOT_FOUND;
    }
    char *bytes = arena_alloc_raw(arena, FILE_BYTES_MAX);
    size_t len = fread(bytes, 1, FILE_BYTES_MAX, f);
    enum status status = ferror(f) ? STATUS_IO : len == FILE_BYTES_MAX ? STATUS_LIMIT : STATUS_OK;
    fclose(f);
    *out = str_make(bytes, len);
    return status;
}

static void run_file(struct runner *r, const char *path)
{
    static struct golden g;
    memset(&g, 0, sizeof g);
    g.file = path;
    arena_reset(&r->file_arena);
    struct str rest, line;
    enum status status = read_file(path, &r->file_arena, &rest);
    if (status != STATUS_OK) {
        printf("%s: %s\n", path, status_text(status));
        r->failed++;
        return;
    }
    for (uint32_t number = 1; take_next(&rest, &line); number++) {
        read_line(r, &g, line, number);
    }
    run_case(r, &g);
}

/* The file that ships, or another that the environment names. */
static const char *file_of(const char *variable, const char *shipped)
{
    const char *given = getenv(variable);
    return given ? given : shipped;
}

static enum status load_pack(struct models *m)
{
    return models_load_pack(m, file_of("DATELINE_GOLDEN_PACK", "service/data/knowledge.pack"));
}

/* All that the service has. */
static enum status load_reader(struct runner *r)
{
    const char *model = file_of("DATELINE_GOLDEN_MODEL", "service/data/dateline.model");
    const char *events = file_of("DATELINE_GOLDEN_EVENTS", "service/data/events.pack");
    enum status status = models_load(&r->reader, model, "");
    status = status == STATUS_OK ? load_pack(&r->reader) : status;
    status = status == STATUS_OK ? models_load_events(&r->reader, events) : status;
    return status == STATUS_OK ? pipeline_state_init(&r->reading, &r->reader) : status;
}

int main(int argc, char **argv)
{
    struct runner r = {0};
    if (arena_init(&r.file_arena, ARENA_BYTES) != STATUS_OK ||
        arena_init(&r.arena, pipeline_arena_bytes()) != STATUS_OK ||
        load_pack(&r.models) != STATUS_OK || load_reader(&r) != STATUS_OK ||
        pipeline_state_init(&r.state, &r.models) != STATUS_OK) {
        fputs("golden: cannot start without the model and both packs of service/data\n", stderr);
        return 1;
    }
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--print") == 0) {
            r.print = true;
        } else {
            run_file(&r, argv[i]);
        }
    }
    if (!r.print) {
        printf("golden: %" PRIu32 " passed, %" PRIu32 " failed\n", r.passed, r.failed);
    }
    pipeline_state_release(&r.reading);
    models_release(&r.reader);
    pipeline_state_release(&r.state);
    models_release(&r.models);
    arena_release(&r.arena);
    arena_release(&r.file_arena);
    return r.failed ? 1 : 0;
}

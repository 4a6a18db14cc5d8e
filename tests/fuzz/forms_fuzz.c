/* forms_fuzz: any bytes as the forms that articles come in and analyses go out.
 *
 * A byte says which: JSON of an article; MessagePack to be shown as JSON; an analysis to be shown
 * as text and as CoNLL-U; sentences and tokens that are given. What is written in a format is read
 * by a reader of that format. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "article/article.h"
#include "base/utf8.h"
#include "forms/articles.h"
#include "forms/conllu.h"
#include "forms/exports.h"
#include "forms/json.h"
#include "forms/text.h"
#include "forms/tokens.h"
#include "forms/tree.h"
#include "fuzz.h"
#include "model/models.h"
#include "pipeline/pipeline.h"
#include "wire/analysis.h"
#include "wire/fault.h"
#include "wire/scan.h"

enum form { FORM_ARTICLE, FORM_VALUE, FORM_ANALYSIS, FORM_HORIZONTAL, FORM_CONLLU, FORMS };

static struct arena arena;
static struct article article = {.arena = &arena};

/* ---- an article in JSON ---- */

static void check_article(struct str bytes)
{
    json_error_t error;
    json_t *object = json_loadb(bytes.ptr, bytes.len, 0, &error);
    struct wire_article a, again;
    struct wire_fault fault = {0};
    const char *problem = NULL;
    size_t used = arena.used;
    if (object && articles_of_json(object, &arena, &a, &problem) == STATUS_OK) {
        fuzz_must(arena.used - used <= ARTICLES_ARENA_BYTES, "names are joined within the arena");
        struct buf out = {0};
        struct wire_writer w = wire_writer_of(&out);
        wire_article_write(&w, &a);
        fuzz_must(w.status == STATUS_OK &&
                      wire_scan(buf_str(&out), &wire_scan_result, &fault) == STATUS_OK,
                  "an article of JSON can be sent");
        fuzz_must(wire_article_read(buf_str(&out), &arena, &again, &fault) == STATUS_OK &&
                      str_equal(a.body, again.body) && str_equal(a.title, again.title),
                  "and arrives");
        buf_release(&out);
    } else if (object) {
        fuzz_must(problem && *problem, "what is no article says why");
    }
    json_decref(object);
}

/* ---- MessagePack as JSON ---- */

static void must_be_json(struct str text)
{
    json_error_t error;
    json_t *value = json_loadb(text.ptr, text.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    /* jansson's own limits: numbers past int64 or a double, NUL in keys */
    bool theirs = strstr(error.text, "too big") || strstr(error.text, "overflow") ||
                  strstr(error.text, "NUL byte in object key");
    fuzz_must(value || theirs, "what is written as JSON is JSON");
    json_decref(value);
}

static void check_value(struct fuzz_input *in)
{
    uint8_t how = fuzz_byte(in);
    struct json_options options = {.offsets = (enum wire_offset_unit)(how % 4), .indent = how & 4};
    struct wire_fault fault;
    struct buf out = {0};
    bool good = wire_scan(in->rest, &wire_scan_result, &fault) == STATUS_OK;
    enum status status = json_write(in->rest, &options, &out);
    fuzz_must(status == STATUS_OK || out.len == 0, "nothing is written of what is refused");
    if (good) {
        fuzz_must(status == STATUS_OK, "what passes the scan can be shown");
        must_be_json(buf_str(&out));
    }
    buf_release(&out);
}

/* ---- an analysis for people, databases, maps ---- */

static size_t count_byte(struct str s, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        n += s.ptr[i] == c;
    }
    return n;
}

/* Rows keep their columns, whatever the strings hold. */
static void check_exports(const struct wire_analysis *m, struct buf *out)
{
    static const struct {
        const char *name;
        size_t tabs; /* in a row */
    } tables[] = {{"gkg", 26}, {"gkg-events", 60}};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        buf_clear(out);
        export_find(tables[i].name)->write(m, out);
        size_t rows = count_byte(buf_str(out), '\n');
        fuzz_must(count_byte(buf_str(out), '\t') == rows * tables[i].tabs,
                  "rows have their columns");
    }
    buf_clear(out);
    export_find("timeline")->write(m, out);
    buf_clear(out);
    export_find("geojson")->write(m, out);
    must_be_json(buf_str(out));
}

static void check_analysis(struct str bytes)
{
    struct wire_fault fault;
    struct wire_analysis m;
    struct buf out = {0};
    if (wire_scan(bytes, &wire_scan_result, &fault) == STATUS_OK &&
        wire_analysis_read(bytes, &arena, &m, &fault) == STATUS_OK) {
        text_write(&m, false, &out);
        text_write(&m, true, &out);
        fuzz_must(conllu_write(&m, &out) != STATUS_AGAIN, "CoNLL-U ends with a status");
        fuzz_must(tree_write(&m, false, &out) != STATUS_AGAIN, "a drawing ends with a status");
        check_exports(&m, &out);
    }
    buf_release(&out);
}

/* ---- given tokens ---- */

static void check_tokens(const struct article *a)
{
    uint32_t at = 0, token = 0;
    fuzz_must(utf8_valid(a->text) && a->text.len <= TEXT_BYTES_MAX && utf8_valid(a->input.id),
              "given tokens make a bounded text in UTF-8");
    for (uint32_t i = 0; i < a->sentences.count; i++) {
        const struct sentence *s = &a->sentences.items[i];
        fuzz_must(s->span.begin >= at && s->span.end <= a->text.len, "sentences are in order");
        fuzz_must(s->token_begin == token && s->token_end > token &&
                      s->token_end <= a->tokens.count,
                  "sentences share the tokens out");
        for (at = s->span.begin; token < s->token_end; token++) {
            const struct token *t = &a->tokens.items[token];
            fuzz_must(t->begin >= at && t->begin < t->end && t->end <= s->span.end,
                      "tokens are in order, inside their sentence");
            at = t->end;
        }
        fuzz_must(at == s->span.end, "a sentence ends with its last token");
    }
    fuzz_must(token == a->tokens.count, "every token is some sentence's");
}

static void analyse(struct buf *out)
{
    static const struct models models = {0};
    struct provenance provenance = {
        .service = STR("dateline/fuzz"), .mode = WIRE_MODE_FAST, .reproducible = true};
    struct wire_analysis m;
    struct buf bytes = {0};
    char digest[ANALYSIS_DIGEST_TEXT];
    article.input.id = article.input.id.len ? article.input.id : STR("fuzz");
    pipeline_run(&article, &models);
    analysis_of(&article, &provenance, ANALYSIS_FULL, &m);
    fuzz_must(analysis_write(&m, &bytes, digest) == STATUS_OK,
              "an analysis of given tokens can be written");
    fuzz_must(conllu_write(&m, out) == STATUS_OK || m.tokens.begin_count == 0,
              "tokens can be shown as CoNLL-U");
    buf_release(&bytes);
}

static bool has_control(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] < 0x20) {
            return true;
        }
    }
    return false;
}

/* What was written as CoNLL-U has the tokens that it was written from. */
static void check_again(struct str conllu)
{
    uint32_t tokens = article.tokens.count, sentences = article.sentences.count;
    struct str text = arena_dup(&arena, article.text), document;
    char *copy = malloc(text.len + 1);
    if (!copy) {
        abort();
    }
    memcpy(copy, text.ptr, text.len);
    article_reset(&article);
    fuzz_must(tokens_next_document(&conllu, TOKENS_CONLLU, &document), "a document was written");
    fuzz_must(tokens_read(document, TOKENS_CONLLU, &article) == STATUS_OK, "CoNLL-U reads");
    fuzz_must(article.tokens.count == tokens && article.sentences.count == sentences,
              "with as many tokens and sentences");
    fuzz_must(str_equal(article.text, str_make(copy, text.len)), "and the same text");
    free(copy);
}

static void check_given(struct str rest, enum tokens_form form)
{
    struct str document;
    for (int i = 0; i < 4 && tokens_next_document(&rest, form, &document); i++) {
        article_reset(&article);
        if (tokens_read(document, form, &article) != STATUS_OK) {
            continue;
        }
        check_tokens(&article);
        struct buf out = {0};
        bool plain = !has_control(article.text) && article.tokens.count > 0;
        analyse(&out);
        if (plain) {
            check_again(buf_str(&out));
        }
        buf_release(&out);
    }
}

static void start(void)
{
    static struct pipeline_state state;
    static const struct models models = {0};
    if (arena_init(&arena, (pipeline_arena_bytes() + analysis_arena_bytes()) * 2) != STATUS_OK ||
        pipeline_state_init(&state, &models) != STATUS_OK) {
        abort();
    }
    article.state = &state;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!arena.limit) {
        start();
    }
    arena_reset(&arena);
    struct fuzz_input in = fuzz_input_of(data, size);
    switch ((enum form)(fuzz_byte(&in) % FORMS)) {
    case FORM_ARTICLE:
        check_article(in.rest);
        break;
    case FORM_VALUE:
        check_value(&in);
        break;
    case FORM_ANALYSIS:
        check_analysis(in.rest);
        break;
    case FORM_HORIZONTAL:
        check_given(in.rest, TOKENS_HORIZONTAL);
        break;
    case FORM_CONLLU:
        check_given(in.rest, TOKENS_CONLLU);
        break;
    case FORMS:
        break;
    }
    return 0;
}

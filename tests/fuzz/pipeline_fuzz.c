/* pipeline_fuzz: any canonical text, with or without blocks, through all stages: every layer is
 * what article.h says, and the same article gives the same bytes. */
#include <stdlib.h>

#include "article/article.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "model/models.h"
#include "pipeline/pipeline.h"
#include "text/normalise.h"
#include "wire/analysis.h"

enum { WITH_TITLE = 1, WITH_LANGUAGE = 2, WITH_BLOCKS = 4, WITH_PUBLISHED = 8, BODY_MAX = 1 << 18 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static bool fits(const struct article *a, struct span span, const char *what)
{
    bool good = span.begin <= span.end && span.end <= a->text.len;
    fuzz_must(good, what);
    fuzz_must(utf8_valid(article_slice(a, span)), what);
    return good;
}

static void must_be_trimmed(const struct article *a, struct span span, const char *what)
{
    fits(a, span, what);
    fuzz_must(span.begin < span.end && !is_blank(a->text.ptr[span.begin]) &&
                  !is_blank(a->text.ptr[span.end - 1]),
              what);
}

static bool inside(struct span inner, struct span outer)
{
    return inner.begin >= outer.begin && inner.end <= outer.end;
}

static void check_sections(const struct article *a)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < a->sections.count; i++) {
        struct span span = a->sections.items[i].span;
        fits(a, span, "a section is a slice of the text");
        fuzz_must(span.begin == at, "each section begins where the one before ends");
        fuzz_must(span.end > span.begin, "no section is empty");
        at = span.end;
    }
    fuzz_must(at == a->text.len, "sections partition the text");
    at = 0;
    for (uint32_t i = 0; i < a->paragraphs.count; i++) {
        const struct paragraph *p = &a->paragraphs.items[i];
        must_be_trimmed(a, p->span, "no white space at the ends of a paragraph");
        fuzz_must(p->span.begin >= at, "paragraphs are in order");
        fuzz_must(p->section < a->sections.count &&
                      inside(p->span, a->sections.items[p->section].span),
                  "a paragraph lies in its section");
        at = p->span.end;
    }
}

static void check_sentences(const struct article *a)
{
    uint32_t at = 0, token = 0;
    for (uint32_t i = 0; i < a->sentences.count; i++) {
        const struct sentence *s = &a->sentences.items[i];
        must_be_trimmed(a, s->span, "no white space at the ends of a sentence");
        fuzz_must(s->span.begin >= at, "sentences are in order");
        fuzz_must(s->paragraph < a->paragraphs.count &&
                      inside(s->span, a->paragraphs.items[s->paragraph].span),
                  "a sentence lies in its paragraph");
        at = s->span.end;
        if (a->layers & HAS_TOKENS) {
            fuzz_must(s->token_begin == token && s->token_end >= token &&
                          s->token_end <= a->tokens.count,
                      "sentences share the tokens out");
            token = s->token_end;
        }
    }
    fuzz_must(!(a->layers & HAS_TOKENS) || token == a->tokens.count,
              "every token is some sentence's");
}

static void check_tokens(const struct article *a)
{
    for (uint32_t i = 0; i < a->sentences.count; i++) {
        const struct sentence *s = &a->sentences.items[i];
        uint32_t at = s->span.begin;
        for (uint32_t t = s->token_begin; t < s->token_end; t++) {
            struct span span = {a->tokens.items[t].begin, a->tokens.items[t].end};
            must_be_trimmed(a, span, "no white space at the ends of a token");
            fuzz_must(span.begin >= at && span.end <= s->span.end,
                      "tokens are in order, inside their sentence");
            fuzz_must(span.end - span.begin <= TOKEN_BYTES_MAX, "no token is longer than declared");
            for (; at < span.begin; at++) {
                fuzz_must(is_blank(a->text.ptr[at]), "only white space stands between tokens");
            }
            at = span.end;
        }
        fuzz_must(s->token_end == s->token_begin || at == s->span.end,
                  "tokens reach to the end of their sentence");
    }
}

static void check_times(const struct article *a)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < a->times.count; i++) {
        const struct timex3 *t = &a->times.items[i];
        must_be_trimmed(a, t->span, "no white space at the ends of a time");
        fuzz_must(t->span.begin >= at, "times are in order and do not overlap");
        fuzz_must(!t->begin.ptr == !t->end.ptr, "an interval has both ends");
        fuzz_must(!t->begin.ptr || str_compare(t->begin, t->end) < 0, "no interval is empty");
        fuzz_must(t->anchor != ANCHOR_TIME || t->anchor_time < i, "a time hangs on one before");
        fuzz_must(t->confidence >= 0 && t->confidence <= 1, "a confidence is a share");
        at = t->span.end;
    }
}

static void check_quotes(const struct article *a)
{
    for (uint32_t i = 0; i < a->quotes.count; i++) {
        const struct quote *q = &a->quotes.items[i];
        fits(a, q->span, "a quote is a slice of the text");
        fuzz_must(q->span.begin < q->span.end, "no quote is empty");
        fuzz_must(q->continues == NO_INDEX || q->continues < i,
                  "a quote goes on from an earlier one");
        fuzz_must(q->confidence >= 0 && q->confidence <= 1 && q->by,
                  "a confidence within 0 and 1, and a rule");
        if (i > 0) {
            const struct quote *before = &a->quotes.items[i - 1];
            fuzz_must(before->span.begin < q->span.begin ||
                          (before->span.begin == q->span.begin && before->span.end >= q->span.end),
                      "quotes in text order, longer first");
        }
    }
}

static void check_dateline(const struct article *a)
{
    if (!a->dateline.found) {
        return;
    }
    fits(a, a->dateline.place, "the place of a dateline is a slice of the text");
    fuzz_must(a->dateline.credit_count <= CREDITS_MAX, "no more credits than declared");
    for (uint32_t i = 0; i < a->dateline.credit_count; i++) {
        fuzz_must(a->dateline.credit[i].len > 0 && utf8_valid(a->dateline.credit[i]),
                  "a credit is a word");
    }
}

static void check(const struct article *a)
{
    fuzz_must(a->stage_count == stage_count, "each stage has its record");
    for (uint32_t i = 0; i < a->stage_count; i++) {
        const struct stage_record *r = &a->stages[i];
        fuzz_must(r->status == STAGE_DONE || r->reason.ptr, "a stage that is not done says why");
        fuzz_must(r->status != STAGE_FAILED, "no stage fails on text");
    }
    check_sections(a);
    check_sentences(a);
    if (a->layers & HAS_TOKENS) {
        check_tokens(a);
    }
    check_quotes(a);
    check_times(a);
    check_dateline(a);
}

/* ---- an article out of bytes ---- */

static struct str line_of(struct arena *arena, struct str bytes)
{
    struct str line = {0};
    if (bytes.len == 0 || normalise_line(fuzz_text(arena, bytes), arena, &line) != STATUS_OK ||
        line.len > TITLE_BYTES_MAX) {
        return (struct str){0};
    }
    return line.len ? line : (struct str){0};
}

/* Blocks as a page's blank lines would part it, of kinds that the input chooses. */
static void add_blocks(struct article *a, struct fuzz_input *in)
{
    struct block *blocks = arena_alloc_array(a->arena, BLOCKS_MAX, sizeof *blocks);
    uint32_t count = 0;
    struct str body = a->input.body;
    for (size_t at = 0; at < body.len && count < BLOCKS_MAX;) {
        size_t end = str_find(body, STR("\n\n"), at);
        end = end == SIZE_MAX ? body.len : end;
        if (end > at) {
            blocks[count++] = (struct block){(enum block_kind)(fuzz_byte(in) % (BLOCK_QUOTE + 1)),
                                             {(uint32_t)at, (uint32_t)end}};
        }
        at = end + 2;
    }
    a->input.blocks = blocks;
    a->input.block_count = count;
}

static bool make(struct article *a, const uint8_t *data, size_t size)
{
    struct fuzz_input in = fuzz_input_of(data, size);
    uint8_t with = fuzz_byte(&in);
    article_reset(a);
    struct fuzz_input kinds = {fuzz_str(&in)};
    a->input.id = STR("fuzz");
    a->input.content = STR("0000000000000000000000000000000000000000000000000000000000000000");
    a->input.language = with & WITH_LANGUAGE ? STR("en") : (struct str){0};
    a->input.published = with & WITH_PUBLISHED ? STR("2024-03-14") : (struct str){0};
    if (with & WITH_TITLE) {
        a->input.title = line_of(a->arena, fuzz_str(&in));
        a->input.byline = line_of(a->arena, fuzz_str(&in));
    }
    struct str body = fuzz_text(a->arena, str_slice(in.rest, 0, BODY_MAX));
    if (normalise_text(body, a->arena, &a->input.body) != STATUS_OK) {
        return false;
    }
    if (with & WITH_BLOCKS) {
        add_blocks(a, &kinds);
    }
    return article_assemble(a) == STATUS_OK;
}

static bool analyse(struct article *a, const uint8_t *data, size_t size, struct buf *out,
                    char digest[ANALYSIS_DIGEST_TEXT])
{
    static const struct models models = {0};
    if (!make(a, data, size)) {
        return false;
    }
    pipeline_run(a, &models);
    check(a);
    struct provenance provenance = {
        .service = STR("dateline/fuzz"), .mode = WIRE_MODE_FAST, .reproducible = true};
    struct wire_analysis m;
    analysis_of(a, &provenance, ANALYSIS_FULL, &m);
    fuzz_must(analysis_write(&m, out, digest) == STATUS_OK, "every analysis can be written");
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    static struct pipeline_state state;
    static struct article a;
    static struct buf first, second;
    static const struct models models = {0};
    if (!arena.limit) {
        if (arena_init(&arena, pipeline_arena_bytes() + analysis_arena_bytes()) != STATUS_OK ||
            pipeline_state_init(&state, &models) != STATUS_OK) {
            abort();
        }
        a.arena = &arena;
        a.state = &state;
    }
    char digests[2][ANALYSIS_DIGEST_TEXT];
    buf_clear(&first);
    buf_clear(&second);
    if (analyse(&a, data, size, &first, digests[0])) {
        fuzz_must(analyse(&a, data, size, &second, digests[1]), "the same article again");
        fuzz_must(str_equal(buf_str(&first), buf_str(&second)), "the same article, the same bytes");
        fuzz_must(str_equal(str_of(digests[0]), str_of(digests[1])),
                  "the same article, the same digest");
    }
    return 0;
}

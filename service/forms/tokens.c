#include "forms/tokens.h"

#include <string.h>

#include <sodium.h>

#include "base/utf8.h"

enum { COLUMNS = 10, COLUMN_ID = 0, COLUMN_FORM = 1, COLUMN_MISC = 9 };

struct reader {
    struct article *a;
    char *text;
    size_t len, room;
    bool glued;         /* the next token follows without a blank */
    bool new_sentence;  /* the next token begins one */
    uint64_t range_end; /* of the multiword token that is being read; 0: none */
    bool glued_after_range;
};

/* ---- lines and documents ---- */

static struct str next_line(struct str *rest)
{
    size_t newline = str_find_byte(*rest, '\n', 0);
    size_t end = newline == SIZE_MAX ? rest->len : newline;
    struct str line = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, newline == SIZE_MAX ? end : end + 1, rest->len);
    return str_ends_with(line, STR("\r")) ? str_slice(line, 0, line.len - 1) : line;
}

static bool is_newdoc(struct str line)
{
    return str_starts_with(line, STR("# newdoc"));
}

bool tokens_next_document(struct str *rest, enum tokens_form form, struct str *document)
{
    const char *begin = NULL;
    size_t len = 0;
    while (rest->len > 0) {
        struct str before = *rest;
        struct str line = next_line(rest);
        bool blank = str_trim(line).len == 0;
        if (form == TOKENS_CONLLU && begin && is_newdoc(line)) {
            *rest = before;
            break;
        }
        if (form == TOKENS_HORIZONTAL && blank && begin) {
            break;
        }
        if (!begin && !blank) {
            begin = line.ptr;
        }
        len = begin ? (size_t)(line.ptr + line.len - begin) : 0;
    }
    *document = str_make(begin, len);
    return begin != NULL;
}

/* ---- tokens ---- */

static void put(struct reader *r, struct str s)
{
    memcpy(r->text + r->len, s.ptr, s.len);
    r->len += s.len;
}

static enum status begin_sentence(struct reader *r)
{
    struct sentence *s = vec_push(&r->a->sentences, r->a->arena, SENTENCES_MAX);
    if (!s) {
        return STATUS_LIMIT;
    }
    s->token_begin = s->token_end = r->a->tokens.count;
    s->span.begin = s->span.end = (uint32_t)r->len;
    r->new_sentence = false;
    return STATUS_OK;
}

static enum status add_token(struct reader *r, struct str form)
{
    if (r->len + form.len + 1 > r->room) {
        return STATUS_LIMIT;
    }
    if (r->len > 0 && !r->glued) {
        put(r, STR(" "));
    }
    if (r->new_sentence && begin_sentence(r) != STATUS_OK) {
        return STATUS_LIMIT;
    }
    struct token *t = vec_push(&r->a->tokens, r->a->arena, TOKENS_MAX);
    if (!t) {
        return STATUS_LIMIT;
    }
    t->begin = (uint32_t)r->len;
    put(r, form);
    t->end = (uint32_t)r->len;
    struct sentence *s = &r->a->sentences.items[r->a->sentences.count - 1];
    s->span.end = t->end;
    s->token_end = r->a->tokens.count;
    r->glued = false;
    return STATUS_OK;
}

static enum status read_horizontal(struct reader *r, struct str line)
{
    enum status status = STATUS_OK;
    r->new_sentence = true;
    for (size_t at = 0; at < line.len && status == STATUS_OK;) {
        size_t end = at;
        while (end < line.len && line.ptr[end] != ' ' && line.ptr[end] != '\t') {
            end++;
        }
        status = end > at ? add_token(r, str_slice(line, at, end)) : STATUS_OK;
        at = end + 1;
    }
    return status;
}

/* ---- CoNLL-U ---- */

static bool split(struct str line, struct str columns[COLUMNS])
{
    size_t at = 0;
    for (int i = 0; i < COLUMNS; i++) {
        size_t tab = str_find_byte(line, '\t', at);
        bool last = i + 1 == COLUMNS;
        if (last != (tab == SIZE_MAX)) {
            return false;
        }
        columns[i] = str_slice(line, at, last ? line.len : tab);
        at = tab + 1;
    }
    return true;
}

static void read_comment(struct reader *r, struct str line)
{
    static const struct str newdoc = STR_INIT("# newdoc id = ");
    if (str_starts_with(line, newdoc)) {
        r->a->input.id = str_trim(utf8_cut(str_slice(line, newdoc.len, line.len), ID_BYTES_MAX));
    }
}

/* A form may hold blanks; they are as good as any other character. */
static enum status read_row(struct reader *r, struct str line)
{
    struct str columns[COLUMNS];
    uint64_t number;
    if (!split(line, columns) || columns[COLUMN_FORM].len == 0) {
        return STATUS_INVALID;
    }
    bool glued = str_find(columns[COLUMN_MISC], STR("SpaceAfter=No"), 0) != SIZE_MAX;
    size_t dash = str_find_byte(columns[COLUMN_ID], '-', 0);
    if (dash != SIZE_MAX) {
        r->glued_after_range = glued;
        return str_to_u64(str_slice(columns[COLUMN_ID], dash + 1, columns[COLUMN_ID].len),
                          &r->range_end)
                   ? STATUS_OK
                   : STATUS_INVALID;
    }
    if (!str_to_u64(columns[COLUMN_ID], &number)) {
        return str_find_byte(columns[COLUMN_ID], '.', 0) == SIZE_MAX
                   ? STATUS_INVALID
                   : STATUS_OK; /* "5.1": an empty node */
    }
    enum status status = add_token(r, columns[COLUMN_FORM]);
    r->glued = number < r->range_end || (number == r->range_end ? r->glued_after_range : glued);
    r->range_end = number < r->range_end ? r->range_end : 0;
    return status;
}

static enum status read_conllu(struct reader *r, struct str line)
{
    if (line.len == 0) {
        r->new_sentence = true;
        r->range_end = 0;
        return STATUS_OK;
    }
    if (line.ptr[0] == '#') {
        read_comment(r, line);
        return STATUS_OK;
    }
    return read_row(r, line);
}

/* ---- the article ---- */

static void set_content(struct article *a)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    enum { HEX = 2 * crypto_hash_sha256_BYTES + 1 };
    char *hex = arena_alloc_raw(a->arena, HEX);
    crypto_hash_sha256(hash, (const unsigned char *)a->text.ptr, a->text.len);
    sodium_bin2hex(hex, HEX, hash, sizeof hash);
    a->input.content = str_make(hex, HEX - 1);
}

enum status tokens_read(struct str document, enum tokens_form form, struct article *a)
{
    struct reader r = {.a = a, .room = TEXT_BYTES_MAX, .new_sentence = true};
    enum status status = utf8_valid(document) ? STATUS_OK : STATUS_INVALID;
    r.text = arena_alloc_raw(a->arena, (document.len < r.room ? document.len : r.room) + 2);
    r.room = document.len + 1 < r.room ? document.len + 1 : r.room;
    while (document.len > 0 && status == STATUS_OK) {
        struct str line = next_line(&document);
        status = form == TOKENS_CONLLU ? read_conllu(&r, line) : read_horizontal(&r, line);
    }
    r.text[r.len] = '\0'; /* as article_assemble does */
    a->text = a->input.body = str_make(r.text, r.len);
    a->input.given_tokens = true;
    a->layers |= HAS_SENTENCES | HAS_TOKENS;
    set_content(a);
    return status;
}

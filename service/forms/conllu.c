#include "forms/conllu.h"

#include <inttypes.h>

/* Comments and fields are lines and cells: no newline, no tab; a blank may stand inside a field. */
static void put_clean(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        buf_add_byte(out, (unsigned char)s.ptr[i] < 0x20 ? ' ' : s.ptr[i]);
    }
}

static void put_field(struct buf *out, bool there, const struct str *column, uint32_t i)
{
    buf_add_byte(out, '\t');
    if (there && column[i].len > 0) {
        put_clean(out, column[i]);
    } else {
        buf_add_byte(out, '_');
    }
}

static bool glued(const struct wire_analysis *m, uint32_t i)
{
    return i + 1 < m->tokens.begin_count && m->tokens.begin[i + 1] == m->tokens.end[i];
}

static void put_token(const struct wire_analysis *m, uint32_t i, uint32_t number, struct buf *out)
{
    const struct wire_tokens *t = &m->tokens;
    buf_printf(out, "%" PRIu32 "\t", number);
    put_clean(out, t->form[i]);
    put_field(out, t->has_lemma, t->lemma, i);
    put_field(out, t->has_upos, t->upos, i);
    put_field(out, t->has_xpos, t->xpos, i);
    put_field(out, t->has_feats, t->feats, i);
    if (t->has_head) {
        buf_printf(out, "\t%" PRIu32, t->head[i]);
    } else {
        buf_add_str(out, STR("\t_"));
    }
    put_field(out, t->has_deprel, t->deprel, i);
    buf_add_str(out, STR("\t_\t"));
    buf_add_str(out, glued(m, i) ? STR("SpaceAfter=No\n") : STR("_\n"));
}

static void put_sentence(const struct wire_analysis *m, uint32_t i, struct buf *out)
{
    const struct wire_sentence *s = &m->sentences[i];
    if (i == 0 || s->paragraph != m->sentences[i - 1].paragraph) {
        buf_add_str(out, STR("# newpar\n"));
    }
    buf_printf(out, "# sent_id = %" PRIu32 "\n# text = ", i + 1);
    put_clean(out, str_slice(m->text, s->span.begin, s->span.end));
    buf_add_byte(out, '\n');
    for (uint32_t k = s->tokens.begin; k < s->tokens.end && k < m->tokens.begin_count; k++) {
        put_token(m, k, k - s->tokens.begin + 1, out);
    }
    buf_add_byte(out, '\n');
}

/* An analysis may come from anywhere: its columns need not be of one length. */
static bool are_columns(const struct wire_tokens *t)
{
    uint32_t n = t->begin_count;
    return t->end_count == n && t->form_count == n && (!t->has_lemma || t->lemma_count == n) &&
           (!t->has_upos || t->upos_count == n) && (!t->has_xpos || t->xpos_count == n) &&
           (!t->has_feats || t->feats_count == n) && (!t->has_head || t->head_count == n) &&
           (!t->has_deprel || t->deprel_count == n);
}

enum status conllu_write(const struct wire_analysis *m, struct buf *out)
{
    buf_add_str(out, STR("# newdoc id = "));
    put_clean(out, m->article.id.len ? m->article.id : STR("_"));
    buf_add_byte(out, '\n');
    if (!m->has_sentences || !m->has_tokens) {
        buf_add_byte(out, '\n');
        return STATUS_NOT_FOUND;
    }
    if (!are_columns(&m->tokens)) {
        return STATUS_INVALID;
    }
    for (uint32_t i = 0; i < m->sentences_count; i++) {
        put_sentence(m, i, out);
    }
    return STATUS_OK;
}

/* attribution: who said what: direct, indirect and mixed quotations with cue, speaker, addressee,
 * relay and medium.
 *
 * Reads    quoted, paragraphs, sentences, tokens, tags, trees.   Writes  quotes, ordered by begin,
 *          longer first.
 * Memory   results live in a->arena, trees and candidates in the worker's scratch arena.
 * Budget   one unit for each token.
 * Errors   STATUS_LIMIT when QUOTES_MAX or the budget was reached: there are no quotes then.
 *
 * Candidates come from the trees (attribution_find), are joined with the stretches in quotation
 * marks, and what stands in marks without one gets its speaker from the words around it, from
 * the most certain way to the least: a verb behind or before it in its sentence, the speaker who
 * goes on, a colon, the sentence before. What nobody is said to have said (titles, scare quotes)
 * is left out. A candidate inside the content of another is part of that content. */
#include "pipeline/attribution_join.h"

#include "pipeline/pipeline.h"
#include "pipeline/stages.h"

enum status attribution_run(struct article *a, const struct models *m)
{
    (void)m;
    struct arena *scratch = &a->state->scratch;
    struct arena_mark mark = arena_mark(scratch);
    struct joiner j = {.f = {.a = a}};
    if (!article_spend(a, a->tokens.count)) {
        return STATUS_LIMIT;
    }
    syntax_build(&j.f.syntax, a, scratch);
    attribution_collect_stretches(&j);
    attribution_find(&j.f);
    attribution_drop_refusals(&j);
    attribution_cut_parallel(&j);
    attribution_join_marks(&j);
    attribution_pass_on(&j);
    attribution_drop_inner(&j);
    attribution_settle(&j);
    attribution_attribute(&j);
    attribution_read_turns(&j);
    bool fits = attribution_write(&j);
    arena_rewind(scratch, mark);
    return fits ? STATUS_OK : STATUS_LIMIT;
}

/* stages: the one public function of each stage. What it reads, writes and may return stands in its
 * own source's head. */
#ifndef DATELINE_PIPELINE_STAGES_H
#define DATELINE_PIPELINE_STAGES_H

#include "article/article.h"

struct models;

enum status sections_run(struct article *a, const struct models *m) MUST_CHECK;
enum status dateline_run(struct article *a, const struct models *m) MUST_CHECK;
enum status language_run(struct article *a, const struct models *m) MUST_CHECK;
enum status sentence_run(struct article *a, const struct models *m) MUST_CHECK;
enum status tokenise_run(struct article *a, const struct models *m) MUST_CHECK;
enum status quote_run(struct article *a, const struct models *m) MUST_CHECK;
enum status encode_run(struct article *a, const struct models *m) MUST_CHECK;
enum status tag_run(struct article *a, const struct models *m) MUST_CHECK;
enum status cut_run(struct article *a, const struct models *m) MUST_CHECK;
enum status parse_run(struct article *a, const struct models *m) MUST_CHECK;
enum status names_run(struct article *a, const struct models *m) MUST_CHECK;
enum status timex_run(struct article *a, const struct models *m) MUST_CHECK;
enum status mentions_run(struct article *a, const struct models *m) MUST_CHECK;
enum status places_run(struct article *a, const struct models *m) MUST_CHECK;
enum status entities_run(struct article *a, const struct models *m) MUST_CHECK;
enum status quantity_run(struct article *a, const struct models *m) MUST_CHECK;
enum status attribution_run(struct article *a, const struct models *m) MUST_CHECK;
enum status speakers_run(struct article *a, const struct models *m) MUST_CHECK;
enum status actors_run(struct article *a, const struct models *m) MUST_CHECK;
enum status relations_run(struct article *a, const struct models *m) MUST_CHECK;
enum status events_run(struct article *a, const struct models *m) MUST_CHECK;
enum status coref_run(struct article *a, const struct models *m) MUST_CHECK;
enum status occasions_run(struct article *a, const struct models *m) MUST_CHECK;
enum status roles_run(struct article *a, const struct models *m) MUST_CHECK;

/* The language guesser's per-worker state (pipeline/language.c). */
enum status language_state_new(void **state) MUST_CHECK;
void language_state_free(void *state);

#endif

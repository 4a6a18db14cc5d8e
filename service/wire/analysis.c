#include "wire/analysis.h"

#include <math.h>

#include "base/clock.h"
#include "base/sha256.h"
#include "wire/analysis_events.h"
#include "wire/writer.h"

/* The digest is taken by writing the map twice, first without what it leaves out: the heads of
 * three maps differ in their counts, so hashing around the gaps would save one pass of two and
 * cost a second notion of what is left out. */

/* Enums of article.h are written as those of proto/, which begin with NONE. */
#define SAME_ORDER(wire_first, first, wire_last, last, none)                                       \
    _Static_assert((int)(wire_first) == (int)(first) + (none) &&                                   \
                       (int)(wire_last) == (int)(last) + (none),                                   \
                   #first " to " #last " stand in one order")

SAME_ORDER(WIRE_SECTION_KIND_HEADLINE, SECTION_HEADLINE, WIRE_SECTION_KIND_CORRECTION,
           SECTION_CORRECTION, 1);
SAME_ORDER(WIRE_QUOTE_KIND_DIRECT, QUOTE_DIRECT, WIRE_QUOTE_KIND_MIXED, QUOTE_MIXED, 1);
SAME_ORDER(WIRE_ENTITY_TYPE_PERSON, ENTITY_PERSON, WIRE_ENTITY_TYPE_OTHER, ENTITY_OTHER, 1);
SAME_ORDER(WIRE_TIME_TYPE_DATE, TIMEX_DATE, WIRE_TIME_TYPE_SET, TIMEX_SET, 1);
SAME_ORDER(WIRE_ANCHOR_KIND_PUBLISHED, ANCHOR_PUBLISHED, WIRE_ANCHOR_KIND_TIME, ANCHOR_TIME, 0);
SAME_ORDER(WIRE_MENTION_KIND_NAME, MENTION_NAME, WIRE_MENTION_KIND_PRONOUN, MENTION_PRONOUN, 1);
SAME_ORDER(WIRE_ROLE_KIND_CURRENT, ROLE_CURRENT, WIRE_ROLE_KIND_CANDIDATE, ROLE_CANDIDATE, 1);
SAME_ORDER(WIRE_QUANTITY_KIND_MONEY, QUANTITY_MONEY, WIRE_QUANTITY_KIND_CASUALTIES,
           QUANTITY_CASUALTIES, 1);
SAME_ORDER(WIRE_STAGE_STATUS_DONE, STAGE_DONE, WIRE_STAGE_STATUS_ABSENT, STAGE_ABSENT, 1);

static double rounded(double score)
{
    return floor(score * 1000.0 + 0.5) / 1000.0;
}

static bool has(const struct article *a, enum layer layer)
{
    return (a->layers & layer) != 0;
}

/* ---- the article ---- */

static struct str identity_of(const struct article *a)
{
    if (!str_is_absent(a->input.id)) {
        return a->input.id;
    }
    if (!str_is_absent(a->input.uri) || str_is_absent(a->input.content)) {
        return a->input.uri;
    }
    return arena_printf(a->arena, "sha256:%.*s", STR_ARG(a->input.content));
}

static bool is_word(struct str token)
{
    for (size_t i = 0; i < token.len; i++) {
        unsigned char c = (unsigned char)token.ptr[i];
        unsigned char letter = c | 0x20;
        /* U+0080 to U+00BF and U+2000 to U+2BFF, where punctuation and symbols live, begin with
         * C2, E2; letters do not. */
        if ((c >= '0' && c <= '9') || (letter >= 'a' && letter <= 'z' && c < 0x80) ||
            (c >= 0xC3 && c != 0xE2)) {
            return true;
        }
    }
    return false;
}

static uint32_t count_words(const struct article *a)
{
    uint32_t words = 0;
    for (uint32_t i = 0; i < a->tokens.count; i++) {
        struct span span = {a->tokens.items[i].begin, a->tokens.items[i].end};
        words += is_word(article_slice(a, span));
    }
    return words;
}

static void set_published(const struct article *a, struct wire_article_ref *out)
{
    if (!str_is_absent(a->input.published)) {
        out->published = a->input.published;
        out->published_by = WIRE_PUBLISHED_BY_GIVEN;
    } else if (has(a, HAS_DATELINE) && a->dateline.found && !str_is_absent(a->dateline.date)) {
        out->published = a->dateline.date;
        out->published_by = WIRE_PUBLISHED_BY_DATELINE;
    }
}

static void set_received(const struct article *a, struct wire_article_ref *out)
{
    if (a->input.received_ms) {
        char text[CLOCK_TEXT];
        clock_format(a->input.received_ms, text);
        out->received = arena_dup(a->arena, str_of(text));
    }
    out->has_revision = a->input.revision != 0;
    out->revision = a->input.revision;
}

static void set_article(const struct article *a, struct wire_article_ref *out)
{
    *out = (struct wire_article_ref){
        .id = identity_of(a),
        .uri = a->input.uri,
        .content = a->input.content,
        .source = a->input.source,
        .title = a->input.title,
        .byline = a->input.byline,
        .rights = a->input.rights,
        .has_language = has(a, HAS_LANGUAGE),
        .language = {.tag = a->language.tag, .confidence = rounded(a->language.confidence)},
        .has_words = has(a, HAS_TOKENS),
        .words = has(a, HAS_TOKENS) ? count_words(a) : 0,
        .has_sentences = has(a, HAS_SENTENCES),
        .sentences = a->sentences.count,
    };
    set_published(a, out);
    set_received(a, out);
}

/* ---- layers ---- */

static void set_sections(const struct article *a, struct wire_analysis *out)
{
    struct wire_section *items = arena_alloc_array(a->arena, a->sections.count, sizeof *items);
    for (uint32_t i = 0; i < a->sections.count; i++) {
        const struct section *s = &a->sections.items[i];
        items[i] =
            (struct wire_section){.kind = (enum wire_section_kind)(s->kind + 1), .span = s->span};
    }
    out->sections = items;
    out->sections_count = a->sections.count;
    out->has_sections = true;
}

static void set_dateline(const struct article *a, struct wire_analysis *out)
{
    const struct dateline *d = &a->dateline;
    out->has_dateline = d->found;
    out->dateline = (struct wire_dateline){
        .span = d->place,
        .place_text = article_slice(a, d->place),
        .date = d->date,
        .has_credit = d->credit_count > 0,
        .credit = d->credit,
        .credit_count = d->credit_count,
        .mark = d->mark,
    };
}

static void set_sentences(const struct article *a, struct wire_analysis *out)
{
    struct wire_sentence *items = arena_alloc_array(a->arena, a->sentences.count, sizeof *items);
    for (uint32_t i = 0; i < a->sentences.count; i++) {
        const struct sentence *s = &a->sentences.items[i];
        items[i] = (struct wire_sentence){.span = s->span,
                                          .paragraph = s->paragraph,
                                          .has_tokens = has(a, HAS_TOKENS),
                                          .tokens = {s->token_begin, s->token_end}};
    }
    out->sentences = items;
    out->sentences_count = a->sentences.count;
    out->has_sentences = true;
}

static void set_tags(const struct article *a, struct wire_tokens *out)
{
    if (has(a, HAS_TAGS)) {
        out->lemma = a->tags.lemma;
        out->upos = a->tags.upos;
        out->xpos = a->tags.xpos;
        out->feats = a->tags.feats;
        out->lemma_count = out->upos_count = out->xpos_count = out->feats_count = a->tokens.count;
        out->has_lemma = out->has_upos = out->has_xpos = out->has_feats = true;
    }
}

static void set_trees(const struct article *a, struct wire_tokens *out)
{
    if (has(a, HAS_TREES)) {
        out->head = a->trees.head;
        out->deprel = a->trees.deprel;
        out->head_count = out->deprel_count = a->tokens.count;
        out->has_head = out->has_deprel = true;
    }
}

static void set_tokens(const struct article *a, struct wire_analysis *out)
{
    uint32_t count = a->tokens.count;
    uint32_t *begin = arena_alloc_array(a->arena, count, sizeof *begin);
    uint32_t *end = arena_alloc_array(a->arena, count, sizeof *end);
    struct str *form = arena_alloc_array(a->arena, count, sizeof *form);
    for (uint32_t i = 0; i < count; i++) {
        struct span span = {a->tokens.items[i].begin, a->tokens.items[i].end};
        begin[i] = span.begin;
        end[i] = span.end;
        form[i] = article_slice(a, span);
    }
    struct wire_tokens tokens = {.begin = begin,
                                 .begin_count = count,
                                 .end = end,
                                 .end_count = count,
                                 .form = form,
                                 .form_count = count};
    set_tags(a, &tokens);
    set_trees(a, &tokens);
    out->tokens = tokens;
    out->has_tokens = true;
}

static struct wire_speaker party(const struct article *a, const struct party *p)
{
    return (struct wire_speaker){.has_span = true,
                                 .span = p->span,
                                 .text = article_slice(a, p->span),
                                 .has_entity = p->entity != NO_INDEX,
                                 .entity = p->entity};
}

static void set_parties(const struct article *a, const struct quote *q, struct wire_quote *out)
{
    if (q->cue.span.end > 0) {
        out->has_cue = true;
        out->cue = (struct wire_cue){
            .span = q->cue.span, .text = article_slice(a, q->cue.span), .lemma = q->cue.lemma};
    }
    if (q->speaker.span.end > 0) {
        out->has_speaker = true;
        out->speaker = party(a, &q->speaker);
    }
    if (q->addressee.span.end > 0) {
        out->has_addressee = true;
        out->addressee = party(a, &q->addressee);
    }
    if (q->via.span.end > 0) {
        out->has_via = true;
        out->via = party(a, &q->via);
    }
}

static void set_occasion(const struct article *a, const struct quote *q, struct wire_quote *out)
{
    if (has(a, HAS_OCCASIONS)) {
        out->has_time = q->time != NO_INDEX;
        out->time = q->time;
        out->has_place = q->place != NO_INDEX;
        out->place = q->place;
    }
}

/* Without attribution the contents of the quotation marks. */
static void set_quotes(const struct article *a, struct wire_analysis *out)
{
    bool attributed = has(a, HAS_ATTRIBUTIONS);
    const struct quote *from = attributed ? a->quotes.items : a->quoted.items;
    uint32_t count = attributed ? a->quotes.count : a->quoted.count;
    struct wire_quote *items = arena_alloc_array(a->arena, count, sizeof *items);
    for (uint32_t i = 0; i < count; i++) {
        const struct quote *q = &from[i];
        items[i] = (struct wire_quote){.kind = (enum wire_quote_kind)(q->kind + 1),
                                       .span = q->span,
                                       .text = article_slice(a, q->span),
                                       .has_continues = q->continues != NO_INDEX,
                                       .continues = q->continues,
                                       .medium = (enum wire_quote_medium)q->medium,
                                       .negated = q->negated,
                                       .has_hypothetical = q->is_hypothetical,
                                       .hypothetical = q->is_hypothetical,
                                       .confidence = rounded(q->confidence),
                                       .by = str_of(q->by)};
        set_parties(a, q, &items[i]);
        set_occasion(a, q, &items[i]);
    }
    out->quotes = items;
    out->quotes_count = count;
    out->has_quotes = true;
}

static void set_quantities(const struct article *a, struct wire_analysis *out)
{
    struct wire_quantity *items = arena_alloc_array(a->arena, a->quantities.count, sizeof *items);
    for (uint32_t i = 0; i < a->quantities.count; i++) {
        const struct quantity *q = &a->quantities.items[i];
        bool counted = q->counted.end > q->counted.begin;
        items[i] = (struct wire_quantity){.kind = (enum wire_quantity_kind)(q->kind + 1),
                                          .span = q->span,
                                          .text = article_slice(a, q->span),
                                          .has_value = true,
                                          .value = q->value,
                                          .has_high = q->has_high,
                                          .high = q->high,
                                          .unit = str_of(q->unit),
                                          .approx = q->approx,
                                          .mod = str_of(q->mod),
                                          .has_entity = q->entity != NO_INDEX,
                                          .entity = q->entity,
                                          .has_time = q->time != NO_INDEX,
                                          .time = q->time,
                                          .has_event = q->event != NO_INDEX,
                                          .event = q->event,
                                          .has_place = q->place != NO_INDEX,
                                          .place = q->place,
                                          .has_confidence = true,
                                          .confidence = rounded(q->confidence),
                                          .by = str_of(q->by)};
        items[i].counted = counted ? article_slice(a, q->counted) : (struct str){0};
    }
    out->quantities = items;
    out->quantities_count = a->quantities.count;
    out->has_quantities = true;
}

/* Each entity's mentions stand in text order, side by side in one array. */
static const struct wire_mention *sorted_mentions(const struct article *a, uint32_t *next)
{
    struct wire_mention *items = arena_alloc_array(a->arena, a->mentions.count, sizeof *items);
    for (uint32_t i = 0, at = 0; i < a->entities.count; i++) {
        next[i] = at;
        at += a->entities.items[i].mention_count;
    }
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *m = &a->mentions.items[i];
        if (m->entity == NO_INDEX) {
            continue;
        }
        items[next[m->entity]++] =
            (struct wire_mention){.span = m->span,
                                  .text = article_slice(a, m->span),
                                  .kind = (enum wire_mention_kind)(m->kind + 1),
                                  .has_sentence = true,
                                  .sentence = m->sentence,
                                  .has_confidence = true,
                                  .confidence = rounded(m->confidence)};
    }
    return items;
}

static const struct wire_entity_role *all_roles(const struct article *a)
{
    struct wire_entity_role *items = arena_alloc_array(a->arena, a->roles.count, sizeof *items);
    for (uint32_t i = 0; i < a->roles.count; i++) {
        const struct role *r = &a->roles.items[i];
        items[i] = (struct wire_entity_role){.title = r->title,
                                             .has_organization = r->organization != NO_INDEX,
                                             .organization = r->organization,
                                             .country = r->country,
                                             .has_span = true,
                                             .span = r->span,
                                             .kind = (enum wire_role_kind)(r->kind + 1),
                                             .has_confidence = true,
                                             .confidence = rounded(r->confidence)};
    }
    return items;
}

static void set_entities(const struct article *a, struct wire_analysis *out)
{
    struct wire_entity *items = arena_alloc_array(a->arena, a->entities.count, sizeof *items);
    uint32_t *ends = arena_alloc_array(a->arena, a->entities.count, sizeof *ends);
    const struct wire_mention *mentions = sorted_mentions(a, ends);
    const struct wire_entity_role *roles = all_roles(a);
    for (uint32_t i = 0; i < a->entities.count; i++) {
        const struct entity *e = &a->entities.items[i];
        items[i] = (struct wire_entity){.id = i,
                                        .key = e->key,
                                        .type = (enum wire_entity_type)(e->type + 1),
                                        .name = e->name,
                                        .has_aliases = e->alias_count > 0,
                                        .aliases = e->aliases,
                                        .aliases_count = e->alias_count,
                                        .wikidata = e->wikidata,
                                        .has_geonames = e->geonames != 0,
                                        .geonames = e->geonames,
                                        .cameo = e->cameo,
                                        .has_roles = e->role_end > e->role_begin,
                                        .roles = roles + e->role_begin,
                                        .roles_count = e->role_end - e->role_begin,
                                        .has_salience = has(a, HAS_CHAINS),
                                        .salience = rounded(e->salience),
                                        .has_confidence = true,
                                        .confidence = rounded(e->confidence),
                                        .by = e->by,
                                        .mentions = mentions + (ends[i] - e->mention_count),
                                        .mentions_count = e->mention_count};
    }
    out->entities = items;
    out->entities_count = a->entities.count;
    out->has_entities = true;
}

static void set_places(const struct article *a, struct wire_analysis *out)
{
    struct wire_place *items = arena_alloc_array(a->arena, a->places.count, sizeof *items);
    for (uint32_t i = 0; i < a->places.count; i++) {
        const struct place *p = &a->places.items[i];
        items[i] = (struct wire_place){.entity = p->entity,
                                       .name = p->name,
                                       .has_geonames = p->geonames != 0,
                                       .geonames = p->geonames,
                                       .country = p->country,
                                       .admin1 = p->admin1,
                                       .has_lat = p->has_point,
                                       .lat = p->lat_e5 / 1e5,
                                       .has_lon = p->has_point,
                                       .lon = p->lon_e5 / 1e5,
                                       .feature = p->feature,
                                       .has_population = p->population != 0,
                                       .population = p->population,
                                       .has_confidence = true,
                                       .confidence = rounded(p->confidence),
                                       .has_why = p->why_count > 0,
                                       .why = p->why,
                                       .why_count = p->why_count,
                                       .has_candidate_count = true,
                                       .candidate_count = p->candidate_count};
    }
    out->places = items;
    out->places_count = a->places.count;
    out->has_places = true;
    out->dateline.has_place = a->dateline_place != NO_INDEX;
    out->dateline.place = a->dateline_place;
}

static void set_focus(const struct article *a, struct wire_analysis *out)
{
    const struct focus *f = &a->focus;
    struct wire_focus_country *countries =
        arena_alloc_array(a->arena, FOCUS_MAX, sizeof *countries);
    struct wire_focus_place *places = arena_alloc_array(a->arena, FOCUS_MAX, sizeof *places);
    for (uint32_t i = 0; i < f->country_count; i++) {
        countries[i] =
            (struct wire_focus_country){f->countries[i].country, rounded(f->countries[i].score)};
    }
    for (uint32_t i = 0; i < f->place_count; i++) {
        places[i] = (struct wire_focus_place){f->places[i].place, rounded(f->places[i].score)};
    }
    out->focus = (struct wire_focus){.countries = countries,
                                     .countries_count = f->country_count,
                                     .has_countries = true,
                                     .places = places,
                                     .places_count = f->place_count,
                                     .has_places = true};
    out->has_focus = true;
}

static void set_times(const struct article *a, struct wire_analysis *out)
{
    struct wire_time *items = arena_alloc_array(a->arena, a->times.count, sizeof *items);
    for (uint32_t i = 0; i < a->times.count; i++) {
        const struct timex3 *t = &a->times.items[i];
        items[i] = (struct wire_time){.span = t->span,
                                      .text = article_slice(a, t->span),
                                      .type = (enum wire_time_type)(t->type + 1),
                                      .value = t->value,
                                      .mod = t->mod,
                                      .begin = t->begin,
                                      .end = t->end,
                                      .has_anchor = t->anchor != ANCHOR_NONE,
                                      .anchor = {.kind = (enum wire_anchor_kind)t->anchor,
                                                 .has_time = t->anchor == ANCHOR_TIME,
                                                 .time = t->anchor_time},
                                      .has_confidence = true,
                                      .confidence = rounded(t->confidence),
                                      .by = str_of(t->by)};
    }
    out->times = items;
    out->times_count = a->times.count;
    out->has_times = true;
}

static void set_warnings(const struct article *a, struct wire_analysis *out)
{
    struct wire_warning *items = arena_alloc_array(a->arena, a->warnings.count, sizeof *items);
    for (uint32_t i = 0; i < a->warnings.count; i++) {
        const struct warning *w = &a->warnings.items[i];
        items[i] = (struct wire_warning){.code = str_of(w->code), .detail = w->detail};
    }
    out->warnings = items;
    out->warnings_count = a->warnings.count;
    out->has_warnings = a->warnings.count > 0;
}

static void set_provenance(const struct article *a, const struct provenance *p,
                           struct wire_analysis *out)
{
    struct wire_stage_report *items = arena_alloc_array(a->arena, a->stage_count, sizeof *items);
    for (uint32_t i = 0; i < a->stage_count; i++) {
        const struct stage_record *s = &a->stages[i];
        items[i] = (struct wire_stage_report){.name = str_of(s->name),
                                              .status = (enum wire_stage_status)(s->status + 1),
                                              .reason = s->reason};
    }
    out->provenance = (struct wire_provenance){.service = p->service,
                                               .model = p->model,
                                               .pack = p->pack,
                                               .mode = p->mode,
                                               .reproducible = p->reproducible,
                                               .stages = items,
                                               .stages_count = a->stage_count};
    out->has_provenance = true;
}

void analysis_of(const struct article *a, const struct provenance *p, enum analysis_detail detail,
                 struct wire_analysis *out)
{
    *out = (struct wire_analysis){
        .schema = STR("dateline.analysis/1"),
        .offset_unit = WIRE_OFFSET_UNIT_BYTE,
        .text = a->text.ptr ? a->text : STR(""),
    };
    set_article(a, &out->article);
    if (has(a, HAS_SECTIONS)) {
        set_sections(a, out);
    }
    if (has(a, HAS_DATELINE)) {
        set_dateline(a, out);
    }
    if (has(a, HAS_SENTENCES)) {
        set_sentences(a, out);
    }
    if (has(a, HAS_TOKENS) && detail == ANALYSIS_FULL) {
        set_tokens(a, out);
    }
    if (has(a, HAS_ENTITIES)) {
        set_entities(a, out);
    }
    if (has(a, HAS_QUOTES)) {
        set_quotes(a, out);
    }
    if (has(a, HAS_TIMES)) {
        set_times(a, out);
    }
    if (has(a, HAS_QUANTITIES)) {
        set_quantities(a, out);
    }
    if (has(a, HAS_PLACES)) {
        set_places(a, out);
        set_focus(a, out);
    }
    if (has(a, HAS_EVENTS)) {
        analysis_set_events(a, out);
    }
    if (has(a, HAS_RELATIONS)) {
        analysis_set_relations(a, out);
    }
    set_warnings(a, out);
    set_provenance(a, p, out);
}

void analysis_refused(struct str id, struct str code, struct str detail, struct wire_analysis *out)
{
    *out = (struct wire_analysis){
        .article = {.id = id},
        .text = STR(""),
        .has_error = true,
        .error = {.code = code, .detail = detail},
    };
}

/* ---- bytes ---- */

/* Appends the digest's form to `out`, hashes it and takes it away again. */
static enum status digest_in(const struct wire_analysis *m, struct buf *out,
                             unsigned char digest[ANALYSIS_DIGEST_BYTES])
{
    size_t before = out->len;
    struct wire_writer w = wire_writer_of(out);
    w.digested = true;
    wire_analysis_write(&w, m);
    if (w.status == STATUS_OK) {
        sha256_of(str_make(out->ptr + before, out->len - before), digest);
    }
    out->len = before;
    return w.status;
}

enum status analysis_digest(const struct wire_analysis *m,
                            unsigned char digest[ANALYSIS_DIGEST_BYTES])
{
    struct buf form = {0};
    enum status status = digest_in(m, &form, digest);
    buf_release(&form);
    return status;
}

enum status analysis_write(const struct wire_analysis *m, struct buf *out,
                           char digest[ANALYSIS_DIGEST_TEXT])
{
    struct wire_analysis whole = *m;
    size_t before = out->len;
    digest[0] = '\0';
    if (!m->has_error) {
        unsigned char bytes[ANALYSIS_DIGEST_BYTES];
        enum status status = digest_in(m, out, bytes);
        if (status != STATUS_OK) {
            return status;
        }
        whole.digest = sha256_text(bytes, digest);
    }
    struct wire_writer w = wire_writer_of(out);
    wire_analysis_write(&w, &whole);
    if (w.status != STATUS_OK) {
        out->len = before;
    }
    return w.status;
}

size_t analysis_arena_bytes(void)
{
    enum { LISTS = 16, ROUNDING = 16, SMALL_STRINGS = 512 };
    return sizeof(struct wire_section) * SECTIONS_MAX +
           sizeof(struct wire_sentence) * SENTENCES_MAX +
           (2 * sizeof(uint32_t) + sizeof(struct str)) * TOKENS_MAX +
           sizeof(struct wire_mention) * MENTIONS_MAX +
           sizeof(struct wire_entity_role) * ROLES_MAX +
           (sizeof(struct wire_entity) + sizeof(uint32_t)) * ENTITIES_MAX +
           sizeof(struct wire_quote) * QUOTES_MAX + sizeof(struct wire_time) * TIMES_MAX +
           sizeof(struct wire_quantity) * QUANTITIES_MAX + analysis_events_bytes() +
           sizeof(struct wire_place) * PLACES_MAX + sizeof(struct wire_warning) * WARNINGS_MAX +
           sizeof(struct wire_stage_report) * STAGES_MAX + LISTS * ROUNDING + SMALL_STRINGS;
}

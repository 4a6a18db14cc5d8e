/* The table of stages, in the order they run. Adding one: its file, a row here,
 * tests/golden/<name>/, its layer in proto/. */
#include "pipeline/stages.h"

#include "pipeline/pipeline.h"

/* clang-format off */
const struct stage stages[] = {
    /* name, function, needs, provides, what it finds */
    {"sections", sections_run, 0,                            HAS_SECTIONS,
     "headline, byline, lede, body, captions, lists; paragraphs"},
    {"dateline", dateline_run, HAS_SECTIONS,                 HAS_DATELINE,
     "place, date and credit that open a wire story"},
    {"language", language_run, HAS_SECTIONS,                 HAS_LANGUAGE | HAS_ENGLISH,
     "the article's language"},
    {"sentence", sentence_run, HAS_SECTIONS | HAS_ENGLISH,   HAS_SENTENCES,
     "sentence bounds"},
    {"tokenise", tokenise_run, HAS_SENTENCES | HAS_ENGLISH,  HAS_TOKENS,
     "words in Universal Dependencies' manner"},
    {"quote",    quote_run,    HAS_SENTENCES | HAS_TOKENS,   HAS_QUOTES,
     "quoted contents"},
    {"encode",   encode_run,   HAS_SENTENCES | HAS_TOKENS | HAS_ENGLISH, HAS_VECTORS,
     "what the language model makes of each word"},
    {"tag",      tag_run,      HAS_VECTORS,                  HAS_TAGS,
     "Universal POS, Penn tag, features and lemma of each word"},
    {"cut",      cut_run,      HAS_TAGS,                     HAS_CUTS,
     "sentence bounds that the rules missed"},
    {"parse",    parse_run,    HAS_VECTORS,                  HAS_TREES,
     "Universal Dependencies"},
    {"names",    names_run,    HAS_VECTORS,                  HAS_NAMES,
     "names of persons, organizations, places, groups and other things"},
    {"attribution", attribution_run, HAS_QUOTES | HAS_TAGS | HAS_TREES, HAS_ATTRIBUTIONS,
     "who said what: quotations with cue, speaker, addressee, medium"},
    {"times",    timex_run,    HAS_SENTENCES | HAS_TOKENS,   HAS_TIMES,
     "dates, times, durations, sets"},
    {"mentions", mentions_run, HAS_NAMES | HAS_TAGS | HAS_TREES, HAS_MENTIONS,
     "names, nominals and pronouns with head, number and gender"},
    {"entities", entities_run, HAS_MENTIONS,                 HAS_ENTITIES,
     "which names name the same"},
    {"coref",    coref_run,    HAS_ENTITIES,                 HAS_CHAINS,
     "what nominals and pronouns refer to"},
    {"roles",    roles_run,    HAS_CHAINS,                   HAS_ROLES,
     "what persons are or were, and for whom"},
    {"speakers", speakers_run, HAS_ATTRIBUTIONS | HAS_ENTITIES, HAS_SPEAKERS,
     "the entities that speak"},
    {"quantities", quantity_run, HAS_SENTENCES | HAS_TOKENS, HAS_QUANTITIES,
     "money, shares, counts, measures, ordinals, scores, casualties"},
    {"places",   places_run,   HAS_ENTITIES | HAS_DATELINE,  HAS_PLACES,
     "which place on earth a toponym means; what the article is about"},
    {"occasions", occasions_run, HAS_ATTRIBUTIONS | HAS_CHAINS, HAS_OCCASIONS,
     "when and where it was said"},
    {"actors",   actors_run,   HAS_ENTITIES,                 HAS_ACTORS,
     "actor codes of entities: country and role, after CAMEO"},
    {"events",   events_run,   HAS_ACTORS,                   HAS_EVENTS,
     "who did what to whom, after PLOVER and CAMEO; other happenings"},
    {"relations", relations_run, HAS_TREES | HAS_ENTITIES,   HAS_RELATIONS,
     "family, membership, place, birth, death, founders, offices"},
};
/* clang-format on */

const size_t stage_count = sizeof stages / sizeof stages[0];

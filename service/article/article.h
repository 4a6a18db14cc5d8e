/* article: the document that all stages read and write.
 *
 * Reads as a stack of layers: a stage needs some and provides others (pipeline/stages.c). A layer
 * that is not there says why in the stage's record. Plain data: stages write the fields of their
 * own layer and nothing else.
 *
 * Memory   all that hangs on an article lives in its arena and dies with article_reset. The article
 *          does not own the arena.
 * Units    spans are bytes into `text`, half-open. `text` is canonical UTF-8: NFC, '\n' as the one
 *          newline, no NUL, no control characters but '\n' and '\t'.
 * Threads  one owner at a time, from hand-over to hand-back.
 */
#ifndef DATELINE_ARTICLE_ARTICLE_H
#define DATELINE_ARTICLE_ARTICLE_H

#include <stdbool.h>
#include <stdint.h>

#include "article/limits.h"
#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"
#include "base/vec.h"

struct span {
    uint32_t begin, end;
};

/* ---- what came in (canonical already: normalised once, at the door) ---- */

enum block_kind {
    BLOCK_PARAGRAPH,
    BLOCK_HEADING,
    BLOCK_CAPTION,
    BLOCK_LIST_ITEM,
    BLOCK_BYLINE,
    BLOCK_QUOTE
};

/* What a marked-up source (HTML) knew about a stretch of the body; spans are bytes into
 * input.body. */
struct block {
    enum block_kind kind;
    struct span span;
};

struct article_input {
    struct str id, uri, source, title, byline, body, rights;
    /* RFC 3339 or a date, as resolved at the door; absent when none was readable */
    struct str published;
    struct str language; /* BCP 47 as given; absent = detect */
    /* (block_count), in text order, do not overlap; NULL for plain text */
    const struct block *blocks;
    uint32_t block_count;
    struct str traceparent; /* W3C, as it came, or absent */
    uint64_t received_ms;   /* wall clock, 0 = not through the service */
    uint32_t revision;      /* 1, 2, …; 0 = not through the service */
    struct str content;     /* SHA-256 of the canonical input, 64 hex digits */
    bool given_tokens;      /* sentences and tokens came with the input and stay as they are */
};

/* ---- layers ---- */

enum layer {
    HAS_SECTIONS = 1u << 0, /* sections, paragraphs */
    HAS_DATELINE = 1u << 1, /* dateline was looked for */
    HAS_LANGUAGE = 1u << 2, /* language */
    HAS_ENGLISH = 1u << 3,  /* the language is one that the next stages read */
    HAS_SENTENCES = 1u << 4,
    HAS_TOKENS = 1u << 5,
    HAS_QUOTES = 1u << 6, /* quoted: contents of quotation marks */
    HAS_VECTORS = 1u << 7,
    HAS_TAGS = 1u << 8,          /* lemma, upos, xpos, feats */
    HAS_CUTS = 1u << 9,          /* sentences are as rules and model together have them */
    HAS_TREES = 1u << 10,        /* head, deprel */
    HAS_NAMES = 1u << 11,        /* names */
    HAS_ATTRIBUTIONS = 1u << 12, /* quotes: who said what */
    HAS_TIMES = 1u << 13,
    HAS_MENTIONS = 1u << 14, /* mentions: names, nominals, pronouns; not yet what they refer to */
    HAS_ENTITIES = 1u << 15, /* entities of the names; the other mentions have none yet */
    HAS_CHAINS = 1u << 16,   /* nominals and pronouns have their entities too */
    HAS_ROLES = 1u << 17,
    HAS_SPEAKERS = 1u << 18, /* quotes: the entities of those who speak */
    HAS_QUANTITIES = 1u << 19,
    HAS_PLACES = 1u << 20, /* places, focus */
    HAS_ACTORS = 1u << 21, /* entity.cameo of all whose code can be told */
    HAS_EVENTS = 1u << 22,
    HAS_RELATIONS = 1u << 23,
    HAS_OCCASIONS = 1u << 24, /* quotes: time and place of the saying */
};

#define SECTION_KIND_MAP(X)                                                                        \
    X(HEADLINE, "headline")                                                                        \
    X(BYLINE, "byline")                                                                            \
    X(DATELINE, "dateline")                                                                        \
    X(LEDE, "lede")                                                                                \
    X(BODY, "body")                                                                                \
    X(CAPTION, "caption")                                                                          \
    X(LIST, "list")                                                                                \
    X(CORRECTION, "correction")

enum section_kind {
#define X(id, name) SECTION_##id,
    SECTION_KIND_MAP(X)
#undef X
};

/* Sections partition the text: each begins where the one before ends; white space between belongs
 * to the one before. */
struct section {
    enum section_kind kind;
    struct span span;
};

/* A paragraph has no white space at either end and lies in one section. A dateline section and the
 * lede that follows it on the same line are two paragraphs' worth of text: the dateline is none,
 * its paragraph begins after the mark. */
struct paragraph {
    struct span span;
    uint32_t section;
};

struct dateline {
    bool found;
    struct span place; /* the place words alone: "KYIV, Ukraine" */
    struct str date;   /* ISO date, absent if none stands there or the year cannot be told */
    struct str credit[CREDITS_MAX]; /* "AP", "Reuters" */
    uint32_t credit_count;
    struct str mark; /* "—", "-", "–", ":" or absent */
};

struct language {
    struct str tag;    /* BCP 47; "und" when the configured language was assumed */
    double confidence; /* 0..1 */
};

struct sentence {
    struct span span; /* no white space at either end */
    uint32_t paragraph;
    uint32_t token_begin, token_end; /* half-open, into tokens */
};

/* A word of Universal Dependencies: clitics are words of their own ("do" "n't"). */
struct token {
    uint32_t begin, end;
};

/* What the language model made of each token, in 8 bits: value = scale * (byte - zero). Read by
 * the model's heads alone. */
struct vectors {
    uint8_t *bytes; /* (tokens, width) */
    float *scale;   /* (tokens) */
    int32_t *zero;  /* (tokens) */
    uint32_t width;
};

/* Columns beside the tokens; strings are the model's own or lie in the arena, an absent one is
 * none. */
struct tags {
    struct str *lemma, *upos, *xpos, *feats; /* (tokens) */
    float *sentence_end;                     /* (tokens): log-odds that a sentence ends with it */
};

struct trees {
    uint32_t *head;     /* (tokens): 0 = root, else 1 + the place in the sentence */
    struct str *deprel; /* (tokens) */
};

#define ENTITY_TYPE_MAP(X)                                                                         \
    X(PERSON, "person")                                                                            \
    X(ORGANIZATION, "organization")                                                                \
    X(LOCATION, "location")                                                                        \
    X(FACILITY, "facility")                                                                        \
    X(GROUP, "group")                                                                              \
    X(EVENT, "event")                                                                              \
    X(PRODUCT, "product")                                                                          \
    X(WORK, "work")                                                                                \
    X(LAW, "law")                                                                                  \
    X(OTHER, "other")

enum entity_type {
#define X(id, name) ENTITY_##id,
    ENTITY_TYPE_MAP(X)
#undef X
};

/* A span that names something, as the model labels it. In text order, none inside another. */
struct name {
    struct span span;
    uint32_t sentence;
    uint32_t token_begin, token_end; /* half-open, into tokens */
    enum entity_type type;
    double confidence; /* 0..1 */
};

enum mention_kind { MENTION_NAME, MENTION_NOMINAL, MENTION_PRONOUN };
enum gender { GENDER_UNKNOWN, GENDER_MALE, GENDER_FEMALE, GENDER_NEUTER };
enum grammatical_number { NUMBER_UNKNOWN, NUMBER_SINGULAR, NUMBER_PLURAL };

/* A span that refers to something. `phrase` is the whole noun phrase that it heads, with titles,
 * modifiers and appositions ("Ana Kos, a baker in Split" of the name "Ana Kos"); of a nominal the
 * two are the same. */
struct mention {
    struct span span, phrase;
    uint32_t entity; /* into entities, or NO_INDEX: refers to nothing that the article knows */
    uint32_t sentence;
    uint32_t token_begin, token_end;   /* of span, half-open, into tokens */
    uint32_t phrase_begin, phrase_end; /* of phrase, likewise */
    uint32_t head;                     /* token */
    uint32_t name;                     /* into names, of a name; else NO_INDEX */
    enum mention_kind kind;
    enum entity_type type; /* ENTITY_OTHER when it cannot be told */
    enum gender gender;    /* GENDER_NEUTER: a thing */
    enum grammatical_number number;
    uint8_t person;      /* 1, 2, 3: of pronouns the grammatical person, else 3 */
    uint32_t antecedent; /* the mention that it joined, or NO_INDEX: the first of its entity */
    const char *by;      /* the rule that joined it, static; NULL for the first */
    double confidence;   /* 0..1: that it belongs to its entity */
};

enum role_kind { ROLE_CURRENT, ROLE_FORMER, ROLE_ACTING, ROLE_ELECT, ROLE_CANDIDATE };

/* What a person is or was: "former chief executive of X". */
struct role {
    uint32_t entity;       /* whose */
    struct str title;      /* "chief executive" */
    uint32_t organization; /* entity, or NO_INDEX */
    struct str country;    /* ISO 3166-1 alpha-2, or absent */
    struct span span;      /* the words that say it */
    enum role_kind kind;
    double confidence; /* 0..1 */
};

/* What mentions refer to. */
struct entity {
    enum entity_type type;
    enum gender gender;
    enum grammatical_number number;
    struct str name;           /* the fullest */
    const struct str *aliases; /* (alias_count), other names in the text, by first use */
    uint32_t alias_count;
    uint32_t mention_count;        /* at least 1 */
    uint32_t name_count;           /* of these by name; 0: known by nominals alone */
    uint32_t role_begin, role_end; /* half-open, into roles */
    double salience;               /* 0..1 */
    double confidence;             /* 0..1 */
    struct str key; /* "Q…", else "x-" and a hash of type and name: the same in every article */
    struct str wikidata, cameo; /* absent when not known */
    uint64_t geonames;          /* 0: not known */
    struct str by;              /* the head or rule that decided: "names@3" */
};

#define NO_INDEX UINT32_MAX

enum quote_kind { QUOTE_DIRECT, QUOTE_INDIRECT, QUOTE_MIXED };

#define QUOTE_MEDIUM_MAP(X)                                                                        \
    X(STATEMENT, "statement")                                                                      \
    X(INTERVIEW, "interview")                                                                      \
    X(SPEECH, "speech")                                                                            \
    X(POST, "post")                                                                                \
    X(REPORT, "report")                                                                            \
    X(THOUGHT, "thought")

enum quote_medium {
    QUOTE_MEDIUM_NONE,
#define X(id, name) QUOTE_MEDIUM_##id,
    QUOTE_MEDIUM_MAP(X)
#undef X
};

/* Somebody with a part in a quotation; nobody when the span is empty. */
struct party {
    struct span span; /* the whole phrase with title and apposition */
    uint32_t head;    /* the token that it hangs on, of "who" the noun before it */
    uint32_t entity;  /* or NO_INDEX */
};

/* What announces a quotation; nothing when the span is empty. */
struct cue {
    struct span span; /* with auxiliaries and negation */
    struct str lemma;
};

/* Of the list `quoted`: a content of quotation marks. Of the list `quotes`: something that is said
 * to have been said, one item for each contiguous stretch. */
struct quote {
    enum quote_kind kind;
    struct span span;   /* the content without its outer marks; a mixed one's whole clause */
    uint32_t continues; /* position of the quote that this one goes on from, or NO_INDEX */
    uint32_t depth;     /* 0 = not inside another quotation */
    struct cue cue;
    struct party speaker, addressee, via;
    uint32_t time, place; /* of the saying: in times, places; NO_INDEX: not told. HAS_OCCASIONS */
    enum quote_medium medium;
    bool negated;         /* it was not said */
    bool is_hypothetical; /* it may be said, or is said only if something else holds */
    double confidence;    /* 0..1; low for scare quotes and titles */
    const char *by;       /* the rule that decided, static */
};

#define QUANTITY_KIND_MAP(X)                                                                       \
    X(MONEY, "money")                                                                              \
    X(PERCENT, "percent")                                                                          \
    X(COUNT, "count")                                                                              \
    X(MEASURE, "measure")                                                                          \
    X(ORDINAL, "ordinal")                                                                          \
    X(SCORE, "score")                                                                              \
    X(CASUALTIES, "casualties")

enum quantity_kind {
#define X(id, name) QUANTITY_##id,
    QUANTITY_KIND_MAP(X)
#undef X
};

/* A number with what it counts or measures. */
struct quantity {
    enum quantity_kind kind;
    struct span span;    /* hedge, number and unit */
    struct span counted; /* the noun phrase; empty: none */
    double value, high;  /* high: of a range; of a score the other side */
    bool has_high, approx;
    const char *unit; /* "USD", "km", "%", "dead"; static, NULL: none */
    uint32_t entity;  /* what is counted, or NO_INDEX: none that the article knows */
    uint32_t time;    /* of casualties: position in times, or NO_INDEX */
    uint32_t event;   /* of casualties: what caused them, position in events, or NO_INDEX */
    uint32_t place;   /* of casualties: position in places, or NO_INDEX */
    const char *mod;  /* the hedge, as TIMEX3's mod: "EQUAL_OR_MORE"; static, NULL: none */
    double confidence;
    const char *by; /* the rule that decided, static */
};

#define TIMEX_TYPE_MAP(X)                                                                          \
    X(DATE, "DATE")                                                                                \
    X(TIME, "TIME")                                                                                \
    X(DURATION, "DURATION")                                                                        \
    X(SET, "SET")

enum timex_type {
#define X(id, name) TIMEX_##id,
    TIMEX_TYPE_MAP(X)
#undef X
};

enum timex_anchor { ANCHOR_NONE, ANCHOR_PUBLISHED, ANCHOR_DATELINE, ANCHOR_TIME };

/* A temporal expression (TimeML's TIMEX3). Absent strings are what could not be established. */
struct timex3 {
    enum timex_type type;
    struct span span;
    struct str value, mod; /* as TIMEX3 writes them: "2024-W07", "P3M", "APPROX" */
    struct str begin, end; /* ISO 8601, [begin,end); with a clock in Universal Time when the text
                              names a zone ("Z"), else as the text has it */
    enum timex_anchor anchor;
    uint32_t anchor_time; /* position in times, of ANCHOR_TIME */
    double confidence;    /* 0..1 */
    const char *by;       /* the rule that decided, static */
};

#define EVENT_MODALITY_MAP(X)                                                                      \
    X(HAPPENED, "happened")                                                                        \
    X(ONGOING, "ongoing")                                                                          \
    X(PLANNED, "planned")                                                                          \
    X(POSSIBLE, "possible")                                                                        \
    X(DEMANDED, "demanded")                                                                        \
    X(DENIED, "denied")                                                                            \
    X(HYPOTHETICAL, "hypothetical")

enum event_modality {
#define X(id, name) EVENT_##id,
    EVENT_MODALITY_MAP(X)
#undef X
};

struct actors_list {
    const uint32_t *entity; /* (count) */
    uint32_t count;
};

/* Something that happens, or is said to. Slices are absent where nothing is known; they lie in the
 * event pack or the arena. */
struct event {
    struct span trigger;
    struct str lemma;                     /* of the trigger */
    struct str class;                     /* "plover", "disaster", "crime", … */
    struct str plover, mode, contexts[2]; /* on class plover */
    struct str cameo;                     /* event code, likewise */
    uint32_t quad;                        /* 1..4, 0 = none */
    int32_t goldstein;                    /* tenths */
    struct actors_list source, target;
    uint32_t place, time; /* in places, times; NO_INDEX = none */
    enum event_modality modality;
    bool negated;
    uint32_t quote, speaker; /* who says so: a quote, an entity; NO_INDEX = none */
    uint32_t sentence;
    double confidence; /* 0..1 */
    const char *by;    /* the rule that decided, static */
};

/* A toponym and the place on earth that it means. Absent strings and zeros are not known. */
struct place {
    uint32_t entity;
    struct str name;    /* as in the knowledge pack */
    struct str country; /* ISO 3166-1 alpha-2 */
    struct str admin1;  /* name of the first-order division */
    struct str feature; /* GeoNames feature code */
    uint32_t geonames, population;
    bool has_point;
    int32_t lat_e5, lon_e5; /* 1e-5 degrees */
    double confidence;      /* 0..1: that it is not more than 161 km off */
    struct str why[PLACE_WHY_MAX];
    uint32_t why_count;
    uint32_t candidate_count; /* places of that name; 0: the pack knows none */
};

/* What the article is about, best first; scores 0..1, their sum over all countries is 1. */
struct focus {
    struct {
        struct str country;
        double score;
    } countries[FOCUS_MAX];
    struct {
        uint32_t place;
        double score;
    } places[FOCUS_MAX];
    uint32_t country_count, place_count;
};

/* What holds between an entity and another or a literal: "spouse", "located_in". */
struct entity_relation {
    const char *type;   /* static */
    uint32_t subject;   /* entity */
    uint32_t object;    /* entity, or NO_INDEX: the literal */
    struct str literal; /* a TIMEX3 value */
    struct span span;   /* evidence */
    double confidence;  /* 0..1 */
    const char *by;     /* the rule that decided, static */
};

/* ---- how it went ---- */

enum stage_status { STAGE_DONE, STAGE_SKIPPED, STAGE_FAILED, STAGE_OVER_BUDGET, STAGE_ABSENT };

struct stage_record {
    const char *name;
    enum stage_status status;
    struct str reason; /* why not, or what the stage found that keeps others from running */
    uint32_t us;       /* a metric, not content */
};

struct warning {
    const char *code; /* static: "unsupported-language", "truncated", … */
    struct str detail;
};

/* Which exit of the language model reads the article. */
enum article_mode { ARTICLE_FAST, ARTICLE_ACCURATE };

struct pipeline_state; /* the worker's own: scratch arena, library handles (pipeline/pipeline.h) */

struct article {
    struct arena *arena;
    struct pipeline_state *state;
    struct article_input input;
    enum article_mode mode; /* set after article_reset by whoever runs the pipeline */

    struct str text;     /* title, a blank line, body */
    uint32_t body_begin; /* where the body begins in text */

    uint32_t layers; /* enum layer bits that are there */
    VEC(struct section) sections;
    VEC(struct paragraph) paragraphs;
    struct dateline dateline;
    struct language language;
    /* why HAS_ENGLISH is absent ("unsupported-language: fr"); absent itself when it is there */
    struct str not_english;
    VEC(struct sentence) sentences;
    VEC(struct token) tokens;
    struct vectors vectors;
    struct tags tags;
    struct trees trees;
    VEC(struct name) names;
    VEC(struct mention) mentions; /* in text order, longer first; they may nest */
    VEC(struct entity) entities;  /* by first mention */
    VEC(struct role) roles;       /* by entity */
    VEC(struct quote) quoted;     /* contents of quotation marks, with those inside others */
    VEC(struct quote) quotes;     /* in text order, longer first */
    VEC(struct timex3) times;     /* in text order */
    VEC(struct place) places;     /* by entity */
    uint32_t dateline_place;      /* into places, or NO_INDEX */
    struct focus focus;
    VEC(struct quantity) quantities;
    VEC(struct entity_relation) relations;
    VEC(struct event) events; /* by trigger */
    VEC(struct warning) warnings;

    uint64_t units_left; /* of the budget */
    struct stage_record stages[STAGES_MAX];
    uint32_t stage_count;
};

/* Clears `a` for another article in the same arena; the arena is reset. `arena` and `state`
 * stay. */
void article_reset(struct article *a);
/* Assembles a->text from a->input (title, blank line, body). STATUS_LIMIT when it would exceed
 * TEXT_BYTES_MAX. */
enum status article_assemble(struct article *a) MUST_CHECK;

struct str article_slice(const struct article *a, struct span span);
/* The first token that begins at the byte or behind it; the count of tokens where none does. */
uint32_t article_token_at(const struct article *a, uint32_t byte);
/* The token that holds the byte, else the next one; the count of tokens behind all. */
uint32_t article_token_over(const struct article *a, uint32_t byte);
/* The sentence that holds the token; the last one for tokens behind all. */
uint32_t article_sentence_at(const struct article *a, uint32_t token);
/* Where the headline ends, 0 without one. */
uint32_t article_headline_end(const struct article *a);
/* Takes `units` from the budget; false (and nothing taken) when they are not there: the stage
 * returns STATUS_LIMIT. */
bool article_spend(struct article *a, uint64_t units);
/* Keeps the first WARNINGS_MAX. `detail` is borrowed and must live as long as the article. */
void article_warn(struct article *a, const char *code, struct str detail);

const char *section_kind_name(enum section_kind kind);
const char *entity_type_name(enum entity_type type);
const char *timex_type_name(enum timex_type type);
const char *quantity_kind_name(enum quantity_kind kind);
const char *quote_medium_name(enum quote_medium medium); /* "" of none */
const char *event_modality_name(enum event_modality modality);

#endif

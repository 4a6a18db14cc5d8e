/* places: what the parts of toponym resolution share.
 *
 * A toponym is an entity with places of its name in the knowledge pack: its candidates. The scale
 * of all scores is powers of two of inhabitants, so that a score of 1 outweighs half the people.
 *
 * Threads  any worker.
 */
#ifndef DATELINE_PIPELINE_PLACES_H
#define DATELINE_PIPELINE_PLACES_H

#include "article/article.h"
#include "base/map.h"
#include "model/pack.h"

enum {
    PLACES_CANDIDATES_MAX = 24,
    /* Kinds of entries that are places. */
    PLACES_KINDS = 1 << PACK_COUNTRY | 1 << PACK_CITY | 1 << PACK_REGION | 1 << PACK_DISTRICT |
                   1 << PACK_AREA | 1 << PACK_NATURAL | 1 << PACK_FACILITY,
};

/* What spoke for a candidate, as the analysis names it. */
#define PLACES_WHY_MAP(X)                                                                          \
    X(CONTAINED, "contained")        /* "Paris, Texas" */                                          \
    X(COUNTRY, "country-in-context") /* its country is named in the article */                     \
    X(REGION, "region-in-context")                                                                 \
    X(NEAR, "neighbours-in-text") /* other places of the article lie near by */                    \
    X(DATELINE, "dateline")                                                                        \
    X(SOURCE, "publisher")                                                                         \
    X(AROUND, "place-around") /* not known itself: it is where the text puts it */                 \
    X(ONLY, "only-candidate")                                                                      \
    X(PROMINENT, "prominence")

enum places_why {
#define X(id, name) PLACES_WHY_##id,
    PLACES_WHY_MAP(X)
#undef X
};

struct candidate {
    uint32_t entry;
    struct pack_entry is;
    double prior;    /* what it is worth without the article */
    double score;    /* with it */
    uint32_t why;    /* 1u << enum places_why */
    uint32_t held;   /* how often the text puts a place of it right before: "Seattle, Washington" */
    uint32_t region; /* of g->region, or NO_INDEX */
    double at[3];    /* its point on the unit sphere */
};

struct toponym {
    uint32_t entity; /* or NO_INDEX: the dateline's */
    uint32_t weight; /* mentions by name */
    struct candidate *candidates;
    uint32_t count, total;        /* kept; of that name */
    uint32_t best;                /* candidate */
    double margin;                /* of the best over the next that lies elsewhere */
    bool contained;               /* a container stands beside it: "Paris, Texas" */
    uint32_t container;           /* toponym */
    const struct toponym *holder; /* what its own name or the dateline puts behind a comma */
    bool around;                  /* not known itself: candidates are those of what holds it */
    uint32_t with_the, as_region; /* mentions: "the Atlantic", "Washington state" */
};

struct gazetteer {
    struct article *a;
    const struct pack *pack;
    struct arena *scratch;
    VEC(struct toponym) toponyms;
    uint32_t *toponym_of; /* (known): or NO_INDEX */
    uint32_t known;       /* entities without the dateline's own */
    uint32_t dateline;    /* toponym, or NO_INDEX */
    uint32_t *beside;     /* (known): the toponym that an unknown place is in, or NO_INDEX */
    double *country;      /* (countries): how much the article speaks of it */
    double countries;     /* their sum */
    double *region;       /* (region_count): likewise of the first-level divisions in play */
    double regions;       /* their sum */
    uint32_t region_count;
    struct map numbers;                 /* of regions, by code */
    double *said_country, *said_region; /* of these, by names of peoples and bodies */
    uint32_t source;                    /* number of the publisher's country, or PACK_NONE */
};

/* Candidates by name for all entities and the dateline. STATUS_LIMIT: PLACES_MAX. */
enum status places_collect(struct gazetteer *g) MUST_CHECK;
/* Whether its name is that of a planet, a faith, a quarter of the sky, or has no capital. */
bool places_is_none(const struct gazetteer *g, uint32_t entity);
/* Makes it a place that the pack does not know, where its holder is. */
void places_displace(struct toponym *t);
/* Chooses one candidate for each toponym by all of them together. */
void places_resolve(struct gazetteer *g);
/* What the text says beside names and by other names, once before the rounds of resolving. */
void places_context(struct gazetteer *g);
/* How much the article speaks of each country and region, by the candidates chosen now. */
void places_weigh(struct gazetteer *g);
double places_weight(const struct gazetteer *g, uint32_t toponym);
bool places_holds(const struct candidate *holder, const struct candidate *held);
/* Writes the places that the pack does not know: they are where the text puts them. */
enum status places_around(struct gazetteer *g) MUST_CHECK;
/* The candidate chosen, as a place of the article. */
void places_fill(struct place *p, const struct gazetteer *g, const struct toponym *t);

/* ---- names ---- */

/* "TX", "PLYMOUTH CO.": without abbreviation. The result may lie in `arena`. */
struct str places_written_out(struct str name, struct arena *arena);
/* "Anbar Province", "Lake Ohrid", "City of York": the name without the word that says what it is,
 * and the kinds that this word allows; absent without such a word. */
struct str places_without_class(struct str name, uint32_t *kinds);
/* "southern England", "North London": the name without the part of it. */
struct str places_without_direction(struct str name);

/* ---- geometry: the same bits on every machine ---- */

void places_point(int32_t lat_e5, int32_t lon_e5, double at[3]);
/* The cosine of the angle between two points of the unit sphere. */
double places_cosine(const double a[3], const double b[3]);
/* Kilometres between two points, within a percent. */
double places_distance(int32_t lat_e5, int32_t lon_e5, int32_t other_lat_e5, int32_t other_lon_e5);

#endif

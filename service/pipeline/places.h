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
    double prior; /* what it is worth without the article */
    double score; /* with it */
    uint32_t why; /* 1u << enum places_why */
};

struct toponym {
    uint32_t entity; /* or NO_INDEX: the dateline's */
    uint32_t weight; /* mentions by name */
    struct candidate *candidates;
    uint32_t count, total; /* kept; of that name */
    uint32_t best;         /* candidate */
    double margin;         /* of the best over the next that lies elsewhere */
    bool contained;        /* a container stands beside it: "Paris, Texas" */
    uint32_t container;    /* toponym */
};

struct gazetteer {
    struct article *a;
    const struct pack *pack;
    struct arena *scratch;
    VEC(struct toponym) toponyms;
    uint32_t *toponym_of;  /* (known): or NO_INDEX */
    uint32_t known;        /* entities without the dateline's own */
    uint32_t dateline;     /* toponym, or NO_INDEX */
    struct toponym holder; /* what the dateline puts behind a comma: "KYIV, Ukraine" */
    double *country;       /* (countries): how much the article speaks of it */
    double countries;      /* their sum */
    uint32_t source;       /* number of the publisher's country, or PACK_NONE */
};

/* Candidates by name for all entities and the dateline. STATUS_LIMIT: PLACES_MAX. */
enum status places_collect(struct gazetteer *g) MUST_CHECK;
/* Chooses one candidate for each toponym by all of them together. */
void places_resolve(struct gazetteer *g);
/* Kilometres between two points, within a percent, the same bits on every machine. */
double places_distance(int32_t lat_e5, int32_t lon_e5, int32_t other_lat_e5, int32_t other_lon_e5);

#endif

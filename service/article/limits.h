/* limits: every bound on what one article may be and hold. A stage checks its own list against the
 * row here.
 *
 * Sizes are bytes, the rest are counts. What the wire repeats of these (article size, id length,
 * depth, elements) is declared in proto/ and compared with this table at compile time in wire/.
 */
#ifndef DATELINE_ARTICLE_LIMITS_H
#define DATELINE_ARTICLE_LIMITS_H

enum {
    ARTICLE_BYTES_MAX = 1 << 20, /* title, body or html, and all other keys together */
    ID_BYTES_MAX = 256,          /* id, uri, source */
    TITLE_BYTES_MAX = 4096,
    /* title, a blank line, body */
    TEXT_BYTES_MAX = (1 << 20) + TITLE_BYTES_MAX + 2,
    BLOCKS_MAX = 16384,   /* of an HTML page or a wire form */
    HTML_DEPTH_MAX = 256, /* nesting of elements */
    SECTIONS_MAX = 4096,
    PARAGRAPHS_MAX = 16384,
    SENTENCES_MAX = 32768,
    TOKENS_MAX = 262144,
    TOKEN_BYTES_MAX = 1024, /* a longer run without a break is cut here */
    QUOTES_MAX = 8192,
    QUANTITIES_MAX = 16384,
    ENCODED_WORDS_MAX = 65536, /* words that the language model reads; of a longer article none */
    NAMES_MAX = 32768,
    MENTIONS_MAX = 65536, /* names, nominals, pronouns */
    ROLES_MAX = 4096,
    ENTITIES_MAX = 16384,
    PLACES_MAX = 8192,
    PLACE_WHY_MAX = 6,
    FOCUS_MAX = 8, /* countries, places */
    TIMES_MAX = 16384,
    RELATIONS_MAX = 8192,
    LITERAL_BYTES_MAX = 31, /* object of a relation that is no entity */
    EVENTS_MAX = 16384,
    EVENT_ACTORS_MAX = 16, /* entities on one side of an event */
    CREDITS_MAX = 8,
    WARNINGS_MAX = 32,
    STAGES_MAX = 32,

    /* Work units of one article: a unit is about one token looked at by one stage. Enough for
     * TOKENS_MAX through every rule stage; what a stage spends stands in its header. */
    ARTICLE_UNITS = 8 * TOKENS_MAX,
};

#endif

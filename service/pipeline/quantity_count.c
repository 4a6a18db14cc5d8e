/* What a number counts, and what befell those it counts.
 *
 * The noun phrase is read by form: words up to one that ends noun phrases, with its head the first
 * plural and the plurals that follow it at once ("arms dealers"). What befell people stands behind
 * them ("were killed", "dead", "reported missing"), before the number ("killing at least", "the
 * death toll rose to") or within the phrase ("wounded soldiers"). */
#include "pipeline/quantity.h"
#include "pipeline/quantity_words.h"
#include "pipeline/scan.h"

enum { PHRASE_MAX = 8, PARENTHESIS_MAX = 16, RUN_MAX = 5, REACH_MAX = 6 };

/* ---- the noun phrase ---- */

static bool is_plural(const struct look *l, uint32_t i)
{
    struct str word = piece_text(l, i);
    size_t len = word.len;
    if (piece_in(l, i, QUANTITY_PLURALS)) {
        return true;
    }
    bool men = len > 5 && str_equal_nocase(str_slice(word, len - 3, len), STR("men"));
    bool children = len > 8 && str_equal_nocase(str_slice(word, len - 8, len), STR("children"));
    if (men || children) {
        return true;
    }
    char before = len > 1 ? word.ptr[len - 2] : '\0';
    bool ends = len > 2 && (word.ptr[len - 1] | 0x20) == 's';
    return ends && before != 's' && before != 'S' && before != '\'' &&
           !str_ends_with(word, STR("’s")) && !piece_in(l, i, QUANTITY_NOT_PLURAL);
}

/* The next piece of the phrase behind i: past a hyphen between two words. */
static uint32_t next_of_phrase(const struct look *l, uint32_t i)
{
    return piece_is_hyphen(l, i + 1) && piece_is_glued(l, i + 2) ? i + 2 : i + 1;
}

static bool goes_on(const struct look *l, uint32_t i)
{
    return piece_is_word(l, i) && !piece_in(l, i, QUANTITY_STOP);
}

/* The plurals that follow the first at once are its head: "arms dealers"; but behind persons a word
 * in -s is a verb ("pupils walks"). */
static uint32_t last_plural(const struct look *l, uint32_t i)
{
    while (!piece_has(l, i, MARK_PERSONS) && goes_on(l, i + 1) && is_plural(l, i + 1) &&
           !piece_is_capital(l, i + 1)) {
        i++;
    }
    return i;
}

bool counted_after(const struct look *l, uint32_t i, struct counted *out)
{
    while (piece_in(l, i, QUANTITY_ADJECTIVES_SKIPPED)) {
        i++;
    }
    bool tags = phrase_tags_help(l);
    if (tags && phrase_by_tags(l, i, true, out)) {
        return true;
    }
    *out = (struct counted){.begin = i, .end = i};
    uint32_t limit = i + PHRASE_MAX;
    for (uint32_t at = i; at < limit && goes_on(l, at); at = next_of_phrase(l, at)) {
        if (is_plural(l, at)) {
            out->end = last_plural(l, at) + 1;
            return !tags || phrase_ends_in_plural(l, out);
        }
    }
    return false;
}

/* "one soldier", "one Palestinian teenager". */
bool counted_one_after(const struct look *l, uint32_t i, struct counted *out)
{
    while (piece_in(l, i, QUANTITY_ADJECTIVES_SKIPPED)) {
        i++;
    }
    *out = (struct counted){.begin = i, .end = i};
    for (uint32_t at = i; at < i + 4 && goes_on(l, at); at = next_of_phrase(l, at)) {
        if (piece_in(l, at, QUANTITY_PEOPLE)) {
            out->end = at + 1;
            return true;
        }
    }
    return false;
}

static bool is_possessive(struct str word)
{
    return str_ends_with(word, STR("'s")) || str_ends_with(word, STR("’s"));
}

/* A participle behind the noun: "offender escaped", "vessel conducting". */
static bool is_participle(struct str word)
{
    return str_equal(word, STR("led")) || str_equal(word, STR("used")) ||
           (word.len > 4 && (str_ends_with(word, STR("ed")) || str_ends_with(word, STR("ing"))));
}

/* The words from i up to one that ends a noun phrase: of a singular head no more can be told. */
static void noun_run(const struct look *l, uint32_t i, struct counted *out)
{
    *out = (struct counted){.begin = i, .end = i};
    for (uint32_t at = i; at < i + RUN_MAX && goes_on(l, at); at = next_of_phrase(l, at)) {
        struct str word = piece_text(l, at);
        if (at > i && is_participle(word)) {
            return;
        }
        out->end = is_possessive(word) ? out->end : at + 1;
    }
}

bool counted_singular(const struct look *l, uint32_t i, struct counted *out)
{
    if (phrase_tags_help(l)) {
        return phrase_by_tags(l, i, false, out);
    }
    noun_run(l, i, out);
    return out->end > out->begin;
}

bool counted_share(const struct look *l, uint32_t i, struct counted *out)
{
    i += piece_is(l, i, "of");
    while (piece_in(l, i, QUANTITY_DETERMINERS) || piece_is(l, i, "a") || piece_is(l, i, "an")) {
        i++;
    }
    struct str owner = piece_text(l, i); /* "half of the town's 12,000 residents" */
    bool owned = str_ends_with(owner, STR("'s")) || str_ends_with(owner, STR("’s"));
    i += owned && i + 1 < l->count && l->pieces[i + 1].kind == PIECE_FIGURES;
    if (i < l->count && l->pieces[i].kind == PIECE_FIGURES) {
        i++;
    }
    return counted_after(l, i, out) || counted_singular(l, i, out);
}

/* ---- casualties ---- */

static const struct state {
    const char *unit;
    enum quantity_list words, verbs;
} states[] = {
    {"dead", QUANTITY_DEAD, QUANTITY_KILLING},
    {"injured", QUANTITY_INJURED, QUANTITY_WOUNDING},
    {"missing", QUANTITY_MISSING, QUANTITY_LISTS},
    {"displaced", QUANTITY_DISPLACED, QUANTITY_DISPLACING},
};
enum { STATES = sizeof states / sizeof states[0] };

static const char *state_of_word(const struct look *l, uint32_t i)
{
    for (int s = 0; s < STATES; s++) {
        if (piece_in(l, i, states[s].words)) {
            return states[s].unit;
        }
    }
    return NULL;
}

static const char *state_of_verb(const struct look *l, uint32_t i)
{
    for (int s = 0; s < STATES; s++) {
        if (states[s].verbs != QUANTITY_LISTS && piece_in(l, i, states[s].verbs)) {
            return states[s].unit;
        }
    }
    return NULL;
}

static bool is_people(const struct look *l, uint32_t i)
{
    return piece_in(l, i, QUANTITY_PERSONS) || piece_has(l, i, MARK_PERSONS);
}

/* "twelve gunmen killed two" is no toll of gunmen: a verb without auxiliary and with an object. */
static bool is_active(const struct look *l, uint32_t verb)
{
    return piece_in(l, verb + 1, QUANTITY_OBJECTS) || piece_is_capital(l, verb + 1) ||
           (verb + 1 < l->count && l->pieces[verb + 1].kind == PIECE_FIGURES);
}

/* "lost their lives" at i. */
static bool lost_lives(const struct look *l, uint32_t i)
{
    return piece_is(l, i, "lost") && piece_in(l, i + 1, QUANTITY_DETERMINERS) &&
           (piece_is(l, i + 2, "lives") || piece_is(l, i + 2, "life"));
}

/* "fled their homes", "driven from their villages" at i. */
static bool left_homes(const struct look *l, uint32_t i)
{
    static const char *const homes[] = {"homes", "home", "houses", "villages", "towns", "land"};
    bool fled = piece_is(l, i, "fled") || piece_is(l, i, "flee") || piece_is(l, i, "fleeing");
    bool driven = (piece_is(l, i, "driven") || piece_is(l, i, "forced")) &&
                  (piece_is(l, i + 1, "from") || piece_is(l, i + 1, "out"));
    bool to_flee =
        piece_is(l, i, "forced") && piece_is(l, i + 1, "to") && piece_is(l, i + 2, "flee");
    uint32_t at = fled ? i + 1 : driven ? i + 2 : i + 3;
    at += driven && piece_is(l, at, "of");
    if (!(fled || driven || to_flee) || !piece_in(l, at, QUANTITY_DETERMINERS)) {
        return to_flee;
    }
    for (size_t k = 0; k < sizeof homes / sizeof homes[0]; k++) {
        if (piece_is(l, at + 1, homes[k])) {
            return true;
        }
    }
    return false;
}

/* "taken to hospital", "rushed to a hospital", "hospitalised" at i. */
static bool in_hospital(const struct look *l, uint32_t i)
{
    static const char *const ways[] = {"taken", "rushed", "airlifted", "brought", "flown", "sent"};
    bool way = false;
    for (size_t k = 0; k < sizeof ways / sizeof ways[0]; k++) {
        way = way || piece_is(l, i, ways[k]);
    }
    for (uint32_t at = i + 2; way && piece_is(l, i + 1, "to") && at < i + REACH_MAX; at++) {
        if (piece_is(l, at, "hospital") || piece_is(l, at, "hospitals")) {
            return true;
        }
    }
    return piece_is(l, i, "hospitalised") || piece_is(l, i, "hospitalized");
}

/* "among the 14 dead", "among those killed" at i. */
static const char *state_among(const struct look *l, uint32_t i)
{
    uint32_t at = i + 1, behind;
    struct number n;
    if (!piece_is(l, i, "among")) {
        return NULL;
    }
    at += piece_in(l, at, QUANTITY_DETERMINERS) || piece_is(l, at, "those");
    if (at > i + 1 && at < l->count && number_begins(l, at) && number_at(l, at, &n, &behind)) {
        at = behind;
    }
    return at > i + 1 ? state_of_word(l, at) : NULL;
}

/* "were killed", "died", "reported missing", "dead" at i. */
static const char *state_at(const struct look *l, uint32_t i)
{
    uint32_t at = i, limit = i + REACH_MAX;
    while (at < limit && piece_in(l, at, QUANTITY_AUXILIARIES)) {
        at++;
    }
    const char *among = at > i ? state_among(l, at) : NULL;
    if (lost_lives(l, at) || among) {
        return among ? among : "dead";
    }
    if (left_homes(l, at)) {
        return "displaced";
    }
    if (at > i && in_hospital(l, at)) {
        return "injured";
    }
    const char *state = state_of_word(l, at);
    if (at == i && piece_is(l, at, "missing") && goes_on(l, at + 1)) {
        return NULL; /* "two missing pieces" */
    }
    bool transitive = state_of_verb(l, at) != NULL;
    return state && at == i && transitive && is_active(l, at) ? NULL : state;
}

/* Past ", including three children," to what is said of all. */
static uint32_t skip_parenthesis(const struct look *l, uint32_t i)
{
    static const char *const openers[] = {"including", "among", "most", "mostly", "some",
                                          "many",      "both",  "all",  "mainly", "aged"};
    bool opens = false;
    for (size_t k = 0; k < sizeof openers / sizeof openers[0]; k++) {
        opens = opens || piece_is(l, i + 1, openers[k]);
    }
    if (!piece_is(l, i, ",") || !opens) {
        return i;
    }
    for (uint32_t at = i + 2; at < i + PARENTHESIS_MAX && at < l->count; at++) {
        if (piece_is(l, at, ",")) {
            return at + 1;
        }
    }
    return i;
}

static const char *state_behind(const struct look *l, uint32_t i)
{
    i += piece_is(l, i, "more") || piece_is(l, i, "others");
    uint32_t at = skip_parenthesis(l, i);
    bool relative = piece_is(l, at, "who") || piece_is(l, at, "that");
    return state_at(l, relative ? at + 1 : at);
}

/* "Four soldiers from the mission were killed": the tree knows over what lies between. */
static const char *state_by_tree(const struct look *l, const struct counted *noun)
{
    struct phrase_parent parent;
    if (noun->end == noun->begin || !phrase_parent(l, noun->end - 1, &parent)) {
        return NULL;
    }
    const char *verb = state_of_verb(l, parent.piece), *word = state_of_word(l, parent.piece);
    bool follows = parent.piece >= noun->end;
    if (str_equal(parent.relation, STR("obj"))) {
        return follows ? NULL : verb;
    }
    if (word && strcmp(word, "displaced") == 0 && !is_people(l, noun->end - 1)) {
        return NULL; /* "all settlements are to be evacuated" */
    }
    bool passive = str_equal(parent.relation, STR("nsubj:pass"));
    bool subject = str_equal(parent.relation, STR("nsubj")) && !verb;
    return follows && (passive || subject) ? word : NULL;
}

/* "shot dead", "stabbed to death": the last word of it stands at i. */
static bool shoots_dead(const struct look *l, uint32_t i)
{
    bool dead = i > 0 && piece_is(l, i, "dead") &&
                (piece_is(l, i - 1, "shot") || piece_is(l, i - 1, "shooting"));
    return dead || (i > 1 && piece_is(l, i, "death") && piece_is(l, i - 1, "to") &&
                    piece_is_word(l, i - 2) && !piece_is(l, i - 2, "sentenced") &&
                    !piece_is(l, i - 2, "sentencing"));
}

/* "killing at least 12", "killed all 12", "shot dead three men". */
static const char *state_of_verb_before(const struct look *l, uint32_t first)
{
    bool all = first > 1 && (piece_is(l, first - 1, "all") || piece_is(l, first - 1, "another"));
    if (first > 1 && shoots_dead(l, all ? first - 2 : first - 1)) {
        return "dead";
    }
    return first > 0 ? state_of_verb(l, all ? first - 2 : first - 1) : NULL;
}

/* "the bodies of", "the killing of", "the lives of" at i: who follows is dead. */
static bool ends_lives(const struct look *l, uint32_t i)
{
    static const char *const nouns[] = {"lives",    "bodies",  "corpses", "deaths", "death",
                                        "killings", "killing", "murders", "murder"};
    for (size_t k = 0; k < sizeof nouns / sizeof nouns[0]; k++) {
        if (piece_is(l, i, nouns[k])) {
            return true;
        }
    }
    return false;
}

/* "the death toll rose to", "claimed 12 lives". */
static const char *state_before(const struct look *l, uint32_t first, const struct counted *noun)
{
    if (first == 0) {
        return NULL;
    }
    bool claimed = piece_in(l, first - 1, QUANTITY_CLAIMING);
    if (claimed && noun->end > noun->begin && piece_is(l, noun->end - 1, "lives")) {
        return "dead";
    }
    uint32_t at = first - 1, limit = first > REACH_MAX ? first - REACH_MAX : 0;
    bool lives = piece_is(l, at, "of") && at > 1 && ends_lives(l, at - 1);
    while (at > limit && piece_in(l, at, QUANTITY_LINKS)) {
        at--;
    }
    bool linked = at + 1 < first && piece_is_word(l, at) && !piece_is_capital(l, at);
    bool toll = linked && piece_in(l, at, QUANTITY_TOLLS);
    if (lives || toll) {
        return "dead";
    }
    bool number = linked && at > 1 && piece_is(l, at - 1, "of");
    return number || (linked && piece_is(l, at, "injuries")) ? state_of_word(l, at) : NULL;
}

/* "deaths", "injuries". */
static const char *state_within(const struct look *l, const struct counted *noun)
{
    if (noun->end == noun->begin) {
        return NULL;
    }
    return state_of_word(l, noun->end - 1);
}

bool casualty_noun(const struct look *l, uint32_t i)
{
    return state_of_word(l, i) != NULL;
}

/* "wounded" in "30 wounded soldiers": what befell them is said before the noun. */
const char *casualty_adjective(const struct look *l, uint32_t i)
{
    bool adjective = piece_is(l, i, "dead") || piece_is(l, i, "injured") ||
                     piece_is(l, i, "wounded") || piece_is(l, i, "displaced") ||
                     piece_is(l, i, "homeless") || piece_is(l, i, "missing");
    struct counted noun;
    if (!adjective || !counted_after(l, i + 1, &noun) || noun.begin != i + 1 ||
        (piece_is(l, i, "missing") && !is_people(l, noun.end - 1))) {
        return NULL;
    }
    return state_of_word(l, i);
}

/* Past "and boys" of "men and boys". */
static uint32_t skip_coordinated(const struct look *l, uint32_t end)
{
    bool joins = piece_is(l, end, "and") || piece_is(l, end, "or");
    return joins && is_people(l, end - 1) && is_people(l, end + 1) ? end + 2 : end;
}

const char *casualty_of(const struct look *l, uint32_t first, uint32_t last,
                        const struct counted *noun)
{
    bool named = noun->end > noun->begin;
    if (named && piece_in(l, noun->end - 1, QUANTITY_ANIMALS)) {
        return NULL;
    }
    const char *within = state_within(l, noun);
    if (within) {
        return within;
    }
    const char *state = state_behind(l, named ? skip_coordinated(l, noun->end) : last);
    state = state ? state : state_of_verb_before(l, first);
    state = state ? state : state_by_tree(l, noun);
    return state ? state : state_before(l, first, noun);
}

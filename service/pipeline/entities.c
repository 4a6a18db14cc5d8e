/* entities: which names name the same, by the structure of the names.
 *
 * Reads    sections, tokens, tags, trees, names, mentions.
 * Writes   entities; of names and their phrases mention.entity, antecedent, by, gender.
 * Memory   entities live in a->arena, tables in the worker's scratch.
 * Budget   none: the encoder has paid for the words; of candidates of one word CANDIDATES_MAX are
 *          looked at.
 * Errors   STATUS_LIMIT when ENTITIES_MAX was reached: there are none then.
 *
 * Names of one type, key and title's gender are a form. Fuller forms come first and found
 * clusters; shorter ones join the one cluster that they can mean: "Kos" joins "Ana Kos" unless "Ivo
 * Kos" stands in the article too, "Mr. Kos" never joins her. Who was brought in as a relative ("his
 * wife, Ana Kos") is not "Kos" where somebody else may be. Bodies are shortened behind their full
 * names or in the headline. What may join is in name_form.h; two clusters that fit equally well are
 * a reason to stay alone. */
#include <assert.h>

#include "article/article.h"
#include "base/map.h"
#include "model/model.h"
#include "model/models.h"
#include "model/pack.h"
#include "pipeline/entity_key.h"
#include "pipeline/name_form.h"
#include "pipeline/nouns.h"
#include "pipeline/pipeline.h"
#include "pipeline/scan.h"
#include "pipeline/stages.h"
#include "pipeline/vectors.h"
#include "text/chars.h"
#include "text/name_key.h"

enum {
    CANDIDATES_MAX = 32,
    ABBREVIATED_WORD = 3, /* bytes of words that tell nothing of whose abbreviation it is */
    FORM_PREFIX = 2,      /* letters before the key of a form: type, gender */
    VARIANT_PREFIX = 3,
    WOMAN_PERCENT = 85,
    MAN_PERCENT = 15,
};

/* A cluster that a word, an acronym or the begin of a family name leads to. */
struct link {
    uint32_t form, next; /* next: 1 + place in links, or 0 */
};

struct joiner {
    struct article *a;
    const struct pack *pack;
    struct arena *scratch;
    VEC(struct name_form) forms;
    VEC(struct link) links;
    struct map index;  /* "w" word, "i" initials, "v" begin of a family name -> 1 + link */
    uint32_t *form_of; /* (names) */
    uint32_t *defined; /* (forms): 1 + the form that it is said to abbreviate, or 0 */
    const char **by;   /* (forms) */
    uint32_t *entry;   /* (forms): of the pack, or PACK_NONE */
    uint32_t *entity;  /* (forms): of clusters 1 + place in entities, or 0 */
    uint32_t *told;    /* (pack_countries): names of the country and places in it */
    uint32_t headline_end;
    struct str head; /* "names@3" */
};

/* ---- forms ---- */

static enum gender gender_of_title(const struct joiner *j, uint32_t token_begin)
{
    static const struct {
        struct str word;
        enum gender gender;
    } titles[] = {
        {STR_INIT("mr"), GENDER_MALE},      {STR_INIT("mrs"), GENDER_FEMALE},
        {STR_INIT("ms"), GENDER_FEMALE},    {STR_INIT("miss"), GENDER_FEMALE},
        {STR_INIT("sir"), GENDER_MALE},     {STR_INIT("lord"), GENDER_MALE},
        {STR_INIT("dame"), GENDER_FEMALE},  {STR_INIT("king"), GENDER_MALE},
        {STR_INIT("queen"), GENDER_FEMALE}, {STR_INIT("madame"), GENDER_FEMALE},
        {STR_INIT("prince"), GENDER_MALE},  {STR_INIT("princess"), GENDER_FEMALE},
        {STR_INIT("pope"), GENDER_MALE},    {STR_INIT("lady"), GENDER_FEMALE},
    };
    struct name_key key;
    if (token_begin == 0) {
        return GENDER_UNKNOWN;
    }
    const struct token *t = &j->a->tokens.items[token_begin - 1];
    struct str word = name_key_of(article_slice(j->a, (struct span){t->begin, t->end}), &key);
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        if (str_equal(titles[i].word, word)) {
            return titles[i].gender;
        }
    }
    if (j->pack && (pack_word(j->pack, word).classes & PACK_WORD_TITLE)) {
        enum pack_gender g = pack_word(j->pack, word).gender;
        return g == PACK_MALE ? GENDER_MALE : g == PACK_FEMALE ? GENDER_FEMALE : GENDER_UNKNOWN;
    }
    return word.len > 3 ? noun_gender(word) : GENDER_UNKNOWN;
}

static enum gender gender_of_given(const struct joiner *j, const struct name_form *f)
{
    if (!j->pack || f->word_count == 0) {
        return GENDER_UNKNOWN;
    }
    for (uint32_t i = 0; i < f->word_count && i < 2; i++) {
        struct pack_word given = pack_word(j->pack, f->words[i]);
        bool family = f->word_count == 1 && (given.classes & PACK_WORD_FAMILY);
        if ((given.classes & PACK_WORD_GIVEN) && !family && given.women >= 0) {
            return given.women >= WOMAN_PERCENT ? GENDER_FEMALE
                   : given.women <= MAN_PERCENT ? GENDER_MALE
                                                : GENDER_UNKNOWN;
        }
        if (f->words[i].len > 1) {
            break; /* the second word counts after an initial alone */
        }
    }
    return GENDER_UNKNOWN;
}

static bool in_capitals(struct str text)
{
    return chars_all_upper(text) && chars_letters(text) >= 2 &&
           str_find_byte(text, ' ', 0) == SIZE_MAX;
}

/* The suffix that the model left out of a person's name ("Kos | Jr."), else nothing. */
static struct str suffix_behind(const struct joiner *j, const struct name *n, struct name_key *key)
{
    if (n->type != ENTITY_PERSON || n->token_end >= j->a->tokens.count) {
        return (struct str){0};
    }
    const struct token *t = &j->a->tokens.items[n->token_end];
    struct str word = name_key_of(article_slice(j->a, (struct span){t->begin, t->end}), key);
    return name_form_is_suffix(word) ? word : (struct str){0};
}

WORD_LIST(relatives, "aunt", "brother", "cousin", "daughter", "ex-husband", "ex-wife", "father",
          "granddaughter", "grandfather", "grandmother", "grandson", "half-brother", "half-sister",
          "husband", "mother", "nephew", "niece", "sister", "son", "stepdaughter", "stepfather",
          "stepmother", "stepson", "uncle", "widow", "widower", "wife");

/* "His wife, Ana Kos", "her brother Ivo Kos", "the daughter of Ivo Kos". */
static bool is_relative(const struct joiner *j, const struct name *n)
{
    enum { WORDS_BETWEEN = 1 };
    for (uint32_t back = 1; back <= WORDS_BETWEEN + 1 && back <= n->token_begin; back++) {
        const struct token *t = &j->a->tokens.items[n->token_begin - back];
        struct str word = article_slice(j->a, (struct span){t->begin, t->end});
        if (scan_in_list(&relatives, word)) {
            return true;
        }
        if (!str_equal(word, STR(",")) && !str_equal(word, STR("of"))) {
            return false;
        }
    }
    return false;
}

/* The form of a name, a new one if it is the first so written. */
static uint32_t form_of(struct joiner *j, struct map *forms, uint32_t number)
{
    const struct name *n = &j->a->names.items[number];
    struct str text = article_slice(j->a, n->span);
    struct name_key key;
    struct str words = name_key_of(text, &key);
    words = words.len ? words : str_slice(text, 0, NAME_KEY_MAX);
    enum gender title =
        n->type == ENTITY_PERSON ? gender_of_title(j, n->token_begin) : GENDER_UNKNOWN;
    struct name_key end;
    struct str suffix = suffix_behind(j, n, &end);
    struct str id =
        arena_printf(j->scratch, "%c%c%.*s%s%.*s", 'a' + (char)n->type, '0' + (char)title,
                     STR_ARG(words), suffix.len ? " " : "", STR_ARG(suffix));
    uint32_t *place = map_put(forms, id, j->forms.count);
    if (*place == j->forms.count) {
        struct name_form *f = vec_push(&j->forms, j->scratch, NAMES_MAX);
        f->type = n->type;
        f->first = number;
        f->titled = title != GENDER_UNKNOWN;
        f->acronym = in_capitals(text);
        f->relative = n->type == ENTITY_PERSON && is_relative(j, n);
        name_form_read(f, j->pack, str_slice(id, FORM_PREFIX, id.len));
        f->gender = title ? title : n->type == ENTITY_PERSON ? gender_of_given(j, f) : title;
    }
    assert(*place < j->forms.count); /* forms are no more than names */
    j->forms.items[*place].count++;
    j->forms.items[*place].last = number;
    return *place;
}

static void collect_forms(struct joiner *j)
{
    struct map forms;
    map_init(&forms, j->scratch, j->a->names.count + 1, 0);
    for (uint32_t i = 0; i < j->a->names.count; i++) {
        j->form_of[i] = form_of(j, &forms, i);
    }
}

/* "International Criminal Court (ICC)", "Institute of Volcanology (Ivolc)". */
static void find_definitions(struct joiner *j)
{
    const struct article *a = j->a;
    for (uint32_t i = 0; i + 1 < a->names.count; i++) {
        const struct name *full = &a->names.items[i], *brief = full + 1;
        uint32_t open = full->token_end;
        if (open + 1 != brief->token_begin || a->text.ptr[a->tokens.items[open].begin] != '(' ||
            brief->token_end >= a->tokens.count ||
            a->text.ptr[a->tokens.items[brief->token_end].begin] != ')') {
            continue;
        }
        const struct name_form *f = &j->forms.items[j->form_of[i]];
        const struct name_form *b = &j->forms.items[j->form_of[i + 1]];
        bool shortened = b->acronym || (b->word_count == 1 && b->type == ENTITY_ORGANIZATION &&
                                        f->type == b->type && b->key.ptr[0] == f->key.ptr[0]);
        if (shortened && f->word_count > 1 && f->type != ENTITY_PERSON) {
            j->defined[j->form_of[i + 1]] = j->form_of[i] + 1;
        }
    }
}

/* ---- the index of clusters ---- */

static void add_link(struct joiner *j, char sort, struct str word, uint32_t form)
{
    struct str key = arena_printf(j->scratch, "%c%.*s", sort, STR_ARG(word));
    uint32_t *head = map_put(&j->index, key, 0);
    struct link *link = vec_push(&j->links, j->scratch, UINT32_MAX);
    *link = (struct link){form, *head};
    *head = j->links.count;
}

static uint32_t first_link(const struct joiner *j, char sort, struct str word)
{
    char bytes[NAME_KEY_MAX + 1];
    if (word.len >= sizeof bytes) {
        return 0;
    }
    bytes[0] = sort;
    for (size_t i = 0; i < word.len; i++) {
        bytes[i + 1] = word.ptr[i];
    }
    const uint32_t *head = map_get(&j->index, str_make(bytes, word.len + 1));
    return head ? *head : 0;
}

static void index_form(struct joiner *j, uint32_t number)
{
    const struct name_form *f = &j->forms.items[number];
    char initials[NAME_WORDS_MAX];
    for (uint32_t i = 0; i < f->word_count; i++) {
        add_link(j, 'w', f->words[i], number);
        initials[i] = f->words[i].ptr[0];
    }
    if (f->word_count > 1) {
        add_link(j, 'i', str_make(initials, 1), number);
    }
    if (f->type == ENTITY_PERSON && f->word_count) {
        add_link(j, 'v', str_slice(name_form_family(f), 0, VARIANT_PREFIX), number);
    }
}

/* ---- joining ---- */

struct choice {
    uint32_t cluster;
    int match;
    bool tie;
};

static void consider(struct choice *best, uint32_t cluster, int match)
{
    if (match > best->match) {
        *best = (struct choice){cluster, match, false};
    } else if (match && match == best->match && cluster != best->cluster) {
        best->tie = true;
    }
}

static bool genders_agree(const struct joiner *j, uint32_t cluster, const struct name_form *f)
{
    enum gender g = j->forms.items[cluster].gender;
    return !g || !f->gender || g == f->gender;
}

enum fitting { ANYBODY, OF_ITS_GENDER /* as its title says */, NO_RELATIVE };

static bool is_fitting(const struct name_form *lead, const struct name_form *f, enum fitting who)
{
    bool same = lead->gender && lead->gender == f->gender;
    return who == OF_ITS_GENDER ? same : who != NO_RELATIVE || !lead->relative;
}

/* Whom the words of a form may mean of those who were told of before the name `until`. */
static struct choice person_among(struct joiner *j, uint32_t number, uint32_t until,
                                  enum fitting who)
{
    const struct name_form *f = &j->forms.items[number];
    struct choice best = {NO_INDEX, 0, false};
    uint32_t words[] = {f->word_count - 1, 0}, looked = 0;
    for (size_t w = 0; w < (f->word_count > 1 ? 2u : 1u); w++) {
        looked = 0;
        for (uint32_t at = first_link(j, 'w', f->words[words[w]]); at;
             at = j->links.items[at - 1].next) {
            const struct name_form *other = &j->forms.items[j->links.items[at - 1].form];
            if (++looked > CANDIDATES_MAX) {
                return (struct choice){NO_INDEX, 0, false};
            }
            const struct name_form *lead = &j->forms.items[other->cluster];
            if (other->type == ENTITY_PERSON && lead->first < until && is_fitting(lead, f, who) &&
                genders_agree(j, other->cluster, f)) {
                consider(&best, other->cluster, (int)name_form_person(other, f, j->pack));
            }
        }
    }
    return best;
}

/* Of those who have that family name the one whom the headline names in full: news calls whom it
 * tells of by the bare surname, relatives who come up on the way by more. Each of them must be
 * named less often than the surname alone is. */
static uint32_t person_of_headline(struct joiner *j, uint32_t number)
{
    const struct name_form *f = &j->forms.items[number];
    uint32_t best = NO_INDEX, looked = 0;
    bool single = f->word_count == 1 && !f->titled;
    uint32_t first = single ? first_link(j, 'w', f->words[0]) : 0;
    for (uint32_t at = first; at; at = j->links.items[at - 1].next) {
        const struct name_form *other = &j->forms.items[j->links.items[at - 1].form];
        bool headline = other->type == ENTITY_PERSON && other->word_count > 1 &&
                        j->a->names.items[other->first].span.begin < j->headline_end &&
                        name_form_person(other, f, j->pack);
        if (++looked > CANDIDATES_MAX || (headline && best != NO_INDEX && best != other->cluster)) {
            return NO_INDEX;
        }
        best = headline ? other->cluster : best;
    }
    for (uint32_t at = first; at; at = j->links.items[at - 1].next) {
        const struct name_form *other = &j->forms.items[j->links.items[at - 1].form];
        if (other->type == ENTITY_PERSON && other->word_count > 1 && other->cluster != best &&
            other->count >= f->count) {
            return NO_INDEX;
        }
    }
    return best;
}

/* "Kos … his wife, Ana Kos": whoever goes by the family name alone was told of before the relative
 * who bears it too. In a headline it may be anybody. */
static bool is_namesake(const struct joiner *j, const struct name_form *f,
                        const struct name_form *lead)
{
    bool brief = f->word_count == 1 && !f->titled;
    return brief && lead->relative && f->first < lead->first &&
           j->a->names.items[f->first].span.begin >= j->headline_end;
}

/* "Kos" of two persons of that name is the one told of while the other had not come up yet; "Mrs.
 * Kos" of a woman and of somebody, the woman. */
static uint32_t person_like(struct joiner *j, uint32_t number)
{
    struct choice best = person_among(j, number, UINT32_MAX, ANYBODY);
    if (best.tie) {
        uint32_t told = person_of_headline(j, number);
        best = told == NO_INDEX ? best : (struct choice){told, NAME_BY_FAMILY, false};
    }
    if (best.tie && j->forms.items[number].word_count == 1 && !j->forms.items[number].titled) {
        struct choice known = person_among(j, number, UINT32_MAX, NO_RELATIVE);
        best = known.cluster == NO_INDEX ? best : known;
    }
    if (best.tie) {
        best = person_among(j, number, j->forms.items[number].last, ANYBODY);
    }
    if (best.tie) {
        best = person_among(j, number, j->forms.items[number].first, ANYBODY);
    }
    if (best.tie && j->forms.items[number].titled) {
        best = person_among(j, number, UINT32_MAX, OF_ITS_GENDER);
    }
    j->by[number] = best.match == NAME_BY_FAMILY    ? "entities.family"
                    : best.match == NAME_BY_SEVERAL ? "entities.parts"
                                                    : "entities.given";
    const struct name_form *lead = best.cluster == NO_INDEX ? NULL : &j->forms.items[best.cluster];
    bool other = best.tie || (lead && is_namesake(j, &j->forms.items[number], lead));
    return other ? NO_INDEX : best.cluster;
}

/* Misspelt while the given names agree, or romanised otherwise while one has none. */
static uint32_t person_misspelt(struct joiner *j, uint32_t number)
{
    const struct name_form *f = &j->forms.items[number];
    struct str family = name_form_family(f);
    struct choice best = {NO_INDEX, 0, false};
    uint32_t looked = 0;
    for (uint32_t at = first_link(j, 'v', str_slice(family, 0, VARIANT_PREFIX)); at;
         at = j->links.items[at - 1].next) {
        const struct name_form *other = &j->forms.items[j->links.items[at - 1].form];
        if (++looked > CANDIDATES_MAX) {
            return NO_INDEX;
        }
        bool given = f->word_count > 1 && other->word_count > 1 &&
                     str_equal(f->words[0], other->words[0]) && str_equal(f->suffix, other->suffix);
        bool variant = given ? name_form_variant(name_form_family(other), family)
                             : (f->word_count == 1 || other->word_count == 1) &&
                                   name_form_romanised(name_form_family(other), family);
        if (variant && genders_agree(j, other->cluster, f)) {
            consider(&best, other->cluster, 1);
        }
    }
    j->by[number] = "entities.variant";
    return best.tie ? NO_INDEX : best.cluster;
}

/* "Vantor" of "Vantor Corp.", where the model took it for a person and nobody has that name. */
static uint32_t body_named(struct joiner *j, uint32_t number)
{
    const struct name_form *f = &j->forms.items[number];
    struct choice best = {NO_INDEX, 0, false};
    uint32_t looked = 0;
    bool known = !f->titled && j->pack && f->word_count == 1 &&
                 pack_find_kind(j->pack, f->key, 1u << PACK_COMPANY, &(struct pack_match){0});
    for (uint32_t at = f->word_count == 1 && (known || !f->gender) ? first_link(j, 'w', f->words[0])
                                                                   : 0;
         at && looked < CANDIDATES_MAX; at = j->links.items[at - 1].next, looked++) {
        const struct name_form *other = &j->forms.items[j->links.items[at - 1].form];
        if (other->type == ENTITY_PERSON) {
            return NO_INDEX;
        }
        bool first = other->word_count > 0 && str_equal(other->words[0], f->words[0]);
        if (other->type == ENTITY_ORGANIZATION && first) {
            consider(&best, other->cluster, 1);
        }
    }
    j->by[number] = "entities.part";
    return best.tie ? NO_INDEX : best.cluster;
}

/* Organizations and places may be each other's when one key or the pack says so. */
static bool same_sort(enum entity_type a, enum entity_type b)
{
    return a == b && a != ENTITY_PERSON && a != ENTITY_GROUP;
}

/* "Spurs", "Mariners": clubs go by the last word of their names. */
static bool is_plural(struct str word)
{
    return word.len > 3 && word.ptr[word.len - 1] == 's' && word.ptr[word.len - 2] != 's';
}

enum {
    LANDS = 1u << PACK_COUNTRY | 1u << PACK_CITY | 1u << PACK_REGION,
    NATIONS = 1u << PACK_COUNTRY | 1u << PACK_GROUP | 1u << PACK_AREA,
};

/* The name of a place or people, which stands for more than the bodies named after it. */
static bool names_a_place(const struct joiner *j, struct str key, uint32_t kinds)
{
    return j->pack && pack_find_kind(j->pack, key, kinds, &(struct pack_match){0});
}

/* "Christian Democratic Party" where "Democratic Party" is a party by itself; "Irish Labour Party"
 * is the one that is meant there. */
static bool is_other_body(const struct joiner *j, uint32_t number, const struct name_form *fuller)
{
    const struct name_form *f = &j->forms.items[number];
    uint32_t begin = fuller->word_count - f->word_count;
    if (j->entry[number] == PACK_NONE || begin == 0 || begin >= fuller->word_count ||
        !str_equal(fuller->words[begin], f->words[0])) {
        return false;
    }
    size_t len = (size_t)(fuller->words[begin].ptr - fuller->key.ptr);
    return !names_a_place(j, str_slice(fuller->key, 0, len - 1), LANDS);
}

/* May `f` be short for the fuller name? One word of the dictionary is, where it says what the body
 * is: "the Navy". "House" and "State" are other bodies' short names. */
static bool is_short_for(const struct joiner *j, const struct name_form *f,
                         const struct name_form *fuller, bool place)
{
    struct str word = f->words[0];
    uint32_t classes = j->pack && f->word_count == 1 ? pack_word(j->pack, word).classes : 0;
    bool other = str_equal(word, STR("house")) || str_equal(word, STR("state"));
    if (f->word_count == 1 &&
        ((classes & (PACK_WORD_COMMON | PACK_WORD_ROLE)) || is_plural(word))) {
        return !other && name_form_is_head(fuller, word);
    }
    return !place && name_form_part_of(fuller, f);
}

/* Names are shortened once they have been told in full, or in a headline: "Red Hat" before "Red Hat
 * Enterprise Linux" is something else; "Supreme Court" before "Supreme Court of Harrow" is not. */
static bool comes_after(const struct joiner *j, const struct name_form *f,
                        const struct name_form *fuller)
{
    bool which = f->word_count > 1 && name_form_goes_on(fuller, f->word_count);
    return fuller->first < f->first || which ||
           j->a->names.items[f->first].span.begin < j->headline_end;
}

static uint32_t body_like(struct joiner *j, uint32_t number)
{
    const struct name_form *f = &j->forms.items[number];
    struct choice best = {NO_INDEX, 0, false};
    uint32_t looked = 0;
    if (f->type != ENTITY_ORGANIZATION || f->word_count == 0 ||
        (f->word_count == 1 && f->words[0].len < 3) || names_a_place(j, f->key, NATIONS)) {
        return NO_INDEX;
    }
    bool place = names_a_place(j, f->key, LANDS);
    for (uint32_t at = first_link(j, 'w', f->words[0]); at; at = j->links.items[at - 1].next) {
        const struct name_form *other = &j->forms.items[j->links.items[at - 1].form];
        if (++looked > CANDIDATES_MAX) {
            return NO_INDEX;
        }
        if (other->type == f->type && comes_after(j, f, other) &&
            !is_other_body(j, number, other)) {
            consider(&best, other->cluster, is_short_for(j, f, other, place));
        }
    }
    j->by[number] = "entities.part";
    return best.tie ? NO_INDEX : best.cluster;
}

static uint32_t abbreviated(struct joiner *j, uint32_t number)
{
    const struct name_form *f = &j->forms.items[number];
    struct choice best = {NO_INDEX, 0, false};
    uint32_t looked = 0;
    if (!f->acronym || f->type == ENTITY_PERSON || f->key.len < 2) {
        return NO_INDEX;
    }
    for (uint32_t at = first_link(j, 'i', str_slice(f->key, 0, 1)); at && looked < CANDIDATES_MAX;
         at = j->links.items[at - 1].next, looked++) {
        const struct name_form *other = &j->forms.items[j->links.items[at - 1].form];
        if (other->type != ENTITY_PERSON && name_form_abbreviates(f, other)) {
            consider(&best, other->cluster, 1 + same_sort(f->type, other->type));
        }
    }
    j->by[number] = "entities.acronym";
    return best.tie ? NO_INDEX : best.cluster;
}

/* "senate" or "house", whichever the name of a parliament has; absent for the whole. */
static struct str chamber_of(const struct name_form *f)
{
    static const struct str chambers[] = {STR_INIT("senate"), STR_INIT("house")};
    for (uint32_t i = 0; i < f->word_count; i++) {
        for (size_t k = 0; k < sizeof chambers / sizeof chambers[0]; k++) {
            if (str_equal(f->words[i], chambers[k])) {
                return chambers[k];
            }
        }
    }
    return (struct str){0};
}

/* The Navy and the Air Force of one country have one entry, and so may a Congress and its
 * Senate. */
static bool other_service(const struct joiner *j, uint32_t a, uint32_t b)
{
    const struct name_form *f = &j->forms.items[a], *g = &j->forms.items[b];
    if (pack_entry(j->pack, j->entry[a]).kind == PACK_LEGISLATURE && !f->acronym && !g->acronym) {
        return !str_equal(chamber_of(f), chamber_of(g));
    }
    return pack_entry(j->pack, j->entry[a]).kind == PACK_MILITARY && f->word_count > 1 &&
           g->word_count > 1 && !str_equal(name_form_family(f), name_form_family(g));
}

/* The same entry of the knowledge pack. */
static uint32_t known_as(struct joiner *j, uint32_t number)
{
    const struct name_form *f = &j->forms.items[number];
    if (j->entry[number] == PACK_NONE) {
        return NO_INDEX;
    }
    struct str key = arena_printf(j->scratch, "%u %c", j->entry[number], 'a' + (char)f->type);
    uint32_t at = first_link(j, 'e', key);
    while (at && other_service(j, number, j->links.items[at - 1].form)) {
        at = j->links.items[at - 1].next;
    }
    j->by[number] = "entities.known";
    return at ? j->forms.items[j->links.items[at - 1].form].cluster : NO_INDEX;
}

/* "Humberto" of "Hurricane Humberto". */
static uint32_t thing_named(struct joiner *j, uint32_t number)
{
    const struct name_form *f = &j->forms.items[number];
    struct choice best = {NO_INDEX, 0, false};
    uint32_t looked = 0;
    for (uint32_t at = f->type == ENTITY_OTHER && f->word_count ? first_link(j, 'w', f->words[0])
                                                                : 0;
         at && looked < CANDIDATES_MAX; at = j->links.items[at - 1].next, looked++) {
        const struct name_form *other = &j->forms.items[j->links.items[at - 1].form];
        if (other->type == f->type) {
            consider(&best, other->cluster, name_form_is_thing(other, f));
        }
    }
    j->by[number] = "entities.part";
    return best.tie ? NO_INDEX : best.cluster;
}

/* "Muslim" and "Muslims". */
static uint32_t people_like(struct joiner *j, uint32_t number)
{
    const struct name_form *f = &j->forms.items[number];
    if (f->word_count != 1 || f->type != ENTITY_GROUP) {
        return NO_INDEX;
    }
    struct str word = f->words[0];
    struct str other = is_plural(word) ? str_slice(word, 0, word.len - 1)
                                       : arena_printf(j->scratch, "%.*ss", STR_ARG(word));
    uint32_t looked = 0;
    for (uint32_t at = first_link(j, 'w', other); at && looked < CANDIDATES_MAX;
         at = j->links.items[at - 1].next, looked++) {
        const struct name_form *g = &j->forms.items[j->links.items[at - 1].form];
        if (g->type == f->type && g->word_count == 1) {
            j->by[number] = "entities.number";
            return g->cluster;
        }
    }
    return NO_INDEX;
}

static uint32_t cluster_for(struct joiner *j, uint32_t number)
{
    const struct name_form *f = &j->forms.items[number];
    if (j->defined[number]) {
        j->by[number] = "entities.defined";
        return j->forms.items[j->defined[number] - 1].cluster;
    }
    if (f->type == ENTITY_PERSON) {
        uint32_t found = f->word_count ? person_like(j, number) : NO_INDEX;
        found = found != NO_INDEX || f->word_count == 0 ? found : person_misspelt(j, number);
        return found != NO_INDEX ? found : body_named(j, number);
    }
    uint32_t (*const ways[])(struct joiner *, uint32_t) = {known_as, abbreviated, body_like,
                                                           thing_named, people_like};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        uint32_t found = ways[i](j, number);
        if (found != NO_INDEX) {
            return found;
        }
    }
    return NO_INDEX;
}

static void join(struct joiner *j, uint32_t number)
{
    struct name_form *f = &j->forms.items[number];
    uint32_t cluster = cluster_for(j, number);
    f->cluster = cluster == NO_INDEX ? number : cluster;
    struct name_form *lead = &j->forms.items[f->cluster];
    lead->gender = lead->gender ? lead->gender : f->gender;
    if (cluster == NO_INDEX) {
        j->by[number] = NULL;
    }
    index_form(j, number);
    if (j->entry[number] != PACK_NONE) {
        add_link(j, 'e', arena_printf(j->scratch, "%u %c", j->entry[number], 'a' + (char)f->type),
                 number);
    }
}

/* Of names of as many words: "Elizabeth II" is fuller than "Elizabeth"; a title tells of gender. */
static int fullness(const struct name_form *f)
{
    bool numbered = f->word_count == 1 && f->suffix.ptr;
    return 2 * numbered + f->titled;
}

/* Fuller forms first, then as they come in the text. */
static void join_all(struct joiner *j)
{
    for (uint32_t words = NAME_WORDS_MAX + 1; words-- > 0;) {
        for (int full = 3; full >= 0; full--) {
            for (uint32_t i = 0; i < j->forms.count; i++) {
                const struct name_form *f = &j->forms.items[i];
                if (f->word_count == words && fullness(f) == full) {
                    join(j, i);
                }
            }
        }
    }
}

/* ---- the entities ---- */

static struct str text_of(const struct joiner *j, uint32_t form)
{
    return article_slice(j->a, j->a->names.items[j->forms.items[form].first].span);
}

/* Places and peoples first: they say of which countries the article tells. */
static void look_up(struct joiner *j)
{
    for (uint32_t i = 0; i < j->forms.count; i++) {
        enum entity_type type = j->forms.items[i].type;
        bool place = type != ENTITY_ORGANIZATION && type != ENTITY_PERSON;
        j->entry[i] = place ? entity_key_entry(j->pack, type, text_of(j, i), NULL) : PACK_NONE;
        struct pack_entry e =
            j->entry[i] == PACK_NONE ? (struct pack_entry){0} : pack_entry(j->pack, j->entry[i]);
        if (e.country.len) {
            j->told[e.country_number] += j->forms.items[i].count;
        }
    }
    for (uint32_t i = 0; i < j->forms.count; i++) {
        if (j->forms.items[i].type == ENTITY_ORGANIZATION) {
            j->entry[i] = entity_key_entry(j->pack, ENTITY_ORGANIZATION, text_of(j, i), j->told);
        }
    }
}

/* Is the text of form `f` a better title for an entity than that of `old`? */
static bool is_fuller(const struct joiner *j, const struct name_form *f,
                      const struct name_form *old)
{
    if (f->acronym != old->acronym) {
        return old->acronym && f->word_count > 1;
    }
    if (f->word_count != old->word_count) {
        return f->word_count > old->word_count;
    }
    struct str text = article_slice(j->a, j->a->names.items[f->first].span);
    struct str had = article_slice(j->a, j->a->names.items[old->first].span);
    return chars_all_upper(had) && !chars_all_upper(text);
}

static bool add_entity(struct joiner *j, uint32_t cluster)
{
    struct entity *e = vec_push(&j->a->entities, j->a->arena, ENTITIES_MAX);
    if (e) {
        *e = (struct entity){.type = j->forms.items[cluster].type,
                             .gender = j->forms.items[cluster].gender,
                             .number = NUMBER_UNKNOWN};
        j->entity[cluster] = j->a->entities.count;
    }
    return e != NULL;
}

static void place_mention(struct joiner *j, struct mention *m, const uint32_t *last)
{
    uint32_t form = j->form_of[m->name], cluster = j->forms.items[form].cluster;
    uint32_t before = last[cluster];
    m->entity = j->entity[cluster] - 1;
    m->type = j->forms.items[cluster].type;
    m->gender = m->type == ENTITY_PERSON  ? j->forms.items[cluster].gender
                : m->type == ENTITY_GROUP ? GENDER_UNKNOWN
                                          : GENDER_NEUTER;
    m->antecedent = before ? before - 1 : NO_INDEX;
    if (before) {
        bool same = j->form_of[j->a->mentions.items[before - 1].name] == form;
        m->by = same || !j->by[form] ? "entities.same" : j->by[form];
    }
}

/* Gives every name, and the phrase around it, its entity; entities are made by first mention. */
static bool place_mentions(struct joiner *j)
{
    struct article *a = j->a;
    uint32_t *last = arena_alloc_array(j->scratch, j->forms.count + 1, sizeof *last);
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        struct mention *m = &a->mentions.items[i];
        if (m->name == NO_INDEX) {
            continue;
        }
        uint32_t cluster = j->forms.items[j->form_of[m->name]].cluster;
        if (!j->entity[cluster] && !add_entity(j, cluster)) {
            return false;
        }
        place_mention(j, m, last);
        if (m->kind == MENTION_NAME) {
            last[cluster] = i + 1;
            struct entity *e = &a->entities.items[m->entity];
            e->name_count++;
            e->confidence = m->confidence > e->confidence ? m->confidence : e->confidence;
        } else {
            m->by = "entities.phrase";
        }
        a->entities.items[m->entity].mention_count++;
    }
    return true;
}

/* The fullest form of each entity names it, the other ways of writing it are its aliases. */
static void name_entities(struct joiner *j)
{
    struct article *a = j->a;
    uint32_t count = a->entities.count;
    uint32_t *best = arena_alloc_array(j->scratch, count + 1, sizeof *best);
    uint32_t *forms = arena_alloc_array(j->scratch, count + 1, sizeof *forms);
    for (uint32_t i = 0; i < j->forms.count; i++) {
        uint32_t e = j->entity[j->forms.items[i].cluster] - 1;
        if (forms[e]++ == 0 || is_fuller(j, &j->forms.items[i], &j->forms.items[best[e]])) {
            best[e] = i;
        }
    }
    struct str *aliases = arena_alloc_array(a->arena, j->forms.count, sizeof *aliases);
    for (uint32_t e = 0, at = 0; e < count; e++) {
        struct entity *entity = &a->entities.items[e];
        entity->name = article_slice(a, a->names.items[j->forms.items[best[e]].first].span);
        entity->aliases = aliases + at;
        at += forms[e] - 1;
        entity->by = j->head;
    }
    for (uint32_t i = 0; i < j->forms.count; i++) {
        struct entity *entity = &a->entities.items[j->entity[j->forms.items[i].cluster] - 1];
        struct str text = article_slice(a, a->names.items[j->forms.items[i].first].span);
        bool known = str_equal(text, entity->name);
        for (uint32_t k = 0; k < entity->alias_count && k < CANDIDATES_MAX; k++) {
            known = known || str_equal(entity->aliases[k], text);
        }
        if (!known) {
            aliases[(entity->aliases - aliases) + entity->alias_count++] = text;
        }
    }
}

/* "EFF" of the Electronic Frontier Foundation is no party of other words. */
static bool is_other(const struct joiner *j, const struct entity *e, struct str alias,
                     uint32_t entry)
{
    bool brief = chars_all_upper(alias) && str_find_byte(alias, ' ', 0) == SIZE_MAX;
    struct str name = e->name;
    if (!brief || str_find_byte(name, ' ', 0) == SIZE_MAX) {
        return false;
    }
    for (size_t begin = 0, end; begin < name.len; begin = end + 1) {
        end = str_find_byte(name, ' ', begin);
        end = end == SIZE_MAX ? name.len : end;
        if (end - begin > ABBREVIATED_WORD &&
            str_find(pack_entry(j->pack, entry).name, str_slice(name, begin, end), 0) != SIZE_MAX) {
            return false;
        }
    }
    return true;
}

/* The entry of the fullest name, else of another form; persons by their whole names alone. */
static void know_entities(struct joiner *j)
{
    for (uint32_t i = 0; i < j->a->entities.count; i++) {
        struct entity *e = &j->a->entities.items[i];
        uint32_t entry = entity_key_entry(j->pack, e->type, e->name, j->told);
        for (uint32_t k = 0; k < e->alias_count && entry == PACK_NONE; k++) {
            entry = entity_key_entry(j->pack, e->type, e->aliases[k], j->told);
            bool other = entry != PACK_NONE && is_other(j, e, e->aliases[k], entry);
            entry = other ? PACK_NONE : entry;
        }
        entity_key_set(e, j->pack, entry, j->a->arena);
    }
}

static void joiner_init(struct joiner *j)
{
    const struct article *a = j->a;
    j->headline_end = article_headline_end(a);
    uint32_t names = a->names.count, countries = j->pack ? pack_countries(j->pack) : 0;
    j->told = arena_alloc_array(j->scratch, countries + 1, sizeof *j->told);
    j->form_of = arena_alloc_array(j->scratch, names + 1, sizeof *j->form_of);
    collect_forms(j);
    uint32_t forms = j->forms.count, words = 0;
    j->defined = arena_alloc_array(j->scratch, forms + 1, sizeof *j->defined);
    j->by = arena_alloc_array(j->scratch, forms + 1, sizeof *j->by);
    j->entry = arena_alloc_array(j->scratch, forms + 1, sizeof *j->entry);
    j->entity = arena_alloc_array(j->scratch, forms + 1, sizeof *j->entity);
    for (uint32_t i = 0; i < forms; i++) {
        words += j->forms.items[i].word_count + 3; /* initials, begin of the family, entry */
    }
    map_init(&j->index, j->scratch, words + 1, 0);
}

enum status entities_run(struct article *a, const struct models *m)
{
    struct arena_mark mark = arena_mark(&a->state->scratch);
    struct joiner j = {.a = a, .pack = m->pack, .scratch = &a->state->scratch};
    j.head = arena_printf(a->arena, "names@%u", m->model->exits[vectors_exit(a)].depth);
    joiner_init(&j);
    find_definitions(&j);
    look_up(&j);
    join_all(&j);
    bool placed = place_mentions(&j);
    if (placed) {
        name_entities(&j);
        know_entities(&j);
    } else {
        a->entities.count = 0;
    }
    arena_rewind(&a->state->scratch, mark);
    return placed ? STATUS_OK : STATUS_LIMIT;
}

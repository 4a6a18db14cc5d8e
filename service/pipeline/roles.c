/* roles: what persons are or were: "former chief executive of X", "Chinese President Xi Jinping".
 *
 * Reads    tokens, tags, trees, mentions, entities.   Writes  roles; entity.role_begin, role_end;
 *          entity.cameo of persons in office and of places that act for their government.
 * Memory   the list lives in a->arena, tables in the worker's scratch.
 * Budget   none: the encoder has paid for the words.
 * Errors   none; of more than ROLES_MAX the first are kept.
 *
 * A role is a noun for a person that stands before a name, in apposition to it on either side,
 * instead of it, or is said of it with "to be". Whose it is comes from what hangs on the noun: "of
 * the bank", "the bank's", "Chinese". */
#include <stdlib.h>

#include "article/article.h"
#include "model/models.h"
#include "model/pack.h"
#include "pipeline/nouns.h"
#include "pipeline/phrase.h"
#include "pipeline/pipeline.h"
#include "pipeline/scan.h"
#include "pipeline/stages.h"
#include "pipeline/title.h"
#include "text/chars.h"
#include "text/reporting_verbs.h"

enum { TITLE_BYTES = 96, LOOK_MAX = 12 /* tokens before a name */ };

struct reader {
    struct article *a;
    const struct pack *pack;
    struct phrases phrases;
    uint32_t *mention_of; /* (tokens): 1 + a mention with that head that has an entity, or 0 */
    uint32_t *name_of;    /* (tokens): 1 + the name mention that the token is part of, or 0 */
};

static bool in_list(const struct word_list *list, struct str word)
{
    return scan_in_list(list, word);
}

/* Sorted. */
WORD_LIST(former_words, "deposed", "erstwhile", "ex", "former", "late", "onetime", "ousted", "past",
          "previous", "retired", "then");
WORD_LIST(acting_words, "acting", "caretaker", "interim");
WORD_LIST(elect_words, "designate", "elect");
WORD_LIST(more_heads, "anchor", "ceo", "cfo", "chair", "co-chair", "cochair", "coo", "driver",
          "head", "mep", "midfielder", "mp", "vice-chair", "whip");
WORD_LIST(candidate_heads, "candidate", "contender", "hopeful", "nominee");
WORD_LIST(no_part_of_title, "acting", "caretaker", "controversial", "current", "deposed",
          "designate", "eighth", "elect", "eleventh", "embattled", "erstwhile", "ex", "fellow",
          "fifth", "former", "fourth", "incumbent", "interim", "late", "long", "longtime", "new",
          "ninth", "old", "onetime", "ousted", "outgoing", "past", "previous", "prominent",
          "retired", "serving", "seventh", "sixth", "tenth", "then", "third", "time", "twelfth",
          "young");
WORD_LIST(no_roles, "adult", "ally", "aunt", "baby", "boy", "boyfriend", "brother", "child",
          "colleague", "counterpart", "countryman", "couple", "cousin", "critic", "dad", "daughter",
          "everyone", "father", "fellow", "female", "fiance", "fiancee", "figure", "friend", "girl",
          "girlfriend", "grandchild", "granddaughter", "grandfather", "grandmother", "grandson",
          "guy", "husband", "individual", "kid", "lady", "male", "man", "mom", "mother", "mum",
          "namesake", "neighbor", "neighbour", "nephew", "niece", "one", "opponent", "parent",
          "partner", "people", "person", "predecessor", "relative", "rival", "sibling", "sister",
          "someone", "son", "stepdaughter", "stepfather", "stepmother", "stepson", "successor",
          "supporter", "survivor", "suspect", "twin", "uncle", "victim", "widow", "widower", "wife",
          "woman");
WORD_LIST(field_heads, "attorney", "commissioner", "director", "minister", "secretary",
          "undersecretary");
WORD_LIST(before_words, "earlier", "formerly", "once", "previously");
WORD_LIST(now_words, "also", "currently", "now", "still");
WORD_LIST(forms_of_address, "dame", "dr", "dr.", "lady", "lord", "madam", "madame", "miss", "mr",
          "mr.", "mrs", "mrs.", "ms", "ms.", "prof", "prof.", "sir");
WORD_LIST(of_words, "cabinet", "commerce", "defence", "defense", "delegation", "government",
          "interior", "mission", "operations", "parliament", "police", "staff", "state",
          "treasury");

/* ---- what a noun says ---- */

static bool is_role_noun(const struct reader *r, uint32_t token)
{
    struct str lemma = phrase_lemma(&r->phrases, token);
    lemma = title_is_former(lemma) ? str_slice(lemma, 3, lemma.len) : lemma;
    bool noun = phrase_tagged(&r->phrases, token, STR("NOUN")) ||
                phrase_tagged(&r->phrases, token, STR("PROPN"));
    if (!noun || in_list(&no_roles, lemma) || in_list(&forms_of_address, lemma)) {
        return false;
    }
    return noun_class(lemma) == NOUN_PERSON || in_list(&candidate_heads, lemma) ||
           in_list(&more_heads, lemma) || title_is_abbreviated(phrase_form(&r->phrases, token)) ||
           (r->pack && phrase_tagged(&r->phrases, token, STR("PROPN")) &&
            (pack_word(r->pack, lemma).classes & PACK_WORD_ROLE));
}

static bool is_title_part(const struct reader *r, uint32_t token)
{
    struct str form = phrase_form(&r->phrases, token);
    bool word = phrase_tagged(&r->phrases, token, STR("NOUN")) ||
                phrase_tagged(&r->phrases, token, STR("PROPN")) ||
                phrase_tagged(&r->phrases, token, STR("ADJ")) || str_equal(form, STR("-"));
    return word && !r->name_of[token] && !in_list(&no_part_of_title, form) &&
           !in_list(&forms_of_address, form) && !(form.ptr[0] >= '0' && form.ptr[0] <= '9');
}

/* "Foreign Affairs" of "Minister of Foreign Affairs", from the word behind "of": words with a
 * capital that are no name, of a minister also what looks like the name of a body. */
static uint32_t field_end(const struct reader *r, uint32_t noun, uint32_t from)
{
    enum { FIELD_MAX = 5 };
    struct str lemma = phrase_lemma(&r->phrases, noun);
    bool minister =
        str_equal_nocase(lemma, STR("minister")) || str_equal_nocase(lemma, STR("secretary"));
    uint32_t end = from;
    for (uint32_t t = from; t < r->a->tokens.count && t < from + FIELD_MAX; t++) {
        const struct mention *name =
            r->name_of[t] ? &r->a->mentions.items[r->name_of[t] - 1] : NULL;
        bool body = name && minister && name->token_begin == from && name->entity != NO_INDEX &&
                    r->a->entities.items[name->entity].type == ENTITY_ORGANIZATION;
        bool word = chars_begins_upper(phrase_form(&r->phrases, t)) &&
                    (phrase_tagged(&r->phrases, t, STR("NOUN")) ||
                     phrase_tagged(&r->phrases, t, STR("PROPN")) ||
                     phrase_tagged(&r->phrases, t, STR("ADJ")));
        bool joins = t > from && str_equal(phrase_form(&r->phrases, t), STR("and"));
        if (r->phrases.sentence[t] != r->phrases.sentence[noun] ||
            !(joins || (word && (!name || body)))) {
            break;
        }
        end = joins ? end : t + 1;
    }
    return end;
}

/* "our colleague | Justice", "lead author | Professor": what somebody is before a title with a
 * capital. */
static bool is_other_title(const struct reader *r, uint32_t token)
{
    struct str lemma = phrase_lemma(&r->phrases, token);
    return phrase_tagged(&r->phrases, token, STR("NOUN")) &&
           (noun_class(lemma) == NOUN_PERSON || in_list(&candidate_heads, lemma)) &&
           !chars_begins_upper(phrase_form(&r->phrases, token)) &&
           chars_begins_upper(phrase_form(&r->phrases, token + 1)) && is_role_noun(r, token + 1);
}

/* The words of the title around its noun: "national security adviser", "secretary of state". */
static struct token_range title_of(const struct reader *r, uint32_t noun)
{
    struct token_range t = {noun, noun + 1};
    while (t.begin > 0 && noun - t.begin < LOOK_MAX &&
           r->phrases.sentence[t.begin - 1] == r->phrases.sentence[noun] &&
           is_title_part(r, t.begin - 1) && !is_other_title(r, t.begin - 1)) {
        t.begin--;
    }
    while (t.begin < noun && str_equal(phrase_form(&r->phrases, t.begin), STR("-"))) {
        t.begin++; /* of "ex-" */
    }
    uint32_t of = noun + 1;
    if (of + 1 < r->a->tokens.count && str_equal(phrase_form(&r->phrases, of), STR("of")) &&
        in_list(&of_words, phrase_form(&r->phrases, of + 1))) {
        t.end = of + 2;
    } else if (of + 1 < r->a->tokens.count && str_equal(phrase_form(&r->phrases, of), STR("of")) &&
               chars_begins_upper(phrase_form(&r->phrases, noun)) &&
               in_list(&field_heads, phrase_lemma(&r->phrases, noun))) {
        uint32_t end = field_end(r, noun, of + 1);
        t.end = end > of + 1 ? end : t.end;
    }
    return t;
}

/* "Senators": more than one person's. */
static bool is_plural(const struct reader *r, uint32_t noun)
{
    return str_equal(r->a->tags.xpos[noun], STR("NNS")) ||
           str_equal(r->a->tags.xpos[noun], STR("NNPS"));
}

static struct str title_words(const struct reader *r, struct token_range t, uint32_t noun)
{
    const struct token *tokens = r->a->tokens.items;
    struct str text =
        article_slice(r->a, (struct span){tokens[t.begin].begin, tokens[t.end - 1].end});
    struct str form = phrase_form(&r->phrases, noun);
    if (is_plural(r, noun) && t.end == noun + 1 && form.ptr[form.len - 1] == 's') {
        text.len--;
    }
    return title_in_full(text, r->a->arena);
}

/* "former | Rhode Island | governor": the first word of the office with whose it is. */
static uint32_t office_begin(const struct reader *r, struct token_range title)
{
    enum { OWNER_MAX = 6 };
    uint32_t t = title.begin;
    while (t > 0 && title.begin - t < OWNER_MAX &&
           r->phrases.sentence[t - 1] == r->phrases.sentence[title.begin] &&
           (r->name_of[t - 1] || str_equal(r->a->tags.xpos[t - 1], STR("POS")))) {
        t--;
    }
    return t;
}

static enum role_kind kind_of(const struct reader *r, uint32_t noun, struct token_range title)
{
    uint32_t begin = title.begin > 4 ? title.begin - 4 : 0;
    if (title_is_former(phrase_form(&r->phrases, noun))) {
        return ROLE_FORMER;
    }
    if (in_list(&candidate_heads, phrase_lemma(&r->phrases, noun))) {
        return ROLE_CANDIDATE;
    }
    uint32_t office = office_begin(r, title);
    if (office > 0 && office < title.begin &&
        r->phrases.sentence[office - 1] == r->phrases.sentence[noun] &&
        in_list(&former_words, phrase_form(&r->phrases, office - 1))) {
        return ROLE_FORMER;
    }
    for (uint32_t t = begin; t < title.end + 2 && t < r->a->tokens.count; t++) {
        struct str form = phrase_form(&r->phrases, t);
        bool joined = t + 2 == title.begin && str_equal(phrase_form(&r->phrases, t + 1), STR("-"));
        bool here = r->phrases.sentence[t] == r->phrases.sentence[noun] &&
                    (t == noun || r->phrases.parent[t] == noun || joined ||
                     (t + 1 >= title.begin && t < title.end + 2));
        if (here && t < noun && in_list(&former_words, form)) {
            return ROLE_FORMER;
        }
        if (here && t < noun && in_list(&acting_words, form)) {
            return ROLE_ACTING;
        }
        if (here && t > noun && in_list(&elect_words, form)) {
            return ROLE_ELECT;
        }
    }
    return ROLE_CURRENT;
}

/* ---- whose it is ---- */

static uint32_t entry_of(const struct reader *r, uint32_t token)
{
    struct pack_match found;
    uint32_t name = r->name_of[token];
    struct str text = name ? article_slice(r->a, r->a->mentions.items[name - 1].span)
                           : phrase_form(&r->phrases, token);
    uint32_t kinds = 1u << PACK_COUNTRY;
    return r->pack && pack_find_kind(r->pack, text, kinds, &found) ? found.entry : PACK_NONE;
}

static void belongs_to(const struct reader *r, uint32_t token, struct role *role)
{
    uint32_t entry = entry_of(r, token), mention = r->mention_of[token];
    mention = mention ? mention : r->name_of[token];
    if (entry != PACK_NONE) {
        role->country = role->country.ptr ? role->country : pack_entry(r->pack, entry).country;
        return;
    }
    if (mention && role->organization == NO_INDEX) {
        uint32_t entity = r->a->mentions.items[mention - 1].entity;
        if (entity != role->entity && r->a->entities.items[entity].type != ENTITY_PERSON &&
            (r->a->entities.items[entity].name_count > 0 ||
             phrase_tagged(&r->phrases, token, STR("PROPN")))) {
            role->organization = entity;
        }
    }
}

/* "Secretary of | Justice | for Puerto Rico": the owner hangs on the field. */
static void find_owner_of_field(const struct reader *r, uint32_t field, struct token_range title,
                                struct role *role)
{
    for (uint32_t c = r->phrases.first[field]; c != NO_INDEX; c = r->phrases.next[c]) {
        if (phrase_is(&r->phrases, c, STR("nmod")) && c >= title.end) {
            belongs_to(r, c, role);
        }
    }
}

/* "Members of Congress Ann Roe, …": the name right behind "of", whatever the tree hangs it on. */
static void find_owner_behind(const struct reader *r, struct token_range title, struct role *role)
{
    uint32_t t = title.end, count = r->a->tokens.count;
    if (t + 1 >= count || !str_equal(phrase_form(&r->phrases, t), STR("of")) ||
        r->phrases.sentence[t + 1] != r->phrases.sentence[title.begin]) {
        return;
    }
    bool the = t + 2 < count && str_equal(phrase_form(&r->phrases, t + 1), STR("the"));
    t += the ? 2 : 1;
    bool name = r->name_of[t] && r->a->mentions.items[r->name_of[t] - 1].token_begin == t;
    if (name && role->organization == NO_INDEX && !role->country.ptr) {
        belongs_to(r, t, role);
    }
}

/* Names that hang on the noun or stand before it in its phrase, or behind its "of". */
static void find_owner(const struct reader *r, uint32_t noun, struct token_range title,
                       struct role *role)
{
    static const struct str relations[] = {STR_INIT("nmod"), STR_INIT("compound"),
                                           STR_INIT("amod")};
    for (uint32_t c = r->phrases.first[noun]; c != NO_INDEX; c = r->phrases.next[c]) {
        for (size_t i = 0; i < sizeof relations / sizeof relations[0]; i++) {
            bool inside = c >= title.begin && c < title.end; /* "secretary of state" */
            if (phrase_is(&r->phrases, c, relations[i]) && !inside) {
                belongs_to(r, c, role);
                break;
            }
        }
        if (c > noun && c < title.end) {
            find_owner_of_field(r, c, title, role);
        }
    }
    uint32_t begin = title.begin > 6 ? title.begin - 6 : 0;
    for (uint32_t t = title.begin; t-- > begin;) {
        bool name = r->name_of[t] != 0;
        if (!name && !in_list(&no_part_of_title, phrase_form(&r->phrases, t)) &&
            !str_equal(phrase_form(&r->phrases, t), STR("-")) &&
            !str_equal(r->a->tags.xpos[t], STR("POS"))) {
            break;
        }
        if (name && role->organization == NO_INDEX && !role->country.ptr) {
            belongs_to(r, t, role);
        }
    }
    find_owner_behind(r, title, role);
}

/* ---- the list ---- */

static bool is_known(const struct reader *r, const struct role *role)
{
    for (uint32_t i = r->a->roles.count; i-- > 0 && r->a->roles.count - i < 64;) {
        struct role *old = &r->a->roles.items[i];
        if (old->entity == role->entity && old->kind == role->kind &&
            str_equal(old->title, role->title)) {
            old->country = old->country.ptr ? old->country : role->country;
            old->organization =
                old->organization != NO_INDEX ? old->organization : role->organization;
            return true;
        }
    }
    return false;
}

/* "Professor Ann Roe of Lund University": the body hangs on the name. */
static void find_owner_of_name(const struct reader *r, uint32_t head, struct role *role)
{
    for (uint32_t c = r->phrases.first[head];
         c != NO_INDEX && role->organization == NO_INDEX && !role->country.ptr;
         c = r->phrases.next[c]) {
        uint32_t mark = phrase_child(&r->phrases, c, STR("case"));
        if (phrase_is(&r->phrases, c, STR("nmod")) && c > head && mark != NO_INDEX &&
            (str_equal(phrase_form(&r->phrases, mark), STR("of")) ||
             str_equal(phrase_form(&r->phrases, mark), STR("at")))) {
            belongs_to(r, c, role);
        }
    }
}

static void add_role(struct reader *r, uint32_t entity, uint32_t noun, struct token_range words,
                     double confidence)
{
    const struct token *tokens = r->a->tokens.items;
    struct token_range title = title_of(r, noun);
    struct role role = {.entity = entity, .organization = NO_INDEX, .confidence = confidence};
    role.title = title_words(r, title, noun);
    role.kind = kind_of(r, noun, title);
    role.span = (struct span){tokens[words.begin].begin, tokens[words.end - 1].end};
    find_owner(r, noun, title, &role);
    if (words.end < r->a->tokens.count && r->name_of[words.end]) {
        find_owner_of_name(r, r->a->mentions.items[r->name_of[words.end] - 1].head, &role);
    }
    if (!is_known(r, &role)) {
        struct role *kept = vec_push(&r->a->roles, r->a->arena, ROLES_MAX);
        if (kept) {
            *kept = role;
        }
    }
}

/* Where the title before a name ends: "President-elect" may be three tokens, and a comma may stand
 * behind it ("Chile's president-elect, Ana Kos"). */
static uint32_t title_end(const struct reader *r, const struct mention *m)
{
    uint32_t end = m->token_begin;
    if (end > m->phrase_begin + 1 && str_equal(phrase_form(&r->phrases, end - 1), STR(","))) {
        end--;
    }
    if (end > m->phrase_begin + 1 && in_list(&elect_words, phrase_form(&r->phrases, end - 1))) {
        end -= str_equal(phrase_form(&r->phrases, end - 2), STR("-")) ? 2 : 1;
    }
    return end;
}

/* "Senators Karla Hill and Elizabeth Wills": the second has the office too. */
static void read_shared(struct reader *r, const struct mention *m, uint32_t noun)
{
    uint32_t end = r->phrases.end[noun] > r->phrases.end[m->head] ? r->phrases.end[noun]
                                                                  : r->phrases.end[m->head];
    for (uint32_t c = m->token_end; c < end; c++) {
        const struct mention *other =
            r->name_of[c] ? &r->a->mentions.items[r->name_of[c] - 1] : NULL;
        uint32_t up = r->phrases.parent[c];
        if (other && c == other->head && phrase_is(&r->phrases, c, STR("conj")) &&
            (up == m->head || up == noun) && other->entity != NO_INDEX &&
            r->a->entities.items[other->entity].type == ENTITY_PERSON &&
            !(other->token_begin > 0 && is_role_noun(r, other->token_begin - 1))) {
            add_role(r, other->entity, noun, title_of(r, noun), 0.8);
        }
    }
}

/* One of two nouns hangs on the other, or on what that one hangs on: to a tree the second may be
 * part of the name behind it. */
static bool is_coordinate(const struct reader *r, uint32_t first, uint32_t second, uint32_t name)
{
    uint32_t up = r->phrases.parent[first], last = r->phrases.parent[second];
    return last == first || up == second || up == name || r->phrases.parent[name] == first ||
           (up != NO_INDEX && up == r->phrases.parent[name] &&
            phrase_is(&r->phrases, first, STR("conj"))) ||
           (last != NO_INDEX && (last == up || up == last)) ||
           (last != NO_INDEX && (r->phrases.parent[last] == first || up == last));
}

/* "singer, actor and | animal rights advocate": the noun before a conjunction or a comma of the
 * list of what somebody is, or NO_INDEX; `last` is the title behind it, `name` the name's head. */
static uint32_t coordinated(const struct reader *r, struct token_range last, uint32_t name,
                            bool *joined)
{
    uint32_t t = office_begin(r, last);
    uint32_t sentence = r->phrases.sentence[last.begin];
    uint32_t and = t > 1 && str_equal(phrase_form(&r->phrases, t - 1), STR("and"));
    uint32_t comma = t > 1 && str_equal(phrase_form(&r->phrases, t - 1 - and), STR(","));
    if (t < 1 + and+comma || !(and || (comma && *joined))) {
        return NO_INDEX;
    }
    *joined = true;
    uint32_t noun = t - 1 - and-comma;
    bool single = r->phrases.sentence[noun] == sentence && is_role_noun(r, noun) &&
                  !r->name_of[noun] && !is_plural(r, noun);
    return single && is_coordinate(r, noun, last.end - 1, name) ? noun : NO_INDEX;
}

/* The other offices of a list before a name that no article opens: with one, "the governor and
 * Senator Ann Roe", they are two persons. */
static void read_list(struct reader *r, const struct mention *m, uint32_t noun)
{
    enum { LIST_MAX = 4 };
    uint32_t nouns[LIST_MAX], count = 0;
    bool joined = false;
    struct token_range title = title_of(r, noun);
    for (uint32_t next = coordinated(r, title, m->head, &joined);
         next != NO_INDEX && count < LIST_MAX; next = coordinated(r, title, m->head, &joined)) {
        nouns[count++] = next;
        title = title_of(r, next);
    }
    uint32_t first = office_begin(r, title);
    while (first > 0 && in_list(&no_part_of_title, phrase_form(&r->phrases, first - 1))) {
        first--;
    }
    bool opened = first > 0 && (phrase_tagged(&r->phrases, first - 1, STR("DET")) ||
                                phrase_tagged(&r->phrases, first - 1, STR("PRON")));
    for (uint32_t i = 0; i < count && !opened; i++) {
        add_role(r, m->entity, nouns[i], title_of(r, nouns[i]), 0.7);
    }
}

/* "Union chairperson" before "President Ann Roe". */
static void read_other(struct reader *r, const struct mention *m, uint32_t noun)
{
    uint32_t begin = title_of(r, noun).begin;
    if (begin > 0 && is_other_title(r, begin - 1) && is_role_noun(r, begin - 1) &&
        r->phrases.sentence[begin - 1] == r->phrases.sentence[noun]) {
        add_role(r, m->entity, begin - 1, title_of(r, begin - 1), 0.85);
    }
}

/* "US singer, actor and advocate | Doris Lane | died": to the tree the list and the name are each
 * the verb's subject. */
static bool is_subject_too(const struct reader *r, uint32_t noun, const struct mention *m)
{
    uint32_t first = phrase_is(&r->phrases, noun, STR("conj")) ? r->phrases.parent[noun] : noun;
    return first != NO_INDEX && first < m->head &&
           r->phrases.parent[first] == r->phrases.parent[m->head] &&
           phrase_is(&r->phrases, first, STR("nsubj")) &&
           phrase_is(&r->phrases, m->head, STR("nsubj"));
}

/* The name hangs on the noun right before it, or the other way round, or both on the same. */
static bool is_title_before(const struct reader *r, uint32_t noun, const struct mention *m)
{
    uint32_t up = r->phrases.parent[m->head];
    return noun + 1 == m->token_begin &&
           r->phrases.sentence[noun] == r->phrases.sentence[m->head] && !r->name_of[noun] &&
           is_role_noun(r, noun) &&
           (up == noun || r->phrases.parent[noun] == m->head || is_subject_too(r, noun, m) ||
            (up != NO_INDEX && up == r->phrases.parent[noun] &&
             (phrase_is(&r->phrases, m->head, STR("conj")) ||
              phrase_is(&r->phrases, m->head, STR("appos")))));
}

/* "the parliament", "the council", between "of" and the name at `end`. */
static bool is_body(const struct reader *r, uint32_t from, uint32_t end)
{
    return from + 2 == end && str_equal_nocase(phrase_form(&r->phrases, from), STR("the")) &&
           phrase_tagged(&r->phrases, from + 1, STR("NOUN")) && !r->name_of[from + 1] &&
           !is_role_noun(r, from + 1);
}

/* "the United States", "Koszalin": one name that is no person's, up to the name at `end`. */
static bool is_owner(const struct reader *r, uint32_t from, uint32_t end)
{
    from += from < end && str_equal_nocase(phrase_form(&r->phrases, from), STR("the"));
    uint32_t name = from < end ? r->name_of[from] : 0;
    const struct mention *owner = name ? &r->a->mentions.items[name - 1] : NULL;
    if (!owner && from + 1 == end) {
        return phrase_tagged(&r->phrases, from, STR("PROPN"));
    }
    return owner && owner->token_begin == from && owner->token_end == end &&
           owner->entity != NO_INDEX && r->a->entities.items[owner->entity].type != ENTITY_PERSON;
}

/* "Secretary of Justice | Ann Roe", "mayor of Lund | Ann Roe", "speaker of the parliament | Ann
 * Roe": the office of which a field, a name or a body stands between it and the name. */
static uint32_t office_of(const struct reader *r, const struct mention *m)
{
    enum { FIELD_MAX = 7 };
    uint32_t end = m->token_begin, sentence = r->phrases.sentence[m->token_begin];
    for (uint32_t of = end; of > 1 && end - of < FIELD_MAX; of--) {
        uint32_t t = of - 1, noun = t - 1;
        if (r->phrases.sentence[noun] != sentence) {
            break;
        }
        if (str_equal(phrase_form(&r->phrases, t), STR("of"))) {
            bool fits =
                t + 1 < end && is_role_noun(r, noun) && !r->name_of[noun] &&
                (title_of(r, noun).end == end || is_owner(r, t + 1, end) || is_body(r, t + 1, end));
            return fits ? noun : NO_INDEX;
        }
    }
    return NO_INDEX;
}

/* "Ann Roe, former mayor Karl Lind and …", "speaker of the house Karl Lind, President Ann Roe": the
 * office is that of the name behind it. */
static bool is_anothers(const struct reader *r, uint32_t noun, uint32_t entity)
{
    enum { BEHIND_MAX = 6 };
    uint32_t title_ends = title_of(r, noun).end;
    for (uint32_t t = title_ends; t < r->a->tokens.count && t < noun + BEHIND_MAX; t++) {
        const struct mention *name =
            r->name_of[t] ? &r->a->mentions.items[r->name_of[t] - 1] : NULL;
        if (name && name->entity != NO_INDEX &&
            r->a->entities.items[name->entity].type == ENTITY_PERSON) {
            bool has_it = t == title_ends || office_of(r, name) == noun;
            return name->entity != entity && name->token_begin == t && has_it;
        }
    }
    return false;
}

/* "Chinese President" before the name. */
static void read_before(struct reader *r, const struct mention *m)
{
    uint32_t office = office_of(r, m);
    if (office != NO_INDEX) {
        struct token_range whole = title_of(r, office);
        whole.end = m->token_begin;
        add_role(r, m->entity, office, whole, 0.85);
        if (is_plural(r, office)) {
            read_shared(r, m, office);
        }
        return;
    }
    uint32_t end = title_end(r, m), begin = end;
    for (int i = 0; i < LOOK_MAX && begin > m->phrase_begin; i++) {
        uint32_t t = begin - 1;
        if (is_role_noun(r, t) && !r->name_of[t]) {
            struct token_range words = title_of(r, t);
            words.begin = m->phrase_begin < words.begin ? m->phrase_begin : words.begin;
            words.end = m->token_begin;
            if ((t + 2 >= end || r->phrases.parent[t] == m->head) &&
                !is_anothers(r, t, m->entity)) {
                add_role(r, m->entity, t, words, 0.9);
                read_other(r, m, t);
                read_list(r, m, t);
                if (is_plural(r, t)) {
                    read_shared(r, m, t);
                }
            }
            return;
        }
        begin--;
    }
    uint32_t noun = m->token_begin - 1;
    if (m->token_begin > 0 && is_title_before(r, noun, m)) {
        struct token_range words = title_of(r, noun);
        words.end = m->token_begin;
        add_role(r, m->entity, noun, words, 0.85);
        read_other(r, m, noun);
        read_list(r, m, noun);
        if (is_plural(r, noun)) {
            read_shared(r, m, noun);
        }
    }
}

/* "Ana Kos, the founder and chairwoman of the bank,". */
static void read_second(struct reader *r, const struct mention *m, uint32_t first)
{
    for (uint32_t c = r->phrases.first[first]; c != NO_INDEX; c = r->phrases.next[c]) {
        if (phrase_is(&r->phrases, c, STR("conj")) && is_role_noun(r, c) && !r->name_of[c] &&
            !is_anothers(r, c, m->entity)) {
            add_role(r, m->entity, c, phrase_of(&r->phrases, c), 0.8);
        }
    }
}

/* "President" of "president-elect", which may be three tokens; else the noun itself. */
static uint32_t office_at(const struct reader *r, uint32_t noun)
{
    if (noun == 0 || !in_list(&elect_words, phrase_form(&r->phrases, noun))) {
        return noun;
    }
    bool joined = noun > 1 && str_equal(phrase_form(&r->phrases, noun - 1), STR("-"));
    return joined ? noun - 2 : noun - 1;
}

/* In apposition, before or behind. */
static void read_beside(struct reader *r, const struct mention *m)
{
    for (uint32_t c = r->phrases.first[m->head]; c != NO_INDEX; c = r->phrases.next[c]) {
        uint32_t noun = office_at(r, c);
        if (phrase_is(&r->phrases, c, STR("appos")) && is_role_noun(r, noun) && !r->name_of[c] &&
            !is_anothers(r, noun, m->entity)) {
            add_role(r, m->entity, noun, phrase_of(&r->phrases, c), 0.85);
            read_second(r, m, c);
        }
    }
    uint32_t up = r->phrases.parent[m->head];
    uint32_t noun = up == NO_INDEX ? NO_INDEX : office_at(r, up);
    if (up != NO_INDEX && !r->name_of[up] && phrase_is(&r->phrases, m->head, STR("appos")) &&
        is_role_noun(r, noun) && !str_equal(r->a->tags.xpos[noun], STR("NNS")) &&
        !is_anothers(r, noun, m->entity)) {
        struct token_range words = phrase_of(&r->phrases, up);
        words.end = words.end > m->token_begin ? m->token_begin : words.end;
        add_role(r, m->entity, noun, words.end > words.begin ? words : title_of(r, noun), 0.85);
    }
}

/* The noun `up` is said of the mention. */
static void take_said(struct reader *r, const struct mention *m, uint32_t up)
{
    uint32_t copula = phrase_child(&r->phrases, up, STR("cop"));
    uint32_t adverb = phrase_child(&r->phrases, up, STR("advmod"));
    bool past = adverb != NO_INDEX && in_list(&before_words, phrase_form(&r->phrases, adverb));
    bool dated =
        past || (adverb != NO_INDEX && in_list(&now_words, phrase_form(&r->phrases, adverb)));
    if (r->name_of[up] || !is_role_noun(r, up) || copula == NO_INDEX ||
        phrase_child(&r->phrases, up, STR("aux")) != NO_INDEX || (adverb != NO_INDEX && !dated)) {
        return;
    }
    uint32_t before = r->a->roles.count;
    past = past || str_equal_nocase(phrase_form(&r->phrases, copula), STR("was"));
    add_role(r, m->entity, up, phrase_of(&r->phrases, up), 0.75);
    if (past && r->a->roles.count > before && r->a->roles.items[before].kind == ROLE_CURRENT) {
        r->a->roles.items[before].kind = ROLE_FORMER;
        r->a->roles.items[before].confidence = 0.6;
    }
}

/* "She is the head of the bank", "Ana Kos, who was head of the bank,". */
static void read_said(struct reader *r, const struct mention *m)
{
    uint32_t up = r->phrases.parent[m->head];
    if (up != NO_INDEX && phrase_is(&r->phrases, m->head, STR("nsubj"))) {
        take_said(r, m, up);
    }
    for (uint32_t c = r->phrases.first[m->head]; c != NO_INDEX; c = r->phrases.next[c]) {
        uint32_t who = phrase_child(&r->phrases, c, STR("nsubj"));
        if (phrase_is(&r->phrases, c, STR("acl:relcl")) && who != NO_INDEX &&
            str_equal_nocase(phrase_form(&r->phrases, who), STR("who"))) {
            take_said(r, m, c);
        }
    }
}

/* "The isolated Russian president" for somebody named: whose office it is must be said. */
static void read_nominal(struct reader *r, const struct mention *m)
{
    enum { SURE_PERCENT = 90 };
    bool sure = m->confidence * 100 >= SURE_PERCENT && m->name == NO_INDEX;
    uint32_t before = r->a->roles.count;
    if (!sure || m->number == NUMBER_PLURAL || !is_role_noun(r, m->head) || r->name_of[m->head]) {
        return;
    }
    add_role(r, m->entity, m->head, (struct token_range){m->token_begin, m->token_end}, 0.75);
    if (r->a->roles.count > before && !r->a->roles.items[before].country.ptr &&
        r->a->roles.items[before].organization == NO_INDEX) {
        r->a->roles.count = before;
    }
}

static int by_entity(const void *x, const void *y)
{
    const struct role *a = x, *b = y;
    if (a->entity != b->entity) {
        return a->entity < b->entity ? -1 : 1;
    }
    return (a->span.begin > b->span.begin) - (a->span.begin < b->span.begin);
}

/* ---- actors ---- */

/* The code of the country and of what the office does: "CHNGOV". */
static void code_person(const struct reader *r, const struct role *role)
{
    struct entity *e = &r->a->entities.items[role->entity];
    struct pack_country country;
    if (e->cameo.ptr || role->kind == ROLE_CANDIDATE || !r->pack || !role->country.ptr ||
        !pack_country_of_code(r->pack, role->country, &country) || !country.cameo.len) {
        return;
    }
    struct pack_word word = pack_word(r->pack, role->title);
    struct str agent =
        role->kind == ROLE_FORMER || role->kind == ROLE_ELECT ? STR("ELI") : word.cameo;
    if (agent.len) {
        e->cameo = arena_printf(r->a->arena, "%.*s%.*s", STR_ARG(country.cameo), STR_ARG(agent));
    }
}

/* A country or its capital that says something is its government. */
static void code_place(const struct reader *r, const struct mention *m)
{
    struct entity *e = &r->a->entities.items[m->entity];
    uint32_t verb = r->phrases.parent[m->head];
    struct pack_match found;
    if (m->kind != MENTION_NAME || e->type != ENTITY_LOCATION || verb == NO_INDEX || !r->pack ||
        !phrase_is(&r->phrases, m->head, STR("nsubj")) ||
        reporting_verb_find(phrase_form(&r->phrases, verb), NULL) != REPORTING_SPEECH) {
        return;
    }
    if (pack_find_kind(r->pack, article_slice(r->a, m->span),
                       1u << PACK_COUNTRY | 1u << PACK_GOVERNMENT, &found)) {
        struct pack_entry known = pack_entry(r->pack, found.entry);
        struct pack_country country;
        if (known.country.len && pack_country_of_code(r->pack, known.country, &country) &&
            country.cameo.len) {
            e->cameo = arena_printf(r->a->arena, "%.*sGOV", STR_ARG(country.cameo));
        }
    }
}

static void index_tokens(struct reader *r)
{
    struct arena *scratch = &r->a->state->scratch;
    r->mention_of = arena_alloc_array(scratch, r->a->tokens.count + 1, sizeof *r->mention_of);
    r->name_of = arena_alloc_array(scratch, r->a->tokens.count + 1, sizeof *r->name_of);
    for (uint32_t i = 0; i < r->a->mentions.count; i++) {
        const struct mention *m = &r->a->mentions.items[i];
        if (m->entity != NO_INDEX) {
            r->mention_of[m->head] = i + 1;
        }
        for (uint32_t t = m->token_begin; m->kind == MENTION_NAME && t < m->token_end; t++) {
            r->name_of[t] = i + 1;
        }
    }
}

static void order_roles(struct article *a)
{
    if (a->roles.count) { /* qsort takes no NULL */
        qsort(a->roles.items, a->roles.count, sizeof *a->roles.items, by_entity);
    }
    for (uint32_t i = 0; i < a->roles.count; i++) {
        struct entity *e = &a->entities.items[a->roles.items[i].entity];
        e->role_begin = e->role_end == 0 ? i : e->role_begin;
        e->role_end = i + 1;
    }
}

enum status roles_run(struct article *a, const struct models *m)
{
    struct arena_mark mark = arena_mark(&a->state->scratch);
    struct reader r = {.a = a, .pack = m->pack};
    phrases_init(&r.phrases, a, &a->state->scratch);
    index_tokens(&r);
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *mention = &a->mentions.items[i];
        if (mention->entity == NO_INDEX) {
            continue;
        }
        const struct entity *e = &a->entities.items[mention->entity];
        code_place(&r, mention);
        if (e->type != ENTITY_PERSON || e->name_count == 0) {
            continue;
        }
        if (mention->kind == MENTION_NAME) {
            read_before(&r, mention);
            read_beside(&r, mention);
        }
        if (mention->kind != MENTION_NOMINAL) {
            read_said(&r, mention);
        } else {
            read_nominal(&r, mention);
        }
    }
    order_roles(a);
    for (uint32_t i = 0; i < a->roles.count; i++) {
        code_person(&r, &a->roles.items[i]);
    }
    arena_rewind(&a->state->scratch, mark);
    return STATUS_OK;
}

#include "base/search.h"
#include "pipeline/event.h"

#include <string.h>

#include "model/pack.h"
#include "pipeline/pipeline.h"
#include "text/chars.h"
#include "text/utf8.h"

enum { WORD_BYTES_MAX = 64, TITLE_TOKENS = 12 };

static uint8_t relation_of(struct str deprel)
{
    static const struct str names[] = {
        STR_INIT(""),
#define X(id, name) STR_INIT(name),
        EVENT_RELATION_MAP(X)
#undef X
    };
    size_t colon = str_find_byte(deprel, ':', 0);
    uint8_t base = RELATION_OTHER;
    for (size_t i = 1; i < sizeof names / sizeof names[0]; i++) {
        if (str_equal(names[i], deprel)) {
            return (uint8_t)i;
        }
        if (colon != SIZE_MAX && str_equal(names[i], str_slice(deprel, 0, colon))) {
            base = (uint8_t)i;
        }
    }
    return base;
}

uint32_t event_word(const struct event_pack *pack, struct str text)
{
    char lower[WORD_BYTES_MAX + UTF8_BYTES_MAX];
    size_t used = 0, len;
    for (size_t at = 0; at < text.len && used < WORD_BYTES_MAX; at += len) {
        used += utf8_encode(chars_lower(utf8_decode(text, at, &len)), lower + used);
    }
    return used < WORD_BYTES_MAX ? event_pack_word(pack, str_make(lower, used)) : EVENT_NO_WORD;
}

static struct str form_of(const struct article *a, uint32_t token)
{
    return article_slice(a,
                         (struct span){a->tokens.items[token].begin, a->tokens.items[token].end});
}

/* The mentions that refer to something, put on their tokens: of a name all of them, of others the
 * head. */
static void set_mentions(struct event_view *v)
{
    const struct article *a = v->a;
    uint32_t first = SEARCH_FROM(a->mentions.items, a->mentions.count, sentence, v->sentence);
    for (uint32_t i = first; i < a->mentions.count && a->mentions.items[i].sentence == v->sentence;
         i++) {
        const struct mention *m = &a->mentions.items[i];
        bool whole = m->kind == MENTION_NAME;
        uint32_t begin = whole ? m->token_begin : m->head, end = whole ? m->token_end : begin + 1;
        for (uint32_t t = begin; m->entity != NO_INDEX && t < end && t < v->end; t++) {
            if (t >= v->begin && (whole || event_node(v, t)->mention == NO_INDEX)) {
                event_node(v, t)->mention = i;
            }
        }
    }
}

/* Offices that the dictionary of agents has in longer names alone ("FOREIGN_MINISTER"), ranks. */
static bool is_office(struct str lemma)
{
    static const struct str words[] = {
        STR_INIT("minister"),     STR_INIT("leader"),     STR_INIT("official"),
        STR_INIT("delegation"),   STR_INIT("negotiator"), STR_INIT("aide"),
        STR_INIT("spokesperson"), STR_INIT("spokesman"),  STR_INIT("spokeswoman"),
        STR_INIT("cabinet"),      STR_INIT("ministry"),   STR_INIT("counterpart"),
        STR_INIT("secretary"),    STR_INIT("chief"),      STR_INIT("secretary-general"),
        STR_INIT("chairman"),     STR_INIT("general"),    STR_INIT("gen."),
        STR_INIT("col."),         STR_INIT("sen."),       STR_INIT("rep."),
        STR_INIT("gov."),         STR_INIT("candidate"),  STR_INIT("nominee"),
        STR_INIT("opposition"),   STR_INIT("junta"),      STR_INIT("regime"),
        STR_INIT("party"),        STR_INIT("union"),      STR_INIT("peacekeeper")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal_nocase(lemma, words[i])) {
            return true;
        }
    }
    return false;
}

uint8_t event_role(const struct article *a, const struct event_pack *pack, uint32_t head)
{
    static const struct str offices[] = {STR_INIT("GOV"), STR_INIT("MIL"), STR_INIT("COP"),
                                         STR_INIT("LEG"), STR_INIT("JUD"), STR_INIT("REB"),
                                         STR_INIT("SPY"), STR_INIT("INS"), STR_INIT("PTY"),
                                         STR_INIT("UAF"), STR_INIT("SEP")};
    const struct str texts[] = {a->tags.lemma[head], form_of(a, head)};
    uint8_t says = is_office(texts[0]) ? EVENT_SOMEBODY | EVENT_OFFICE : 0;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        uint32_t count = 0, word = event_word(pack, texts[i]);
        const struct event_file_phrase *p =
            word == EVENT_NO_WORD ? NULL : event_pack_phrases(pack, word, &count);
        for (; p && count > 0; count--, p++) {
            struct str code = event_pack_name(pack, p->code);
            bool whole = p->count == 1 && p->actor == 0;
            says |= whole ? EVENT_SOMEBODY : 0;
            for (size_t k = 0; whole && k < sizeof offices / sizeof offices[0]; k++) {
                says |= str_starts_with(code, offices[k]) ? EVENT_OFFICE : 0;
            }
        }
    }
    return says;
}

/* "the Labour Party": a body in politics by its name. */
static bool is_party(const struct article *a, const struct mention *m)
{
    static const struct str words[] = {STR_INIT("party"),    STR_INIT("movement"),
                                       STR_INIT("alliance"), STR_INIT("coalition"),
                                       STR_INIT("front"),    STR_INIT("union")};
    bool found = false;
    for (size_t i = 0; m->kind == MENTION_NAME && i < sizeof words / sizeof words[0]; i++) {
        found |= str_equal_nocase(a->tags.lemma[m->head], words[i]);
    }
    return found && a->entities.items[m->entity].type == ENTITY_ORGANIZATION;
}

/* A person whom the lists of the world's leaders have, in office or out of it. */
static bool is_leader(const struct entity *e, const struct pack *known)
{
    struct pack_match match;
    struct pack_role role;
    return known && e->type == ENTITY_PERSON && e->name_count > 0 &&
           pack_find_kind(known, e->name, 1u << PACK_PERSON, &match) &&
           match.form != PACK_FORM_PARTIAL &&
           pack_roles(known, match.entry, PACK_ANY_DAY, &role, 1) > 0;
}

const uint8_t *event_standings(const struct article *a, const struct event_pack *pack,
                               const struct pack *known)
{
    uint8_t *all = arena_alloc_array(&a->state->scratch, a->entities.count + 1, sizeof *all);
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *m = &a->mentions.items[i];
        if (m->entity != NO_INDEX && m->kind != MENTION_PRONOUN) {
            all[m->entity] |= EVENT_SPOKEN_OF;
        }
        if (m->entity != NO_INDEX && m->kind == MENTION_NOMINAL) {
            all[m->entity] |= event_role(a, pack, m->head);
            all[m->entity] |= m->number == NUMBER_PLURAL ? EVENT_MANY : 0;
        }
        if (m->entity != NO_INDEX && is_party(a, m)) {
            all[m->entity] |= EVENT_OFFICE;
        }
        bool person = m->entity != NO_INDEX && m->kind == MENTION_NAME &&
                      a->entities.items[m->entity].type == ENTITY_PERSON;
        uint32_t end = person ? m->token_end : 0;
        for (uint32_t t = m->phrase_begin; t < end && t < m->phrase_begin + TITLE_TOKENS; t++) {
            all[m->entity] |= event_role(a, pack, t); /* "Prime Minister Ana Kos" */
        }
    }
    for (uint32_t i = 0; i < a->entities.count; i++) {
        all[i] |= is_leader(&a->entities.items[i], known) ? EVENT_SOMEBODY | EVENT_OFFICE : 0;
    }
    return all;
}

static bool is_trigger(const struct event_pack *pack, uint32_t word)
{
    uint32_t verbs = 0, nouns = 0;
    if (word != EVENT_NO_WORD) {
        event_pack_triggers(pack, EVENT_VERB, word, &verbs);
        event_pack_triggers(pack, EVENT_NOUN, word, &nouns);
    }
    return verbs + nouns > 0;
}

/* The word of the pack for a token's lemma; of one that the tagger guessed wrong ("impeache"),
 * for what its form may come from. */
static uint32_t lemma_word(const struct article *a, const struct event_pack *pack, uint32_t token)
{
    struct str lemma = a->tags.lemma[token], form = form_of(a, token);
    bool guessed =
        str_equal(a->tags.upos[token], STR("VERB")) || str_equal(a->tags.upos[token], STR("NOUN"));
    static const struct {
        const char *ending, *instead;
    } all[] = {{"ed", "e"}, {"ed", ""}, {"ing", ""}, {"ing", "e"}, {"es", ""}, {"s", ""}};
    uint32_t word = event_word(pack, lemma);
    for (size_t i = 0; guessed && word == EVENT_NO_WORD && i < sizeof all / sizeof all[0]; i++) {
        struct str ending = str_of(all[i].ending);
        char guess[WORD_BYTES_MAX];
        size_t stem = form.len - ending.len;
        if (form.len < ending.len + 3 || form.len >= WORD_BYTES_MAX ||
            !str_ends_with(form, ending)) {
            continue;
        }
        memcpy(guess, form.ptr, stem);
        guess[stem] = all[i].instead[0];
        uint32_t found = event_word(pack, str_make(guess, stem + (all[i].instead[0] != '\0')));
        word = is_trigger(pack, found) ? found : word;
    }
    return word;
}

void event_view_init(struct event_view *v, struct article *a, const struct event_pack *pack,
                     const uint8_t *standing, uint32_t sentence)
{
    const struct sentence *s = &a->sentences.items[sentence];
    *v = (struct event_view){.a = a,
                             .pack = pack,
                             .standing = standing,
                             .sentence = sentence,
                             .begin = s->token_begin,
                             .end = s->token_end};
    v->official = event_pack_word(pack, STR("@official"));
    v->person = event_pack_word(pack, STR("@person"));
    v->place = event_pack_word(pack, STR("@place"));
    uint32_t words = s->token_end - s->token_begin;
    v->nodes = arena_alloc_array(&a->state->scratch, words, sizeof *v->nodes);
    v->order = arena_alloc_array(&a->state->scratch, (size_t)2 * EVENT_REACH, sizeof *v->order);
    for (uint32_t i = 0; i < words; i++) {
        uint32_t t = v->begin + i, head = a->trees.head[t];
        v->nodes[i] = (struct event_node){.head = head ? v->begin + head - 1 : NO_INDEX,
                                          .child = NO_INDEX,
                                          .next = NO_INDEX,
                                          .form = event_word(pack, form_of(a, t)),
                                          .lemma = lemma_word(a, pack, t),
                                          .mention = NO_INDEX,
                                          .relation = relation_of(a->trees.deprel[t])};
    }
    event_headline_verb(v);
    for (uint32_t i = words; i-- > 0;) {
        if (v->nodes[i].head != NO_INDEX) {
            struct event_node *head = event_node(v, v->nodes[i].head);
            v->nodes[i].next = head->child;
            head->child = v->begin + i;
        }
    }
    set_mentions(v);
}

static uint32_t among(const struct event_view *v, uint32_t child, uint64_t relations)
{
    while (child != NO_INDEX && !(relations & RELATION_BIT(event_node(v, child)->relation))) {
        child = event_node(v, child)->next;
    }
    return child;
}

uint32_t event_child(const struct event_view *v, uint32_t token, uint64_t relations)
{
    return among(v, event_node(v, token)->child, relations);
}

uint32_t event_next_child(const struct event_view *v, uint32_t child, uint64_t relations)
{
    return among(v, event_node(v, child)->next, relations);
}

bool event_is_lemma(const struct event_view *v, uint32_t token, const char *lemma)
{
    return str_equal_nocase(v->a->tags.lemma[token], str_of(lemma));
}

bool event_is_upos(const struct event_view *v, uint32_t token, const char *upos)
{
    return str_equal(v->a->tags.upos[token], str_of(upos));
}

bool event_is_xpos(const struct event_view *v, uint32_t token, const char *xpos)
{
    return str_equal(v->a->tags.xpos[token], str_of(xpos));
}

struct str event_case(const struct event_view *v, uint32_t token)
{
    uint32_t c = event_child(v, token, RELATION_BIT(RELATION_CASE));
    return c == NO_INDEX ? (struct str){0} : form_of(v->a, c);
}

bool event_is_verbal(const struct event_view *v, uint32_t token)
{
    return event_is_upos(v, token, "VERB") || event_is_upos(v, token, "AUX");
}

bool event_case_is(const struct event_view *v, uint32_t token, const char *const *words,
                   size_t count)
{
    struct str word = event_case(v, token);
    for (size_t i = 0; word.ptr && i < count; i++) {
        if (str_equal_nocase(word, str_of(words[i]))) {
            return true;
        }
    }
    return false;
}

uint32_t event_antecedent(const struct event_view *v, uint32_t subject)
{
    if (subject == NO_INDEX || !event_is_upos(v, subject, "PRON")) {
        return subject;
    }
    bool relative = event_is_xpos(v, subject, "WDT") || event_is_xpos(v, subject, "WP");
    uint32_t clause = event_node(v, subject)->head;
    if (relative && clause != NO_INDEX && event_node(v, clause)->relation == RELATION_RELCL) {
        return event_node(v, clause)->head;
    }
    return subject;
}

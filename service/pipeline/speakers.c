/* speakers: the entities of those who speak, are spoken to and relay.
 *
 * Reads    quotes, mentions, entities.   Writes  the entity of each party of the quotes.
 * Memory   the worker's scratch arena for a byte an entity.
 * Budget   none: a binary search for each party.
 *
 * A party is the entity of the mention that has its head, else of the shortest that holds it;
 * "he" and "she" who speak right after somebody's words are that person. Labels of interviews name
 * by initials, or by "A" who answers. */
#include "base/map.h"
#include "base/search.h"
#include "article/article.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"
#include "text/chars.h"

/* The first mention that begins behind the token. */
static uint32_t mention_behind(const struct article *a, uint32_t token)
{
    return SEARCH_BEHIND(a->mentions.items, a->mentions.count, token_begin, token);
}

enum { NESTED_MAX = 16 /* mentions looked at before a token */ };

/* Of the mentions that hold the token the one with this head, else the shortest; of those that have
 * an entity. */
static uint32_t entity_at(const struct article *a, uint32_t token)
{
    uint32_t behind = mention_behind(a, token), found = NO_INDEX, least = NO_INDEX;
    for (uint32_t i = behind > NESTED_MAX ? behind - NESTED_MAX : 0; i < behind; i++) {
        const struct mention *m = &a->mentions.items[i];
        uint32_t size = m->head == token ? 0 : m->token_end - m->token_begin;
        if (m->entity != NO_INDEX && m->token_end > token && size < least) {
            found = m->entity;
            least = size;
        }
    }
    return found;
}

static bool has_name(const struct article *a, uint32_t entity)
{
    return entity != NO_INDEX && a->entities.items[entity].name_count > 0;
}

/* The word that a token hangs on, or NO_INDEX. */
static uint32_t parent_of(const struct article *a, uint32_t token)
{
    uint32_t head = a->trees.head[token];
    uint32_t first = a->sentences.items[article_sentence_at(a, token)].token_begin;
    return head > 0 ? first + head - 1 : NO_INDEX;
}

/* Two stand side by side: "the deputy, Ann Roe, and the mayor, Karl Lind". */
static bool is_joined(const struct article *a, uint32_t begin, uint32_t end)
{
    for (uint32_t t = begin; t < end; t++) {
        if (str_equal(a->tags.upos[t], STR("CCONJ"))) {
            return true;
        }
    }
    return false;
}

/* "The chairman of the council, Musa Bello": the person whose name stands in apposition, or
 * NO_INDEX. */
static uint32_t apposed(const struct article *a, const struct party *p)
{
    for (uint32_t i = mention_behind(a, p->head);
         i < a->mentions.count && a->mentions.items[i].span.end <= p->span.end; i++) {
        const struct mention *m = &a->mentions.items[i];
        bool person = m->kind == MENTION_NAME && m->entity != NO_INDEX &&
                      a->entities.items[m->entity].type == ENTITY_PERSON;
        uint32_t before = m->token_begin - 1;
        struct span mark = {a->tokens.items[before].begin, a->tokens.items[before].end};
        bool ends = m->span.end == p->span.end && before > p->head &&
                    str_equal(article_slice(a, mark), STR(",")) && !is_joined(a, p->head, before);
        if (person && (ends || (parent_of(a, m->head) == p->head &&
                                str_equal(a->trees.deprel[m->head], STR("appos"))))) {
            return m->entity;
        }
    }
    return NO_INDEX;
}

/* "Holm's ruling", "her statement": what somebody wrote or said speaks for whoever owns it. */
static uint32_t author(const struct article *a, const struct party *p)
{
    static const char *const words[] = {
        "autobiography", "blog",   "decision",  "dissent",   "email",   "letter",
        "memo",          "memoir", "message",   "order",     "opinion", "post",
        "ruling",        "speech", "statement", "testimony", "tweet",   "verdict"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!str_equal_nocase(a->tags.lemma[p->head], str_of(words[i]))) {
            continue;
        }
        for (uint32_t t = article_token_at(a, p->span.begin); t < p->head; t++) {
            if (parent_of(a, t) == p->head && str_equal(a->trees.deprel[t], STR("nmod:poss"))) {
                return entity_at(a, t);
            }
        }
    }
    return NO_INDEX;
}

/* "An employee in his 40s": somebody new, who is no one with a name elsewhere. */
static bool is_new(const struct article *a, const struct party *p)
{
    uint32_t first = article_token_at(a, p->span.begin);
    struct span word = {a->tokens.items[first].begin, a->tokens.items[first].end};
    struct str article = article_slice(a, word);
    if (!(str_equal_nocase(article, STR("a")) || str_equal_nocase(article, STR("an"))) ||
        !str_equal(a->tags.upos[p->head], STR("NOUN"))) {
        return false;
    }
    for (uint32_t i = mention_behind(a, first);
         i < a->mentions.count && a->mentions.items[i].span.begin < p->span.end; i++) {
        if (a->mentions.items[i].kind == MENTION_NAME && a->mentions.items[i].entity == p->entity) {
            return false;
        }
    }
    return has_name(a, p->entity) && a->entities.items[p->entity].type == ENTITY_PERSON;
}

static void set_entity(const struct article *a, struct party *p)
{
    if (p->head == NO_INDEX) {
        return;
    }
    p->entity = entity_at(a, p->head);
    p->entity = p->entity != NO_INDEX && is_new(a, p) ? NO_INDEX : p->entity;
    bool person = p->entity == NO_INDEX || a->entities.items[p->entity].type == ENTITY_PERSON;
    uint32_t better = has_name(a, p->entity) || !person ? NO_INDEX : apposed(a, p);
    better = better != NO_INDEX || has_name(a, p->entity) ? better : author(a, p);
    p->entity = has_name(a, better) ? better : p->entity;
}

static bool is_pronoun(const struct article *a, uint32_t token)
{
    struct span span = {a->tokens.items[token].begin, a->tokens.items[token].end};
    struct str form = article_slice(a, span);
    return str_equal_nocase(form, STR("he")) || str_equal_nocase(form, STR("she"));
}

/* Where each entity is first told of, but as "I" or "you". */
static uint32_t *first_mentions(const struct article *a)
{
    uint32_t *first = arena_alloc_array(&a->state->scratch, a->entities.count, sizeof *first);
    for (uint32_t i = a->mentions.count; i > 0; i--) {
        const struct mention *m = &a->mentions.items[i - 1];
        if (m->entity != NO_INDEX && m->person == 3) {
            first[m->entity] = m->span.begin;
        }
    }
    return first;
}

/* "“My client is tired,” he said": "he" is none of those whom his own words are the first to tell
 * of. */
static void drop_told(const struct article *a, const uint32_t *first, struct quote *q)
{
    uint32_t entity = q->speaker.entity;
    if (entity != NO_INDEX && q->kind == QUOTE_DIRECT && is_pronoun(a, q->speaker.head) &&
        first[entity] >= q->span.begin && first[entity] < q->span.end) {
        q->speaker.entity = NO_INDEX;
    }
}

/* What the mentions of each entity tell of its gender, the first that does. "She" within somebody's
 * words tells nothing: who it is was a guess, and often it is another than the speaker. */
static uint8_t *genders_of(const struct article *a)
{
    uint8_t *genders = arena_alloc_array(&a->state->scratch, a->entities.count, 1);
    uint32_t quote = 0, said = 0; /* quotes that begin before a mention; where they end */
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        const struct mention *m = &a->mentions.items[i];
        for (; quote < a->quotes.count && a->quotes.items[quote].span.begin <= m->span.begin;
             quote++) {
            uint32_t end = a->quotes.items[quote].span.end;
            said = end > said ? end : said;
        }
        if (m->kind == MENTION_PRONOUN && m->span.begin < said) {
            continue;
        }
        bool told = m->gender == GENDER_MALE || m->gender == GENDER_FEMALE;
        if (m->entity != NO_INDEX && told && genders[m->entity] == GENDER_UNKNOWN) {
            genders[m->entity] = (uint8_t)m->gender;
        }
    }
    return genders;
}

static bool may_be(const struct article *a, const uint8_t *genders, uint32_t entity,
                   uint32_t pronoun)
{
    struct span span = {a->tokens.items[pronoun].begin, a->tokens.items[pronoun].end};
    bool she = str_equal_nocase(article_slice(a, span), STR("she"));
    return a->entities.items[entity].type == ENTITY_PERSON &&
           genders[entity] != (she ? GENDER_MALE : GENDER_FEMALE);
}

/* "…, Roe said. The diplomat added": a word that many persons may be called by goes on with the
 * person who spoke last. */
static bool is_anybody(const struct article *a, const struct party *p)
{
    static const char *const words[] = {
        "activist",  "actor",      "analyst",     "artist",     "author",     "candidate",
        "diplomat",  "economist",  "executive",   "expert",     "journalist", "lawmaker",
        "lawyer",    "legislator", "official",    "politician", "professor",  "researcher",
        "scientist", "spokesman",  "spokeswoman", "writer"};
    uint32_t first = article_token_at(a, p->span.begin);
    struct span the = {a->tokens.items[first].begin, a->tokens.items[first].end};
    bool alone = first + 1 == p->head && a->tokens.items[p->head].end == p->span.end &&
                 str_equal_nocase(article_slice(a, the), STR("the"));
    for (size_t i = 0; alone && i < sizeof words / sizeof words[0]; i++) {
        struct span head = {a->tokens.items[p->head].begin, a->tokens.items[p->head].end};
        if (str_equal_nocase(article_slice(a, head), str_of(words[i]))) {
            return !has_name(a, p->entity);
        }
    }
    return false;
}

/* The words that `q` hands over, or its speaker, stand in the sentence behind those of `before`,
 * which may fill several, as its own may. */
static bool is_next(const struct article *a, const struct quote *before, const struct quote *q)
{
    uint32_t last = article_sentence_at(a, before->speaker.head), there = last;
    uint32_t speaker = article_sentence_at(a, q->speaker.head), here = speaker;
    uint32_t end = article_sentence_at(a, article_token_at(a, before->span.end - 1));
    uint32_t begin = article_sentence_at(a, article_token_at(a, q->span.begin));
    there = end > there ? end : there;
    here = begin < here ? begin : here;
    return speaker > last && here <= there + 1;
}

/* "…, according to Roe. He said …": who speaks in a sentence and is called "he" in the next goes
 * on speaking. */
static void carry_on(const struct article *a, const uint8_t *genders, const struct quote *before,
                     struct quote *q)
{
    const struct party *last = &before->speaker;
    if (last->head == q->speaker.head) {
        q->speaker.entity = last->entity;
        return;
    }
    if (last->entity == NO_INDEX && last->head != NO_INDEX && q->speaker.head != NO_INDEX &&
        is_pronoun(a, q->speaker.head) && !is_pronoun(a, last->head) &&
        article_sentence_at(a, q->speaker.head) == article_sentence_at(a, last->head) + 1) {
        q->speaker.entity = NO_INDEX; /* somebody who is not known goes on */
        return;
    }
    if (last->entity == NO_INDEX || last->head == NO_INDEX || q->speaker.head == NO_INDEX ||
        before->medium == QUOTE_MEDIUM_THOUGHT || last->entity == q->speaker.entity) {
        return;
    }
    bool next = is_next(a, before, q);
    if (next && is_pronoun(a, q->speaker.head) && !is_pronoun(a, last->head) &&
        may_be(a, genders, last->entity, q->speaker.head)) {
        q->speaker.entity = last->entity;
    }
    if (next && is_anybody(a, &q->speaker) && has_name(a, last->entity) &&
        a->entities.items[last->entity].type == ENTITY_PERSON) {
        q->speaker.entity = last->entity;
    }
}

/* ---- labels of interviews: "AR", "A" ---- */

enum { INITIALS_MAX = 4, WORDS_MAX = 64 /* organizations of one word that are looked at */ };

/* Whom the labels of an article may mean. */
struct initials {
    struct map names;          /* fullest name -> entity, the first of several */
    struct map of;             /* initials -> entity, NO_INDEX where several have them */
    uint32_t words[WORDS_MAX]; /* organizations whose name is one word */
    uint32_t count;
};

/* "AR" of "Ann Roe", the first letters of the words with a capital, in `out`; 0 when there are more
 * than INITIALS_MAX. */
static size_t initials_of(struct str name, char *out)
{
    size_t found = 0;
    bool begins = true;
    for (size_t i = 0; i < name.len; i++) {
        bool capital = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';
        if (begins && capital && found == INITIALS_MAX) {
            return 0;
        }
        if (begins && capital) {
            out[found++] = name.ptr[i];
        }
        begins = name.ptr[i] == ' ' || name.ptr[i] == '-';
    }
    return found;
}

static void collect_initials(const struct article *a, struct initials *in)
{
    struct arena *scratch = &a->state->scratch;
    map_init(&in->names, scratch, a->entities.count + 1, 0);
    map_init(&in->of, scratch, a->entities.count + 1, 0);
    in->count = 0;
    for (uint32_t i = 0; i < a->entities.count; i++) {
        const struct entity *e = &a->entities.items[i];
        bool organization = e->type == ENTITY_ORGANIZATION;
        if ((!organization && e->type != ENTITY_PERSON) || e->name_count == 0) {
            continue;
        }
        map_put(&in->names, e->name, i);
        char *letters = arena_alloc_raw(scratch, INITIALS_MAX);
        size_t count = initials_of(e->name, letters);
        uint32_t *entity = count > 1 ? map_put(&in->of, str_make(letters, count), i) : NULL;
        if (entity && *entity != i) {
            *entity = NO_INDEX;
        }
        if (organization && count == 1 && in->count < WORDS_MAX &&
            str_find_byte(e->name, ' ', 0) == SIZE_MAX) {
            in->words[in->count++] = i;
        }
    }
}

/* "RL" of "Radioland": letters of one word, in their order, the first of them its own. */
static bool has_letters(struct str name, struct str letters)
{
    size_t found = 0;
    for (size_t i = 0; i < name.len && found < letters.len; i++) {
        if (i == 0 && name.ptr[i] != letters.ptr[0]) {
            return false;
        }
        found += (name.ptr[i] & ~0x20) == letters.ptr[found];
    }
    return found == letters.len && name.len > letters.len;
}

/* The one person or organization with these initials, or NO_INDEX. */
static uint32_t entity_of_initials(const struct article *a, const struct initials *in,
                                   struct str letters)
{
    const uint32_t *known = map_get(&in->of, letters);
    uint32_t found = known ? *known : NO_INDEX;
    for (uint32_t i = 0; i < in->count && !known; i++) {
        if (has_letters(a->entities.items[in->words[i]].name, letters)) {
            if (found != NO_INDEX) {
                return NO_INDEX;
            }
            found = in->words[i];
        }
    }
    return found;
}

/* Who answers: the one person whom the headline names, else the one named before the first turn. */
static uint32_t interviewee(const struct article *a, uint32_t first_byte)
{
    uint32_t headline = a->body_begin;
    for (int pass = 0; pass < 2; pass++) {
        uint32_t found = NO_INDEX, end = pass == 0 ? headline : first_byte;
        bool only = true;
        for (uint32_t i = 0; i < a->mentions.count && a->mentions.items[i].span.begin < end; i++) {
            const struct mention *m = &a->mentions.items[i];
            if (m->kind == MENTION_NAME && m->entity != NO_INDEX &&
                a->entities.items[m->entity].type == ENTITY_PERSON) {
                only = only && (found == NO_INDEX || found == m->entity);
                found = m->entity;
            }
        }
        if (found != NO_INDEX && only) {
            return found;
        }
    }
    return NO_INDEX;
}

static bool is_answer(struct str label)
{
    return str_equal_nocase(label, STR("A")) || str_equal_nocase(label, STR("A.")) ||
           str_equal_nocase(label, STR("Answer"));
}

static void name_labels(struct article *a)
{
    uint32_t first = NO_INDEX, answers = NO_INDEX;
    struct initials in;
    for (uint32_t i = 0; i < a->quotes.count; i++) {
        struct quote *q = &a->quotes.items[i];
        if (!str_equal(str_of(q->by), STR("attribution.turn"))) {
            continue;
        }
        struct str label = article_slice(a, q->speaker.span);
        if (first == NO_INDEX) {
            first = q->speaker.span.begin;
            answers = interviewee(a, first);
            collect_initials(a, &in);
        }
        const uint32_t *known = map_get(&in.names, label);
        bool letters = label.len >= 2 && label.len <= INITIALS_MAX && chars_all_upper(label);
        /* the letters of a longer name come first: alone they may have been taken for a name */
        uint32_t found = letters ? entity_of_initials(a, &in, label) : NO_INDEX;
        if (found == NO_INDEX && known) {
            found = *known;
        } else if (found == NO_INDEX && is_answer(label)) {
            found = answers;
        }
        q->speaker.entity = found != NO_INDEX ? found : q->speaker.entity;
    }
}

enum status speakers_run(struct article *a, const struct models *m)
{
    (void)m;
    struct arena_mark mark = arena_mark(&a->state->scratch);
    const uint8_t *genders = genders_of(a);
    const uint32_t *first = first_mentions(a);
    for (uint32_t i = 0; i < a->quotes.count; i++) {
        struct quote *q = &a->quotes.items[i];
        set_entity(a, &q->speaker);
        drop_told(a, first, q);
        set_entity(a, &q->addressee);
        set_entity(a, &q->via);
        if (i > 0) {
            carry_on(a, genders, q - 1, q);
        }
    }
    name_labels(a);
    arena_rewind(&a->state->scratch, mark);
    return STATUS_OK;
}

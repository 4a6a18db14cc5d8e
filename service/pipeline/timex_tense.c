#include "pipeline/timex_tense.h"

#include <string.h>

#include "base/search.h"
#include "pipeline/lexicon.h"
#include "pipeline/pipeline.h"
#include "pipeline/scan.h"

enum { REACH = 14 }; /* tokens to each side */

static const char *const past_words[] = {
    "ate",    "beaten",  "became", "been",    "began",      "born",   "bought",   "broke",
    "broken", "brought", "built",  "came",    "caught",     "chose",  "chosen",   "cut",
    "did",    "died",    "done",   "drank",   "drew",       "driven", "drove",    "fallen",
    "fell",   "fled",    "flew",   "forced",  "fought",     "found",  "froze",    "gave",
    "given",  "gone",    "got",    "grew",    "grown",      "had",    "heard",    "held",
    "hid",    "hit",     "kept",   "killed",  "knew",       "known",  "launched", "lay",
    "led",    "left",    "lent",   "lost",    "made",       "meant",  "met",      "paid",
    "put",    "ran",     "rang",   "reached", "rode",       "rose",   "said",     "sang",
    "sank",   "sat",     "saw",    "seen",    "sent",       "shook",  "shot",     "shown",
    "slept",  "sold",    "spent",  "spoke",   "spoken",     "spread", "stole",    "stolen",
    "stood",  "struck",  "stuck",  "swam",    "swore",      "taken",  "taught",   "thought",
    "threw",  "thrown",  "told",   "took",    "understood", "was",    "went",     "were",
    "woke",   "won",     "wore",   "written", "wrote",
};
static const struct word_list past_list = {past_words, sizeof past_words / sizeof past_words[0]};

static const char *const future_words[] = {
    "'ll",   "begins", "coming",  "due",      "expected", "expires",   "going",
    "next",  "opens",  "planned", "plans",    "resumes",  "scheduled", "set",
    "shall", "slated", "starts",  "upcoming", "will",     "wo",
};
static const struct word_list future_list = {future_words,
                                             sizeof future_words / sizeof future_words[0]};

/* What is on a calendar is told in the present: "the court rules on Friday". */
static const struct str scheduled[] = {
    STR_INIT("appear"),   STR_INIT("appears"),  STR_INIT("arrive"),    STR_INIT("arrives"),
    STR_INIT("begin"),    STR_INIT("close"),    STR_INIT("closes"),    STR_INIT("come"),
    STR_INIT("comes"),    STR_INIT("conclude"), STR_INIT("concludes"), STR_INIT("convene"),
    STR_INIT("convenes"), STR_INIT("end"),      STR_INIT("ends"),      STR_INIT("expire"),
    STR_INIT("go"),       STR_INIT("goes"),     STR_INIT("host"),      STR_INIT("hosts"),
    STR_INIT("holds"),    STR_INIT("kick"),     STR_INIT("kicks"),     STR_INIT("leave"),
    STR_INIT("leaves"),   STR_INIT("meet"),     STR_INIT("meets"),     STR_INIT("open"),
    STR_INIT("play"),     STR_INIT("plays"),    STR_INIT("reopen"),    STR_INIT("reopens"),
    STR_INIT("resume"),   STR_INIT("return"),   STR_INIT("returns"),   STR_INIT("rule"),
    STR_INIT("rules"),    STR_INIT("start"),    STR_INIT("take"),      STR_INIT("takes"),
    STR_INIT("travel"),   STR_INIT("travels"),  STR_INIT("turn"),      STR_INIT("turns"),
    STR_INIT("visit"),    STR_INIT("visits"),   STR_INIT("vote"),      STR_INIT("votes")};

static void mark_list(struct lexicon *x, const struct word_list *list, uint32_t mark)
{
    for (uint32_t i = 0; i < list->count; i++) {
        lexicon_mark(x, str_of(list->words[i]), mark);
    }
}

void timex_tense_mark(struct lexicon *x)
{
    mark_list(x, &past_list, MARK_PAST);
    mark_list(x, &future_list, MARK_FUTURE);
}

static bool is_sorted(const struct word_list *list)
{
    for (uint32_t i = 1; i < list->count; i++) {
        if (strcmp(list->words[i - 1], list->words[i]) >= 0) {
            return false;
        }
    }
    return true;
}

bool timex_tense_sorted(void)
{
    return is_sorted(&past_list) && is_sorted(&future_list);
}

static bool is_marked(const struct article *a, uint32_t token, uint32_t mark)
{
    const struct token *t = &a->tokens.items[token];
    return lexeme_is(lexicon_find(a->state->lexicon, a->text, t->begin, t->end), mark);
}

static struct str form_of(const struct article *a, uint32_t token)
{
    return str_slice(a->text, a->tokens.items[token].begin, a->tokens.items[token].end);
}

/* "the needed supplies": a participle that tells no tense. */
static bool stands_before_noun(const struct article *a, uint32_t token)
{
    return token + 1 < a->tokens.count && str_starts_with(a->tags.xpos[token + 1], STR("NN")) &&
           (token == 0 || !str_starts_with(a->tags.xpos[token - 1], STR("VB")));
}

/* By the model's tag where there is one; else "-ed" on a word of five letters and more, or a past
 * form that we know. */
static bool is_past(const struct article *a, uint32_t token)
{
    struct str word = form_of(a, token);
    if (a->layers & HAS_TAGS) {
        struct str tag = a->tags.xpos[token];
        return str_equal(tag, STR("VBD")) ||
               (str_equal(tag, STR("VBN")) && !stands_before_noun(a, token));
    }
    return (word.len >= 5 && str_ends_with(word, STR("ed"))) || is_marked(a, token, MARK_PAST);
}

static bool goes_with_participle(struct str word)
{
    return str_equal(word, STR("be")) || str_equal(word, STR("have")) ||
           str_equal(word, STR("get"));
}

static bool is_one_of(struct str word, const struct str *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(word, words[i])) {
            return true;
        }
    }
    return false;
}

/* Whether what follows a "to" begins a phrase of nouns: "to a storm", "to Kaluga". A noun alone is
 * doubtful: taggers take "due to start" for one. */
static bool begins_phrase(const struct article *a, uint32_t token)
{
    static const struct str determiners[] = {STR_INIT("a"),    STR_INIT("an"),    STR_INIT("the"),
                                             STR_INIT("its"),  STR_INIT("their"), STR_INIT("his"),
                                             STR_INIT("this"), STR_INIT("these"), STR_INIT("her")};
    static const struct str tags[] = {STR_INIT("DT"),  STR_INIT("PRP$"), STR_INIT("JJ"),
                                      STR_INIT("NNS"), STR_INIT("NNP"),  STR_INIT("NNPS"),
                                      STR_INIT("CD"),  STR_INIT("VBG"),  STR_INIT("PDT")};
    if (token >= a->tokens.count) {
        return true;
    }
    if (a->layers & HAS_TAGS) {
        return is_one_of(a->tags.xpos[token], tags, sizeof tags / sizeof tags[0]);
    }
    return is_one_of(form_of(a, token), determiners, sizeof determiners / sizeof determiners[0]);
}

static bool is_be(const struct article *a, uint32_t token)
{
    static const struct str forms[] = {STR_INIT("is"),   STR_INIT("are"), STR_INIT("was"),
                                       STR_INIT("were"), STR_INIT("'s"),  STR_INIT("be")};
    return is_one_of(form_of(a, token), forms, sizeof forms / sizeof forms[0]);
}

/* "due to a storm", "cancelled due to fog" tell of no future; "is due to arrive" does. */
static bool is_cause(const struct article *a, uint32_t first, uint32_t token)
{
    if (!str_equal(form_of(a, token), STR("due")) || token + 2 >= a->tokens.count ||
        !str_equal(form_of(a, token + 1), STR("to"))) {
        return false;
    }
    bool noun = (a->layers & HAS_TAGS) && str_equal(a->tags.xpos[token + 2], STR("NN"));
    bool said = token > first && is_be(a, token - 1);
    return begins_phrase(a, token + 2) || (noun && !said);
}

/* "is to take effect", "hopes to run": the token is the "to". */
static bool is_ahead(const struct article *a, uint32_t first, uint32_t token)
{
    static const struct str hopes[] = {STR_INIT("hope"),    STR_INIT("hopes"),  STR_INIT("intend"),
                                       STR_INIT("intends"), STR_INIT("aim"),    STR_INIT("aims"),
                                       STR_INIT("want"),    STR_INIT("wants"),  STR_INIT("vow"),
                                       STR_INIT("vows"),    STR_INIT("hoping"), STR_INIT("about"),
                                       STR_INIT("plan"),    STR_INIT("expect"), STR_INIT("expects"),
                                       STR_INIT("likely"),  STR_INIT("poised")};
    if (!str_equal(form_of(a, token), STR("to")) || token == first || begins_phrase(a, token + 1)) {
        return false;
    }
    struct str before = form_of(a, token - 1); /* "was to meet" is as often over */
    return str_equal(before, STR("is")) || str_equal(before, STR("are")) ||
           is_one_of(before, hopes, sizeof hopes / sizeof hopes[0]);
}

/* "snow is forecast" */
static bool is_forecast(const struct article *a, uint32_t first, uint32_t token)
{
    return str_equal(form_of(a, token), STR("forecast")) && token > first && is_be(a, token - 1);
}

/* "will be held", "is to be tried", "expected to be launched": a participle under a future. A
 * finite verb is under none: "a bus to Kaluga overturned". */
static bool under_future(const struct article *a, uint32_t first, uint32_t token)
{
    if ((a->layers & HAS_TAGS) && str_equal(a->tags.xpos[token], STR("VBD"))) {
        return false;
    }
    for (uint32_t back = 1; back <= 4 && token >= first + back; back++) {
        struct str word = form_of(a, token - back);
        if (is_marked(a, token - back, MARK_FUTURE) ||
            (str_equal(word, STR("to")) && back > 1 &&
             goes_with_participle(form_of(a, token - back + 1)))) {
            return true;
        }
    }
    return false;
}

/* Headlines and captions tell in the present what is over: "Fire leaves two homeless on Sunday". */
static bool tells_in_present(const struct article *a, const struct sentence *s)
{
    uint32_t section =
        s->paragraph < a->paragraphs.count ? a->paragraphs.items[s->paragraph].section : NO_INDEX;
    enum section_kind kind =
        section < a->sections.count ? a->sections.items[section].kind : SECTION_BODY;
    return kind == SECTION_HEADLINE || kind == SECTION_CAPTION;
}

static bool parts_clauses(struct str word)
{
    return str_equal(word, STR(";")) || str_equal(word, STR("\xE2\x80\x94")) ||
           str_equal(word, STR("--"));
}

/* "The court rules on Friday", "are meeting on Sunday". Needs tags. */
static bool is_scheduled(const struct article *a, uint32_t first, uint32_t token)
{
    static const struct str arranged[] = {
        STR_INIT("meeting"),   STR_INIT("visiting"), STR_INIT("hosting"),    STR_INIT("holding"),
        STR_INIT("traveling"), STR_INIT("playing"),  STR_INIT("leaving"),    STR_INIT("returning"),
        STR_INIT("arriving"),  STR_INIT("opening"),  STR_INIT("travelling"), STR_INIT("voting")};
    if (!(a->layers & HAS_TAGS)) {
        return false;
    }
    struct str tag = a->tags.xpos[token], word = form_of(a, token);
    if (str_equal(tag, STR("VBG"))) {
        return token > first &&
               (str_equal(form_of(a, token - 1), STR("is")) ||
                str_equal(form_of(a, token - 1), STR("are"))) &&
               is_one_of(word, arranged, sizeof arranged / sizeof arranged[0]);
    }
    return (str_equal(tag, STR("VBZ")) || str_equal(tag, STR("VBP"))) &&
           is_one_of(word, scheduled, sizeof scheduled / sizeof scheduled[0]);
}

/* "said it would close", and not "would have closed". */
static bool is_would(const struct article *a, uint32_t token)
{
    return str_equal(form_of(a, token), STR("would")) && token + 1 < a->tokens.count &&
           !str_equal(form_of(a, token + 1), STR("have"));
}

/* "adjourned until Monday", "postponed to May": what is put off is to come. */
static bool is_put_off(const struct article *a, uint32_t token)
{
    static const struct str words[] = {
        STR_INIT("adjourned"), STR_INIT("banned"),      STR_INIT("barred"),   STR_INIT("canceled"),
        STR_INIT("cancelled"), STR_INIT("closed"),      STR_INIT("deferred"), STR_INIT("delayed"),
        STR_INIT("extended"),  STR_INIT("moved"),       STR_INIT("put"),      STR_INIT("postponed"),
        STR_INIT("pushed"),    STR_INIT("remanded"),    STR_INIT("shifted"),  STR_INIT("shut"),
        STR_INIT("suspended"), STR_INIT("rescheduled"), STR_INIT("recessed")};
    return is_one_of(form_of(a, token), words, sizeof words / sizeof words[0]);
}

static enum timex_tense tense_of(const struct article *a, const struct sentence *s, uint32_t token)
{
    uint32_t first = s->token_begin;
    if (is_marked(a, token, MARK_FUTURE)) {
        return is_cause(a, first, token) ? TENSE_NONE : TENSE_FUTURE;
    }
    char begin = a->text.ptr[a->tokens.items[token].begin]; /* most words are neither of these */
    if ((begin == 't' && is_ahead(a, first, token)) ||
        (begin == 'f' && is_forecast(a, first, token))) {
        return TENSE_FUTURE;
    }
    if (is_past(a, token)) {
        return under_future(a, first, token) ? TENSE_FUTURE : TENSE_PAST;
    }
    bool ahead = is_scheduled(a, first, token) && !tells_in_present(a, s);
    return ahead || is_would(a, token) ? TENSE_FUTURE : TENSE_NONE;
}

/* The first token that begins at or behind `at`. */
static uint32_t token_at(const struct article *a, const struct sentence *s, uint32_t at)
{
    return s->token_begin +
           SEARCH_FROM(a->tokens.items + s->token_begin, s->token_end - s->token_begin, begin, at);
}

/* "closes until Friday", "through Monday": where no verb tells of the past, what is to come. */
static bool ends_ahead(struct str word)
{
    static const struct str words[] = {STR_INIT("until"), STR_INIT("till"), STR_INIT("through"),
                                       STR_INIT("starting"), STR_INIT("beginning")};
    return is_one_of(word, words, sizeof words / sizeof words[0]);
}

/* "The deadline is Friday", "the talks are on Sunday": the token is the time's first. */
static bool is_told_as_date(const struct article *a, uint32_t first, uint32_t token)
{
    static const struct str prepositions[] = {STR_INIT("on"), STR_INIT("at"), STR_INIT("in")};
    if (token > first && is_one_of(form_of(a, token - 1), prepositions,
                                   sizeof prepositions / sizeof prepositions[0])) {
        token--;
    }
    if (!(a->layers & HAS_TAGS) || token < first + 2) {
        return false;
    }
    struct str word = form_of(a, token - 1);
    return str_equal(word, STR("is")) || str_equal(word, STR("are"));
}

/* "ahead of Sunday's vote" */
static bool is_ahead_of(const struct article *a, uint32_t first, uint32_t token)
{
    return token >= first + 2 && str_equal(form_of(a, token - 1), STR("of")) &&
           str_equal_nocase(form_of(a, token - 2), STR("ahead"));
}

/* Up to when: "until Monday", "to May". */
static bool is_bound(struct str word)
{
    return str_equal(word, STR("until")) || str_equal(word, STR("till")) ||
           str_equal(word, STR("to"));
}

/* "Call me on Friday", "Could we meet on Monday?": what asks for something is to come, unless it
 * asks what there was. */
static bool is_request(const struct article *a, const struct sentence *s)
{
    static const struct str words[] = {STR_INIT("can"),   STR_INIT("could"), STR_INIT("please"),
                                       STR_INIT("shall"), STR_INIT("would"), STR_INIT("should")};
    uint32_t at = s->token_begin;
    bool tagged = (a->layers & HAS_TAGS) && at < s->token_end;
    for (size_t i = 0; at < s->token_end && i < sizeof words / sizeof words[0]; i++) {
        if (str_equal_nocase(form_of(a, at), words[i])) {
            return true;
        }
    }
    return tagged && str_equal(a->tags.xpos[at], STR("VB")) &&
           !str_equal_nocase(form_of(a, at), STR("show")) &&
           !str_equal_nocase(form_of(a, at), STR("list"));
}

enum timex_tense timex_tense(const struct article *a, uint32_t sentence, struct span span)
{
    const struct sentence *s = &a->sentences.items[sentence];
    uint32_t begin = token_at(a, s, span.begin), end = token_at(a, s, span.end);
    if (is_told_as_date(a, s->token_begin, begin) || is_ahead_of(a, s->token_begin, begin)) {
        return TENSE_FUTURE;
    }
    bool bounds = begin > s->token_begin && is_bound(form_of(a, begin - 1));
    for (uint32_t i = 1; i <= REACH && begin >= s->token_begin + i; i++) {
        enum timex_tense tense = tense_of(a, s, begin - i);
        if (tense == TENSE_PAST && bounds && is_put_off(a, begin - i)) {
            return TENSE_FUTURE;
        }
        if (tense == TENSE_NONE && str_equal(form_of(a, begin - i), STR("before"))) {
            return TENSE_NONE; /* "resigned before the May 5 vote": over or not */
        }
        if (tense != TENSE_NONE || parts_clauses(form_of(a, begin - i))) {
            return tense;
        }
    }
    for (uint32_t i = end; i < s->token_end && i < end + REACH; i++) {
        enum timex_tense tense = tense_of(a, s, i);
        if (tense != TENSE_NONE || parts_clauses(form_of(a, i))) {
            return tense;
        }
    }
    bool ahead = begin > s->token_begin && ends_ahead(form_of(a, begin - 1));
    return ahead || is_request(a, s) ? TENSE_FUTURE : TENSE_NONE;
}

/* A superlative, or a number in a row. */
static bool is_rank(const struct article *a, uint32_t token)
{
    static const struct str ranks[] = {STR_INIT("first"),  STR_INIT("second"),  STR_INIT("third"),
                                       STR_INIT("fourth"), STR_INIT("fifth"),   STR_INIT("sixth"),
                                       STR_INIT("eighth"), STR_INIT("seventh"), STR_INIT("ninth"),
                                       STR_INIT("tenth"),  STR_INIT("only")};
    struct str tag = a->tags.xpos[token];
    return str_equal(tag, STR("JJS")) || str_equal(tag, STR("RBS")) ||
           (str_equal(tag, STR("JJ")) &&
            is_one_of(form_of(a, token), ranks, sizeof ranks / sizeof ranks[0]));
}

bool timex_is_ranked(const struct article *a, uint32_t sentence, struct span span)
{
    const struct sentence *s = &a->sentences.items[sentence];
    uint32_t begin = token_at(a, s, span.begin);
    for (uint32_t i = 1; (a->layers & HAS_TAGS) && i <= REACH && begin >= s->token_begin + i; i++) {
        struct str tag = a->tags.xpos[begin - i];
        if (is_rank(a, begin - i)) {
            return true;
        }
        bool verb = str_starts_with(tag, STR("VB")) && !str_equal(tag, STR("VBN"));
        if (verb || str_equal(tag, STR("MD")) || str_equal(tag, STR(",")) ||
            parts_clauses(form_of(a, begin - i))) {
            return false;
        }
    }
    return false;
}

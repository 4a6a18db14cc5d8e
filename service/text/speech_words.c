/* Sorted by strcmp for the binary search (the unit test checks it). */
#include "text/speech_words.h"

#include <string.h>

#include "text/sorted_words.h"

#define C SPEECH_CLAUSE
#define T SPEECH_TO
#define N SPEECH_OBJECT
#define A SPEECH_AS
#define F SPEECH_OF
#define W SPEECH_WITH_WHOM

/* clang-format off */
static const struct speech_word verbs[] = {
    {"accuse", SPEECH_JUDGE, F},
    {"acknowledge", SPEECH_SAY, C | N},
    {"add", SPEECH_SAY, C},
    {"admire", SPEECH_JUDGE, A},
    {"admit", SPEECH_SAY, C},
    {"advertise", SPEECH_SAY, C},
    {"advise", SPEECH_SAY, C | T},
    {"affirm", SPEECH_SAY, C},
    {"agree", SPEECH_SAY, C | T},
    {"allege", SPEECH_SAY, C | N},
    {"announce", SPEECH_SAY, C | N},
    {"answer", SPEECH_SAY, C},
    {"anticipate", SPEECH_THINK, C},
    {"apologise", SPEECH_SAY, F},
    {"apologize", SPEECH_SAY, F},
    {"appeal", SPEECH_URGE, T | F},
    {"applaud", SPEECH_JUDGE, N},
    {"argue", SPEECH_SAY, C | F},
    {"ask", SPEECH_ASK, C | F},
    {"assail", SPEECH_JUDGE, N},
    {"assert", SPEECH_SAY, C | N},
    {"assume", SPEECH_THINK, C},
    {"assure", SPEECH_SAY, C},
    {"attest", SPEECH_SAY, C},
    {"bark", SPEECH_SAY, C},
    {"bash", SPEECH_JUDGE, N},
    {"beg", SPEECH_URGE, C | T | F},
    {"begin", SPEECH_SAY, C},
    {"believe", SPEECH_THINK, C},
    {"bellow", SPEECH_SAY, C},
    {"bemoan", SPEECH_THINK, C | N},
    {"bet", SPEECH_THINK, C},
    {"blame", SPEECH_JUDGE, N},
    {"blast", SPEECH_JUDGE, N | A},
    {"blog", SPEECH_POST, C},
    {"boast", SPEECH_SAY, C | F},
    {"brag", SPEECH_SAY, C | F},
    {"brand", SPEECH_JUDGE, A},
    {"brief", SPEECH_SAY, C},
    {"burst", SPEECH_MANNER, 0},
    {"calculate", SPEECH_SAY, C},
    {"call", SPEECH_URGE, T | A | F | W},
    {"care", SPEECH_THINK, C},
    {"caution", SPEECH_SAY, C},
    {"certify", SPEECH_SAY, C},
    {"challenge", SPEECH_URGE, T},
    {"chant", SPEECH_SAY, C},
    {"characterise", SPEECH_JUDGE, A},
    {"characterize", SPEECH_JUDGE, A},
    {"charge", SPEECH_SAY, C},
    {"chide", SPEECH_JUDGE, N},
    {"chime", SPEECH_SAY, C},
    {"chuckle", SPEECH_MANNER, 0},
    {"cite", SPEECH_SAY, C | N | A},
    {"claim", SPEECH_SAY, C | T},
    {"clarify", SPEECH_SAY, C},
    {"command", SPEECH_URGE, C | T},
    {"commend", SPEECH_JUDGE, N},
    {"comment", SPEECH_SAY, C},
    {"commit", SPEECH_PLEDGE, T},
    {"compare", SPEECH_JUDGE, 0},
    {"complain", SPEECH_SAY, C | F},
    {"concede", SPEECH_SAY, C},
    {"conclude", SPEECH_SAY, C},
    {"concur", SPEECH_SAY, C},
    {"condemn", SPEECH_JUDGE, N | A},
    {"confess", SPEECH_SAY, C},
    {"confirm", SPEECH_SAY, C},
    {"consider", SPEECH_THINK, C},
    {"contend", SPEECH_SAY, C},
    {"contest", SPEECH_DENY, C},
    {"continue", SPEECH_SAY, C},
    {"convince", SPEECH_SAY, C},
    {"counsel", SPEECH_URGE, C | T},
    {"counter", SPEECH_SAY, C},
    {"criticise", SPEECH_JUDGE, N | A},
    {"criticize", SPEECH_JUDGE, N | A},
    {"cry", SPEECH_SAY, C},
    {"deadpan", SPEECH_SAY, C},
    {"decide", SPEECH_THINK, C},
    {"declaim", SPEECH_SAY, C},
    {"declare", SPEECH_SAY, C | N},
    {"decline", SPEECH_WANT, T},
    {"decree", SPEECH_URGE, C},
    {"decry", SPEECH_DENY, N},
    {"deduce", SPEECH_THINK, C},
    {"deem", SPEECH_JUDGE, A},
    {"demand", SPEECH_ASK, C | T | N},
    {"demonstrate", SPEECH_SHOW, C},
    {"denounce", SPEECH_JUDGE, N | A},
    {"deny", SPEECH_DENY, C | N},
    {"depict", SPEECH_JUDGE, A},
    {"deplore", SPEECH_JUDGE, N},
    {"deride", SPEECH_JUDGE, N},
    {"describe", SPEECH_JUDGE, A},
    {"determine", SPEECH_THINK, C},
    {"direct", SPEECH_URGE, T | W},
    {"disagree", SPEECH_SAY, C},
    {"disclose", SPEECH_SAY, C},
    {"discover", SPEECH_THINK, C},
    {"dismiss", SPEECH_DENY, N | A},
    {"disparage", SPEECH_JUDGE, N},
    {"dispute", SPEECH_DENY, C | N},
    {"divulge", SPEECH_SAY, C},
    {"document", SPEECH_SHOW, C},
    {"doubt", SPEECH_THINK, C},
    {"downplay", SPEECH_DENY, N},
    {"drawl", SPEECH_SAY, C},
    {"dream", SPEECH_THINK, C},
    {"dub", SPEECH_JUDGE, A},
    {"e-mail", SPEECH_POST, C},
    {"echo", SPEECH_SAY, C},
    {"elaborate", SPEECH_SAY, C},
    {"email", SPEECH_POST, C},
    {"emphasise", SPEECH_SAY, C | N},
    {"emphasize", SPEECH_SAY, C | N},
    {"encourage", SPEECH_URGE, T | W},
    {"enquire", SPEECH_ASK, C},
    {"establish", SPEECH_SHOW, C},
    {"estimate", SPEECH_SAY, C},
    {"exclaim", SPEECH_SAY, C},
    {"exhort", SPEECH_URGE, C | T | W},
    {"expect", SPEECH_THINK, C | T | W},
    {"explain", SPEECH_SAY, C},
    {"fault", SPEECH_JUDGE, N},
    {"fear", SPEECH_THINK, C},
    {"feel", SPEECH_THINK, C},
    {"figure", SPEECH_THINK, C},
    {"find", SPEECH_SAY, C},
    {"forecast", SPEECH_SAY, C},
    {"foresee", SPEECH_THINK, C},
    {"forget", SPEECH_THINK, C},
    {"fret", SPEECH_SAY, C},
    {"frown", SPEECH_MANNER, 0},
    {"gasp", SPEECH_MANNER, 0},
    {"gesture", SPEECH_MANNER, 0},
    {"giggle", SPEECH_MANNER, 0},
    {"go", SPEECH_MANNER, 0},
    {"grill", SPEECH_ASK, F},
    {"grimace", SPEECH_MANNER, 0},
    {"grin", SPEECH_MANNER, 0},
    {"groan", SPEECH_SAY, C},
    {"growl", SPEECH_SAY, C},
    {"grumble", SPEECH_SAY, C},
    {"guess", SPEECH_THINK, C},
    {"gush", SPEECH_SAY, C},
    {"hail", SPEECH_JUDGE, N | A},
    {"hear", SPEECH_THINK, C},
    {"hint", SPEECH_SAY, C},
    {"hiss", SPEECH_SAY, C},
    {"hold", SPEECH_THINK, C},
    {"hope", SPEECH_THINK, C},
    {"hypothesise", SPEECH_THINK, C},
    {"hypothesize", SPEECH_THINK, C},
    {"illustrate", SPEECH_SHOW, C},
    {"imagine", SPEECH_THINK, C},
    {"implore", SPEECH_URGE, C | T},
    {"imply", SPEECH_SAY, C},
    {"indicate", SPEECH_SAY, C},
    {"infer", SPEECH_THINK, C},
    {"inform", SPEECH_SAY, C | F},
    {"inquire", SPEECH_ASK, C | F},
    {"insinuate", SPEECH_SAY, C},
    {"insist", SPEECH_SAY, C},
    {"instruct", SPEECH_URGE, C | T},
    {"interject", SPEECH_SAY, C},
    {"interrupt", SPEECH_SAY, C},
    {"intimate", SPEECH_SAY, C},
    {"intone", SPEECH_SAY, C},
    {"invite", SPEECH_URGE, T | W},
    {"joke", SPEECH_SAY, C | F},
    {"judge", SPEECH_THINK, C},
    {"know", SPEECH_THINK, C},
    {"label", SPEECH_JUDGE, A},
    {"lambaste", SPEECH_JUDGE, N},
    {"lament", SPEECH_SAY, C | N},
    {"laud", SPEECH_JUDGE, N},
    {"laugh", SPEECH_MANNER, 0},
    {"learn", SPEECH_THINK, C},
    {"lecture", SPEECH_SAY, C},
    {"liken", SPEECH_JUDGE, 0},
    {"lobby", SPEECH_URGE, T | W},
    {"maintain", SPEECH_SAY, C},
    {"mean", SPEECH_SAY, C},
    {"mention", SPEECH_SAY, C | N},
    {"message", SPEECH_POST, C},
    {"moan", SPEECH_SAY, C},
    {"mock", SPEECH_JUDGE, N},
    {"murmur", SPEECH_SAY, C},
    {"muse", SPEECH_SAY, C},
    {"mutter", SPEECH_SAY, C},
    {"nickname", SPEECH_JUDGE, 0},
    {"nod", SPEECH_MANNER, 0},
    {"note", SPEECH_SAY, C | N},
    {"notice", SPEECH_THINK, C},
    {"notify", SPEECH_SAY, C},
    {"observe", SPEECH_SAY, C},
    {"offer", SPEECH_PLEDGE, T},
    {"opine", SPEECH_SAY, C},
    {"order", SPEECH_URGE, C | T | W},
    {"outline", SPEECH_SAY, N},
    {"pause", SPEECH_MANNER, 0},
    {"pen", SPEECH_WRITE, C},
    {"perceive", SPEECH_THINK, C},
    {"plead", SPEECH_URGE, C | T | F},
    {"pledge", SPEECH_SAY, C | T | N},
    {"point", SPEECH_SAY, C},
    {"ponder", SPEECH_THINK, C},
    {"portray", SPEECH_JUDGE, A},
    {"posit", SPEECH_SAY, C},
    {"post", SPEECH_POST, C},
    {"postulate", SPEECH_SAY, C},
    {"praise", SPEECH_JUDGE, N | A},
    {"pray", SPEECH_THINK, C},
    {"preach", SPEECH_SAY, C},
    {"predict", SPEECH_SAY, C | N},
    {"press", SPEECH_URGE, T | F | W},
    {"presume", SPEECH_THINK, C},
    {"print", SPEECH_WRITE, C},
    {"proclaim", SPEECH_SAY, C},
    {"profess", SPEECH_SAY, T},
    {"project", SPEECH_SAY, C},
    {"promise", SPEECH_SAY, C | T | N},
    {"pronounce", SPEECH_SAY, C | A},
    {"prophesy", SPEECH_SAY, C},
    {"propose", SPEECH_URGE, C},
    {"protest", SPEECH_SAY, C},
    {"prove", SPEECH_SHOW, C},
    {"provide", SPEECH_SAY, C},
    {"publish", SPEECH_WRITE, C},
    {"purport", SPEECH_SAY, T},
    {"query", SPEECH_ASK, C},
    {"question", SPEECH_ASK, C},
    {"quip", SPEECH_SAY, C},
    {"rail", SPEECH_SAY, F},
    {"ramble", SPEECH_SAY, C},
    {"rant", SPEECH_SAY, C},
    {"rave", SPEECH_SAY, C},
    {"read", SPEECH_SAY, C},
    {"reaffirm", SPEECH_SAY, C},
    {"realise", SPEECH_THINK, C},
    {"realize", SPEECH_THINK, C},
    {"reason", SPEECH_SAY, C},
    {"reassure", SPEECH_SAY, C},
    {"rebuke", SPEECH_JUDGE, N},
    {"recall", SPEECH_SAY, C},
    {"reckon", SPEECH_SAY, C},
    {"recognise", SPEECH_THINK, C},
    {"recognize", SPEECH_THINK, C},
    {"recommend", SPEECH_URGE, C | T},
    {"recount", SPEECH_SAY, C},
    {"refer", SPEECH_JUDGE, 0},
    {"reference", SPEECH_SAY, 0},
    {"reflect", SPEECH_SHOW, C},
    {"refuse", SPEECH_WANT, T},
    {"refute", SPEECH_DENY, N},
    {"regret", SPEECH_THINK, C},
    {"reiterate", SPEECH_SAY, C | N},
    {"reject", SPEECH_DENY, C | N},
    {"rejoice", SPEECH_SAY, C},
    {"rejoin", SPEECH_SAY, C},
    {"relate", SPEECH_SAY, C},
    {"remark", SPEECH_SAY, C},
    {"remember", SPEECH_THINK, C},
    {"remind", SPEECH_SAY, C | T | F},
    {"repeat", SPEECH_SAY, C | N},
    {"reply", SPEECH_SAY, C},
    {"report", SPEECH_SAY, C},
    {"request", SPEECH_URGE, C | T},
    {"respond", SPEECH_SAY, C},
    {"retort", SPEECH_SAY, C},
    {"retweet", SPEECH_POST, C},
    {"reveal", SPEECH_SAY, C},
    {"ridicule", SPEECH_JUDGE, N},
    {"rule", SPEECH_SAY, C},
    {"say", SPEECH_SAY, C},
    {"scoff", SPEECH_SAY, C},
    {"scold", SPEECH_JUDGE, N},
    {"scream", SPEECH_SAY, C},
    {"scribble", SPEECH_WRITE, C},
    {"see", SPEECH_THINK, C},
    {"sense", SPEECH_THINK, C},
    {"shout", SPEECH_SAY, C},
    {"show", SPEECH_SHOW, C},
    {"shrug", SPEECH_MANNER, 0},
    {"sigh", SPEECH_MANNER, 0},
    {"signal", SPEECH_SAY, C},
    {"slam", SPEECH_JUDGE, N | A},
    {"smile", SPEECH_MANNER, 0},
    {"snap", SPEECH_SAY, C},
    {"sneer", SPEECH_SAY, C},
    {"sniff", SPEECH_SAY, C},
    {"sob", SPEECH_MANNER, 0},
    {"specify", SPEECH_SAY, C},
    {"speculate", SPEECH_SAY, C},
    {"start", SPEECH_MANNER, 0},
    {"state", SPEECH_SAY, C | N},
    {"stipulate", SPEECH_SAY, C},
    {"stress", SPEECH_SAY, C | N},
    {"submit", SPEECH_SAY, C},
    {"suggest", SPEECH_SAY, C},
    {"summarise", SPEECH_SAY, C},
    {"summarize", SPEECH_SAY, C},
    {"suppose", SPEECH_THINK, C},
    {"surmise", SPEECH_THINK, C},
    {"suspect", SPEECH_THINK, C},
    {"swear", SPEECH_SAY, C | T},
    {"teach", SPEECH_SAY, C},
    {"tell", SPEECH_SAY, C | T | W},
    {"term", SPEECH_JUDGE, A},
    {"testify", SPEECH_SAY, C},
    {"text", SPEECH_POST, C},
    {"theorise", SPEECH_SAY, C},
    {"theorize", SPEECH_SAY, C},
    {"think", SPEECH_THINK, C},
    {"threaten", SPEECH_PLEDGE, T},
    {"tout", SPEECH_SAY, N | A},
    {"trust", SPEECH_THINK, C},
    {"tweet", SPEECH_POST, C},
    {"type", SPEECH_WRITE, 0},
    {"underline", SPEECH_SAY, C | N},
    {"underscore", SPEECH_SAY, C | N},
    {"understand", SPEECH_THINK, C},
    {"undertake", SPEECH_PLEDGE, T},
    {"urge", SPEECH_URGE, C | T | W},
    {"venture", SPEECH_SAY, C},
    {"verify", SPEECH_SAY, C},
    {"volunteer", SPEECH_SAY, C | T},
    {"vouch", SPEECH_SAY, C},
    {"vow", SPEECH_SAY, C | T},
    {"warn", SPEECH_SAY, C | T | F | W},
    {"weep", SPEECH_MANNER, 0},
    {"whisper", SPEECH_SAY, C},
    {"wince", SPEECH_MANNER, 0},
    {"wish", SPEECH_THINK, C},
    {"wonder", SPEECH_ASK, C},
    {"worry", SPEECH_THINK, C},
    {"write", SPEECH_WRITE, C},
    {"yell", SPEECH_SAY, C},
};

static const struct speech_word nouns[] = {
    {"accusation", SPEECH_SAY, C | T | F},
    {"acknowledgement", SPEECH_SAY, C | T | F},
    {"acknowledgment", SPEECH_SAY, C | T | F},
    {"admission", SPEECH_SAY, C | T | F},
    {"advice", SPEECH_URGE, C | T | F},
    {"allegation", SPEECH_SAY, C | T | F},
    {"announcement", SPEECH_SAY, C | T | F},
    {"answer", SPEECH_SAY, C | T | F},
    {"appeal", SPEECH_URGE, C | T | F},
    {"argument", SPEECH_SAY, C | T | F},
    {"assertion", SPEECH_SAY, C | T | F},
    {"assessment", SPEECH_THINK, C | T | F},
    {"assumption", SPEECH_THINK, C | T | F},
    {"assurance", SPEECH_SAY, C | T | F},
    {"belief", SPEECH_THINK, C | T | F},
    {"call", SPEECH_URGE, C | T | F},
    {"case", SPEECH_SAY, C | T | F},
    {"charge", SPEECH_SAY, C | T | F},
    {"claim", SPEECH_SAY, C | T | F},
    {"comment", SPEECH_SAY, C | T | F},
    {"commitment", SPEECH_PLEDGE, C | T | F},
    {"complaint", SPEECH_SAY, C | T | F},
    {"concern", SPEECH_THINK, C | T | F},
    {"conclusion", SPEECH_THINK, C | T | F},
    {"confidence", SPEECH_THINK, C | T | F},
    {"confirmation", SPEECH_SAY, C | T | F},
    {"contention", SPEECH_SAY, C | T | F},
    {"conviction", SPEECH_THINK, C | T | F},
    {"declaration", SPEECH_SAY, C | T | F},
    {"demand", SPEECH_URGE, C | T | F},
    {"denial", SPEECH_DENY, C | T | F},
    {"doubt", SPEECH_THINK, C | T | F},
    {"estimate", SPEECH_THINK, C | T | F},
    {"evidence", SPEECH_SHOW, C | T | F},
    {"expectation", SPEECH_THINK, C | T | F},
    {"explanation", SPEECH_SAY, C | T | F},
    {"fear", SPEECH_THINK, C | T | F},
    {"feeling", SPEECH_THINK, C | T | F},
    {"finding", SPEECH_SHOW, C | T | F},
    {"forecast", SPEECH_THINK, C | T | F},
    {"guarantee", SPEECH_PLEDGE, C | T | F},
    {"guess", SPEECH_THINK, C | T | F},
    {"hint", SPEECH_SAY, C | T | F},
    {"hope", SPEECH_THINK, C | T | F},
    {"idea", SPEECH_THINK, C | T | F},
    {"impression", SPEECH_THINK, C | T | F},
    {"insistence", SPEECH_SAY, C | T | F},
    {"instruction", SPEECH_URGE, C | T | F},
    {"message", SPEECH_SAY, C | T | F},
    {"news", SPEECH_SAY, C | T | F},
    {"notion", SPEECH_THINK, C | T | F},
    {"observation", SPEECH_SAY, C | T | F},
    {"offer", SPEECH_PLEDGE, C | T | F},
    {"opinion", SPEECH_THINK, C | T | F},
    {"optimism", SPEECH_THINK, C | T | F},
    {"order", SPEECH_URGE, C | T | F},
    {"perception", SPEECH_THINK, C | T | F},
    {"plea", SPEECH_URGE, C | T | F},
    {"pledge", SPEECH_PLEDGE, C | T | F},
    {"point", SPEECH_SAY, C | T | F},
    {"position", SPEECH_THINK, C | T | F},
    {"prediction", SPEECH_THINK, C | T | F},
    {"premise", SPEECH_THINK, C | T | F},
    {"promise", SPEECH_PLEDGE, C | T | F},
    {"proof", SPEECH_SHOW, C | T | F},
    {"proposal", SPEECH_URGE, C | T | F},
    {"question", SPEECH_ASK, C | T | F},
    {"realization", SPEECH_THINK, C | T | F},
    {"recognition", SPEECH_THINK, C | T | F},
    {"recommendation", SPEECH_URGE, C | T | F},
    {"refusal", SPEECH_PLEDGE, C | T | F},
    {"remark", SPEECH_SAY, C | T | F},
    {"reminder", SPEECH_SAY, C | T | F},
    {"reply", SPEECH_SAY, C | T | F},
    {"report", SPEECH_SAY, C | T | F},
    {"request", SPEECH_URGE, C | T | F},
    {"response", SPEECH_SAY, C | T | F},
    {"revelation", SPEECH_SAY, C | T | F},
    {"ruling", SPEECH_SAY, C | T | F},
    {"rumor", SPEECH_SAY, C | T | F},
    {"rumour", SPEECH_SAY, C | T | F},
    {"sense", SPEECH_THINK, C | T | F},
    {"speculation", SPEECH_THINK, C | T | F},
    {"statement", SPEECH_SAY, C | T | F},
    {"suggestion", SPEECH_SAY, C | T | F},
    {"suspicion", SPEECH_THINK, C | T | F},
    {"testimony", SPEECH_SAY, C | T | F},
    {"theory", SPEECH_THINK, C | T | F},
    {"thought", SPEECH_THINK, C | T | F},
    {"threat", SPEECH_PLEDGE, C | T | F},
    {"understanding", SPEECH_THINK, C | T | F},
    {"view", SPEECH_THINK, C | T | F},
    {"vow", SPEECH_PLEDGE, C | T | F},
    {"warning", SPEECH_SAY, C | T | F},
    {"word", SPEECH_SAY, C | T | F},
    {"worry", SPEECH_THINK, C | T | F},
};

static const struct speech_word adjectives[] = {
    {"adamant", SPEECH_THINK, C},
    {"afraid", SPEECH_THINK, C},
    {"aware", SPEECH_THINK, C},
    {"certain", SPEECH_THINK, C},
    {"clear", SPEECH_SAY, C},
    {"concerned", SPEECH_THINK, C},
    {"confident", SPEECH_THINK, C},
    {"convinced", SPEECH_THINK, C},
    {"delighted", SPEECH_THINK, C},
    {"disappointed", SPEECH_THINK, C},
    {"doubtful", SPEECH_THINK, C},
    {"emphatic", SPEECH_SAY, C},
    {"explicit", SPEECH_SAY, C},
    {"fearful", SPEECH_THINK, C},
    {"glad", SPEECH_THINK, C},
    {"grateful", SPEECH_THINK, C},
    {"happy", SPEECH_THINK, C},
    {"hopeful", SPEECH_THINK, C},
    {"insistent", SPEECH_SAY, C},
    {"mindful", SPEECH_THINK, C},
    {"optimistic", SPEECH_THINK, C},
    {"persuaded", SPEECH_THINK, C},
    {"pessimistic", SPEECH_THINK, C},
    {"pleased", SPEECH_THINK, C},
    {"positive", SPEECH_THINK, C},
    {"proud", SPEECH_THINK, C},
    {"sad", SPEECH_THINK, C},
    {"sceptical", SPEECH_THINK, C},
    {"shocked", SPEECH_THINK, C},
    {"skeptical", SPEECH_THINK, C},
    {"sorry", SPEECH_THINK, C},
    {"sure", SPEECH_THINK, C},
    {"surprised", SPEECH_THINK, C},
    {"thankful", SPEECH_THINK, C},
    {"thrilled", SPEECH_THINK, C},
    {"unaware", SPEECH_THINK, C},
    {"uncertain", SPEECH_THINK, C},
    {"unclear", SPEECH_SAY, C},
    {"unconvinced", SPEECH_THINK, C},
    {"unsure", SPEECH_THINK, C},
    {"vocal", SPEECH_SAY, C},
    {"worried", SPEECH_THINK, C},
};
/* clang-format on */

#undef C
#undef T
#undef N
#undef A
#undef F
#undef W

/* Forms that no rule undoes. */
static const struct irregular {
    const char *form, *lemma;
} irregulars[] = {
    {"began", "begin"},
    {"begun", "begin"},
    {"bet", "bet"},
    {"chose", "choose"},
    {"chosen", "choose"},
    {"dreamt", "dream"},
    {"felt", "feel"},
    {"forgot", "forget"},
    {"found", "find"},
    {"heard", "hear"},
    {"held", "hold"},
    {"knew", "know"},
    {"known", "know"},
    {"learnt", "learn"},
    {"meant", "mean"},
    {"retold", "tell"},
    {"said", "say"},
    {"saw", "see"},
    {"seen", "see"},
    {"shown", "show"},
    {"sought", "seek"},
    {"spoke", "speak"},
    {"spoken", "speak"},
    {"swore", "swear"},
    {"sworn", "swear"},
    {"taught", "teach"},
    {"thought", "think"},
    {"told", "tell"},
    {"understood", "understand"},
    {"went", "go"},
    {"wept", "weep"},
    {"written", "write"},
    {"wrote", "write"},
};

enum { FORM_MAX = 23 };

struct table {
    const struct speech_word *rows;
    size_t count;
};

#define TABLE(list) ((struct table){list, sizeof(list) / sizeof((list)[0])})

static const struct speech_word *look_up(struct table t, const char *lemma)
{
    return words_find(t.rows, t.count, sizeof t.rows[0], lemma);
}

/* The first `len` bytes of the form, and `more` behind them. */
static const struct speech_word *look_up_stem(struct table t, const char *form, size_t len,
                                              const char *more)
{
    char stem[FORM_MAX + 3];
    memcpy(stem, form, len);
    memcpy(stem + len, more, strlen(more) + 1);
    return look_up(t, stem);
}

/* Behind the stem of a form stood "ed" or "ing": what it may have been. */
static const struct speech_word *look_up_past(struct table t, const char *form, size_t stem)
{
    const struct speech_word *found = look_up_stem(t, form, stem, "e");
    found = found ? found : look_up_stem(t, form, stem, "");
    if (!found && stem > 2 && form[stem - 1] == form[stem - 2]) {
        found = look_up_stem(t, form, stem - 1, "");
    }
    if (!found && stem > 1 && form[stem - 1] == 'i') {
        found = look_up_stem(t, form, stem - 1, "y");
    }
    return found;
}

static bool ends(const char *form, size_t len, const char *with)
{
    size_t size = strlen(with);
    return len > size + 1 && memcmp(form + len - size, with, size) == 0;
}

static const struct speech_word *look_up_form(struct table t, const char *form, size_t len)
{
    const struct speech_word *found = look_up(t, form);
    if (!found && ends(form, len, "ies")) {
        found = look_up_stem(t, form, len - 3, "y");
    }
    if (!found && ends(form, len, "s")) {
        found = look_up_stem(t, form, len - 1, "");
    }
    if (!found && ends(form, len, "es")) {
        found = look_up_stem(t, form, len - 2, "");
    }
    if (!found && ends(form, len, "ed")) {
        found = look_up_past(t, form, len - 2);
    }
    if (!found && ends(form, len, "ing")) {
        found = look_up_past(t, form, len - 3);
    }
    return found;
}

/* The word in small letters; false when it is longer than any of ours. */
static bool lower(struct str word, char out[FORM_MAX + 1])
{
    return words_small(word, out, FORM_MAX + 1);
}

const struct speech_word *speech_verb_find(struct str word, struct str lemma)
{
    char form[FORM_MAX + 1];
    if (!lower(word, form)) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof irregulars / sizeof irregulars[0]; i++) {
        if (irregulars[i].form[0] == form[0] && strcmp(irregulars[i].form, form) == 0) {
            return look_up(TABLE(verbs), irregulars[i].lemma);
        }
    }
    const struct speech_word *found = look_up_form(TABLE(verbs), form, word.len);
    return found || !lower(lemma, form) ? found : look_up(TABLE(verbs), form);
}

const struct speech_word *speech_noun_find(struct str word, struct str lemma)
{
    char form[FORM_MAX + 1];
    if (!lower(word, form)) {
        return NULL;
    }
    const struct speech_word *found = look_up(TABLE(nouns), form);
    found =
        found || !ends(form, word.len, "s") ? found : look_up_form(TABLE(nouns), form, word.len);
    return found || !lower(lemma, form) ? found : look_up(TABLE(nouns), form);
}

const struct speech_word *speech_adjective_find(struct str word)
{
    char form[FORM_MAX + 1];
    return lower(word, form) ? look_up(TABLE(adjectives), form) : NULL;
}

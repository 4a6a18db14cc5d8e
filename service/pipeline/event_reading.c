/* From a clause to what it tells of. The words of a verb give a code or an operator; an operator
 * makes its code from the event of its complement ("promised to send troops": INTEND of a
 * deployment), as compose.txt has it. Subjects are handed down to complements without one, the
 * future and a negated future are operators too. A verb that the pack does not know passes on what
 * its infinitive tells of. */
#include "pipeline/event.h"

#include <string.h>

#include "text/chars.h"

#define BIT(name) RELATION_BIT(RELATION_##name)

/* ---- arguments ---- */

/* "former President of Chad Ana Kos won": of a title and a name that the tree parts the name. */
static uint32_t own_subject(const struct event_view *v, uint32_t token)
{
    static const uint64_t subjects = BIT(NSUBJ) | BIT(NSUBJ_PASS);
    uint32_t first = event_child(v, token, subjects);
    uint32_t second = first == NO_INDEX ? NO_INDEX : event_next_child(v, first, subjects);
    uint32_t m = second == NO_INDEX ? NO_INDEX : event_node(v, second)->mention;
    bool named = m != NO_INDEX && v->a->mentions.items[m].kind == MENTION_NAME;
    return named && second < token ? second : first;
}

/* "nobody", "no one", "none of them" */
static bool is_nobody(const struct event_view *v, uint32_t token)
{
    uint32_t no = event_child(v, token, BIT(DET));
    return event_is_lemma(v, token, "nobody") || event_is_lemma(v, token, "none") ||
           event_is_lemma(v, token, "nothing") ||
           (event_is_lemma(v, token, "one") && no != NO_INDEX && event_is_lemma(v, no, "no"));
}

/* "no soldier was hurt", "neither side fired", "killed nobody" */
static bool is_about_none(const struct event_view *v, uint32_t token)
{
    static const uint64_t sides = BIT(NSUBJ) | BIT(NSUBJ_PASS) | BIT(OBJ);
    for (uint32_t c = event_child(v, token, sides); c != NO_INDEX;
         c = event_next_child(v, c, sides)) {
        uint32_t no = event_child(v, c, BIT(DET));
        bool none =
            no != NO_INDEX && (event_is_lemma(v, no, "no") || event_is_lemma(v, no, "neither"));
        if (none || is_nobody(v, c)) {
            return true;
        }
    }
    return false;
}

static uint32_t subject_of(const struct event_view *v, uint32_t token, uint32_t given)
{
    uint32_t own = own_subject(v, token);
    if (own == NO_INDEX) {
        return given;
    }
    if (is_nobody(v, own)) {
        return NO_INDEX;
    }
    /* "they said they would": where nobody has found out who "they" are, the speakers; "that" is
     * a thing */
    bool thing = event_is_lemma(v, own, "that") || event_is_lemma(v, own, "this") ||
                 event_is_xpos(v, own, "EX");
    bool blank = event_is_upos(v, own, "PRON") && !thing && !event_has_actor(v, own) &&
                 (given == NO_INDEX || !event_is_lemma(v, own, "it") ||
                  !(event_is_xpos(v, given, "NNS") || event_is_xpos(v, given, "NNPS")));
    uint32_t meant = event_antecedent(v, own);
    if (thing && meant == own) {
        return NO_INDEX;
    }
    return blank && meant == own && given != NO_INDEX ? given : meant;
}

static bool is_passive(const struct event_view *v, uint32_t token)
{
    uint8_t relation = event_node(v, token)->relation;
    uint32_t head = event_node(v, token)->head;
    bool taken = relation == RELATION_XCOMP && event_child(v, token, BIT(OBJ)) == NO_INDEX &&
                 event_child(v, head, BIT(AUX_PASS)) != NO_INDEX; /* "were confirmed killed" */
    bool active = event_child(v, token, BIT(NSUBJ)) != NO_INDEX &&
                  event_child(v, token, BIT(OBJ)) != NO_INDEX; /* "denied a claim by Chad" */
    return event_child(v, token, BIT(NSUBJ_PASS) | BIT(AUX_PASS)) != NO_INDEX ||
           (!active && event_child(v, token, BIT(OBL_AGENT)) != NO_INDEX) ||
           ((relation == RELATION_ACL || taken) && event_is_xpos(v, token, "VBN"));
}

/* The phrase with "by" of a passive. */
static uint32_t agent_of(const struct event_view *v, uint32_t token)
{
    static const char *const by[] = {"by"};
    for (uint32_t c = event_child(v, token, BIT(OBL_AGENT) | BIT(OBL)); c != NO_INDEX;
         c = event_next_child(v, c, BIT(OBL_AGENT) | BIT(OBL))) {
        if (EVENT_CASE_IS(v, c, by)) {
            return c;
        }
    }
    return NO_INDEX;
}

/* ---- operators ---- */

/* Whom a demand, a threat … is addressed to: the object, else the phrase of "called on Norway to
 * withdraw". */
static uint32_t addressee_of(const struct event_view *v, uint32_t token)
{
    static const char *const words[] = {"on", "upon", "to", "with", "from"};
    static const uint64_t clauses = BIT(XCOMP) | BIT(CCOMP) | BIT(ADVCL);
    uint32_t object = event_child(v, token, BIT(OBJ) | BIT(IOBJ));
    uint32_t clause = event_child(v, token, clauses);
    for (uint32_t c = event_child(v, token, BIT(OBL)); object == NO_INDEX && c < clause;
         c = event_next_child(v, c, BIT(OBL))) {
        object = clause != NO_INDEX && EVENT_CASE_IS(v, c, words) && event_has_actor(v, c)
                     ? c
                     : NO_INDEX;
    }
    return object;
}

/* "would arrive at noon and meet Kos": the first conjunct of a clause that tells of something. */
static bool read_conjuncts(const struct event_view *v, uint32_t token, uint32_t given,
                           unsigned depth, struct event_reading *out)
{
    uint32_t own = event_child(v, token, BIT(NSUBJ) | BIT(NSUBJ_PASS));
    for (uint32_t k = event_child(v, token, BIT(CONJ)); k != NO_INDEX;
         k = event_next_child(v, k, BIT(CONJ))) {
        if (event_is_verbal(v, k) &&
            event_read_clause(v, k, own != NO_INDEX ? own : given, depth, out)) {
            return true;
        }
    }
    return false;
}

/* "asked whether they would leave", "has not said whom it supports". */
static bool is_open_question(const struct event_view *v, uint32_t clause)
{
    for (uint32_t c = event_child(v, clause, BIT(MARK) | BIT(OBJ)); c != NO_INDEX;
         c = event_next_child(v, c, BIT(MARK) | BIT(OBJ))) {
        bool asks = event_node(v, c)->relation == RELATION_OBJ
                        ? c < clause && event_is_xpos(v, c, "WP")
                        : event_is_lemma(v, c, "whether");
        if (asks) {
            return true;
        }
    }
    return false;
}

/* "\"They were attacked\", she continued": words, not what goes on. */
static bool is_finite(const struct event_view *v, uint32_t clause)
{
    return event_node(v, clause)->relation == RELATION_CCOMP &&
           event_child(v, clause, BIT(NSUBJ) | BIT(NSUBJ_PASS)) != NO_INDEX;
}

/* The reading of the first complement that tells of something. */
static bool read_complement(const struct event_view *v, uint32_t token, enum event_operator op,
                            uint32_t subject, unsigned depth, struct event_reading *out)
{
    static const uint64_t clauses = BIT(XCOMP) | BIT(CCOMP) | BIT(CSUBJ);
    uint32_t object = addressee_of(v, token);
    bool others = op == EVENT_REQUEST || op == EVENT_ALLOW || op == EVENT_PREVENT ||
                  op == EVENT_FORCE || op == EVENT_ACCUSE;
    uint32_t control = others && !is_passive(v, token) ? object : subject;
    for (uint32_t c = event_child(v, token, clauses); c != NO_INDEX;
         c = event_next_child(v, c, clauses)) {
        bool apart = is_open_question(v, c) || (op == EVENT_LIGHT && is_finite(v, c));
        if (!apart && (event_read_clause(v, c, control, depth + 1, out) ||
                       read_conjuncts(v, c, control, depth + 1, out))) {
            return true;
        }
    }
    uint32_t noun = event_child(v, token, BIT(OBJ) | BIT(NSUBJ_PASS));
    if (noun != NO_INDEX && event_read_noun(v, noun, depth + 1, out)) {
        return true;
    }
    static const char *const links[] = {"for", "on",      "to",   "in",  "with",
                                        "of",  "against", "upon", "from"};
    /* "continued his bid in the election" continues the bid; "took part in" it */
    bool beside = op == EVENT_SAY ||
                  (op == EVENT_LIGHT && noun != NO_INDEX && !event_is_lemma(v, noun, "part"));
    for (uint32_t c = beside ? NO_INDEX : event_child(v, token, BIT(OBL)); c != NO_INDEX;
         c = event_next_child(v, c, BIT(OBL))) {
        if (EVENT_CASE_IS(v, c, links) && event_read_noun(v, c, depth + 1, out)) {
            return true;
        }
    }
    bool bare = event_child(v, token, BIT(OBJ)) == NO_INDEX && subject != NO_INDEX;
    if ((op == EVENT_LIGHT || op == EVENT_END) && bare && !is_passive(v, token) &&
        event_read_noun(v, subject, depth + 1, out)) {
        return true; /* "talks collapsed" */
    }
    if (op == EVENT_LIGHT || op == EVENT_SAY) {
        return false;
    }
    for (uint32_t c = event_child(v, token, BIT(ADVCL)); c != NO_INDEX;
         c = event_next_child(v, c, BIT(ADVCL))) {
        bool bound = event_is_xpos(v, c, "VBG") || event_is_xpos(v, c, "VB");
        if (bound && event_read_clause(v, c, control, depth + 1, out)) {
            return true;
        }
    }
    return false;
}

static bool is_one_of(const struct event_view *v, uint32_t token, const char *const *lemmas,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (event_is_lemma(v, token, lemmas[i])) {
            return true;
        }
    }
    return false;
}

#define IS_ONE_OF(v, token, lemmas) is_one_of(v, token, lemmas, sizeof(lemmas) / sizeof(lemmas)[0])

/* "The chancellor signalled that Berlin would share": both are the same country's. */
static bool are_compatriots(const struct event_view *v, uint32_t x, uint32_t y)
{
    struct event_actors one = {.count = 0}, two = {.count = 0};
    event_actors(v, x, &one);
    event_actors(v, y, &two);
    struct str a = one.count ? v->a->entities.items[one.entity[0]].cameo : (struct str){0};
    struct str b = two.count ? v->a->entities.items[two.entity[0]].cameo : (struct str){0};
    return a.len >= 3 && b.len >= 3 && memcmp(a.ptr, b.ptr, 3) == 0;
}

/* "is scheduled to", "is due to", "is set to", "plans to": nothing has been done or said yet. */
static bool is_due(const struct event_view *v, uint32_t token)
{
    static const char *const plans[] = {"due",  "plan",    "intend",   "set", "aim",
                                        "mull", "prepare", "consider", "gear"};
    return is_passive(v, token) || IS_ONE_OF(v, token, plans);
}

/* Who asks, refuses, threatens … and whom. */
static void assign_operator(const struct event_view *v, uint32_t token, enum event_operator op,
                            uint32_t subject, const struct event_reading *inner,
                            struct event_reading *out)
{
    uint32_t object = addressee_of(v, token);
    out->source = inner && inner->trigger == subject ? inner->source : subject;
    out->mutual = inner && inner->trigger == subject && inner->mutual;
    bool due = op == EVENT_INTEND && is_due(v, token);
    if (due || (op == EVENT_INTEND && inner && inner->code == out->code)) {
        out->modality = EVENT_PLANNED; /* "plans to resign" */
    }
    if (!due && is_passive(v, token) && op != EVENT_LIGHT) {
        out->source = agent_of(v, token);
        object = subject;
    }
    bool addressed = op == EVENT_REQUEST || op == EVENT_THREATEN || op == EVENT_ACCUSE ||
                     op == EVENT_ALLOW || op == EVENT_PREVENT || op == EVENT_FORCE;
    uint32_t choices[4] = {NO_INDEX, NO_INDEX, NO_INDEX, NO_INDEX};
    bool suffers = event_is_lemma(v, token, "face") || event_is_lemma(v, token, "suffer");
    if (op == EVENT_LIGHT && inner && suffers) {
        out->source = inner->source;
        choices[0] = subject;
    } else if (op == EVENT_LIGHT && inner) {
        out->mutual = inner->mutual;
        choices[0] = inner->target;
        if (out->source == NO_INDEX || !event_has_actor(v, out->source)) {
            out->source = inner->source;
        } else if (inner->source != out->source) {
            choices[1] = inner->source;
        }
    } else if (addressed) {
        choices[0] = object;
        choices[1] = inner ? inner->source : NO_INDEX;
        choices[2] = inner ? inner->target : NO_INDEX;
    } else if (inner) {
        bool answered =
            op == EVENT_REJECT || op == EVENT_FAVOUR || op == EVENT_DISFAVOUR || op == EVENT_INTEND;
        bool others = answered && inner->source != subject &&
                      !(op == EVENT_INTEND && are_compatriots(v, inner->source, subject));
        choices[0] = others ? inner->source : inner->target;
        choices[1] = inner->target;
    }
    for (size_t i = 0; i < 8 && out->target == NO_INDEX && !out->mutual; i++) {
        enum event_least least = i < 4 ? EVENT_KNOWN : EVENT_ANYBODY;
        bool party = event_is_party(v, choices[i % 4], out->source, least);
        out->target = party ? choices[i % 4] : NO_INDEX;
    }
    if (out->target == NO_INDEX && !out->mutual) {
        out->target = event_target(v, token, out->source, out->code);
    }
}

static const char *name_of(enum event_operator op)
{
    static const char *const names[] = {
        "event.word",      "event.say",      "event.intend",  "event.wont",  "event.request",
        "event.reject",    "event.threaten", "event.accuse",  "event.deny",  "event.end",
        "event.light",     "event.allow",    "event.prevent", "event.force", "event.favour",
        "event.disfavour", "event.rally"};
    return names[op];
}

/* "said that Norway must leave" asks Norway; "said it would leave" plans. */
static void report(const struct event_view *v, uint32_t token, enum event_operator op,
                   uint32_t subject, struct event_reading *out)
{
    bool coded = out->code && v->pack->codes[out->code - 1].cameo[0] != '\0';
    bool asks = op == EVENT_SAY && coded && out->modality == EVENT_DEMANDED &&
                subject != NO_INDEX && out->source != subject;
    uint32_t code = asks ? event_pack_compose(v->pack, EVENT_REQUEST, out->code) : 0;
    if (code) {
        out->code = code;
        out->target = out->source != NO_INDEX ? out->source : out->target;
        out->source = subject;
        out->by = name_of(EVENT_REQUEST);
    }
    if (out->modality == EVENT_HYPOTHETICAL) {
        out->modality = EVENT_PLANNED; /* the future of the past */
    }
    if (op == EVENT_SAY && subject != NO_INDEX && out->source != NO_INDEX &&
        event_is_upos(v, out->source, "NOUN") && event_is_own(v, out->source)) {
        out->source = subject; /* "the minister said his country would" */
    }
    bool declares = event_is_lemma(v, token, "announce") || event_is_lemma(v, token, "declare");
    bool own = out->source == NO_INDEX || (event_is_upos(v, out->source, "PRON") &&
                                           event_node(v, out->source)->head == out->trigger);
    if (declares && coded && own && event_is_upos(v, out->trigger, "NOUN")) {
        out->source = subject; /* "announced a withdrawal", "his resignation": its own */
        return;
    }
    out->speaker = out->speaker == NO_INDEX ? subject : out->speaker;
    out->modality = op == EVENT_DENY ? EVENT_DENIED : out->modality;
}

/* What the operator makes of the complement's event, or of a complement that tells of none. */
static uint32_t composed(const struct event_view *v, uint32_t token, enum event_operator op,
                         bool found, uint32_t inner)
{
    static const uint64_t complements =
        BIT(OBJ) | BIT(NSUBJ_PASS) | BIT(CCOMP) | BIT(XCOMP) | BIT(OBL) | BIT(ADVCL);
    uint32_t code = found ? event_pack_compose(v->pack, op, inner) : 0;
    bool speech = op == EVENT_REQUEST || op == EVENT_REJECT || op == EVENT_THREATEN ||
                  op == EVENT_ACCUSE || op == EVENT_FAVOUR || op == EVENT_DISFAVOUR;
    bool bare = (!found || speech) && event_child(v, token, complements) != NO_INDEX;
    return code || !bare ? code : event_pack_compose(v->pack, op, 0);
}

/* "agreed that the book was old": an opinion, not an intention. */
static bool is_opinion(const struct event_view *v, uint32_t token, enum event_operator op)
{
    uint32_t fact = op == EVENT_INTEND ? event_child(v, token, BIT(CCOMP)) : NO_INDEX;
    bool infinitive = false, bare = event_is_xpos(v, token, "VB");
    for (uint32_t c = fact == NO_INDEX ? NO_INDEX : event_child(v, fact, BIT(MARK)); c != NO_INDEX;
         c = event_next_child(v, c, BIT(MARK))) {
        infinitive |= event_is_lemma(v, c, "to");
    }
    if (fact == NO_INDEX || infinitive || bare ||
        (!event_is_verbal(v, fact) && event_child(v, fact, BIT(COP)) == NO_INDEX)) {
        return false;
    }
    struct event_mood mood = event_mood_of(v, fact);
    return !mood.future && mood.modality != EVENT_DEMANDED;
}

/* Reads an operator with its complement; false when the two make no event. */
static bool read_operator(const struct event_view *v, uint32_t token, const struct event_match *m,
                          uint32_t subject, unsigned depth, struct event_reading *out)
{
    struct event_reading inner = {.code = 0};
    enum event_operator op = m->operator_;
    if (op == EVENT_REQUEST && event_is_lemma(v, token, "call") && is_passive(v, token)) {
        return false; /* "are called nationals on their passports" */
    }
    bool found = read_complement(v, token, op, subject, depth, &inner);
    op = found && inner.negated && op == EVENT_INTEND ? EVENT_WONT : op; /* "vowed not to" */
    if (!found && (op == EVENT_SAY || op == EVENT_DENY || op == EVENT_LIGHT)) {
        return false;
    }
    if (op == EVENT_SAY || op == EVENT_DENY) {
        *out = inner;
        report(v, token, op, subject, out);
        return true;
    }
    bool coded = !found || v->pack->codes[inner.code - 1].cameo[0] != '\0';
    bool infinitive = event_is_xpos(v, token, "VB") && event_child(v, token, BIT(MARK)) != NO_INDEX;
    if (op == EVENT_LIGHT && !coded && (event_is_verbal(v, inner.trigger) || infinitive)) {
        return false; /* "is going to die", "due to hold elections": not yet */
    }
    if (op == EVENT_LIGHT) {
        out->trigger = coded ? token : inner.trigger; /* "the fire began": a fire */
        out->code = inner.code;
        out->back = inner.back;
        out->pattern = inner.pattern;
        out->speaker = inner.speaker;
        out->negated = event_is_lemma(v, token, "fail");
    } else {
        out->code = composed(v, token, op, found, inner.code);
    }
    out->by = name_of(op);
    assign_operator(v, token, op, subject, found ? &inner : NULL, out);
    if (op == EVENT_REQUEST && found && out->target != inner.target &&
        event_is_party(v, inner.target, out->target, EVENT_KNOWN)) {
        uint32_t code = event_pack_compose(v->pack, EVENT_RALLY, inner.code);
        out->target = code ? inner.target : out->target; /* "urged Chad to support Niger" */
        out->code = code ? code : out->code;
        out->by = code ? name_of(EVENT_RALLY) : out->by;
    }
    return out->code != 0;
}

/* ---- clauses ---- */

/* "were wounded in Turkish shelling": whose the blow is that harmed them. */
static uint32_t striker_of(const struct event_view *v, uint32_t token, uint32_t code)
{
    static const char *const in[] = {"in", "during"};
    struct event_reading blow;
    if (!str_equal(event_pack_code(v->pack, code).event, STR("ASSAULT"))) {
        return NO_INDEX;
    }
    for (uint32_t c = event_child(v, token, BIT(OBL)); c != NO_INDEX;
         c = event_next_child(v, c, BIT(OBL))) {
        if (EVENT_CASE_IS(v, c, in) && event_read_noun(v, c, EVENT_DEPTH_MAX - 1, &blow) &&
            blow.source != NO_INDEX && !blow.mutual &&
            str_equal(event_pack_code(v->pack, blow.code).event, STR("ASSAULT"))) {
            return blow.source;
        }
    }
    return NO_INDEX;
}

static void assign_word(const struct event_view *v, uint32_t token, uint32_t subject,
                        struct event_reading *out)
{
    if (is_passive(v, token)) {
        out->source = agent_of(v, token);
        if (out->source == NO_INDEX) {
            out->source = striker_of(v, token, out->code);
        }
        out->target = subject != NO_INDEX && event_has_actor(v, subject) ? subject : NO_INDEX;
        if (event_node(v, token)->relation == RELATION_ACL) {
            out->target = event_node(v, token)->head;
        }
        bool moved = str_equal(event_pack_code(v->pack, out->code).event, STR("MOBILIZE"));
        if (moved && out->source == NO_INDEX) { /* "troops were deployed" */
            out->source = out->target;
            out->target = NO_INDEX;
        }
    } else {
        static const char *const between[] = {"between"};
        uint32_t both = event_child(v, token, BIT(OBL));
        out->mutual = subject == NO_INDEX && both != NO_INDEX && EVENT_CASE_IS(v, both, between) &&
                      event_has_actor(v, both);
        out->source = out->mutual ? both : subject;
    }
    if (out->target == NO_INDEX && !out->mutual) {
        out->target = event_target(v, token, out->source, out->code);
    }
    out->by = out->pattern ? "event.pattern" : name_of(EVENT_NONE);
}

/* A verb that is not in the pack: what its infinitive tells of. */
static bool read_through(const struct event_view *v, uint32_t token, uint32_t subject,
                         unsigned depth, struct event_reading *out)
{
    for (uint32_t c = event_child(v, token, BIT(XCOMP)); c != NO_INDEX;
         c = event_next_child(v, c, BIT(XCOMP))) {
        if (event_read_clause(v, c, subject, depth + 1, out)) {
            bool must = (event_is_lemma(v, token, "have") || event_is_lemma(v, token, "need")) &&
                        !event_is_xpos(v, token, "VBD") && !event_mood_of(v, token).negated;
            if (must && out->modality == EVENT_HAPPENED) {
                out->modality = EVENT_DEMANDED; /* "has to approve" */
            }
            return true;
        }
    }
    return false;
}

/* "does not recognise the vote": to withhold it is to reject. */
static bool is_withheld(const struct event_view *v, uint32_t token)
{
    static const char *const stances[] = {"recognise", "recognize"};
    return event_is_verbal(v, token) && IS_ONE_OF(v, token, stances);
}

static void apply_mood(const struct event_view *v, uint32_t token, struct event_reading *out)
{
    static const uint64_t hanging = BIT(RELCL) | BIT(ADVCL) | BIT(ACL);
    struct event_mood mood = event_mood_of(v, token);
    if (mood.modality == EVENT_HYPOTHETICAL &&
        (hanging & RELATION_BIT(event_node(v, token)->relation))) {
        mood.future = false; /* "a law that would allow" promises nothing */
    }
    bool withheld = mood.negated && is_withheld(v, token);
    if ((mood.future || withheld) && out->trigger == token) {
        uint32_t code =
            event_pack_compose(v->pack, mood.negated ? EVENT_WONT : EVENT_INTEND, out->code);
        if (code) {
            out->code = code;
            out->back = 0;
            mood.negated = false;
        }
    }
    bool words = out->speaker != NO_INDEX && out->trigger != token &&
                 event_is_verbal(v, out->trigger); /* "would like to say that they attacked" */
    if (mood.modality != EVENT_HAPPENED && !words) {
        out->modality = mood.modality;
    }
    out->negated ^= mood.negated || is_about_none(v, token);
}

/* "vowed not to give in": of a complement that tells of nothing else. */
static bool wont(const struct event_view *v, uint32_t token)
{
    uint32_t clause = event_child(v, token, BIT(XCOMP));
    return clause != NO_INDEX && event_mood_of(v, clause).negated;
}

static bool is_noun(const struct event_view *v, uint32_t token)
{
    return event_is_upos(v, token, "NOUN") || event_is_upos(v, token, "PROPN");
}

/* "Premier steps down": a noun by its tag, with a verb's subject. */
static bool is_misread(const struct event_view *v, uint32_t token)
{
    static const uint64_t nominal = BIT(COP) | BIT(DET) | BIT(CASE) | BIT(AMOD) | BIT(NMOD_POSS);
    return event_child(v, token, BIT(NSUBJ)) != NO_INDEX &&
           event_child(v, token, nominal) == NO_INDEX;
}

static bool read_verb(const struct event_view *v, uint32_t token, const struct event_match *m,
                      uint32_t subject, unsigned depth, struct event_reading *out)
{
    bool opinion = is_opinion(v, token, m->operator_);
    if (m->operator_) {
        if (!opinion && read_operator(v, token, m, subject, depth, out)) {
            return true;
        }
        if (opinion || !m->code) {
            return false;
        }
        bool not_to = m->operator_ == EVENT_INTEND && wont(v, token);
        out->code = not_to ? event_pack_compose(v->pack, EVENT_WONT, m->code) : m->code;
    } else {
        out->code = m->code;
        out->back = m->back;
        out->pattern = m->pattern;
    }
    assign_word(v, token, subject, out);
    return true;
}

/* A noun that stands for a clause: a headline's, or with a copula. */
static bool read_nominal(const struct event_view *v, uint32_t token, uint32_t subject,
                         unsigned depth, struct event_reading *out)
{
    bool found = event_read_noun(v, token, depth, out);
    bool own = event_child(v, token, BIT(NSUBJ)) != NO_INDEX;
    bool coded = found && v->pack->codes[out->code - 1].cameo[0] != '\0';
    if (found && out->source == NO_INDEX && (own || coded)) {
        out->source = subject; /* but not of "declared the outbreak a pandemic" */
    }
    return found;
}

bool event_read_clause(const struct event_view *v, uint32_t token, uint32_t given, unsigned depth,
                       struct event_reading *out)
{
    struct event_match m;
    *out = (struct event_reading){.trigger = token,
                                  .source = NO_INDEX,
                                  .target = NO_INDEX,
                                  .via = NO_INDEX,
                                  .speaker = NO_INDEX};
    if (depth > EVENT_DEPTH_MAX) {
        return false;
    }
    uint32_t plan = event_headline_plan(v, token);
    if (plan != NO_INDEX && !event_match(v, EVENT_NOUN, token, NO_INDEX, &m)) {
        return event_read_clause(v, plan, token, depth + 1, out);
    }
    uint32_t subject = subject_of(v, token, given);
    bool verbal = !is_noun(v, token) || is_misread(v, token), found;
    if (verbal && event_match(v, EVENT_VERB, token, subject, &m)) {
        found = read_verb(v, token, &m, subject, depth, out);
    } else if (verbal) {
        found = read_through(v, token, subject, depth, out);
    } else {
        found = read_nominal(v, token, subject, depth, out);
    }
    if (found) {
        apply_mood(v, token, out);
    }
    return found;
}

/* ---- nouns ---- */

static void assign_noun(const struct event_view *v, uint32_t token, struct event_reading *out)
{
    static const char *const agents[] = {"by"};
    static const char *const pairs[] = {"between", "among"};
    static const char *const patients[] = {"on",   "against", "of",  "to", "with", "at",
                                           "into", "upon",    "for", "in", "from"};
    static const uint64_t around = BIT(NMOD) | BIT(OBL); /* OBL: of "fighting" */
    static const uint64_t makers = BIT(NMOD_POSS) | BIT(COMPOUND) | BIT(AMOD);
    for (uint32_t c = event_child(v, token, around); c != NO_INDEX;
         c = event_next_child(v, c, around)) {
        if (EVENT_CASE_IS(v, c, agents) && out->source == NO_INDEX) {
            out->source = c;
        } else if (EVENT_CASE_IS(v, c, pairs) && event_has_actor(v, c)) {
            out->source = c;
            out->mutual = true;
        }
    }
    for (uint32_t c = event_child(v, token, BIT(NMOD)); c != NO_INDEX && out->source == NO_INDEX;
         c = event_next_child(v, c, BIT(NMOD))) {
        uint32_t by = event_child(v, c, BIT(NMOD)); /* "of a journalist by pirates" */
        out->source = by != NO_INDEX && EVENT_CASE_IS(v, by, agents) ? by : NO_INDEX;
    }
    for (uint32_t c = event_child(v, token, makers); c != NO_INDEX && out->source == NO_INDEX;
         c = event_next_child(v, c, makers)) {
        if (event_has_actor(v, c)) {
            out->source = c;
        }
    }
    for (uint32_t c = event_child(v, token, around); c != NO_INDEX && !out->mutual;
         c = event_next_child(v, c, around)) {
        if (c != out->source && out->target == NO_INDEX && EVENT_CASE_IS(v, c, patients) &&
            event_is_party(v, c, out->source, EVENT_ANYBODY)) {
            out->target = c;
        }
    }
}

/* "his arrest", "the minister's murder": whose it is suffers it, where nobody else does. */
static void turn_possessor(const struct event_view *v, uint32_t token, struct event_reading *out)
{
    static const char *const suffered[] = {"063", "0841", "115", "116", "173", "174",
                                           "180", "181",  "182", "185", "186"};
    const char *cameo = out->code ? v->pack->codes[out->code - 1].cameo : "";
    bool suffers = false;
    for (size_t i = 0; i < sizeof suffered / sizeof suffered[0]; i++) {
        suffers |= strncmp(cameo, suffered[i], strlen(suffered[i])) == 0;
    }
    if (!suffers || out->source == NO_INDEX || out->target != NO_INDEX ||
        event_node(v, out->source)->relation != RELATION_NMOD_POSS ||
        event_node(v, out->source)->head != token) {
        return;
    }
    struct event_actors found = {.count = 0};
    event_actors(v, out->source, &found);
    if (found.count && v->a->entities.items[found.entity[0]].type == ENTITY_PERSON) {
        out->target = out->source;
        out->source = NO_INDEX;
    }
}

/* "the death of a king", "the resignation of the minister": those who do it. */
static void turn_doers(const struct event_view *v, uint32_t token, struct event_reading *out)
{
    static const char *const of[] = {"of"};
    static const char *const done[] = {"death",     "resignation", "victory", "surrender",
                                       "departure", "retreat",     "arrival"};
    if (out->source == NO_INDEX && out->target != NO_INDEX && EVENT_CASE_IS(v, out->target, of) &&
        IS_ONE_OF(v, token, done)) {
        out->source = out->target;
        out->target = NO_INDEX;
    }
}

/* "a march of students": those who march. */
static void turn_marchers(const struct event_view *v, struct event_reading *out)
{
    static const char *const of[] = {"of", "with"};
    bool protest =
        out->code && str_equal(event_pack_code(v->pack, out->code).event, STR("PROTEST"));
    if (protest && out->source == NO_INDEX && out->target != NO_INDEX &&
        EVENT_CASE_IS(v, out->target, of)) {
        out->source = out->target;
        out->target = NO_INDEX;
    }
}

bool event_noun_happens(const struct event_view *v, uint32_t verb, struct event_reading *r)
{
    struct event_match m;
    struct event_mood mood = event_mood_of(v, verb);
    uint32_t mark = event_child(v, verb, BIT(MARK));
    bool infinitive = event_is_xpos(v, verb, "VB") && mark != NO_INDEX &&
                      event_child(v, verb, BIT(AUX) | BIT(AUX_PASS)) == NO_INDEX;
    bool planned = is_passive(v, verb) && event_match(v, EVENT_VERB, verb, NO_INDEX, &m) &&
                   m.operator_ == EVENT_INTEND;
    bool told = event_match(v, EVENT_VERB, verb, NO_INDEX, &m);
    if (told && (m.operator_ == EVENT_PREVENT || m.operator_ == EVENT_REQUEST ||
                 m.operator_ == EVENT_REJECT)) {
        return false; /* "prevented an attack" */
    }
    bool counts = mood.modality != EVENT_ONGOING && mood.modality != EVENT_DEMANDED;
    if (r->modality == EVENT_HAPPENED && counts) {
        r->modality = planned ? EVENT_PLANNED : mood.modality;
    }
    return !infinitive;
}

/* "rejected a demand by Chad | for the release": what is demanded, which a wrong tree hangs on the
 * verb; or NO_INDEX. */
static uint32_t demanded_beside(const struct event_view *v, uint32_t noun)
{
    static const char *const links[] = {"for"};
    uint32_t verb =
        event_node(v, noun)->relation == RELATION_OBJ ? event_node(v, noun)->head : NO_INDEX;
    uint32_t c = verb != NO_INDEX ? event_child(v, verb, BIT(OBL)) : NO_INDEX;
    while (c != NO_INDEX && (c < noun || !EVENT_CASE_IS(v, c, links))) {
        c = event_next_child(v, c, BIT(OBL));
    }
    return c;
}

/* What a noun like "threat" makes of the event of its complement; false where the two make none. */
static bool read_noun_operator(const struct event_view *v, uint32_t token, enum event_operator op,
                               unsigned depth, struct event_reading *out)
{
    static const char *const links[] = {"of", "for", "to", "on", "in"};
    struct event_reading inner;
    bool found = false;
    for (uint32_t c = event_child(v, token, BIT(ACL) | BIT(CCOMP)); c != NO_INDEX && !found;
         c = event_next_child(v, c, BIT(ACL) | BIT(CCOMP))) {
        found = event_read_clause(v, c, out->source, depth + 1, &inner);
    }
    for (uint32_t c = event_child(v, token, BIT(NMOD)); c != NO_INDEX && !found;
         c = event_next_child(v, c, BIT(NMOD))) {
        found = EVENT_CASE_IS(v, c, links) && event_read_noun(v, c, depth + 1, &inner);
    }
    uint32_t beside = op == EVENT_REQUEST && !found ? demanded_beside(v, token) : NO_INDEX;
    found = found || (beside != NO_INDEX && event_read_noun(v, beside, depth + 1, &inner));
    if (op == EVENT_LIGHT) {
        *out = found ? inner : *out;
        return found;
    }
    out->code = event_pack_compose(v->pack, op, found ? inner.code : 0);
    /* "a demand that Chad free the crew" is made of Chad */
    uint32_t choices[2] = {op == EVENT_REQUEST && found ? inner.source : NO_INDEX,
                           found ? inner.target : NO_INDEX};
    for (size_t i = 0; i < 2 && out->target == NO_INDEX; i++) {
        bool party = event_is_party(v, choices[i], out->source, EVENT_ANYBODY);
        out->target = party ? choices[i] : NO_INDEX;
    }
    uint32_t clause = event_child(v, token, BIT(ACL));
    if (!found && out->target == NO_INDEX && clause != NO_INDEX) {
        out->target = event_target(v, clause, out->source, out->code); /* "to let Chad join" */
    }
    return true;
}

bool event_read_noun(const struct event_view *v, uint32_t token, unsigned depth,
                     struct event_reading *out)
{
    struct event_match m;
    *out = (struct event_reading){.trigger = token,
                                  .source = NO_INDEX,
                                  .target = NO_INDEX,
                                  .via = NO_INDEX,
                                  .speaker = NO_INDEX};
    if (depth > EVENT_DEPTH_MAX || !event_match(v, EVENT_NOUN, token, NO_INDEX, &m)) {
        return false;
    }
    out->by = "event.noun";
    out->code = m.code;
    out->pattern = m.pattern;
    assign_noun(v, token, out);
    turn_possessor(v, token, out);
    turn_marchers(v, out);
    turn_doers(v, token, out);
    if (m.operator_ && !read_noun_operator(v, token, m.operator_, depth, out)) {
        return false;
    }
    if (m.operator_ == EVENT_LIGHT) {
        return true;
    }
    uint32_t no = event_child(v, token, BIT(DET));
    out->negated =
        event_mood_of(v, token).negated || (no != NO_INDEX && event_is_lemma(v, no, "no"));
    return out->code != 0;
}

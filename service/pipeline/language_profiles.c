/* Naive Bayes over runs of letters. Most profiles give ranks without counts; counts fall with the
 * rank r as 1 / (r + 3) in those that have them, so that is p(g|l), and a run that is not in l's
 * profile counts as one of rank FLOOR_RANK:
 *
 *     score(l) = Σ over the runs g of the sample of log(p(g|l) / floor)
 *              = Σ log(FLOOR_RANK / (r + RANK_OFFSET))
 *
 * in which only the profiles that hold g have a term. Weights are whole 1/WEIGHT_SCALE nats: sums
 * are exact. */
#include "pipeline/language_profiles.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/chars.h"

enum {
    RUN_MAX = 5, /* letters and '_' */
    PROFILE_ROWS_MAX = 400,
    LINE_BYTES_MAX = 128,
    WEIGHT_SCALE = 256,
    WORD_RANK = 1, /* a telling word counts as a run of this rank */
    TELLING_MAX = 512,
    SLOT_BITS = 15,
    SLOTS = 1 << SLOT_BITS,
};

static const double FLOOR_RANK = 800, RANK_OFFSET = 3;

enum script {
    SCRIPT_NONE,
    SCRIPT_LATIN,
    SCRIPT_CYRILLIC,
    SCRIPT_ARABIC,
    SCRIPT_DEVANAGARI,
    SCRIPT_ETHIOPIC,
    SCRIPT_HAN,
    SCRIPT_KANA,
    SCRIPT_HANGUL,
    SCRIPT_ALONE, /* this and the following: one language each, in the order of `alone` */
};

/* Scripts that one language of the news writes in. */
static const struct alone {
    uint32_t first, last;
    struct str tag;
} alone[] = {
    {0x0370, 0x03FF, STR_INIT("el")}, {0x1F00, 0x1FFF, STR_INIT("el")},
    {0x0530, 0x058F, STR_INIT("hy")}, {0x0590, 0x05FF, STR_INIT("he")},
    {0x0780, 0x07BF, STR_INIT("dv")}, {0x0980, 0x09FF, STR_INIT("bn")},
    {0x0A00, 0x0A7F, STR_INIT("pa")}, {0x0A80, 0x0AFF, STR_INIT("gu")},
    {0x0B00, 0x0B7F, STR_INIT("or")}, {0x0B80, 0x0BFF, STR_INIT("ta")},
    {0x0C00, 0x0C7F, STR_INIT("te")}, {0x0C80, 0x0CFF, STR_INIT("kn")},
    {0x0D00, 0x0D7F, STR_INIT("ml")}, {0x0D80, 0x0DFF, STR_INIT("si")},
    {0x0E00, 0x0E7F, STR_INIT("th")}, {0x0E80, 0x0EFF, STR_INIT("lo")},
    {0x0F00, 0x0FFF, STR_INIT("bo")}, {0x1000, 0x109F, STR_INIT("my")},
    {0x10A0, 0x10FF, STR_INIT("ka")}, {0x1C90, 0x1CBF, STR_INIT("ka")},
    {0x1780, 0x17FF, STR_INIT("km")},
};

enum { ALONE_COUNT = sizeof alone / sizeof alone[0], SCRIPTS = SCRIPT_ALONE + ALONE_COUNT };

/* Scripts that many languages share. */
static const struct profile {
    enum script script;
    const char *file;
    struct str tag;
} profiles[] = {
    {SCRIPT_LATIN, "en.lm", STR_INIT("en")},         {SCRIPT_LATIN, "fr.lm", STR_INIT("fr")},
    {SCRIPT_LATIN, "de.lm", STR_INIT("de")},         {SCRIPT_LATIN, "es.lm", STR_INIT("es")},
    {SCRIPT_LATIN, "pt.lm", STR_INIT("pt")},         {SCRIPT_LATIN, "it.lm", STR_INIT("it")},
    {SCRIPT_LATIN, "nl.lm", STR_INIT("nl")},         {SCRIPT_LATIN, "af.lm", STR_INIT("af")},
    {SCRIPT_LATIN, "da.lm", STR_INIT("da")},         {SCRIPT_LATIN, "sv.lm", STR_INIT("sv")},
    {SCRIPT_LATIN, "nb.lm", STR_INIT("no")},         {SCRIPT_LATIN, "nn.lm", STR_INIT("no")},
    {SCRIPT_LATIN, "is.lm", STR_INIT("is")},         {SCRIPT_LATIN, "fi.lm", STR_INIT("fi")},
    {SCRIPT_LATIN, "et.lm", STR_INIT("et")},         {SCRIPT_LATIN, "lv.lm", STR_INIT("lv")},
    {SCRIPT_LATIN, "lt.lm", STR_INIT("lt")},         {SCRIPT_LATIN, "pl.lm", STR_INIT("pl")},
    {SCRIPT_LATIN, "cs.lm", STR_INIT("cs")},         {SCRIPT_LATIN, "sk.lm", STR_INIT("sk")},
    {SCRIPT_LATIN, "sl.lm", STR_INIT("sl")},         {SCRIPT_LATIN, "hr.lm", STR_INIT("hr")},
    {SCRIPT_LATIN, "hu.lm", STR_INIT("hu")},         {SCRIPT_LATIN, "ro.lm", STR_INIT("ro")},
    {SCRIPT_LATIN, "sq.lm", STR_INIT("sq")},         {SCRIPT_LATIN, "tr.lm", STR_INIT("tr")},
    {SCRIPT_LATIN, "az.lm", STR_INIT("az")},         {SCRIPT_LATIN, "uz.lm", STR_INIT("uz")},
    {SCRIPT_LATIN, "id.lm", STR_INIT("id")},         {SCRIPT_LATIN, "ms.lm", STR_INIT("ms")},
    {SCRIPT_LATIN, "tl.lm", STR_INIT("tl")},         {SCRIPT_LATIN, "vi.lm", STR_INIT("vi")},
    {SCRIPT_LATIN, "sw.lm", STR_INIT("sw")},         {SCRIPT_LATIN, "so.lm", STR_INIT("so")},
    {SCRIPT_LATIN, "ha-NG.lm", STR_INIT("ha")},      {SCRIPT_LATIN, "zu.lm", STR_INIT("zu")},
    {SCRIPT_LATIN, "ca.lm", STR_INIT("ca")},         {SCRIPT_LATIN, "gl.lm", STR_INIT("gl")},
    {SCRIPT_LATIN, "eu.lm", STR_INIT("eu")},         {SCRIPT_LATIN, "cy.lm", STR_INIT("cy")},
    {SCRIPT_LATIN, "ga.lm", STR_INIT("ga")},         {SCRIPT_LATIN, "mt.lm", STR_INIT("mt")},
    {SCRIPT_LATIN, "lb.lm", STR_INIT("lb")},         {SCRIPT_LATIN, "ht.lm", STR_INIT("ht")},
    {SCRIPT_CYRILLIC, "ru.lm", STR_INIT("ru")},      {SCRIPT_CYRILLIC, "uk.lm", STR_INIT("uk")},
    {SCRIPT_CYRILLIC, "be.lm", STR_INIT("be")},      {SCRIPT_CYRILLIC, "bg.lm", STR_INIT("bg")},
    {SCRIPT_CYRILLIC, "sr-Cyrl.lm", STR_INIT("sr")}, {SCRIPT_CYRILLIC, "mk.lm", STR_INIT("mk")},
    {SCRIPT_CYRILLIC, "kk.lm", STR_INIT("kk")},      {SCRIPT_CYRILLIC, "ky.lm", STR_INIT("ky")},
    {SCRIPT_CYRILLIC, "tg.lm", STR_INIT("tg")},      {SCRIPT_CYRILLIC, "mn.lm", STR_INIT("mn")},
    {SCRIPT_ARABIC, "ar.lm", STR_INIT("ar")},        {SCRIPT_ARABIC, "fa.lm", STR_INIT("fa")},
    {SCRIPT_ARABIC, "ur.lm", STR_INIT("ur")},        {SCRIPT_ARABIC, "ug.lm", STR_INIT("ug")},
    {SCRIPT_DEVANAGARI, "hi.lm", STR_INIT("hi")},    {SCRIPT_DEVANAGARI, "mr.lm", STR_INIT("mr")},
    {SCRIPT_DEVANAGARI, "ne.lm", STR_INIT("ne")},    {SCRIPT_ETHIOPIC, "am.lm", STR_INIT("am")},
    {SCRIPT_ETHIOPIC, "ti.lm", STR_INIT("ti")},
};

/* Frequent words that tell close neighbours apart better than runs of letters do. */
static const struct telling {
    struct str tag;
    const char *words; /* parted by blanks, in lower case */
} telling[] = {
    {STR_INIT("da"),
     "af efter mellem hvad nogle blev bliver mod ud meget siger sagde oplyser hvis ikke"},
    {STR_INIT("no"),
     "av etter mellom hva noen ble blir mot ut mye sier sa opplyser dersom ikke ikkje frå eit å"},
    {STR_INIT("sv"),
     "av efter mellan vad några blev blir mot ut mycket säger sade uppger om inte att och"},
    {STR_INIT("hr"),
     "je će koji koja koje kako nakon između tijekom što bi od preko još također rekao rekla"},
    {STR_INIT("sl"), "je bo bodo ki kot po med pri kar bi od čez še tudi dejal dejala naj za ter"},
    {STR_INIT("cs"),
     "je jsou který která které podle mezi při však že přes ještě také řekl řekla ve s z"},
    {STR_INIT("sk"),
     "je sú ktorý ktorá ktoré podľa medzi pri však že cez ešte tiež povedal povedala vo s z"},
    {STR_INIT("es"), "y el los las una del que con por más según dijo también"},
    {STR_INIT("gl"), "e o os as unha do que con por máis segundo dixo tamén ao"},
    {STR_INIT("pt"), "e o os as uma do que com por mais segundo disse também ao não"},
    {STR_INIT("ca"), "i el els les una del que amb per més segons també dels va"},
    {STR_INIT("id"), "yang dan untuk dengan karena bahwa oleh pada bisa saat kata"},
    {STR_INIT("ms"), "yang dan untuk dengan kerana bahawa oleh pada boleh ketika kata"},
    {STR_INIT("bg"), "и на да се за от че са със във ще след беше това което които през"},
    {STR_INIT("mk"), "и на да се за од дека се со во ќе по беше тоа што кои низ"},
    {STR_INIT("ru"), "и на не что в с из для по это как был его которые после через"},
    {STR_INIT("uk"), "і на не що в з із для по це як був його які після через та"},
};

enum {
    PROFILE_COUNT = sizeof profiles / sizeof profiles[0],
    POSTINGS_MAX = PROFILE_COUNT * PROFILE_ROWS_MAX + TELLING_MAX,
};

struct posting {
    uint16_t profile;
    uint16_t weight; /* nats above the floor, times WEIGHT_SCALE */
};

/* A run and its postings, which stand together. */
struct slot {
    uint64_t key; /* hash of the run; 0 is free */
    uint32_t begin, count;
};

struct language_profiles {
    struct slot slots[SLOTS];
    struct posting postings[POSTINGS_MAX];
};

/* ---- runs ---- */

static inline uint64_t extend(uint64_t hash, uint32_t code)
{
    return (hash ^ code) * UINT64_C(0x9E3779B97F4A7C15) + 1;
}

static inline uint32_t slot_of(uint64_t hash)
{
    return (uint32_t)((hash ^ hash >> 29) >> 13) & (SLOTS - 1);
}

static uint32_t find_slot(const struct language_profiles *p, uint64_t key)
{
    uint32_t slot = slot_of(key);
    while (p->slots[slot].key && p->slots[slot].key != key) {
        slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
}

/* ---- loading ---- */

/* The run that begins a line "_th", perhaps with a tab and its count behind it; 0 for a line that
 * holds none. */
static uint64_t read_run(const char *line)
{
    struct str run = str_make(line, strcspn(line, "\t\r\n"));
    uint64_t key = 0;
    uint32_t codes = 0;
    for (size_t at = 0, len; at < run.len; at += len) {
        key = extend(key, chars_lower(utf8_decode(run, at, &len)));
        codes++;
    }
    return codes <= RUN_MAX ? key : 0;
}

/* Rows as they are read, before they are sorted by run. */
struct entry {
    uint64_t key;
    struct posting posting;
};

struct loader {
    struct entry entries[POSTINGS_MAX];
    size_t count;
};

static void add_entry(struct loader *l, uint16_t profile, uint64_t key, uint32_t rank)
{
    uint16_t weight = (uint16_t)(log(FLOOR_RANK / (rank + RANK_OFFSET)) * WEIGHT_SCALE);
    assert(l->count < POSTINGS_MAX);
    l->entries[l->count++] = (struct entry){key, {profile, weight}};
}

/* By run, by profile, the heavier first. */
static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->key != y->key) {
        return x->key < y->key ? -1 : 1;
    }
    if (x->posting.profile != y->posting.profile) {
        return x->posting.profile < y->posting.profile ? -1 : 1;
    }
    return (x->posting.weight < y->posting.weight) - (x->posting.weight > y->posting.weight);
}

/* Upper and lower case of a run are one: the better rank stays, and so it is with telling words
 * that are runs. */
static void fill(struct language_profiles *p, struct loader *l)
{
    uint32_t at = 0;
    qsort(l->entries, l->count, sizeof l->entries[0], compare_entries);
    for (size_t i = 0; i < l->count; i++) {
        const struct entry *e = &l->entries[i];
        bool same_run = i > 0 && l->entries[i - 1].key == e->key;
        if (same_run && l->entries[i - 1].posting.profile == e->posting.profile) {
            continue;
        }
        struct slot *slot = &p->slots[find_slot(p, e->key)];
        *slot = (struct slot){e->key, same_run ? slot->begin : at, slot->count + 1};
        p->postings[at++] = e->posting;
    }
}

static enum status load_profile(struct loader *l, const char *folder, uint16_t profile)
{
    char path[512], line[LINE_BYTES_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, profiles[profile].file);
    FILE *f = fopen(path, "r");
    if (!f) {
        return STATUS_MODEL;
    }
    uint32_t rank = 0;
    while (rank < PROFILE_ROWS_MAX && fgets(line, sizeof line, f)) {
        uint64_t key = read_run(line);
        if (key) {
            add_entry(l, profile, key, ++rank);
        }
    }
    fclose(f);
    return rank ? STATUS_OK : STATUS_MODEL;
}

static uint64_t word_key(struct str word)
{
    uint64_t key = extend(0, '_');
    for (size_t at = 0, len; at < word.len; at += len) {
        key = extend(key, utf8_decode(word, at, &len));
    }
    return extend(key, '_');
}

static void add_telling(struct loader *l, uint16_t profile, struct str words)
{
    for (size_t at = 0; at < words.len;) {
        size_t end = str_find_byte(words, ' ', at);
        end = end == SIZE_MAX ? words.len : end;
        add_entry(l, profile, word_key(str_slice(words, at, end)), WORD_RANK);
        at = end + 1;
    }
}

static void load_telling(struct loader *l)
{
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++) {
        for (uint32_t k = 0; k < PROFILE_COUNT; k++) {
            if (str_equal(profiles[k].tag, telling[i].tag)) {
                add_telling(l, (uint16_t)k, str_of(telling[i].words));
            }
        }
    }
}

enum status language_profiles_load(const char *folder, struct language_profiles **out)
{
    *out = NULL;
    struct language_profiles *p = calloc(1, sizeof *p);
    struct loader *l = calloc(1, sizeof *l);
    enum status status = p && l ? STATUS_OK : STATUS_IO;
    for (uint16_t i = 0; i < PROFILE_COUNT && status == STATUS_OK; i++) {
        status = load_profile(l, folder, i);
    }
    if (status == STATUS_OK) {
        load_telling(l);
        fill(p, l);
        *out = p;
    } else {
        free(p);
    }
    free(l);
    return status;
}

void language_profiles_free(struct language_profiles *p)
{
    free(p);
}

size_t language_profiles_count(void)
{
    return PROFILE_COUNT + ALONE_COUNT - 3 /* Norwegian, Greek, Georgian have two rows */ +
           3 /* Chinese, Japanese, Korean */;
}

/* ---- sampling ---- */

static unsigned script_of(uint32_t code)
{
    if (code < 0x250 || (code >= 0x1E00 && code < 0x1F00)) {
        return SCRIPT_LATIN;
    }
    if ((code >= 0x0400 && code < 0x0530)) {
        return SCRIPT_CYRILLIC;
    }
    if ((code >= 0x0600 && code < 0x0700) || (code >= 0x0750 && code < 0x0780) ||
        (code >= 0xFB50 && code < 0xFF00)) {
        return SCRIPT_ARABIC;
    }
    if (code >= 0x0900 && code < 0x0980) {
        return SCRIPT_DEVANAGARI;
    }
    if (code >= 0x1200 && code < 0x13A0) {
        return SCRIPT_ETHIOPIC;
    }
    if (code >= 0x3040 && code < 0x3100) {
        return SCRIPT_KANA;
    }
    if ((code >= 0x3400 && code < 0xA000) || code >= 0x20000) {
        return SCRIPT_HAN;
    }
    if ((code >= 0xAC00 && code < 0xD7B0) || (code >= 0x1100 && code < 0x1200)) {
        return SCRIPT_HANGUL;
    }
    for (unsigned i = 0; i < ALONE_COUNT; i++) {
        if (code >= alone[i].first && code <= alone[i].last) {
            return SCRIPT_ALONE + i;
        }
    }
    return SCRIPT_NONE;
}

static void end_word(struct language_sample *s)
{
    if (s->count == 0 || s->codes[s->count - 1] != '_') {
        s->codes[s->count++] = '_';
    }
}

void language_profiles_sample(struct str text, struct language_sample *out)
{
    out->count = out->letters = out->weight = 0;
    end_word(out);
    for (size_t at = 0, len; at < text.len && out->letters < LANGUAGE_LETTERS_MAX; at += len) {
        uint32_t code = utf8_decode(text, at, &len);
        uint16_t kinds = chars_of(code);
        if (kinds & (CHARS_LETTER | CHARS_MARK)) {
            out->codes[out->count++] = chars_lower(code);
            out->letters++;
            out->weight += code >= 0x3040 && code < 0xD7B0 ? 3 : 1;
        } else if (!(kinds & CHARS_SINGLE)) { /* an apostrophe does not end a word */
            end_word(out);
        }
    }
    end_word(out);
}

/* ---- guessing ---- */

static void add_run(const struct language_profiles *p, uint64_t key, uint32_t *scores)
{
    const struct slot *slot = &p->slots[find_slot(p, key)];
    const struct posting *postings = &p->postings[slot->begin];
    for (uint32_t i = 0; i < slot->count; i++) {
        scores[postings[i].profile] += postings[i].weight;
    }
}

/* Words that are too long to be runs. */
static void add_words(const struct language_profiles *p, const struct language_sample *s,
                      uint32_t *scores)
{
    uint64_t key = 0;
    for (uint32_t i = 0, begin = 0; i < s->count; i++) {
        key = extend(key, s->codes[i]);
        if (s->codes[i] == '_') {
            if (i - begin >= RUN_MAX) {
                add_run(p, key, scores);
            }
            begin = i;
            key = extend(0, '_');
        }
    }
}

static void score(const struct language_profiles *p, const struct language_sample *s,
                  uint32_t *scores)
{
    for (uint32_t i = 0; i < s->count; i++) {
        uint64_t key = 0;
        for (uint32_t n = 0; n < RUN_MAX && i + n < s->count; n++) {
            uint32_t code = s->codes[i + n];
            key = extend(key, code);
            add_run(p, key, scores);
            if (code == '_' && n > 0) {
                break;
            }
        }
    }
    add_words(p, s, scores);
}

static void rank(const struct language_sample *s, unsigned script, const uint32_t *scores,
                 struct str assumed, struct language_guess *out)
{
    uint32_t best = 0, second = 0, of_assumed = 0;
    for (uint32_t i = 0; i < PROFILE_COUNT; i++) {
        if (profiles[i].script != script) {
            continue;
        }
        of_assumed = str_equal(profiles[i].tag, assumed) ? scores[i] : of_assumed;
        bool same = str_equal(profiles[i].tag, out->best); /* Norwegian has two profiles */
        if (scores[i] > best) {
            second = same ? second : best;
            out->second = same ? out->second : out->best;
            best = scores[i];
            out->best = profiles[i].tag;
        } else if (scores[i] > second && !same) {
            second = scores[i];
            out->second = profiles[i].tag;
        }
    }
    double unit = (double)WEIGHT_SCALE * (s->letters ? s->letters : 1);
    out->margin = (best - second) / unit;
    out->assumed_margin = (best - of_assumed) / unit;
}

/* Japanese mixes Han with kana; Korean news may use some Han. */
static struct str tag_of_script(unsigned script, const uint32_t *counts)
{
    if (script == SCRIPT_HAN || script == SCRIPT_KANA) {
        return counts[SCRIPT_KANA] * 10 > counts[SCRIPT_HAN] ? STR("ja") : STR("zh");
    }
    if (script == SCRIPT_HANGUL) {
        return STR("ko");
    }
    return script >= SCRIPT_ALONE ? alone[script - SCRIPT_ALONE].tag : (struct str){0};
}

void language_profiles_guess(const struct language_profiles *p,
                             const struct language_sample *sample, struct str assumed,
                             struct language_guess *out)
{
    uint32_t counts[SCRIPTS] = {0}, scores[PROFILE_COUNT] = {0};
    unsigned most = SCRIPT_NONE;
    *out = (struct language_guess){0};
    for (uint32_t i = 0; i < sample->count; i++) {
        unsigned script = sample->codes[i] == '_' ? SCRIPT_NONE : script_of(sample->codes[i]);
        counts[script] += script != SCRIPT_NONE;
    }
    for (unsigned i = 1; i < SCRIPTS; i++) {
        most = counts[i] > counts[most] ? i : most;
    }
    out->best = tag_of_script(most, counts);
    if (out->best.ptr) {
        out->margin = out->assumed_margin = 1;
        return;
    }
    score(p, sample, scores);
    rank(sample, most, scores, assumed, out);
}

#define _GNU_SOURCE /* strnlen */
#include "model/event_pack.h"

#include <stdlib.h>
#include <string.h>

#include "model/crc32.h"

enum { FILE_BYTES_MAX = 1 << 28 };

static const char *const plover_events[EVENT_PLOVER_EVENTS] = {
    NULL,      "AGREE",    "CONSULT",  "SUPPORT", "COOPERATE", "AID",
    "CONCEDE", "RETREAT",  "REQUEST",  "ACCUSE",  "REJECT",    "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE",  "ASSAULT"};
static const char *const classes[EVENT_CLASSES] = {"plover", "disaster", "crime", "economy",
                                                   "sport",  "law",      "other"};

struct file_section {
    uint32_t offset, bytes, rows, zero;
};

_Static_assert(sizeof(struct mapped_header) == EVENT_HEADER_BYTES, "as the file has it");
_Static_assert(sizeof(struct event_file_code) == 22 && sizeof(struct event_file_rule) == 12 &&
                   sizeof(struct event_file_trigger) == 20 &&
                   sizeof(struct event_file_compose) == 12 &&
                   sizeof(struct event_file_phrase) == 24,
               "as the file has them");

static const size_t row_bytes[EVENT_SECTIONS] = {
    [EVENT_CODES] = sizeof(struct event_file_code),
    [EVENT_ELEMENTS] = sizeof(struct event_file_element),
    [EVENT_ALTERNATIVES] = sizeof(struct event_file_alternative),
    [EVENT_SEQUENCES] = sizeof(uint32_t),
    [EVENT_ENTRIES] = sizeof(struct event_file_entry),
    [EVENT_RULES] = sizeof(struct event_file_rule),
    [EVENT_LISTS] = sizeof(uint32_t),
    [EVENT_TRIGGERS] = sizeof(struct event_file_trigger),
    [EVENT_COMPOSE] = sizeof(struct event_file_compose),
    [EVENT_PHRASES] = sizeof(struct event_file_phrase),
};

/* ---- checks ---- */

static bool check_header(struct event_pack *p)
{
    static const struct mapped_format format = {.magic = "DLEVNT01",
                                                .problem = "not an event pack",
                                                .version = EVENT_PACK_VERSION,
                                                .sections_max = EVENT_SECTIONS};
    const struct mapped_header *h = mapped_header(&p->file);
    size_t table = EVENT_HEADER_BYTES + EVENT_SECTIONS * sizeof(struct file_section);
    if (mapped_header_problem(&p->file, &format) || p->file.bytes < table ||
        h->sections != EVENT_SECTIONS) {
        return false;
    }
    sha256_text(h->sha256, p->sha256);
    return crc32_of(p->file.base + EVENT_HEADER_BYTES, p->file.bytes - EVENT_HEADER_BYTES) ==
           h->crc;
}

/* Where a section of rows begins; NULL when it does not fit. */
static const void *section_of(struct event_pack *p, enum event_section which)
{
    const struct file_section *s =
        (const struct file_section *)(p->file.base + EVENT_HEADER_BYTES) + which;
    if (s->offset % 8 != 0 || s->offset > p->file.bytes || s->bytes > p->file.bytes - s->offset) {
        return NULL;
    }
    p->rows[which] = s->rows;
    if (row_bytes[which]) {
        return (uint64_t)s->rows * row_bytes[which] == s->bytes ? p->file.base + s->offset : NULL;
    }
    uint64_t head = ((uint64_t)s->rows + 1) * sizeof(uint32_t);
    const uint32_t *offsets = (const uint32_t *)(p->file.base + s->offset);
    bool whole = head <= s->bytes && mapped_offsets_ascend(offsets, s->rows, s->bytes - head);
    return whole ? offsets : NULL;
}

static bool find_sections(struct event_pack *p)
{
    p->word_offsets = section_of(p, EVENT_WORDS);
    p->name_offsets = section_of(p, EVENT_NAMES);
    p->codes = section_of(p, EVENT_CODES);
    p->elements = section_of(p, EVENT_ELEMENTS);
    p->alternatives = section_of(p, EVENT_ALTERNATIVES);
    p->sequences = section_of(p, EVENT_SEQUENCES);
    p->entries = section_of(p, EVENT_ENTRIES);
    p->rules = section_of(p, EVENT_RULES);
    p->lists = section_of(p, EVENT_LISTS);
    p->triggers = section_of(p, EVENT_TRIGGERS);
    p->compose = section_of(p, EVENT_COMPOSE);
    p->phrases = section_of(p, EVENT_PHRASES);
    if (!p->word_offsets || !p->name_offsets || !p->codes || !p->elements || !p->alternatives ||
        !p->sequences || !p->entries || !p->rules || !p->lists || !p->triggers || !p->compose ||
        !p->phrases) {
        return false;
    }
    p->word_bytes = (const char *)(p->word_offsets + p->rows[EVENT_WORDS] + 1);
    p->name_bytes = (const char *)(p->name_offsets + p->rows[EVENT_NAMES] + 1);
    return p->rows[EVENT_NAMES] > 0 && p->rows[EVENT_CODES] < EVENT_KEEP;
}

static struct str word_at(const struct event_pack *p, uint32_t i)
{
    return str_make(p->word_bytes + p->word_offsets[i],
                    p->word_offsets[i + 1] - p->word_offsets[i]);
}

/* [begin,begin + count) lies in a section. */
static bool inside(const struct event_pack *p, enum event_section s, uint64_t begin, uint64_t count)
{
    return begin + count <= p->rows[s];
}

static bool check_words(const struct event_pack *p)
{
    for (uint32_t i = 1; i < p->rows[EVENT_WORDS]; i++) {
        if (str_compare(word_at(p, i - 1), word_at(p, i)) >= 0) {
            return false;
        }
    }
    for (uint32_t i = 0; i < p->rows[EVENT_SEQUENCES]; i++) {
        if (p->sequences[i] >= p->rows[EVENT_WORDS]) {
            return false;
        }
    }
    for (uint32_t i = 0; i < p->rows[EVENT_LISTS]; i++) {
        if (p->lists[i] >= p->rows[EVENT_ELEMENTS]) {
            return false;
        }
    }
    return true;
}

static bool check_patterns(const struct event_pack *p)
{
    for (uint32_t i = 0; i < p->rows[EVENT_ALTERNATIVES]; i++) {
        const struct event_file_alternative *a = &p->alternatives[i];
        if (a->count == 0 || !inside(p, EVENT_SEQUENCES, a->begin, a->count) ||
            p->sequences[a->begin] != a->first) {
            return false;
        }
    }
    for (uint32_t i = 0; i < p->rows[EVENT_ELEMENTS]; i++) {
        const struct event_file_element *e = &p->elements[i];
        if (!inside(p, EVENT_ALTERNATIVES, e->begin, e->count)) {
            return false;
        }
        for (uint32_t j = 1; j < e->count; j++) {
            if (p->alternatives[e->begin + j - 1].first > p->alternatives[e->begin + j].first) {
                return false;
            }
        }
    }
    for (uint32_t i = 0; i < p->rows[EVENT_ENTRIES]; i++) {
        if (!inside(p, EVENT_RULES, p->entries[i].begin, p->entries[i].count)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < p->rows[EVENT_RULES]; i++) {
        const struct event_file_rule *r = &p->rules[i];
        if (!inside(p, EVENT_LISTS, r->lists, (uint64_t)r->before + r->after) ||
            r->operator_ >= EVENT_OPERATORS || r->code > p->rows[EVENT_CODES] ||
            r->back > p->rows[EVENT_CODES]) {
            return false;
        }
    }
    return true;
}

static bool check_triggers(const struct event_pack *p)
{
    for (uint32_t i = 0; i < p->rows[EVENT_TRIGGERS]; i++) {
        const struct event_file_trigger *t = &p->triggers[i];
        if (t->word >= p->rows[EVENT_WORDS] || t->entry >= p->rows[EVENT_ENTRIES] ||
            !inside(p, EVENT_LISTS, t->lists, (uint64_t)t->before + t->after) ||
            t->code > p->rows[EVENT_CODES] || t->back > p->rows[EVENT_CODES] ||
            t->speech > EVENT_NOUN) {
            return false;
        }
        if (i > 0 &&
            (t[-1].speech > t->speech || (t[-1].speech == t->speech && t[-1].word > t->word))) {
            return false;
        }
    }
    return true;
}

static bool check_rest(struct event_pack *p)
{
    for (uint32_t i = 0; i < p->rows[EVENT_CODES]; i++) {
        const struct event_file_code *c = &p->codes[i];
        if (c->cameo[EVENT_CAMEO_BYTES - 1] != '\0' || c->event >= EVENT_PLOVER_EVENTS ||
            c->quad > 4 || c->class >= EVENT_CLASSES || c->mode >= p->rows[EVENT_NAMES] ||
            c->contexts[0] >= p->rows[EVENT_NAMES] || c->contexts[1] >= p->rows[EVENT_NAMES]) {
            return false;
        }
    }
    for (uint32_t i = 0; i < p->rows[EVENT_COMPOSE]; i++) {
        const struct event_file_compose *c = &p->compose[i];
        if (c->operator_ >= EVENT_OPERATORS ||
            (c->code != EVENT_KEEP && c->code > p->rows[EVENT_CODES])) {
            return false;
        }
    }
    for (uint32_t i = 0; i < p->rows[EVENT_PHRASES]; i++) {
        const struct event_file_phrase *f = &p->phrases[i];
        if (f->count == 0 || !inside(p, EVENT_SEQUENCES, f->begin, f->count) ||
            p->sequences[f->begin] != f->first || f->code >= p->rows[EVENT_NAMES] ||
            (i > 0 && f[-1].first > f->first)) {
            return false;
        }
        p->has_actors |= f->actor != 0;
    }
    return true;
}

/* ---- opening ---- */

static enum status check(struct event_pack *p, const char **problem)
{
    if (!check_header(p)) {
        *problem = "not an event pack, damaged, or of another version";
        return STATUS_MODEL;
    }
    if (!find_sections(p) || !check_words(p) || !check_patterns(p) || !check_triggers(p) ||
        !check_rest(p)) {
        *problem = "a section is malformed";
        return STATUS_MODEL;
    }
    return STATUS_OK;
}

/* The pack of the file, which stays the caller's to close when it is none. */
static enum status pack_of(const struct mapped *file, struct event_pack **out, const char **problem)
{
    struct event_pack *p = calloc(1, sizeof *p);
    if (!p) {
        *problem = "out of memory";
        return STATUS_IO;
    }
    p->file = *file;
    enum status status = check(p, problem);
    if (status == STATUS_OK) {
        *out = p;
    } else {
        free(p);
    }
    return status;
}

enum status event_pack_of_bytes(struct str bytes, struct event_pack **out, const char **problem)
{
    return pack_of(&(struct mapped){.base = bytes.ptr, .bytes = bytes.len}, out, problem);
}

enum status event_pack_open(const char *path, struct event_pack **out, const char **problem)
{
    struct mapped file;
    *problem = "cannot be read";
    enum status status = mapped_open(path, FILE_BYTES_MAX, &file);
    if (status != STATUS_OK) {
        return status;
    }
    status = pack_of(&file, out, problem);
    if (status != STATUS_OK) {
        mapped_close(&file);
    }
    return status;
}

void event_pack_close(struct event_pack *p)
{
    if (p) {
        mapped_close(&p->file);
    }
    free(p);
}

/* ---- look-ups ---- */

uint32_t event_pack_word(const struct event_pack *p, struct str lower)
{
    uint32_t low = 0, high = p->rows[EVENT_WORDS];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = str_compare(word_at(p, middle), lower);
        if (order == 0) {
            return middle;
        }
        *(order < 0 ? &low : &high) = order < 0 ? middle + 1 : middle;
    }
    return EVENT_NO_WORD;
}

const struct event_file_trigger *event_pack_triggers(const struct event_pack *p,
                                                     enum event_speech speech, uint32_t word,
                                                     uint32_t *count)
{
    uint32_t low = 0, high = p->rows[EVENT_TRIGGERS];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct event_file_trigger *t = &p->triggers[middle];
        bool before = t->speech < speech || (t->speech == speech && t->word < word);
        *(before ? &low : &high) = before ? middle + 1 : middle;
    }
    uint32_t end = low;
    while (end < p->rows[EVENT_TRIGGERS] && p->triggers[end].speech == speech &&
           p->triggers[end].word == word) {
        end++;
    }
    *count = end - low;
    return p->triggers + low;
}

const struct event_file_phrase *event_pack_phrases(const struct event_pack *p, uint32_t word,
                                                   uint32_t *count)
{
    uint32_t low = 0, high = p->rows[EVENT_PHRASES];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        bool before = p->phrases[middle].first < word;
        *(before ? &low : &high) = before ? middle + 1 : middle;
    }
    uint32_t end = low;
    while (end < p->rows[EVENT_PHRASES] && p->phrases[end].first == word) {
        end++;
    }
    *count = end - low;
    return p->phrases + low;
}

struct str event_pack_name(const struct event_pack *p, uint32_t name)
{
    if (name == 0) {
        return (struct str){0};
    }
    return str_make(p->name_bytes + p->name_offsets[name],
                    p->name_offsets[name + 1] - p->name_offsets[name]);
}

struct event_code event_pack_code(const struct event_pack *p, uint32_t code)
{
    if (code == 0) {
        return (struct event_code){0};
    }
    const struct event_file_code *c = &p->codes[code - 1];
    return (struct event_code){
        .cameo = c->cameo[0] ? str_of(c->cameo) : (struct str){0},
        .event = str_of(plover_events[c->event]),
        .mode = event_pack_name(p, c->mode),
        .contexts = {event_pack_name(p, c->contexts[0]), event_pack_name(p, c->contexts[1])},
        .class = str_of(classes[c->class]),
        .quad = c->quad,
        .goldstein = c->goldstein};
}

uint32_t event_pack_compose(const struct event_pack *p, enum event_operator operator_,
                            uint32_t inner)
{
    const char *code = inner ? p->codes[inner - 1].cameo : "";
    inner = code[0] ? inner : 0; /* outside CAMEO: as if there were none */
    size_t longest = 0;
    uint32_t result = 0;
    for (uint32_t i = 0; i < p->rows[EVENT_COMPOSE]; i++) {
        const struct event_file_compose *c = &p->compose[i];
        size_t len = strnlen(c->inner, sizeof c->inner);
        bool fits = len == 0 ? inner == 0 : strncmp(code, c->inner, len) == 0;
        if (c->operator_ == operator_ && fits && len >= longest) {
            longest = len;
            result = c->code == EVENT_KEEP ? inner : c->code;
        }
    }
    return result;
}

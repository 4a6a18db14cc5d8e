/* explain: why a mention belongs to its entity, and why a quotation has its speaker: the path of
 * rules, from the mention back to the first of its entity. */
#include <stdio.h>

#include "cli.h"
#include "ingest/door.h"
#include "ingest/open.h"
#include "input.h"
#include "local.h"
#include "pipeline/pipeline.h"
#include "wire/analysis.h"

enum { STEPS_MAX = 32 /* of a path that is printed */ };

struct reading {
    struct input_options input;
    struct local local;
    struct arena arena, scratch;
    struct pipeline_state state;
    struct models models;
    struct article article;
};

/* ---- what is asked for ---- */

/* "120-122" or words of the text; false when the text has none such from `from` on. */
static bool next_span(const struct article *a, struct str wanted, uint32_t from, struct span *out)
{
    size_t dash = str_find_byte(wanted, '-', 0);
    uint64_t begin, end;
    if (dash != SIZE_MAX && str_to_u64(str_slice(wanted, 0, dash), &begin) &&
        str_to_u64(str_slice(wanted, dash + 1, wanted.len), &end) && begin < end &&
        end <= a->text.len) {
        *out = (struct span){(uint32_t)begin, (uint32_t)end};
        return from == 0;
    }
    size_t at = str_find(a->text, wanted, from);
    *out = (struct span){(uint32_t)at, (uint32_t)(at + wanted.len)};
    return at != SIZE_MAX;
}

static bool covers(struct span outer, struct span inner)
{
    return outer.begin <= inner.begin && inner.end <= outer.end;
}

/* ---- what is said ---- */

static void print_text(const struct article *a, struct span span)
{
    printf("\"%.*s\" %u-%u", STR_ARG(article_slice(a, span)), span.begin, span.end);
}

static void print_path(const struct article *a, uint32_t number)
{
    static const char *const kinds[] = {"name", "nominal", "pronoun"};
    const struct mention *m = &a->mentions.items[number];
    const struct entity *e = &a->entities.items[m->entity];
    print_text(a, m->span);
    printf(" %s of entity %u, %s \"%.*s\" (%.*s)\n", kinds[m->kind], m->entity,
           entity_type_name(e->type), STR_ARG(e->name), STR_ARG(e->by));
    for (int step = 0; step < STEPS_MAX && m->antecedent != NO_INDEX; step++) {
        printf("    %s, %.3f: ", m->by ? m->by : "", m->confidence);
        m = &a->mentions.items[m->antecedent];
        print_text(a, m->span);
        printf(" %s\n", kinds[m->kind]);
    }
}

static void print_quote(const struct article *a, const struct quote *q)
{
    static const char *const kinds[] = {"direct", "indirect", "mixed"};
    print_text(a, q->span);
    printf(" %s quotation, %s, %.3f\n", kinds[q->kind], q->by, q->confidence);
    if (q->cue.span.end > q->cue.span.begin) {
        fputs("    cue ", stdout);
        print_text(a, q->cue.span);
        putchar('\n');
    }
    if (q->speaker.head != NO_INDEX) {
        fputs("    speaker ", stdout);
        print_text(a, q->speaker.span);
        if (q->speaker.entity != NO_INDEX) {
            printf(" entity %u", q->speaker.entity);
        }
        putchar('\n');
    }
}

/* Mentions in the span, and quotations that hold it, lie in it or are said by it. */
static uint32_t explain_span(const struct article *a, struct span span)
{
    uint32_t told = 0;
    for (uint32_t i = 0; i < a->mentions.count; i++) {
        if (a->mentions.items[i].entity != NO_INDEX && covers(span, a->mentions.items[i].span)) {
            print_path(a, i);
            told++;
        }
    }
    for (uint32_t i = 0; i < a->quotes.count; i++) {
        const struct quote *q = &a->quotes.items[i];
        if (covers(span, q->span) || covers(q->span, span) || covers(q->speaker.span, span)) {
            print_quote(a, q);
            told++;
        }
    }
    return told;
}

/* ---- the article ---- */

/* What is wrong with the item; absent when the article was read. */
static struct str open_item(struct reading *r, const struct input_item *item)
{
    struct door_result door;
    if (item->error) {
        return str_of(item->error);
    }
    if (door_admit(item->map, (struct str){0}, 0, &r->scratch, &door) != STATUS_OK) {
        return door.detail;
    }
    enum status status = article_open(door.record, &r->article);
    return status == STATUS_OK ? (struct str){0} : str_of(status_text(status));
}

/* False after saying what is wrong. */
static bool read_article(struct reading *r, char *path)
{
    struct input *in = input_open(&path, 1, &r->input);
    struct input_item item;
    struct str problem =
        in && input_next(in, &item) ? open_item(r, &item) : STR("there is no article in it");
    bool read = str_is_absent(problem);
    if (!read) {
        cli_wrong("%s: %.*s", path, STR_ARG(problem));
    }
    input_close(in);
    return read;
}

/* Behind it there is always something to release. */
static bool reading_init(struct reading *r)
{
    r->article = (struct article){.arena = &r->arena, .state = &r->state};
    return local_load(&r->local, &r->models) &&
           ((pipeline_state_init(&r->state, &r->models) == STATUS_OK &&
             arena_init(&r->arena, pipeline_arena_bytes() + analysis_arena_bytes()) == STATUS_OK &&
             arena_init(&r->scratch, DOOR_SCRATCH_BYTES) == STATUS_OK) ||
            !cli_wrong("there is no memory to read with"));
}

static void reading_release(struct reading *r)
{
    pipeline_state_release(&r->state);
    arena_release(&r->arena);
    arena_release(&r->scratch);
    models_release(&r->models);
}

static int explain_article(struct reading *r, char *path, struct str wanted)
{
    struct span span;
    uint32_t found = 0, told = 0;
    article_reset(&r->article);
    if (!read_article(r, path)) {
        return CLI_USAGE;
    }
    r->article.mode = ARTICLE_ACCURATE;
    pipeline_run(&r->article, &r->models);
    for (uint32_t from = 0; wanted.len && next_span(&r->article, wanted, from, &span);) {
        found++;
        told += explain_span(&r->article, span);
        from = span.end;
    }
    if (told == 0) {
        cli_wrong("%s", !found ? "these words do not stand in the text"
                        : r->article.layers & HAS_ENTITIES
                            ? "nothing there has an entity or a speaker"
                            : "the article has no entities; see the stages of `dateline analyze`");
    }
    return told ? CLI_OK : CLI_FAILED;
}

static bool take_option(void *state, int which, const char *value)
{
    struct reading *r = state;
    return input_is_option(which) ? input_option(&r->input, which, value)
                                  : local_option(&r->local, which, value);
}

static int explain(int argc, char **argv)
{
    static const struct option options[] = {INPUT_OPTIONS, LOCAL_OPTIONS, {0}};
    struct reading r = {.local = local_defaults()};
    if (!cli_options(argc, argv, options, take_option, &r)) {
        return CLI_USAGE;
    }
    if (argc - optind != 2) {
        return cli_wrong("explain takes an article and a span; see `dateline help explain`");
    }
    int status =
        reading_init(&r) ? explain_article(&r, argv[optind], str_of(argv[optind + 1])) : CLI_USAGE;
    reading_release(&r);
    return status;
}

const struct command explain_command = {
    "explain",
    explain,
    "say why a mention has its entity and a quotation its speaker",
    "usage: dateline explain [OPTION…] ARTICLE SPAN\n"
    "\n"
    "SPAN is BEGIN-END in bytes of the text, or words that stand in it. For each mention in it\n"
    "the path of rules from there back to the first mention of its entity; for each quotation in\n"
    "or around it, or said by it, the rule, the cue and the speaker. Of several articles in the\n"
    "file the first.\n"
    "\n"
    "  --from FORM       " INPUT_FORMS "\n" INPUT_USAGE LOCAL_USAGE "\n"
    "Exit status: 0 something was explained, 1 nothing there has an entity or a speaker, 2 wrong "
    "use.\n",
};

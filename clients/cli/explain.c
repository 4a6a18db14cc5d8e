/* explain: why a mention belongs to its entity, and why a quotation has its speaker: the path of
 * rules, from the mention back to the first of its entity. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"
#include "ingest/door.h"
#include "ingest/open.h"
#include "input.h"
#include "model/models.h"
#include "pipeline/pipeline.h"
#include "wire/analysis.h"

enum { STEPS_MAX = 32 /* of a path that is printed */ };

struct reading {
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

/* Mentions in the span, and quotations that hold it or lie in it. */
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
        if (covers(span, a->quotes.items[i].span) || covers(a->quotes.items[i].span, span)) {
            print_quote(a, &a->quotes.items[i]);
            told++;
        }
    }
    return told;
}

/* ---- the article ---- */

static bool read_article(struct reading *r, char *path, const struct input_options *options)
{
    struct input *in = input_open(&path, 1, options);
    struct input_item item;
    struct door_result door;
    bool read = in && input_next(in, &item) && !item.error &&
                door_admit(item.map, (struct str){0}, 0, &r->scratch, &door) == STATUS_OK &&
                article_open(door.record, &r->article) == STATUS_OK;
    input_close(in);
    return read;
}

static enum status reading_init(struct reading *r, const char *model, const char *pack)
{
    enum status status = models_load(&r->models, model, "");
    status = status == STATUS_OK ? models_load_pack(&r->models, pack) : status;
    status = status == STATUS_OK ? pipeline_state_init(&r->state, &r->models) : status;
    status = status == STATUS_OK
                 ? arena_init(&r->arena, pipeline_arena_bytes() + analysis_arena_bytes())
                 : status;
    status = status == STATUS_OK ? arena_init(&r->scratch, DOOR_SCRATCH_BYTES) : status;
    r->article = (struct article){.arena = &r->arena, .state = &r->state};
    return status;
}

static void reading_release(struct reading *r)
{
    pipeline_state_release(&r->state);
    arena_release(&r->arena);
    arena_release(&r->scratch);
    models_release(&r->models);
}

static int explain_article(struct reading *r, char *path, struct str wanted,
                           const struct input_options *options)
{
    struct span span;
    uint32_t told = 0;
    article_reset(&r->article);
    if (!read_article(r, path, options)) {
        return cli_wrong("%s: no article that can be read", path);
    }
    r->article.mode = ARTICLE_ACCURATE;
    pipeline_run(&r->article, &r->models);
    for (uint32_t from = 0; wanted.len && next_span(&r->article, wanted, from, &span);) {
        told += explain_span(&r->article, span);
        from = span.end;
    }
    if (!(r->article.layers & HAS_ENTITIES)) {
        fputs("dateline: the article has no entities; see the stages of `dateline analyze`\n",
              stderr);
    }
    return told ? CLI_OK : CLI_FAILED;
}

static int explain(int argc, char **argv)
{
    static const struct option longs[] = {{"from", required_argument, NULL, 'f'},
                                          {"published", required_argument, NULL, 'd'},
                                          {"model", required_argument, NULL, 'm'},
                                          {"pack", required_argument, NULL, 'p'},
                                          {NULL, 0, NULL, 0}};
    struct input_options options = {.form = NULL};
    const char *model = "", *pack = getenv("DATELINE_PACK_FILE");
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        switch (c) {
        case 'f':
            options.form = optarg;
            break;
        case 'd':
            options.published = optarg;
            break;
        case 'm':
            model = optarg;
            break;
        case 'p':
            pack = optarg;
            break;
        default:
            return CLI_USAGE;
        }
    }
    if (argc - optind != 2 || (options.form && !input_knows(options.form))) {
        return cli_wrong("explain takes an article and a span; see `dateline help explain`");
    }
    struct reading r = {0};
    int status = reading_init(&r, model, pack ? pack : "") == STATUS_OK
                     ? explain_article(&r, argv[optind], str_of(argv[optind + 1]), &options)
                     : cli_wrong("the model or the pack cannot be used");
    reading_release(&r);
    return status;
}

const struct command explain_command = {
    "explain",
    explain,
    "say why a mention has its entity and a quotation its speaker",
    "usage: dateline explain [OPTION…] ARTICLE SPAN\n"
    "\n"
    "SPAN is BEGIN-END in bytes of the text, or words that stand in it. For each mention in it "
    "the\n"
    "path of rules from there back to the first mention of its entity; for each quotation in or\n"
    "around it the rule, the cue and the speaker. Of several articles in the file the first.\n"
    "\n"
    "  --from FORM       " INPUT_FORMS "\n"
    "  --published TIME  publication date where the article does not say\n"
    "  --model FILE      the language model; default: the one beside the program\n"
    "  --pack FILE       the knowledge pack; default: $DATELINE_PACK_FILE, else the one beside "
    "the\n"
    "                    program\n"
    "\n"
    "Exit status: 0 something was explained, 1 nothing there has an entity or a speaker, 2 wrong "
    "use.\n",
};

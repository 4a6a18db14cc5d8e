/* analyze: the pipeline in this process. The main thread reads articles into a ring and writes
 * results out of it in the order they came; workers take what is ready. An article goes the same
 * way as in the service (frame, door, record, open, pipeline, analysis), so the same article gives
 * the same bytes; only given tokens, which no frame can carry, are read directly. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cli.h"
#include "config/config.h"
#include "forms/conllu.h"
#include "forms/exports.h"
#include "forms/json.h"
#include "forms/text.h"
#include "forms/tokens.h"
#include "forms/tree.h"
#include "ingest/door.h"
#include "ingest/open.h"
#include "input.h"
#include "local.h"
#include "pipeline/pipeline.h"
#include "wire/analysis.h"
#include "wire/fault.h"

enum { THREADS_MAX = 256, RING_PER_THREAD = 4, TOKENS_FILE_MAX = 1 << 30 };
enum format { FORMAT_JSON, FORMAT_JSONL, FORMAT_TEXT, FORMAT_CONLLU, FORMAT_TREE };

static const char *const format_words[] = {"json", "jsonl", "text", "conllu", "tree", NULL};
static const char *const detail_words[] = {"normal", "full", NULL};
static const char *const offset_words[] = {"byte", "codepoint", "utf16", NULL};
static const char *const mode_words[] = {"fast", "accurate", "auto", NULL};
static const char *const token_words[] = {"horizontal", "conllu", NULL};

struct options {
    struct input_options input;
    int tokens; /* enum tokens_form, or -1 */
    enum format format;
    const struct export_form *form; /* instead of the format; NULL: none */
    enum analysis_detail detail;
    enum wire_offset_unit offsets;
    enum wire_mode mode;
    uint64_t threads;
    struct local local;
    bool colour, list_stages;
};

/* ---- the ring ---- */

enum job_state { JOB_FREE, JOB_READY, JOB_TAKEN, JOB_DONE };

struct job {
    enum job_state state;
    struct buf in;                 /* a frame or a document of tokens */
    char label[INPUT_LABEL_MAX];   /* file, or file and line */
    char error[INPUT_ERROR_MAX];   /* why it cannot be read; "" if it can */
    const char *code;              /* with an error: which refusal that is */
    struct buf out;                /* the result as it is printed */
    char refusal[INPUT_ERROR_MAX]; /* what stderr says of it; "" unless it was refused */
    bool failed;                   /* refused, or a stage failed */
};

struct ring {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct job *jobs; /* (size) */
    size_t size;
    uint64_t put, taken, written; /* jobs so far */
    bool closed;
    const struct options *options;
    const struct models *models;
};

/* ---- one article ---- */

struct worker {
    struct ring *ring;
    pthread_t thread;
    struct arena arena, scratch;
    struct pipeline_state state;
    struct article article;
    struct buf bytes;
};

static bool print_analysis(struct worker *w, const struct wire_analysis *m, struct job *job)
{
    const struct options *o = w->ring->options;
    char digest[ANALYSIS_DIGEST_TEXT];
    if (o->form) {
        o->form->write(m, &job->out);
        return true;
    }
    if (o->format == FORMAT_TEXT) {
        text_write(m, o->colour, &job->out);
        return true;
    }
    if (o->format == FORMAT_CONLLU) {
        enum status status = conllu_write(m, &job->out); /* without tokens: an empty document */
        return status == STATUS_OK || status == STATUS_NOT_FOUND;
    }
    if (o->format == FORMAT_TREE) {
        enum status status = tree_write(m, o->colour, &job->out);
        return status == STATUS_OK || status == STATUS_NOT_FOUND;
    }
    buf_clear(&w->bytes);
    struct json_options form = {.offsets = o->offsets, .indent = o->format == FORMAT_JSON};
    if (analysis_write(m, &w->bytes, digest) != STATUS_OK ||
        json_write(buf_str(&w->bytes), &form, &job->out) != STATUS_OK) {
        return false;
    }
    buf_add_byte(&job->out, '\n');
    return true;
}

static void refuse(struct worker *w, struct job *job, struct str id, struct str code,
                   struct str detail)
{
    struct wire_analysis m;
    analysis_refused(id.len ? id : str_of(job->label), code, detail, &m);
    snprintf(job->refusal, sizeof job->refusal, "%.*s: %.*s", STR_ARG(code), STR_ARG(detail));
    job->failed = true;
    if (!print_analysis(w, &m, job)) {
        abort(); /* an identity and two texts always fit */
    }
}

static void run(struct worker *w, struct job *job)
{
    struct article *a = &w->article;
    a->mode = w->ring->options->mode == WIRE_MODE_ACCURATE ? ARTICLE_ACCURATE : ARTICLE_FAST;
    pipeline_run(a, w->ring->models);
    for (uint32_t i = 0; i < a->stage_count; i++) {
        job->failed |= a->stages[i].status == STAGE_FAILED;
    }
    struct provenance provenance = {.service = STR("dateline/" DATELINE_VERSION),
                                    .mode = w->ring->options->mode,
                                    .reproducible = true};
    provenance.model = w->ring->models->model_sha256;
    provenance.pack = w->ring->models->pack_sha256;
    struct wire_analysis m;
    analysis_of(a, &provenance, w->ring->options->detail, &m);
    if (!print_analysis(w, &m, job)) {
        refuse(w, job, a->input.id, STR("invalid"), STR("the analysis cannot be written"));
    }
}

static void analyse_frame(struct worker *w, struct job *job)
{
    struct door_result door;
    arena_reset(&w->scratch);
    if (door_admit(buf_str(&job->in), (struct str){0}, 0, &w->scratch, &door) != STATUS_OK) {
        refuse(w, job, door.id, str_of(wire_refusal_name(door.code)), door.detail);
        return;
    }
    enum status status = article_open(door.record, &w->article);
    if (status != STATUS_OK) {
        refuse(w, job, door.id, str_of(status_name(status)), str_of(status_text(status)));
        return;
    }
    run(w, job);
}

static void analyse_tokens(struct worker *w, struct job *job)
{
    const struct input_options *o = &w->ring->options->input;
    struct article *a = &w->article;
    enum status status =
        tokens_read(buf_str(&job->in), (enum tokens_form)w->ring->options->tokens, a);
    if (status != STATUS_OK) {
        refuse(w, job, a->input.id, str_of(status_name(status)), str_of(status_text(status)));
        return;
    }
    a->input.language = str_of(o->language);
    a->input.published = str_of(o->published);
    a->input.source = str_of(o->source);
    run(w, job);
}

static void analyse(struct worker *w, struct job *job)
{
    buf_clear(&job->out);
    job->refusal[0] = '\0';
    job->failed = false;
    article_reset(&w->article);
    if (job->error[0]) {
        refuse(w, job, (struct str){0}, str_of(job->code), str_of(job->error));
    } else if (w->ring->options->tokens >= 0) {
        analyse_tokens(w, job);
    } else {
        analyse_frame(w, job);
    }
}

/* ---- threads ---- */

static void *work(void *data)
{
    struct worker *w = data;
    struct ring *r = w->ring;
    pthread_mutex_lock(&r->lock);
    for (;;) {
        while (r->taken == r->put && !r->closed) {
            pthread_cond_wait(&r->changed, &r->lock);
        }
        if (r->taken == r->put) {
            break;
        }
        struct job *job = &r->jobs[r->taken++ % r->size];
        job->state = JOB_TAKEN;
        pthread_mutex_unlock(&r->lock);
        analyse(w, job);
        pthread_mutex_lock(&r->lock);
        job->state = JOB_DONE;
        pthread_cond_broadcast(&r->changed);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

static enum status worker_init(struct worker *w, struct ring *ring)
{
    *w = (struct worker){.ring = ring};
    enum status status = pipeline_state_init(&w->state, ring->models);
    if (status == STATUS_OK) {
        status = arena_init(&w->arena, pipeline_arena_bytes() + analysis_arena_bytes());
    }
    if (status == STATUS_OK) {
        status = arena_init(&w->scratch, DOOR_SCRATCH_BYTES);
    }
    w->article.arena = &w->arena;
    w->article.state = &w->state;
    return status;
}

static void worker_release(struct worker *w)
{
    pipeline_state_release(&w->state);
    arena_release(&w->arena);
    arena_release(&w->scratch);
    buf_release(&w->bytes);
}

/* ---- in order ---- */

struct run {
    struct ring ring;
    struct cli_progress progress;
    int status;
    bool broken; /* stdout does not take any more */
};

/* Writes the oldest job once it is done; waits for it if `must`. */
static bool write_oldest(struct run *run, bool must)
{
    struct ring *r = &run->ring;
    if (r->written == r->put) {
        return false;
    }
    struct job *job = &r->jobs[r->written % r->size];
    pthread_mutex_lock(&r->lock);
    while (must && job->state != JOB_DONE) {
        pthread_cond_wait(&r->changed, &r->lock);
    }
    bool done = job->state == JOB_DONE;
    pthread_mutex_unlock(&r->lock);
    if (!done) {
        return false;
    }
    struct str out = buf_str(&job->out); /* empty where a form of rows has none */
    run->broken |= out.len > 0 && fwrite(out.ptr, 1, out.len, stdout) != out.len;
    if (job->refusal[0]) {
        cli_wrong("%s: %s", job->label, job->refusal);
    }
    if (job->failed && run->status == CLI_OK) {
        run->status = CLI_FAILED;
    }
    job->state = JOB_FREE;
    r->written++;
    cli_progress_show(&run->progress, r->written);
    return true;
}

/* The next free job, once its place in the ring has been written. */
static struct job *next_job(struct run *run, const char *label)
{
    struct ring *r = &run->ring;
    while (write_oldest(run, r->put - r->written == r->size)) {
    }
    struct job *job = &r->jobs[r->put % r->size];
    buf_clear(&job->in);
    job->error[0] = '\0';
    snprintf(job->label, sizeof job->label, "%s", label);
    return job;
}

static void hand_over(struct run *run, struct job *job)
{
    struct ring *r = &run->ring;
    pthread_mutex_lock(&r->lock);
    job->state = JOB_READY;
    r->put++;
    pthread_cond_broadcast(&r->changed);
    pthread_mutex_unlock(&r->lock);
}

static void read_articles(struct run *run, char **paths, size_t count)
{
    struct input *in = input_open(paths, count, &run->ring.options->input);
    struct input_item item;
    while (in && !run->broken && input_next(in, &item)) {
        struct job *job = next_job(run, item.label);
        if (item.error) {
            snprintf(job->error, sizeof job->error, "%s", item.error);
            job->code = item.code;
            run->status = item.unreadable ? CLI_USAGE : run->status;
        } else {
            buf_add_str(&job->in, item.map);
        }
        hand_over(run, job);
    }
    input_close(in);
}

static void read_tokens(struct run *run, char **paths, size_t count)
{
    struct buf file = {0};
    for (size_t i = 0; i < count; i++) {
        enum status status = input_whole(paths[i], TOKENS_FILE_MAX, &file);
        if (status != STATUS_OK) {
            run->status = cli_wrong("%s: %s", paths[i],
                                    status == STATUS_LIMIT ? "too large" : strerror(errno));
            continue;
        }
        struct str rest = buf_str(&file), document;
        while (!run->broken && tokens_next_document(
                                   &rest, (enum tokens_form)run->ring.options->tokens, &document)) {
            struct job *job = next_job(run, paths[i]);
            buf_add_str(&job->in, document);
            hand_over(run, job);
        }
    }
    buf_release(&file);
}

static void finish(struct run *run, struct worker *workers, size_t started)
{
    while (write_oldest(run, true)) {
    }
    pthread_mutex_lock(&run->ring.lock);
    run->ring.closed = true;
    pthread_cond_broadcast(&run->ring.changed);
    pthread_mutex_unlock(&run->ring.lock);
    for (size_t i = 0; i < started; i++) {
        pthread_join(workers[i].thread, NULL);
    }
    cli_progress_end(&run->progress);
    if (fflush(stdout) != 0 || run->broken) {
        run->status = cli_wrong("cannot write: %s", strerror(errno));
    }
}

static size_t start_workers(struct run *run, struct worker *workers, size_t count)
{
    size_t started = 0;
    while (started < count && worker_init(&workers[started], &run->ring) == STATUS_OK &&
           pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0) {
        started++;
    }
    return started;
}

static int analyse_all(const struct options *o, char **paths, size_t count)
{
    struct models models;
    if (!local_load(&o->local, &models)) {
        return CLI_USAGE;
    }
    struct run run = {.ring = {.lock = PTHREAD_MUTEX_INITIALIZER,
                               .changed = PTHREAD_COND_INITIALIZER,
                               .options = o,
                               .models = &models}};
    size_t threads = (size_t)o->threads;
    struct worker *workers = calloc(threads, sizeof *workers);
    run.ring.size = threads * RING_PER_THREAD;
    run.ring.jobs = calloc(run.ring.size, sizeof *run.ring.jobs);
    size_t started = workers && run.ring.jobs ? start_workers(&run, workers, threads) : 0;
    if (started == 0) {
        run.status = cli_wrong("cannot start a worker");
    } else {
        cli_progress_begin(&run.progress, "analyze", 0);
        run.progress.shown = run.progress.shown && !isatty(STDOUT_FILENO);
        (o->tokens >= 0 ? read_tokens : read_articles)(&run, paths, count);
        finish(&run, workers, started);
    }
    for (size_t i = 0; workers && i < threads; i++) {
        worker_release(&workers[i]);
    }
    for (size_t i = 0; run.ring.jobs && i < run.ring.size; i++) {
        buf_release(&run.ring.jobs[i].in);
        buf_release(&run.ring.jobs[i].out);
    }
    free(workers);
    free(run.ring.jobs);
    models_release(&models);
    return run.status;
}

/* ---- options ---- */

static int list_stages(void)
{
    for (size_t i = 0; i < stage_count; i++) {
        printf("%-10s %s\n", stages[i].name, stages[i].finds);
    }
    return CLI_OK;
}

static bool set_from(struct options *o, const char *word)
{
    o->tokens = cli_choice(token_words, word);
    return o->tokens >= 0 || input_option(&o->input, INPUT_FROM, word);
}

static bool set_format(struct options *o, const char *word)
{
    o->form = export_find(word);
    int at = cli_choice(format_words, word);
    o->format = at < 0 ? FORMAT_JSONL : (enum format)at;
    return o->form || at >= 0 ||
           !cli_wrong("--format is text, json, jsonl, conllu, tree, " EXPORT_NAMES ", not '%s'",
                      word);
}

static bool take_option(void *state, int which, const char *word)
{
    struct options *o = state;
    int at = 0;
    bool good;
    switch (which) {
    case INPUT_FROM:
        return set_from(o, word);
    case 'o':
        return set_format(o, word);
    case 'd':
        good = cli_word("detail", detail_words, word, &at);
        o->detail = at ? ANALYSIS_FULL : ANALYSIS_NORMAL;
        return good;
    case 'u':
        good = cli_word("offsets", offset_words, word, &at);
        o->offsets = (enum wire_offset_unit)(at + WIRE_OFFSET_UNIT_BYTE);
        return good;
    case 'm':
        good = cli_word("mode", mode_words, word, &at);
        o->mode = at == 0 ? WIRE_MODE_FAST : WIRE_MODE_ACCURATE;
        return good;
    case 't':
        return cli_number("threads", word, 1, THREADS_MAX, &o->threads);
    case 'L':
        o->list_stages = true;
        return true;
    default:
        return input_is_option(which) ? input_option(&o->input, which, word)
                                      : local_option(&o->local, which, word);
    }
}

static struct options defaults(void)
{
    bool terminal = isatty(STDOUT_FILENO);
    uint64_t cpus = config_cpus();
    return (struct options){.input = {.anonymous = true},
                            .tokens = -1,
                            .mode = WIRE_MODE_ACCURATE,
                            .local = local_defaults(),
                            .format = terminal ? FORMAT_TEXT : FORMAT_JSON,
                            .colour = terminal && !getenv("NO_COLOR"),
                            .threads = cpus > THREADS_MAX ? THREADS_MAX : cpus};
}

static int analyze(int argc, char **argv)
{
    static const struct option options[] = {
        INPUT_OPTIONS,
        LOCAL_OPTIONS,
        {"format", required_argument, NULL, 'o'},
        {"detail", required_argument, NULL, 'd'},
        {"offsets", required_argument, NULL, 'u'},
        {"mode", required_argument, NULL, 'm'},
        {"threads", required_argument, NULL, 't'},
        {"list-stages", no_argument, NULL, 'L'},
        {0},
    };
    struct options o = defaults();
    if (!cli_options(argc, argv, options, take_option, &o)) {
        return CLI_USAGE;
    }
    if (o.list_stages) {
        return list_stages();
    }
    if (o.format == FORMAT_CONLLU || o.format == FORMAT_TREE) {
        o.detail = ANALYSIS_FULL;
    }
    static char standard[] = "-", *standard_only[] = {standard};
    bool named = optind < argc;
    if (!named && isatty(STDIN_FILENO)) {
        return cli_wrong("analyze wants files, folders or - for standard input");
    }
    if (o.form) {
        fputs(o.form->header, stdout);
    }
    return analyse_all(&o, named ? argv + optind : standard_only,
                       named ? (size_t)(argc - optind) : 1);
}

static const char usage[] =
    "usage: dateline analyze [OPTION…] [FILE…|FOLDER…|-]\n\n"
    "Analyses articles in this process; no service is needed. Results come in the order of the "
    "input.\n\n"
    "  --from FORM       " INPUT_FORMS ";\n"
    "                    horizontal (a sentence a line, tokens parted by blanks, a blank line "
    "ends\n"
    "                    the document) and conllu keep the given tokens. Otherwise by the file's "
    "ending;\n"
    "                    standard input is jsonl\n" INPUT_USAGE
    "  --format FORM     text, json (indented), jsonl (one line each), conllu or tree (drawn);\n"
    "                    text on a terminal, else json; " EXPORT_NAMES "\n"
    "  --detail LEVEL    normal or full (with the tokens)\n"
    "  --offsets UNIT    byte, codepoint or utf16: what JSON's spans count (byte)\n"
    "  --mode MODE       accurate (default; auto is the same here, where nothing waits) or "
    "fast\n" LOCAL_USAGE "  --threads N       the CPUs that this process may use\n"
    "  --list-stages     what the pipeline does, stage by stage\n"
    "\nExit status: 0 every article has its answer, 1 a stage failed or an article was refused "
    "(its "
    "result\n"
    "says why), 2 wrong use or unreadable input.\n";

const struct command analyze_command = {
    "analyze", analyze, "analyse articles in this process, without a service", usage};

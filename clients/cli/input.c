/* Paths wait in a list; a folder is replaced by its files when its turn comes, in the order of
 * their names. A file of lines is read line by line, so its size does not matter. */
#define _GNU_SOURCE
#include "input.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "article/limits.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "cli.h"
#include "forms/articles.h"
#include "ingest/html.h"
#include "text/published.h"
#include "wire/messages_gen.h"

/* The last three are JSON by the names of its makes: a file of one object, a list, or lines. */
enum form {
    FORM_NONE = -1,
    FORM_TEXT,
    FORM_HTML,
    FORM_JSON,
    FORM_JSONL,
    FORM_NINJS,
    FORM_NEWSPLEASE,
    FORM_SCHEMAORG
};
enum {
    FILE_BYTES_MAX = 64 << 20,
    READ_STEP = 1 << 16,
    ARENA_BYTES = 32 << 20,
    DATE_ARENA_BYTES = 65536,
    OTHER_KEYS_BYTES = 16384
};

static const char *const form_names[] = {"text",  "html",       "json",      "jsonl",
                                         "ninjs", "newsplease", "schemaorg", NULL};

struct path {
    struct path *next;
    char *name;
    bool named; /* by the user, not found in a folder: there an ending that says nothing is passed
                 * over, here it is an error */
};

struct input {
    struct input_options options;
    struct path *first;
    struct path *open; /* whose file is being read */
    FILE *lines;
    unsigned long line;
    char *text;
    size_t capacity;
    json_t *list; /* of a JSON file */
    size_t list_at;
    struct buf file, map;
    struct arena arena; /* of one article */
    char label[INPUT_LABEL_MAX], error[INPUT_ERROR_MAX];
};

bool input_is_option(int which)
{
    return which >= INPUT_FROM && which <= INPUT_PUBLISHED;
}

static bool is_date(const char *text)
{
    struct arena arena;
    struct published read;
    bool good = arena_init(&arena, DATE_ARENA_BYTES) == STATUS_OK &&
                published_parse(str_of(text), &arena, &read);
    arena_release(&arena);
    return good;
}

bool input_option(struct input_options *options, int which, const char *value)
{
    switch (which) {
    case INPUT_FROM:
        options->form = value;
        return cli_choice(form_names, value) >= 0 ||
               !cli_wrong("--from is " INPUT_FORMS ", not '%s'", value);
    case INPUT_SOURCE:
        options->source = value;
        return true;
    case INPUT_LANGUAGE:
        options->language = value;
        return true;
    default:
        options->published = value;
        return is_date(value) ||
               !cli_wrong("--published is a date as \"2024-03-14T10:42:00Z\", \"2024-03-14\" or "
                          "\"March 14, 2024\", not '%s'",
                          value);
    }
}

/* ---- paths ---- */

static struct path *path_new(const char *folder, const char *name, struct path *next)
{
    struct path *p = calloc(1, sizeof *p);
    if (!p ||
        (folder ? asprintf(&p->name, "%s/%s", folder, name) : asprintf(&p->name, "%s", name)) < 0) {
        free(p);
        return NULL;
    }
    p->named = folder == NULL;
    p->next = next;
    return p;
}

static void path_free(struct path *p)
{
    if (p) {
        free(p->name);
        free(p);
    }
}

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Puts what lies in the folder in front of the list; false when it cannot be read. */
static bool enter_folder(struct input *in, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, not_hidden, alphasort);
    for (int i = count - 1; i >= 0; i--) {
        struct path *p = path_new(folder, entries[i]->d_name, in->first);
        in->first = p ? p : in->first;
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    return count >= 0;
}

static enum form form_of(const struct input *in, const char *name)
{
    static const struct {
        const char *ending;
        enum form form;
    } endings[] = {{".txt", FORM_TEXT},    {".text", FORM_TEXT}, {".html", FORM_HTML},
                   {".htm", FORM_HTML},    {".json", FORM_JSON}, {".jsonl", FORM_JSONL},
                   {".ndjson", FORM_JSONL}};
    if (in->options.form) {
        return (enum form)cli_choice(form_names, in->options.form);
    }
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (str_ends_with(str_of(name), str_of(endings[i].ending))) {
            return endings[i].form;
        }
    }
    return strcmp(name, "-") == 0 ? FORM_JSONL : FORM_NONE;
}

/* ---- articles ---- */

/* The item is an error; true, for there is an item. */
static bool refuse(struct input *in, struct input_item *out, enum wire_refusal code,
                   const char *format, ...) PRINTF_LIKE(4, 5);
static bool refuse(struct input *in, struct input_item *out, enum wire_refusal code,
                   const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(in->error, sizeof in->error, format, args);
    va_end(args);
    out->error = in->error;
    out->code = wire_refusal_name(code);
    return true;
}

static bool fail(struct input *in, struct input_item *out, const char *why)
{
    return refuse(in, out, WIRE_REFUSAL_MALFORMED, "%s", why);
}

static bool fail_json(struct input *in, struct input_item *out, const json_error_t *error)
{
    return refuse(in, out, WIRE_REFUSAL_MALFORMED, "not JSON: %s (line %d, column %d)", error->text,
                  error->line, error->column);
}

static struct str or_else(struct str given, const char *otherwise)
{
    return str_is_absent(given) ? str_of(otherwise) : given;
}

static bool give(struct input *in, struct input_item *out, struct wire_article *a)
{
    a->source = or_else(a->source, in->options.source);
    a->language = or_else(a->language, in->options.language);
    a->published = or_else(a->published, in->options.published);
    buf_clear(&in->map);
    struct wire_writer w = wire_writer_of(&in->map);
    wire_article_write(&w, a);
    if (w.status != STATUS_OK) {
        return fail(in, out, "the article cannot be written");
    }
    out->map = buf_str(&in->map);
    return out->map.len <= ARTICLE_BYTES_MAX ||
           refuse(in, out, WIRE_REFUSAL_TOO_LARGE,
                  "%zu bytes with all of its fields, an article may have %d", out->map.len,
                  ARTICLE_BYTES_MAX);
}

static bool give_json(struct input *in, struct input_item *out, const json_t *object)
{
    struct wire_article a;
    const char *problem;
    arena_reset(&in->arena);
    if (articles_of_json(object, &in->arena, &a, &problem) != STATUS_OK) {
        return refuse(in, out, WIRE_REFUSAL_MALFORMED, "%s%s", problem,
                      json_is_object(object) ? ": not a string" : "");
    }
    if (!in->options.anonymous && str_is_absent(a.id) && str_is_absent(a.uri)) {
        a.id = str_of(in->label);
    }
    return give(in, out, &a);
}

/* ---- files ---- */

enum status input_whole(const char *path, size_t max, struct buf *into)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *f = standard ? stdin : fopen(path, "re");
    buf_clear(into);
    if (!f) {
        return STATUS_NOT_FOUND;
    }
    size_t got = 1;
    while (got > 0 && into->len < max) {
        got = fread(buf_reserve(into, READ_STEP), 1, READ_STEP, f);
        into->len += got;
    }
    enum status status = ferror(f) ? STATUS_IO : into->len < max ? STATUS_OK : STATUS_LIMIT;
    if (!standard) {
        int why = errno;
        fclose(f);
        errno = why;
    }
    return status;
}

static void close_file(struct input *in)
{
    if (in->lines && in->lines != stdin) {
        fclose(in->lines);
    }
    in->lines = NULL;
    json_decref(in->list);
    in->list = NULL;
    path_free(in->open);
    in->open = NULL;
}

static bool is_blank(const char *text, size_t len)
{
    return str_trim(str_make(text, len)).len == 0;
}

static bool next_line(struct input *in, struct input_item *out)
{
    ssize_t len;
    do {
        len = getline(&in->text, &in->capacity, in->lines);
        in->line++;
    } while (len >= 0 && is_blank(in->text, (size_t)len));
    if (len < 0) {
        bool whole = feof(in->lines);
        close_file(in);
        return !whole && fail(in, out, "cannot be read to its end");
    }
    json_error_t error;
    json_t *object = json_loadb(in->text, (size_t)len, 0, &error);
    snprintf(in->label, sizeof in->label, "%s:%lu", in->open->name, in->line);
    bool given = object ? give_json(in, out, object) : fail_json(in, out, &error);
    json_decref(object);
    return given;
}

static bool next_of_list(struct input *in, struct input_item *out)
{
    const json_t *object =
        json_is_array(in->list) ? json_array_get(in->list, in->list_at) : in->list;
    bool more = json_is_array(in->list) ? object != NULL : in->list_at == 0;
    if (!more) {
        close_file(in);
        return false;
    }
    in->list_at++;
    if (json_is_array(in->list)) {
        snprintf(in->label, sizeof in->label, "%s:%zu", in->open->name, in->list_at);
    }
    return give_json(in, out, object);
}

/* What the door would refuse, too, but without knowing where in a frame the file begins. */
static bool is_refused(struct input *in, struct input_item *out, struct str text)
{
    size_t good = utf8_valid_prefix(text);
    if (text.len > ARTICLE_BYTES_MAX) {
        return refuse(in, out, WIRE_REFUSAL_TOO_LARGE, "%zu bytes, an article may have %d",
                      text.len, ARTICLE_BYTES_MAX);
    }
    return good < text.len &&
           refuse(in, out, WIRE_REFUSAL_NOT_UTF8,
                  "not UTF-8, at byte %zu; of Latin-1 `iconv -f latin1 -t utf-8` makes it", good);
}

/* A file that is one article. Its name is its identity. */
static bool give_file(struct input *in, struct input_item *out, enum form form)
{
    const char *slash = strrchr(in->open->name, '/');
    struct wire_article a = {.id = str_of(slash ? slash + 1 : in->open->name)};
    struct str content = buf_str(&in->file);
    arena_reset(&in->arena);
    if (form != FORM_HTML) {
        if (is_refused(in, out, content)) {
            return true;
        }
        a.body = content;
    } else if (html_utf8(content, &in->arena, &a.html) != STATUS_OK) {
        return refuse(in, out, WIRE_REFUSAL_TOO_LARGE, "%zu bytes, too many for a page",
                      content.len);
    } else if (a.html.len > ARTICLE_BYTES_MAX - OTHER_KEYS_BYTES) {
        a.html = html_shrink(a.html, &in->arena);
    }
    return give(in, out, &a);
}

/* JSON of one object or a list of them, or, where that may be, of lines. */
static bool give_objects(struct input *in, struct input_item *out, enum form form)
{
    json_error_t error;
    in->list = json_loadb(in->file.ptr, in->file.len, 0, &error);
    in->list_at = 0;
    if (in->list) {
        return next_of_list(in, out);
    }
    in->lines =
        form == FORM_JSON || in->file.len == 0 ? NULL : fmemopen(in->file.ptr, in->file.len, "r");
    in->line = 0;
    if (in->lines) {
        return next_line(in, out);
    }
    bool given = fail_json(in, out, &error);
    close_file(in);
    return given;
}

/* Reads a file that is no list of lines, or may be one. */
static bool open_whole(struct input *in, struct input_item *out, enum form form)
{
    bool given;
    enum status status = input_whole(in->open->name, FILE_BYTES_MAX, &in->file);
    if (status == STATUS_NOT_FOUND) {
        given = out->unreadable = fail(in, out, strerror(errno));
    } else if (status == STATUS_LIMIT) {
        given = refuse(in, out, WIRE_REFUSAL_TOO_LARGE,
                       "larger than %d bytes; a file of lines (jsonl) may be", FILE_BYTES_MAX);
    } else if (status != STATUS_OK) {
        given = fail(in, out, "cannot be read to its end");
    } else if (form == FORM_TEXT || form == FORM_HTML) {
        given = give_file(in, out, form);
    } else {
        return give_objects(in, out, form);
    }
    close_file(in);
    return given;
}

/* False: nothing to give here, go on with the next path. */
static bool open_path(struct input *in, struct input_item *out)
{
    struct path *p = in->open;
    struct stat info;
    bool standard = strcmp(p->name, "-") == 0;
    snprintf(in->label, sizeof in->label, "%s", p->name);
    if (!standard && stat(p->name, &info) == 0 && S_ISDIR(info.st_mode)) {
        out->unreadable = !enter_folder(in, p->name);
        bool failed = out->unreadable && fail(in, out, strerror(errno));
        close_file(in);
        return failed;
    }
    enum form form = form_of(in, p->name);
    if (form == FORM_NONE) {
        const char *why =
            access(p->name, F_OK) == 0 ? "the ending says no form; give --from" : strerror(errno);
        out->unreadable = p->named && fail(in, out, why);
        close_file(in);
        return out->unreadable;
    }
    if (form != FORM_JSONL) {
        return open_whole(in, out, form);
    }
    in->lines = standard ? stdin : fopen(p->name, "re");
    in->line = 0;
    if (in->lines) {
        return next_line(in, out);
    }
    out->unreadable = fail(in, out, strerror(errno));
    close_file(in);
    return true;
}

bool input_next(struct input *in, struct input_item *out)
{
    *out = (struct input_item){.label = in->label};
    if ((in->lines && next_line(in, out)) || (in->list && next_of_list(in, out))) {
        return true;
    }
    while (in->first) {
        in->open = in->first;
        in->first = in->first->next;
        if (open_path(in, out)) {
            return true;
        }
    }
    return false;
}

struct input *input_open(char **paths, size_t count, const struct input_options *options)
{
    struct input *in = calloc(1, sizeof *in);
    if (!in) {
        return NULL;
    }
    in->options = *options;
    if (arena_init(&in->arena, ARENA_BYTES) != STATUS_OK) {
        free(in);
        return NULL;
    }
    for (size_t i = count; i-- > 0;) {
        struct path *p = path_new(NULL, paths[i], in->first);
        if (!p) {
            input_close(in);
            return NULL;
        }
        in->first = p;
    }
    return in;
}

void input_close(struct input *in)
{
    if (!in) {
        return;
    }
    close_file(in);
    while (in->first) {
        struct path *p = in->first;
        in->first = p->next;
        path_free(p);
    }
    free(in->text);
    buf_release(&in->file);
    buf_release(&in->map);
    arena_release(&in->arena);
    free(in);
}

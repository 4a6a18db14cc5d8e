#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli.h"

enum { DRAW_EVERY_US = 100000, BAR = 30 };

int cli_wrong(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("dateline: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return CLI_USAGE;
}

int cli_choice(const char *const *words, const char *word)
{
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], word) == 0) {
            return i;
        }
    }
    return -1;
}

bool cli_options(int argc, char **argv, const struct option *options, cli_take_option *take,
                 void *state)
{
    bool good = true;
    for (int which; good && (which = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        good = which != '?' && take(state, which, optarg); /* of '?' getopt said why */
    }
    return good;
}

bool cli_only_options(int argc, char **argv, const struct option *options, cli_take_option *take,
                      void *state)
{
    bool good = cli_options(argc, argv, options, take, state);
    if (good && optind < argc) {
        cli_wrong("%s takes no argument, got '%s'", strchr(argv[0], ' ') + 1, argv[optind]);
        good = false;
    }
    return good;
}

bool cli_word(const char *option, const char *const *words, const char *word, int *at)
{
    *at = cli_choice(words, word);
    if (*at >= 0) {
        return true;
    }
    fprintf(stderr, "dateline: --%s is ", option);
    for (int i = 0; words[i]; i++) {
        fprintf(stderr, "%s%s", i == 0 ? "" : words[i + 1] ? ", " : " or ", words[i]);
    }
    fprintf(stderr, ", not '%s'\n", word);
    return false;
}

bool cli_number(const char *option, const char *word, uint64_t least, uint64_t most, uint64_t *out)
{
    uint64_t value;
    if (str_to_u64(str_of(word), &value) && value >= least && value <= most) {
        *out = value;
        return true;
    }
    fprintf(stderr, "dateline: --%s is a number from %llu ", option, (unsigned long long)least);
    if (most < UINT32_MAX) {
        fprintf(stderr, "to %llu", (unsigned long long)most);
    } else {
        fputs("on", stderr);
    }
    fprintf(stderr, ", not '%s'\n", word);
    return false;
}

bool cli_text_or_json(const char *word, bool *json)
{
    static const char *const words[] = {"text", "json", NULL};
    int at;
    bool known = cli_word("format", words, word, &at);
    *json = at == 1;
    return known;
}

struct cli_range cli_range_defaults(void)
{
    return (struct cli_range){.prefix = "", .from = 1};
}

bool cli_range_is_option(int which)
{
    return which >= CLI_RANGE_FROM && which <= CLI_RANGE_PREFIX;
}

bool cli_range_option(struct cli_range *range, int which, const char *value)
{
    if (which == CLI_RANGE_PREFIX) {
        range->prefix = value;
        return true;
    }
    bool from = which == CLI_RANGE_FROM;
    return cli_number(from ? "from" : "to", value, 1, UINT64_MAX, from ? &range->from : &range->to);
}

bool cli_range_is_good(const struct cli_range *range)
{
    bool good = range->to == 0 || range->from <= range->to;
    if (!good) {
        cli_wrong("--from %" PRIu64 " is behind --to %" PRIu64, range->from, range->to);
    }
    return good;
}

void cli_progress_begin(struct cli_progress *p, const char *label, uint64_t total)
{
    *p = (struct cli_progress){.label = label,
                               .total = total,
                               .began_us = clock_monotonic_us(),
                               .shown = isatty(STDERR_FILENO)};
}

static void draw(const struct cli_progress *p, uint64_t done)
{
    double seconds = (double)(clock_monotonic_us() - p->began_us) / 1e6;
    double rate = seconds > 0 ? (double)done / seconds : 0;
    if (p->total == 0) {
        fprintf(stderr, "\r%s  %llu  %.0f/s\033[K", p->label, (unsigned long long)done, rate);
        return;
    }
    char bar[BAR + 1];
    size_t full = (size_t)((double)BAR * (double)done / (double)p->total);
    full = full > BAR ? BAR : full;
    memset(bar, '#', full);
    memset(bar + full, '.', BAR - full);
    bar[BAR] = '\0';
    fprintf(stderr, "\r%s  [%s]  %llu/%llu  %.0f/s\033[K", p->label, bar, (unsigned long long)done,
            (unsigned long long)p->total, rate);
}

void cli_progress_show(struct cli_progress *p, uint64_t done)
{
    uint64_t now = p->shown ? clock_monotonic_us() : 0;
    if (p->shown && now - p->drawn_us >= DRAW_EVERY_US) {
        p->drawn_us = now;
        draw(p, done);
    }
}

void cli_progress_end(struct cli_progress *p)
{
    if (p->shown && p->drawn_us) {
        fputs("\r\033[K", stderr);
    }
}

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

bool cli_number(const char *word, uint64_t least, uint64_t most, uint64_t *out)
{
    uint64_t value;
    if (!str_to_u64(str_of(word), &value) || value < least || value > most) {
        return false;
    }
    *out = value;
    return true;
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

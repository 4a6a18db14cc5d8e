/* lines: the times of one sentence a line, for a test that computes them by other means.
 *
 *     lines < FILE     a line holds PUBLISHED, a tab and the text; of every time VALUE BEGIN END
 *                      come back, parted by tabs, "-" for what is not there
 */
#include <stdio.h>
#include <string.h>

#include "article/article.h"
#include "base/arena.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"

enum { LINE_BYTES = 4096, ARENA_BYTES = 16 << 20 };

static void print_field(struct str s)
{
    if (s.ptr) {
        printf("%.*s", STR_ARG(s));
    } else {
        putchar('-');
    }
}

static void print_times(const struct article *a)
{
    for (uint32_t i = 0; i < a->times.count; i++) {
        const struct timex3 *t = &a->times.items[i];
        print_field(t->value);
        putchar(' ');
        print_field(t->begin);
        putchar(' ');
        print_field(t->end);
        putchar('\t');
    }
    putchar('\n');
}

static enum status read_line(struct article *a, struct str published, struct str text)
{
    article_reset(a);
    a->units_left = ARTICLE_UNITS;
    a->text = text;
    a->input.published = published;
    struct paragraph *p = vec_push(&a->paragraphs, a->arena, PARAGRAPHS_MAX);
    p->span = (struct span){0, (uint32_t)text.len};
    enum status status = sentence_run(a, NULL);
    status = status == STATUS_OK ? tokenise_run(a, NULL) : status;
    return status == STATUS_OK ? timex_run(a, NULL) : status;
}

int main(void)
{
    struct arena arena = {0};
    struct pipeline_state state = {0};
    struct article article = {.arena = &arena, .state = &state};
    char line[LINE_BYTES];
    bool good = arena_init(&arena, ARENA_BYTES) == STATUS_OK &&
                pipeline_state_init(&state, NULL) == STATUS_OK;
    while (good && fgets(line, sizeof line, stdin)) {
        struct str whole = str_trim(str_of(line));
        size_t tab = str_find_byte(whole, '\t', 0);
        good = tab != SIZE_MAX && read_line(&article, str_slice(whole, 0, tab),
                                            str_slice(whole, tab + 1, whole.len)) == STATUS_OK;
        print_times(&article);
    }
    arena_release(&arena);
    pipeline_state_release(&state);
    return good ? 0 : 1;
}

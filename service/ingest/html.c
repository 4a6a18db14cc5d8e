#include "ingest/html.h"

#include <string.h>

#include "ingest/html_choose.h"
#include "ingest/html_meta.h"
#include "ingest/html_tree.h"

enum { GAP = 2 }; /* a blank line */

/* What gumbo would read as more than it is: a text with NUL ends early for whoever reads C
 * strings. */
static bool fits(struct str html)
{
    return html.len <= HTML_BYTES_MAX;
}

static void copy_lines(struct html_article *out, struct arena *arena)
{
    struct str *const lines[] = {&out->title,    &out->byline, &out->published,
                                 &out->language, &out->uri,    &out->source};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        *lines[i] = arena_dup(arena, *lines[i]);
    }
}

static void copy_blocks(const struct html_tree *t, struct arena *arena, struct html_article *out)
{
    size_t len = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < t->block_count && count < BLOCKS_MAX; i++) {
        if (t->blocks[i].kept) {
            len += html_tree_text(t, i).len + GAP;
            count++;
        }
    }
    char *text = arena_alloc_raw(arena, len);
    struct block *blocks = arena_alloc_array(arena, count, sizeof *blocks);
    size_t at = 0;
    for (uint32_t i = 0; i < t->block_count && out->block_count < count; i++) {
        struct str s = html_tree_text(t, i);
        if (!t->blocks[i].kept) {
            continue;
        }
        if (at) {
            memcpy(text + at, "\n\n", GAP);
            at += GAP;
        }
        memcpy(text + at, s.ptr, s.len);
        blocks[out->block_count++] =
            (struct block){t->blocks[i].kind, {(uint32_t)at, (uint32_t)(at + s.len)}};
        at += s.len;
    }
    out->text = str_make(text, at);
    out->blocks = blocks;
}

enum status html_extract(struct str html, struct arena *arena, struct html_article *out)
{
    struct html_tree tree;
    *out = (struct html_article){.text = STR("")};
    if (!fits(html)) {
        return STATUS_LIMIT;
    }
    enum status status = html_tree_init(&tree, html);
    if (status == STATUS_OK) {
        html_meta(&tree, html, out);
        html_choose(&tree, out->title);
        copy_lines(out, arena);
        copy_blocks(&tree, arena, out);
    } else {
        *out = (struct html_article){.text = STR("")};
    }
    html_tree_release(&tree);
    return status;
}

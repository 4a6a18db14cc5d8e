/* html_tree: a page as two flat lists, elements in document order and the blocks of text in them.
 *
 * gumbo makes the tree in an arena of its own; when that is full it is left by longjmp, which is
 * safe because nothing of gumbo's lies anywhere else. Elements that never hold an article's text
 * (scripts, forms' fields, frames) are not in the lists.
 *
 * Units    element numbers and block numbers are positions in the lists; every subtree is a range
 *          of each: elements [i, nodes[i].end), blocks [first_block, end_block). Block bytes are
 *          into `text`.
 * Threads  one owner.
 */
#ifndef DATELINE_INGEST_HTML_TREE_H
#define DATELINE_INGEST_HTML_TREE_H

#include <gumbo.h>
#include <stdbool.h>
#include <stdint.h>

#include "article/article.h"
#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

struct html_node {
    const GumboElement *element;
    uint32_t parent, end;
    uint32_t first_block, end_block;
    uint32_t hints; /* enum html_hint of its own */
    uint32_t area;  /* those of its ancestors and its own */
};

struct html_block {
    uint32_t begin, end;
    uint32_t node;   /* innermost element that makes blocks */
    uint32_t linked; /* bytes inside <a> */
    uint32_t strong; /* bytes inside <b>, <strong> */
    enum block_kind kind;
    bool kept;
    int32_t weight; /* bytes of prose; below 0: not of an article */
};

struct html_tree {
    struct arena arena;
    const GumboOutput *gumbo;
    struct html_node *nodes;    /* (node_count); 0 is <html> */
    struct html_block *blocks;  /* (block_count) */
    const GumboElement **heads; /* (head_count) <meta>, <link>, <title>, wherever they stand */
    uint32_t node_count, block_count, head_count;
    char *text;
    uint32_t text_len;
};

/* `html` is UTF-8 and outlives the tree. STATUS_LIMIT: see html.h; the tree is then empty but
 * still to be released. */
enum status html_tree_init(struct html_tree *t, struct str html) MUST_CHECK;
void html_tree_release(struct html_tree *t);

/* What a block in this element is, by the element and the areas around it. */
enum block_kind html_tree_kind(const struct html_tree *t, uint32_t node);
struct str html_tree_text(const struct html_tree *t, uint32_t block);
/* The value of an attribute; absent when it is not there. */
struct str html_attribute(const GumboElement *e, const char *name);

#endif

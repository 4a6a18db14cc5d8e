/* html: the article out of a web page: its text in blocks, and what the page says about itself.
 *
 * A page is parsed by gumbo into a tree, the tree is read once into a flat list of text blocks,
 * and all that is decided is decided on that list: each block gets a weight (prose is worth its
 * length, links and labels cost), the subtree of the highest sum is the article, and blocks in it
 * that are not prose (menus, share lines, "Read more:") are left out.
 *
 * Memory   the result lies in `arena`: the text once, HTML_BLOCKS of blocks, some lines. The tree
 *          lies in memory of its own, at most HTML_TREE_BYTES, gone on return.
 * Units    block spans are bytes into `text`: in order, apart, no white space at their ends; a
 *          blank line parts blocks. Text is valid UTF-8 with runs of white space made one blank; a
 *          newline within a block was a <br>.
 * Errors   STATUS_LIMIT: the page is longer than HTML_BYTES_MAX, nests deeper than HTML_DEPTH_MAX
 *          or takes more memory than a tree may. A page without an article is no error: its text
 *          is empty.
 * Time     linear in the page; elements within elements are walked without recursion.
 * Threads  pure functions.
 */
#ifndef DATELINE_INGEST_HTML_H
#define DATELINE_INGEST_HTML_H

#include "article/article.h"
#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

enum {
    HTML_BYTES_MAX = 4 << 20, /* of a page before shrinking */
    HTML_TREE_BYTES = 48 << 20,
};

/* Absent where the page does not say. Lines are as they stand there, white space aside. */
struct html_article {
    struct str title, byline, published, language, uri, source;
    struct str text;
    const struct block *blocks; /* (block_count) */
    uint32_t block_count;
};

enum status html_extract(struct str html, struct arena *arena, struct html_article *out) MUST_CHECK;

/* The page in UTF-8: as it is when it is that, else read as what it declares (byte order mark,
 * <meta charset>), else as Windows-1252. *out lies in `arena` or is `html`; bytes that mean
 * nothing become U+FFFD. */
enum status html_utf8(struct str html, struct arena *arena, struct str *out) MUST_CHECK;

/* Without scripts, styles, comments and embedded pictures: for pages that are longer than an
 * article may be. */
struct str html_shrink(struct str html, struct arena *arena);

#endif

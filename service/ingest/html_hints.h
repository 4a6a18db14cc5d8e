/* html_hints: what the names in a page (tags, classes, ids, roles) and set phrases say about a
 * piece of it.
 *
 * The word lists were written by hand from what news sites and their publishing systems
 * (WordPress, Drupal, Arc, Blogger, …) call their parts, and compared with those of Readability
 * (Apache-2.0) and boilerpipe (Apache-2.0).
 *
 * Threads  pure functions.
 */
#ifndef DATELINE_INGEST_HTML_HINTS_H
#define DATELINE_INGEST_HTML_HINTS_H

#include <gumbo.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum html_hint {
    HTML_HINT_BODY =
        1 << 0, /* named as the article's text: itemprop=articleBody, class "entry-content" */
    HTML_HINT_ARTICLE = 1 << 1, /* <article>, role=main, <main> */
    HTML_HINT_OUT = 1 << 2, /* named as something else: comments, related, share, newsletter, … */
    HTML_HINT_HIDDEN = 1 << 3,  /* not shown */
    HTML_HINT_CAPTION = 1 << 4, /* beside a picture */
    HTML_HINT_BYLINE = 1 << 5,
    HTML_HINT_LIST = 1 << 6,  /* <ul>, <ol>, <dl> */
    HTML_HINT_QUOTE = 1 << 7, /* <blockquote> */
    HTML_HINT_ASIDE =
        1 << 8, /* <aside>, <header>, <footer>, <nav>: not the article unless most of it is in there
        */
    HTML_HINT_TABLE = 1 << 9,
    HTML_HINT_PRE = 1 << 10,
};

uint32_t html_hints_of(const GumboElement *e);
/* A line that is no part of the article whoever wrote it: "Read more:", "Sign up for …",
 * "Advertisement". */
bool html_hints_boilerplate(struct str line);

#endif

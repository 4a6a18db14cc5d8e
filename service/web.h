/* web: what HTTP asks of the service: analyses of articles that are not stored, and what is stored
 * of an article.
 *
 * Analyses run on threads of their own, a quarter as many as there are workers (at least one), so
 * they neither wait behind the articles of the feed nor hold them up by more than that share. Jobs
 * are made once and reused; when none is free, HTTP answers 503. What the store's reader found is
 * made JSON on the same threads.
 *
 * Threads  the loop's.
 */
#ifndef DATELINE_WEB_H
#define DATELINE_WEB_H

#include <stdbool.h>

#include "base/status.h"
#include "store/store.h"

struct service;
struct web;

/* http.bind "none": *out stays NULL, and all below accept that. */
enum status web_open(struct web **out, struct service *s) MUST_CHECK;
/* "none" when there is no HTTP. */
const char *web_endpoint(const struct web *w);
/* A request came back from the store's reader; false: it is not web's. */
bool web_read_done(struct web *w, struct store_request *request);
/* After the store was closed and its requests came back; waits for the analyses under way. The loop
 * must run once more. */
void web_close(struct web *w);

#endif

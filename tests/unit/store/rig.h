/* rig: a store in a folder with what a test, the power-cut driver and the bench need around it:
 * made-up articles and results, and commits and reads that wait for their answer. Everything
 * made is a function of the article's number. */
#ifndef DATELINE_TESTS_STORE_RIG_H
#define DATELINE_TESTS_STORE_RIG_H

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "path/item.h"
#include "path/ledger.h"
#include "store/store.h"

struct rig {
    struct store *store;
    struct ledger_recovered recovered;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct ledger_batch *committed;
    struct store_request *answered;
    bool no_items; /* new_item refuses */
};

static inline void rig_committed(void *context, struct ledger_batch *batch)
{
    struct rig *rig = context;
    pthread_mutex_lock(&rig->mutex);
    rig->committed = batch;
    pthread_cond_signal(&rig->wake);
    pthread_mutex_unlock(&rig->mutex);
}

static inline void rig_answered(void *context, struct store_request *request)
{
    struct rig *rig = context;
    pthread_mutex_lock(&rig->mutex);
    rig->answered = request;
    pthread_cond_signal(&rig->wake);
    pthread_mutex_unlock(&rig->mutex);
}

static inline struct item *rig_item(void *context, uint64_t bytes)
{
    struct rig *rig = context;
    if (rig && rig->no_items) {
        return NULL;
    }
    struct item *item = calloc(1, sizeof *item + bytes);
    if (item) {
        item->record = str_make((char *)(item + 1), bytes);
    }
    return item;
}

static inline void rig_free_items(struct item_queue *q)
{
    struct item *item;
    while ((item = item_queue_pop(q))) {
        free(item);
    }
}

static inline enum status rig_open(struct rig *rig, const char *folder, uint64_t map_bytes,
                                   bool sync)
{
    *rig = (struct rig){0};
    pthread_mutex_init(&rig->mutex, NULL);
    pthread_cond_init(&rig->wake, NULL);
    struct store_options options = {.folder = folder,
                                    .map_bytes = map_bytes,
                                    .sync = sync,
                                    .on_commit = rig_committed,
                                    .on_read = rig_answered,
                                    .new_item = rig_item,
                                    .context = rig};
    return store_open(&rig->store, &options, &rig->recovered);
}

static inline void rig_close(struct rig *rig)
{
    store_close(rig->store);
    rig->store = NULL;
    pthread_cond_destroy(&rig->wake);
    pthread_mutex_destroy(&rig->mutex);
}

static inline void rig_commit_begin(struct rig *rig, struct ledger_batch *batch)
{
    rig->committed = NULL;
    store_commit(rig->store, batch);
}

static inline void rig_commit_wait(struct rig *rig)
{
    pthread_mutex_lock(&rig->mutex);
    while (!rig->committed) {
        pthread_cond_wait(&rig->wake, &rig->mutex);
    }
    pthread_mutex_unlock(&rig->mutex);
}

static inline enum status rig_commit(struct rig *rig, struct ledger_batch *batch)
{
    rig_commit_begin(rig, batch);
    rig_commit_wait(rig);
    return batch->status;
}

static inline enum status rig_read(struct rig *rig, struct store_request *request)
{
    rig->answered = NULL;
    store_read(rig->store, request);
    pthread_mutex_lock(&rig->mutex);
    while (!rig->answered) {
        pthread_cond_wait(&rig->wake, &rig->mutex);
    }
    pthread_mutex_unlock(&rig->mutex);
    return request->status;
}

/* ---- made-up articles ---- */

static inline void rig_hash(uint64_t number, unsigned char out[HASH_BYTES])
{
    for (int i = 0; i < HASH_BYTES / 8; i++) {
        uint64_t z = number * 4 + (uint64_t)i + UINT64_C(0x9e3779b97f4a7c15);
        z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
        z ^= z >> 31;
        memcpy(out + 8 * i, &z, sizeof z);
    }
}

/* Article `number` in its revision `revision` (of the content only: the ledger numbers revisions
 * itself). */
static inline struct item *rig_article(uint64_t number, uint32_t revision, uint64_t bytes)
{
    struct item *item = rig_item(NULL, bytes);
    rig_hash(number, item->identity);
    rig_hash(number * 1000003 + revision, item->content);
    memset((char *)(item + 1), (int)('a' + number % 26), bytes);
    return item;
}

/* What a worker makes of it. The record is gone, as it is in the service. */
static inline struct item *rig_result(const struct item *article, const char *topic, uint64_t bytes)
{
    size_t topic_len = strlen(topic), id_len;
    char id[32];
    id_len = (size_t)snprintf(id, sizeof id, "article-%llu", (unsigned long long)article->accepted);
    struct item *item = calloc(1, sizeof *item + bytes + topic_len + id_len);
    char *room = (char *)(item + 1);
    memcpy(item->identity, article->identity, HASH_BYTES);
    memcpy(item->content, article->content, HASH_BYTES);
    item->accepted = article->accepted;
    item->revision = article->revision;
    item->feed = FEED_ANALYSIS;
    memset(room, (int)('A' + article->accepted % 26), bytes);
    item->data = str_make(room, bytes);
    memcpy(room + bytes, topic, topic_len);
    item->topic = str_make(room + bytes, topic_len);
    memcpy(room + bytes + topic_len, id, id_len);
    item->subject = str_make(room + bytes + topic_len, id_len);
    rig_hash(article->accepted * 7 + article->revision, item->digest);
    item->time_ms = 1700000000000 + article->accepted;
    return item;
}

static inline void rig_release_batch(struct ledger_batch *batch)
{
    rig_free_items(&batch->articles);
    rig_free_items(&batch->finished);
    rig_free_items(&batch->tombstones);
    for (struct ledger_change *c = batch->changes; c; c = c->next) {
        rig_free_items(&c->feed);
    }
    *batch = (struct ledger_batch){0};
}

/* ---- folders ---- */

static inline int rig_remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static inline void rig_remove(const char *folder)
{
    nftw(folder, rig_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif

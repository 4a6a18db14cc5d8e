/* Sends an article, prints an analysis. cc example.c $(pkg-config --cflags --libs dateline) */
#include <dateline.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool on_message(void *done, const struct dateline_message *m)
{
    char *json = dateline_json(m->data, m->size);
    printf("%llu %s: %s\n", (unsigned long long)m->seq, m->subject, json);
    free(json);
    atomic_store((atomic_bool *)done, true);
    return false; /* one is enough */
}

int main(void)
{
    struct dateline_client *d = NULL;
    struct dateline_article article = {.id = "example-c", .title = "Bridge", .body = "It opened."};
    atomic_bool done = false;
    bool good = !dateline_open(&d, NULL) && !dateline_send(d, &article, NULL, NULL) &&
                !dateline_flush(d, 10000) && /* on the service's disk */
                !dateline_subscribe(d, "", 1, on_message, &done, NULL);
    for (int i = 0; good && i < 1000 && !done; i++) {
        usleep(10000);
    }
    dateline_close(d);
    return !done;
}

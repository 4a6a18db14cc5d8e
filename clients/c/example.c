/* Sends an article, prints an analysis. cc example.c $(pkg-config --cflags --libs dateline) */
#include <dateline.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static bool on_message(void *done, const struct dateline_message *m)
{
    printf("%llu %s: %zu bytes of analysis\n", (unsigned long long)m->seq, m->subject, m->size);
    atomic_store((atomic_bool *)done, true);
    return false; /* one is enough */
}

int main(void)
{
    struct dateline_client *d;
    struct dateline_article article = {
        .id = "example-c", .title = "Bridge opens", .body = "It did."};
    atomic_bool done = false;
    if (dateline_open(&d, NULL) ||
        dateline_subscribe(d, "", DATELINE_FROM_BEGINNING, on_message, &done, NULL) ||
        dateline_send(d, &article, NULL, NULL) || dateline_flush(d, 10000)) {
        return 1;
    }
    for (int i = 0; i < 1000 && !done; i++) {
        usleep(10000);
    }
    dateline_close(d);
    return !done;
}

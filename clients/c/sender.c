#include "sender.h"

#include <stdlib.h>
#include <string.h>

#include "connection.h"

enum { HELLO_AGAIN_MS = 2000, BURST = 64, NUMBER_BYTES = 8, LINGER_MS = 200 };

const char *dateline_admission_name(enum dateline_admission admission)
{
    return wire_ack_status_name((enum wire_ack_status)(admission + 1));
}

/* ---- the ring; the lock is held ---- */

static struct slot *slot_of(struct sender *s, uint64_t number)
{
    return &s->slots[number & s->mask];
}

static bool is_here(struct sender *s, uint64_t number)
{
    return number >= s->head && number < s->next && slot_of(s, number)->state != SLOT_FREE;
}

/* Empties a slot; what its owner is to be told is copied out first. */
static struct slot take_slot(struct sender *s, uint64_t number)
{
    struct slot *slot = slot_of(s, number), taken = *slot;
    zmq_msg_close(&slot->article);
    *slot = (struct slot){0};
    s->under_way--;
    while (s->head < s->next && slot_of(s, s->head)->state == SLOT_FREE) {
        s->head++;
    }
    return taken;
}

static bool has_room(void *context)
{
    struct dateline_client *d = context;
    struct sender *s = &d->sender;
    return s->under_way < d->options.window && s->next - s->head <= s->mask;
}

static bool is_empty(void *context)
{
    return ((struct dateline_client *)context)->sender.under_way == 0;
}

enum status sender_init(struct dateline_client *d)
{
    struct sender *s = &d->sender;
    s->link = (struct link){
        .zmq = d->zmq, .endpoint = d->options.ingest, .type = ZMQ_DEALER, .epoll = d->epoll};
    uint64_t capacity = 2;
    while (capacity < 2 * (uint64_t)d->options.window) {
        capacity *= 2;
    }
    s->slots = calloc(capacity, sizeof *s->slots);
    s->mask = (uint32_t)(capacity - 1);
    s->head = s->next = s->resume = 1;
    return s->slots ? STATUS_OK : STATUS_FULL;
}

static void tell(const struct slot *slot, const struct dateline_receipt *receipt)
{
    if (slot->on_receipt) {
        slot->on_receipt(slot->context, receipt);
    }
}

/* ---- control messages ---- */

/* Sends verb and the map that was written to d->out. */
static void say(struct dateline_client *d, const char *verb)
{
    struct frames f = {0};
    frames_add(&f, str_of(verb));
    frames_add(&f, buf_str(&d->out));
    link_send(&d->sender.link, &f);
    d->sender.spoke_ms = d->now_ms;
}

static void say_hello(struct dateline_client *d)
{
    struct wire_hello hello = {.client = str_of(d->options.name),
                               .version = STR(DATELINE_VERSION),
                               .protocol = WIRE_PROTOCOL,
                               .nonce = ++d->sender.nonce,
                               .has_nonce = true};
    struct wire_writer w = connection_map(d);
    wire_hello_write(&w, &hello);
    say(d, "HELLO");
    d->sender.hello_ms = d->now_ms;
}

/* Opens the link anew; all without a receipt will be sent again. */
static void start_over(struct dateline_client *d)
{
    struct sender *s = &d->sender;
    link_close(&s->link, 0);
    s->welcome = false;
    s->credit = s->again_ms = 0;
    pthread_mutex_lock(&d->lock);
    for (uint64_t n = s->head; n < s->next; n++) {
        if (slot_of(s, n)->state == SLOT_SENT) {
            slot_of(s, n)->state = SLOT_WAITING;
        }
    }
    s->resume = s->head;
    pthread_mutex_unlock(&d->lock);
    if (link_open(&s->link, d->now_ms) == STATUS_OK) {
        say_hello(d);
    }
}

static void lose(struct dateline_client *d, const char *why)
{
    connection_notice(d, &(struct dateline_notice){.kind = DATELINE_NOTICE_LOST, .text = why});
    start_over(d);
}

/* ---- what the service says ---- */

static void on_welcome(struct dateline_client *d, struct str bytes)
{
    struct wire_welcome welcome;
    struct wire_fault fault;
    if (wire_welcome_read(bytes, &d->arena, &welcome, &fault) != STATUS_OK ||
        (welcome.has_nonce && welcome.nonce != d->sender.nonce)) {
        return;
    }
    connection_epoch(d, welcome.epoch);
    d->sender.welcome = true;
    d->sender.credit = welcome.credit;
    connection_notice(
        d, &(struct dateline_notice){.kind = DATELINE_NOTICE_CONNECTED, .text = "ingest"});
}

static bool number_of(struct str id, uint64_t *number)
{
    if (id.len != NUMBER_BYTES) {
        return false;
    }
    memcpy(number, id.ptr, sizeof *number);
    return true;
}

static void on_ack(struct dateline_client *d, struct str bytes)
{
    struct sender *s = &d->sender;
    struct wire_ack ack;
    struct wire_fault fault;
    if (wire_ack_read(bytes, &d->arena, &ack, &fault) != STATUS_OK) {
        return;
    }
    s->credit += ack.credit;
    for (uint32_t i = 0; i < ack.acks_count; i++) {
        const struct wire_ack_item *item = &ack.acks[i];
        uint64_t number;
        pthread_mutex_lock(&d->lock);
        bool known = number_of(item->id, &number) && is_here(s, number);
        struct slot slot = known ? take_slot(s, number) : (struct slot){0};
        pthread_mutex_unlock(&d->lock);
        struct dateline_receipt receipt = {
            .status = DATELINE_OK,
            .admission = (enum dateline_admission)(item->status ? item->status - 1 : 0),
            .accepted = item->accepted,
            .revision = item->revision};
        tell(&slot, &receipt);
    }
    connection_changed(d);
}

/* The article stays and is sent again: now, or when the service can take it. */
static void keep(struct dateline_client *d, uint64_t number, const struct wire_nack *nack)
{
    struct sender *s = &d->sender;
    pthread_mutex_lock(&d->lock);
    if (is_here(s, number)) {
        slot_of(s, number)->state = SLOT_WAITING;
        s->resume = number < s->resume ? number : s->resume;
    }
    pthread_mutex_unlock(&d->lock);
    if (nack->has_retry_after_ms) {
        s->again_ms = d->now_ms + nack->retry_after_ms;
    }
    if (nack->code == WIRE_REFUSAL_OVER_CREDIT) {
        s->credit = 0;
    }
}

static void refuse(struct dateline_client *d, uint64_t number, const struct wire_nack *nack)
{
    struct dateline_receipt receipt = {
        .status = DATELINE_REFUSED,
        .code = wire_refusal_name(nack->code),
        .detail = arena_printf(&d->arena, "%.*s", STR_ARG(nack->detail)).ptr};
    pthread_mutex_lock(&d->lock);
    struct slot slot =
        is_here(&d->sender, number) ? take_slot(&d->sender, number) : (struct slot){0};
    pthread_mutex_unlock(&d->lock);
    tell(&slot, &receipt);
    connection_changed(d);
}

/* The connection as such was refused: a HELLO, or something that cannot be told apart. */
static void refuse_connection(struct dateline_client *d, const struct wire_nack *nack)
{
    struct sender *s = &d->sender;
    struct str text =
        arena_printf(&d->arena, "%s: %.*s", wire_refusal_name(nack->code), STR_ARG(nack->detail));
    s->again_ms = d->now_ms + (nack->has_retry_after_ms ? nack->retry_after_ms : HELLO_AGAIN_MS);
    s->hello_ms = s->again_ms;
    connection_notice(d,
                      &(struct dateline_notice){.kind = DATELINE_NOTICE_REFUSED, .text = text.ptr});
}

static void on_nack(struct dateline_client *d, struct str bytes)
{
    struct wire_nack nack;
    struct wire_fault fault;
    uint64_t number;
    if (wire_nack_read(bytes, &d->arena, &nack, &fault) != STATUS_OK) {
        return;
    }
    bool about_article = number_of(nack.id, &number);
    switch (nack.code) {
    case WIRE_REFUSAL_HELLO_FIRST:
        /* The service has forgotten us; of many such answers the first counts. */
        if (d->sender.welcome) {
            start_over(d);
        }
        break;
    case WIRE_REFUSAL_OVER_CREDIT:
    case WIRE_REFUSAL_SHUTTING_DOWN:
        if (about_article) {
            keep(d, number, &nack);
        } else {
            refuse_connection(d, &nack);
        }
        break;
    default:
        if (about_article) {
            refuse(d, number, &nack);
        } else {
            refuse_connection(d, &nack);
        }
        break;
    }
}

static void on_credit(struct dateline_client *d, struct str bytes)
{
    struct wire_credit credit;
    struct wire_fault fault;
    if (wire_credit_read(bytes, &d->arena, &credit, &fault) == STATUS_OK) {
        d->sender.credit += credit.credit;
    }
}

static void on_frames(struct dateline_client *d, struct frames *f)
{
    struct str map = frames_part(f, 1);
    arena_reset(&d->arena);
    switch (wire_ingest_verb_parse(frames_part(f, 0))) {
    case WIRE_INGEST_VERB_WELCOME:
        on_welcome(d, map);
        break;
    case WIRE_INGEST_VERB_ACK:
        on_ack(d, map);
        break;
    case WIRE_INGEST_VERB_NACK:
        on_nack(d, map);
        break;
    case WIRE_INGEST_VERB_CREDIT:
        on_credit(d, map);
        break;
    case WIRE_INGEST_VERB_BYE:
        lose(d, "the service said goodbye");
        break;
    default:
        break; /* PONG has done its work by being heard; later versions may say more */
    }
}

/* ---- turns ---- */

/* Picks up to BURST articles that wait, sharing their bytes with what is sent. */
static uint32_t pick(struct dateline_client *d, zmq_msg_t *articles, uint64_t *numbers)
{
    struct sender *s = &d->sender;
    uint32_t count = 0;
    pthread_mutex_lock(&d->lock);
    s->resume = s->resume < s->head ? s->head : s->resume;
    while (count < BURST && count < s->credit && s->resume < s->next) {
        struct slot *slot = slot_of(s, s->resume);
        if (slot->state == SLOT_WAITING && zmq_msg_init(&articles[count]) == 0) {
            zmq_msg_copy(&articles[count], &slot->article);
            slot->state = SLOT_SENT;
            numbers[count++] = s->resume;
        }
        s->resume++;
    }
    pthread_mutex_unlock(&d->lock);
    return count;
}

static bool send_waiting(struct dateline_client *d)
{
    static const char empty_map[] = "\x80";
    struct sender *s = &d->sender;
    zmq_msg_t articles[BURST];
    uint64_t numbers[BURST];
    if (!s->welcome || d->now_ms < s->again_ms) {
        return false;
    }
    uint32_t count = pick(d, articles, numbers);
    for (uint32_t i = 0; i < count; i++) {
        struct frames f = {0};
        frames_add(&f, STR("ARTICLE"));
        frames_add(&f, str_make((const char *)&numbers[i], NUMBER_BYTES));
        frames_add(&f, str_make(empty_map, 1));
        zmq_msg_init(&f.part[f.count]);
        zmq_msg_move(&f.part[f.count++], &articles[i]);
        zmq_msg_close(&articles[i]);
        link_send(&s->link, &f);
    }
    s->credit -= count;
    s->spoke_ms = count ? d->now_ms : s->spoke_ms;
    return count > 0;
}

bool sender_turn(struct dateline_client *d)
{
    struct sender *s = &d->sender;
    pthread_mutex_lock(&d->lock);
    bool wanted = s->wanted;
    d->woken = false;
    pthread_mutex_unlock(&d->lock);
    if (!wanted) {
        return false;
    }
    if (!s->link.socket) {
        start_over(d);
    }
    bool any = false;
    struct frames f;
    for (int i = 0; i < TURN_MAX && link_receive(&s->link, &f, d->now_ms); i++) {
        on_frames(d, &f);
        frames_release(&f);
        any = true;
    }
    if (link_lost(&s->link)) {
        lose(d, "the connection to ingest broke");
        any = true;
    }
    return send_waiting(d) || any;
}

void sender_tick(struct dateline_client *d)
{
    struct sender *s = &d->sender;
    if (!s->link.socket) {
        return;
    }
    if (!s->welcome) {
        if (d->now_ms >= s->hello_ms + HELLO_AGAIN_MS) {
            start_over(d);
        }
        return;
    }
    if (d->now_ms >= s->link.heard_ms + d->options.silence_ms) {
        lose(d, "ingest is silent");
    } else if (d->now_ms >= s->spoke_ms + d->options.silence_ms / 4 ||
               d->now_ms >= s->link.heard_ms + d->options.silence_ms / 2) {
        struct wire_writer w = connection_map(d);
        wire_ping_write(&w, &(struct wire_ping){0});
        say(d, "PING");
    }
}

void sender_release(struct dateline_client *d)
{
    struct sender *s = &d->sender;
    if (s->link.socket && s->welcome) {
        struct wire_writer w = connection_map(d);
        wire_bye_write(&w, &(struct wire_bye){0});
        say(d, "BYE");
    }
    link_close(&s->link, s->welcome ? LINGER_MS : 0);
    for (uint64_t n = s->head; s->slots && n < s->next; n++) {
        if (slot_of(s, n)->state != SLOT_FREE) {
            struct slot slot = *slot_of(s, n);
            zmq_msg_close(&slot_of(s, n)->article);
            tell(&slot, &(struct dateline_receipt){.status = DATELINE_CLOSED});
        }
    }
    free(s->slots);
    s->slots = NULL;
}

/* ---- public ---- */

static enum dateline_status wait_for_room(struct dateline_client *d)
{
    if (has_room(d)) {
        return DATELINE_OK;
    }
    if (d->options.send_timeout_ms < 0 || !connection_may_wait(d)) {
        return DATELINE_AGAIN;
    }
    enum dateline_status status = connection_wait(
        d, has_room, d, d->options.send_timeout_ms ? d->options.send_timeout_ms : -1);
    return status == DATELINE_TIMEOUT ? DATELINE_AGAIN : status;
}

/* Takes the message. */
static enum dateline_status put(struct dateline_client *d, zmq_msg_t *article,
                                dateline_on_receipt *on_receipt, void *context)
{
    struct sender *s = &d->sender;
    pthread_mutex_lock(&d->lock);
    enum dateline_status status = atomic_load(&d->closing) ? DATELINE_CLOSED : wait_for_room(d);
    bool wake = false;
    if (status == DATELINE_OK) {
        struct slot *slot = slot_of(s, s->next++);
        *slot = (struct slot){.state = SLOT_WAITING, .on_receipt = on_receipt, .context = context};
        zmq_msg_init(&slot->article);
        zmq_msg_move(&slot->article, article);
        s->under_way++;
        s->wanted = true;
        wake = !d->woken;
        d->woken = true;
    }
    pthread_mutex_unlock(&d->lock);
    zmq_msg_close(article);
    if (wake) {
        connection_wake(d);
    }
    return status;
}

enum dateline_status dateline_send_bytes(struct dateline_client *d, const void *article,
                                         size_t size, dateline_on_receipt *on_receipt,
                                         void *context)
{
    zmq_msg_t copy;
    if (zmq_msg_init_size(&copy, size) != 0) {
        return DATELINE_FAILED;
    }
    if (size) {
        memcpy(zmq_msg_data(&copy), article, size);
    }
    return put(d, &copy, on_receipt, context);
}

static void free_bytes(void *bytes, void *hint)
{
    (void)hint;
    free(bytes);
}

/* What the article takes at most, so that its bytes are written where they stay. */
static size_t room_for(const struct wire_article *a)
{
    enum { KEYS_AND_HEADS = 256 };
    return a->id.len + a->uri.len + a->title.len + a->byline.len + a->body.len + a->html.len +
           a->published.len + a->source.len + a->language.len + a->rights.len + KEYS_AND_HEADS;
}

enum dateline_status dateline_send(struct dateline_client *d,
                                   const struct dateline_article *article,
                                   dateline_on_receipt *on_receipt, void *context)
{
    struct wire_article a = {
        .id = str_of(article->id),
        .uri = str_of(article->uri),
        .title = str_of(article->title),
        .byline = str_of(article->byline),
        .body = str_of(article->body),
        .html = str_of(article->html),
        .published = str_of(article->published),
        .source = str_of(article->source),
        .language = str_of(article->language),
        .rights = str_of(article->rights),
    };
    struct buf bytes = {0};
    struct wire_writer w = wire_writer_of(&bytes);
    zmq_msg_t message;
    buf_reserve(&bytes, room_for(&a));
    wire_article_write(&w, &a);
    bool good = w.status == STATUS_OK;
    if (!good || zmq_msg_init_data(&message, bytes.ptr, bytes.len, free_bytes, NULL) != 0) {
        buf_release(&bytes);
        return good ? DATELINE_FAILED : DATELINE_WRONG;
    }
    return put(d, &message, on_receipt, context);
}

enum dateline_status dateline_flush(struct dateline_client *d, uint32_t timeout_ms)
{
    if (!connection_may_wait(d)) {
        return DATELINE_WRONG;
    }
    pthread_mutex_lock(&d->lock);
    enum dateline_status status = connection_wait(d, is_empty, d, timeout_ms);
    pthread_mutex_unlock(&d->lock);
    return status;
}

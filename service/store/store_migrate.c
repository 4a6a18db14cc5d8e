#include "store/store_migrate.h"

#include <inttypes.h>

#include "base/log.h"

static const struct str version_key = STR_INIT("version");

/* The table ends with an empty row, which no version fits: format 1 is the first. */
const struct store_migration store_migrations[] = {
    /* from  step */
    {0, NULL},
};
const size_t store_migration_count = sizeof store_migrations / sizeof store_migrations[0] - 1;

/* Numbers are little-endian, of whatever width the ledger gave them. */
static uint64_t read_number(struct str value)
{
    uint64_t number = 0;
    for (size_t i = value.len < 8 ? value.len : 8; i > 0; i--) {
        number = number << 8 | (unsigned char)value.ptr[i - 1];
    }
    return number;
}

static enum status write_version(const struct ledger_kv *kv, size_t width, uint64_t version)
{
    char bytes[8] = {0};
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)(version >> (8 * i) & 0xff);
    }
    return kv->put(kv->txn, TABLE_META, version_key, str_make(bytes, width < 8 ? width : 8));
}

enum status store_version(const struct ledger_kv *kv, uint64_t *version)
{
    struct str value;
    enum status status = kv->get(kv->txn, TABLE_META, version_key, &value);
    if (status == STATUS_OK) {
        *version = read_number(value);
    }
    return status;
}

static const struct store_migration *step_from(const struct store_migration *steps, size_t count,
                                               uint64_t version)
{
    for (size_t i = 0; i < count; i++) {
        if (steps[i].from == version) {
            return &steps[i];
        }
    }
    return NULL;
}

enum status store_migrate(const struct ledger_kv *kv, const struct store_migration *steps,
                          size_t step_count)
{
    struct str value;
    enum status status = kv->get(kv->txn, TABLE_META, version_key, &value);
    if (status != STATUS_OK) {
        return status;
    }
    size_t width = value.len;
    uint64_t version = read_number(value);
    const struct store_migration *step;
    while (status == STATUS_OK && (step = step_from(steps, step_count, version))) {
        log_info("store.migrate", "from=%" PRIu64 " to=%" PRIu64, version, version + 1);
        status = step->run(kv);
        version++;
        status = status == STATUS_OK ? write_version(kv, width, version) : status;
    }
    return status;
}

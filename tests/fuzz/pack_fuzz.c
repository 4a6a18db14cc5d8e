/* pack_fuzz: knowledge packs that are wrong in any way but their checksums, and names to look up.
 *
 * The input is a number of changes to tests/unit/model/small.pack (a place in two bytes, a byte to
 * put there), then the changes, then a text. Checksums are made right again, so that the checks
 * behind them are reached. What opens must be safe to search: entries exist, slices lie within the
 * file. */
#include "fuzz.h"

#include <string.h>

#include "model/crc32.h"
#include "model/pack.h"

enum { CHANGES_MAX = 15, FILE_MAX = 1 << 14, ARENA_BYTES = 1 << 20 };

static _Alignas(64) char whole[FILE_MAX];
static _Alignas(64) char changed[FILE_MAX];
static size_t whole_len;
static struct arena arena;

static void read_small(void)
{
    whole_len = fuzz_read("tests/unit/model/small.pack", whole, FILE_MAX);
    fuzz_must(whole_len > PACK_HEADER_BYTES, "the file has its header");
    fuzz_must(arena_init(&arena, ARENA_BYTES) == STATUS_OK, "there is memory");
}

static void seal(void)
{
    uint32_t sections, crc;
    memcpy(&sections, changed + 12, 4);
    size_t table = sections * (size_t)PACK_SECTION_BYTES;
    if (table > whole_len - PACK_HEADER_BYTES) {
        return;
    }
    for (uint32_t i = 0; i < sections; i++) {
        char *row = changed + PACK_HEADER_BYTES + i * (size_t)PACK_SECTION_BYTES;
        uint64_t offset, len;
        memcpy(&offset, row + 48, 8);
        memcpy(&len, row + 56, 8);
        if (offset <= whole_len && len <= whole_len - offset) {
            crc = crc32_of(changed + offset, len);
            memcpy(row + 44, &crc, 4);
        }
    }
    crc = crc32_of(changed + PACK_HEADER_BYTES, table);
    memcpy(changed + 24, &crc, 4);
}

static bool within(struct str s)
{
    return s.len == 0 || fuzz_within(str_make(changed, whole_len), s);
}

static void search(const struct pack *p, struct str text)
{
    struct pack_match found[PACK_MATCHES_MAX];
    struct pack_role roles[PACK_ROLES_MAX];
    fuzz_must(within(pack_word(p, text).cameo), "a word");
    size_t n = pack_find(p, text, found, PACK_MATCHES_MAX);
    for (size_t i = 0; i < n; i++) {
        struct pack_entry e = pack_entry(p, found[i].entry);
        fuzz_must(within(e.name) && within(e.cameo) && within(e.region), "slices of the file");
        fuzz_must(e.kind > 0 && e.kind < PACK_KIND_COUNT, "a kind");
        size_t held = pack_roles(p, found[i].entry, PACK_ANY_DAY, roles, PACK_ROLES_MAX);
        for (size_t k = 0; k < held; k++) {
            fuzz_must(roles[k].person == found[i].entry && within(roles[k].title), "a role");
        }
        uint32_t holder = pack_holder(p, found[i].entry, STR("leader"), 1000);
        fuzz_must(holder == PACK_NONE || holder < pack_entries(p), "a holder");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = fuzz_input_of(data, size);
    struct pack *p;
    const char *problem;
    if (whole_len == 0) {
        read_small();
    }
    arena_reset(&arena);
    memcpy(changed, whole, whole_len);
    int changes = fuzz_byte(&in) & CHANGES_MAX;
    for (int i = 0; i < changes; i++) {
        size_t place = (size_t)fuzz_byte(&in) << 8;
        place |= fuzz_byte(&in);
        changed[place % whole_len] = (char)fuzz_byte(&in);
    }
    struct str text = fuzz_text(&arena, in.rest), file = str_make(changed, whole_len);
    seal();
    if (pack_of_bytes(&file, 1, &p, &problem) == STATUS_OK) {
        search(p, text);
        search(p, STR("Port Amber"));
        pack_close(p);
    }
    return 0;
}

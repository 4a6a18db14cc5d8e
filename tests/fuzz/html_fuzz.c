/* html_fuzz: any bytes as a page: blocks in order and apart, text in UTF-8, nothing but what a page
 * may give; the same page again gives the same article. */
#include <stdlib.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "ingest/html.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static void check_blocks(const struct html_article *page)
{
    uint32_t at = 0;
    fuzz_must(page->block_count <= BLOCKS_MAX, "no more blocks than declared");
    for (uint32_t i = 0; i < page->block_count; i++) {
        struct span span = page->blocks[i].span;
        fuzz_must(span.begin >= at && span.begin < span.end && span.end <= page->text.len,
                  "blocks are in order and apart");
        struct str text = str_slice(page->text, span.begin, span.end);
        fuzz_must(utf8_valid(text), "a block cuts no character");
        fuzz_must(!is_blank(text.ptr[0]) && !is_blank(text.ptr[text.len - 1]),
                  "no white space at the ends of a block");
        fuzz_must(i == 0 || span.begin >= at + 2, "a blank line parts blocks");
        fuzz_must(page->blocks[i].kind <= BLOCK_QUOTE, "a block is of a kind");
        at = span.end;
    }
    fuzz_must(page->block_count > 0 || page->text.len == 0, "all text is in blocks");
}

static bool same(struct str a, struct str b)
{
    return str_is_absent(a) == str_is_absent(b) && str_equal(a, b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    if (!arena.limit && arena_init(&arena, 1 << 26) != STATUS_OK) {
        abort();
    }
    arena_reset(&arena);
    struct fuzz_input in = fuzz_input_of(data, size);
    struct str utf8;
    if (html_utf8(in.rest, &arena, &utf8) != STATUS_OK) {
        return 0;
    }
    fuzz_must(utf8_valid(utf8), "a page is UTF-8 when it was converted");
    struct html_article page, again;
    enum status status = html_extract(utf8, &arena, &page);
    fuzz_must(status == STATUS_OK || status == STATUS_LIMIT, "a page is read or too much");
    if (status == STATUS_OK) {
        fuzz_must(utf8_valid(page.title) && utf8_valid(page.byline) && utf8_valid(page.source),
                  "names are UTF-8");
        fuzz_must(utf8_valid(page.published) && utf8_valid(page.language) && utf8_valid(page.uri),
                  "words are UTF-8");
        fuzz_must(utf8_valid(page.text), "the text is UTF-8");
        check_blocks(&page);
        fuzz_must(html_extract(utf8, &arena, &again) == STATUS_OK && same(page.text, again.text) &&
                      same(page.title, again.title) && page.block_count == again.block_count,
                  "the same page, the same article");
    }
    struct str small = html_shrink(utf8, &arena);
    fuzz_must(small.len <= utf8.len && utf8_valid(small), "a page does not grow when it is shrunk");
    return 0;
}

/* Bearer tokens as RFC 6750 has them. Only the hash is kept, and hashes are compared, so neither
 * time nor memory tells. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/log.h"
#include "http/inside.h"

enum { TOKEN_LEAST = 16, TOKEN_MOST = 1024 };

enum status token_load(struct http *h)
{
    char line[TOKEN_MOST + 2] = "";
    if (!*h->o.token_file) {
        return STATUS_OK;
    }
    char file[PATH_MAX], why[128];
    log_value(str_of(h->o.token_file), file, sizeof file);
    FILE *f = fopen(h->o.token_file, "re");
    if (!f) {
        log_error("http.token", "file=%s reason=%s", file,
                  log_value(str_of(strerror(errno)), why, sizeof why));
        return STATUS_IO;
    }
    bool read = fgets(line, sizeof line, f) != NULL;
    fclose(f);
    struct str token = str_trim(str_of(line));
    if (!read || token.len < TOKEN_LEAST || token.len > TOKEN_MOST) {
        sodium_memzero(line, sizeof line);
        log_error("http.token", "file=%s reason=its-first-line-must-have-%d-to-%d-characters", file,
                  TOKEN_LEAST, TOKEN_MOST);
        return STATUS_INVALID;
    }
    sha256_of(token, h->token);
    h->has_token = true;
    sodium_memzero(line, sizeof line);
    return STATUS_OK;
}

bool token_good(const struct http *h, const char *authorization)
{
    struct str given = str_trim(str_of(authorization));
    struct str scheme = STR("bearer ");
    unsigned char hash[SHA256_BYTES];
    if (!h->has_token) {
        return true;
    }
    if (given.len <= scheme.len || !str_equal_nocase(str_slice(given, 0, scheme.len), scheme)) {
        return false;
    }
    given = str_trim(str_slice(given, scheme.len, given.len));
    sha256_of(given, hash);
    return sodium_memcmp(hash, h->token, sizeof hash) == 0;
}

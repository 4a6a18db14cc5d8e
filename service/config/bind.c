#include "config/bind.h"

#include <arpa/inet.h>
#include <string.h>

static bool is_loopback_host(struct str host)
{
    char text[64];
    struct in_addr four;
    struct in6_addr six;
    if (host.len >= sizeof text) {
        return false;
    }
    memcpy(text, host.ptr, host.len);
    text[host.len] = '\0';
    if (inet_pton(AF_INET, text, &four) == 1) {
        return (ntohl(four.s_addr) >> 24) == 127;
    }
    if (inet_pton(AF_INET6, text, &six) == 1) {
        return memcmp(&six, &in6addr_loopback, sizeof six) == 0;
    }
    return str_equal(host, STR("localhost"));
}

bool bind_is_local(struct str address)
{
    if (str_starts_with(address, STR("ipc://")) || str_equal(address, STR("none"))) {
        return true;
    }
    if (str_starts_with(address, STR("tcp://"))) {
        address = str_slice(address, 6, address.len);
    }
    size_t colon = address.len;
    while (colon > 0 && address.ptr[colon - 1] != ':') {
        colon--;
    }
    struct str host = str_slice(address, 0, colon ? colon - 1 : 0);
    if (host.len >= 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']') {
        host = str_slice(host, 1, host.len - 1);
    }
    return is_loopback_host(host);
}

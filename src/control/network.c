#include "control/network.h"

#include <arpa/inet.h>
#include <string.h>

static bool
address_read(struct slice text, uint8_t out_address[static NETWORK_BYTES], bool *out_is_v6)
{
    char copy[INET6_ADDRSTRLEN];
    if (text.n >= sizeof(copy) || memchr(text.p, '\0', text.n) != NULL)
        return false;
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    *out_is_v6 = slice_find(text, ':') < text.n;
    return inet_pton(*out_is_v6 ? AF_INET6 : AF_INET, copy, out_address) == 1;
}

static bool
bits_read(struct slice text, unsigned max, unsigned *out_bits)
{
    if (text.n < 1 || text.n > 3 || (text.n > 1 && text.p[0] == '0'))
        return false;
    *out_bits = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
        *out_bits = *out_bits * 10 + (unsigned)(text.p[i] - '0');
    }
    return *out_bits <= max;
}

/* The byte with only those of its bits that belong to the first `bits` of the address. */
static uint8_t
masked(const uint8_t *address, size_t at, unsigned bits)
{
    const size_t before = at * 8;
    if (bits <= before)
        return 0;
    const size_t dropped = bits - before >= 8 ? 0 : 8 - (bits - before);
    return (uint8_t)((address[at] >> dropped << dropped) & 0xff);
}

int
network_read(struct slice text, struct network *out_network, struct err *err)
{
    struct network network = {0};
    const size_t slash = slice_find(text, '/');
    if (!address_read(slice_sub(text, 0, slash), network.address, &network.is_v6) ||
        !bits_read(slice_sub(text, slash + 1, text.n), network.is_v6 ? 128 : 32, &network.bits))
        return err_set(err, ERR_FORMAT,
                       "'%.*s' is no block of addresses, expected one like 10.0.0.0/8 or 2001:db8::/32",
                       SLICE_ARG(text));
    for (size_t i = 0; i < (network.is_v6 ? 16U : 4U); i++) {
        if (masked(network.address, i, network.bits) != network.address[i])
            return err_set(err, ERR_FORMAT, "block '%.*s' has bits set behind its first %u", SLICE_ARG(text),
                           network.bits);
    }
    *out_network = network;
    return 0;
}

bool
network_holds(const struct network *network, struct slice text)
{
    uint8_t address[NETWORK_BYTES] = {0};
    bool is_v6;
    if (!address_read(text, address, &is_v6) || is_v6 != network->is_v6)
        return false;
    for (size_t i = 0; i < NETWORK_BYTES; i++) {
        if (masked(address, i, network->bits) != network->address[i])
            return false;
    }
    return true;
}

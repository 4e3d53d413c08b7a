/* network.h - blocks of addresses: "10.0.0.0/8", "2001:db8::/32".
 * Strict: the address as inet_pton(3) reads it (four decimal numbers without leading zeros; RFC 4291 §2.2 for IPv6, no
 * zone), a length in decimal without leading zeros, and no bit set behind it. Source: RFC 4632 §3.1, RFC 4291 §2.3. */
#ifndef DAYBOOK_CONTROL_NETWORK_H
#define DAYBOOK_CONTROL_NETWORK_H

#include "base/err.h"
#include "base/slice.h"

enum { NETWORK_BYTES = 16 };

struct network {
    uint8_t address[NETWORK_BYTES]; /* the first 4 of them when it is of IPv4 */
    bool is_v6;
    unsigned bits;
};

/* ERR_FORMAT for anything but a block. */
MUST_CHECK int network_read(struct slice text, struct network *out_network, struct err *err);
/* Whether `text` is an address, and in the block. An IPv4 address is in no block of IPv6, however it is written. */
bool network_holds(const struct network *network, struct slice text);

#endif

#include "ledger/oversize.h"

#include "base/attr.h"
#include "base/random.h"

static const struct slice payload_label = SLICE_INIT("daybook-payload-v1\n");

void
ledger_oversize_init(struct ledger_oversize *oversize)
{
    oversize->size = 0;
    oversize->prefix_len = 0;
    random_fill(oversize->salt.b, SALT_BYTES);
    sha256_init(&oversize->plain_stream);
    sha256_init(&oversize->salted_stream);
    sha256_add(&oversize->salted_stream, payload_label);
    sha256_add(&oversize->salted_stream, (struct slice){oversize->salt.b, SALT_BYTES});
}

void
ledger_oversize_add(struct ledger_oversize *oversize, struct slice piece)
{
    const size_t room = sizeof(oversize->prefix) - oversize->prefix_len;
    const struct slice kept = slice_sub(piece, 0, room);
    if (kept.n > 0)
        memcpy(oversize->prefix + oversize->prefix_len, kept.p, kept.n);
    oversize->prefix_len += kept.n;
    oversize->size += piece.n;
    sha256_add(&oversize->plain_stream, piece);
    sha256_add(&oversize->salted_stream, piece);
}

void
ledger_oversize_finish(struct ledger_oversize *oversize)
{
    oversize->plain = sha256_finish(&oversize->plain_stream);
    oversize->salted = sha256_finish(&oversize->salted_stream);
}

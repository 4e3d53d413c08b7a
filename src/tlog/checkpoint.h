/* checkpoint.h - what a log commits to: its origin, its size and its root.
 * As text: three lines, the origin, the size in decimal without leading zeros, the root in base64; further lines are
 * extensions, which are read and kept but never written here. As a signed note: by a key named like the origin.
 * Source: C2SP tlog-checkpoint. */
#ifndef DAYBOOK_TLOG_CHECKPOINT_H
#define DAYBOOK_TLOG_CHECKPOINT_H

#include "tlog/note.h"

#include "crypto/sha256.h"

struct checkpoint {
    struct slice origin; /* view of the text it was read from */
    uint64_t size;       /* leaves */
    struct sha256_digest root;
    struct slice extension; /* the lines after the root, each with its newline; {NULL, 0} when there is none */
};

/* Append the text. ERR_USAGE when the origin is empty or not text, an extension is given, or size 0 comes with another
 * root than the empty tree's. */
MUST_CHECK int checkpoint_write(struct buf *out, const struct checkpoint *checkpoint, struct err *err);
/* Read the text of a note (with its final newline). ERR_FORMAT. */
MUST_CHECK int checkpoint_parse(struct slice text, struct checkpoint *out_checkpoint, struct err *err);

/* Append the signed note, the key's name being the origin. */
MUST_CHECK int
checkpoint_sign(struct buf *out, const struct checkpoint *checkpoint, const struct signing_key *key, struct err *err);
/* note_open() and checkpoint_parse(); and a known key with the origin's name must have signed, so that the signature of
 * some other known key (a witness) does not pass for the log's own. ERR_SIGNATURE otherwise. For the signatures beside
 * the log's, note_parse() the same bytes. */
MUST_CHECK int checkpoint_open(struct slice bytes, struct vkey_list known, struct arena *arena,
                               struct checkpoint *out_checkpoint, struct err *err);

#endif

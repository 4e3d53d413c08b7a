/* note.h - signed notes: a text and, after a blank line, signature lines `— name base64(key ID ‖ signature)`.
 * A note is trusted when at least one signature is by a known key and every signature that claims a known key verifies;
 * signatures by others are kept and not looked at. Source: C2SP signed-note. */
#ifndef DAYBOOK_TLOG_NOTE_H
#define DAYBOOK_TLOG_NOTE_H

#include "tlog/vkey.h"

#include "base/arena.h"

struct note_signature {
    struct slice name;
    uint32_t id;            /* of the key, as claimed */
    struct slice signature; /* what follows the key ID; at least one byte, Ed25519 has 64 */
    bool verified;          /* by a known key, on this text */
};

/* `text` (with its final newline: the bytes that are signed) and names are views of the bytes that were read. */
struct note {
    struct slice text;
    const struct note_signature *signatures;
    size_t count;
};

/* Take a note apart, verifying nothing. ERR_FORMAT when it is malformed, ERR_LIMIT past LIMIT_NOTE_BYTES or
 * LIMIT_NOTE_SIGNATURES. Signatures go into the arena. */
MUST_CHECK int note_parse(struct slice bytes, struct arena *arena, struct note *out_note, struct err *err);
/* note_parse(), then verify. ERR_SIGNATURE when a known key's signature is bad or no known key signed. */
MUST_CHECK int
note_open(struct slice bytes, struct vkey_list known, struct arena *arena, struct note *out_note, struct err *err);
/* Append `text`, the blank line and one signature line in the name of `name`. ERR_USAGE when the text is not one that a
 * note can carry (UTF-8, no control characters but newline, a newline at the end) or the name is not valid. */
MUST_CHECK int
note_sign(struct buf *out, struct slice text, struct slice name, const struct signing_key *key, struct err *err);

#endif

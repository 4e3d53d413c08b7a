/* transfer.h - how e-mail writes bytes as lines of ASCII, read as it is found: what is not of the encoding is skipped
 * or stays as it is, since a mail that its reader could show is no reject. Source: RFC 2045 section 6
 * (quoted-printable, base64), RFC 2047 (encoded words in headers). */
#ifndef DAYBOOK_FORMAT_TRANSFER_H
#define DAYBOOK_FORMAT_TRANSFER_H

#include "base/arena.h"
#include "base/buf.h"

/* By the value of Content-Transfer-Encoding, in lower case; other values than base64 and quoted-printable give the
 * bytes themselves. */
struct slice transfer_decode(struct slice bytes, struct slice encoding, struct arena *arena);
/* A header's value, its encoded words decoded, as well-formed UTF-8 in the arena. */
struct slice transfer_words(struct slice value, struct arena *arena);

#endif

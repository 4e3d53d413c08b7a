/* charset.h - texts in the character sets that are still met, as UTF-8. Known are utf-8, us-ascii, iso-8859-1,
 * iso-8859-15 and windows-1252 (the WHATWG's tables); of any other, bytes from 0x80 on become U+FFFD, and so does what
 * is ill-formed. */
#ifndef DAYBOOK_FORMAT_CHARSET_H
#define DAYBOOK_FORMAT_CHARSET_H

#include "base/arena.h"
#include "base/buf.h"

/* `name` in any case; absent or empty means utf-8. */
void charset_append(struct buf *out, struct slice bytes, struct slice name);
struct slice charset_read(struct slice bytes, struct slice name, struct arena *arena);

#endif

/* visible.h - text from outside as it may be shown to people: what would move, hide or reorder the text around it is
 * written as \u{…}. These are the C0 and C1 controls, DEL, and the bidirectional controls U+061C, U+200E, U+200F,
 * U+202A to U+202E and U+2066 to U+2069 (Unicode TR9 §2). */
#ifndef DAYBOOK_FORMAT_VISIBLE_H
#define DAYBOOK_FORMAT_VISIBLE_H

#include "base/buf.h"
#include "base/slice.h"

bool visible_is_hidden(uint32_t scalar);
/* Append `text` with hidden characters as \u{hex}: lower case, no padding ("\u{a}", "\u{202e}"). Ill-formed UTF-8
 * becomes U+FFFD, a byte each. */
void visible_append(struct buf *out, struct slice text);

#endif

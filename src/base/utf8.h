/* utf8.h - well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF). */
#ifndef DAYBOOK_BASE_UTF8_H
#define DAYBOOK_BASE_UTF8_H

#include "base/buf.h"
#include "base/slice.h"

/* Offset of the first byte that is not well-formed, or text.n. */
size_t utf8_valid_length(struct slice text);
bool utf8_is_valid(struct slice text);
/* Decode the character at *at (< text.n) and move past it; an ill-formed byte gives 0xFFFD and moves by one. */
uint32_t utf8_next(struct slice text, size_t *at);
/* Append one scalar value; what is none (surrogates, above 0x10FFFF) becomes U+FFFD. */
void utf8_append(struct buf *out, uint32_t scalar);
/* The longest prefix of at most `max` bytes that does not cut a character. Ill-formed bytes may be cut anywhere. */
struct slice utf8_cut(struct slice text, size_t max);

#endif

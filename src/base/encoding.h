/* encoding.h - bytes as text: lower-case hexadecimal and standard padded base64 (RFC 4648 §4), both strict:
 * one text for one value, no white space, no missing padding, no stray bits in the last character. Messages never show
 * more than one character of a text, since it may be a key. */
#ifndef DAYBOOK_BASE_ENCODING_H
#define DAYBOOK_BASE_ENCODING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

void hex_append(struct buf *out, struct slice bytes);
/* 2n characters and a NUL. */
void hex_write(char *out_text, const uint8_t *bytes, size_t n);
/* Exactly `n` bytes from 2n lower-case digits, else ERR_FORMAT. */
MUST_CHECK int hex_read(uint8_t *out_bytes, size_t n, struct slice text, struct err *err);

void base64_append(struct buf *out, struct slice bytes);
/* The bytes go into the arena, with a NUL after them (not counted); no text gives an empty slice. ERR_FORMAT. */
MUST_CHECK int base64_read(struct slice text, struct arena *arena, struct slice *out_bytes, struct err *err);

#endif

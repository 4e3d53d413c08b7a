/* gunzip.h - what a gzip file holds, piece by piece, in constant memory.
 * Source: RFC 1952; members that follow each other are read as one text (section 2.2). */
#ifndef DAYBOOK_FORMAT_GUNZIP_H
#define DAYBOOK_FORMAT_GUNZIP_H

#include "base/attr.h"
#include "base/err.h"
#include "base/slice.h"

struct gunzip;

/* Over the whole file in memory, which is borrowed and must outlive it. */
struct gunzip *gunzip_new(struct slice bytes);
/* The same of a zlib stream (RFC 1950). */
struct gunzip *gunzip_new_zlib(struct slice bytes);
void gunzip_free(struct gunzip *gunzip);
void gunzip_drop(struct gunzip **gunzip);

/* The next bytes, at most `max` > 0; *out_n = 0 only at the end. ERR_FORMAT when the file is not gzip, is damaged (its
 * CRC-32 and length are compared) or ends early; nothing more can be read then. */
MUST_CHECK int gunzip_read(struct gunzip *gunzip, uint8_t *out, size_t max, size_t *out_n, struct err *err);

#endif

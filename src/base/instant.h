/* instant.h - instants: signed milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
 * Source: RFC 3339. Written form: "YYYY-MM-DDTHH:MM:SS.mmmZ", years 0000 to 9999. */
#ifndef DAYBOOK_BASE_INSTANT_H
#define DAYBOOK_BASE_INSTANT_H

#include "base/err.h"
#include "base/slice.h"

enum { INSTANT_TEXT_MAX = 25 }; /* 24 characters and a NUL */
/* "Does not exist", for optional instants. */
#define INSTANT_NONE INT64_MIN
/* 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z. */
#define INSTANT_FIRST INT64_C(-62167219200000)
#define INSTANT_LAST INT64_C(253402300799999)

/* Read an RFC 3339 date-time with its zone ("Z", "+02:00"). Digits finer than a millisecond are cut. A leap second
 * (23:59:60 UTC, on any day) reads as 23:59:59.999, so that order is kept. ERR_FORMAT for anything else, dates that do
 * not exist included. */
MUST_CHECK int instant_read(struct slice text, int64_t *out_ms, struct err *err);
/* Also accepts a date alone ("2026-01-01"), which is midnight UTC. */
MUST_CHECK int instant_read_date(struct slice text, int64_t *out_ms, struct err *err);
/* `ms` must lie in [INSTANT_FIRST, INSTANT_LAST]; others are clamped. */
void instant_write(char out_text[static INSTANT_TEXT_MAX], int64_t ms);
/* Read only the canonical form that instant_write() writes. */
MUST_CHECK int instant_read_canonical(struct slice text, int64_t *out_ms, struct err *err);

#endif

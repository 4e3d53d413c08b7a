/* intake.h - from a stream of bytes to entries of the ledger: cut, read by the source's adapter, append.
 * Nothing is lost: what cannot be read, and what belongs to no enrolled source, becomes a `reject` entry with its bytes
 * and the reason. Memory is constant, however long the stream is. */
#ifndef DAYBOOK_COLLECT_INTAKE_H
#define DAYBOOK_COLLECT_INTAKE_H

#include "base/err.h"
#include "base/slice.h"

#include <stdint.h>

struct ledger;
struct adapter_set;

/* Counts of events: accepted + duplicate + rejected = read. */
struct intake_counts {
    uint64_t read;
    uint64_t accepted;
    uint64_t duplicate;
    uint64_t rejected;
};

/* Reads up to `max` bytes of the stream; *out_n = 0 only at its end. */
typedef int (*intake_read)(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err);

struct intake_options {
    struct slice source;  /* every payload is this one's; absent: CloudEvents name theirs */
    struct slice adapter; /* read by this one instead of the source's own; enrolled with it; absent: no */
    bool enroll;          /* enrol unknown sources on first sight */
    struct slice by;      /* who enrols, or absent */
    /* Told now and then, with what has been read so far; may be NULL. */
    void (*progress)(void *context, const struct intake_counts *counts);
    /* Told of each reject; may be NULL. `line` counts from 1 in the stream. */
    void (*reject)(void *context, uint64_t line, struct slice reason);
    void *context;
    intake_read read; /* the stream */
    void *read_context;
};

/* Take in one stream and commit. The counts are added to, and hold what is durable when 0 is returned. ERR_NOT_FOUND
 * when `source` is given and not enrolled (unless `enroll`), or the adapter does not exist; ERR_USAGE when the source
 * is enrolled with an authentication that a local file cannot have. */
MUST_CHECK int intake_stream(struct ledger *ledger, const struct adapter_set *adapters,
                             const struct intake_options *options, struct intake_counts *counts, struct err *err);

#endif

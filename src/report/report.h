/* report.h - from a ledger to the signed bundle of a period, as a file.
 * Reads the ledger twice: once for the figures, once for the entries and payloads that go into the zip. The same
 * ledger, size and period give the same bytes. */
#ifndef DAYBOOK_REPORT_REPORT_H
#define DAYBOOK_REPORT_REPORT_H

#include "bundle/model.h"
#include "ledger/ledger.h"

/* "All committed entries", for report_options.size. */
#define REPORT_SIZE_ALL UINT64_MAX
/* For report_options.path: the bundle goes to standard output once it is whole. */
#define REPORT_STDOUT "-"

struct report_options {
    int64_t from_ms; /* the period [from, to) */
    int64_t to_ms;
    uint64_t size;    /* how many entries to report on, from the first; or REPORT_SIZE_ALL */
    const char *path; /* of the zip; replaced when it exists. REPORT_STDOUT: standard output */
};

struct report_summary {
    enum bundle_status status;
    const struct slice *reasons; /* why it is not COMPLETE */
    size_t reason_count;
    uint64_t entries;
    uint64_t payloads; /* disclosed */
    uint64_t bytes;    /* of the zip */
};

/* Write the bundle to a temporary file beside `options->path`, fsync it and rename it, so that the path holds a whole
 * bundle or what it held before. Its mode is 0600: it has names and payloads in it. The summary is in the arena.
 * ERR_USAGE when the period is empty or the size is 0 or above the ledger's; otherwise the errors of reading the
 * ledger, of bundle_builder_add(), bundle_builder_finish() and bundle_pack(), and ERR_IO. */
MUST_CHECK int report_write(struct ledger *ledger, const struct report_options *options, struct arena *arena,
                            struct report_summary *out_summary, struct err *err);

#endif

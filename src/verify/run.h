/* run.h - one verification under way: what its steps share. Inside of this folder only. */
#ifndef DAYBOOK_VERIFY_RUN_H
#define DAYBOOK_VERIFY_RUN_H

#include "base/limits.h"
#include "bundle/builder.h"
#include "bundle/names.h"
#include "format/unzip.h"
#include "verify/verify.h"

/* What a bundle may hold; above it is COULD NOT CHECK, before anything is inflated. */
#define VERIFY_LINES_BYTES_MAX (UINT64_C(16) << 30) /* a file of entries or payloads */
#define VERIFY_TOTAL_BYTES_MAX (UINT64_C(64) << 30) /* all files */
enum {
    VERIFY_FILE_BYTES_MAX = LIMIT_BUNDLE_FILE_BYTES, /* any other file */
    VERIFY_MANIFEST_BYTES_MAX = 64 << 20,
    VERIFY_NAMES_BYTES_MAX = 256 << 20,
    VERIFY_RULES_BYTES_MAX = 256 << 20 /* all rule files together */
};

struct verify_run {
    const struct verify_options *options;
    const struct verify_observer *observer;
    struct arena *arena;
    enum verify_step step; /* the one under way */
    bool reached[verify_step_count];
    uint64_t step_findings[verify_step_count]; /* of each */
    bool has_failed[verify_step_count];
    bool has_could_not[verify_step_count];

    struct unzip zip;
    struct slice manifest_bytes;
    struct manifest manifest;
    struct ed25519_public signer; /* whose signature the manifest has, when it is good */
    bool *is_unreadable;          /* by member of the zip: its packed bytes are broken */

    struct bundle_builder *builder;
    struct bundle_name_list names;
    struct file_set rules; /* controls/source/, sorted; empty when it could not be read */
    struct bundle_model model;
    bool has_model;

    struct verify_result result;
};

/* Report something wrong, or (run_doubt) something that could not be checked. The place is put before the text, as
 * "entry 7", "stats/exposure.json" or "payloads/0000.ndjson line 3". */
void run_report(struct verify_run *run, enum verify_code code, const struct verify_place *place, const char *format,
                ...) PRINTF_LIKE(4, 5);
void run_doubt(struct verify_run *run, enum verify_code code, const struct verify_place *place, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* Take a failure for what it says about the bundle, under `code`, unless it means an unknown version or a limit of this
 * program. 0; or ERR_IO again, since then nothing could be seen. */
MUST_CHECK int run_take(struct verify_run *run, enum verify_code code, const struct verify_place *place, int failure,
                        const struct err *cause, struct err *err);

/* The member, or NULL when it is missing or was found to be unreadable. */
const struct zip_member *run_member(const struct verify_run *run, struct slice path);
/* Whether every member of a folder can be read. */
bool run_can_read(const struct verify_run *run, const char *folder);

/* Begin a step: findings are its own from here on. */
void run_begin(struct verify_run *run, enum verify_step step);
/* The four steps. Each reports what it finds and returns 0, or ERR_IO. */
MUST_CHECK int container_check(struct verify_run *run, struct err *err);
MUST_CHECK int entries_check(struct verify_run *run, struct err *err);
MUST_CHECK int payloads_check(struct verify_run *run, struct err *err);
MUST_CHECK int figures_check(struct verify_run *run, struct err *err);

#endif

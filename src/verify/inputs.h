/* inputs.h - what a bundle holds besides entries and payloads for the builder to take: rule files, names, the
 * checkpoint. */
#ifndef DAYBOOK_VERIFY_INPUTS_H
#define DAYBOOK_VERIFY_INPUTS_H

#include "verify/run.h"

struct inputs {
    struct verify_run *run;
    struct sha256_digest source_digest; /* of run->rules */
    struct slice checkpoint;
    uint64_t rules_bytes; /* read so far */
};

/* Read the files that every bundle must have. *out_whole says whether all of it is there; what is not is reported. */
MUST_CHECK int inputs_read(struct verify_run *run, struct inputs *out_inputs, bool *out_whole, struct err *err);
/* As bundle_builder_finish() takes them; `inputs` must outlive the call. */
struct bundle_inputs inputs_of_builder(struct inputs *inputs);

#endif

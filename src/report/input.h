/* input.h - a ledger as bundle/builder.h and bundle/pack.h want to read it. */
#ifndef DAYBOOK_REPORT_INPUT_H
#define DAYBOOK_REPORT_INPUT_H

#include "bundle/builder.h"
#include "bundle/pack.h"
#include "ledger/read.h"

struct report_input;

/* The first `size` entries of the ledger, which must stay open. */
struct report_input *report_input_new(struct ledger *ledger, uint64_t size);
void report_input_free(struct report_input *input);
/* For AUTO(report_input_drop). */
void report_input_drop(struct report_input **input);

/* First reading: give every entry to the builder, and finish it for the period. Files of rule sets and names live in
 * the arena. */
MUST_CHECK int report_input_build(struct report_input *input, struct bundle_builder *builder, struct arena *arena,
                                  const struct period *period, struct bundle_model *out_model, struct err *err);
/* Second reading: what bundle_pack() asks for. Valid while the input lives; once. */
struct bundle_pack_source report_input_source(struct report_input *input);

#endif

/* difference.h - what two sets of controls do not have in common, one thing at a time.
 * Compared is what the files say, not how they are written: order, comments and tests of rules make no difference. */
#ifndef DAYBOOK_CONTROL_DIFFERENCE_H
#define DAYBOOK_CONTROL_DIFFERENCE_H

#include "control/controls.h"

struct control_difference {
    struct slice subject; /* "rule aws.s3.public", "criterion CC6.1", "sla", "file sources/x.yaml" */
    struct slice field;   /* "check securityhub/S3.4", "soc2 CC6.1", "ttl_s", "high" */
    struct slice before;  /* absent: it was not there */
    struct slice after;   /* absent: it is there no more */
};

struct control_differences {
    const struct control_difference *differences; /* by subject and field, in the order of bytes */
    size_t count;
};

/* The catalog, the SLA table and the rules. Texts are copied into the arena. */
struct control_differences
controls_diff(const struct controls *before, const struct controls *after, struct arena *arena);

/* The files of two sorted sets, those outside of controls/ too: field "sha256", values in hexadecimal. */
struct control_differences
controls_diff_files(const struct file_set *before, const struct file_set *after, struct arena *arena);

#endif

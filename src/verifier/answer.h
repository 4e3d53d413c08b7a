/* answer.h - what came out for one file, and how it is told. Inside of this folder only. */
#ifndef DAYBOOK_VERIFIER_ANSWER_H
#define DAYBOOK_VERIFIER_ANSWER_H

#include "base/buf.h"
#include "base/intern.h"
#include "verify/verify.h"

/* A finding, kept. */
struct answer_finding {
    struct verify_finding finding; /* its texts are the answer's */
    struct slice text;
};

struct answer {
    const char *file;
    bool has_result;
    struct err error; /* why there is none */
    struct verify_result result;
    const struct answer_finding *findings; /* in the order in which they were met */
    size_t finding_count;
};

/* Append the answer in words: a headline, a line for each check, then what is not checked and not proved. */
void answer_text(const struct answer *answer, struct arena *arena, struct buf *out);
/* Append it as one line of canonical JSON. */
MUST_CHECK int answer_json(const struct answer *answer, struct arena *arena, struct buf *out, struct err *err);
/* The verdict: COULD NOT CHECK when there is no result. */
enum verify_verdict answer_verdict(const struct answer *answer);

#endif

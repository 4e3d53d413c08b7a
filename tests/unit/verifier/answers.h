/* answers.h - made-up results, so that how they are told can be tested without bundles. */
#ifndef DAYBOOK_TESTS_VERIFIER_ANSWERS_H
#define DAYBOOK_TESTS_VERIFIER_ANSWERS_H

#include "verifier/answer.h"

/* A good one, with every count; the caller may change it. */
struct answer answer_good(void);
/* One that failed: a block was changed, and so was a file. */
struct answer answer_failed(void);

#endif

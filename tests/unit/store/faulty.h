/* faulty.h - a store that fails on purpose: the n-th call of any of another one. */
#ifndef DAYBOOK_TESTS_STORE_FAULTY_H
#define DAYBOOK_TESTS_STORE_FAULTY_H

#include "store/store.h"

struct faulty {
    uint64_t fail_at;    /* which call fails, from 1; 0: none */
    bool after;          /* an append that fails has taken place all the same, as when the answer was lost */
    uint64_t call_count; /* so far */
};

/* Wraps `inner`, which it does not free. `faulty` outlives it. */
struct store *store_faulty_new(struct store *inner, struct faulty *faulty);

#endif

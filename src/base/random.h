/* random.h - random bytes of the system (getrandom(2)). */
#ifndef DAYBOOK_BASE_RANDOM_H
#define DAYBOOK_BASE_RANDOM_H

#include <stddef.h>

/* Fill `out` or abort: nothing works without randomness. */
void random_fill(void *out, size_t n);

#endif

/* bench.h - what benchmarks share: to give up, and the time that the processor was busy, so that other programs on the
 * machine change little. */
#ifndef DAYBOOK_TOOLS_BENCH_H
#define DAYBOOK_TOOLS_BENCH_H

#include "base/err.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline void
must(int code, const struct err *err)
{
    if (code >= 0)
        return;
    fprintf(stderr, "bench: %s\n", err->text);
    exit(EXIT_FAILURE);
}

static inline double
cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#endif

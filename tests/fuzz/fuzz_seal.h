/* fuzz_seal.h - whatever was read must seal: every event has an id, and no name of a person is asked for that is none.
 */
#ifndef DAYBOOK_TESTS_FUZZ_SEAL_H
#define DAYBOOK_TESTS_FUZZ_SEAL_H

#include "shape/seal.h"

#include <stdlib.h>

static inline int
name_nobody(void *context, struct slice name, struct slice *out_ref, struct err *err)
{
    (void)context;
    (void)err;
    if (slice_is_absent(name))
        abort();
    *out_ref = SLICE("ref:0");
    return 0;
}

static inline void
seal_all(const struct shaping *shaping)
{
    static const struct salt salt;
    struct err err;
    const struct seal_context context = {.fallback_id = SLICE("f"), .salt = &salt, .person = name_nobody};
    for (size_t i = 0; i < shaping->count; i++) {
        struct record record;
        if (shaped_seal(&shaping->events[i], &context, &record, &err) < 0 || slice_is_absent(record.origin.id))
            abort();
    }
}

#endif

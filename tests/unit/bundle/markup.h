/* markup.h - looking for text in what was written. */
#ifndef DAYBOOK_TESTS_BUNDLE_MARKUP_H
#define DAYBOOK_TESTS_BUNDLE_MARKUP_H

#include "base/buf.h"

#include "unit.h"

/* How often `text` stands in the markup, without overlaps. */
size_t markup_count(struct slice markup, const char *text);

#define ck_assert_has(markup, text)                                                                                    \
    ck_assert_msg(markup_count(markup, text) > 0, "no '%s' in '%.*s'", text,                                           \
                  (int)((markup).n < 3000 ? (markup).n : 0), (const char *)(markup).p)
#define ck_assert_has_not(markup, text) ck_assert_msg(markup_count(markup, text) == 0, "'%s' stands there", text)

/* What a call that appends to `out` writes must be exactly `want`. */
#define ck_assert_writes(call, want)                                                                                   \
    do {                                                                                                               \
        struct buf out_ AUTO(buf_release);                                                                             \
        struct buf *const out = &out_;                                                                                 \
        buf_init(out, 1 << 20);                                                                                        \
        call;                                                                                                          \
        ck_assert_slice_eq(buf_slice(out), slice_of(want));                                                            \
    } while (0)

#endif

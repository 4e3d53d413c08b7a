/* fixture.h - adapters and readings for the tests of the shape layer. */
#ifndef DAYBOOK_TESTS_SHAPE_FIXTURE_H
#define DAYBOOK_TESTS_SHAPE_FIXTURE_H

#include "base/buf.h"
#include "shape/shape.h"
#include "unit.h"

/* The adapters of schema/sources; fails the test when they do not load. */
struct adapter_set *fixture_sources(struct arena *arena);
/* One adapter "test" with `read` and, before it, `define` (both as YAML, may be NULL), compiled. */
int fixture_adapter(const char *define, const char *read, struct arena *arena, struct adapter_set **out_set,
                    struct err *err);
/* What the adapter makes of the payload, as text: one block an event, or "reject: why". */
struct slice
fixture_reading(const struct adapter_set *set, const char *adapter, struct slice payload, struct arena *arena);
/* The same of a whole file, cut into payloads as it is at intake: elements of an array, lines, values. */
struct slice
fixture_readings(const struct adapter_set *set, const char *adapter, struct slice file, struct arena *arena);

/* Assert what an adapter made of these two texts reads from a payload, whole. */
void fixture_expect(const char *define, const char *read, const char *payload, const char *want);
/* Assert that the reading of a payload by an adapter that ships holds all of these texts. */
void fixture_expect_parts(const char *adapter, const char *payload, const char *const *wants, size_t count);
#define FIXTURE_EXPECT(adapter, payload, ...)                                                                          \
    fixture_expect_parts(adapter, payload, (const char *const[]){__VA_ARGS__},                                         \
                         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))
/* Assert that it is this text. */
void fixture_expect_whole(const char *adapter, const char *payload, const char *want);
/* Assert the whole message of a fault in an adapter. */
void fixture_expect_fault(const char *define, const char *read, const char *want);

#endif

/* test.h - what a condition asks of one value: equality, parts of a text, a range of numbers (docs/adapters.md,
 * "Conditions"). Values are compared as texts: true and "true", 22 and "22" are the same. */
#ifndef DAYBOOK_SHAPE_TEST_H
#define DAYBOOK_SHAPE_TEST_H

#include "format/regex.h"
#include "shape/load.h"
#include "shape/reader.h"
#include "shape/value.h"

#define TEST_TYPES(X)                                                                                                  \
    X(TEST_EXISTS, "exists")                                                                                           \
    X(TEST_EQUALS, "equals")                                                                                           \
    X(TEST_PREFIX, "prefix")                                                                                           \
    X(TEST_SUFFIX, "suffix")                                                                                           \
    X(TEST_CONTAINS, "contains")                                                                                       \
    X(TEST_REGEX, "regex")                                                                                             \
    X(TEST_TYPE, "type")                                                                                               \
    X(TEST_AT_LEAST, "at-least")                                                                                       \
    X(TEST_AT_MOST, "at-most")

enum test_type {
#define X(type, name) type,
    TEST_TYPES(X)
#undef X
};

struct test {
    enum test_type type;
    const struct slice *texts; /* one of them must fit */
    size_t text_count;
    const struct regex *regex;
    double number;
};

/* Several tests of one value; all must hold. */
struct test_list {
    const struct test *tests;
    size_t count;
    bool absent; /* `exists: false`, which stands alone: holds when there is no value */
};

/* Compile a word, a list of words (one of them), or a mapping of tests. */
MUST_CHECK int
test_list_load(const struct loader *loader, const struct json *node, struct test_list *out_list, struct err *err);
/* Do all tests hold of a value that is there? (Of an absent one only `absent` says.) */
MUST_CHECK int test_list_holds(struct reader *reader, const struct test_list *list, const struct value *value,
                               bool *out_holds, struct err *err);

#endif

/* people.h - the people that a payload names, and whether a leaf names one of them. */
#ifndef DAYBOOK_TESTS_SHAPE_PEOPLE_H
#define DAYBOOK_TESTS_SHAPE_PEOPLE_H

#include "format/json.h"

struct people {
    struct arena *arena;
    struct slice *names; /* NULL: none yet */
    size_t count;
};

void people_collect(struct people *people, const struct json *value);
/* Leave away those that own the repositories and organisations that the payload is about. */
void people_forget_namespaces(struct people *people, const struct json *value);
/* The first of them that stands in the leaf, or NULL. */
const struct slice *people_named(const struct people *people, struct slice leaf);

#endif

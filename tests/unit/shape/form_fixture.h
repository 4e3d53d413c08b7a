/* form_fixture.h - what payloads of a form read as, for the tests of src/shape/form*.c. */
#ifndef DAYBOOK_TESTS_SHAPE_FORM_FIXTURE_H
#define DAYBOOK_TESTS_SHAPE_FORM_FIXTURE_H

#include "shape/form.h"
#include "unit.h"

/* Assert the whole tree, as canonical JSON (members in order of their names). */
void form_expect(enum form form, struct slice bytes, const char *want);
/* Assert the whole message of a refusal. */
void form_refuse(enum form form, struct slice bytes, const char *want);
/* Decode many texts made at random of these pieces and of bytes: each gives a tree of well-formed texts, with no name
 * twice in an object, or a reason. */
void form_survives(enum form form, const char *const *pieces, size_t count);

#endif

/* json_generator.h - random JSON documents, and damage to them, for property tests. */
#ifndef DAYBOOK_TESTS_JSON_GENERATOR_H
#define DAYBOOK_TESTS_JSON_GENERATOR_H

#include "base/buf.h"

/* Append a random valid document of at most `depth` levels, with random white space, escapes and number forms. Names in
 * one object are distinct. `is_object` makes it an object. */
void json_generate(struct buf *out, unsigned depth, bool is_object);
/* Change up to three random bytes: overwrite, delete or duplicate. */
void json_damage(struct buf *bytes);

#endif

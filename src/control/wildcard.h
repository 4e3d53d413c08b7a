/* wildcard.h - texts as Sigma compares them: without regard to the case of ASCII letters, a "*" for any characters, a
 * "?" for exactly one; a backslash before "*", "?" or itself takes it for what it is, and stands for itself elsewhere.
 * Pure. A pattern is read once, into steps of a byte, and compared in at most the product of the lengths. */
#ifndef DAYBOOK_CONTROL_WILDCARD_H
#define DAYBOOK_CONTROL_WILDCARD_H

#include "base/arena.h"

/* A byte of the text, lower case, or one of the two. */
enum { WILDCARD_ONE = 256, WILDCARD_ANY = 257 };

struct wildcard {
    const uint16_t *steps;
    size_t count;
    bool is_exact; /* no "*" and no "?" in it */
};

/* Where the text must stand: the pattern gets a "*" before it, behind it, or both. */
enum wildcard_place { WILDCARD_WHOLE, WILDCARD_START, WILDCARD_END, WILDCARD_WITHIN };

/* UTF-8; lives in the arena. */
struct wildcard wildcard_read(struct slice text, enum wildcard_place place, struct arena *arena);
/* Whether the whole of `text` is what the pattern says. A "?" takes one character of UTF-8. */
bool wildcard_matches(const struct wildcard *pattern, struct slice text);
/* Whether no text matches both: decided for two exact patterns only, false otherwise. */
bool wildcard_excludes(const struct wildcard *a, const struct wildcard *b);

#endif

/* tamper.h - a ledger in a file, changed behind its back. */
#ifndef DAYBOOK_TESTS_LEDGER_TAMPER_H
#define DAYBOOK_TESTS_LEDGER_TAMPER_H

#include "base/arena.h"
#include "ledger/check.h"

/* A new ledger in a folder: entry 0; 1 and 2 enrol "aws" and "wire"; 3 a ruleset; a batch of 4 to 7: events "a-4" to
 * "a-7" with payloads of their own, the person "Ada" in "a-4"; 8 to 10: three parts of one payload; a batch of 11: a
 * reject. */
const char *tamper_new(struct arena *arena);
/* Run SQL on its database, with all triggers and constraints out of the way. */
void tamper_sql(const char *dir, const char *sql);
/* What a check finds, a line each: "where[index]: text". Asserts that it could look. */
struct slice tamper_check(const char *dir, struct arena *arena);
/* Change by `sql` and check: asserts the findings. */
void tamper_expect(const char *sql, const char *want);

#endif

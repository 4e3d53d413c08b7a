/* form_csv.h - a table of cells as a payload (RFC 4180, and what is found in its name): {"header": [names], "rows":
 * [{"#line": n, NAME: cell, …}, …], "preamble": [lines]}.
 * Cells stand between commas, semicolons or tabs, whichever makes the wider and more regular table of the first
 * records. The header is the first of these records that has as many cells as the widest of them; lines before it are
 * the preamble. Empty cells are left out, cells beyond the header too; of two columns of one name the first wins. */
#ifndef DAYBOOK_SHAPE_FORM_CSV_H
#define DAYBOOK_SHAPE_FORM_CSV_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

struct json;

/* ERR_FORMAT "line N: a quoted cell does not end", ERR_LIMIT past LIMIT_JSON_NODES values. */
MUST_CHECK int form_csv_decode(struct slice bytes, struct arena *arena, struct json **out_document, struct err *err);

#endif

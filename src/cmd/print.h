/* print.h - how commands put facts on standard output: aligned columns for people, canonical JSON for programs. */
#ifndef DAYBOOK_CMD_PRINT_H
#define DAYBOOK_CMD_PRINT_H

#include "base/arena.h"
#include "base/err.h"

#include <stdio.h>

struct json;

/* One JSON value in canonical form and a newline. */
MUST_CHECK int print_json(const struct json *value, struct err *err);

/* A text for people: control and bidirectional characters are shown, not sent to the terminal. */
void print_text(struct slice text);
void print_text_to(FILE *out_file, struct slice text);
void print_line(const char *label, struct slice text);
/* The text as print_text() shows it, filled up with spaces to `width` characters. */
void print_padded(struct slice text, size_t width);

/* Rows of columns, aligned when printed. */
struct table;
struct table *table_new(struct arena *arena, size_t columns);
/* The next cell, row by row; texts are copied. */
void table_add(struct table *table, struct slice text);
void table_format(struct table *table, const char *format, ...) PRINTF_LIKE(2, 3);
void table_print(const struct table *table);

/* Progress on standard error, when that is a terminal and NO_COLOR is not set; one line, overwritten. */
void progress_show(const char *format, ...) PRINTF_LIKE(1, 2);
void progress_end(void);

#endif

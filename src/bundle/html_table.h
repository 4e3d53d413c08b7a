/* html_table.h - tables that a screen reader can walk through and a printer can break between rows: a caption, column
 * heads with their scope, the first cell of each row as its head.
 *   html_table_open(&table, out, "gaps"); …caption… html_table_columns(&table, columns, n);
 *   for each row: html_table_row(&table); for each cell: html_table_cell(&table); …content…
 *   html_table_close(&table); */
#ifndef DAYBOOK_BUNDLE_HTML_TABLE_H
#define DAYBOOK_BUNDLE_HTML_TABLE_H

#include "base/buf.h"

#define HTML_COLUMN_KINDS(X)                                                                                           \
    X(HTML_COLUMN_TEXT, "t")                                                                                           \
    X(HTML_COLUMN_FIGURE, "f") /* to the right */                                                                      \
    X(HTML_COLUMN_INSTANT, "i")                                                                                        \
    X(HTML_COLUMN_NAME, "n") /* takes what width there is */                                                           \
    X(HTML_COLUMN_DRAWING, "d")

enum html_column_kind {
#define X(kind, name) kind,
    HTML_COLUMN_KINDS(X)
#undef X
};

struct html_column {
    const char *title;                             /* markup of ours */
    enum html_column_kind kind;                    /* the class of its cells */
    void (*head)(struct buf *out, const void *of); /* what the head shows below the title, or NULL */
    const void *of;
};

struct html_table {
    struct buf *out;
    const struct html_column *columns;
    size_t column_count;
    size_t column; /* cells begun in this row */
    bool in_body;
    bool in_row;
    bool in_cell;
};

/* Begin it; `id` is unique on the page. What follows is the caption. */
void html_table_open(struct html_table *table, struct buf *out, const char *id);
/* End the caption, write the head. `columns` must stay. */
void html_table_columns(struct html_table *table, const struct html_column *columns, size_t count);
/* Begin a group of rows; what follows, until the next row, is its heading. */
void html_table_group(struct html_table *table);
void html_table_row(struct html_table *table);
/* Begin the next cell of the row; what follows is its content. */
void html_table_cell(struct html_table *table);
void html_table_cell_count(struct html_table *table, uint64_t count);
void html_table_cell_text(struct html_table *table, const char *text);
void html_table_close(struct html_table *table);
/* A line after the table, when it holds only the first `shown` of `total` rows: where the others are. */
void html_table_rest(struct buf *out, uint64_t shown, uint64_t total, const char *path);

#endif

#include "bundle/html_table.h"

#include "bundle/html_figure.h"
#include "bundle/html_name.h"

static const char *const kind_classes[] = {
#define X(kind, name) [kind] = name,
    HTML_COLUMN_KINDS(X)
#undef X
};

/* The frame can be scrolled by keyboard when the table is wider than the window. */
void
html_table_open(struct html_table *table, struct buf *out, const char *id)
{
    *table = (struct html_table){.out = out};
    buf_format(out,
               "<div class=\"frame\" role=\"region\" aria-labelledby=\"%s-caption\" tabindex=\"0\">\n"
               "<table id=\"%s\">\n<caption id=\"%s-caption\">",
               id, id, id);
}

void
html_table_columns(struct html_table *table, const struct html_column *columns, size_t count)
{
    table->columns = columns;
    table->column_count = count;
    buf_text(table->out, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        buf_format(table->out, "<th scope=\"col\" class=\"%s\">%s", kind_classes[columns[i].kind], columns[i].title);
        if (columns[i].head != NULL)
            columns[i].head(table->out, columns[i].of);
        buf_text(table->out, "</th>");
    }
    buf_text(table->out, "</tr></thead>\n");
}

static void
close_cell(struct html_table *table)
{
    if (table->in_cell)
        buf_text(table->out, table->column == 1 ? "</th>" : "</td>");
    table->in_cell = false;
}

static void
close_row(struct html_table *table)
{
    close_cell(table);
    if (table->in_row)
        buf_text(table->out, "</tr>\n");
    table->in_row = false;
    table->column = 0;
}

static void
close_body(struct html_table *table)
{
    close_row(table);
    if (table->in_body)
        buf_text(table->out, "</tbody>\n");
    table->in_body = false;
}

void
html_table_group(struct html_table *table)
{
    close_body(table);
    buf_format(table->out, "<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%zu\">", table->column_count);
    table->in_body = true;
    table->in_row = true;
    table->in_cell = true;
    table->column = 1;
}

void
html_table_row(struct html_table *table)
{
    close_row(table);
    buf_text(table->out, table->in_body ? "<tr>" : "<tbody>\n<tr>");
    table->in_body = true;
    table->in_row = true;
}

void
html_table_cell(struct html_table *table)
{
    close_cell(table);
    const char *class = kind_classes[table->columns[table->column].kind];
    if (table->column == 0)
        buf_format(table->out, "<th scope=\"row\" class=\"%s\">", class);
    else
        buf_format(table->out, "<td class=\"%s\">", class);
    table->column++;
    table->in_cell = true;
}

void
html_table_cell_count(struct html_table *table, uint64_t count)
{
    html_table_cell(table);
    html_count(table->out, count);
}

void
html_table_cell_text(struct html_table *table, const char *text)
{
    html_table_cell(table);
    buf_text(table->out, text);
}

void
html_table_close(struct html_table *table)
{
    close_body(table);
    buf_text(table->out, "</table>\n</div>\n");
}

void
html_table_rest(struct buf *out, uint64_t shown, uint64_t total, const char *path)
{
    if (shown >= total)
        return;
    buf_text(out, "<p class=\"rest\">and ");
    html_count(out, total - shown);
    buf_text(out, " more: ");
    html_path(out, path);
    buf_text(out, "</p>\n");
}

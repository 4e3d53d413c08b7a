#include "bundle/html_table.h"

#include "markup.h"

static const struct html_column columns[] = {{.title = "Name", .kind = HTML_COLUMN_NAME},
                                             {.title = "Count", .kind = HTML_COLUMN_FIGURE}};

START_TEST(writes_a_table_with_scopes)
{
    struct html_table table;
    struct buf out AUTO(buf_release);
    buf_init(&out, 4096);
    html_table_open(&table, &out, "t");
    buf_text(&out, "Things");
    html_table_columns(&table, columns, COUNT_OF(columns));
    html_table_row(&table);
    html_table_cell_text(&table, "a");
    html_table_cell_count(&table, 1000);
    html_table_close(&table);
    ck_assert_slice_eq(
        buf_slice(&out),
        SLICE(
            "<div class=\"frame\" role=\"region\" aria-labelledby=\"t-caption\" tabindex=\"0\">\n"
            "<table id=\"t\">\n<caption id=\"t-caption\">Things</caption>\n"
            "<thead><tr><th scope=\"col\" class=\"n\">Name</th><th scope=\"col\" class=\"f\">Count</th></tr></thead>\n"
            "<tbody>\n<tr><th scope=\"row\" class=\"n\">a</th><td class=\"f\">1,000</td></tr>\n</tbody>\n"
            "</table>\n</div>\n"));
}
END_TEST

START_TEST(groups_rows_in_bodies_of_their_own)
{
    struct html_table table;
    struct buf out AUTO(buf_release);
    buf_init(&out, 4096);
    html_table_open(&table, &out, "t");
    html_table_columns(&table, columns, COUNT_OF(columns));
    html_table_group(&table);
    buf_text(&out, "First");
    html_table_row(&table);
    html_table_cell_text(&table, "a");
    html_table_cell(&table);
    html_table_group(&table);
    buf_text(&out, "Second");
    html_table_close(&table);
    ck_assert_has(buf_slice(&out),
                  "<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"2\">First</th></tr>\n"
                  "<tr><th scope=\"row\" class=\"n\">a</th><td class=\"f\"></td></tr>\n</tbody>\n"
                  "<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"2\">Second</th></tr>\n</tbody>\n");
}
END_TEST

static void
write_head(struct buf *out, const void *of)
{
    buf_text(out, of);
}

START_TEST(shows_below_a_title_what_the_column_asks_for)
{
    const struct html_column drawn[] = {{.title = "T", .kind = HTML_COLUMN_DRAWING, .head = write_head, .of = "<i/>"}};
    struct html_table table;
    struct buf out AUTO(buf_release);
    buf_init(&out, 4096);
    html_table_open(&table, &out, "t");
    html_table_columns(&table, drawn, 1);
    html_table_close(&table);
    ck_assert_has(buf_slice(&out), "<th scope=\"col\" class=\"d\">T<i/></th></tr></thead>\n</table>");
}
END_TEST

START_TEST(says_where_the_other_rows_are)
{
    ck_assert_writes(html_table_rest(out, 10, 1010, "a.csv"),
                     "<p class=\"rest\">and 1,000 more: <a class=\"file\" href=\"a.csv\">a.csv</a></p>\n");
    ck_assert_writes(html_table_rest(out, 10, 10, "a.csv"), "");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("html_table", writes_a_table_with_scopes, groups_rows_in_bodies_of_their_own,
                     shows_below_a_title_what_the_column_asks_for, says_where_the_other_rows_are);
}

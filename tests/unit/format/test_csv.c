#include "base/instant.h"
#include "format/csv.h"
#include "unit.h"

static void
check_text(struct slice text, const char *want)
{
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1000);
    struct csv csv;
    csv_init(&csv, &out);
    csv_text(&csv, text);
    ck_assert_slice_eq(buf_slice(&out), slice_of(want));
}

START_TEST(quotes_only_when_needed)
{
    check_text(SLICE(""), "");
    check_text((struct slice){NULL, 0}, "");
    check_text(SLICE("plain é"), "plain é");
    check_text(SLICE(" spaced "), " spaced ");
    check_text(SLICE("a,b"), "\"a,b\"");
    check_text(SLICE("say \"x\""), "\"say \"\"x\"\"\"");
    check_text(SLICE("\""), "\"\"\"\"");
    check_text(SLICE("\"\","), "\"\"\"\"\",\"");
}
END_TEST

START_TEST(disarms_formulas)
{
    check_text(SLICE("=1+1"), "'=1+1");
    check_text(SLICE("+1"), "'+1");
    check_text(SLICE("-1"), "'-1");
    check_text(SLICE("@SUM(A1)"), "'@SUM(A1)");
    check_text(SLICE("\tx"), "'\\u{9}x");
    check_text(SLICE("\rx"), "'\\u{d}x");
    check_text(SLICE("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    check_text(SLICE("'=1"), "'=1");
    check_text(SLICE("a=1"), "a=1");
    check_text(SLICE("\0=1"), "\\u{0}=1");
}
END_TEST

START_TEST(shows_hidden_characters)
{
    check_text(SLICE("a\nb"), "a\\u{a}b");
    check_text(SLICE("a\r\n,b"), "\"a\\u{d}\\u{a},b\"");
    check_text(SLICE("invoice\u202egpj.exe"), "invoice\\u{202e}gpj.exe");
}
END_TEST

START_TEST(writes_rows)
{
    static const char *const names[] = {"id", "text", "n", "s", "at", "flag"};
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1000);
    struct csv csv;
    csv_init(&csv, &out);
    csv_header(&csv, names, COUNT_OF(names));
    csv_raw(&csv, SLICE("-1"));
    csv_text(&csv, SLICE("-1"));
    csv_int(&csv, -12);
    csv_seconds(&csv, -1500);
    csv_instant(&csv, 1500);
    csv_bool(&csv, true);
    csv_end_row(&csv);
    csv_text(&csv, SLICE(""));
    csv_text(&csv, SLICE(""));
    csv_int(&csv, 0);
    csv_seconds(&csv, 0);
    csv_instant(&csv, INSTANT_NONE);
    csv_bool(&csv, false);
    csv_end_row(&csv);
    ck_assert_slice_eq(buf_slice(&out), SLICE("id,text,n,s,at,flag\r\n"
                                              "-1,'-1,-12,-1.5,1970-01-01T00:00:01.500Z,true\r\n"
                                              ",,0,0,,false\r\n"));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("csv", quotes_only_when_needed, disarms_formulas, shows_hidden_characters, writes_rows);
}

#include "unit.h"

#include "base/buf.h"

START_TEST(starts_empty_and_present)
{
    AUTO(buf_release) struct buf buf;
    buf_init(&buf, 10);
    ck_assert_uint_eq(buf_slice(&buf).n, 0);
    ck_assert(!slice_is_absent(buf_slice(&buf)));
    ck_assert_int_eq(buf_finish(&buf, "text", NULL), 0);
}
END_TEST

START_TEST(appends_in_order)
{
    AUTO(buf_release) struct buf buf;
    buf_init(&buf, 1000);
    buf_text(&buf, "one");
    buf_byte(&buf, ' ');
    buf_add(&buf, SLICE("t\0o"));
    buf_format(&buf, " %s %04d", "three", 4);
    buf_text(&buf, "");
    buf_add(&buf, (struct slice){NULL, 0});
    ck_assert_slice_eq(buf_slice(&buf), SLICE("one t\0o three 0004"));
    ck_assert_int_eq(buf_finish(&buf, "text", NULL), 0);
}
END_TEST

START_TEST(exactly_the_maximum_fits)
{
    AUTO(buf_release) struct buf buf;
    buf_init(&buf, 5);
    buf_format(&buf, "%d", 12345);
    ck_assert_int_eq(buf_finish(&buf, "number", NULL), 0);
    ck_assert_slice_eq(buf_slice(&buf), SLICE("12345"));
    buf_byte(&buf, '6');
    struct err err;
    ck_assert_int_eq(buf_finish(&buf, "number", &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "number is longer than 5 bytes");
    ck_assert_slice_eq(buf_slice(&buf), SLICE("12345"));
}
END_TEST

START_TEST(a_refused_append_changes_nothing_and_is_remembered)
{
    AUTO(buf_release) struct buf buf;
    buf_init(&buf, 5);
    buf_text(&buf, "abc");
    buf_text(&buf, "def");
    buf_text(&buf, "g");
    buf_format(&buf, "%s", "h");
    ck_assert_slice_eq(buf_slice(&buf), SLICE("abc"));
    ck_assert_int_eq(buf_finish(&buf, "text", NULL), ERR_LIMIT);
    buf_clear(&buf);
    ck_assert_int_eq(buf_finish(&buf, "text", NULL), 0);
    buf_text(&buf, "xyz");
    ck_assert_slice_eq(buf_slice(&buf), SLICE("xyz"));
    ck_assert_uint_eq(buf.max, 5);
}
END_TEST

START_TEST(a_maximum_of_nothing)
{
    AUTO(buf_release) struct buf buf;
    buf_init(&buf, 0);
    buf_text(&buf, "");
    buf_format(&buf, "%s", "");
    ck_assert_int_eq(buf_finish(&buf, "text", NULL), 0);
    buf_format(&buf, "%d", 1);
    ck_assert_int_eq(buf_finish(&buf, "text", NULL), ERR_LIMIT);
    ck_assert_uint_eq(buf_slice(&buf).n, 0);
}
END_TEST

START_TEST(release_makes_it_new)
{
    struct buf buf;
    buf_init(&buf, 100);
    buf_text(&buf, "abc");
    buf_release(&buf);
    buf_release(&buf);
    ck_assert_uint_eq(buf_slice(&buf).n, 0);
    buf_text(&buf, "d");
    ck_assert_slice_eq(buf_slice(&buf), SLICE("d"));
    buf_release(&buf);
}
END_TEST

/* Against a flat array that follows the rule of buf.h literally. */
START_TEST(agrees_with_a_flat_array)
{
    for (int round = 0; round < 300; round++) {
        uint8_t want[2000];
        size_t want_n = 0;
        bool refused = false;
        AUTO(buf_release) struct buf buf;
        buf_init(&buf, unit_random_below(sizeof(want)));
        for (int step = 0; step < 60; step++) {
            uint8_t bytes[100];
            const size_t n = unit_random_below(sizeof(bytes));
            for (size_t i = 0; i < n; i++)
                bytes[i] = (uint8_t)(unit_random_below(255) + 1);
            refused = refused || want_n + n > buf.max;
            if (!refused) {
                memcpy(want + want_n, bytes, n);
                want_n += n;
            }
            if (step % 2 == 0)
                buf_add(&buf, (struct slice){bytes, n});
            else
                buf_format(&buf, "%.*s", (int)n, (const char *)bytes);
            ck_assert_slice_eq(buf_slice(&buf), ((struct slice){want, want_n}));
            ck_assert(buf.overflow == refused);
        }
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("buf", starts_empty_and_present, appends_in_order, exactly_the_maximum_fits,
                     a_refused_append_changes_nothing_and_is_remembered, a_maximum_of_nothing, release_makes_it_new,
                     agrees_with_a_flat_array);
}

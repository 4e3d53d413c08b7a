/* test_gunzip.c - gzip files whole, in pieces, in members, cut at every byte and with every byte changed. */
#include "format/gunzip.h"

#include "base/buf.h"
#include "unit.h"

#include <zlib.h>

static void
pack(struct buf *out, const char *text)
{
    uint8_t bytes[1000];
    z_stream stream = {.next_in = (z_const Bytef *)(uintptr_t)text,
                       .avail_in = (uInt)strlen(text),
                       .next_out = bytes,
                       .avail_out = sizeof(bytes)};
    ck_assert_int_eq(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    buf_add(out, (struct slice){bytes, stream.total_out});
    ck_assert_int_eq(deflateEnd(&stream), Z_OK);
}

/* Read all of it in pieces of at most `max`. */
static int
unpack(struct slice file, size_t max, struct buf *out, struct err *err)
{
    AUTO(gunzip_drop) struct gunzip *gunzip = gunzip_new(file);
    uint8_t piece[64];
    size_t n = 1;
    while (n > 0) {
        TRY(gunzip_read(gunzip, piece, max, &n, err));
        ck_assert_uint_le(n, max);
        buf_add(out, (struct slice){piece, n});
    }
    return 0;
}

START_TEST(members_are_one_text)
{
    AUTO(buf_release) struct buf file;
    buf_init(&file, 1000);
    pack(&file, "one line\n");
    pack(&file, "");
    pack(&file, "and another\n");
    for (size_t max = 1; max <= 64; max++) {
        AUTO(buf_release) struct buf text;
        buf_init(&text, 1000);
        ck_assert_int_eq(unpack(buf_slice(&file), max, &text, NULL), 0);
        ck_assert_slice_eq(buf_slice(&text), SLICE("one line\nand another\n"));
    }
}
END_TEST

START_TEST(a_cut_file_is_refused)
{
    AUTO(buf_release) struct buf file;
    buf_init(&file, 1000);
    pack(&file, "one line\n");
    for (size_t cut = 0; cut < file.n; cut++) {
        AUTO(buf_release) struct buf text;
        char want[100];
        struct err err;
        buf_init(&text, 1000);
        ck_assert_int_eq(unpack((struct slice){file.p, cut}, 64, &text, &err), ERR_FORMAT);
        (void)snprintf(want, sizeof(want), "gzip data ends early, after %zu bytes: expected the rest of the file", cut);
        ck_assert_str_eq(err.text, want);
    }
}
END_TEST

/* The header's time, flags and system, bytes 4 to 9, say nothing of the text. */
START_TEST(a_changed_file_never_gives_another_text)
{
    AUTO(buf_release) struct buf file;
    buf_init(&file, 1000);
    pack(&file, "one line\n");
    for (size_t at = 0; at < file.n; at++) {
        AUTO(buf_release) struct buf text;
        buf_init(&text, 1000);
        file.p[at] ^= 0x41;
        if (unpack(buf_slice(&file), 64, &text, NULL) == 0) {
            ck_assert(at >= 4 && at < 10);
            ck_assert_slice_eq(buf_slice(&text), SLICE("one line\n"));
        }
        file.p[at] ^= 0x41;
    }
}
END_TEST

START_TEST(another_format_is_named)
{
    AUTO(buf_release) struct buf text;
    struct err err;
    buf_init(&text, 1000);
    ck_assert_int_eq(unpack(SLICE("{\"id\":1}"), 64, &text, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "gzip data is damaged at byte 2 of 8 (incorrect header check)");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("gunzip", members_are_one_text, a_cut_file_is_refused, a_changed_file_never_gives_another_text,
                     another_format_is_named);
}

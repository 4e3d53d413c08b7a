#include "base/encoding.h"
#include "format/zip_layout.h"
#include "unit.h"

static void
check_bytes(const uint8_t *bytes, size_t n, const char *want_hex)
{
    AUTO(buf_release) struct buf hex;
    buf_init(&hex, 10000);
    hex_append(&hex, (struct slice){bytes, n});
    ck_assert_slice_eq(buf_slice(&hex), slice_of(want_hex));
}

static const struct zip_member plain = {.name = SLICE_INIT("a/b"),
                                        .method = ZIP_DEFLATED,
                                        .crc = 0x11223344,
                                        .packed_size = 0x0506,
                                        .size = 0x0a0b0c,
                                        .offset = 0x1234};

START_TEST(lays_out_a_plain_member)
{
    uint8_t local[ZIP_LOCAL_MAX];
    check_bytes(local, zip_layout_local(local, &plain),
                "504b0304"
                "1400"
                "0000"
                "0800"
                "0000"
                "2100"
                "44332211"
                "06050000"
                "0c0b0a00"
                "0300"
                "0000"
                "612f62");
    ck_assert_uint_eq(zip_layout_local_length(&plain), 33);
    uint8_t entry[ZIP_ENTRY_MAX];
    check_bytes(entry, zip_layout_entry(entry, &plain),
                "504b0102"
                "1403"
                "1400"
                "0000"
                "0800"
                "0000"
                "2100"
                "44332211"
                "06050000"
                "0c0b0a00"
                "0300"
                "0000"
                "0000"
                "0000"
                "0000"
                "0000a481"
                "34120000"
                "612f62");
}
END_TEST

START_TEST(lays_out_a_large_member)
{
    struct zip_member large = plain;
    large.size = UINT64_C(0xffffffff);
    uint8_t local[ZIP_LOCAL_MAX];
    check_bytes(local, zip_layout_local(local, &large),
                "504b0304"
                "2d00"
                "0000"
                "0800"
                "0000"
                "2100"
                "44332211"
                "ffffffff"
                "ffffffff"
                "0300"
                "1400"
                "612f62"
                "01001000"
                "ffffffff00000000"
                "0605000000000000");
    ck_assert_uint_eq(zip_layout_local_length(&large), 53);
    uint8_t entry[ZIP_ENTRY_MAX];
    check_bytes(entry, zip_layout_entry(entry, &large),
                "504b0102"
                "2d03"
                "2d00"
                "0000"
                "0800"
                "0000"
                "2100"
                "44332211"
                "ffffffff"
                "ffffffff"
                "0300"
                "1400"
                "0000"
                "0000"
                "0000"
                "0000a481"
                "34120000"
                "612f62"
                "01001000"
                "ffffffff00000000"
                "0605000000000000");
    large.offset = UINT64_C(0x100000000);
    check_bytes(entry, zip_layout_entry(entry, &large),
                "504b0102"
                "2d03"
                "2d00"
                "0000"
                "0800"
                "0000"
                "2100"
                "44332211"
                "ffffffff"
                "ffffffff"
                "0300"
                "1c00"
                "0000"
                "0000"
                "0000"
                "0000a481"
                "ffffffff"
                "612f62"
                "01001800"
                "ffffffff00000000"
                "0605000000000000"
                "0000000001000000");
}
END_TEST

START_TEST(lays_out_a_member_far_away)
{
    struct zip_member far = plain;
    far.offset = UINT64_C(0xffffffff);
    uint8_t local[ZIP_LOCAL_MAX];
    ck_assert_uint_eq(zip_layout_local(local, &far), 33);
    uint8_t entry[ZIP_ENTRY_MAX];
    check_bytes(entry, zip_layout_entry(entry, &far),
                "504b0102"
                "2d03"
                "2d00"
                "0000"
                "0800"
                "0000"
                "2100"
                "44332211"
                "06050000"
                "0c0b0a00"
                "0300"
                "0c00"
                "0000"
                "0000"
                "0000"
                "0000a481"
                "ffffffff"
                "612f62"
                "01000800"
                "ffffffff00000000");
}
END_TEST

START_TEST(lays_out_end_records)
{
    uint8_t end[ZIP_END_64_BYTES];
    check_bytes(end, zip_layout_end(end, 2, 0x1000, 0x60),
                "504b0506"
                "0000"
                "0000"
                "0200"
                "0200"
                "60000000"
                "00100000"
                "0000");
    static const uint64_t needing[][3] = {
        {0xffff, 0x1000, 0x60}, {2, UINT64_C(0xffffffff), 0x60}, {2, 0x1000, UINT64_C(0xffffffff)}};
    for (size_t i = 0; i < COUNT_OF(needing); i++)
        ck_assert_uint_eq(zip_layout_end(end, needing[i][0], needing[i][1], needing[i][2]), ZIP_END_64_BYTES);
    check_bytes(end, zip_layout_end(end, 0x10000, UINT64_C(0x100000000), 0x60),
                "504b0606"
                "2c00000000000000"
                "2d03"
                "2d00"
                "00000000"
                "00000000"
                "0000010000000000"
                "0000010000000000"
                "6000000000000000"
                "0000000001000000"
                "504b0607"
                "00000000"
                "6000000001000000"
                "01000000"
                "504b0506"
                "0000"
                "0000"
                "ffff"
                "ffff"
                "60000000"
                "ffffffff"
                "0000");
}
END_TEST

/* Each byte that differs is named by its field. */
START_TEST(names_the_field_that_differs)
{
    static const struct {
        size_t at;
        const char *message;
    } cases[] = {{0, "signature is 0x2014b51, expected 0x2014b50"},
                 {4, "version made by is 0x315, expected 0x314"},
                 {6, "version needed is 0x15, expected 0x14"},
                 {8, "flags is 0x1, expected 0x0"},
                 {10, "method is 0x9, expected 0x8"},
                 {13, "time is 0x100, expected 0x0"},
                 {14, "date is 0x20, expected 0x21"},
                 {32, "comment length is 0x1, expected 0x0"},
                 {41, "external attributes is 0x80a40000, expected 0x81a40000"},
                 {46, "name or extra field is not what the other fields say"}};
    uint8_t want[ZIP_ENTRY_MAX];
    const size_t n = zip_layout_entry(want, &plain);
    ck_assert_int_eq(zip_layout_compare(ZIP_HEADER_ENTRY, want, want, n, NULL), 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t got[ZIP_ENTRY_MAX];
        memcpy(got, want, n);
        got[cases[i].at] ^= 1;
        struct err err = {""};
        ck_assert_int_eq(zip_layout_compare(ZIP_HEADER_ENTRY, got, want, n, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].message);
    }
}
END_TEST

/* The tables of field names cover their headers to the byte. */
START_TEST(names_the_last_field_of_each_header)
{
    static const struct {
        enum zip_header header;
        size_t at;
        size_t n;
        const char *message;
    } cases[] = {{ZIP_HEADER_LOCAL, ZIP_LOCAL_BYTES - 2, ZIP_LOCAL_BYTES, "extra length is 0x1, expected 0x0"},
                 {ZIP_HEADER_ENTRY, ZIP_ENTRY_BYTES - 4, ZIP_ENTRY_BYTES, "offset is 0x1, expected 0x0"},
                 {ZIP_HEADER_END, ZIP_END_BYTES - 2, ZIP_END_BYTES, "comment length is 0x1, expected 0x0"},
                 {ZIP_HEADER_END_64, ZIP_END_64_BYTES - 2, ZIP_END_64_BYTES, "comment length is 0x1, expected 0x0"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t want[ZIP_END_64_BYTES] = {0};
        uint8_t got[ZIP_END_64_BYTES] = {0};
        got[cases[i].at] = 1;
        struct err err = {""};
        ck_assert_int_eq(zip_layout_compare(cases[i].header, got, want, cases[i].n, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].message);
    }
}
END_TEST

START_TEST(reads_integers)
{
    static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 0xff};
    ck_assert_uint_eq(zip_layout_integer(bytes, 2), 0x0201);
    ck_assert_uint_eq(zip_layout_integer(bytes, 4), 0x04030201);
    ck_assert_uint_eq(zip_layout_integer(bytes, 8), UINT64_C(0xff07060504030201));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("zip_layout", lays_out_a_plain_member, lays_out_a_large_member, lays_out_a_member_far_away,
                     lays_out_end_records, names_the_field_that_differs, names_the_last_field_of_each_header,
                     reads_integers);
}

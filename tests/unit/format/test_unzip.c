#include "base/limits.h"
#include "format/unzip.h"
#include "format/zip_layout.h"
#include "unit.h"
#include "zip_builder.h"

#include <unistd.h>
#include <zlib.h>

static void
check_refused(const struct buf *bytes, int code, const char *message)
{
    struct err err = {""};
    ck_assert_int_eq(zip_try(buf_slice(bytes), &err), code);
    ck_assert_str_eq(err.text, message);
}

/* A good zip: stored "a.txt" at 0, deflated "b/c.json" at 40, stored "d" after it. */
static void
write_good(struct buf *out)
{
    const int fd = zip_file_new();
    AUTO(zip_drop) struct zip *zip = zip_new(fd, NULL);
    ck_assert_int_eq(zip_add(zip, SLICE("a.txt"), ZIP_STORED, SLICE("hello"), NULL), 0);
    ck_assert_int_eq(zip_add(zip, SLICE("b/c.json"), ZIP_DEFLATED,
                             SLICE("{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":\"fixed, fixed, fixed\"}"), NULL),
                     0);
    ck_assert_int_eq(zip_add(zip, SLICE("d"), ZIP_STORED, SLICE(""), NULL), 0);
    ck_assert_int_eq(zip_finish(zip, NULL), 0);
    zip_file_append(out, fd);
    close(fd);
}

START_TEST(refuses_every_flipped_bit)
{
    AUTO(buf_release) struct buf good;
    buf_init(&good, 1 << 20);
    write_good(&good);
    ck_assert_int_eq(zip_try(buf_slice(&good), NULL), 0);
    for (size_t i = 0; i < good.n * 8; i++) {
        good.p[i / 8] ^= (uint8_t)(1u << i % 8);
        struct err err = {""};
        const int code = zip_try(buf_slice(&good), &err);
        ck_assert_msg(code == ERR_FORMAT || code == ERR_LIMIT, "bit %zu of byte %zu: %d %s", i % 8, i / 8, code,
                      err.text);
        ck_assert_msg(strncmp(err.text, "zip: ", 5) == 0, "%s", err.text);
        good.p[i / 8] ^= (uint8_t)(1u << i % 8);
    }
}
END_TEST

START_TEST(refuses_every_truncation_and_extension)
{
    AUTO(buf_release) struct buf good;
    buf_init(&good, 1 << 20);
    write_good(&good);
    for (size_t n = 0; n < good.n; n++) {
        ck_assert_int_eq(zip_try((struct slice){good.p, n}, NULL), ERR_FORMAT);
        ck_assert_int_eq(zip_try((struct slice){good.p + good.n - n, n}, NULL), ERR_FORMAT);
    }
    check_refused(&(struct buf){.p = good.p, .n = 21}, ERR_FORMAT, "zip: no end record: the file has 21 bytes");
    buf_byte(&good, 0);
    check_refused(&good, ERR_FORMAT, "zip: end record: signature is 0x6054b, expected 0x6054b50");
}
END_TEST

/* A zip of stored members under `names`, for attacks on the structure. */
static void
write_names(struct buf *out, const char *const *names, size_t count)
{
    struct zip_member members[8];
    for (size_t i = 0; i < count; i++) {
        members[i] = zip_stored(slice_of(names[i]), SLICE("x"));
        zip_put_local(out, &members[i], SLICE("x"));
    }
    zip_put_directory(out, members, count);
}

START_TEST(refuses_names)
{
    static const struct {
        const char *names[2];
        const char *message;
    } cases[] = {
        {{"a", "../x"}, "zip: directory entry 1: name '../x' is not a relative path of A-Z a-z 0-9 . _ -"},
        {{"/abs", "a"}, "zip: directory entry 0: name '/abs' is not a relative path of A-Z a-z 0-9 . _ -"},
        {{"a", "a/"}, "zip: directory entry 1: name 'a/' is not a relative path of A-Z a-z 0-9 . _ -"},
        {{"a", "a b"}, "zip: directory entry 1: name 'a b' is not a relative path of A-Z a-z 0-9 . _ -"},
        {{"a", "a\\b"}, "zip: directory entry 1: name 'a\\b' is not a relative path of A-Z a-z 0-9 . _ -"},
        {{"a", "a"}, "zip: directory entry 1: name 'a' is taken, ignoring case"},
        {{"Stats/x", "stats/X"}, "zip: directory entry 1: name 'stats/X' is taken, ignoring case"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(buf_release) struct buf bytes;
        buf_init(&bytes, 1 << 20);
        write_names(&bytes, cases[i].names, 2);
        check_refused(&bytes, ERR_FORMAT, cases[i].message);
    }
}
END_TEST

START_TEST(refuses_prepended_bytes)
{
    AUTO(buf_release) struct buf bytes;
    buf_init(&bytes, 1 << 20);
    buf_text(&bytes, "MZ");
    write_names(&bytes, (const char *const[]){"a"}, 1);
    check_refused(&bytes, ERR_FORMAT, "zip: member 'a' at offset 2: expected at offset 0");
    /* with offsets that ignore them, as self-extracting zips have */
    AUTO(buf_release) struct buf good;
    AUTO(buf_release) struct buf shifted;
    buf_init(&good, 1 << 20);
    buf_init(&shifted, 1 << 20);
    write_names(&good, (const char *const[]){"a"}, 1);
    buf_text(&shifted, "MZ");
    buf_add(&shifted, buf_slice(&good));
    check_refused(&shifted, ERR_FORMAT, "zip: the directory is 47 bytes at offset 32, it must end at 81");
}
END_TEST

START_TEST(refuses_a_hidden_member)
{
    AUTO(buf_release) struct buf bytes;
    buf_init(&bytes, 1 << 20);
    struct zip_member members[2] = {zip_stored(SLICE("a"), SLICE("x")), zip_stored(SLICE("b"), SLICE("y"))};
    struct zip_member hidden = zip_stored(SLICE("hidden"), SLICE("z"));
    zip_put_local(&bytes, &members[0], SLICE("x"));
    zip_put_local(&bytes, &hidden, SLICE("z"));
    zip_put_local(&bytes, &members[1], SLICE("y"));
    zip_put_directory(&bytes, members, 2);
    check_refused(&bytes, ERR_FORMAT, "zip: member 'b' at offset 69: expected at offset 32");
    /* at the end */
    buf_clear(&bytes);
    zip_put_local(&bytes, &members[0], SLICE("x"));
    zip_put_local(&bytes, &hidden, SLICE("z"));
    zip_put_directory(&bytes, members, 1);
    check_refused(&bytes, ERR_FORMAT, "zip: 37 bytes between the last member and the directory");
}
END_TEST

START_TEST(refuses_overlapping_and_reordered_members)
{
    AUTO(buf_release) struct buf bytes;
    buf_init(&bytes, 1 << 20);
    struct zip_member members[2] = {zip_stored(SLICE("a"), SLICE("x")), zip_stored(SLICE("b"), SLICE("y"))};
    zip_put_local(&bytes, &members[0], SLICE("x"));
    members[1].offset = 0;
    zip_put_directory(&bytes, members, 2);
    check_refused(&bytes, ERR_FORMAT, "zip: member 'b' at offset 0: expected at offset 32");
    buf_clear(&bytes);
    zip_put_local(&bytes, &members[1], SLICE("y"));
    zip_put_local(&bytes, &members[0], SLICE("x"));
    zip_put_directory(&bytes, members, 2);
    check_refused(&bytes, ERR_FORMAT, "zip: member 'a' at offset 32: expected at offset 0");
    /* the first member swallows the second */
    buf_clear(&bytes);
    members[0] = zip_stored(SLICE("a"), SLICE("0123456789"));
    zip_put_local(&bytes, &members[0], SLICE("x"));
    zip_put_directory(&bytes, members, 1);
    check_refused(&bytes, ERR_FORMAT, "zip: member 'a' at offset 0: runs into the directory");
}
END_TEST

/* Change one byte at `at` in a zip of the one stored member "a". */
static void
check_patched(size_t at, uint8_t byte, const char *message)
{
    AUTO(buf_release) struct buf bytes;
    buf_init(&bytes, 1 << 20);
    write_names(&bytes, (const char *const[]){"a"}, 1);
    bytes.p[at] = byte;
    check_refused(&bytes, ERR_FORMAT, message);
}

START_TEST(refuses_other_features_of_zip)
{
    enum { ENTRY = 32, END = ENTRY + 47 };
    check_patched(6, 8, "zip: member 'a' at offset 0: local header: flags is 0x8, expected 0x0"); /* data descriptor */
    check_patched(6, 1, "zip: member 'a' at offset 0: local header: flags is 0x1, expected 0x0"); /* encrypted */
    check_patched(14, 0, "zip: member 'a' at offset 0: local header: crc is 0x8cdc1600, expected 0x8cdc1683");
    check_patched(26, 2, "zip: member 'a' at offset 0: local header: name length is 0x2, expected 0x1");
    check_patched(28, 4, "zip: member 'a' at offset 0: local header: extra length is 0x4, expected 0x0");
    check_patched(30, 'b',
                  "zip: member 'a' at offset 0: local header: name or extra field is not what the other fields say");
    check_patched(ENTRY + 8, 8, "zip: directory entry 0: flags is 0x8, expected 0x0");
    check_patched(ENTRY + 9, 8, "zip: directory entry 0: flags is 0x800, expected 0x0");
    check_patched(ENTRY + 10, 12, "zip: directory entry 0: method is 0xc, expected 0x8");
    check_patched(ENTRY + 12, 1, "zip: directory entry 0: time is 0x1, expected 0x0");
    check_patched(ENTRY + 30, 9, "zip: directory entry 0: the directory ends inside it");
    check_patched(ENTRY + 28, 9, "zip: directory entry 0: the directory ends inside it");
    check_patched(ENTRY + 32, 1, "zip: directory entry 0: comment length is 0x1, expected 0x0");
    check_patched(ENTRY + 34, 1, "zip: directory entry 0: disk is 0x1, expected 0x0");
    check_patched(ENTRY + 38, 1, "zip: directory entry 0: external attributes is 0x81a40001, expected 0x81a40000");
    check_patched(END + 4, 1, "zip: end record: disk is 0x1, expected 0x0");
    check_patched(END + 8, 2, "zip: end record: count on this disk is 0x2, expected 0x1");
    check_patched(END + 20, 1, "zip: end record: comment length is 0x1, expected 0x0");
}
END_TEST

START_TEST(refuses_extra_fields)
{
    AUTO(buf_release) struct buf bytes;
    buf_init(&bytes, 1 << 20);
    struct zip_member member = zip_stored(SLICE("a"), SLICE("x"));
    zip_put_local(&bytes, &member, SLICE("x"));
    const size_t directory = bytes.n;
    uint8_t entry[ZIP_ENTRY_MAX];
    const size_t length = zip_layout_entry(entry, &member);
    entry[30] = 4; /* an empty field of id 0xcafe */
    buf_add(&bytes, (struct slice){entry, length});
    buf_add(&bytes, SLICE("\xfe\xca\0\0"));
    uint8_t end[ZIP_END_64_BYTES];
    buf_add(&bytes, (struct slice){end, zip_layout_end(end, 1, directory, bytes.n - directory)});
    check_refused(&bytes, ERR_FORMAT, "zip: directory entry 0: extra length is 0x4, expected 0x0");
}
END_TEST

START_TEST(refuses_comments_and_second_end_records)
{
    AUTO(buf_release) struct buf bytes;
    buf_init(&bytes, 1 << 20);
    write_names(&bytes, (const char *const[]){"a"}, 1);
    const struct slice end = slice_sub(buf_slice(&bytes), bytes.n - ZIP_END_BYTES, bytes.n);
    uint8_t copy[ZIP_END_BYTES];
    memcpy(copy, end.p, sizeof(copy));
    buf_add(&bytes, (struct slice){copy, sizeof(copy)});
    check_refused(&bytes, ERR_FORMAT, "zip: the directory is 47 bytes at offset 32, it must end at 101");
    /* a comment that looks like nothing */
    buf_clear(&bytes);
    write_names(&bytes, (const char *const[]){"a"}, 1);
    bytes.p[bytes.n - 2] = 30;
    for (unsigned i = 0; i < 30; i++)
        buf_byte(&bytes, '-');
    check_refused(&bytes, ERR_FORMAT, "zip: end record: signature is 0x2d2d2d2d, expected 0x6054b50");
}
END_TEST

START_TEST(refuses_zip64_where_it_is_not_needed)
{
    AUTO(buf_release) struct buf bytes;
    buf_init(&bytes, 1 << 20);
    struct zip_member member = zip_stored(SLICE("a"), SLICE("x"));
    zip_put_local(&bytes, &member, SLICE("x"));
    const size_t directory = bytes.n;
    uint8_t entry[ZIP_ENTRY_MAX];
    buf_add(&bytes, (struct slice){entry, zip_layout_entry(entry, &member)});
    uint8_t end[ZIP_END_64_BYTES];
    zip_layout_end(end, ZIP_COUNT_IN_64, directory, bytes.n - directory);
    end[24] = end[32] = 1; /* the counts of the zip64 record */
    end[25] = end[33] = 0;
    buf_add(&bytes, (struct slice){end, sizeof(end)});
    check_refused(&bytes, ERR_FORMAT, "zip: end record: zip64 where it is not needed, or not where it is");
}
END_TEST

START_TEST(refuses_more_members_than_its_limit)
{
    uint8_t end[ZIP_END_64_BYTES];
    AUTO(buf_release) struct buf bytes;
    buf_init(&bytes, 1000);
    buf_add(&bytes, (struct slice){end, zip_layout_end(end, LIMIT_ZIP_FILES + 1, 0, 0)});
    check_refused(&bytes, ERR_LIMIT, "zip: more than 65535 members");
}
END_TEST

/* Headers around a hole of 4 GiB, of which only they are read. */
START_TEST(opens_members_past_4_gib)
{
    char path[] = "/tmp/daybook-zip-XXXXXX";
    const int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    unlink(path);
    struct zip_member members[2] = {zip_stored(SLICE("large"), SLICE("")), zip_stored(SLICE("far"), SLICE("x"))};
    members[0].size = members[0].packed_size = UINT64_C(1) << 32;
    members[1].offset = zip_layout_local_length(&members[0]) + members[0].packed_size;
    uint8_t header[ZIP_LOCAL_MAX];
    ck_assert_int_gt(pwrite(fd, header, zip_layout_local(header, &members[0]), 0), 0);
    const size_t length = zip_layout_local(header, &members[1]);
    header[length] = 'x';
    ck_assert_int_gt(pwrite(fd, header, length + 1, (off_t)members[1].offset), 0);
    const uint64_t directory = members[1].offset + length + 1;
    uint8_t tail[2 * ZIP_ENTRY_MAX + ZIP_END_64_BYTES];
    size_t n = zip_layout_entry(tail, &members[0]);
    n += zip_layout_entry(tail + n, &members[1]);
    n += zip_layout_end(tail + n, 2, directory, n);
    ck_assert_int_eq(pwrite(fd, tail, n, (off_t)directory), (ssize_t)n);
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct unzip zip;
    struct err err = {""};
    ck_assert_msg(unzip_open(fd, &zip_wide_limits, arena, &zip, &err) == 0, "%s", err.text);
    ck_assert_uint_eq(zip.members[0].size, UINT64_C(1) << 32);
    ck_assert_uint_eq(zip.members[1].offset, members[1].offset);
    struct slice bytes;
    ck_assert_int_eq(unzip_read_all(&zip, &zip.members[1], arena, &bytes, NULL), 0);
    ck_assert_slice_eq(bytes, SLICE("x"));
    /* every byte of the zip64 fields and records counts */
    for (size_t i = 0; i < n * 8; i++) {
        tail[i / 8] ^= (uint8_t)(1u << i % 8);
        ck_assert_int_eq(pwrite(fd, tail, n, (off_t)directory), (ssize_t)n);
        ck_assert_int_lt(unzip_open(fd, &zip_wide_limits, arena, &zip, &err), 0);
        tail[i / 8] ^= (uint8_t)(1u << i % 8);
    }
    close(fd);
}
END_TEST

START_TEST(refuses_directories_that_do_not_add_up)
{
    AUTO(buf_release) struct buf bytes;
    buf_init(&bytes, 1 << 20);
    write_names(&bytes, (const char *const[]){"a", "b"}, 2);
    const size_t end = bytes.n - ZIP_END_BYTES;
    bytes.p[end + 8] = bytes.p[end + 10] = 1;
    check_refused(&bytes, ERR_FORMAT, "zip: 47 bytes after the last directory entry");
    bytes.p[end + 8] = bytes.p[end + 10] = 3;
    check_refused(&bytes, ERR_FORMAT, "zip: directory entry 2: the directory ends inside it");
    bytes.p[end + 8] = bytes.p[end + 10] = 0;
    check_refused(&bytes, ERR_FORMAT, "zip: the directory is too long for 0 members");
}
END_TEST

static void
check_one_deflated(struct slice packed, uint64_t size, uint32_t crc, int code, const char *message)
{
    AUTO(buf_release) struct buf bytes;
    buf_init(&bytes, 1 << 24);
    struct zip_member member = {
        .name = SLICE("a"), .method = ZIP_DEFLATED, .crc = crc, .packed_size = packed.n, .size = size};
    zip_put_local(&bytes, &member, packed);
    zip_put_directory(&bytes, &member, 1);
    check_refused(&bytes, code, message);
}

START_TEST(refuses_streams_that_do_not_fit)
{
    const struct slice x = SLICE("x");
    const uint32_t crc = (uint32_t)crc32(0, x.p, 1);
    /* the last block, of fixed codes: 3 bits of header, 8 of 'x', 7 of the end, 6 unused */
    const struct slice packed = SLICE("\xab\x00\x00");
    check_one_deflated(packed, 1, crc, 0, "");
    check_one_deflated(packed, 1, crc + 1, ERR_FORMAT,
                       "zip: member 'a' at offset 0: CRC-32 is 0x8cdc1683, expected 0x8cdc1684");
    check_one_deflated(packed, 0, crc, ERR_FORMAT, "zip: member 'a' at offset 0: inflates to more than its size 0");
    check_one_deflated(packed, 2, crc, ERR_FORMAT, "zip: member 'a' at offset 0: has 1 bytes, but its size is 2");
    check_one_deflated(SLICE("\xab\x00\x00!"), 1, crc, ERR_FORMAT,
                       "zip: member 'a' at offset 0: 1 bytes after the end of the deflate stream");
    check_one_deflated(SLICE("\xab\x00"), 1, crc, ERR_FORMAT,
                       "zip: member 'a' at offset 0: the deflate stream does not end");
    check_one_deflated(SLICE(""), 0, 0, ERR_FORMAT, "zip: member 'a' at offset 0: the deflate stream does not end");
    check_one_deflated(SLICE("\xab\x00\x80"), 1, crc, ERR_FORMAT,
                       "zip: member 'a' at offset 0: bits are set after the end of the deflate stream");
    check_one_deflated(SLICE("\x07"), 1, crc, ERR_FORMAT, "zip: member 'a' at offset 0: deflate: invalid block type");
    check_one_deflated(packed, 4 * 1032, crc, ERR_FORMAT,
                       "zip: member 'a' at offset 0: 3 packed bytes cannot give its size 4128");
}
END_TEST

START_TEST(refuses_stored_members_of_two_sizes)
{
    AUTO(buf_release) struct buf bytes;
    buf_init(&bytes, 1 << 20);
    struct zip_member member = zip_stored(SLICE("a"), SLICE("xy"));
    member.size = 1;
    zip_put_local(&bytes, &member, SLICE("xy"));
    zip_put_directory(&bytes, &member, 1);
    check_refused(&bytes, ERR_FORMAT, "zip: member 'a' at offset 0: stored with 2 bytes, but its size is 1");
}
END_TEST

/* 64 MiB of zeros in 64 KiB, under a small declared size: stops as soon as that is passed. */
START_TEST(stops_a_bomb_at_its_declared_size)
{
    AUTO(buf_release) struct buf file;
    buf_init(&file, 1 << 24);
    const int fd = zip_file_new();
    AUTO(zip_drop) struct zip *zip = zip_new(fd, NULL);
    ck_assert_int_eq(zip_begin(zip, SLICE("a"), ZIP_DEFLATED, NULL), 0);
    uint8_t *zeros = calloc(1, 1 << 20);
    for (unsigned i = 0; i < 64; i++)
        ck_assert_int_eq(zip_write(zip, (struct slice){zeros, 1 << 20}, NULL), 0);
    free(zeros);
    struct zip_member member;
    ck_assert_int_eq(zip_end(zip, &member, NULL), 0);
    zip_file_append(&file, fd);
    close(fd);
    check_one_deflated(slice_sub(buf_slice(&file), 31, file.n), 1000, member.crc, ERR_FORMAT,
                       "zip: member 'a' at offset 0: inflates to more than its size 1000");
}
END_TEST

START_TEST(refuses_declared_sizes_above_its_limits)
{
    AUTO(buf_release) struct buf good;
    buf_init(&good, 1 << 20);
    write_names(&good, (const char *const[]){"a", "b", "c"}, 3);
    const int fd = zip_file_of(buf_slice(&good));
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct unzip zip;
    struct err err = {""};
    ck_assert_int_eq(unzip_open(fd, &(struct unzip_limits){1, 3}, arena, &zip, &err), 0);
    ck_assert_int_eq(unzip_open(fd, &(struct unzip_limits){0, 3}, arena, &zip, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "zip: member 'a' at offset 0: size 1 is above 0");
    ck_assert_int_eq(unzip_open(fd, &(struct unzip_limits){1, 2}, arena, &zip, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "zip: all members together are above 2 bytes");
    close(fd);
}
END_TEST

struct collected {
    struct buf plain;
    struct buf packed;
    int code;
};

static int
collect_plain(void *context, struct slice bytes, struct err *err)
{
    struct collected *collected = context;
    if (collected->code < 0)
        return err_set(err, ERR_CONFLICT, "enough");
    buf_add(&collected->plain, bytes);
    return 0;
}

static int
collect_packed(void *context, struct slice bytes, struct err *err)
{
    (void)err;
    struct collected *collected = context;
    buf_add(&collected->packed, bytes);
    return 0;
}

START_TEST(streams_plain_and_packed_bytes)
{
    AUTO(buf_release) struct buf good;
    buf_init(&good, 1 << 20);
    write_good(&good);
    const int fd = zip_file_of(buf_slice(&good));
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct unzip zip;
    ck_assert_int_eq(unzip_open(fd, &zip_wide_limits, arena, &zip, NULL), 0);
    ck_assert_uint_eq(zip.count, 3);
    ck_assert_slice_eq(zip.members[1].name, SLICE("b/c.json"));
    ck_assert_ptr_null(unzip_find(&zip, SLICE("b")));
    const struct zip_member *member = unzip_find(&zip, SLICE("b/c.json"));
    ck_assert_ptr_eq(member, &zip.members[1]);
    struct collected collected = {.code = 0};
    buf_init(&collected.plain, 1000);
    buf_init(&collected.packed, 1000);
    const struct unzip_sink sink = {.plain = collect_plain, .packed = collect_packed, .context = &collected};
    ck_assert_int_eq(unzip_read(&zip, member, &sink, NULL), 0);
    ck_assert_uint_eq(collected.plain.n, member->size);
    const size_t first = (size_t)member->offset + 30 + member->name.n;
    ck_assert_slice_eq(buf_slice(&collected.packed),
                       slice_sub(buf_slice(&good), first, first + (size_t)member->packed_size));
    struct slice whole;
    ck_assert_int_eq(unzip_read_all(&zip, member, arena, &whole, NULL), 0);
    ck_assert_slice_eq(whole, buf_slice(&collected.plain));
    struct err err = {""};
    collected.code = -1;
    ck_assert_int_eq(unzip_read(&zip, member, &sink, &err), ERR_CONFLICT);
    ck_assert_str_eq(err.text, "zip: member 'b/c.json' at offset 40: enough");
    buf_release(&collected.plain);
    buf_release(&collected.packed);
    close(fd);
}
END_TEST

START_TEST(pulls_what_it_streams)
{
    AUTO(buf_release) struct buf good;
    buf_init(&good, 1 << 20);
    write_good(&good);
    const int fd = zip_file_of(buf_slice(&good));
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct unzip zip;
    ck_assert_int_eq(unzip_open(fd, &zip_wide_limits, arena, &zip, NULL), 0);
    for (size_t i = 0; i < zip.count; i++) {
        struct slice whole;
        ck_assert_int_eq(unzip_read_all(&zip, &zip.members[i], arena, &whole, NULL), 0);
        AUTO(buf_release) struct buf pulled;
        buf_init(&pulled, 1000);
        struct unzip_stream *stream = unzip_stream_new(&zip, &zip.members[i]);
        struct slice part;
        do {
            ck_assert_int_eq(unzip_stream_next(stream, &part, NULL), 0);
            buf_add(&pulled, part);
        } while (!slice_is_absent(part));
        ck_assert_int_eq(unzip_stream_next(stream, &part, NULL), 0);
        ck_assert(slice_is_absent(part));
        ck_assert_slice_eq(buf_slice(&pulled), whole);
        unzip_stream_free(stream);
    }
    unzip_stream_free(NULL);
    close(fd);
}
END_TEST

START_TEST(says_when_it_could_not_read)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct unzip zip;
    struct err err = {""};
    ck_assert_int_eq(unzip_open(-1, &zip_wide_limits, arena, &zip, &err), ERR_IO);
    ck_assert_str_eq(err.text, "zip: Bad file descriptor");
    AUTO(buf_release) struct buf good;
    buf_init(&good, 1 << 20);
    write_good(&good);
    const int fd = zip_file_of(buf_slice(&good));
    ck_assert_int_eq(unzip_open(fd, &zip_wide_limits, arena, &zip, NULL), 0);
    ck_assert_int_eq(ftruncate(fd, 60), 0);
    ck_assert_int_eq(unzip_read(&zip, &zip.members[1], &(struct unzip_sink){0}, &err), ERR_IO);
    ck_assert_str_eq(err.text, "zip: member 'b/c.json' at offset 40: zip: read at offset 78: the file ends there");
    close(fd);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("unzip", refuses_every_flipped_bit, refuses_every_truncation_and_extension, refuses_names,
                     refuses_prepended_bytes, refuses_a_hidden_member, refuses_overlapping_and_reordered_members,
                     refuses_other_features_of_zip, refuses_extra_fields, refuses_comments_and_second_end_records,
                     refuses_zip64_where_it_is_not_needed, refuses_more_members_than_its_limit,
                     opens_members_past_4_gib, refuses_directories_that_do_not_add_up, refuses_streams_that_do_not_fit,
                     refuses_stored_members_of_two_sizes, stops_a_bomb_at_its_declared_size,
                     refuses_declared_sizes_above_its_limits, streams_plain_and_packed_bytes, pulls_what_it_streams,
                     says_when_it_could_not_read);
}

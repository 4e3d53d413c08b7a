#include "base/limits.h"
#include "format/zip.h"
#include "unit.h"
#include "zip_builder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* Text with repetitions, so that deflate has something to do. */
static void
fill_random(struct buf *out, size_t n)
{
    static const char *const words[] = {"finding ", "fixed ", "verified ", "\n", "{\"a\":", "0123456789"};
    while (out->n < n)
        if (unit_random_below(8) == 0)
            buf_byte(out, (uint8_t)unit_random());
        else
            buf_text(out, words[unit_random_below(COUNT_OF(words))]);
}

static void
check_member(int fd, struct slice name, struct slice want)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err = {""};
    struct unzip unzip;
    ck_assert_msg(unzip_open(fd, &zip_wide_limits, arena, &unzip, &err) == 0, "%s", err.text);
    const struct zip_member *member = unzip_find(&unzip, name);
    ck_assert_ptr_nonnull(member);
    struct slice got;
    ck_assert_msg(unzip_read_all(&unzip, member, arena, &got, &err) == 0, "%s", err.text);
    ck_assert(slice_equal(got, want));
}

START_TEST(writes_what_the_reader_takes)
{
    AUTO(buf_release) struct buf text;
    buf_init(&text, 1 << 20);
    fill_random(&text, 300000);
    const int fd = zip_file_new();
    AUTO(zip_drop) struct zip *zip = zip_new(fd, NULL);
    ck_assert_int_eq(zip_add(zip, SLICE("empty"), ZIP_DEFLATED, SLICE(""), NULL), 0);
    ck_assert_int_eq(zip_add(zip, SLICE("empty-stored"), ZIP_STORED, SLICE(""), NULL), 0);
    ck_assert_int_eq(zip_add(zip, SLICE("a/stored"), ZIP_STORED, buf_slice(&text), NULL), 0);
    ck_assert_int_eq(zip_add(zip, SLICE("a/deflated"), ZIP_DEFLATED, buf_slice(&text), NULL), 0);
    ck_assert_int_eq(zip_finish(zip, NULL), 0);
    check_member(fd, SLICE("empty"), SLICE(""));
    check_member(fd, SLICE("empty-stored"), SLICE(""));
    check_member(fd, SLICE("a/stored"), buf_slice(&text));
    check_member(fd, SLICE("a/deflated"), buf_slice(&text));
    close(fd);
}
END_TEST

START_TEST(writes_an_empty_zip)
{
    const int fd = zip_file_new();
    AUTO(zip_drop) struct zip *zip = zip_new(fd, NULL);
    ck_assert_int_eq(zip_finish(zip, NULL), 0);
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct unzip unzip;
    ck_assert_int_eq(unzip_open(fd, &zip_wide_limits, arena, &unzip, NULL), 0);
    ck_assert_uint_eq(unzip.count, 0);
    ck_assert_uint_eq(unzip.size, 22);
    close(fd);
}
END_TEST

static void
collect_packed(void *context, struct slice bytes)
{
    buf_add(context, bytes);
}

START_TEST(shows_packed_bytes_and_the_member)
{
    AUTO(buf_release) struct buf packed;
    buf_init(&packed, 1 << 20);
    const int fd = zip_file_new();
    AUTO(zip_drop)
    struct zip *zip = zip_new(fd, &(struct zip_options){.packed = collect_packed, .context = &packed});
    ck_assert_int_eq(zip_add(zip, SLICE("first"), ZIP_STORED, SLICE("0123456789"), NULL), 0);
    ck_assert_slice_eq(buf_slice(&packed), SLICE("0123456789"));
    buf_clear(&packed);
    AUTO(buf_release) struct buf text;
    buf_init(&text, 1 << 20);
    fill_random(&text, 200000);
    struct zip_member member;
    ck_assert_int_eq(zip_begin(zip, SLICE("second"), ZIP_DEFLATED, NULL), 0);
    ck_assert_int_eq(zip_write(zip, buf_slice(&text), NULL), 0);
    ck_assert_int_eq(zip_end(zip, &member, NULL), 0);
    ck_assert_int_eq(zip_finish(zip, NULL), 0);
    ck_assert_slice_eq(member.name, SLICE("second"));
    ck_assert_int_eq(member.method, ZIP_DEFLATED);
    ck_assert_uint_eq(member.offset, 30 + 5 + 10);
    ck_assert_uint_eq(member.size, text.n);
    ck_assert_uint_eq(member.packed_size, packed.n);
    ck_assert_uint_eq(member.crc, crc32(0, text.p, (uInt)text.n));
    ck_assert_uint_lt(packed.n, text.n);
    AUTO(buf_release) struct buf file;
    buf_init(&file, 1 << 22);
    zip_file_append(&file, fd);
    ck_assert(slice_equal(slice_sub(buf_slice(&file), 45 + 30 + 6, 45 + 30 + 6 + packed.n), buf_slice(&packed)));
    close(fd);
}
END_TEST

/* Write one member in parts of at most `part` bytes, of random sizes when it is 0. */
static void
write_in_parts(struct buf *out, struct slice text, size_t part)
{
    const int fd = zip_file_new();
    AUTO(zip_drop) struct zip *zip = zip_new(fd, NULL);
    ck_assert_int_eq(zip_add(zip, SLICE("before"), ZIP_DEFLATED, SLICE("something else"), NULL), 0);
    ck_assert_int_eq(zip_begin(zip, SLICE("text"), ZIP_DEFLATED, NULL), 0);
    while (text.n > 0) {
        const size_t n = part != 0 ? part : 1 + (size_t)unit_random_below(100000);
        ck_assert_int_eq(zip_write(zip, slice_sub(text, 0, n), NULL), 0);
        text = slice_sub(text, n, text.n);
    }
    ck_assert_int_eq(zip_end(zip, NULL, NULL), 0);
    ck_assert_int_eq(zip_finish(zip, NULL), 0);
    zip_file_append(out, fd);
    close(fd);
}

START_TEST(gives_the_same_bytes_however_the_writes_are_cut)
{
    AUTO(buf_release) struct buf text;
    AUTO(buf_release) struct buf at_once;
    buf_init(&text, 1 << 22);
    buf_init(&at_once, 1 << 22);
    fill_random(&text, 1000000);
    write_in_parts(&at_once, buf_slice(&text), SIZE_MAX);
    static const size_t parts[] = {37, 4096, 65535, 65536, 65537, 0, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        AUTO(buf_release) struct buf in_parts;
        buf_init(&in_parts, 1 << 22);
        write_in_parts(&in_parts, buf_slice(&text), parts[i]);
        ck_assert_msg(slice_equal(buf_slice(&in_parts), buf_slice(&at_once)), "parts of %zu", parts[i]);
    }
}
END_TEST

START_TEST(refuses_names)
{
    const int fd = zip_file_new();
    struct err err = {""};
    AUTO(zip_drop) struct zip *zip = zip_new(fd, NULL);
    ck_assert_int_eq(zip_add(zip, SLICE("a/b"), ZIP_STORED, SLICE("x"), &err), 0);
    ck_assert_int_eq(zip_begin(zip, SLICE("../x"), ZIP_STORED, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "zip: name '../x' is not a relative path of A-Z a-z 0-9 . _ -");
    ck_assert_int_eq(zip_begin(zip, SLICE("A/b"), ZIP_STORED, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "zip: name 'A/b' is taken, ignoring case");
    close(fd);
}
END_TEST

START_TEST(needs_zip64_for_many_members_and_stops_at_the_limit)
{
    const int fd = zip_file_new();
    struct err err = {""};
    AUTO(zip_drop) struct zip *zip = zip_new(fd, NULL);
    for (unsigned i = 0; i < LIMIT_ZIP_FILES; i++) {
        char name[16];
        snprintf(name, sizeof(name), "%u", i);
        ck_assert_int_eq(zip_add(zip, slice_of(name), ZIP_STORED, SLICE("x"), NULL), 0);
    }
    ck_assert_int_eq(zip_begin(zip, SLICE("more"), ZIP_STORED, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "zip: more than 65535 members");
    ck_assert_int_eq(zip_finish(zip, NULL), 0);
    check_member(fd, SLICE("65534"), SLICE("x"));
    close(fd);
}
END_TEST

START_TEST(passes_on_a_failing_write)
{
    const int fd = open("/dev/full", O_RDWR | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    struct err err = {""};
    AUTO(zip_drop) struct zip *zip = zip_new(fd, NULL);
    ck_assert_int_eq(zip_add(zip, SLICE("a"), ZIP_STORED, SLICE("x"), &err), ERR_IO);
    ck_assert_str_eq(err.text, "zip: write at offset 31: No space left on device");
    AUTO(zip_drop) struct zip *other = zip_new(fd, NULL);
    ck_assert_int_eq(zip_add(other, SLICE("a"), ZIP_DEFLATED, SLICE("x"), &err), ERR_IO);
    AUTO(zip_drop) struct zip *empty = zip_new(fd, NULL);
    ck_assert_int_eq(zip_finish(empty, &err), ERR_IO);
    ck_assert_str_eq(err.text, "zip: write at offset 0: No space left on device");
    close(fd);
}
END_TEST

/* Run a command that finds the file in $ARCHIVE, unless its program is not installed. */
static void
check_with(const char *program, const char *command, int fd)
{
    char text[128];
    snprintf(text, sizeof(text), "command -v %s >/dev/null", program);
    if (system(text) != 0)
        return;
    snprintf(text, sizeof(text), "/proc/%d/fd/%d", (int)getpid(), fd);
    setenv("ARCHIVE", text, 1);
    ck_assert_msg(system(command) == 0, "%s", command);
}

START_TEST(satisfies_stock_tools)
{
    AUTO(buf_release) struct buf text;
    buf_init(&text, 1 << 20);
    fill_random(&text, 100000);
    const int fd = zip_file_new();
    AUTO(zip_drop) struct zip *zip = zip_new(fd, NULL);
    ck_assert_int_eq(zip_add(zip, SLICE("stored.txt"), ZIP_STORED, SLICE("hello\n"), NULL), 0);
    ck_assert_int_eq(zip_add(zip, SLICE("folder/deflated.txt"), ZIP_DEFLATED, buf_slice(&text), NULL), 0);
    ck_assert_int_eq(zip_add(zip, SLICE("folder/empty"), ZIP_DEFLATED, SLICE(""), NULL), 0);
    ck_assert_int_eq(zip_finish(zip, NULL), 0);
    check_with("unzip", "unzip -tqq $ARCHIVE", fd);
    check_with("python3", "python3 -m zipfile -t $ARCHIVE >/dev/null", fd);
    check_with("python3",
               "python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); i = z.infolist(); "
               "assert [x.filename for x in i] == [\"stored.txt\", \"folder/deflated.txt\", \"folder/empty\"]; "
               "assert z.read(\"stored.txt\") == b\"hello\\n\"; assert i[0].date_time == (1980, 1, 1, 0, 0, 0); "
               "assert i[0].external_attr >> 16 == 0o100644' $ARCHIVE",
               fd);
    close(fd);
}
END_TEST

/* A member of 4 GiB, which moves its packed bytes to make room for the zip64 field, and one that begins after 4 GiB.
 * Slow, so only when DAYBOOK_SLOW_TESTS is set. */
START_TEST(goes_past_4_gib)
{
    if (getenv("DAYBOOK_SLOW_TESTS") == NULL)
        return;
    enum { PART = 1 << 20, PARTS = 4096 };
    uint8_t *zeros = calloc(1, PART);
    char path[] = "/tmp/daybook-zip-XXXXXX";
    const int fd = mkstemp(path);
    unlink(path);
    AUTO(zip_drop) struct zip *zip = zip_new(fd, NULL);
    static const enum zip_method methods[] = {ZIP_DEFLATED, ZIP_STORED};
    static const char *const names[] = {"deflated", "stored"};
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        ck_assert_int_eq(zip_begin(zip, slice_of(names[i]), methods[i], NULL), 0);
        for (unsigned part = 0; part < PARTS; part++)
            ck_assert_int_eq(zip_write(zip, (struct slice){zeros, PART}, NULL), 0);
        struct zip_member member;
        ck_assert_int_eq(zip_end(zip, &member, NULL), 0);
        ck_assert_uint_eq(member.size, UINT64_C(1) << 32);
    }
    ck_assert_int_eq(zip_add(zip, SLICE("far"), ZIP_DEFLATED, SLICE("far away"), NULL), 0);
    ck_assert_int_eq(zip_finish(zip, NULL), 0);
    free(zeros);
    check_member(fd, SLICE("far"), SLICE("far away"));
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct unzip unzip;
    struct err err = {""};
    ck_assert_int_eq(unzip_open(fd, &zip_wide_limits, arena, &unzip, NULL), 0);
    for (size_t i = 0; i < unzip.count; i++)
        ck_assert_msg(unzip_read(&unzip, &unzip.members[i], &(struct unzip_sink){0}, &err) == 0, "%s", err.text);
    check_with("python3", "python3 -m zipfile -t $ARCHIVE >/dev/null", fd);
    check_with("unzip", "unzip -tqq $ARCHIVE", fd);
    close(fd);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("zip", writes_what_the_reader_takes, writes_an_empty_zip, shows_packed_bytes_and_the_member,
                     gives_the_same_bytes_however_the_writes_are_cut, refuses_names,
                     needs_zip64_for_many_members_and_stops_at_the_limit, passes_on_a_failing_write,
                     satisfies_stock_tools, goes_past_4_gib);
}

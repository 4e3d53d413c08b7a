/* test_lines.c - the lines of numbered files, however long they are and wherever the reads are cut. */
#include "verify/lines.h"

#include "base/buf.h"
#include "bundle/model.h"
#include "unit.h"

#include <sys/mman.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 200000 };

/* A zip of up to three files of lines. */
struct sample {
    int fd;
    struct arena *arena;
    struct unzip zip;
};

static void
sample_drop(struct sample *sample)
{
    close(sample->fd);
    arena_free(sample->arena);
}

static struct sample
make(const struct slice *files, size_t count)
{
    static const char *const paths[] = {"lines/0000.ndjson", "lines/0001.ndjson", "lines/0002.ndjson"};
    const struct unzip_limits limits = {1 << 30, 1 << 30};
    struct sample sample = {.fd = memfd_create("lines", MFD_CLOEXEC), .arena = arena_new()};
    struct zip *zip AUTO(zip_drop) = zip_new(sample.fd, NULL);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(zip_add(zip, slice_of(paths[i]), ZIP_DEFLATED, files[i], NULL), 0);
    ck_assert_int_eq(zip_add(zip, SLICE("other"), ZIP_DEFLATED, SLICE("x"), NULL), 0);
    ck_assert_int_eq(zip_finish(zip, NULL), 0);
    ck_assert_int_eq(unzip_open(sample.fd, &limits, sample.arena, &sample.zip, NULL), 0);
    return sample;
}

START_TEST(lines_of_any_length_come_whole)
{
    struct buf text AUTO(buf_release);
    size_t lengths[60];
    buf_init(&text, SIZE_MAX);
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        lengths[i] = i == 0 ? 0 : i == 1 ? LINE_MAX_BYTES : (size_t)unit_random_below(LINE_MAX_BYTES);
        for (size_t j = 0; j < lengths[i]; j++)
            buf_byte(&text, (uint8_t)('a' + (i + j) % 26));
        buf_byte(&text, '\n');
    }
    const struct slice file = buf_slice(&text);
    struct sample sample AUTO(sample_drop) = make(&file, 1);
    struct lines *lines AUTO(lines_drop) = lines_new(&sample.zip, "lines/", LINE_MAX_BYTES);
    size_t at = 0;
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct line line;
        ck_assert_int_eq(lines_next(lines, &line, NULL), 0);
        ck_assert(!slice_is_absent(line.bytes));
        ck_assert_uint_eq(line.bytes.n, lengths[i]);
        ck_assert_uint_eq(line.number, i);
        ck_assert_uint_eq(lines_place(lines).line, i + 1);
        ck_assert(slice_equal(line.bytes, slice_sub(file, at, at + lengths[i])));
        at += lengths[i] + 1;
    }
    struct line line;
    ck_assert_int_eq(lines_next(lines, &line, NULL), 0);
    ck_assert(slice_is_absent(line.bytes));
    ck_assert_int_eq(lines_next(lines, &line, NULL), 0);
    ck_assert(slice_is_absent(line.bytes));
}
END_TEST

static struct slice
many_lines(struct buf *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_text(text, "x\n");
    return buf_slice(text);
}

START_TEST(files_follow_each_other)
{
    struct buf text AUTO(buf_release);
    buf_init(&text, SIZE_MAX);
    const struct slice files[] = {many_lines(&text, BUNDLE_LINES_PER_FILE), SLICE("last\n")};
    struct sample sample AUTO(sample_drop) = make(files, 2);
    struct lines *lines AUTO(lines_drop) = lines_new(&sample.zip, "lines/", 100);
    struct line line;
    for (size_t i = 0; i < BUNDLE_LINES_PER_FILE; i++)
        ck_assert_int_eq(lines_next(lines, &line, NULL), 0);
    ck_assert_int_eq(lines_next(lines, &line, NULL), 0);
    ck_assert_slice_eq(line.bytes, SLICE("last"));
    ck_assert_uint_eq(line.number, BUNDLE_LINES_PER_FILE);
    ck_assert_slice_eq(lines_place(lines).member, SLICE("lines/0001.ndjson"));
    ck_assert_uint_eq(lines_place(lines).line, 1);
    ck_assert_int_eq(lines_next(lines, &line, NULL), 0);
    ck_assert(slice_is_absent(line.bytes));
}
END_TEST

START_TEST(no_files_are_no_lines)
{
    struct sample sample AUTO(sample_drop) = make(NULL, 0);
    struct lines *lines AUTO(lines_drop) = lines_new(&sample.zip, "lines/", 100);
    struct line line;
    ck_assert_int_eq(lines_next(lines, &line, NULL), 0);
    ck_assert(slice_is_absent(line.bytes));
}
END_TEST

START_TEST(malformed_files_are_refused)
{
    struct buf text AUTO(buf_release);
    buf_init(&text, SIZE_MAX);
    const struct slice too_many = many_lines(&text, BUNDLE_LINES_PER_FILE + 1);
    const struct {
        struct slice files[2];
        size_t count;
        uint64_t at; /* line of the file */
        const char *text;
    } cases[] = {
        {{SLICE("a\nb")}, 1, 2, "the file does not end with a newline"},
        {{SLICE("")}, 1, 1, "the file is empty"},
        {{SLICE("a\n"), SLICE("b\n")}, 2, 2, "the file has 1 lines, expected 65536 since another follows"},
        {{SLICE("a\n0123456789\n")}, 1, 2, "the line is longer than 9 bytes"},
        {{too_many}, 1, BUNDLE_LINES_PER_FILE + 1, "the file has more than 65536 lines"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample AUTO(sample_drop) = make(cases[i].files, cases[i].count);
        struct lines *lines AUTO(lines_drop) = lines_new(&sample.zip, "lines/", 9);
        struct line line = {.bytes = SLICE("")};
        struct err err = {{0}};
        int r = 0;
        while (r == 0 && !slice_is_absent(line.bytes))
            r = lines_next(lines, &line, &err);
        ck_assert_int_eq(r, ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].text);
        ck_assert_slice_eq(lines_place(lines).member, SLICE("lines/0000.ndjson"));
        ck_assert_uint_eq(lines_place(lines).line, cases[i].at);
    }
}
END_TEST

int
main(void)
{
    lines_free(NULL);
    return UNIT_MAIN("lines", lines_of_any_length_come_whole, files_follow_each_other, no_files_are_no_lines,
                     malformed_files_are_refused);
}

#include "format/zip_file.h"
#include "unit.h"
#include "zip_builder.h"

#include <fcntl.h>
#include <unistd.h>

START_TEST(writes_and_reads_at_offsets)
{
    const int fd = zip_file_new();
    struct err err = {""};
    ck_assert_int_eq(zip_file_write(fd, 5, SLICE("hello"), &err), 0);
    ck_assert_int_eq(zip_file_write(fd, 0, SLICE("12345"), &err), 0);
    ck_assert_int_eq(zip_file_write(fd, 3, SLICE(""), &err), 0);
    uint8_t got[4];
    ck_assert_int_eq(zip_file_read(fd, 3, got, sizeof(got), &err), 0);
    ck_assert_slice_eq(((struct slice){got, sizeof(got)}), SLICE("45he"));
    ck_assert_int_eq(zip_file_read(fd, 8, got, sizeof(got), &err), ERR_IO);
    ck_assert_str_eq(err.text, "zip: read at offset 10: the file ends there");
    ck_assert_int_eq(zip_file_read(fd, 100, got, 0, &err), 0);
    close(fd);
}
END_TEST

START_TEST(says_what_the_system_refused)
{
    const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    struct err err = {""};
    ck_assert_int_eq(zip_file_write(fd, 7, SLICE("x"), &err), ERR_IO);
    ck_assert_str_eq(err.text, "zip: write at offset 7: Bad file descriptor");
    close(fd);
    uint8_t got[1];
    ck_assert_int_eq(zip_file_read(-1, 0, got, 1, &err), ERR_IO);
    ck_assert_str_eq(err.text, "zip: read at offset 0: Bad file descriptor");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("zip_file", writes_and_reads_at_offsets, says_what_the_system_refused);
}

#include "base/resource.h"

#include "unit.h"

#include <stdio.h>

START_TEST(finds_every_file_by_its_path)
{
    ck_assert_uint_gt(resource_table_count, 0);
    for (size_t i = 0; i < resource_table_count; i++)
        ck_assert_ptr_eq(resource_find(resource_table[i].path), &resource_table[i]);
}
END_TEST

START_TEST(holds_the_bytes_of_the_file)
{
    const struct resource *schema = resource_find("schema/sqlite/0001_init.sql");
    ck_assert_ptr_nonnull(schema);
    FILE *file = fopen(unit_source_path(schema->path), "rb");
    ck_assert_ptr_nonnull(file);
    static uint8_t bytes[1 << 16];
    const size_t len = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    ck_assert_uint_eq(schema->len, len);
    ck_assert_mem_eq(schema->bytes, bytes, len);
}
END_TEST

START_TEST(knows_no_other_path)
{
    ck_assert_ptr_null(resource_find("schema/sqlite/0001_init.sq"));
    ck_assert_ptr_null(resource_find(""));
    ck_assert_ptr_null(resource_find("zzz"));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("resource", finds_every_file_by_its_path, holds_the_bytes_of_the_file, knows_no_other_path);
}

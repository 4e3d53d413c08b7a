#include "collect/rule_files.h"

#include "base/file.h"
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/daybook-rule-files-XXXXXX";

static void
write_file(struct arena *arena, const char *name, const char *text)
{
    struct err err = {{0}};
    const char *path = file_join(arena, folder, name);
    ck_assert_msg(file_replace(path, slice_of(text), 0600, &err) == 0, "%s", err.text);
}

static struct file_set
load(const struct rule_folders *folders, struct arena *arena)
{
    struct err err = {{0}};
    struct file_set files;
    ck_assert_msg(rule_files_load(folders, arena, &files, &err) == 0, "%s", err.text);
    return files;
}

START_TEST(the_compiled_in_files_are_there)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct rule_folders none = {0};
    const struct file_set files = load(&none, arena);
    ck_assert_ptr_nonnull(file_set_find(&files, SLICE("controls/soc2.yaml")));
    ck_assert_ptr_nonnull(file_set_find(&files, SLICE("sources/cloudevents.yaml")));
    ck_assert_ptr_null(file_set_find(&files, SLICE("schema/sqlite/0001_init.sql")));
    for (size_t i = 1; i < files.count; i++)
        ck_assert_int_lt(slice_compare(files.files[i - 1].path, files.files[i].path), 0);
}
END_TEST

START_TEST(a_folder_replaces_and_joins)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    mkdir(file_join(arena, folder, "rules"), 0700);
    write_file(arena, "sla.yaml", "changed\n");
    write_file(arena, "rules/own.yaml", "own\n");
    write_file(arena, "notes.txt", "not a rule\n");
    write_file(arena, ".hidden.yaml", "not a rule\n");
    const struct rule_folders none = {0};
    const struct rule_folders own = {.controls = folder};
    const size_t before = load(&none, arena).count;
    const struct file_set files = load(&own, arena);
    ck_assert_uint_eq(files.count, before + 1);
    ck_assert_slice_eq(file_set_find(&files, SLICE("controls/sla.yaml"))->bytes, SLICE("changed\n"));
    ck_assert_slice_eq(file_set_find(&files, SLICE("controls/rules/own.yaml"))->bytes, SLICE("own\n"));
}
END_TEST

START_TEST(the_ledgers_declaration_joins)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct rule_folders none = {.ledger = folder};
    const struct file_set without = load(&none, arena);
    ck_assert_ptr_null(file_set_find(&without, SLICE("daybook.yaml")));
    write_file(arena, "daybook.yaml", "categories: []\n");
    const struct file_set files = load(&none, arena);
    ck_assert_uint_eq(files.count, without.count + 1);
    ck_assert_slice_eq(file_set_find(&files, SLICE("daybook.yaml"))->bytes, SLICE("categories: []\n"));
    ck_assert_int_eq(unlink(file_join(arena, folder, "daybook.yaml")), 0);
    ck_assert_int_eq(mkdir(file_join(arena, folder, "daybook.yaml"), 0700), 0);
    struct err err = {{0}};
    struct file_set refused;
    ck_assert_int_eq(rule_files_load(&none, arena, &refused, &err), ERR_IO);
    ck_assert_int_eq(rmdir(file_join(arena, folder, "daybook.yaml")), 0);
}
END_TEST

START_TEST(a_name_that_would_be_overlooked_is_an_error)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err = {{0}};
    struct file_set files;
    const struct rule_folders own = {.controls = folder};
    write_file(arena, "extra.yml", "id: x\n");
    ck_assert_int_eq(rule_files_load(&own, arena, &files, &err), ERR_FORMAT);
    const struct slice want =
        arena_format(arena, "file '%s/extra.yml' would not be read: rename it to end in .yaml", folder);
    ck_assert_str_eq(err.text, (const char *)want.p);
    ck_assert_int_eq(unlink(file_join(arena, folder, "extra.yml")), 0);
}
END_TEST

START_TEST(a_missing_folder_is_an_error)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err = {{0}};
    struct file_set files;
    const struct rule_folders missing = {.adapters = "/nonexistent"};
    ck_assert_int_eq(rule_files_load(&missing, arena, &files, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "read folder '/nonexistent': No such file or directory");
}
END_TEST

START_TEST(given_before_environment_before_the_ledgers_folder)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    mkdir(file_join(arena, folder, "controls"), 0700);
    unsetenv("DAYBOOK_CONTROLS_DIR");
    struct rule_folders folders = rule_folders_resolve(folder, NULL, NULL, arena);
    ck_assert_str_eq(folders.controls, file_join(arena, folder, "controls"));
    ck_assert_ptr_null(folders.adapters);
    setenv("DAYBOOK_CONTROLS_DIR", "/from/environment", 1);
    ck_assert_str_eq(rule_folders_resolve(folder, NULL, NULL, arena).controls, "/from/environment");
    ck_assert_str_eq(rule_folders_resolve(folder, "/given", NULL, arena).controls, "/given");
    unsetenv("DAYBOOK_CONTROLS_DIR");
    ck_assert_ptr_null(rule_folders_resolve(NULL, NULL, NULL, arena).controls);
}
END_TEST

int
main(void)
{
    if (mkdtemp(folder) == NULL)
        return EXIT_FAILURE;
    return UNIT_MAIN("rule_files", the_compiled_in_files_are_there, a_folder_replaces_and_joins,
                     the_ledgers_declaration_joins, a_name_that_would_be_overlooked_is_an_error,
                     a_missing_folder_is_an_error, given_before_environment_before_the_ledgers_folder);
}

/* test_verifier.c - answers about files that are no bundles; tests/e2e has those about bundles.
 * Covers: answer_json.c, answer_text.c */
#include "verifier/verifier.h"

#include "base/file.h"
#include "unit.h"

#include <unistd.h>

static char folder[] = "/tmp/daybook-verifier-XXXXXX";

static const char *
file_with(struct arena *arena, const char *name, const char *text)
{
    struct err err = {{0}};
    const char *path = file_join(arena, folder, name);
    ck_assert_msg(file_replace(path, slice_of(text), 0600, &err) == 0, "%s", err.text);
    return path;
}

/* Run on one file and give the answer's text in the arena. */
static int
answer(struct arena *arena, const char *bundle, bool json, struct slice *out_text)
{
    struct err err = {{0}};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    const struct verifier_options options = {.bundles = &bundle, .bundle_count = 1, .json = json};
    const int code = verifier_run(&options, out, &err);
    fclose(out);
    *out_text = arena_copy(arena, (struct slice){(const uint8_t *)text, size});
    free(text);
    return code;
}

START_TEST(what_is_no_zip_fails)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct slice text;
    ck_assert_int_eq(answer(arena, file_with(arena, "a.zip", "no zip"), false, &text), VERIFIER_FAILED);
    ck_assert_msg(slice_starts(text, SLICE("FAILED  ")), "%.*s", SLICE_ARG(text));
    ck_assert_int_eq(answer(arena, file_with(arena, "a.zip", ""), true, &text), VERIFIER_FAILED);
    ck_assert_msg(slice_starts(text, SLICE("{")) && slice_ends(text, SLICE("}\n")), "%.*s", SLICE_ARG(text));
}
END_TEST

START_TEST(what_cannot_be_read_could_not_be_checked)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct slice text;
    ck_assert_int_eq(answer(arena, file_join(arena, folder, "none.zip"), false, &text), VERIFIER_COULD_NOT);
    ck_assert_msg(slice_starts(text, SLICE("COULD NOT CHECK")), "%.*s", SLICE_ARG(text));
    ck_assert_int_eq(answer(arena, folder, true, &text), VERIFIER_COULD_NOT);
}
END_TEST

START_TEST(keys_that_are_no_keys_are_refused_first)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err = {{0}};
    const char *bundle = file_with(arena, "b.zip", "x");
    const char *key = file_with(arena, "key", "PRIVATE+KEY+a+00000000+AAAA\n");
    const struct verifier_options private_key = {.bundles = &bundle, .bundle_count = 1, .keys = &key, .key_count = 1};
    ck_assert_int_eq(verifier_run(&private_key, stdout, &err), ERR_USAGE);
    key = file_with(arena, "key", "hello\n");
    const struct verifier_options no_key = {.bundles = &bundle, .bundle_count = 1, .keys = &key, .key_count = 1};
    ck_assert_int_lt(verifier_run(&no_key, stdout, &err), 0);
    const struct verifier_options nothing = {0};
    ck_assert_int_eq(verifier_run(&nothing, stdout, &err), ERR_USAGE);
}
END_TEST

int
main(void)
{
    if (mkdtemp(folder) == NULL)
        return EXIT_FAILURE;
    return UNIT_MAIN("verifier", what_is_no_zip_fails, what_cannot_be_read_could_not_be_checked,
                     keys_that_are_no_keys_are_refused_first);
}

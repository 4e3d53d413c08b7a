/* test_verifier.c - files and keys in, an exit code and an answer out. */
#include "verifier/verifier.h"

#include "base/file.h"
#include "base/limits.h"
#include "forge.h"
#include "unit.h"

#include <unistd.h>

static const char *
file_with(struct arena *arena, const char *name, struct slice bytes)
{
    struct err err = {{0}};
    const char *path = file_join(arena, unit_new_folder(), name);
    ck_assert_msg(file_replace(path, bytes, 0600, &err) == 0, "%s", err.text);
    return path;
}

/* Run and give what was printed in the arena. */
static int
answer(struct arena *arena, const struct verifier_options *options, const char **out_text)
{
    struct err err = {{0}};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    const int code = verifier_run(options, out, &err);
    fclose(out);
    *out_text = arena_text(arena, code < 0 ? slice_of(err.text) : (struct slice){(const uint8_t *)text, size});
    free(text);
    return code;
}

static int
answer_file(struct arena *arena, const char *bundle, const char **out_text)
{
    const struct verifier_options options = {.bundles = &bundle, .bundle_count = 1};
    return answer(arena, &options, out_text);
}

START_TEST(what_is_no_zip_fails)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    const char *text;
    const char *path = file_with(arena, "a.zip", SLICE("no zip"));
    ck_assert_int_eq(answer_file(arena, path, &text), VERIFIER_FAILED);
    ck_assert_int_eq(strncmp(text, "FAILED  ", 8), 0);
    ck_assert_ptr_nonnull(strstr(text, "  ✗ signature  zip: no end record: the file has 6 bytes\n"));
    ck_assert_int_eq(answer_file(arena, file_with(arena, "a.zip", SLICE("")), &text), VERIFIER_FAILED);
}
END_TEST

START_TEST(what_cannot_be_read_could_not_be_checked)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    const char *text;
    ck_assert_int_eq(answer_file(arena, "/nowhere/none.zip", &text), VERIFIER_COULD_NOT);
    ck_assert_str_eq(text, "COULD NOT CHECK  /nowhere/none.zip: No such file or directory\n");
    ck_assert_int_eq(answer_file(arena, "/dev", &text), VERIFIER_COULD_NOT);
    ck_assert_str_eq(text, "COULD NOT CHECK  /dev: it is not a file: a bundle is read from its end\n");
    ck_assert_int_eq(answer_file(arena, "/dev/null", &text), VERIFIER_COULD_NOT);
}
END_TEST

START_TEST(keys_that_are_no_keys_are_refused_first)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    const char *bundle = file_with(arena, "b.zip", SLICE("x"));
    const char *text;
    const struct {
        struct slice key;
        int code;
        const char *text;
    } cases[] = {
        {SLICE("PRIVATE+KEY+a+00000000+AAAA\n"), ERR_USAGE, "this is a private key"},
        {SLICE("hello\n"), ERR_FORMAT, "/key: "},
        {SLICE(""), ERR_FORMAT, "/key: "},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *key = file_with(arena, "key", cases[i].key);
        const struct verifier_options options = {.bundles = &bundle, .bundle_count = 1, .keys = &key, .key_count = 1};
        ck_assert_int_eq(answer(arena, &options, &text), cases[i].code);
        ck_assert_msg(strstr(text, cases[i].text) != NULL, "%s", text);
    }
    const char *nowhere = "/nowhere";
    const struct verifier_options no_key = {.bundles = &bundle, .bundle_count = 1, .keys = &nowhere, .key_count = 1};
    ck_assert_int_eq(answer(arena, &no_key, &text), ERR_NOT_FOUND);
    const struct verifier_options no_signers = {.bundles = &bundle, .bundle_count = 1, .allowed_signers = nowhere};
    ck_assert_int_eq(answer(arena, &no_signers, &text), ERR_NOT_FOUND);
    const struct verifier_options no_note = {.bundles = &bundle, .bundle_count = 1, .kept = &nowhere, .kept_count = 1};
    ck_assert_int_eq(answer(arena, &no_note, &text), ERR_NOT_FOUND);
    ck_assert_int_eq(answer(arena, &(struct verifier_options){0}, &text), ERR_USAGE);
    ck_assert_str_eq(text, "give at least one bundle");
}
END_TEST

/* The key in the form of a verifier key. */
static const char *
key_file(struct forge *forge)
{
    const struct ed25519_public key = signing_key_public(forge->key);
    const struct vkey vkey = vkey_make(forge->origin, &key);
    struct buf out AUTO(buf_release);
    buf_init(&out, 4096);
    vkey_append(&out, &vkey);
    buf_byte(&out, '\n');
    return file_with(forge->arena, "key", buf_slice(&out));
}

START_TEST(a_bundle_with_and_without_its_key)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const char *bundle = file_with(forge->arena, "b.zip", forge_pack(forge));
    const char *key = key_file(forge);
    const char *note = file_with(forge->arena, "note", forge_note(forge, 5));
    const char *text;
    ck_assert_int_eq(answer_file(forge->arena, bundle, &text), VERIFIER_COULD_NOT);
    ck_assert_int_eq(strncmp(text, "SELF-CONSISTENT ONLY  ", 22), 0);
    struct verifier_options options = {.bundles = &bundle, .bundle_count = 1, .keys = &key, .key_count = 1};
    ck_assert_int_eq(answer(forge->arena, &options, &text), VERIFIER_FINE);
    ck_assert_int_eq(strncmp(text, "VERIFIED  ", 10), 0);
    ck_assert_ptr_nonnull(strstr(text, "SIMULATED"));
    ck_assert_ptr_nonnull(strstr(text, "NOT ANCHORED"));
    options.kept = &note;
    options.kept_count = 1;
    ck_assert_int_eq(answer(forge->arena, &options, &text), VERIFIER_FINE);
    ck_assert_ptr_nonnull(strstr(text, "extends 1 checkpoint kept earlier"));
    options.json = true;
    ck_assert_int_eq(answer(forge->arena, &options, &text), VERIFIER_FINE);
    ck_assert_ptr_nonnull(strstr(text, "\"verdict\":\"VERIFIED\""));
}
END_TEST

START_TEST(of_several_files_the_worst_counts)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const char *good = file_with(forge->arena, "good.zip", forge_pack(forge));
    const char *bad = file_with(forge->arena, "bad.zip", SLICE("x"));
    const char *key = key_file(forge);
    const struct {
        const char *bundles[3];
        int code;
    } cases[] = {{{good, good, good}, VERIFIER_FINE},
                 {{good, "/nowhere", good}, VERIFIER_COULD_NOT},
                 {{bad, "/nowhere", good}, VERIFIER_FAILED},
                 {{"/nowhere", bad, good}, VERIFIER_FAILED}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *text;
        const struct verifier_options options = {
            .bundles = cases[i].bundles, .bundle_count = 3, .keys = &key, .key_count = 1, .json = true};
        ck_assert_int_eq(answer(forge->arena, &options, &text), cases[i].code);
        size_t lines = 0;
        for (const char *at = text; *at != '\0'; at++)
            lines += *at == '\n';
        ck_assert_uint_eq(lines, 3);
    }
}
END_TEST

START_TEST(what_is_malformed_of_the_callers_own_is_said)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const char *bundle = file_with(forge->arena, "b.zip", forge_pack(forge));
    const char *signers = file_with(forge->arena, "signers", SLICE("* ssh-ed25519 AAAA\n"));
    const char *text;
    const struct verifier_options options = {.bundles = &bundle, .bundle_count = 1, .allowed_signers = signers};
    ck_assert_int_eq(answer(forge->arena, &options, &text), VERIFIER_COULD_NOT);
    ck_assert_ptr_nonnull(strstr(text, "allowed signers line 1: principal '*' is a pattern"));
    const char *note = file_with(forge->arena, "note", SLICE("no note\n"));
    const struct verifier_options kept = {.bundles = &bundle, .bundle_count = 1, .kept = &note, .kept_count = 1};
    ck_assert_int_eq(answer(forge->arena, &kept, &text), VERIFIER_COULD_NOT);
    ck_assert_int_eq(strncmp(text, "COULD NOT CHECK  ", 17), 0);
}
END_TEST

START_TEST(an_answer_that_cannot_be_written_is_an_error)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    const char *bundle = file_with(arena, "b.zip", SLICE("x"));
    const struct verifier_options options = {.bundles = &bundle, .bundle_count = 1};
    struct err err;
    FILE *full = fopen("/dev/full", "w");
    ck_assert_ptr_nonnull(full);
    ck_assert_int_eq(verifier_run(&options, full, &err), ERR_IO);
    ck_assert_str_eq(err.text, "write the answer: No space left on device");
    fclose(full);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("verifier", what_is_no_zip_fails, what_cannot_be_read_could_not_be_checked,
                     keys_that_are_no_keys_are_refused_first, a_bundle_with_and_without_its_key,
                     of_several_files_the_worst_counts, what_is_malformed_of_the_callers_own_is_said,
                     an_answer_that_cannot_be_written_is_an_error);
}

#include "unit.h"

#include "base/buf.h"
#include "base/file.h"
#include "tlog/key_file.h"
#include "vectors.h"

#include <sys/stat.h>
#include <unistd.h>

/* A folder for one test. */
struct workspace {
    char folder[64];
    struct arena *arena;
    const char *key, *link;
};

static void
workspace_init(struct workspace *space)
{
    memcpy(space->folder, "/tmp/daybook-key-XXXXXX", 24);
    ck_assert_ptr_nonnull(mkdtemp(space->folder));
    space->arena = arena_new();
    space->key = file_join(space->arena, space->folder, "key");
    space->link = file_join(space->arena, space->folder, "link");
}

static void
workspace_release(struct workspace *space)
{
    unlink(space->key);
    unlink(space->link);
    rmdir(space->folder);
    arena_free(space->arena);
}

START_TEST(writes_the_form_of_go_and_reads_it)
{
    AUTO(workspace_release) struct workspace space;
    workspace_init(&space);
    json_t *own = vectors_golden("own.json");
    AUTO(signing_key_drop)
    struct signing_key *key = signing_key_from_seed(vectors_hex(json_object_get(own, "seed"), space.arena).p);
    const struct slice origin = vectors_text(own, "origin"), skey = vectors_text(own, "skey");
    ck_assert_int_eq(key_file_create(space.key, origin, key, NULL), 0);
    struct slice text, name;
    ck_assert_int_eq(file_read(space.key, 1000, space.arena, &text, NULL), 0);
    ck_assert_slice_eq(text, arena_format(space.arena, "%.*s\n", SLICE_ARG(skey)));
    struct stat status;
    ck_assert_int_eq(stat(space.key, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0600);
    AUTO(signing_key_drop) struct signing_key *got = NULL;
    ck_assert_int_eq(key_file_read(space.key, space.arena, &name, &got, NULL), 0);
    ck_assert_slice_eq(name, origin);
    const struct ed25519_public want_public = signing_key_public(key), got_public = signing_key_public(got);
    ck_assert(ed25519_public_equal(&got_public, &want_public));
    json_decref(own);
}
END_TEST

/* The file holds one line; whoever wrote it with an editor may have left the newline out. */
START_TEST(reads_the_keys_of_go)
{
    AUTO(workspace_release) struct workspace space;
    workspace_init(&space);
    static const char *const tails[] = {"", "\n", "\r\n"};
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        const struct slice text = arena_format(
            space.arena, "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz%s", tails[i]);
        ck_assert_int_eq(file_replace(space.key, text, 0600, NULL), 0);
        struct slice name;
        AUTO(signing_key_drop) struct signing_key *key = NULL;
        ck_assert_int_eq(key_file_read(space.key, space.arena, &name, &key, NULL), 0);
        ck_assert_slice_eq(name, SLICE("PeterNeumann"));
        ck_assert_uint_eq(signing_key_public(key).b[0], 0x1a);
    }
}
END_TEST

static void
assert_refused(struct workspace *space, const char *path, int code, const char *format)
{
    struct slice name;
    struct signing_key *key = NULL;
    struct err err = {""};
    ck_assert_int_eq(key_file_read(path, space->arena, &name, &key, &err), code);
    AUTO(buf_release) struct buf want;
    buf_init(&want, 10000);
    /* '@' stands for the path. */
    for (const char *p = format; *p != '\0'; p++)
        if (*p == '@')
            buf_text(&want, path);
        else
            buf_byte(&want, (uint8_t)*p);
    ck_assert_slice_eq(slice_of(err.text), buf_slice(&want));
    ck_assert_ptr_null(key);
}

START_TEST(refuses_what_others_may_use)
{
    AUTO(workspace_release) struct workspace space;
    workspace_init(&space);
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    ck_assert_int_eq(key_file_create(space.key, SLICE("n"), key, NULL), 0);
    static const struct {
        mode_t mode;
        const char *message;
    } cases[] = {
        {0644, "key file '@' has mode 0644, so others may use it: run chmod 600 '@'"},
        {0640, "key file '@' has mode 0640, so others may use it: run chmod 600 '@'"},
        {0602, "key file '@' has mode 0602, so others may use it: run chmod 600 '@'"},
        {0601, "key file '@' has mode 0601, so others may use it: run chmod 600 '@'"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ck_assert_int_eq(chmod(space.key, cases[i].mode), 0);
        assert_refused(&space, space.key, ERR_USAGE, cases[i].message);
    }
    ck_assert_int_eq(chmod(space.key, 0400), 0);
    struct slice name;
    AUTO(signing_key_drop) struct signing_key *got = NULL;
    ck_assert_int_eq(key_file_read(space.key, space.arena, &name, &got, NULL), 0);
}
END_TEST

START_TEST(follows_links_to_the_file_that_counts)
{
    AUTO(workspace_release) struct workspace space;
    workspace_init(&space);
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    ck_assert_int_eq(key_file_create(space.key, SLICE("n"), key, NULL), 0);
    ck_assert_int_eq(symlink(space.key, space.link), 0);
    struct slice name;
    AUTO(signing_key_drop) struct signing_key *got = NULL;
    ck_assert_int_eq(key_file_read(space.link, space.arena, &name, &got, NULL), 0);
    ck_assert_int_eq(chmod(space.key, 0644), 0);
    assert_refused(&space, space.link, ERR_USAGE,
                   "key file '@' has mode 0644, so others may use it: run chmod 600 '@'");
}
END_TEST

START_TEST(refuses_the_file_of_another_user)
{
    if (geteuid() != 0)
        return;
    AUTO(workspace_release) struct workspace space;
    workspace_init(&space);
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    ck_assert_int_eq(key_file_create(space.key, SLICE("n"), key, NULL), 0);
    ck_assert_int_eq(chown(space.key, 12345, 0), 0);
    assert_refused(&space, space.key, ERR_USAGE,
                   "key file '@' belongs to user 12345, not to the current user or root: run chown 0 '@'");
}
END_TEST

START_TEST(never_overwrites)
{
    AUTO(workspace_release) struct workspace space;
    workspace_init(&space);
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    ck_assert_int_eq(file_replace(space.key, SLICE("precious"), 0600, NULL), 0);
    ck_assert_int_eq(key_file_create(space.key, SLICE("n"), key, NULL), ERR_CONFLICT);
    struct slice text;
    ck_assert_int_eq(file_read(space.key, 1000, space.arena, &text, NULL), 0);
    ck_assert_slice_eq(text, SLICE("precious"));
}
END_TEST

START_TEST(refuses_what_is_no_key)
{
    static const char no_line[] = "key file '@' does not hold a line PRIVATE+KEY+name+8 hex digits+base64";
    static const struct {
        const char *text;
        int code;
        const char *message;
    } cases[] = {
        {"", ERR_FORMAT, no_line},
        {"PRIVATE+KEY+", ERR_FORMAT, no_line},
        {"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n", ERR_FORMAT, no_line},
        {"PRIVATE+KEY+Peter Neumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n", ERR_FORMAT, no_line},
        {"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDF\n", ERR_FORMAT, no_line},
        {"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz=\n", ERR_FORMAT, no_line},
        {"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKD-z\n", ERR_FORMAT, no_line},
        {"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKD==\n", ERR_FORMAT, no_line},
        {"PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n", ERR_FORMAT,
         "key file '@' is damaged: its key ID is not that of name and key"},
        {"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFy\n", ERR_FORMAT,
         "key file '@' is damaged: its key ID is not that of name and key"},
        {"PRIVATE+KEY+PeterNeumann+c74f20a3+BIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n", ERR_VERSION,
         "key file '@' holds a key of type 0x04, only 0x01 (Ed25519) is known"},
    };
    AUTO(workspace_release) struct workspace space;
    workspace_init(&space);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ck_assert_int_eq(file_replace(space.key, slice_of(cases[i].text), 0600, NULL), 0);
        assert_refused(&space, space.key, cases[i].code, cases[i].message);
    }
}
END_TEST

START_TEST(refuses_long_names_and_files)
{
    AUTO(workspace_release) struct workspace space;
    workspace_init(&space);
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    uint8_t name[400];
    memset(name, 'n', sizeof(name));
    struct err err;
    ck_assert_int_eq(key_file_create(space.key, (struct slice){name, 256}, key, &err), ERR_USAGE);
    ck_assert_int_eq(key_file_create(space.key, SLICE("a+b"), key, &err), ERR_USAGE);
    ck_assert_str_eq(err.text, "key name 'a+b' is not valid: 1 to 255 bytes, no spaces, no '+'");
    ck_assert_int_eq(key_file_create(space.key, (struct slice){name, 255}, key, NULL), 0);
    struct slice got_name;
    AUTO(signing_key_drop) struct signing_key *got = NULL;
    ck_assert_int_eq(key_file_read(space.key, space.arena, &got_name, &got, NULL), 0);
    ck_assert_uint_eq(got_name.n, 255);
    ck_assert_int_eq(file_replace(space.key, (struct slice){name, sizeof(name)}, 0600, NULL), 0);
    assert_refused(&space, space.key, ERR_FORMAT, "key file '@' is longer than 323 bytes");
}
END_TEST

START_TEST(says_when_there_is_no_file)
{
    AUTO(workspace_release) struct workspace space;
    workspace_init(&space);
    assert_refused(&space, space.key, ERR_NOT_FOUND, "open key file '@': No such file or directory");
    assert_refused(&space, space.folder, ERR_USAGE, "key file '@' is not a regular file");
}
END_TEST

int
main(void)
{
    if (crypto_init(NULL) < 0)
        return EXIT_FAILURE;
    return UNIT_MAIN("tlog/key_file", writes_the_form_of_go_and_reads_it, reads_the_keys_of_go,
                     refuses_what_others_may_use, follows_links_to_the_file_that_counts,
                     refuses_the_file_of_another_user, never_overwrites, refuses_what_is_no_key,
                     refuses_long_names_and_files, says_when_there_is_no_file);
}

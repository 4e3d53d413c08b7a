#include "bundle/ledger_files.h"

#include "base/encoding.h"
#include "base/file.h"
#include "fixture.h"
#include "tlog/checkpoint.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct slice
render_model(const struct bundle_model *model, bundle_render render, struct arena *arena)
{
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    ck_assert_int_eq(render(model, &out, NULL), 0);
    return arena_copy(arena, buf_slice(&out));
}

START_TEST(writes_where_the_entries_start)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct bundle_model model = {.b = 9};
    ck_assert_slice_eq(render_model(&model, bundle_render_start, arena), SLICE("{\"a\":0,\"range\":[]}\n"));
    /* Size 5 is a tree of 4 and a tree of 1. */
    model.a = 5;
    model.start.size = 5;
    memset(model.start.roots[0].b, 0x11, SHA256_BYTES);
    memset(model.start.roots[1].b, 0x22, SHA256_BYTES);
    ck_assert_slice_eq(render_model(&model, bundle_render_start, arena),
                       SLICE("{\"a\":5,\"range\":[\"1111111111111111111111111111111111111111111111111111111111111111\","
                             "\"2222222222222222222222222222222222222222222222222222222222222222\"]}\n"));
}
END_TEST

START_TEST(writes_the_roots_of_blocks_as_they_are)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    const struct bundle_model model = {.subtrees = SLICE_INIT("\0\1\xff")};
    ck_assert_slice_eq(render_model(&model, bundle_render_subtrees, arena), SLICE("\0\1\xff"));
}
END_TEST

START_TEST(lists_what_is_withheld)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    const struct bundle_withheld withheld[] = {{.index = 7, .digest = {{0xab}}, .type = SLICE_INIT("a/b")},
                                               {.index = 9, .digest = {{0xcd}}, .type = SLICE_INIT("=a,b")}};
    const struct bundle_model model = {.withheld = withheld, .withheld_count = 2};
    ck_assert_slice_eq(
        render_model(&model, bundle_render_redactions, arena),
        SLICE("index,digest,type\r\n"
              "7,sha256:ab00000000000000000000000000000000000000000000000000000000000000,a/b\r\n"
              "9,sha256:cd00000000000000000000000000000000000000000000000000000000000000,\"'=a,b\"\r\n"));
}
END_TEST

/* A folder with entries of several files and a checkpoint, as an unpacked bundle has them. */
struct unpacked {
    struct arena *arena;
    char folder[64];
    struct signing_key *key;
};

static void
unpacked_init(struct unpacked *unpacked)
{
    *unpacked = (struct unpacked){.arena = arena_new()};
    ck_assert_int_eq(crypto_init(NULL), 0);
    unpacked->key = signing_key_generate();
    snprintf(unpacked->folder, sizeof(unpacked->folder), "/tmp/daybook-root-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(unpacked->folder));
    ck_assert_int_eq(mkdir(file_join(unpacked->arena, unpacked->folder, "ledger"), 0700), 0);
    ck_assert_int_eq(mkdir(file_join(unpacked->arena, unpacked->folder, "ledger/entries"), 0700), 0);
}

static void
write_file(struct unpacked *unpacked, const char *name, struct slice bytes)
{
    ck_assert_int_eq(file_replace(file_join(unpacked->arena, unpacked->folder, name), bytes, 0600, NULL), 0);
}

/* `size` records, the last `size` mod 97 of them in a file whose number has five digits. */
static void
write_entries(struct unpacked *unpacked, size_t size)
{
    struct compact_range range = {0};
    struct buf first AUTO(buf_release);
    struct buf last AUTO(buf_release);
    struct buf note AUTO(buf_release);
    buf_init(&first, 1 << 20);
    buf_init(&last, 1 << 20);
    buf_init(&note, 4096);
    for (size_t i = 0; i < size; i++) {
        char record[64];
        snprintf(record, sizeof(record), "{\"n\":%zu,\"\xc3\xa9\":\"\\r\"}", i);
        const struct sha256_digest leaf = merkle_leaf(slice_of(record));
        compact_range_append(&range, &leaf);
        struct buf *out = i < size - size % 97 ? &first : &last;
        buf_text(out, record);
        buf_byte(out, '\n');
    }
    const struct checkpoint checkpoint = {
        .origin = SLICE("log.example/x"), .size = size, .root = compact_range_root(&range)};
    ck_assert_int_eq(checkpoint_sign(&note, &checkpoint, unpacked->key, NULL), 0);
    write_file(unpacked, "ledger/entries/9999.ndjson", buf_slice(&first));
    write_file(unpacked, "ledger/entries/10000.ndjson", buf_slice(&last));
    write_file(unpacked, "ledger/end.checkpoint", buf_slice(&note));
}

static int
run_script(struct unpacked *unpacked)
{
    const char *script = arena_text(unpacked->arena, slice_of(unit_source_path("docs/rebuild-root.py")));
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout) == NULL)
            _exit(126);
        execlp("python3", "python3", script, unpacked->folder, (char *)NULL);
        _exit(127);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

START_TEST(lets_a_script_of_20_lines_rebuild_the_root)
{
    static const size_t sizes[] = {0, 1, 2, 3, 4, 5, 7, 8, 97, 98, 255, 256, 257, 1000};
    struct unpacked unpacked;
    unpacked_init(&unpacked);
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        write_entries(&unpacked, sizes[i]);
        ck_assert_msg(run_script(&unpacked) == 0, "size %zu", sizes[i]);
    }
    write_file(&unpacked, "ledger/entries/10000.ndjson", SLICE("{}\n"));
    ck_assert_int_eq(run_script(&unpacked), 1);
    static const char *const names[] = {"ledger/entries/9999.ndjson",
                                        "ledger/entries/10000.ndjson",
                                        "ledger/end.checkpoint",
                                        "ledger/entries",
                                        "ledger",
                                        ""};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        ck_assert_int_eq(remove(file_join(unpacked.arena, unpacked.folder, names[i])), 0);
    signing_key_free(unpacked.key);
    arena_free(unpacked.arena);
}
END_TEST

START_TEST(keeps_the_script_at_20_lines)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct slice script;
    ck_assert_int_eq(file_read(unit_source_path("docs/rebuild-root.py"), 1 << 16, arena, &script, NULL), 0);
    size_t lines = 0;
    for (size_t i = 0; i < script.n; i++)
        lines += script.p[i] == '\n' ? 1 : 0;
    ck_assert_uint_le(lines, 20);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/ledger_files", writes_where_the_entries_start, writes_the_roots_of_blocks_as_they_are,
                     lists_what_is_withheld, lets_a_script_of_20_lines_rebuild_the_root, keeps_the_script_at_20_lines);
}

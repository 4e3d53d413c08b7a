#include "bundle/pack.h"

#include "base/file.h"
#include "bundle/manifest.h"
#include "crypto/allowed_signers.h"
#include "crypto/sshsig.h"
#include "fixture.h"
#include "format/unzip.h"
#include "tlog/checkpoint.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/* A folder that is gone afterwards, with a bundle in it. */
struct workplace {
    struct fixture fixture;
    char folder[64];
    char *zip;
};

/* Run a command of stock tools; its exit status. Its words stay out of the test's. */
static int
run(const char *folder, const char *command)
{
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        if (chdir(folder) != 0 || freopen("/dev/null", "w", stdout) == NULL ||
            freopen("/dev/null", "w", stderr) == NULL)
            _exit(126);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
pack_to(struct fixture *fixture, const char *path, struct err *err)
{
    const int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ck_assert_int_ge(fd, 0);
    const struct bundle_pack_source source = fixture_source(fixture);
    const int r = bundle_pack(&fixture->model, &source, fd, err);
    close(fd);
    return r;
}

static void
workplace_init(struct workplace *workplace, unsigned flags)
{
    struct err err;
    fixture_init(&workplace->fixture, flags);
    snprintf(workplace->folder, sizeof(workplace->folder), "/tmp/daybook-pack-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(workplace->folder));
    workplace->zip = file_join(workplace->fixture.arena, workplace->folder, "bundle.zip");
    const int r = pack_to(&workplace->fixture, workplace->zip, &err);
    ck_assert_msg(r == 0, "%s", err.text);
}

static void
workplace_release(struct workplace *workplace)
{
    char command[100];
    snprintf(command, sizeof(command), "rm -rf %s", workplace->folder);
    ck_assert_int_eq(run("/", command), 0);
    fixture_release(&workplace->fixture);
}

static struct slice
read_file(struct workplace *workplace, const char *name)
{
    struct slice bytes;
    struct err err;
    const int r = file_read(file_join(workplace->fixture.arena, workplace->folder, name), 1 << 24,
                            workplace->fixture.arena, &bytes, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    return bytes;
}

START_TEST(packs_the_same_bytes_twice)
{
    struct workplace workplace;
    workplace_init(&workplace, 0);
    const struct slice first = read_file(&workplace, "bundle.zip");
    struct fixture again;
    fixture_init(&again, 0);
    ck_assert_int_eq(pack_to(&again, file_join(again.arena, workplace.folder, "again.zip"), NULL), 0);
    ck_assert(slice_equal(first, read_file(&workplace, "again.zip")));
    fixture_release(&again);
    workplace_release(&workplace);
}
END_TEST

static void
write_allowed_signers(struct workplace *workplace, const char *name_space)
{
    const struct ed25519_public public = signing_key_public(workplace->fixture.key);
    const struct allowed_signers_query signer = {workplace->fixture.origin, slice_of(name_space)};
    struct buf out AUTO(buf_release);
    buf_init(&out, 4096);
    allowed_signers_append(&out, &signer, &public);
    ck_assert_int_eq(file_replace(file_join(workplace->fixture.arena, workplace->folder, "allowed_signers"),
                                  buf_slice(&out), 0644, NULL),
                     0);
}

#define SSH_VERIFY                                                                                                     \
    "ssh-keygen -Y verify -f allowed_signers -I " FIXTURE_ORIGIN " -n daybook-bundle -s b/manifest.json.sig"

START_TEST(satisfies_stock_tools)
{
    struct workplace workplace;
    char rebuild[4096];
    workplace_init(&workplace, FIXTURE_CLOSED | FIXTURE_WITHHELD);
    ck_assert_int_eq(run(workplace.folder, "unzip -t bundle.zip && unzip -q bundle.zip -d b"), 0);
    ck_assert_int_eq(run(workplace.folder, "cd b && sha256sum --strict -c SHA256SUMS"), 0);
    write_allowed_signers(&workplace, "daybook-bundle");
    ck_assert_int_eq(run(workplace.folder, SSH_VERIFY " < b/manifest.json"), 0);
    ck_assert_int_ne(run(workplace.folder, SSH_VERIFY " < b/README.txt"), 0);
    snprintf(rebuild, sizeof(rebuild), "python3 %s b", unit_source_path("docs/rebuild-root.py"));
    ck_assert_int_eq(run(workplace.folder, rebuild), 0);
    ck_assert_int_eq(run(workplace.folder, "sed -i 's/high/hugh/' b/ledger/entries/0000.ndjson"), 0);
    ck_assert_int_eq(run(workplace.folder, rebuild), 1);
    ck_assert_int_ne(run(workplace.folder, "cd b && sha256sum -c SHA256SUMS"), 0);
    workplace_release(&workplace);
}
END_TEST

START_TEST(binds_the_rule_files_as_documented)
{
    struct workplace workplace;
    workplace_init(&workplace, 0);
    ck_assert_int_eq(run(workplace.folder, "unzip -q bundle.zip -d b"), 0);
    ck_assert_int_eq(run(workplace.folder,
                         "d=$(cd b/controls/source && find . -type f | sed 's|^\\./||' | LC_ALL=C sort |"
                         " xargs sha256sum | sha256sum | cut -d' ' -f1) &&"
                         " grep '\"kind\":\"ruleset\"' b/ledger/entries/0000.ndjson | tail -1 |"
                         " grep -q \"\\\"digest\\\":\\\"sha256:$d\\\"\""),
                     0);
    workplace_release(&workplace);
}
END_TEST

static int
add_to_digest(void *context, struct slice bytes, struct err *err)
{
    (void)err;
    sha256_add(context, bytes);
    return 0;
}

START_TEST(lists_every_member_as_it_lies_in_the_zip)
{
    struct workplace workplace;
    struct manifest manifest;
    struct unzip zip;
    workplace_init(&workplace, FIXTURE_WITHHELD);
    struct arena *arena = workplace.fixture.arena;
    const int fd = open(workplace.zip, O_RDONLY | O_CLOEXEC);
    const struct unzip_limits limits = {1 << 24, 1 << 26};
    struct err err;
    const int r = unzip_open(fd, &limits, arena, &zip, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    struct slice text;
    struct slice armour;
    ck_assert_int_eq(unzip_read_all(&zip, &zip.members[zip.count - 2], arena, &text, NULL), 0);
    ck_assert_int_eq(unzip_read_all(&zip, &zip.members[zip.count - 1], arena, &armour, NULL), 0);
    ck_assert_int_eq(manifest_read(text, arena, &manifest, &err), 0);
    struct ed25519_public key;
    const struct ed25519_public want = signing_key_public(workplace.fixture.key);
    ck_assert_int_eq(sshsig_verify(armour, SLICE(BUNDLE_NAMESPACE), text, &key, NULL), 0);
    ck_assert(ed25519_public_equal(&key, &want));

    ck_assert_uint_eq(zip.count, manifest.file_count + 2);
    ck_assert_int_eq(zip.members[zip.count - 2].method, ZIP_STORED);
    ck_assert_int_eq(zip.members[zip.count - 1].method, ZIP_STORED);
    ck_assert_slice_eq(zip.members[zip.count - 2].name, SLICE(BUNDLE_MANIFEST_PATH));
    ck_assert_slice_eq(zip.members[zip.count - 1].name, SLICE(BUNDLE_SIGNATURE_PATH));
    for (size_t i = 0; i < manifest.file_count; i++) {
        struct sha256_stream plain;
        struct sha256_stream packed;
        sha256_init(&plain);
        sha256_init(&packed);
        const struct unzip_sink of_plain = {.plain = add_to_digest, .context = &plain};
        const struct unzip_sink of_packed = {.packed = add_to_digest, .context = &packed};
        ck_assert_slice_eq(zip.members[i].name, manifest.files[i].path);
        ck_assert_uint_eq(zip.members[i].size, manifest.files[i].size);
        ck_assert_int_eq(zip.members[i].method, ZIP_DEFLATED);
        ck_assert_int_eq(unzip_read(&zip, &zip.members[i], &of_plain, NULL), 0);
        ck_assert_int_eq(unzip_read(&zip, &zip.members[i], &of_packed, NULL), 0);
        const struct sha256_digest plain_digest = sha256_finish(&plain);
        const struct sha256_digest packed_digest = sha256_finish(&packed);
        ck_assert(sha256_equal(&plain_digest, &manifest.files[i].sha256));
        ck_assert(sha256_equal(&packed_digest, &manifest.files[i].packed_sha256));
    }
    close(fd);
    workplace_release(&workplace);
}
END_TEST

START_TEST(packs_the_exact_leaves_and_payloads)
{
    struct workplace workplace;
    workplace_init(&workplace, 0);
    struct fixture *fixture = &workplace.fixture;
    ck_assert_int_eq(run(workplace.folder, "unzip -q bundle.zip -d b"), 0);
    struct buf want AUTO(buf_release);
    buf_init(&want, 1 << 20);
    for (size_t i = 0; i < fixture->count; i++) {
        buf_add(&want, fixture->records[i]);
        buf_byte(&want, '\n');
    }
    ck_assert_slice_eq(read_file(&workplace, "b/ledger/entries/0000.ndjson"), buf_slice(&want));
    ck_assert_slice_eq(read_file(&workplace, "b/ledger/end.checkpoint"), fixture->checkpoint);
    struct slice rest = read_file(&workplace, "b/payloads/0000.ndjson");
    for (size_t i = 0; i < fixture->payload_count; i++) {
        struct payload_line line;
        struct record record;
        const size_t end = slice_find(rest, '\n');
        ck_assert_int_eq(payload_line_read(slice_sub(rest, 0, end), fixture->arena, &line, NULL), 0);
        ck_assert_int_eq(record_read(fixture->records[line.index], fixture->arena, &record, NULL), 0);
        const struct sha256_digest digest = payload_digest(&line.salt, line.bytes);
        ck_assert(sha256_equal(&digest, &record.origin.payload.sha256));
        rest = slice_sub(rest, end + 1, rest.n);
    }
    ck_assert_uint_eq(rest.n, 0);
    workplace_release(&workplace);
}
END_TEST

START_TEST(does_not_sign_entries_that_changed_meanwhile)
{
    struct workplace workplace;
    struct err err = {""};
    workplace_init(&workplace, 0);
    struct fixture *fixture = &workplace.fixture;
    const struct slice kept = fixture->records[9];
    fixture->records[9] = fixture->records[10];
    ck_assert_int_eq(pack_to(fixture, workplace.zip, &err), ERR_CONFLICT);
    ck_assert_str_eq(err.text, "the entries changed while they were packed");
    fixture->records[9] = kept;
    fixture->count--;
    ck_assert_int_eq(pack_to(fixture, workplace.zip, &err), ERR_CONFLICT);
    ck_assert_str_eq(err.text, "ledger/entries/0000.ndjson: no more entries");
    fixture->count++;
    workplace_release(&workplace);
}
END_TEST

/* The fixture's records, and after them as many heartbeats as are asked for. */
struct long_ledger {
    struct fixture *fixture;
    struct slice *records;
    size_t count;
    size_t next;
};

static void
long_ledger_make(struct long_ledger *ledger, struct fixture *fixture, size_t count)
{
    struct record record;
    *ledger = (struct long_ledger){.fixture = fixture, .count = count};
    ledger->records = arena_array(fixture->arena, count, sizeof(*ledger->records));
    ck_assert_int_eq(record_read(fixture->records[7], fixture->arena, &record, NULL), 0);
    record.received_ms = FIXTURE_TO_MS;
    for (size_t i = 0; i < count; i++) {
        ledger->records[i] = fixture->records[i < fixture->count ? i : 0];
        if (i < fixture->count)
            continue;
        struct buf out AUTO(buf_release);
        buf_init(&out, 1 << 16);
        record.origin.id = arena_format(fixture->arena, "beat-%zu", i);
        ck_assert_int_eq(record_write(&record, &out, NULL), 0);
        ledger->records[i] = arena_copy(fixture->arena, buf_slice(&out));
    }
}

static int
next_of_long(void *context, struct slice *out_bytes, struct err *err)
{
    (void)err;
    struct long_ledger *ledger = context;
    *out_bytes = ledger->records[ledger->next++];
    return 0;
}

static int
sign_long(void *context, struct slice manifest, struct buf *out_armour, struct err *err)
{
    const struct long_ledger *ledger = context;
    sshsig_sign(out_armour, ledger->fixture->key, SLICE(BUNDLE_NAMESPACE), manifest);
    return buf_finish(out_armour, "signature", err);
}

static void
long_ledger_pack(struct long_ledger *ledger, const char *path)
{
    struct fixture *fixture = ledger->fixture;
    struct bundle_inputs inputs = fixture_inputs(fixture);
    struct bundle_model model;
    struct err err;
    struct bundle_builder *builder = bundle_builder_new(fixture->arena);
    for (size_t i = 0; i < ledger->count; i++) {
        const struct bundle_entry entry = {.index = i, .bytes = ledger->records[i]};
        ck_assert_int_eq(bundle_builder_add(builder, &entry, NULL), 0);
    }
    struct buf note AUTO(buf_release);
    buf_init(&note, 4096);
    const struct checkpoint checkpoint = {
        .origin = fixture->origin, .size = ledger->count, .root = compact_range_root(bundle_builder_tree(builder))};
    ck_assert_int_eq(checkpoint_sign(&note, &checkpoint, fixture->key, NULL), 0);
    inputs.checkpoint = buf_slice(&note);
    int r = bundle_builder_finish(builder, &inputs, &model, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    const int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ck_assert_int_ge(fd, 0);
    const struct bundle_pack_source source = {.entry = next_of_long, .sign = sign_long, .context = ledger};
    r = bundle_pack(&model, &source, fd, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    close(fd);
    bundle_builder_free(builder);
}

START_TEST(cuts_entries_into_files)
{
    struct workplace workplace;
    struct long_ledger ledger;
    char rebuild[4096];
    workplace_init(&workplace, 0);
    long_ledger_make(&ledger, &workplace.fixture, BUNDLE_LINES_PER_FILE + 3);
    long_ledger_pack(&ledger, workplace.zip);
    ck_assert_int_eq(run(workplace.folder, "unzip -q bundle.zip -d b && cd b && sha256sum --strict -c SHA256SUMS"), 0);
    ck_assert_int_eq(run(workplace.folder, "cd b/ledger && test $(wc -l < entries/0000.ndjson) = 65536 &&"
                                           " test $(wc -l < entries/0001.ndjson) = 3 && test ! -e ../payloads &&"
                                           " test $(wc -c < subtrees.bin) = $((256 * 32))"),
                     0);
    snprintf(rebuild, sizeof(rebuild), "python3 %s b", unit_source_path("docs/rebuild-root.py"));
    ck_assert_int_eq(run(workplace.folder, rebuild), 0);
    workplace_release(&workplace);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/pack", packs_the_same_bytes_twice, satisfies_stock_tools,
                     binds_the_rule_files_as_documented, lists_every_member_as_it_lies_in_the_zip,
                     packs_the_exact_leaves_and_payloads, does_not_sign_entries_that_changed_meanwhile,
                     cuts_entries_into_files);
}

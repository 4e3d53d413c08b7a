#include "verify/run.h"

#include "base/intern.h"
#include "crypto/sshsig.h"
#include "verify/trust.h"

#include <inttypes.h>

enum { PROGRAM_BYTES_MAX = 64 };

/* Read a small member whole; *out_bytes stays absent when it is missing or unreadable, which is reported. */
static int
read_small(struct verify_run *run, const char *path, uint64_t max, struct slice *out_bytes, struct err *err)
{
    const struct verify_place place = VERIFY_IN(slice_of(path));
    const struct zip_member *member = unzip_find(&run->zip, place.member);
    struct err cause;
    if (member == NULL) {
        run_report(run, VERIFY_CODE_MEMBERS, &place, "the file is missing");
        return 0;
    }
    if (member->size > max) {
        run_report(run, VERIFY_CODE_MEMBERS, &place, "the file has %" PRIu64 " bytes, at most %" PRIu64 " are allowed",
                   member->size, max);
        return 0;
    }
    const int r = unzip_read_all(&run->zip, member, run->arena, out_bytes, &cause);
    return r < 0 ? run_take(run, VERIFY_CODE_ZIP, &place, r, &cause, err) : 0;
}

static void
check_signature(struct verify_run *run, struct slice armour)
{
    const struct verify_place place = VERIFY_IN(SLICE(BUNDLE_SIGNATURE_PATH));
    struct err cause;
    if (slice_is_absent(armour))
        return;
    if (sshsig_verify(armour, SLICE(BUNDLE_NAMESPACE), run->manifest_bytes, &run->signer, &cause) < 0) {
        run_report(run, VERIFY_CODE_SIGNATURE, &place, "%s", cause.text);
        return;
    }
    run->result.has_signature = true;
    ssh_key_fingerprint(&run->signer, run->result.fingerprint);
}

static int
check_trust(struct verify_run *run, struct err *err)
{
    struct err cause;
    if (!run->result.has_signature)
        return 0;
    const int r = trust_find(&run->options->trust, run->manifest.origin, &run->signer, &run->result.basis, &cause);
    if (r == ERR_SIGNATURE || r == ERR_NOT_FOUND)
        run_report(run, VERIFY_CODE_KEY, &VERIFY_NOWHERE, "%s", cause.text);
    else if (r < 0)
        return err_set(err, (enum err_code)r, "%s", cause.text);
    return 0;
}

/* The version is printed in README.txt, so it must not be able to say anything else. */
static void
check_program(struct verify_run *run)
{
    const struct slice program = run->manifest.program;
    bool is_version = program.n <= PROGRAM_BYTES_MAX;
    for (size_t i = 0; i < program.n && is_version; i++) {
        const uint8_t byte = program.p[i];
        is_version = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                     byte == '.' || byte == '-' || byte == '+';
    }
    if (!is_version)
        run_report(run, VERIFY_CODE_MANIFEST, &VERIFY_IN(SLICE(BUNDLE_MANIFEST_PATH)),
                   "'daybook' is '%.*s', expected a version", SLICE_ARG(slice_sub(program, 0, PROGRAM_BYTES_MAX)));
}

static int
read_manifest(struct verify_run *run, struct err *err)
{
    struct slice armour = {NULL, 0};
    struct err cause;
    TRY(read_small(run, BUNDLE_MANIFEST_PATH, VERIFY_MANIFEST_BYTES_MAX, &run->manifest_bytes, err));
    TRY(read_small(run, BUNDLE_SIGNATURE_PATH, SSHSIG_ARMOUR_MAX, &armour, err));
    if (slice_is_absent(run->manifest_bytes))
        return 0;
    check_signature(run, armour);
    const int r = manifest_read(run->manifest_bytes, run->arena, &run->manifest, &cause);
    if (r < 0)
        return run_take(run, VERIFY_CODE_MANIFEST, &VERIFY_NOWHERE, r == ERR_LIMIT ? ERR_FORMAT : r, &cause, err);
    run->result.has_manifest = true;
    run->result.manifest = run->manifest;
    check_program(run);
    return check_trust(run, err);
}

static bool
is_seal(struct slice name)
{
    return slice_equal(name, SLICE(BUNDLE_MANIFEST_PATH)) || slice_equal(name, SLICE(BUNDLE_SIGNATURE_PATH));
}

static bool
holds_lines(struct slice name)
{
    return slice_starts(name, SLICE(BUNDLE_ENTRIES_FOLDER)) || slice_starts(name, SLICE(BUNDLE_PAYLOADS_FOLDER));
}

/* How it is packed, and whether it is of a size that this program takes. */
static void
check_packing(struct verify_run *run, const struct zip_member *member)
{
    const struct verify_place place = VERIFY_IN(member->name);
    if (is_seal(member->name) && member->method != ZIP_STORED)
        run_report(run, VERIFY_CODE_MEMBERS, &place, "the file is compressed, it must be stored");
    if (!is_seal(member->name) && member->method != ZIP_DEFLATED)
        run_report(run, VERIFY_CODE_MEMBERS, &place, "the file is stored, it must be compressed");
    if (!holds_lines(member->name) && member->size > VERIFY_FILE_BYTES_MAX)
        run_doubt(run, VERIFY_CODE_LIMIT, &place, "the file has %" PRIu64 " bytes, this program reads at most %d",
                  member->size, VERIFY_FILE_BYTES_MAX);
}

/* manifest.json and its signature come last, in this order. */
static void
check_seal(struct verify_run *run)
{
    const struct unzip *zip = &run->zip;
    if (zip->count < 2 || !slice_equal(zip->members[zip->count - 2].name, SLICE(BUNDLE_MANIFEST_PATH)) ||
        !slice_equal(zip->members[zip->count - 1].name, SLICE(BUNDLE_SIGNATURE_PATH)))
        run_report(run, VERIFY_CODE_MEMBERS, &VERIFY_NOWHERE,
                   "the last two files are not " BUNDLE_MANIFEST_PATH " and " BUNDLE_SIGNATURE_PATH);
}

/* Every declared file is there, in the order of the manifest. `names` has the members by their number. */
static void
check_declared(struct verify_run *run, const struct intern *names, struct intern *declared)
{
    bool in_order = true;
    for (size_t i = 0; i < run->manifest.file_count; i++) {
        const struct slice path = run->manifest.files[i].path;
        const struct verify_place place = VERIFY_IN(path);
        const uint32_t at = intern_find(names, path);
        const uint32_t before = intern_count(declared);
        if (intern_add(declared, path) < before)
            run_report(run, VERIFY_CODE_MEMBERS, &place, "the manifest declares the file twice");
        if (is_seal(path))
            run_report(run, VERIFY_CODE_MEMBERS, &place, "the manifest declares itself or its signature");
        else if (at == INTERN_NONE)
            run_report(run, VERIFY_CODE_MEMBERS, &place, "the manifest declares the file, and it is missing");
        else if (at != i && in_order)
            run_report(run, VERIFY_CODE_MEMBERS, &place,
                       "the file is number %" PRIu32 " of the zip, %zu of the manifest", at + 1, i + 1);
        in_order = in_order && at == i;
    }
}

static void
check_members(struct verify_run *run)
{
    struct arena *scratch AUTO(arena_drop) = arena_new();
    struct intern *names AUTO(intern_drop) = intern_new(scratch);
    struct intern *declared AUTO(intern_drop) = intern_new(scratch);
    for (size_t i = 0; i < run->zip.count; i++) {
        (void)intern_add(names, run->zip.members[i].name);
        check_packing(run, &run->zip.members[i]);
    }
    check_seal(run);
    check_declared(run, names, declared);
    for (size_t i = 0; i < run->zip.count; i++) {
        const struct slice name = run->zip.members[i].name;
        if (!is_seal(name) && intern_find(declared, name) == INTERN_NONE)
            run_report(run, VERIFY_CODE_MEMBERS, &VERIFY_IN(name), "the file is not declared in the manifest");
    }
}

struct digests {
    struct sha256_stream plain;
    struct sha256_stream packed;
};

static int
hash_plain(void *context, struct slice bytes, struct err *err)
{
    (void)err;
    struct digests *digests = context;
    sha256_add(&digests->plain, bytes);
    return 0;
}

static int
hash_packed(void *context, struct slice bytes, struct err *err)
{
    (void)err;
    struct digests *digests = context;
    sha256_add(&digests->packed, bytes);
    return 0;
}

static int
check_digest(struct verify_run *run, const struct manifest_file *file, const struct zip_member *member, struct err *err)
{
    const struct verify_place place = VERIFY_IN(file->path);
    struct digests digests;
    struct err cause;
    sha256_init(&digests.plain);
    sha256_init(&digests.packed);
    const struct unzip_sink sink = {.plain = hash_plain, .packed = hash_packed, .context = &digests};
    const int r = unzip_read(&run->zip, member, &sink, &cause);
    if (r < 0) {
        run->is_unreadable[member - run->zip.members] = true;
        return run_take(run, VERIFY_CODE_ZIP, &VERIFY_NOWHERE, r, &cause, err);
    }
    const struct sha256_digest plain = sha256_finish(&digests.plain);
    const struct sha256_digest packed = sha256_finish(&digests.packed);
    if (!sha256_equal(&plain, &file->sha256))
        run_report(run, VERIFY_CODE_DIGEST, &place, "the file is not the one that was signed (SHA-256)");
    else if (!sha256_equal(&packed, &file->packed_sha256))
        run_report(run, VERIFY_CODE_DIGEST, &place, "the file is the one that was signed, but compressed anew");
    return 0;
}

/* Sizes are compared first, so that a file that only pretends is never inflated. */
static int
check_digests(struct verify_run *run, struct err *err)
{
    for (size_t i = 0; i < run->manifest.file_count; i++) {
        const struct manifest_file *file = &run->manifest.files[i];
        const bool is_in_place = i < run->zip.count && slice_equal(run->zip.members[i].name, file->path);
        const struct zip_member *member = is_in_place ? &run->zip.members[i] : unzip_find(&run->zip, file->path);
        if (member == NULL || is_seal(file->path))
            continue;
        if (member->size != file->size)
            run_report(run, VERIFY_CODE_DIGEST, &VERIFY_IN(file->path),
                       "the file has %" PRIu64 " bytes, the one that was signed has %" PRIu64, member->size,
                       file->size);
        else if (holds_lines(member->name) || member->size <= VERIFY_FILE_BYTES_MAX)
            TRY(check_digest(run, file, member, err));
    }
    return 0;
}

int
container_check(struct verify_run *run, struct err *err)
{
    const struct unzip_limits limits = {VERIFY_LINES_BYTES_MAX, VERIFY_TOTAL_BYTES_MAX};
    struct err cause;
    run_begin(run, VERIFY_SIGNATURE);
    const int r = unzip_open(run->zip.fd, &limits, run->arena, &run->zip, &cause);
    if (r < 0)
        return run_take(run, VERIFY_CODE_ZIP, &VERIFY_NOWHERE, r, &cause, err);
    run->is_unreadable = arena_array(run->arena, run->zip.count + 1, sizeof(*run->is_unreadable));
    TRY(read_manifest(run, err));
    if (!run->result.has_manifest)
        return 0;
    check_members(run);
    return check_digests(run, err);
}

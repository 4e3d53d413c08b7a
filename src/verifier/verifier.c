#include "verifier/verifier.h"

#include "base/file.h"
#include "base/limits.h"
#include "verifier/answer.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* What was given besides the bundles, read. */
struct given {
    struct verify_options options;
    struct given_key *keys;
    struct verify_kept *kept;
};

static int
read_keys(const struct verifier_options *options, struct arena *arena, struct given *given, struct err *err)
{
    given->keys = arena_array(arena, options->key_count, sizeof(*given->keys));
    for (size_t i = 0; i < options->key_count; i++) {
        struct slice text;
        TRY(file_read(options->keys[i], LIMIT_KEY_FILE_BYTES, arena, &text, err));
        const int r = key_read(text, &given->keys[i], err);
        if (r < 0)
            return err_wrap(err, r, "%s", options->keys[i]);
    }
    given->options.trust.keys = given->keys;
    given->options.trust.key_count = options->key_count;
    return 0;
}

static int
read_given(const struct verifier_options *options, struct arena *arena, struct given *given, struct err *err)
{
    TRY(read_keys(options, arena, given, err));
    if (options->allowed_signers != NULL)
        TRY(file_read(options->allowed_signers, LIMIT_KEY_FILE_BYTES, arena, &given->options.trust.allowed_signers,
                      err));
    given->kept = arena_array(arena, options->kept_count, sizeof(*given->kept));
    for (size_t i = 0; i < options->kept_count; i++) {
        given->kept[i].name = slice_of(options->kept[i]);
        TRY(file_read(options->kept[i], LIMIT_NOTE_BYTES, arena, &given->kept[i].note, err));
    }
    given->options.kept = given->kept;
    given->options.kept_count = options->kept_count;
    return 0;
}

/* Findings as they are met, kept until all is known. */
struct collector {
    struct arena *arena;
    struct answer_finding *findings;
    size_t count;
    size_t capacity;
};

static void
collect(void *context, const struct verify_finding *finding)
{
    struct collector *collector = context;
    if (collector->count == collector->capacity) {
        const size_t capacity = collector->capacity == 0 ? 16 : 2 * collector->capacity;
        struct answer_finding *larger = arena_array(collector->arena, capacity, sizeof(*larger));
        if (collector->count > 0)
            memcpy(larger, collector->findings, collector->count * sizeof(*larger));
        collector->findings = larger;
        collector->capacity = capacity;
    }
    struct answer_finding *item = &collector->findings[collector->count++];
    *item = (struct answer_finding){*finding, arena_copy(collector->arena, slice_of(finding->text))};
    item->finding.text = NULL;
    item->finding.place.member = arena_copy(collector->arena, finding->place.member);
}

static void
close_file(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static int
open_bundle(const char *path, int *out_fd, struct err *err)
{
    struct stat status;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s", strerror(errno));
    *out_fd = fd;
    if (fstat(fd, &status) < 0)
        return err_set(err, ERR_IO, "%s", strerror(errno));
    if (!S_ISREG(status.st_mode))
        return err_set(err, ERR_IO, "it is not a file: a bundle is read from its end");
    return 0;
}

static int
verify_file(const char *path, const struct given *given, struct arena *arena, struct answer *answer, struct err *err)
{
    int fd AUTO(close_file) = -1;
    struct collector collector = {.arena = arena};
    const struct verify_observer observer = {.finding = collect, .context = &collector};
    TRY(open_bundle(path, &fd, err));
    TRY(verify_bundle(fd, &given->options, &observer, arena, &answer->result, err));
    answer->findings = collector.findings;
    answer->finding_count = collector.count;
    return 0;
}

static int
print_answer(const struct answer *answer, bool json, struct arena *arena, FILE *out, struct err *err)
{
    struct buf text AUTO(buf_release);
    buf_init(&text, LIMIT_BUNDLE_FILE_BYTES);
    if (json)
        TRY(answer_json(answer, arena, &text, err));
    else
        answer_text(answer, arena, &text);
    if (fwrite(text.p, 1, text.n, out) < text.n || fflush(out) != 0)
        return err_set(err, ERR_IO, "write the answer: %s", strerror(errno));
    return 0;
}

/* A failure outweighs what could not be checked, that a pass. */
static int
worse(int exit_code, enum verify_verdict verdict)
{
    switch (verdict) {
    case VERIFY_VERIFIED:
        return exit_code;
    case VERIFY_SELF_CONSISTENT:
    case VERIFY_COULD_NOT:
        return exit_code == VERIFIER_FAILED ? exit_code : VERIFIER_COULD_NOT;
    case VERIFY_FAILED:
        return VERIFIER_FAILED;
    }
    abort();
}

int
verifier_run(const struct verifier_options *options, FILE *out, struct err *err)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct given given = {0};
    int exit_code = VERIFIER_FINE;
    if (options->bundle_count == 0)
        return err_set(err, ERR_USAGE, "give at least one bundle");
    TRY(crypto_init(err));
    TRY(read_given(options, arena, &given, err));
    for (size_t i = 0; i < options->bundle_count; i++) {
        const struct arena_mark mark = arena_mark(arena);
        struct answer answer = {.file = options->bundles[i]};
        answer.has_result = verify_file(options->bundles[i], &given, arena, &answer, &answer.error) == 0;
        TRY(print_answer(&answer, options->json, arena, out, err));
        exit_code = worse(exit_code, answer_verdict(&answer));
        arena_rewind(arena, mark);
    }
    return exit_code;
}

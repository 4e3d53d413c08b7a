#include "report/report.h"

#include "report/input.h"

#include "base/file.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEND_BYTES = 65536 };

/* A file that becomes `path` when it is whole, and is gone otherwise. */
struct draft {
    int fd;
    char *name; /* NULL when there is nothing to remove */
};

static void
draft_drop(struct draft *draft)
{
    if (draft->fd >= 0)
        (void)close(draft->fd);
    if (draft->name != NULL)
        (void)unlink(draft->name);
}

static int
draft_open(struct draft *draft, const char *path, struct arena *arena, struct err *err)
{
    char *name = arena_text(arena, arena_format(arena, "%s.XXXXXX", path));
    draft->fd = mkstemp(name); /* mode 0600 */
    if (draft->fd < 0)
        return err_set(err, ERR_IO, "create a file beside '%s': %s", path, strerror(errno));
    draft->name = name;
    return 0;
}

static int
draft_keep(struct draft *draft, const char *path, struct arena *arena, struct err *err)
{
    if (fsync(draft->fd) < 0)
        return err_set(err, ERR_IO, "write '%s': %s", draft->name, strerror(errno));
    if (rename(draft->name, path) < 0)
        return err_set(err, ERR_IO, "rename '%s' to '%s': %s", draft->name, path, strerror(errno));
    draft->name = NULL;
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return file_sync_folder(".", err);
    const struct slice folder = {(const uint8_t *)path, slash == path ? 1 : (size_t)(slash - path)};
    return file_sync_folder(arena_text(arena, folder), err);
}

/* A file without a name: gone when it is closed. */
static int
draft_open_unnamed(struct draft *draft, struct err *err)
{
    draft->fd = memfd_create("bundle", MFD_CLOEXEC);
    if (draft->fd < 0)
        return err_set(err, ERR_IO, "create a file in memory: %s", strerror(errno));
    draft->name = NULL;
    return 0;
}

/* By read and write, since sendfile() refuses a file that is open for appending. */
static int
draft_send(struct draft *draft, struct err *err)
{
    uint8_t piece[SEND_BYTES];
    off_t at = 0;
    ssize_t n;
    while ((n = pread(draft->fd, piece, sizeof(piece), at)) > 0) {
        const ssize_t sent = write(STDOUT_FILENO, piece, (size_t)n);
        if (sent < 0 && errno != EINTR)
            return err_set(err, ERR_IO, "write the bundle to standard output: %s", strerror(errno));
        at += sent > 0 ? sent : 0;
    }
    return n == 0 ? 0 : err_set(err, ERR_IO, "read the bundle from memory: %s", strerror(errno));
}

static int
write_bundle(struct report_input *input, const struct bundle_model *model, const char *path, struct arena *arena,
             uint64_t *out_bytes, struct err *err)
{
    struct draft draft AUTO(draft_drop) = {.fd = -1};
    const bool stream = strcmp(path, REPORT_STDOUT) == 0;
    TRY(stream ? draft_open_unnamed(&draft, err) : draft_open(&draft, path, arena, err));
    const struct bundle_pack_source source = report_input_source(input);
    TRY(bundle_pack(model, &source, draft.fd, err));
    struct stat status;
    if (fstat(draft.fd, &status) < 0)
        return err_set(err, ERR_IO, "look at '%s': %s", path, strerror(errno));
    *out_bytes = (uint64_t)status.st_size;
    return stream ? draft_send(&draft, err) : draft_keep(&draft, path, arena, err);
}

static const struct slice *
copy_reasons(const struct bundle_model *model, struct arena *arena)
{
    struct slice *reasons = arena_array(arena, model->reason_count, sizeof(*reasons));
    for (size_t i = 0; i < model->reason_count; i++)
        reasons[i] = arena_copy(arena, model->reasons[i]);
    return reasons;
}

static int
choose_size(const struct ledger *ledger, uint64_t wanted, uint64_t *out_size, struct err *err)
{
    const uint64_t size = ledger_info(ledger).size;
    if (wanted == 0 || (wanted != REPORT_SIZE_ALL && wanted > size))
        return err_set(err, ERR_USAGE, "size %llu is not in 1..%llu, the size of the ledger",
                       (unsigned long long)wanted, (unsigned long long)size);
    *out_size = wanted == REPORT_SIZE_ALL ? size : wanted;
    return 0;
}

int
report_write(struct ledger *ledger, const struct report_options *options, struct arena *arena,
             struct report_summary *out_summary, struct err *err)
{
    uint64_t size;
    if (options->from_ms >= options->to_ms)
        return err_set(err, ERR_USAGE, "the period must end after it begins");
    TRY(choose_size(ledger, options->size, &size, err));
    struct arena *work AUTO(arena_drop) = arena_new();
    struct bundle_builder *builder AUTO(bundle_builder_drop) = bundle_builder_new(work);
    struct report_input *input AUTO(report_input_drop) = report_input_new(ledger, size);
    const struct period period = {options->from_ms, options->to_ms};
    struct bundle_model model;
    uint64_t bytes = 0;
    TRY(report_input_build(input, builder, work, &period, &model, err));
    TRY(write_bundle(input, &model, options->path, work, &bytes, err));
    *out_summary = (struct report_summary){.status = model.status,
                                           .reasons = copy_reasons(&model, arena),
                                           .reason_count = model.reason_count,
                                           .entries = model.b,
                                           .payloads = model.payload_count,
                                           .bytes = bytes};
    return 0;
}

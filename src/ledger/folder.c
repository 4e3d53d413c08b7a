#include "ledger/ledger.h"

#include "base/file.h"
#include "ledger/attach.h"
#include "store/sqlite.h"
#include "tlog/key_file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* The files of a ledger's folder. */
struct folder {
    const char *database;
    const char *key;
    const char *lock;
};

static struct folder
folder_files(struct arena *arena, const char *dir)
{
    return (struct folder){file_join(arena, dir, "ledger.sqlite"), file_join(arena, dir, "signing.key"),
                           file_join(arena, dir, "lock")};
}

static void
fd_drop(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static int
make_folder(const char *dir, struct err *err)
{
    struct stat status;
    if (mkdir(dir, 0700) < 0 && errno != EEXIST)
        return err_set(err, ERR_IO, "make '%s': %s", dir, strerror(errno));
    if (stat(dir, &status) < 0 || !S_ISDIR(status.st_mode))
        return err_set(err, ERR_USAGE, "'%s' is not a folder", dir);
    return 0;
}

static int
take_lock(const char *dir, const char *path, int *out_fd, struct err *err)
{
    const int code = file_lock(path, out_fd, err);
    if (code == ERR_CONFLICT)
        return err_set(err, ERR_CONFLICT, "another daybook writes to this ledger ('%s'): wait for it or stop it", dir);
    return code;
}

/* The key of a creation that was interrupted is used again: entry 0, if it was on its way, may have been signed. */
static int
obtain_key(const char *path, struct slice origin, struct arena *arena, struct signing_key **out_key, struct err *err)
{
    struct slice name;
    const int code = key_file_read(path, arena, &name, out_key, err);
    if (code == 0 && !slice_equal(name, origin))
        return err_set(err, ERR_CONFLICT, "'%s' is the key of '%.*s': move it away, or make that ledger", path,
                       SLICE_ARG(name));
    if (code != ERR_NOT_FOUND)
        return code;
    *out_key = signing_key_generate();
    return key_file_create(path, origin, *out_key, err);
}

static int
check_vacant(struct store *store, const char *dir, struct arena *arena, struct err *err)
{
    struct store_checkpoint checkpoint;
    const int code = store_checkpoint(store, UINT64_MAX, arena, &checkpoint, err);
    if (code == 0)
        return err_set(err, ERR_CONFLICT, "a ledger stands in '%s' already", dir);
    return code == ERR_NOT_FOUND ? 0 : code;
}

int
ledger_create(const char *dir, const struct ledger_options *options, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(store_drop) struct store *store = NULL;
    AUTO(signing_key_drop) struct signing_key *key = NULL;
    AUTO(fd_drop) int lock_fd = -1;
    const struct folder files = folder_files(arena, dir);
    struct slice origin;
    TRY(ledger_origin(options, arena, &origin, err));
    TRY(make_folder(dir, err));
    TRY(take_lock(dir, files.lock, &lock_fd, err));
    TRY(store_sqlite_open(files.database, STORE_SQLITE_CREATE, &store, err));
    TRY(check_vacant(store, dir, arena, err));
    TRY(obtain_key(files.key, origin, arena, &key, err));
    TRY(ledger_begin(store, key, options, err));
    TRY(file_sync_folder(dir, err));
    return file_sync_folder(arena_text(arena, arena_format(arena, "%s/..", dir)), err);
}

static int
open_parts(const char *dir, enum ledger_mode mode, struct ledger_parts *parts, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct folder files = folder_files(arena, dir);
    struct stat status;
    if (stat(files.database, &status) < 0 && (errno == ENOENT || errno == ENOTDIR))
        return err_set(err, ERR_NOT_FOUND, "there is no ledger in '%s': make one with `daybook init`", dir);
    if (mode == LEDGER_WRITE)
        TRY(take_lock(dir, files.lock, &parts->lock_fd, err));
    const enum store_sqlite_mode access = mode == LEDGER_WRITE ? STORE_SQLITE_WRITE : STORE_SQLITE_READ;
    const int code = store_sqlite_open(files.database, access, &parts->store, err);
    if (code == ERR_NOT_FOUND)
        return err_set(err, ERR_NOT_FOUND, "the ledger in '%s' was not finished: run `daybook init` again", dir);
    return code;
}

static int
check_finished(struct store *store, const char *dir, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct store_checkpoint checkpoint;
    const int code = store_checkpoint(store, UINT64_MAX, arena, &checkpoint, err);
    if (code == ERR_NOT_FOUND)
        return err_set(err, ERR_NOT_FOUND, "the ledger in '%s' was not finished: run `daybook init` again", dir);
    return code;
}

int
ledger_open(const char *dir, enum ledger_mode mode, struct ledger **out_ledger, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct ledger_parts parts = {.lock_fd = -1, .mode = mode, .key_path = folder_files(arena, dir).key};
    int code = open_parts(dir, mode, &parts, err);
    if (code == 0)
        code = check_finished(parts.store, dir, err);
    if (code < 0) {
        store_free(parts.store);
        fd_drop(&parts.lock_fd);
        return code;
    }
    return ledger_attach(&parts, out_ledger, err);
}

#include "base/file.h"

#include "base/encoding.h"
#include "base/random.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    READ_FIRST = 64 * 1024, /* bytes to start with when the size is not known */
    TEMPORARY_RANDOM = 8,
    TEMPORARY_NAME_MAX = 32
};

/* "<action> '<path>': <cause>", from errno. */
static int
system_failed(const char *action, const char *path, struct err *err)
{
    const int cause = errno;
    const enum err_code code = cause == ENOENT ? ERR_NOT_FOUND : cause == EEXIST ? ERR_CONFLICT : ERR_IO;
    return err_set(err, code, "%s '%s': %s", action, path, strerror(cause));
}

/* For AUTO: closes what is open. */
static void
fd_drop(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* read(2) until `capacity` bytes are there or the input ends; the bytes read, or -1 with errno. */
static ssize_t
read_up_to(int fd, uint8_t *out, size_t capacity)
{
    size_t n = 0;
    while (n < capacity) {
        const ssize_t got = read(fd, out + n, capacity - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        n += (size_t)got;
    }
    return (ssize_t)n;
}

/* What to reserve at first: the size of a regular file and one byte more, where its end is noticed. */
static size_t
first_capacity(const struct stat *status)
{
    return S_ISREG(status->st_mode) && status->st_size > 0 ? (size_t)status->st_size + 1 : READ_FIRST;
}

static int
too_long(const char *path, size_t max, struct err *err)
{
    return err_set(err, ERR_LIMIT, "read '%s': longer than %zu bytes", path, max);
}

int
file_read(const char *path, size_t max, struct arena *arena, struct slice *out_bytes, struct err *err)
{
    AUTO(fd_drop) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) < 0)
        return system_failed("read", path, err);
    if (S_ISDIR(status.st_mode))
        return err_set(err, ERR_IO, "read '%s': is a folder, expected a file", path);
    size_t capacity = first_capacity(&status);
    if (S_ISREG(status.st_mode) && (uint64_t)status.st_size > max)
        return too_long(path, max, err);
    uint8_t *bytes = arena_alloc(arena, capacity);
    size_t n = 0;
    for (;;) {
        const ssize_t got = read_up_to(fd, bytes + n, capacity - n);
        if (got < 0)
            return system_failed("read", path, err);
        n += (size_t)got;
        if (n > max)
            return too_long(path, max, err);
        if (n < capacity)
            break;
        uint8_t *larger = arena_array(arena, capacity, 2);
        memcpy(larger, bytes, n);
        bytes = larger;
        capacity *= 2;
    }
    *out_bytes = (struct slice){bytes, n};
    return 0;
}

/* A file being written under a temporary name beside its own. */
struct draft {
    const char *path;
    const char *action; /* for messages */
    const char *name;   /* last part of `path` */
    int folder;
    int fd;
    char temporary[TEMPORARY_NAME_MAX]; /* "" when there is none to remove */
};

/* For AUTO: what is left of a draft that was not published is removed. */
static void
draft_drop(struct draft *draft)
{
    if (draft->temporary[0] != '\0')
        unlinkat(draft->folder, draft->temporary, 0);
    fd_drop(&draft->fd);
    fd_drop(&draft->folder);
}

/* Open the folder that holds `path`, "." when it has no slash. */
static int
parent_open(const char *path, const char **out_name)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX] = ".";
    if (slash != NULL) {
        const size_t len = slash == path ? 1 : (size_t)(slash - path);
        if (len >= sizeof(folder)) {
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(folder, path, len);
        folder[len] = '\0';
    }
    *out_name = slash == NULL ? path : slash + 1;
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int
draft_open(struct draft *draft, struct err *err)
{
    draft->folder = parent_open(draft->path, &draft->name);
    if (draft->folder < 0)
        return system_failed(draft->action, draft->path, err);
    uint8_t random[TEMPORARY_RANDOM];
    char digits[2 * TEMPORARY_RANDOM + 1];
    random_fill(random, sizeof(random));
    hex_write(digits, random, sizeof(random));
    char temporary[TEMPORARY_NAME_MAX];
    snprintf(temporary, sizeof(temporary), ".daybook-%s.tmp", digits);
    draft->fd = openat(draft->folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (draft->fd < 0)
        return system_failed(draft->action, draft->path, err);
    memcpy(draft->temporary, temporary, sizeof(temporary));
    return 0;
}

static int
write_all(int fd, struct slice bytes)
{
    for (size_t at = 0; at < bytes.n;) {
        const ssize_t put = write(fd, bytes.p + at, bytes.n - at);
        if (put < 0 && errno != EINTR)
            return -1;
        at += put < 0 ? 0 : (size_t)put;
    }
    return 0;
}

static int
draft_write(struct draft *draft, struct slice bytes, unsigned mode, struct err *err)
{
    if (write_all(draft->fd, bytes) < 0 || fchmod(draft->fd, (mode_t)mode) < 0 || fsync(draft->fd) < 0)
        return system_failed(draft->action, draft->path, err);
    return 0;
}

int
file_replace(const char *path, struct slice bytes, unsigned mode, struct err *err)
{
    AUTO(draft_drop) struct draft draft = {.path = path, .action = "replace", .folder = -1, .fd = -1};
    TRY(draft_open(&draft, err));
    TRY(draft_write(&draft, bytes, mode, err));
    if (renameat(draft.folder, draft.temporary, draft.folder, draft.name) < 0)
        return system_failed("replace", path, err);
    draft.temporary[0] = '\0';
    return fsync(draft.folder) < 0 ? system_failed("replace", path, err) : 0;
}

int
file_create(const char *path, struct slice bytes, unsigned mode, struct err *err)
{
    AUTO(draft_drop) struct draft draft = {.path = path, .action = "create", .folder = -1, .fd = -1};
    TRY(draft_open(&draft, err));
    TRY(draft_write(&draft, bytes, mode, err));
    /* link(2) fails when the name is taken, at whatever moment that happened; rename(2) would not. */
    if (linkat(draft.folder, draft.temporary, draft.folder, draft.name, 0) < 0)
        return system_failed("create", path, err);
    if (unlinkat(draft.folder, draft.temporary, 0) < 0)
        return system_failed("create", path, err);
    draft.temporary[0] = '\0';
    return fsync(draft.folder) < 0 ? system_failed("create", path, err) : 0;
}

int
file_sync_folder(const char *path, struct err *err)
{
    AUTO(fd_drop) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) < 0)
        return system_failed("sync", path, err);
    return 0;
}

int
file_lock(const char *path, int *out_fd, struct err *err)
{
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
        *out_fd = fd;
        return 0;
    }
    const int code = fd >= 0 && errno == EWOULDBLOCK
                         ? err_set(err, ERR_CONFLICT, "lock '%s': another process holds it", path)
                         : system_failed("lock", path, err);
    if (fd >= 0)
        close(fd);
    return code;
}

char *
file_join(struct arena *arena, const char *folder, const char *name)
{
    const struct slice parent = slice_of(folder);
    const bool is_complete = parent.n == 0 || slice_ends(parent, SLICE("/"));
    return arena_text(arena, arena_format(arena, "%s%s%s", folder, is_complete ? "" : "/", name));
}

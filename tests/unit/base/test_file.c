#include "unit.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The calls by which file.c changes the disk are defined here in place of libc's, so that a test can see their order,
 * let the n-th of them fail, and act just before one of them. */
static struct {
    bool watching;
    unsigned count;
    unsigned fail_at; /* 1 for the first; 0 for none */
    char order[1024];
    size_t write_max;      /* write(2) takes no more at once; 0 for any */
    bool interrupt_writes; /* every second write is interrupted first */
    bool interrupt_reads;
    const char *appears_before_link; /* this file is made just before the link */
} calls;

static bool
call_fails(const char *name)
{
    if (!calls.watching)
        return false;
    const size_t used = strlen(calls.order);
    snprintf(calls.order + used, sizeof(calls.order) - used, "%s%s", used == 0 ? "" : " ", name);
    calls.count++;
    errno = EIO;
    return calls.count == calls.fail_at;
}

ssize_t
write(int fd, const void *bytes, size_t n)
{
    if (calls.watching && fd > 2) {
        if (call_fails("write"))
            return -1;
        if (calls.interrupt_writes && calls.count % 2 == 1) {
            errno = EINTR;
            return -1;
        }
        if (calls.write_max > 0 && n > calls.write_max)
            n = calls.write_max;
    }
    return syscall(SYS_write, fd, bytes, n);
}

ssize_t
read(int fd, void *out, size_t n)
{
    if (calls.watching && calls.interrupt_reads && calls.count++ % 2 == 0) {
        errno = EINTR;
        return -1;
    }
    return syscall(SYS_read, fd, out, n);
}

int
flock(int fd, int operation)
{
    return call_fails("lock") ? -1 : (int)syscall(SYS_flock, fd, operation);
}

int
fchmod(int fd, mode_t mode)
{
    return call_fails("chmod") ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

int
fsync(int fd)
{
    struct stat status;
    ck_assert_int_eq(fstat(fd, &status), 0);
    return call_fails(S_ISDIR(status.st_mode) ? "sync-folder" : "sync-file") ? -1 : (int)syscall(SYS_fsync, fd);
}

int
renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    return call_fails("rename") ? -1 : (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
}

int
linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
    if (call_fails("link"))
        return -1;
    if (calls.appears_before_link != NULL)
        close(open(calls.appears_before_link, O_WRONLY | O_CREAT | O_EXCL, 0600));
    return (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
}

int
unlinkat(int folder, const char *name, int flags)
{
    return call_fails("unlink") ? -1 : (int)syscall(SYS_unlinkat, folder, name, flags);
}

static void
watch(unsigned fail_at)
{
    memset(&calls, 0, sizeof(calls));
    calls.fail_at = fail_at;
    calls.watching = true;
}

static struct arena *arena;
static const char *folder;

static void
set_up(void)
{
    memset(&calls, 0, sizeof(calls));
    if (arena == NULL)
        arena = arena_new();
    folder = unit_new_folder();
}

static const char *
at(const char *name)
{
    return file_join(arena, folder, name);
}

static struct slice
content(const char *path)
{
    struct slice bytes = {NULL, 0};
    struct err err = {""};
    ck_assert_msg(file_read(path, 1 << 20, arena, &bytes, &err) == 0, "%s", err.text);
    return bytes;
}

static size_t
names_in_folder(void)
{
    DIR *listing = opendir(folder);
    ck_assert_ptr_nonnull(listing);
    size_t count = 0;
    while (readdir(listing) != NULL)
        count++;
    closedir(listing);
    return count - 2;
}

static const char *
message(const char *format, const char *path)
{
    return (const char *)arena_format(arena, "%.*s'%s'%s", (int)(strchr(format, '$') - format), format, path,
                                      strchr(format, '$') + 1)
        .p;
}

#define ck_assert_message(err, format, path) ck_assert_str_eq((err).text, message(format, path))

START_TEST(reads_what_was_written)
{
    set_up();
    static const size_t sizes[] = {0, 1, 4095, 4096, 65535, 65536, 65537, 300000};
    static uint8_t bytes[300000];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)unit_random();
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        const struct slice want = {bytes, sizes[i]};
        ck_assert_int_eq(file_replace(at("f"), want, 0600, NULL), 0);
        struct slice got;
        ck_assert_int_eq(file_read(at("f"), sizes[i], arena, &got, NULL), 0);
        ck_assert_slice_eq(got, want);
        ck_assert(!slice_is_absent(got));
        ck_assert_uint_eq(got.p[got.n], 0);
        ck_assert_int_eq(file_read(at("f"), SIZE_MAX, arena, &got, NULL), 0);
        ck_assert_uint_eq(got.n, sizes[i]);
    }
}
END_TEST

START_TEST(read_refuses_too_much)
{
    set_up();
    ck_assert_int_eq(file_create(at("f"), SLICE("12345"), 0600, NULL), 0);
    struct slice got = SLICE("untouched");
    struct err err;
    ck_assert_int_eq(file_read(at("f"), 4, arena, &got, &err), ERR_LIMIT);
    ck_assert_message(err, "read $: longer than 4 bytes", at("f"));
    /* Sizes that the system does not tell. */
    ck_assert_int_eq(file_read("/dev/zero", 1000000, arena, &got, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "read '/dev/zero': longer than 1000000 bytes");
    ck_assert_int_eq(file_read("/proc/self/status", 10, arena, &got, &err), ERR_LIMIT);
    ck_assert_slice_eq(got, SLICE("untouched"));
    ck_assert_int_eq(file_read("/proc/self/status", 1 << 16, arena, &got, &err), 0);
    ck_assert_uint_gt(got.n, 10);
}
END_TEST

START_TEST(read_says_why_not)
{
    set_up();
    struct slice got = SLICE("untouched");
    struct err err;
    ck_assert_int_eq(file_read(at("none"), 10, arena, &got, &err), ERR_NOT_FOUND);
    ck_assert_message(err, "read $: No such file or directory", at("none"));
    ck_assert_int_eq(file_read(folder, 10, arena, &got, &err), ERR_IO);
    ck_assert_message(err, "read $: is a folder, expected a file", folder);
    ck_assert_int_eq(file_create(at("f"), SLICE("x"), 0600, NULL), 0);
    ck_assert_int_eq(file_read(at("f/g"), 10, arena, &got, &err), ERR_IO);
    ck_assert_message(err, "read $: Not a directory", at("f/g"));
    ck_assert_int_eq(file_read("/proc/self/mem", 10, arena, &got, &err), ERR_IO);
    ck_assert_str_eq(err.text, "read '/proc/self/mem': Input/output error");
    ck_assert_slice_eq(got, SLICE("untouched"));
}
END_TEST

/* A child that writes `total` bytes in odd pieces into a pipe; the end to read from. */
static int
pipe_of(size_t total)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    if (fork() == 0) {
        signal(SIGPIPE, SIG_IGN);
        close(ends[0]);
        char piece[777];
        memset(piece, 'p', sizeof(piece));
        for (size_t done = 0; done < total;) {
            const size_t left = total - done;
            const ssize_t put = write(ends[1], piece, left < sizeof(piece) ? left : sizeof(piece));
            if (put < 0)
                _exit(1);
            done += (size_t)put;
        }
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

START_TEST(reads_pipes)
{
    set_up();
    static const size_t sizes[] = {0, 1, 65536, 1000000};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        for (size_t less = 0; less <= (sizes[i] > 0 ? 1 : 0); less++) {
            const int fd = pipe_of(sizes[i]);
            const char *path = (const char *)arena_format(arena, "/dev/fd/%d", fd).p;
            struct slice got = {NULL, 0};
            ck_assert_int_eq(file_read(path, sizes[i] - less, arena, &got, NULL), less == 1 ? ERR_LIMIT : 0);
            ck_assert_uint_eq(got.n, less == 1 ? 0 : sizes[i]);
            close(fd);
            wait(NULL);
        }
    }
}
END_TEST

START_TEST(replace_puts_content_and_mode)
{
    set_up();
    const mode_t before = umask(077);
    ck_assert_int_eq(file_replace(at("f"), SLICE("one"), 0644, NULL), 0);
    umask(before);
    struct stat status;
    ck_assert_int_eq(stat(at("f"), &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0644);
    ck_assert_int_eq(file_replace(at("f"), SLICE("two"), 0400, NULL), 0);
    ck_assert_int_eq(stat(at("f"), &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0400);
    ck_assert_slice_eq(content(at("f")), SLICE("two"));
    ck_assert_uint_eq(names_in_folder(), 1);
}
END_TEST

START_TEST(readers_keep_the_old_file)
{
    set_up();
    ck_assert_int_eq(file_replace(at("f"), SLICE("old"), 0600, NULL), 0);
    const int fd = open(at("f"), O_RDONLY);
    ck_assert_int_eq(file_replace(at("f"), SLICE("new"), 0600, NULL), 0);
    char seen[8] = "";
    ck_assert_int_eq(read(fd, seen, sizeof(seen)), 3);
    ck_assert_str_eq(seen, "old");
    close(fd);
}
END_TEST

START_TEST(a_symbolic_link_is_replaced_not_followed)
{
    set_up();
    ck_assert_int_eq(file_create(at("target"), SLICE("target"), 0600, NULL), 0);
    ck_assert_int_eq(symlink("target", at("link")), 0);
    struct err err;
    ck_assert_int_eq(file_create(at("link"), SLICE("x"), 0600, &err), ERR_CONFLICT);
    ck_assert_int_eq(file_replace(at("link"), SLICE("new"), 0600, NULL), 0);
    ck_assert_slice_eq(content(at("target")), SLICE("target"));
    ck_assert_slice_eq(content(at("link")), SLICE("new"));
}
END_TEST

START_TEST(bytes_reach_the_disk_before_the_name)
{
    set_up();
    watch(0);
    ck_assert_int_eq(file_replace(at("f"), SLICE("x"), 0600, NULL), 0);
    ck_assert_str_eq(calls.order, "write chmod sync-file rename sync-folder");
    watch(0);
    ck_assert_int_eq(file_create(at("g"), SLICE("x"), 0600, NULL), 0);
    ck_assert_str_eq(calls.order, "write chmod sync-file link unlink sync-folder");
    watch(0);
    ck_assert_int_eq(file_sync_folder(folder, NULL), 0);
    ck_assert_str_eq(calls.order, "sync-folder");
}
END_TEST

START_TEST(short_and_interrupted_calls_go_on)
{
    set_up();
    watch(0);
    calls.write_max = 2;
    calls.interrupt_writes = true;
    ck_assert_int_eq(file_replace(at("f"), SLICE("0123456789abcdef!"), 0600, NULL), 0);
    ck_assert_slice_eq(content(at("f")), SLICE("0123456789abcdef!"));
    watch(0);
    calls.interrupt_reads = true;
    ck_assert_slice_eq(content(at("f")), SLICE("0123456789abcdef!"));
    ck_assert_uint_eq(calls.count, 4);
    calls.watching = false;
}
END_TEST

START_TEST(whatever_fails_replace_leaves_old_or_new)
{
    set_up();
    unsigned failures = 0;
    for (unsigned n = 1;; n++) {
        ck_assert_int_eq(file_replace(at("f"), SLICE("old"), 0600, NULL), 0);
        watch(n);
        struct err err = {""};
        const int code = file_replace(at("f"), SLICE("new"), 0600, &err);
        const bool renamed = strstr(calls.order, "sync-folder") != NULL;
        calls.watching = false;
        ck_assert_uint_eq(names_in_folder(), 1);
        ck_assert_slice_eq(content(at("f")), renamed ? SLICE("new") : SLICE("old"));
        if (code == 0)
            break;
        ck_assert_int_eq(code, ERR_IO);
        ck_assert_message(err, "replace $: Input/output error", at("f"));
        failures++;
    }
    ck_assert_uint_eq(failures, 5);
}
END_TEST

START_TEST(whatever_fails_create_leaves_all_or_nothing)
{
    set_up();
    unsigned failures = 0;
    for (unsigned n = 1;; n++) {
        watch(n);
        struct err err = {""};
        const int code = file_create(at("f"), SLICE("new"), 0600, &err);
        const bool linked = strstr(calls.order, "link unlink") != NULL && n != 4;
        calls.watching = false;
        ck_assert_uint_eq(names_in_folder(), linked ? 1 : 0);
        if (linked) {
            ck_assert_slice_eq(content(at("f")), SLICE("new"));
            ck_assert_int_eq(unlink(at("f")), 0);
        }
        if (code == 0)
            break;
        ck_assert_int_eq(code, ERR_IO);
        ck_assert_message(err, "create $: Input/output error", at("f"));
        failures++;
    }
    ck_assert_uint_eq(failures, 6);
}
END_TEST

START_TEST(a_full_disk_leaves_nothing_behind)
{
    set_up();
    ck_assert_int_eq(file_replace(at("f"), SLICE("old"), 0600, NULL), 0);
    static uint8_t large[100000];
    struct rlimit before;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    const struct rlimit small = {5000, before.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct err err;
    const int code = file_replace(at("f"), (struct slice){large, sizeof(large)}, 0600, &err);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    ck_assert_int_eq(code, ERR_IO);
    ck_assert_message(err, "replace $: File too large", at("f"));
    ck_assert_uint_eq(names_in_folder(), 1);
    ck_assert_slice_eq(content(at("f")), SLICE("old"));
}
END_TEST

START_TEST(replace_says_why_not)
{
    set_up();
    struct err err;
    ck_assert_int_eq(file_replace(at("none/f"), SLICE("x"), 0600, &err), ERR_NOT_FOUND);
    ck_assert_message(err, "replace $: No such file or directory", at("none/f"));
    ck_assert_int_eq(mkdir(at("d"), 0700), 0);
    ck_assert_int_eq(file_replace(at("d"), SLICE("x"), 0600, &err), ERR_IO);
    ck_assert_message(err, "replace $: Is a directory", at("d"));
    ck_assert_int_eq(file_create(at("f"), SLICE("x"), 0600, NULL), 0);
    ck_assert_int_eq(file_replace(at("f/g"), SLICE("x"), 0600, &err), ERR_IO);
    ck_assert_message(err, "replace $: Not a directory", at("f/g"));
    ck_assert_uint_eq(names_in_folder(), 2);
    /* A folder that takes no new names. */
    ck_assert_int_lt(file_replace("/proc/self/fd/f", SLICE("x"), 0600, &err), 0);
    ck_assert_int_eq(strncmp(err.text, "replace '/proc/self/fd/f': ", 27), 0);
    char endless[8192];
    memset(endless, 'a', sizeof(endless));
    memcpy(endless + sizeof(endless) - 3, "/f", 3);
    ck_assert_int_eq(file_replace(endless, SLICE("x"), 0600, &err), ERR_IO);
}
END_TEST

START_TEST(create_refuses_what_exists)
{
    set_up();
    ck_assert_int_eq(file_create(at("f"), SLICE("first"), 0640, NULL), 0);
    struct stat status;
    ck_assert_int_eq(stat(at("f"), &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0640);
    ck_assert_uint_eq(status.st_nlink, 1);
    struct err err;
    ck_assert_int_eq(file_create(at("f"), SLICE("second"), 0600, &err), ERR_CONFLICT);
    ck_assert_message(err, "create $: File exists", at("f"));
    ck_assert_slice_eq(content(at("f")), SLICE("first"));
    ck_assert_uint_eq(names_in_folder(), 1);
}
END_TEST

START_TEST(create_loses_a_race_cleanly)
{
    set_up();
    watch(0);
    calls.appears_before_link = at("f");
    struct err err;
    ck_assert_int_eq(file_create(at("f"), SLICE("late"), 0600, &err), ERR_CONFLICT);
    calls.watching = false;
    calls.appears_before_link = NULL;
    ck_assert_slice_eq(content(at("f")), SLICE(""));
    ck_assert_uint_eq(names_in_folder(), 1);
}
END_TEST

START_TEST(of_many_creators_one_wins)
{
    set_up();
    enum { CREATORS = 8 };
    for (int round = 0; round < 5; round++) {
        const char *path = (const char *)arena_format(arena, "%s/%d", folder, round).p;
        for (int i = 0; i < CREATORS; i++) {
            if (fork() == 0) {
                char text[2] = {(char)('a' + i), '\0'};
                _exit(-file_create(path, slice_of(text), 0600, NULL));
            }
        }
        int winners = 0;
        for (int i = 0; i < CREATORS; i++) {
            int status;
            wait(&status);
            ck_assert(WIFEXITED(status));
            ck_assert(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == -ERR_CONFLICT);
            winners += WEXITSTATUS(status) == 0;
        }
        ck_assert_int_eq(winners, 1);
        ck_assert_uint_eq(content(path).n, 1);
        ck_assert_uint_eq(names_in_folder(), (size_t)round + 1);
    }
}
END_TEST

START_TEST(names_without_a_folder_are_here)
{
    set_up();
    char here[4096];
    ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
    ck_assert_int_eq(chdir(folder), 0);
    const int created = file_create("f", SLICE("x"), 0600, NULL);
    const int replaced = file_replace("f", SLICE("y"), 0600, NULL);
    ck_assert_int_eq(chdir(here), 0);
    ck_assert_int_eq(created, 0);
    ck_assert_int_eq(replaced, 0);
    ck_assert_slice_eq(content(at("f")), SLICE("y"));
    struct err err;
    ck_assert_int_eq(file_create("/", SLICE("x"), 0600, &err) < 0, true);
}
END_TEST

START_TEST(sync_folder_says_why_not)
{
    set_up();
    struct err err;
    ck_assert_int_eq(file_sync_folder(at("none"), &err), ERR_NOT_FOUND);
    ck_assert_message(err, "sync $: No such file or directory", at("none"));
    ck_assert_int_eq(file_create(at("f"), SLICE("x"), 0600, NULL), 0);
    ck_assert_int_eq(file_sync_folder(at("f"), &err), ERR_IO);
    ck_assert_message(err, "sync $: Not a directory", at("f"));
    watch(1);
    ck_assert_int_eq(file_sync_folder(folder, &err), ERR_IO);
    calls.watching = false;
    ck_assert_message(err, "sync $: Input/output error", folder);
}
END_TEST

/* What a process that tries the lock gets. */
static int
lock_elsewhere(const char *path)
{
    const pid_t child = fork();
    if (child == 0) {
        int fd;
        _exit(-file_lock(path, &fd, NULL));
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    return -WEXITSTATUS(status);
}

START_TEST(a_lock_excludes_until_closed)
{
    set_up();
    int fd = -1;
    ck_assert_int_eq(file_lock(at("lock"), &fd, NULL), 0);
    struct stat status;
    ck_assert_int_eq(fstat(fd, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0600);
    ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
    ck_assert_int_eq(lock_elsewhere(at("lock")), ERR_CONFLICT);
    int second = 42;
    struct err err;
    ck_assert_int_eq(file_lock(at("lock"), &second, &err), ERR_CONFLICT);
    ck_assert_message(err, "lock $: another process holds it", at("lock"));
    ck_assert_int_eq(second, 42);
    close(fd);
    ck_assert_int_eq(lock_elsewhere(at("lock")), 0);
    ck_assert_int_eq(file_lock(at("lock"), &fd, NULL), 0);
    close(fd);
}
END_TEST

START_TEST(lock_says_why_not)
{
    set_up();
    int fd = 42;
    struct err err;
    ck_assert_int_eq(file_lock(at("none/lock"), &fd, &err), ERR_NOT_FOUND);
    ck_assert_message(err, "lock $: No such file or directory", at("none/lock"));
    ck_assert_int_eq(file_lock(folder, &fd, &err), ERR_IO);
    ck_assert_message(err, "lock $: Is a directory", folder);
    watch(1);
    ck_assert_int_eq(file_lock(at("lock"), &fd, &err), ERR_IO);
    calls.watching = false;
    ck_assert_message(err, "lock $: Input/output error", at("lock"));
    ck_assert_int_eq(fd, 42);
}
END_TEST

START_TEST(failures_leave_no_descriptor_open)
{
    set_up();
    const int before = open("/dev/null", O_RDONLY);
    close(before);
    int fd;
    struct slice got;
    ck_assert_int_eq(file_create(at("f"), SLICE("x"), 0600, NULL), 0);
    ck_assert_int_lt(file_create(at("f"), SLICE("x"), 0600, NULL), 0);
    ck_assert_int_lt(file_replace(at("none/f"), SLICE("x"), 0600, NULL), 0);
    ck_assert_int_lt(file_read(folder, 10, arena, &got, NULL), 0);
    ck_assert_int_lt(file_read(at("f"), 0, arena, &got, NULL), 0);
    ck_assert_int_lt(file_lock(folder, &fd, NULL), 0);
    ck_assert_int_eq(file_sync_folder(folder, NULL), 0);
    const int after = open("/dev/null", O_RDONLY);
    close(after);
    ck_assert_int_eq(after, before);
}
END_TEST

START_TEST(join_puts_one_slash)
{
    set_up();
    ck_assert_str_eq(file_join(arena, "a/b", "c"), "a/b/c");
    ck_assert_str_eq(file_join(arena, "a/b/", "c"), "a/b/c");
    ck_assert_str_eq(file_join(arena, "/", "c"), "/c");
    ck_assert_str_eq(file_join(arena, ".", "c"), "./c");
    ck_assert_str_eq(file_join(arena, "", "c"), "c");
    arena_drop(&arena);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("file", reads_what_was_written, read_refuses_too_much, read_says_why_not, reads_pipes,
                     replace_puts_content_and_mode, readers_keep_the_old_file, a_symbolic_link_is_replaced_not_followed,
                     bytes_reach_the_disk_before_the_name, short_and_interrupted_calls_go_on,
                     whatever_fails_replace_leaves_old_or_new, whatever_fails_create_leaves_all_or_nothing,
                     a_full_disk_leaves_nothing_behind, replace_says_why_not, create_refuses_what_exists,
                     create_loses_a_race_cleanly, of_many_creators_one_wins, names_without_a_folder_are_here,
                     sync_folder_says_why_not, a_lock_excludes_until_closed, lock_says_why_not,
                     failures_leave_no_descriptor_open, join_puts_one_slash);
}

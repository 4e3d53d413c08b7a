#include "cmd/intake_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int
intake_file_open(struct intake_file *file, const char *path, struct err *err)
{
    const bool standard = strcmp(path, "-") == 0;
    const int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "read '%s': %s", path, strerror(errno));
    *file = (struct intake_file){.path = standard ? "standard input" : path, .fd = fd};
    return 0;
}

void
intake_file_close(struct intake_file *file)
{
    if (file->fd != STDIN_FILENO)
        close(file->fd);
    file->fd = -1;
}

int
intake_file_read(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    const struct intake_file *file = context;
    ssize_t got;
    do
        got = read(file->fd, out, max);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return err_set(err, ERR_IO, "read '%s': %s", file->path, strerror(errno));
    *out_n = (size_t)got;
    return 0;
}

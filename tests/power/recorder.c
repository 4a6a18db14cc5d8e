/* recorder: a library to preload that writes down, in order, what a process sends to the disk of
 * its store.
 *
 *     POWER_LOG=FILE LD_PRELOAD=…/recorder.so PROGRAM …
 *
 * Looks at the files data.mdb and data.mdb.new alone, and at what is written to descriptor 1. LMDB
 * reaches the disk by the calls below and no others (nm -D liblmdb.so).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "record.h"

enum { FDS_MAX = 1024 };
enum fd_kind { FD_OTHER, FD_DATA, FD_DATA_DSYNC, FD_FOLDER };

static unsigned char kinds[FDS_MAX]; /* enum fd_kind of each descriptor */
static int log_fd = -1;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* Declares `real`: the function of this name that would have been called without us. */
#define REAL(result, name, arguments)                                                              \
    static result(*real) arguments;                                                                \
    if (!real) {                                                                                   \
        *(void **)&real = dlsym(RTLD_NEXT, name);                                                  \
    }

__attribute__((constructor)) static void start(void)
{
    const char *path = getenv("POWER_LOG");
    if (path) {
        log_fd = (int)syscall(SYS_openat, AT_FDCWD, path,
                              O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    }
}

static void note(enum record_kind kind, uint64_t offset, const struct iovec *parts, int count)
{
    struct record head = {.kind = (uint32_t)kind, .offset = offset};
    for (int i = 0; i < count; i++) {
        head.len += (uint32_t)parts[i].iov_len;
    }
    pthread_mutex_lock(&mutex);
    syscall(SYS_write, log_fd, &head, sizeof head);
    for (int i = 0; i < count; i++) {
        syscall(SYS_write, log_fd, parts[i].iov_base, parts[i].iov_len);
    }
    syscall(SYS_write, log_fd, "\0\0\0\0\0\0\0", record_padding(head.len));
    pthread_mutex_unlock(&mutex);
}

static enum fd_kind kind_of(int fd)
{
    return fd >= 0 && fd < FDS_MAX && log_fd >= 0 ? (enum fd_kind)kinds[fd] : FD_OTHER;
}

static bool ends_with(const char *path, const char *end)
{
    size_t len = strlen(path), end_len = strlen(end);
    return len >= end_len && !strcmp(path + len - end_len, end);
}

static bool is_data(const char *path)
{
    return ends_with(path, "/data.mdb") || ends_with(path, "/data.mdb.new");
}

int open(const char *path, int flags, ...)
{
    REAL(int, "open", (const char *, int, ...))
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    int fd = real(path, flags, mode);
    if (fd >= 0 && fd < FDS_MAX) {
        kinds[fd] = is_data(path) ? (flags & O_DSYNC ? FD_DATA_DSYNC : FD_DATA)
                                  : (flags & O_DIRECTORY ? FD_FOLDER : FD_OTHER);
    }
    return fd;
}

int close(int fd)
{
    REAL(int, "close", (int))
    if (fd >= 0 && fd < FDS_MAX) {
        kinds[fd] = FD_OTHER;
    }
    return real(fd);
}

/* LMDB's own fcntl(F_SETFL) never adds O_DSYNC, so what open said holds. */
static void note_write(int fd, uint64_t offset, const struct iovec *parts, int count)
{
    if (kind_of(fd) == FD_DATA || kind_of(fd) == FD_DATA_DSYNC) {
        note(kind_of(fd) == FD_DATA ? RECORD_WRITE : RECORD_DSYNC_WRITE, offset, parts, count);
    }
}

static void note_written(int fd)
{
    if (kind_of(fd) == FD_DATA_DSYNC) {
        note(RECORD_DSYNC_DONE, 0, NULL, 0);
    }
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
    REAL(ssize_t, "pwrite", (int, const void *, size_t, off_t))
    struct iovec part = {(void *)(uintptr_t)bytes, len};
    note_write(fd, (uint64_t)at, &part, 1);
    ssize_t written = real(fd, bytes, len, at);
    note_written(fd);
    return written;
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    REAL(ssize_t, "writev", (int, const struct iovec *, int))
    if (kind_of(fd) == FD_OTHER) {
        return real(fd, parts, count);
    }
    note_write(fd, (uint64_t)lseek(fd, 0, SEEK_CUR), parts, count);
    ssize_t written = real(fd, parts, count);
    note_written(fd);
    return written;
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    REAL(ssize_t, "write", (int, const void *, size_t))
    struct iovec part = {(void *)(uintptr_t)bytes, len};
    if (fd == STDOUT_FILENO && log_fd >= 0) {
        note(RECORD_ACK, 0, &part, 1);
    } else if (kind_of(fd) != FD_OTHER) {
        note_write(fd, (uint64_t)lseek(fd, 0, SEEK_CUR), &part, 1);
    }
    ssize_t written = real(fd, bytes, len);
    note_written(fd);
    return written;
}

static int note_sync(int fd, int failed)
{
    enum fd_kind kind = kind_of(fd);
    if (!failed && kind != FD_OTHER) {
        note(kind == FD_FOLDER ? RECORD_FOLDER_DONE : RECORD_SYNC_DONE, 0, NULL, 0);
    }
    return failed;
}

int fdatasync(int fd)
{
    REAL(int, "fdatasync", (int))
    return note_sync(fd, real(fd));
}

int fsync(int fd)
{
    REAL(int, "fsync", (int))
    return note_sync(fd, real(fd));
}

int rename(const char *from, const char *to)
{
    REAL(int, "rename", (const char *, const char *))
    int failed = real(from, to);
    if (!failed && log_fd >= 0 && is_data(from) && is_data(to)) {
        note(RECORD_RENAME, 0, NULL, 0);
    }
    return failed;
}

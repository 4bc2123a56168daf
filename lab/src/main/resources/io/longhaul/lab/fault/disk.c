// A disk that forgets or fails, for one process: preloaded, it stands between the process and its files.
//
//   LAB_DISK_ROOT       the directory whose files it watches; nothing else is touched
//   LAB_DISK_SURVIVORS  each fsync copies the file there: what a power cut leaves. Names (rename, unlink) survive at
//                       once, as on file systems that journal their metadata; contents survive as of the last fsync.
//   LAB_DISK_FAIL       "fsync" or "write": these calls fail with EIO ...
//   LAB_DISK_FAIL_AT    ... at the N-th of them
//   LAB_DISK_FAIL_FOR   ... and the next ones, so many in all (1)
//   LAB_DISK_COUNTS     at its end the process notes there how many it made: fsyncs, writes, failed ones
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_long fsyncs, writes, failed;

#define REAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

// The part of the path below the root; NULL for all other files.
static const char *below(const char *path) {
    const char *root = getenv("LAB_DISK_ROOT");
    size_t length = root ? strlen(root) : 0;
    return length && !strncmp(path, root, length) && path[length] == '/' ? path + length + 1 : NULL;
}

static int watched(int fd, char path[PATH_MAX]) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return below(path) != NULL && !strstr(path, " (deleted)");
}

static int fails(const char *kind, atomic_long *made) {
    const char *wanted = getenv("LAB_DISK_FAIL"), *at = getenv("LAB_DISK_FAIL_AT"), *times = getenv("LAB_DISK_FAIL_FOR");
    long number = atomic_fetch_add(made, 1) + 1;
    if (!wanted || !at || strcmp(wanted, kind)) return 0;
    long first = atol(at), many = times ? atol(times) : 1;
    if (number < first || number >= first + many) return 0;
    atomic_fetch_add(&failed, 1);
    errno = EIO;
    return 1;
}

__attribute__((destructor)) static void note(void) {
    const char *counts = getenv("LAB_DISK_COUNTS");
    FILE *file = counts && fsyncs ? fopen(counts, "w") : NULL;
    if (!file) return;
    fprintf(file, "%ld %ld %ld\n", (long) fsyncs, (long) writes, (long) failed);
    fclose(file);
}

// As the process names it, a path may begin at its directory.
static const char *absolute(const char *path, char whole[PATH_MAX]) {
    char here[PATH_MAX];
    if (*path == '/' || !getcwd(here, sizeof here)) return path;
    int length = snprintf(whole, PATH_MAX, "%s/%s", here, path);
    return length < PATH_MAX ? whole : path;
}

static int survivor(char copy[PATH_MAX], const char *path, const char *suffix) {
    const char *survivors = getenv("LAB_DISK_SURVIVORS");
    if (!survivors || !below(path)) return 0;
    snprintf(copy, PATH_MAX, "%s/%s%s", survivors, below(path), suffix);
    return 1;
}

static void make_parents(char *path) {
    for (char *at = path + 1; (at = strchr(at, '/')); at++) {
        *at = 0;
        mkdir(path, 0700);
        *at = '/';
    }
}

// Whole or not at all: the process may be killed in the middle.
static void survives(int fd, const char *path) {
    char copy[PATH_MAX], half[PATH_MAX], block[1 << 16];
    struct stat about;
    if (fstat(fd, &about) || !S_ISREG(about.st_mode) || !survivor(copy, path, "") || !survivor(half, path, ".half"))
        return;
    pthread_mutex_lock(&lock);
    make_parents(half);
    int from = open(path, O_RDONLY), to = open(half, O_WRONLY | O_CREAT | O_TRUNC, about.st_mode & 0777);
    ssize_t got;
    while (from >= 0 && to >= 0 && (got = read(from, block, sizeof block)) > 0)
        if (write(to, block, got) != got) abort();
    if (from >= 0) close(from);
    if (to >= 0 && !close(to)) REAL(rename)(half, copy);
    pthread_mutex_unlock(&lock);
}

static int sync_as(int (*real)(int), int fd) {
    char path[PATH_MAX];
    if (!watched(fd, path)) return real(fd);
    if (fails("fsync", &fsyncs)) return -1;
    int result = real(fd);
    if (!result) survives(fd, path);
    return result;
}

int fsync(int fd) {
    return sync_as(REAL(fsync), fd);
}

int fdatasync(int fd) {
    return sync_as(REAL(fdatasync), fd);
}

static int write_fails(int fd) {
    char path[PATH_MAX];
    return watched(fd, path) && fails("write", &writes);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    return write_fails(fd) ? -1 : REAL(pwrite)(fd, bytes, length, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    return write_fails(fd) ? -1 : REAL(pwrite64)(fd, bytes, length, at);
}

int rename(const char *from, const char *to) {
    char survived[PATH_MAX], renamed[PATH_MAX], whole[PATH_MAX], other[PATH_MAX];
    int result = REAL(rename)(from, to);
    from = absolute(from, whole);
    to = absolute(to, other);
    if (!result && survivor(survived, from, "") && survivor(renamed, to, "")) {
        pthread_mutex_lock(&lock);
        // what was never synced has a name and no content
        if (access(survived, F_OK)) close(open(survived, O_WRONLY | O_CREAT, 0600));
        make_parents(renamed);
        REAL(rename)(survived, renamed);
        pthread_mutex_unlock(&lock);
    }
    return result;
}

int unlink(const char *path) {
    char survived[PATH_MAX], whole[PATH_MAX];
    int result = REAL(unlink)(path);
    if (!result && survivor(survived, absolute(path, whole), "")) REAL(unlink)(survived);
    return result;
}

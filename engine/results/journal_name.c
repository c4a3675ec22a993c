/* engine/results/journal_name.c - <job>.<restart>.<rank>.
 *
 * The restart is one above the highest of this job and rank, so that a task that
 * was started again, while its first copy still lives on a lost node, has a
 * file of its own. */
#define _DEFAULT_SOURCE

#include "journal_name.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal_format.h"

const char *desi_errno_text(int number, char *text, size_t size) {
    if (strerror_r(number, text, size) != 0) {
        (void)snprintf(text, size, "error %d", number);
    }
    return text;
}

/* Reads the digits before `end` back to a dot, which it returns; NULL if none. */
static const char *number_before(const char *name, const char *end, unsigned *number) {
    const char *at = end;
    while (at > name && at[-1] >= '0' && at[-1] <= '9') {
        at--;
    }
    if (at == end || end - at > 9 || at == name || at[-1] != '.') {
        return NULL;
    }
    *number = (unsigned)strtoul(at, NULL, 10);
    return at - 1;
}

bool desi_journal_name(const char *name, size_t *job_length, unsigned *restart, unsigned *rank) {
    const char *dot = number_before(name, name + strlen(name), rank);
    dot = dot != NULL ? number_before(name, dot, restart) : NULL;
    if (dot == NULL || dot == name || name[0] == '.') {
        return false;
    }
    *job_length = (size_t)(dot - name);
    return true;
}

static enum des_status cannot(const char *path, int number, struct des_error *error) {
    char text[128];
    return des_fail(error, DES_ECREATE, "%s cannot be created: %s.", path,
                    desi_errno_text(number, text, sizeof text));
}

/* One above the highest restart of this job and rank. */
static enum des_status next_restart(const char *directory, const char *job, unsigned rank,
                                    unsigned *restart, struct des_error *error) {
    DIR *names = opendir(directory);
    if (names == NULL) {
        return cannot(directory, errno, error);
    }
    unsigned next = 0;
    for (struct dirent *entry = readdir(names); entry != NULL; entry = readdir(names)) {
        size_t length;
        unsigned its_restart, its_rank;
        if (desi_journal_name(entry->d_name, &length, &its_restart, &its_rank) &&
            its_rank == rank && length == strlen(job) && strncmp(entry->d_name, job, length) == 0 &&
            its_restart >= next) {
            next = its_restart + 1;
        }
    }
    (void)closedir(names);
    *restart = next;
    return DES_OK;
}

/* The name itself must survive a loss of power.  Some file systems refuse this. */
static void sync_directory(const char *directory) {
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
}

static enum des_status create_locked(const char *path, int *fd, struct des_error *error) {
    int created = open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (created < 0) {
        return errno == EEXIST ? des_fail(error, DES_EBUSY, "Another process took %s.", path)
                               : cannot(path, errno, error);
    }
    /* Where a file system has no locks, the new name alone keeps writers apart. */
    if (flock(created, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        (void)close(created);
        return des_fail(error, DES_EBUSY, "Another process is writing to %s.", path);
    }
    *fd = created;
    return DES_OK;
}

static enum des_status create_next(const char *directory, const char *job, unsigned rank,
                                   char *path, size_t size, int *fd, struct des_error *error) {
    unsigned restart = 0;
    enum des_status status = next_restart(directory, job, rank, &restart, error);
    if (status != DES_OK) {
        return status;
    }
    (void)snprintf(path, size, "%s/%s.%u.%u", directory, job, restart, rank);
    return create_locked(path, fd, error);
}

/* Tried again when another process took the name in between. */
#define ATTEMPTS 100

static enum des_status create_retrying(const char *directory, const char *job, unsigned rank,
                                       char *path, size_t size, int *fd, struct des_error *error) {
    for (int attempt = 1;; attempt++) {
        struct des_error found = {0};
        enum des_status status = create_next(directory, job, rank, path, size, fd, &found);
        if (status == DES_OK) {
            return DES_OK;
        }
        if (status != DES_EBUSY || attempt == ATTEMPTS) {
            return des_fail(error, status, "%s", found.text);
        }
    }
}

enum des_status desi_journal_create_file(const char *directory, const char *job, unsigned rank,
                                         char **path, int *fd, struct des_error *error) {
    if (job[0] == '\0' || job[0] == '.' || strchr(job, '/') != NULL) {
        return des_fail(error, DES_ECREATE, "\"%s\" cannot be part of a file name.", job);
    }
    if (mkdir(directory, 0777) != 0 && errno != EEXIST) {
        return cannot(directory, errno, error);
    }
    size_t size = strlen(directory) + strlen(job) + 32;
    char *text = malloc(size);
    if (text == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    enum des_status status = create_retrying(directory, job, rank, text, size, fd, error);
    if (status != DES_OK) {
        free(text);
        return status;
    }
    sync_directory(directory);
    *path = text;
    return DES_OK;
}

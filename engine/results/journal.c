/* engine/results/journal.c - the writer of a journal.
 *
 * Whole records only: a record that could not be written to its end is cut off
 * again, so that what follows it can be read. */
#define _DEFAULT_SOURCE

#include "des/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#include "../experiment/quiet_thread.h"
#include "../experiment/sparse.h"
#include "journal_format.h"
#include "journal_name.h"

#define SYNC_SECONDS 5

struct des_journal {
    char *path;
    int fd;
    uint64_t end; /* of the last whole record */
    bool dirty;   /* something is not yet on the disk */
    bool broken;  /* a torn record stands at the end: nothing may follow it */
    int sync_error;
    bool closing;
    pthread_mutex_t lock; /* of all above and of the file's end */
    pthread_cond_t wake;  /* closing became true */
    pthread_t syncer;
};

/* ---- syncing, in a thread of its own so that no run waits for a disk ---- */

static void sync_now(struct des_journal *journal) {
    if (!journal->dirty) {
        return;
    }
    journal->dirty = false;
    (void)pthread_mutex_unlock(&journal->lock);
    int failure = fdatasync(journal->fd) == 0 ? 0 : errno;
    (void)pthread_mutex_lock(&journal->lock);
    if (failure != 0 && journal->sync_error == 0) {
        journal->sync_error = failure;
    }
}

static void *sync_regularly(void *context) {
    struct des_journal *journal = context;
    (void)pthread_mutex_lock(&journal->lock);
    while (!journal->closing) {
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += SYNC_SECONDS - 1; /* a second is left for the disk */
        while (!journal->closing &&
               pthread_cond_timedwait(&journal->wake, &journal->lock, &until) == 0) {
        }
        sync_now(journal);
    }
    sync_now(journal); /* what came while the disk was busy */
    (void)pthread_mutex_unlock(&journal->lock);
    return NULL;
}

static void init_locks(struct des_journal *journal) {
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&journal->wake, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    (void)pthread_mutex_init(&journal->lock, NULL);
}

/* ---- open and close ---- */

static void destroy(struct des_journal *journal) {
    (void)close(journal->fd);
    (void)pthread_cond_destroy(&journal->wake);
    (void)pthread_mutex_destroy(&journal->lock);
    free(journal->path);
    free(journal);
}

enum des_status des_journal_open(const char *directory, const char *job, unsigned rank,
                                 struct des_journal **journal, struct des_error *error) {
    struct des_journal *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    enum des_status status =
        desi_journal_create_file(directory, job, rank, &opened->path, &opened->fd, error);
    if (status != DES_OK) {
        free(opened);
        return status;
    }
    init_locks(opened);
    if (!desi_quiet_thread(&opened->syncer, sync_regularly, opened)) {
        destroy(opened);
        return des_fail(error, DES_ENOMEM, "A thread could not be started.");
    }
    *journal = opened;
    return DES_OK;
}

static enum des_status io_failure(const struct des_journal *journal, const char *what, int number,
                                  struct des_error *error) {
    char text[128];
    return des_fail(error, DES_EIO, "%s %s failed: %s. The runs recorded there before are kept.",
                    what, journal->path, desi_errno_text(number, text, sizeof text));
}

enum des_status des_journal_close(struct des_journal *journal, struct des_error *error) {
    if (journal == NULL) {
        return DES_OK;
    }
    (void)pthread_mutex_lock(&journal->lock);
    journal->closing = true;
    (void)pthread_cond_signal(&journal->wake);
    (void)pthread_mutex_unlock(&journal->lock);
    (void)pthread_join(journal->syncer, NULL);
    enum des_status status = DES_OK;
    if (journal->sync_error != 0) {
        status = io_failure(journal, "Syncing", journal->sync_error, error);
    }
    destroy(journal);
    return status;
}

/* ---- appending ---- */

/* 0, or the errno that stopped it. */
static int write_all(int fd, const void *bytes, size_t length) {
    for (const char *at = bytes; length > 0;) {
        ssize_t n = write(fd, at, length);
        if (n < 0 && errno != EINTR) {
            return errno;
        }
        if (n == 0) {
            return EIO;
        }
        if (n > 0) {
            at += n;
            length -= (size_t)n;
        }
    }
    return 0;
}

static int write_record(int fd, const struct desi_record_head *head, const struct iovec *pieces,
                        size_t count, uint64_t checksum) {
    int failure = write_all(fd, head, sizeof *head);
    for (size_t i = 0; i < count && failure == 0; i++) {
        failure = write_all(fd, pieces[i].iov_base, pieces[i].iov_len);
    }
    return failure != 0 ? failure : write_all(fd, &checksum, sizeof checksum);
}

/* Called with the lock held. */
static enum des_status append(struct des_journal *journal, const struct desi_record_head *head,
                              const struct iovec *pieces, size_t count, uint64_t checksum,
                              struct des_error *error) {
    if (journal->sync_error != 0) {
        return io_failure(journal, "Syncing", journal->sync_error, error);
    }
    if (journal->broken) {
        return io_failure(journal, "Writing to", EIO, error);
    }
    int failure = write_record(journal->fd, head, pieces, count, checksum);
    if (failure != 0) {
        journal->broken = ftruncate(journal->fd, (off_t)journal->end) != 0;
        return io_failure(journal, "Writing to", failure, error);
    }
    journal->end += sizeof *head + head->length + sizeof checksum;
    journal->dirty = true;
    return DES_OK;
}

enum des_status desi_journal_append(struct des_journal *journal, enum des_record_type type,
                                    struct des_run_key key, const struct iovec *pieces,
                                    size_t count, struct des_error *error) {
    struct desi_record_head head = {.magic = DESI_JOURNAL_MAGIC, .key = key, .type = type};
    for (size_t i = 0; i < count; i++) {
        head.length += pieces[i].iov_len;
    }
    XXH3_state_t *hash = XXH3_createState();
    if (hash == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    (void)XXH3_64bits_reset(hash);
    (void)XXH3_64bits_update(hash, &head, sizeof head);
    for (size_t i = 0; i < count; i++) {
        (void)XXH3_64bits_update(hash, pieces[i].iov_base, pieces[i].iov_len);
    }
    uint64_t checksum = XXH3_64bits_digest(hash);
    (void)XXH3_freeState(hash);

    (void)pthread_mutex_lock(&journal->lock);
    enum des_status status = append(journal, &head, pieces, count, checksum, error);
    (void)pthread_mutex_unlock(&journal->lock);
    return status;
}

/* Its mask stands before its values. */
static enum des_status append_run(struct des_journal *journal, const struct des_run_record *record,
                                  uint64_t *mask, struct des_error *error) {
    const char *message = record->message != NULL ? record->message : "";
    const struct desi_run_head head = {
        .events = record->events,
        .total_count = record->total_count,
        .status = (uint32_t)record->status,
        .message_length = (uint32_t)strlen(message),
    };
    size_t words = desi_sparse_words(record->total_count);
    double *values = (double *)(mask + words);
    size_t there = desi_sparse_pack(record->totals, record->total_count, mask, values);
    const struct iovec pieces[] = {
        {(void *)(uintptr_t)&head, sizeof head},
        {mask, words * sizeof *mask + there * sizeof *values},
        {(void *)(uintptr_t)message, head.message_length},
    };
    return desi_journal_append(journal, DES_RECORD_RUN, record->key, pieces, 3, error);
}

enum des_status des_journal_run(struct des_journal *journal, const struct des_run_record *record,
                                struct des_error *error) {
    size_t words = desi_sparse_words(record->total_count);
    uint64_t *mask = malloc(words * sizeof *mask + record->total_count * sizeof(double) + 1);
    if (mask == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    enum des_status status = append_run(journal, record, mask, error);
    free(mask);
    return status;
}

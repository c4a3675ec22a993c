/* engine/results/journal_scan.c - reads journals into an index.
 *
 * Every record's checksum is verified.  Of rows only the place is kept; totals
 * are kept whole, as the analysis needs them all. */
#define _DEFAULT_SOURCE

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "journal_format.h"
#include "journal_index.h"

int desi_key_compare(const struct des_run_key *a, const struct des_run_key *b) {
    for (size_t i = 0; i < 2; i++) {
        if (a->word[i] != b->word[i]) {
            return a->word[i] < b->word[i] ? -1 : 1;
        }
    }
    return 0;
}

static bool grow(void **array, size_t *capacity, size_t count, size_t size) {
    if (count < *capacity) {
        return true;
    }
    size_t wanted = *capacity > 0 ? *capacity * 2 : 64;
    void *grown = realloc(*array, wanted * size);
    if (grown == NULL) {
        return false;
    }
    *array = grown;
    *capacity = wanted;
    return true;
}

/* ---- the files ---- */

static bool add_file(struct des_journal_index *index, const char *directory, const char *name) {
    size_t size = strlen(directory) + strlen(name) + 2;
    char *path = malloc(size);
    if (path == NULL || !grow((void **)&index->files, &index->file_capacity, index->file_count,
                              sizeof *index->files)) {
        free(path);
        return false;
    }
    (void)snprintf(path, size, "%s/%s", directory, name);
    index->files[index->file_count++] = path;
    return true;
}

static int compare_paths(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Adds the journals of one directory, in the order of their names. */
static enum des_status add_directory(struct des_journal_index *index, const char *directory,
                                     struct des_error *error) {
    DIR *names = opendir(directory);
    if (names == NULL) {
        char text[128];
        return des_fail(error, DES_ENOINPUT, "%s cannot be read: %s.", directory,
                        desi_errno_text(errno, text, sizeof text));
    }
    size_t first = index->file_count;
    bool room = true;
    for (struct dirent *entry = readdir(names); entry != NULL && room; entry = readdir(names)) {
        size_t length;
        unsigned restart, rank;
        if (desi_journal_name(entry->d_name, &length, &restart, &rank)) {
            room = add_file(index, directory, entry->d_name);
        }
    }
    (void)closedir(names);
    if (index->file_count > first) {
        qsort(index->files + first, index->file_count - first, sizeof *index->files, compare_paths);
    }
    return room ? DES_OK : des_fail(error, DES_ENOMEM, "Out of memory.");
}

/* ---- one file ---- */

/* Where a scan stands; `record` grows to the longest one. */
struct cursor {
    int fd;
    uint64_t size;
    uint64_t at;
    unsigned char *record; /* head, payload, checksum */
    size_t capacity;
    struct desi_record_head head;
};

static const unsigned char *payload(const struct cursor *cursor) {
    return cursor->record + sizeof cursor->head;
}

enum found { FOUND_RECORD, FOUND_END, FOUND_DAMAGE, FOUND_NO_MEMORY };

static bool read_at(const struct cursor *cursor, void *to, size_t length, uint64_t offset) {
    unsigned char *bytes = to;
    while (length > 0) {
        ssize_t n = pread(cursor->fd, bytes, length, (off_t)offset);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            return false;
        }
        if (n > 0) {
            bytes += n;
            offset += (uint64_t)n;
            length -= (size_t)n;
        }
    }
    return true;
}

/* The head is whole and the rest of the record fits into the file. */
static bool head_is_sound(const struct cursor *cursor) {
    const struct desi_record_head *head = &cursor->head;
    uint64_t rest = cursor->size - cursor->at - sizeof *head;
    return head->magic == DESI_JOURNAL_MAGIC && head->length <= DESI_JOURNAL_LONGEST &&
           rest >= sizeof(uint64_t) && head->length <= rest - sizeof(uint64_t);
}

static bool make_room(struct cursor *cursor, size_t wanted) {
    if (wanted <= cursor->capacity) {
        return true;
    }
    unsigned char *grown = realloc(cursor->record, wanted);
    if (grown != NULL) {
        cursor->record = grown;
        cursor->capacity = wanted;
    }
    return grown != NULL;
}

/* Reads the record at the cursor whole. */
static enum found read_record(struct cursor *cursor) {
    if (cursor->at == cursor->size) {
        return FOUND_END;
    }
    if (cursor->size - cursor->at < sizeof cursor->head ||
        !read_at(cursor, &cursor->head, sizeof cursor->head, cursor->at) ||
        !head_is_sound(cursor)) {
        return FOUND_DAMAGE;
    }
    uint64_t checksum;
    size_t length = sizeof cursor->head + (size_t)cursor->head.length;
    if (!make_room(cursor, length + sizeof checksum)) {
        return FOUND_NO_MEMORY;
    }
    if (!read_at(cursor, cursor->record, length + sizeof checksum, cursor->at)) {
        return FOUND_DAMAGE;
    }
    memcpy(&checksum, cursor->record + length, sizeof checksum);
    return XXH3_64bits(cursor->record, length) == checksum ? FOUND_RECORD : FOUND_DAMAGE;
}

/* ---- records into entries ---- */

static enum found add_rows(const struct cursor *cursor, struct desi_entry *entry) {
    struct desi_rows_head head;
    if (entry->length < sizeof head) {
        return FOUND_DAMAGE;
    }
    memcpy(&head, payload(cursor), sizeof head);
    entry->sequence = head.sequence;
    entry->table = head.table;
    return FOUND_RECORD;
}

static enum found add_run(const struct cursor *cursor, struct desi_entry *entry) {
    struct desi_run_head head;
    if (entry->length < sizeof head) {
        return FOUND_DAMAGE;
    }
    memcpy(&head, payload(cursor), sizeof head);
    entry->run = head;
    if (head.total_count > DESI_JOURNAL_LONGEST / sizeof(double) ||
        entry->length != sizeof head + head.total_count * sizeof(double) + head.message_length) {
        return FOUND_DAMAGE;
    }
    if (head.message_length > 0) {
        entry->message = malloc((size_t)head.message_length + 1);
        if (entry->message == NULL) {
            return FOUND_NO_MEMORY;
        }
        memcpy(entry->message, payload(cursor) + entry->length - head.message_length,
               head.message_length);
        entry->message[head.message_length] = '\0';
    }
    return FOUND_RECORD;
}

static enum found add_record(struct des_journal_index *index, size_t file,
                             const struct cursor *cursor) {
    if (!grow((void **)&index->entries, &index->entry_capacity, index->entry_count,
              sizeof *index->entries)) {
        return FOUND_NO_MEMORY;
    }
    struct desi_entry *entry = &index->entries[index->entry_count];
    *entry = (struct desi_entry){
        .key = cursor->head.key,
        .file = file,
        .offset = cursor->at + sizeof cursor->head,
        .length = cursor->head.length,
        .type = (enum des_record_type)cursor->head.type,
    };
    enum found found = cursor->head.type == DES_RECORD_ROWS  ? add_rows(cursor, entry)
                       : cursor->head.type == DES_RECORD_RUN ? add_run(cursor, entry)
                                                             : FOUND_DAMAGE;
    index->entry_count += found == FOUND_RECORD;
    return found;
}

static enum found scan_records(struct des_journal_index *index, size_t file,
                               struct cursor *cursor) {
    for (;;) {
        enum found found = read_record(cursor);
        if (found == FOUND_RECORD) {
            found = add_record(index, file, cursor);
        }
        if (found != FOUND_RECORD) {
            return found;
        }
        cursor->at += sizeof cursor->head + cursor->head.length + sizeof(uint64_t);
    }
}

static enum des_status scan_file(struct des_journal_index *index, size_t file,
                                 struct des_error *error) {
    struct cursor cursor = {.fd = open(index->files[file], O_RDONLY | O_CLOEXEC)};
    struct stat about;
    if (cursor.fd < 0 || fstat(cursor.fd, &about) != 0) {
        char text[128];
        int failure = errno;
        if (cursor.fd >= 0) {
            (void)close(cursor.fd);
        }
        return des_fail(error, DES_EIO, "%s cannot be read: %s.", index->files[file],
                        desi_errno_text(failure, text, sizeof text));
    }
    cursor.size = (uint64_t)about.st_size;
    enum found found = scan_records(index, file, &cursor);
    (void)close(cursor.fd);
    free(cursor.record);
    index->damaged += found == FOUND_DAMAGE;
    return found == FOUND_NO_MEMORY ? des_fail(error, DES_ENOMEM, "Out of memory.") : DES_OK;
}

/* ---- entries into runs ---- */

static int compare_entries(const void *a, const void *b) {
    const struct desi_entry *x = a, *y = b;
    int order = desi_key_compare(&x->key, &y->key);
    if (order != 0) {
        return order;
    }
    if (x->file != y->file) {
        return x->file < y->file ? -1 : 1;
    }
    return (x->offset > y->offset) - (x->offset < y->offset);
}

static bool succeeded(const struct desi_entry *entry) {
    return entry->run.status == DES_OK;
}

/* The run that stands among the entries from `first` on that share its key: the
 * first good RUN, else the first one.  Returns the first entry of another key. */
static size_t choose_run(struct des_journal_index *index, size_t first) {
    const struct desi_entry *all = index->entries;
    bool any = false, good = false;
    size_t block = first, i = first;
    for (; i < index->entry_count && desi_key_compare(&all[i].key, &all[first].key) == 0; i++) {
        bool fresh = i == first || all[i].file != all[i - 1].file ||
                     all[i - 1].type == DES_RECORD_RUN ||
                     (all[i].type == DES_RECORD_ROWS && all[i].sequence == 0);
        block = fresh ? i : block;
        if (all[i].type == DES_RECORD_RUN && (!any || (!good && succeeded(&all[i])))) {
            index->run_count += !any;
            index->runs[index->run_count - 1] = (struct desi_run){all[i].key, i, block};
            any = true;
            good = succeeded(&all[i]);
        }
    }
    return i;
}

static enum des_status find_runs(struct des_journal_index *index, struct des_error *error) {
    size_t runs = 0;
    for (size_t i = 0; i < index->entry_count; i++) {
        runs += index->entries[i].type == DES_RECORD_RUN;
    }
    index->runs = malloc((runs + 1) * sizeof *index->runs);
    if (index->runs == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    if (index->entry_count > 0) {
        qsort(index->entries, index->entry_count, sizeof *index->entries, compare_entries);
    }
    for (size_t i = 0; i < index->entry_count;) {
        i = choose_run(index, i);
    }
    return DES_OK;
}

enum des_status des_journal_scan(const char *const *directories, size_t count,
                                 struct des_journal_index **index, struct des_error *error) {
    struct des_journal_index *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    made->open = malloc(DESI_OPEN_FILES * sizeof *made->open);
    enum des_status status =
        made->open != NULL ? DES_OK : des_fail(error, DES_ENOMEM, "Out of memory.");
    for (size_t i = 0; made->open != NULL && i < DESI_OPEN_FILES; i++) {
        made->open[i] = (struct desi_open_file){0, -1};
    }
    for (size_t i = 0; i < count && status == DES_OK; i++) {
        status = add_directory(made, directories[i], error);
    }
    for (size_t file = 0; file < made->file_count && status == DES_OK; file++) {
        status = scan_file(made, file, error);
    }
    if (status == DES_OK) {
        status = find_runs(made, error);
    }
    if (status != DES_OK) {
        des_journal_index_destroy(made);
        return status;
    }
    *index = made;
    return DES_OK;
}

void des_journal_index_destroy(struct des_journal_index *index) {
    if (index == NULL) {
        return;
    }
    for (size_t i = 0; i < index->entry_count; i++) {
        free(index->entries[i].message);
    }
    for (size_t i = 0; i < index->file_count; i++) {
        free(index->files[i]);
    }
    for (size_t i = 0; index->open != NULL && i < DESI_OPEN_FILES; i++) {
        if (index->open[i].fd >= 0) {
            (void)close(index->open[i].fd);
        }
    }
    free(index->open);
    free(index->entries);
    free(index->files);
    free(index->runs);
    free(index);
}

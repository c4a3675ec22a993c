/* engine/results/journal_scan.c - reads journals into an index.
 *
 * Every record's checksum is verified.  Kept is where records stand, no more. */
#define _DEFAULT_SOURCE

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gsl/gsl_heapsort.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "../experiment/sparse.h"
#include "journal_format.h"
#include "journal_index.h"

static uint32_t part_of(const struct des_run_key *key) {
    return (uint32_t)key->word[0];
}

int desi_key_compare(const struct des_run_key *a, const struct des_run_key *b) {
    if (part_of(a) != part_of(b)) {
        return part_of(a) < part_of(b) ? -1 : 1;
    }
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

/* So many bytes are read at once. */
#define WINDOW ((size_t)1 << 18)

/* Where a scan stands, and what has been read around there. */
struct cursor {
    int fd;
    uint64_t size;
    uint64_t at;
    unsigned char *window; /* of the file, from `begin` on; grows to the longest record */
    size_t capacity, filled;
    uint64_t begin;
    struct desi_record_head head;
    uint64_t doubtful; /* what belongs to a record up to here may be lost; 0: nothing is */
};

/* The bytes of the record, which are in the window. */
static const unsigned char *record_of(const struct cursor *cursor) {
    return cursor->window + (cursor->at - cursor->begin);
}

static const unsigned char *payload(const struct cursor *cursor) {
    return record_of(cursor) + sizeof cursor->head;
}

enum found { FOUND_RECORD, FOUND_END, FOUND_DAMAGE, FOUND_NO_MEMORY };

bool desi_read_at(int fd, void *to, size_t length, uint64_t offset) {
    unsigned char *bytes = to;
    while (length > 0) {
        ssize_t n = pread(fd, bytes, length, (off_t)offset);
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
    unsigned char *grown = realloc(cursor->window, wanted);
    if (grown != NULL) {
        cursor->window = grown;
        cursor->capacity = wanted;
    }
    return grown != NULL;
}

/* Brings `length` bytes at the cursor, which the file has, into the window. */
static enum found fill_window(struct cursor *cursor, size_t length) {
    uint64_t end = cursor->begin + cursor->filled, left = cursor->size - cursor->at;
    if (cursor->at >= cursor->begin && cursor->at + length <= end) {
        return FOUND_RECORD;
    }
    if (!make_room(cursor, length > WINDOW ? length : WINDOW)) {
        return FOUND_NO_MEMORY;
    }
    cursor->begin = cursor->at;
    cursor->filled = left < cursor->capacity ? (size_t)left : cursor->capacity;
    if (desi_read_at(cursor->fd, cursor->window, cursor->filled, cursor->at)) {
        return FOUND_RECORD;
    }
    cursor->filled = 0; /* the rest cannot be read; what is asked for perhaps */
    return desi_read_at(cursor->fd, cursor->window, length, cursor->at) ? FOUND_RECORD
                                                                        : FOUND_DAMAGE;
}

/* Reads the record at the cursor whole. */
static enum found read_record(struct cursor *cursor) {
    if (cursor->at == cursor->size) {
        return FOUND_END;
    }
    if (cursor->size - cursor->at < sizeof cursor->head) {
        return FOUND_DAMAGE;
    }
    enum found found = fill_window(cursor, sizeof cursor->head);
    if (found != FOUND_RECORD) {
        return found;
    }
    memcpy(&cursor->head, record_of(cursor), sizeof cursor->head);
    if (!head_is_sound(cursor)) {
        return FOUND_DAMAGE;
    }
    uint64_t checksum;
    size_t length = sizeof cursor->head + (size_t)cursor->head.length;
    found = fill_window(cursor, length + sizeof checksum);
    if (found != FOUND_RECORD) {
        return found;
    }
    memcpy(&checksum, record_of(cursor) + length, sizeof checksum);
    return XXH3_64bits(record_of(cursor), length) == checksum ? FOUND_RECORD : FOUND_DAMAGE;
}

/* ---- records into runs and blocks ---- */

static enum found add_rows(struct des_journal_index *index, size_t file,
                           const struct cursor *cursor) {
    struct desi_rows_head head;
    if (cursor->head.length < sizeof head) {
        return FOUND_DAMAGE;
    }
    if (!grow((void **)&index->blocks, &index->block_capacity, index->block_count,
              sizeof *index->blocks)) {
        return FOUND_NO_MEMORY;
    }
    memcpy(&head, payload(cursor), sizeof head);
    index->blocks[index->block_count++] = (struct desi_block){
        .key = cursor->head.key,
        .file = file,
        .offset = cursor->at + sizeof cursor->head,
        .length = cursor->head.length,
        .sequence = head.sequence,
        .table = head.table,
    };
    return FOUND_RECORD;
}

/* What a failed run wrote of its rows is nobody's. */
static void disown_rows(struct des_journal_index *index, size_t file,
                        const struct des_run_key *key) {
    for (size_t i = index->block_count; i > 0 && index->blocks[i - 1].file == file; i--) {
        struct desi_block *block = &index->blocks[i - 1];
        if (desi_key_compare(&block->key, key) == 0) {
            block->table = UINT32_MAX;
            if (block->sequence == 0) {
                return;
            }
        }
    }
}

/* A run behind damage that may have taken some of its rows counts when they begin behind it. */
static bool is_whole(const struct des_journal_index *index, size_t file,
                     const struct cursor *cursor) {
    const struct desi_block *blocks = index->blocks;
    bool begins = cursor->doubtful == 0;
    for (size_t i = index->block_count;
         i > 0 && !begins && blocks[i - 1].file == file && blocks[i - 1].offset > cursor->doubtful;
         i--) {
        begins = desi_key_compare(&blocks[i - 1].key, &cursor->head.key) == 0 &&
                 blocks[i - 1].sequence == 0 && blocks[i - 1].table != UINT32_MAX;
    }
    return begins;
}

bool desi_run_is_sound(const struct desi_run_head *head, const unsigned char *rest,
                       uint64_t length) {
    uint64_t words = desi_sparse_words(head->total_count), there = 0;
    if (head->total_count > DESI_JOURNAL_LONGEST || words * sizeof words > length) {
        return false;
    }
    uint64_t word = 0;
    for (uint64_t w = 0; w < words; w++) {
        memcpy(&word, rest + w * sizeof word, sizeof word);
        there += (uint64_t)__builtin_popcountll(word);
    }
    size_t last = head->total_count % 64; /* bits of the last word that say something */
    return (last == 0 || word >> last == 0) &&
           length == words * sizeof word + there * sizeof(double) + head->message_length;
}

static struct desi_run pack_run(const struct des_run_key *key, size_t file, uint64_t offset,
                                bool good) {
    uint64_t packed = (uint64_t)file << (DESI_OFFSET_BITS + 1) | offset << 1 | good;
    return (struct desi_run){.part = part_of(key),
                             .place = {(uint32_t)packed, (uint32_t)(packed >> 32)}};
}

static enum found add_run(struct des_journal_index *index, size_t file,
                          const struct cursor *cursor) {
    struct desi_run_head head;
    if (cursor->head.length < sizeof head) {
        return FOUND_DAMAGE;
    }
    memcpy(&head, payload(cursor), sizeof head);
    if (!desi_run_is_sound(&head, payload(cursor) + sizeof head,
                           cursor->head.length - sizeof head)) {
        return FOUND_DAMAGE;
    }
    if (!is_whole(index, file, cursor)) {
        return FOUND_RECORD;
    }
    if (!grow((void **)&index->runs, &index->run_capacity, index->run_count, sizeof *index->runs)) {
        return FOUND_NO_MEMORY;
    }
    bool good = head.status == DES_OK;
    if (!good) {
        disown_rows(index, file, &cursor->head.key);
    }
    index->runs[index->run_count++] = pack_run(&cursor->head.key, file, cursor->at, good);
    return FOUND_RECORD;
}

static enum found add_record(struct des_journal_index *index, size_t file,
                             const struct cursor *cursor) {
    return cursor->head.type == DES_RECORD_ROWS  ? add_rows(index, file, cursor)
           : cursor->head.type == DES_RECORD_RUN ? add_run(index, file, cursor)
                                                 : FOUND_DAMAGE;
}

/* ---- past damage ---- */

/* Whether what is damaged was the record of a run: then that run is missing, and those after it
 * are whole.  Of rows it is not known whose they were. */
static bool was_a_run(const struct cursor *cursor) {
    struct desi_record_head head;
    return cursor->size - cursor->at >= sizeof head &&
           desi_read_at(cursor->fd, &head, sizeof head, cursor->at) &&
           head.magic == DESI_JOURNAL_MAGIC && head.type == DES_RECORD_RUN;
}

/* Moves to the next place that begins like a record; false when there is none. */
static bool seek_record(struct cursor *cursor) {
    static const uint64_t magic = DESI_JOURNAL_MAGIC;
    unsigned char bytes[4096];
    for (uint64_t at = cursor->at + 1; at < cursor->size;) {
        uint64_t left = cursor->size - at;
        size_t length = left < sizeof bytes ? (size_t)left : sizeof bytes;
        if (length < sizeof magic || !desi_read_at(cursor->fd, bytes, length, at)) {
            return false;
        }
        for (size_t i = 0; i + sizeof magic <= length; i++) {
            if (memcmp(bytes + i, &magic, sizeof magic) == 0) {
                cursor->at = at + i;
                return true;
            }
        }
        at += length - sizeof magic + 1;
    }
    return false;
}

/* Goes on behind damage; nothing is taken that is not whole by its checksum.  Where rows may have
 * been lost, it is not known of which run. */
static bool skip_damage(const struct des_journal_index *index, size_t file, struct cursor *cursor) {
    bool rows = index->block_count > 0 && index->blocks[index->block_count - 1].file == file;
    if (rows || cursor->doubtful > 0 || !was_a_run(cursor)) {
        cursor->doubtful = cursor->at + 1;
    }
    return seek_record(cursor);
}

static enum found scan_records(struct des_journal_index *index, size_t file,
                               struct cursor *cursor) {
    for (;;) {
        enum found found = read_record(cursor);
        if (found == FOUND_RECORD) {
            found = add_record(index, file, cursor);
        }
        if (found == FOUND_DAMAGE && skip_damage(index, file, cursor)) {
            index->damaged++;
            continue;
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
    if (file >> DESI_FILE_BITS != 0 || cursor.size >> DESI_OFFSET_BITS != 0) {
        (void)close(cursor.fd);
        return des_fail(error, DES_ERANGE, "%s: more journals, or a longer one, than can be read.",
                        index->files[file]);
    }
    enum found found = scan_records(index, file, &cursor);
    (void)close(cursor.fd);
    free(cursor.window);
    index->damaged += found == FOUND_DAMAGE;
    return found == FOUND_NO_MEMORY ? des_fail(error, DES_ENOMEM, "Out of memory.") : DES_OK;
}

/* ---- one run per key ---- */

static uint64_t packed_place(const struct desi_run *run) {
    return (uint64_t)run->place[1] << 32 | run->place[0];
}

static int compare_runs(const void *a, const void *b) {
    const struct desi_run *x = a, *y = b;
    uint64_t here = packed_place(x), there = packed_place(y);
    return x->part != y->part ? (x->part > y->part) - (x->part < y->part)
                              : (here > there) - (here < there);
}

static struct des_run_key key_at(const struct des_journal_index *index,
                                 const struct desi_run *run) {
    struct desi_place place = desi_run_place(run);
    struct desi_record_head head = {0};
    int fd = desi_journal_index_open(index, place.file);
    bool read = fd >= 0 && desi_read_at(fd, &head, sizeof head, place.offset);
    return read ? head.key : (struct des_run_key){{0, 0}};
}

/* Of runs [first, end) with one part: the first good one of a key, else the first.  Those that
 * stay are moved to `to`; returns how many. */
static size_t choose_runs(struct des_journal_index *index, size_t first, size_t end, size_t to) {
    struct desi_run *runs = index->runs;
    size_t kept = to;
    for (size_t i = first; i < end; i++) {
        struct des_run_key key =
            end - first > 1 ? key_at(index, &runs[i]) : (struct des_run_key){{0, 0}};
        size_t same = to;
        while (same < kept) {
            struct des_run_key other = key_at(index, &runs[same]);
            if (desi_key_compare(&key, &other) == 0) {
                break;
            }
            same++;
        }
        if (same == kept) {
            runs[kept++] = runs[i];
        } else if (!desi_run_place(&runs[same]).good && desi_run_place(&runs[i]).good) {
            runs[same] = runs[i];
        }
    }
    return kept - to;
}

static int compare_blocks(const void *a, const void *b) {
    const struct desi_block *x = a, *y = b;
    int order = desi_key_compare(&x->key, &y->key);
    if (order != 0) {
        return order;
    }
    if (x->file != y->file) {
        return x->file < y->file ? -1 : 1;
    }
    return (x->offset > y->offset) - (x->offset < y->offset);
}

static void find_runs(struct des_journal_index *index) {
    /* In place: qsort may take as much memory again. */
    gsl_heapsort(index->runs, index->run_count, sizeof *index->runs, compare_runs);
    size_t kept = 0;
    for (size_t first = 0, end; first < index->run_count; first = end) {
        end = first + 1;
        while (end < index->run_count && index->runs[end].part == index->runs[first].part) {
            end++;
        }
        kept += choose_runs(index, first, end, kept);
    }
    index->run_count = kept;
    if (index->block_count > 0) {
        qsort(index->blocks, index->block_count, sizeof *index->blocks, compare_blocks);
    }
}

/* Blocks and runs stand in the order of the same part of a key. */
void desi_journal_index_forget(struct des_journal_index *index) {
    size_t kept = 0, block = 0;
    for (size_t i = 0; i < index->run_count; i++) {
        const struct desi_run run = index->runs[i];
        while (block < index->block_count && part_of(&index->blocks[block].key) < run.part) {
            block++;
        }
        bool rows = block < index->block_count && part_of(&index->blocks[block].key) == run.part;
        if (rows || !desi_run_place(&run).good) {
            index->runs[kept++] = run;
        }
    }
    struct desi_run *shrunk = realloc(index->runs, (kept + 1) * sizeof *shrunk);
    index->runs = shrunk != NULL ? shrunk : index->runs;
    index->run_count = kept;
    index->run_capacity = shrunk != NULL ? kept + 1 : index->run_capacity;
}

enum des_status des_journal_scan(const char *const *directories, size_t count,
                                 struct des_journal_index **index, struct des_error *error) {
    struct des_journal_index *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    enum des_status status =
        desi_journal_view(made, made) ? DES_OK : des_fail(error, DES_ENOMEM, "Out of memory.");
    for (size_t i = 0; i < count && status == DES_OK; i++) {
        status = add_directory(made, directories[i], error);
    }
    for (size_t file = 0; file < made->file_count && status == DES_OK; file++) {
        status = scan_file(made, file, error);
    }
    if (status != DES_OK) {
        des_journal_index_destroy(made);
        return status;
    }
    find_runs(made);
    *index = made;
    return DES_OK;
}

void des_journal_index_destroy(struct des_journal_index *index) {
    if (index == NULL) {
        return;
    }
    for (size_t i = 0; i < index->file_count; i++) {
        free(index->files[i]);
    }
    desi_journal_view_fini(index);
    free(index->blocks);
    free(index->files);
    free(index->runs);
    free(index);
}

/* tests/engine/test_journal.c - what a journal keeps and what it drops. */
#define _DEFAULT_SOURCE
#define _XOPEN_SOURCE 700

#include "des/journal.h"

#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "small_model.h"

/* ---- a folder of its own for each test ---- */

static int make_folder(void **state) {
    char *folder = strdup("/tmp/aksim_journal_XXXXXX");
    *state = folder;
    return folder != NULL && mkdtemp(folder) != NULL ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where) {
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

static int remove_folder(void **state) {
    int failure = nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return failure;
}

/* ---- writing ---- */

static struct des_journal *open_journal(const char *folder, const char *job) {
    struct des_journal *journal = NULL;
    struct des_error error = {0};
    if (des_journal_open(folder, job, 0, &journal, &error) != DES_OK) {
        fail_msg("%s", error.text);
    }
    return journal;
}

static void close_journal(struct des_journal *journal) {
    assert_int_equal(des_journal_close(journal, NULL), DES_OK);
}

static struct des_run_key key_of(uint64_t n) {
    return (struct des_run_key){{n, ~n}};
}

static void write_run(struct des_journal *journal, uint64_t n, double first) {
    double totals[] = {first, 2.0, 3.0, 4.0};
    struct des_run_record record = {
        .key = key_of(n), .events = 10 * n, .message = "", .totals = totals, .total_count = 4};
    assert_int_equal(des_journal_run(journal, &record, NULL), DES_OK);
}

static void write_failed_run(struct des_journal *journal, uint64_t n, const char *message) {
    struct des_run_record record = {.key = key_of(n), .status = DES_EBUG, .message = message};
    assert_int_equal(des_journal_run(journal, &record, NULL), DES_OK);
}

static union des_cell visit_cell(uint64_t n, size_t row, size_t column) {
    if (column == 2) {
        return (union des_cell){.f64 = (double)n + 0.25 * (double)row};
    }
    return (union des_cell){.i32 = (int32_t)(column == 0 ? row : row % 3) - 1};
}

static void write_rows_as(struct des_journal *journal, uint64_t n, size_t rows,
                          enum des_rows_form form) {
    struct des_row_packer *packer = NULL;
    assert_int_equal(des_row_packer_create(journal, &small_model, key_of(n), form, &packer),
                     DES_OK);
    struct des_sink sink = des_row_packer_sink(packer);
    for (size_t row = 0; row < rows; row++) {
        union des_cell cells[] = {visit_cell(n, row, 0), visit_cell(n, row, 1),
                                  visit_cell(n, row, 2)};
        assert_int_equal(sink.row(sink.context, 1, cells), DES_OK);
    }
    assert_int_equal(des_row_packer_flush(packer), DES_OK);
    des_row_packer_destroy(packer);
}

static void write_rows(struct des_journal *journal, uint64_t n, size_t rows) {
    write_rows_as(journal, n, rows, DES_ROWS_PACKED);
}

/* ---- reading ---- */

static struct des_journal_index *scan(const char *folder) {
    struct des_journal_index *index = NULL;
    assert_int_equal(des_journal_scan(&folder, 1, &index, NULL), DES_OK);
    return index;
}

struct seen {
    uint64_t n;
    size_t rows;
    size_t blocks;
};

static enum des_status see_rows(void *context, size_t rows, const void *const *columns) {
    struct seen *seen = context;
    const int32_t *user = columns[0], *place = columns[1];
    const double *start = columns[2];
    for (size_t i = 0; i < rows; i++) {
        size_t row = seen->rows + i;
        assert_int_equal(user[i], visit_cell(seen->n, row, 0).i32);
        assert_int_equal(place[i], visit_cell(seen->n, row, 1).i32);
        assert_true(start[i] == visit_cell(seen->n, row, 2).f64);
    }
    seen->rows += rows;
    seen->blocks++;
    return DES_OK;
}

static struct seen rows_of(const struct des_journal_index *index, uint64_t n, size_t table) {
    struct seen seen = {.n = n};
    assert_int_equal(
        des_journal_index_rows(index, &small_model, key_of(n), table, see_rows, &seen, NULL),
        DES_OK);
    return seen;
}

/* ---- files ---- */

static const char *path_of(const char *folder, const char *name) {
    static char path[200];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static off_t size_of(const char *path) {
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    return about.st_size;
}

static void flip_bit(const char *path, off_t offset) {
    int fd = open(path, O_RDWR);
    unsigned char byte = 0;
    assert_true(fd >= 0 && pread(fd, &byte, 1, offset) == 1);
    byte ^= 4;
    assert_true(pwrite(fd, &byte, 1, offset) == 1);
    close(fd);
}

/* ---- tests ---- */

static void a_run_is_read_as_it_was_written(void **state) {
    struct des_journal *journal = open_journal(*state, "local");
    write_run(journal, 7, 0.1);
    write_failed_run(journal, 3, "It broke at \303\245 o'clock.");
    close_journal(journal);
    struct des_journal_index *index = scan(*state);
    assert_int_equal(des_journal_index_runs(index), 2);
    assert_int_equal(des_journal_index_damaged(index), 0);
    struct des_run_record record;
    assert_true(des_journal_index_find(index, key_of(7), &record));
    assert_int_equal(record.status, DES_OK);
    assert_int_equal(record.events, 70);
    assert_int_equal(record.total_count, 4);
    double totals[4];
    assert_int_equal(des_journal_index_totals(index, key_of(7), totals, NULL), DES_OK);
    assert_true(totals[0] == 0.1 && totals[3] == 4.0);
    assert_int_equal(des_journal_index_totals(index, key_of(8), totals, NULL), DES_EIO);
    assert_string_equal(record.message, "");
    assert_true(des_journal_index_find(index, key_of(3), &record));
    assert_int_equal(record.status, DES_EBUG);
    assert_int_equal(record.total_count, 0);
    assert_string_equal(record.message, "It broke at \303\245 o'clock.");
    assert_false(des_journal_index_find(index, key_of(4), NULL));
    des_journal_index_destroy(index);
}

/* Some 0, and what equals 0 or nothing. */
static double total_of(size_t count, size_t i) {
    static const double odd[] = {-0.0, NAN, INFINITY, 5e-324};
    return count % 3 == 0 || i % 5 == 1 ? 0.0 : i % 7 < 4 ? odd[i % 7] : (double)(count + i);
}

static void totals_come_back_bit_by_bit(void **state) {
    static const size_t counts[] = {0, 1, 63, 64, 65, 128, 200}; /* 63: all of them 0 */
    enum { COUNTS = sizeof counts / sizeof counts[0], MOST = 200 };
    double totals[MOST], back[MOST];
    struct des_journal *journal = open_journal(*state, "local");
    for (size_t n = 0; n < COUNTS; n++) {
        for (size_t i = 0; i < counts[n]; i++) {
            totals[i] = total_of(counts[n], i);
        }
        const struct des_run_record record = {
            .key = key_of(n), .message = "", .totals = totals, .total_count = counts[n]};
        assert_int_equal(des_journal_run(journal, &record, NULL), DES_OK);
    }
    close_journal(journal);
    struct des_journal_index *index = scan(*state);
    assert_int_equal(des_journal_index_damaged(index), 0);
    for (size_t n = COUNTS; n-- > 0;) { /* long records, then short ones */
        memset(back, 1, sizeof back);
        assert_int_equal(des_journal_index_totals(index, key_of(n), back, NULL), DES_OK);
        for (size_t i = 0; i < counts[n]; i++) {
            double total = total_of(counts[n], i);
            assert_memory_equal(&back[i], &total, sizeof total);
        }
    }
    des_journal_index_destroy(index);
}

static void rows_come_back_in_their_order_block_by_block(void **state) {
    static const size_t counts[] = {1, 16383, 16384, 16385, 40000};
    struct des_journal *journal = open_journal(*state, "local");
    for (size_t i = 0; i < 5; i++) {
        write_rows(journal, i, counts[i]);
        write_run(journal, i, 1.0);
    }
    write_run(journal, 5, 1.0); /* without rows */
    close_journal(journal);
    struct des_journal_index *index = scan(*state);
    for (size_t i = 0; i < 5; i++) {
        struct seen seen = rows_of(index, i, 1);
        assert_int_equal(seen.rows, counts[i]);
        assert_int_equal(seen.blocks, (counts[i] + 16383) / 16384);
        assert_int_equal(rows_of(index, i, 0).rows, 0);
    }
    assert_int_equal(rows_of(index, 5, 1).rows, 0);
    assert_int_equal(rows_of(index, 99, 1).rows, 0);
    des_journal_index_destroy(index);
}

/* 40000 rows are two whole blocks and a part; a single row is smaller plain than packed. */
static void plain_rows_read_back_like_packed_ones(void **state) {
    static const size_t rows[] = {40000, 1, 13};
    off_t before[3];
    for (uint64_t n = 0; n < 6; n++) {
        struct des_journal *journal = open_journal(*state, n < 3 ? "packed" : "plain");
        write_rows_as(journal, n, rows[n % 3], n < 3 ? DES_ROWS_PACKED : DES_ROWS_PLAIN);
        write_run(journal, n, 1.0);
        close_journal(journal);
    }
    struct des_journal_index *index = scan(*state);
    for (uint64_t n = 0; n < 6; n++) {
        assert_int_equal(rows_of(index, n, 1).rows, rows[n % 3]);
    }
    des_journal_index_destroy(index);
    for (int restart = 0; restart < 3; restart++) {
        char packed[20], plain[20];
        (void)snprintf(packed, sizeof packed, "packed.%d.0", restart);
        (void)snprintf(plain, sizeof plain, "plain.%d.0", restart);
        before[restart] = size_of(path_of(*state, packed));
        assert_true(size_of(path_of(*state, plain)) >= before[restart]);
    }
    assert_true(before[0] < 40000 * 16 / 2);
}

static void rows_without_their_run_are_ignored(void **state) {
    struct des_journal *journal = open_journal(*state, "local");
    write_rows(journal, 1, 10);
    close_journal(journal);
    struct des_journal_index *index = scan(*state);
    assert_int_equal(des_journal_index_runs(index), 0);
    assert_int_equal(rows_of(index, 1, 1).rows, 0);
    des_journal_index_destroy(index);
    /* The run was done again by the next process: its rows alone count. */
    journal = open_journal(*state, "local");
    write_rows(journal, 1, 4);
    write_run(journal, 1, 1.0);
    close_journal(journal);
    index = scan(*state);
    assert_int_equal(des_journal_index_runs(index), 1);
    assert_int_equal(rows_of(index, 1, 1).rows, 4);
    des_journal_index_destroy(index);
}

static void rows_of_an_attempt_given_up_in_the_same_file_are_ignored(void **state) {
    struct des_journal *journal = open_journal(*state, "local");
    write_rows(journal, 1, 20000);
    write_rows(journal, 1, 5);
    write_run(journal, 1, 1.0);
    close_journal(journal);
    struct des_journal_index *index = scan(*state);
    assert_int_equal(rows_of(index, 1, 1).rows, 5);
    des_journal_index_destroy(index);
}

static void of_a_failed_and_a_good_record_the_good_one_counts(void **state) {
    struct des_journal *journal = open_journal(*state, "local");
    write_rows(journal, 1, 3);
    write_failed_run(journal, 1, "first");
    write_rows(journal, 1, 6);
    write_run(journal, 1, 42.0);
    write_run(journal, 2, 43.0);
    write_failed_run(journal, 2, "later");
    write_failed_run(journal, 3, "one");
    write_failed_run(journal, 3, "two");
    close_journal(journal);
    struct des_journal_index *index = scan(*state);
    struct des_run_record record;
    assert_int_equal(des_journal_index_runs(index), 3);
    assert_true(des_journal_index_find(index, key_of(1), &record));
    double totals[4];
    assert_int_equal(record.status, DES_OK);
    assert_int_equal(des_journal_index_totals(index, key_of(1), totals, NULL), DES_OK);
    assert_true(totals[0] == 42.0);
    assert_int_equal(rows_of(index, 1, 1).rows, 6);
    assert_true(des_journal_index_find(index, key_of(2), &record));
    assert_int_equal(record.status, DES_OK);
    assert_int_equal(des_journal_index_totals(index, key_of(2), totals, NULL), DES_OK);
    assert_true(totals[0] == 43.0);
    assert_true(des_journal_index_find(index, key_of(3), &record));
    assert_string_equal(record.message, "one");
    des_journal_index_destroy(index);
}

/* Cut at every length: what stands whole before the cut is always kept. */
static void a_torn_tail_is_dropped_and_the_rest_is_kept(void **state) {
    struct des_journal *journal = open_journal(*state, "local");
    write_run(journal, 1, 1.0);
    off_t first = size_of(path_of(*state, "local.0.0"));
    write_rows(journal, 2, 10);
    off_t rows = size_of(path_of(*state, "local.0.0"));
    write_run(journal, 2, 2.0);
    off_t both = size_of(path_of(*state, "local.0.0"));
    close_journal(journal);
    for (off_t size = both - 1; size >= 0; size--) {
        assert_int_equal(truncate(path_of(*state, "local.0.0"), size), 0);
        struct des_journal_index *index = scan(*state);
        assert_int_equal(des_journal_index_runs(index), size >= first);
        assert_int_equal(des_journal_index_find(index, key_of(1), NULL), size >= first);
        bool between = size == 0 || size == first || size == rows;
        assert_int_equal(des_journal_index_damaged(index), between ? 0 : 1);
        des_journal_index_destroy(index);
    }
}

static void a_flipped_bit_anywhere_is_noticed(void **state) {
    struct des_journal *journal = open_journal(*state, "local");
    write_run(journal, 1, 1.0);
    off_t first = size_of(path_of(*state, "local.0.0"));
    write_run(journal, 2, 2.0);
    off_t both = size_of(path_of(*state, "local.0.0"));
    close_journal(journal);
    for (off_t at = first; at < both; at++) {
        flip_bit(path_of(*state, "local.0.0"), at);
        struct des_journal_index *index = scan(*state);
        assert_int_equal(des_journal_index_runs(index), 1);
        assert_int_equal(des_journal_index_damaged(index), 1);
        assert_true(des_journal_index_find(index, key_of(1), NULL));
        des_journal_index_destroy(index);
        flip_bit(path_of(*state, "local.0.0"), at);
    }
}

static void runs_behind_a_damaged_run_are_kept(void **state) {
    enum { MAGIC = 8, TYPE = 32, TYPE_END = 36 }; /* places in a record's head */
    struct des_journal *journal = open_journal(*state, "local");
    write_run(journal, 1, 1.0);
    off_t first = size_of(path_of(*state, "local.0.0"));
    write_run(journal, 2, 2.0);
    off_t second = size_of(path_of(*state, "local.0.0"));
    write_run(journal, 3, 3.0);
    close_journal(journal);
    for (off_t at = first; at < second; at++) {
        flip_bit(path_of(*state, "local.0.0"), at);
        struct des_journal_index *index = scan(*state);
        off_t place = at - first;
        bool known = place >= MAGIC && (place < TYPE || place >= TYPE_END);
        assert_true(des_journal_index_find(index, key_of(1), NULL));
        assert_false(des_journal_index_find(index, key_of(2), NULL));
        assert_int_equal(des_journal_index_find(index, key_of(3), NULL), known);
        assert_int_equal(des_journal_index_damaged(index), 1);
        des_journal_index_destroy(index);
        flip_bit(path_of(*state, "local.0.0"), at);
    }
}

/* Runs 1, 2, 3 with rows, then 4 without: wherever a bit of 2 flips, 3 is kept with its rows.  Of 4
 * it is not known that it had none. */
static void runs_whose_rows_begin_behind_damage_are_kept(void **state) {
    struct des_journal *journal = open_journal(*state, "local");
    off_t ends[4];
    for (uint64_t n = 1; n <= 3; n++) {
        write_rows(journal, n, 300);
        write_run(journal, n, (double)n);
        ends[n] = size_of(path_of(*state, "local.0.0"));
    }
    write_run(journal, 4, 4.0);
    close_journal(journal);
    for (off_t at = ends[1]; at < ends[2]; at++) {
        flip_bit(path_of(*state, "local.0.0"), at);
        struct des_journal_index *index = scan(*state);
        assert_int_equal(des_journal_index_runs(index), 2);
        assert_int_equal(des_journal_index_damaged(index), 1);
        assert_int_equal(rows_of(index, 1, 1).rows, 300);
        assert_int_equal(rows_of(index, 3, 1).rows, 300);
        des_journal_index_destroy(index);
        flip_bit(path_of(*state, "local.0.0"), at);
    }
}

static void a_run_that_lost_a_block_of_rows_is_dropped(void **state) {
    struct des_journal *journal = open_journal(*state, "local");
    write_rows(journal, 1, 40000); /* three blocks */
    off_t rows = size_of(path_of(*state, "local.0.0"));
    write_run(journal, 1, 1.0);
    close_journal(journal);
    for (off_t at = 40; at < rows; at += rows / 50) {
        flip_bit(path_of(*state, "local.0.0"), at);
        struct des_journal_index *index = scan(*state);
        assert_int_equal(des_journal_index_runs(index), 0);
        assert_true(des_journal_index_damaged(index) > 0);
        des_journal_index_destroy(index);
        flip_bit(path_of(*state, "local.0.0"), at);
    }
}

static void damage_after_the_scan_is_an_error_not_wrong_rows(void **state) {
    struct des_journal *journal = open_journal(*state, "local");
    write_rows(journal, 1, 1000);
    write_run(journal, 1, 1.0);
    close_journal(journal);
    struct des_journal_index *index = scan(*state);
    assert_int_equal(truncate(path_of(*state, "local.0.0"), 100), 0);
    struct seen seen = {.n = 1};
    struct des_error error = {0};
    assert_int_equal(
        des_journal_index_rows(index, &small_model, key_of(1), 1, see_rows, &seen, &error),
        DES_EIO);
    assert_non_null(strstr(error.text, "trace/visits"));
    assert_int_equal(seen.rows, 0);
    double totals[4];
    error = (struct des_error){0};
    assert_int_equal(des_journal_index_totals(index, key_of(1), totals, &error), DES_EIO);
    assert_non_null(strstr(error.text, "Reading totals"));
    des_journal_index_destroy(index);
}

static void rows_of_another_table_shape_are_refused(void **state) {
    struct des_journal *journal = open_journal(*state, "local");
    write_rows(journal, 1, 10);
    write_run(journal, 1, 1.0);
    close_journal(journal);
    struct des_table tables[] = {small_tables[0], small_tables[0]};
    struct des_model other = small_model;
    other.tables = tables;
    struct des_journal_index *index = scan(*state);
    struct seen seen = {.n = 1};
    struct des_error error = {0};
    assert_int_equal(des_journal_index_rows(index, &other, key_of(1), 1, see_rows, &seen, &error),
                     DES_EMIXED);
    assert_int_equal(error.status, DES_EMIXED);
    des_journal_index_destroy(index);
}

static void two_writers_have_files_of_their_own(void **state) {
    struct des_journal *first = open_journal(*state, "local");
    struct des_journal *second = open_journal(*state, "local");
    struct des_journal *shard = open_journal(*state, "shard0of2");
    write_run(first, 1, 1.0);
    write_run(second, 2, 2.0);
    write_run(shard, 3, 3.0);
    write_run(second, 1, 1.0); /* both did it */
    close_journal(first);
    close_journal(second);
    close_journal(shard);
    assert_true(size_of(path_of(*state, "local.0.0")) > 0);
    assert_true(size_of(path_of(*state, "local.1.0")) > 0);
    assert_true(size_of(path_of(*state, "shard0of2.0.0")) > 0);
    struct des_journal_index *index = scan(*state);
    assert_int_equal(des_journal_index_runs(index), 3);
    des_journal_index_destroy(index);
}

static void the_restart_is_one_above_the_highest(void **state) {
    int fd = open(path_of(*state, "local.41.0"), O_CREAT | O_WRONLY, 0666);
    assert_true(fd >= 0);
    close(fd);
    fd = open(path_of(*state, "local.99.1"), O_CREAT | O_WRONLY, 0666); /* another rank */
    assert_true(fd >= 0);
    close(fd);
    close_journal(open_journal(*state, "local"));
    assert_int_equal(size_of(path_of(*state, "local.42.0")), 0);
}

static void a_file_is_locked_while_its_writer_lives(void **state) {
    struct des_journal *journal = open_journal(*state, "local");
    int fd = open(path_of(*state, "local.0.0"), O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), -1);
    assert_int_equal(errno, EWOULDBLOCK);
    close_journal(journal);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
    close(fd);
}

struct opener {
    const char *folder;
    struct des_journal *journal;
    enum des_status status;
};
static void *open_one(void *context) {
    struct opener *opener = context;
    opener->status = des_journal_open(opener->folder, "local", 0, &opener->journal, NULL);
    return NULL;
}

static void writers_that_open_at_once_never_share_a_file(void **state) {
    enum { WRITERS = 8 };
    pthread_t threads[WRITERS];
    struct opener openers[WRITERS];
    for (size_t i = 0; i < WRITERS; i++) {
        openers[i] = (struct opener){.folder = *state};
        assert_int_equal(pthread_create(&threads[i], NULL, open_one, &openers[i]), 0);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(openers[i].status, DES_OK);
        write_run(openers[i].journal, i, 1.0);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "local.%u.0", (unsigned)i);
        assert_true(size_of(path_of(*state, name)) > 0);
        close_journal(openers[i].journal);
    }
    struct des_journal_index *index = scan(*state);
    assert_int_equal(des_journal_index_runs(index), WRITERS);
    des_journal_index_destroy(index);
}

struct appender {
    struct des_journal *journal;
    uint64_t first;
};
static void *append_many(void *context) {
    const struct appender *appender = context;
    for (uint64_t n = appender->first; n < appender->first + 200; n++) {
        write_rows(appender->journal, n, 20);
        write_run(appender->journal, n, (double)n);
    }
    return NULL;
}

static void threads_append_to_one_journal(void **state) {
    struct des_journal *journal = open_journal(*state, "local");
    pthread_t threads[4];
    struct appender appenders[4];
    for (size_t i = 0; i < 4; i++) {
        appenders[i] = (struct appender){journal, 1000 * i};
        assert_int_equal(pthread_create(&threads[i], NULL, append_many, &appenders[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    close_journal(journal);
    struct des_journal_index *index = scan(*state);
    assert_int_equal(des_journal_index_runs(index), 800);
    assert_int_equal(des_journal_index_damaged(index), 0);
    for (uint64_t n = 2000; n < 2200; n++) {
        assert_int_equal(rows_of(index, n, 1).rows, 20);
    }
    des_journal_index_destroy(index);
}

/* The limit stands in for a full disk: a write stops short, the next one fails. */
static void a_full_disk_leaves_whole_records_and_a_sentence(void **state) {
    struct rlimit before, small;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct des_journal *journal = open_journal(*state, "local");
    write_run(journal, 1, 1.0);
    off_t whole = size_of(path_of(*state, "local.0.0"));
    small = before;
    small.rlim_cur = (rlim_t)whole + 60; /* inside the next record's payload */
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    double totals[4] = {0};
    struct des_run_record record = {.key = key_of(2), .totals = totals, .total_count = 4};
    struct des_error error = {0};
    enum des_status status = des_journal_run(journal, &record, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, handler);
    assert_int_equal(status, DES_EIO);
    assert_non_null(strstr(error.text, "local.0.0"));
    assert_int_equal(size_of(path_of(*state, "local.0.0")), whole);
    write_run(journal, 3, 3.0); /* there is room again */
    close_journal(journal);
    struct des_journal_index *index = scan(*state);
    assert_int_equal(des_journal_index_runs(index), 2);
    assert_int_equal(des_journal_index_damaged(index), 0);
    assert_true(des_journal_index_find(index, key_of(3), NULL));
    des_journal_index_destroy(index);
}

static void a_full_disk_fails_the_row_that_did_not_fit(void **state) {
    struct rlimit before, small;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct des_journal *journal = open_journal(*state, "local");
    struct des_row_packer *packer = NULL;
    assert_int_equal(
        des_row_packer_create(journal, &small_model, key_of(1), DES_ROWS_PACKED, &packer), DES_OK);
    struct des_sink sink = des_row_packer_sink(packer);
    small = before;
    small.rlim_cur = 1000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum des_status status = DES_OK;
    size_t row = 0;
    for (; status == DES_OK && row < 100000; row++) {
        union des_cell cells[] = {{.i32 = (int32_t)row}, {.i32 = 0}, {.f64 = 1.0 / (double)row}};
        status = sink.row(sink.context, 1, cells);
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, handler);
    assert_int_equal(status, DES_EIO);
    assert_int_equal(row, 16384);
    des_row_packer_destroy(packer);
    close_journal(journal);
    assert_int_equal(size_of(path_of(*state, "local.0.0")), 0);
}

static void a_row_of_no_table_is_refused(void **state) {
    struct des_journal *journal = open_journal(*state, "local");
    struct des_row_packer *packer = NULL;
    union des_cell cells[3] = {0};
    assert_int_equal(
        des_row_packer_create(journal, &small_model, key_of(1), DES_ROWS_PACKED, &packer), DES_OK);
    struct des_sink sink = des_row_packer_sink(packer);
    assert_int_equal(sink.row(sink.context, 2, cells), DES_ERANGE);
    des_row_packer_destroy(packer);
    close_journal(journal);
}

static const struct {
    const char *name, *folder, *job;
} uncreatable[] = {
    {"a folder in a missing folder", "/no/such/folder", "local"},
    {"a file instead of a folder", "/dev/null", "local"},
    {"a job that leads elsewhere", ".", "../local"},
    {"a job without a name", ".", ""},
};

static void a_journal_that_cannot_be_created_says_so(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof uncreatable / sizeof *uncreatable; i++) {
        struct des_journal *journal = NULL;
        struct des_error error = {0};
        assert_case(uncreatable[i].name, des_journal_open(uncreatable[i].folder, uncreatable[i].job,
                                                          0, &journal, &error) == DES_ECREATE);
        assert_case(uncreatable[i].name, journal == NULL && strlen(error.text) > 10);
    }
}

static void scanning_what_is_not_there_says_so(void **state) {
    char missing[200];
    (void)snprintf(missing, sizeof missing, "%s/nothing", (const char *)*state);
    const char *folder = missing;
    struct des_journal_index *index = NULL;
    struct des_error error = {0};
    assert_int_equal(des_journal_scan(&folder, 1, &index, &error), DES_ENOINPUT);
    assert_non_null(strstr(error.text, missing));
    index = scan(*state); /* an empty folder is fine */
    assert_int_equal(des_journal_index_runs(index), 0);
    des_journal_index_destroy(index);
}

static void files_that_are_no_journals_are_left_alone(void **state) {
    static const char *const names[] = {"README", "a.b", "local.1", ".local.0.0", "x.1.b", ".1.2"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int fd = open(path_of(*state, names[i]), O_CREAT | O_WRONLY, 0666);
        assert_true(fd >= 0 && write(fd, "text", 4) == 4);
        close(fd);
    }
    struct des_journal_index *index = scan(*state);
    assert_int_equal(des_journal_index_damaged(index), 0);
    des_journal_index_destroy(index);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_run_is_read_as_it_was_written),
        TEST(totals_come_back_bit_by_bit),
        TEST(rows_come_back_in_their_order_block_by_block),
        TEST(plain_rows_read_back_like_packed_ones),
        TEST(rows_without_their_run_are_ignored),
        TEST(rows_of_an_attempt_given_up_in_the_same_file_are_ignored),
        TEST(of_a_failed_and_a_good_record_the_good_one_counts),
        TEST(a_torn_tail_is_dropped_and_the_rest_is_kept),
        TEST(a_flipped_bit_anywhere_is_noticed),
        TEST(runs_behind_a_damaged_run_are_kept),
        TEST(runs_whose_rows_begin_behind_damage_are_kept),
        TEST(a_run_that_lost_a_block_of_rows_is_dropped),
        TEST(damage_after_the_scan_is_an_error_not_wrong_rows),
        TEST(rows_of_another_table_shape_are_refused),
        TEST(two_writers_have_files_of_their_own),
        TEST(the_restart_is_one_above_the_highest),
        TEST(a_file_is_locked_while_its_writer_lives),
        TEST(writers_that_open_at_once_never_share_a_file),
        TEST(threads_append_to_one_journal),
        TEST(a_full_disk_leaves_whole_records_and_a_sentence),
        TEST(a_full_disk_fails_the_row_that_did_not_fit),
        TEST(a_row_of_no_table_is_refused),
        cmocka_unit_test(a_journal_that_cannot_be_created_says_so),
        TEST(scanning_what_is_not_there_says_so),
        TEST(files_that_are_no_journals_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

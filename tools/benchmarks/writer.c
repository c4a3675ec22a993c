/* tools/benchmarks/writer.c - rows of 28 bytes into a journal, plain and packed (shuffled
 * and deflated), beside the same rows laid into pieces of 64 KiB for write(2). */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "des/journal.h"

enum { PIECE = 65536, COLUMNS = 5, ROW = 2 * sizeof(double) + 3 * sizeof(int32_t) };

static const struct des_column columns[COLUMNS] = {
    {"start_min", DES_COLUMN_F64, "min", "start", NULL},
    {"length_min", DES_COLUMN_F64, "min", "length", NULL},
    {"user", DES_COLUMN_I32, "1", "user", NULL},
    {"worker", DES_COLUMN_I32, "1", "worker", NULL},
    {"kind", DES_COLUMN_I32, "1", "kind", NULL},
};
static const struct des_table table = {"trace/visits", DES_TRACE_VISITS, columns, COLUMNS};
static const struct des_model model = {.name = "bench", .tables = &table, .table_count = 1};

struct row {
    double start, length;
    int32_t user, worker, kind;
};

/* Times on a grid of 1/64 minute. */
static inline struct row next_row(struct bench_random *random, double *now) {
    uint64_t word = bench_next(random);
    *now += (double)(word & 63) / 64;
    return (struct row){*now, (double)(word >> 6 & 2047) / 64, (int32_t)(word >> 20 & 4095),
                        (int32_t)(word >> 40 & 127), (int32_t)(word >> 60 & 3)};
}

static void write_rows(struct des_row_packer *packer, size_t rows) {
    const struct des_sink sink = des_row_packer_sink(packer);
    struct bench_random random = bench_random_from(11);
    double now = 0;
    for (size_t i = 0; i < rows; i++) {
        const struct row row = next_row(&random, &now);
        const union des_cell cells[COLUMNS] = {{.f64 = row.start},
                                               {.f64 = row.length},
                                               {.i32 = row.user},
                                               {.i32 = row.worker},
                                               {.i32 = row.kind}};
        bench_need(sink.row(sink.context, 0, cells) == DES_OK, "a row was not written");
    }
}

/* Seconds for so many rows into a journal in this folder. */
static double run_journal(const char *folder, size_t rows, enum des_rows_form form) {
    struct des_journal *journal = NULL;
    struct des_row_packer *packer = NULL;
    struct des_run_key key = {{1, 2}};
    bench_need(des_journal_open(folder, "bench", 0, &journal, NULL) == DES_OK &&
                   des_row_packer_create(journal, &model, key, form, &packer) == DES_OK,
               "the journal could not be opened");
    uint64_t begun = bench_ns();
    write_rows(packer, rows);
    bench_need(des_row_packer_flush(packer) == DES_OK, "the rows were not written");
    uint64_t ended = bench_ns();
    des_row_packer_destroy(packer);
    bench_need(des_journal_close(journal, NULL) == DES_OK, "the journal could not be closed");
    return (double)(ended - begun) * 1e-9;
}

/* The same without the library: rows end to end. */
static double run_bare(const char *folder, size_t rows) {
    char *piece = bench_memory(PIECE, 1);
    char path[256];
    struct bench_random random = bench_random_from(11);
    double now = 0;
    size_t used = 0;
    (void)snprintf(path, sizeof(path), "%s/bare", folder);
    int file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);
    bench_need(file >= 0, "a file could not be created");
    uint64_t begun = bench_ns();
    for (size_t i = 0; i < rows; i++) {
        const struct row row = next_row(&random, &now);
        memcpy(piece + used, &row, ROW);
        used += ROW;
        if (used + ROW > PIECE || i + 1 == rows) {
            bench_need(write(file, piece, used) == (ssize_t)used, "write(2) failed");
            used = 0;
        }
    }
    uint64_t ended = bench_ns();
    (void)close(file);
    free(piece);
    return (double)(ended - begun) * 1e-9;
}

static void remove_folder(const char *folder) {
    char command[320];
    (void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    bench_need(system(command) == 0, "the folder could not be removed");
}

void bench_writer(struct bench *bench) {
    const size_t rows = bench->fast ? 600000 : 2000000;
    const double megabytes = (double)rows * ROW * 1e-6;
    double plain[BENCH_ROUNDS_MOST], packed[BENCH_ROUNDS_MOST], bare[BENCH_ROUNDS_MOST];
    for (size_t round = 0; round < bench->rounds; round++) {
        char folder[] = "/tmp/aksim-bench-XXXXXX";
        bench_need(mkdtemp(folder) != NULL, "a folder could not be made");
        bare[round] = megabytes / run_bare(folder, rows);
        plain[round] = megabytes / run_journal(folder, rows, DES_ROWS_PLAIN);
        packed[round] = megabytes / run_journal(folder, rows, DES_ROWS_PACKED);
        remove_folder(folder);
    }
    bench_report(bench, &(struct bench_result){"writer", "28-byte rows, unfiltered", "MB/s",
                                               bench_median(plain, bench->rounds),
                                               bench_median(bare, bench->rounds),
                                               "write(2), 64 KiB", 1 / 0.6, true});
    bench_report(bench, &(struct bench_result){"writer", "28-byte rows, shuffled, deflated", "MB/s",
                                               bench_median(packed, bench->rounds), 150, "(asked)",
                                               1, true});
}

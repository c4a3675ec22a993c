/* Totals of all runs by column: what was gathered comes back, whether they are few, and in memory,
 * or many, and in a file. */
#define _DEFAULT_SOURCE

#include "fake_model.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "../../engine/experiment/totals.h"

/* 4 runs in each replication: 1000 are still few. */
enum { RUNS_OF_ONE = 4, FEW = 250, MANY = 251, STRATA = 2, TOTALS = 3, BLOCK = 100 };

static struct des_experiment *experiment_of(int replications) {
    char text[512];
    (void)snprintf(text, sizeof text,
                   "model = \"fake\"; replications = %d; reference = \"usual\";\n"
                   "settings = ( { name = \"a\"; }, { name = \"b\"; } );\n"
                   "arms = ( { name = \"team\"; }, { name = \"usual\"; } );",
                   replications);
    return sound(text, NULL);
}

static int open_scratch(void) {
    char name[] = "/tmp/aksim_totals_XXXXXX";
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    assert_int_equal(unlink(name), 0);
    return fd;
}

static bool is_nothing(size_t stratum, size_t total) {
    return stratum == 1 && total == TOTALS - 1;
}

/* The last total of stratum 1 is always 0, some numbers are -0, and every seventh run failed. */
static double number_of(size_t run, size_t stratum, size_t total) {
    if (run % 7 == 0 || is_nothing(stratum, total)) {
        return 0.0;
    }
    return run % 11 == 0 ? -0.0 : 1000.0 * (double)run + 10.0 * (double)stratum + (double)total;
}

static void put_run(struct desi_gatherer *gatherer, size_t run) {
    double numbers[STRATA * TOTALS];
    for (size_t i = 0; i < STRATA * TOTALS; i++) {
        numbers[i] = number_of(run, i / TOTALS, i % TOTALS);
    }
    uint64_t mask[1];
    double values[STRATA * TOTALS], back[STRATA * TOTALS];
    struct desi_sparse sparse = {STRATA * TOTALS, mask, values};
    size_t there = desi_sparse_pack(numbers, STRATA * TOTALS, mask, values);
    assert_int_equal(there, run % 7 == 0 ? 0 : STRATA * TOTALS - 1);
    desi_sparse_unpack(&sparse, back);
    assert_memory_equal(back, numbers, sizeof numbers);
    desi_gatherer_put(gatherer, run, run + 1, run % 7 == 0 ? NULL : &sparse);
}

/* Two gatherers take turns, a block each. */
static void gather(struct des_totals *totals, size_t runs) {
    for (size_t turn = 0; turn < 2; turn++) {
        struct desi_gatherer *gatherer = desi_gatherer_create(totals);
        assert_non_null(gatherer);
        for (size_t run = 0; run < runs; run++) {
            if (run / DESI_GATHER_RUNS % 2 == turn) {
                put_run(gatherer, run);
            }
        }
        desi_gatherer_destroy(gatherer);
    }
}

static bool same_bits(double a, double b) {
    return memcmp(&a, &b, sizeof a) == 0;
}

/* In blocks that lie across those that were gathered. */
static void assert_columns(const struct des_totals *totals, size_t runs) {
    double room[BLOCK];
    for (size_t column = 0; column < STRATA * TOTALS; column++) {
        size_t stratum = column / TOTALS, total = column % TOTALS;
        assert_int_equal(desi_totals_any(totals, stratum, total), !is_nothing(stratum, total));
        for (size_t first = 0; first < runs; first += BLOCK) {
            size_t count = runs - first < BLOCK ? runs - first : BLOCK;
            const double *got = des_totals_column(totals, stratum, total, first, count, room);
            for (size_t i = 0; i < count; i++) {
                assert_true(same_bits(got[i], number_of(first + i, stratum, total)));
            }
        }
        assert_true(same_bits(des_totals_get(totals, runs - 1, stratum, total),
                              number_of(runs - 1, stratum, total)));
    }
}

static void assert_events(const struct des_totals *totals, size_t runs) {
    double room[BLOCK];
    for (size_t first = 0; first < runs; first += BLOCK) {
        size_t count = runs - first < BLOCK ? runs - first : BLOCK;
        desi_totals_events(totals, first, count, room);
        for (size_t i = 0; i < count; i++) {
            assert_true(room[i] == (double)(first + i + 1));
        }
    }
}

/* Returns how long the file has become. */
static off_t gather_and_read(int replications) {
    struct des_experiment *experiment = experiment_of(replications);
    size_t runs = (size_t)replications * RUNS_OF_ONE;
    int fd = open_scratch();
    struct des_totals totals;
    assert_int_equal(des_experiment_plan(experiment)->run_count, runs);
    assert_int_equal(desi_totals_init_file(&totals, experiment, fd), DES_OK);
    gather(&totals, runs);
    assert_columns(&totals, runs);
    assert_events(&totals, runs);
    assert_int_equal(desi_totals_failed(&totals), 0);
    des_totals_fini(&totals);
    off_t length = lseek(fd, 0, SEEK_END);
    assert_int_equal(close(fd), 0);
    des_experiment_destroy(experiment);
    return length;
}

static void few_runs_come_back_from_memory(void **state) {
    (void)state;
    assert_int_equal(gather_and_read(FEW), 0);
}

static void many_runs_come_back_from_the_file(void **state) {
    (void)state;
    assert_true(gather_and_read(MANY) > 0);
}

static void a_file_that_cannot_be_written_is_told(void **state) {
    (void)state;
    struct des_experiment *experiment = experiment_of(MANY);
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    struct des_totals totals;
    assert_int_equal(desi_totals_init_file(&totals, experiment, fd), DES_OK);
    gather(&totals, (size_t)MANY * RUNS_OF_ONE);
    assert_int_equal(desi_totals_failed(&totals), EBADF);
    des_totals_fini(&totals);
    assert_int_equal(close(fd), 0);
    des_experiment_destroy(experiment);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_runs_come_back_from_memory),
        cmocka_unit_test(many_runs_come_back_from_the_file),
        cmocka_unit_test(a_file_that_cannot_be_written_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

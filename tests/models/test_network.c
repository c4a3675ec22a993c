#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "des/stats.h"
#include "network/network.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define REPLICATIONS 24
#define MOST_STRATA 225
#define MOST_TOTALS 32
/* Room for the totals of all strata; those of "all" come first. */
#define ROOM (MOST_STRATA * MOST_TOTALS)

struct setting {
    const char *path;
    const char *text;
};

static struct des_space *new_space(void) {
    struct des_space *space = NULL;
    struct des_error error = {0};
    enum des_status status =
        des_space_create(network_model.groups, network_model.group_count, &space, &error);
    assert_case(error.text, status == DES_OK);
    return space;
}

static void set(struct des_values *values, const char *path, const char *text) {
    struct des_error error = {0};
    enum des_status status = des_values_set_text(values, path, text, &error);
    assert_case(error.text, status == DES_OK);
}

static struct des_values *new_values(const struct des_space *space, const struct setting *settings,
                                     size_t count) {
    struct des_values *values = des_values_create(space);
    assert_non_null(values);
    set(values, "class1.arrivals", "poisson");
    for (size_t i = 0; i < count && settings[i].path; i++) {
        set(values, settings[i].path, settings[i].text);
    }
    return values;
}

static void run_traced(const struct des_values *values, uint64_t replicate, int64_t days,
                       const struct des_sink *sink, double *totals) {
    const struct des_run_input input = {
        .values = values,
        .random = {.seed = 2024, .replicate = replicate},
        .days = days,
        .trace = sink ? DES_TRACE_VISITS : DES_TRACE_NONE,
        .sink = sink,
    };
    struct des_error error = {0};
    enum des_status status = des_model_run(&network_model, &input, NULL, totals, NULL, &error);
    assert_case(error.text, status == DES_OK);
}

static double total(const double *totals, const char *name) {
    size_t index = des_model_total(&network_model, name);
    assert_true(index < MOST_TOTALS);
    return totals[index];
}

/* ---- theory ---- */

struct theory {
    double wait, queue, use, balked;
};

/* M/M/c/K from its birth and death rates; K beyond all that happens stands for
 * an unlimited waiting room.  Sums are scaled by the largest term. */
static struct theory birth_and_death(double rate, double mean_service, int servers, int room) {
    enum { UNLIMITED = 4000 };
    int most = servers + (room < 0 ? UNLIMITED : room);
    double term = 1, sum = 0, waiting = 0, busy = 0;
    for (int n = 0; n <= most; n++) {
        int serving = n < servers ? n : servers;
        sum += term;
        waiting += (n - serving) * term;
        busy += serving * term;
        if (n < most) {
            serving = n + 1 < servers ? n + 1 : servers;
            term *= rate * mean_service / serving;
        }
    }
    double balked = term / sum;
    return (struct theory){.wait = waiting / sum / (rate * (1 - balked)),
                           .queue = waiting / sum,
                           .use = busy / sum / servers,
                           .balked = balked};
}

/* Erlang's C formula from his B by the recursion over servers. */
static double erlang_c_wait(double rate, double mean_service, int servers) {
    double load = rate * mean_service, b = 1;
    for (int c = 1; c <= servers; c++) {
        b = load * b / (c + load * b);
    }
    double c = b / (1 - load / servers * (1 - b));
    return c * mean_service / (servers - load);
}

static void the_two_ways_to_the_exact_value_agree(void **unused) {
    (void)unused;
    assert_near(erlang_c_wait(0.8, 1, 1), 4, 1e-12); /* rho / (mu - lambda) */
    assert_near(birth_and_death(0.8, 1, 1, -1).wait, 4, 1e-9);
    assert_near(birth_and_death(2.4, 1, 3, -1).wait, erlang_c_wait(2.4, 1, 3), 1e-9);
    assert_near(birth_and_death(2, 1, 2, 0).balked, 0.4, 1e-12); /* Erlang B(2, 2) */
}

static const struct {
    const char *name;
    const char *rate_text, *servers_text, *room_text;
    double rate;
    int servers, room;
} stations[] = {
    {"M/M/1 at 0.8", "0.8", "1", "-1", 0.8, 1, -1},
    {"M/M/1 at 0.3", "0.3", "1", "-1", 0.3, 1, -1},
    {"M/M/3 at 0.8", "2.4", "3", "-1", 2.4, 3, -1},
    {"M/M/20 at 0.9", "18", "20", "-1", 18, 20, -1},
    {"M/M/2/2, a loss system", "2", "2", "0", 2, 2, 0},
    {"M/M/1/4, overloaded", "1.5", "1", "3", 1.5, 1, 3},
};

struct samples {
    double totals[REPLICATIONS][ROOM];
};

static void assert_within_5_errors(const char *station, const struct samples *samples,
                                   const char *numerator, const char *denominator, double want) {
    double a[REPLICATIONS], b[REPLICATIONS];
    for (size_t r = 0; r < REPLICATIONS; r++) {
        a[r] = total(samples->totals[r], numerator);
        b[r] = total(samples->totals[r], denominator);
    }
    struct des_interval interval = des_interval_ratio(a, b, REPLICATIONS, 0.95);
    double error = interval.half_width / des_t_quantile(0.95, REPLICATIONS - 1);
    print_message("%s: %s / %s = %.5f, exact %.5f (%+.1f standard errors)\n", station, numerator,
                  denominator, interval.mean, want, (interval.mean - want) / error);
    assert_case(station, fabs(interval.mean - want) < 5 * error);
    assert_case(station, error < 0.05 * want);
}

static void stations_agree_with_theory(void **unused) {
    (void)unused;
    struct des_space *space = new_space();
    for (size_t i = 0; i < COUNT(stations); i++) {
        const struct setting settings[] = {{"class1.arrival_rate", stations[i].rate_text},
                                           {"station1.servers", stations[i].servers_text},
                                           {"station1.waiting_room", stations[i].room_text}};
        struct des_values *values = new_values(space, settings, COUNT(settings));
        struct samples samples;
        for (uint64_t r = 0; r < REPLICATIONS; r++) {
            run_traced(values, r, 7, NULL, samples.totals[r]);
        }
        struct theory exact =
            birth_and_death(stations[i].rate, 1, stations[i].servers, stations[i].room);
        const char *name = stations[i].name;
        assert_within_5_errors(name, &samples, "busy_min", "capacity_min", exact.use);
        if (stations[i].room != 0) {
            assert_within_5_errors(name, &samples, "wait_min", "served", exact.wait);
            assert_within_5_errors(name, &samples, "queue_min", "observed_min", exact.queue);
            assert_within_5_errors(name, &samples, "system_min", "left", exact.wait + 1);
        }
        if (stations[i].room >= 0) {
            assert_within_5_errors(name, &samples, "balked", "arrivals", exact.balked);
        }
        des_values_destroy(values);
    }
    des_space_destroy(space);
}

/* Pollaczek and Khinchine: rate E[S^2] / (2 (1 - rho)); E[S^2] of a lognormal is
 * exp(2 mu + 2 sigma^2). */
static void a_lognormal_service_agrees_with_pollaczek_and_khinchine(void **unused) {
    (void)unused;
    struct des_space *space = new_space();
    const struct setting settings[] = {{"class1.arrival_rate", "0.7"},
                                       {"station1.service", "lognormal(0.8, 0.5)"}};
    struct des_values *values = new_values(space, settings, COUNT(settings));
    struct samples samples;
    for (uint64_t r = 0; r < REPLICATIONS; r++) {
        run_traced(values, r, 7, NULL, samples.totals[r]);
    }
    double mean = 0.8 * exp(0.125), square = 0.64 * exp(0.5);
    assert_within_5_errors("M/G/1", &samples, "wait_min", "served",
                           0.7 * square / (2 * (1 - 0.7 * mean)));
    des_values_destroy(values);
    des_space_destroy(space);
}

/* ---- identities ---- */

/* From an empty station, the integral of the queue is the wait of the served
 * plus what the last few have waited so far. */
static void littles_law_holds_along_one_run(void **unused) {
    (void)unused;
    struct des_space *space = new_space();
    const struct setting settings[] = {{"run.warmup", "0"}, {"class1.arrival_rate", "0.9"}};
    struct des_values *values = new_values(space, settings, COUNT(settings));
    double totals[ROOM];
    run_traced(values, 0, 30, NULL, totals);
    double waiting = total(totals, "arrivals") - total(totals, "served");
    double rest = total(totals, "queue_min") - total(totals, "wait_min");
    assert_true(waiting >= 0 && waiting < 200);
    assert_true(rest >= -1e-6 && rest <= waiting * 1000);
    double rate = total(totals, "served") / total(totals, "observed_min");
    double queue = total(totals, "queue_min") / total(totals, "observed_min");
    double wait = total(totals, "wait_min") / total(totals, "served");
    assert_near(queue / (rate * wait), 1, 0.01);
    assert_near(total(totals, "observed_min"), 30 * 1440, 0);
    des_values_destroy(values);
    des_space_destroy(space);
}

static void the_same_seed_gives_the_same_bits(void **unused) {
    (void)unused;
    struct des_space *space = new_space();
    struct des_values *values = new_values(space, NULL, 0);
    double first[ROOM], second[ROOM], other[ROOM];
    const size_t size = network_model.stratum_count * network_model.total_count * sizeof(double);
    run_traced(values, 3, 2, NULL, first);
    run_traced(values, 3, 2, NULL, second);
    run_traced(values, 4, 2, NULL, other);
    assert_memory_equal(first, second, size);
    assert_memory_not_equal(first, other, size);
    des_values_destroy(values);
    des_space_destroy(space);
}

/* ---- the trace ---- */

enum { MOST_ROWS = 4000, COLUMNS = 9 };
enum { CUSTOMER, ORIGIN, CLASS, STATION, VISIT, ARRIVAL, WAIT, SERVICE, FATE };
struct rows {
    union des_cell cells[MOST_ROWS][COLUMNS];
    size_t count;
    size_t refuse_after; /* 0: never */
};

static enum des_status keep_row(void *context, size_t table, const union des_cell *cells) {
    struct rows *rows = context;
    assert_int_equal(table, 0);
    if (rows->refuse_after > 0 && rows->count == rows->refuse_after) {
        return DES_EIO;
    }
    assert_true(rows->count < MOST_ROWS);
    memcpy(rows->cells[rows->count++], cells, sizeof(rows->cells[0]));
    return DES_OK;
}

static void the_trace_adds_up_to_the_totals(void **unused) {
    (void)unused;
    struct des_space *space = new_space();
    const struct setting settings[] = {
        {"run.warmup", "0"}, {"class1.arrival_rate", "1.2"}, {"station1.waiting_room", "2"}};
    struct des_values *values = new_values(space, settings, COUNT(settings));
    struct rows *rows = calloc(1, sizeof(*rows));
    double totals[ROOM], plain[ROOM];
    const struct des_sink sink = {rows, keep_row};
    run_traced(values, 1, 1, &sink, totals);
    run_traced(values, 1, 1, NULL, plain);
    assert_memory_equal(totals, plain,
                        network_model.stratum_count * network_model.total_count * sizeof(double));
    double system = 0;
    size_t balked = 0;
    for (size_t i = 0; i < rows->count; i++) {
        balked += rows->cells[i][FATE].i32 == 1;
        system += rows->cells[i][WAIT].f64 + rows->cells[i][SERVICE].f64;
    }
    assert_true(balked > 0);
    assert_near(total(totals, "balked"), (double)balked, 0);
    assert_near(total(totals, "left"), (double)(rows->count - balked), 0);
    assert_near(total(totals, "system_min"), system, 1e-6);
    free(rows);
    des_values_destroy(values);
    des_space_destroy(space);
}

static void a_customer_keeps_its_draws_when_servers_are_added(void **unused) {
    (void)unused;
    static const char *const servers[2] = {"1", "3"};
    enum { CUSTOMERS = 500 };
    static const size_t columns[] = {ARRIVAL, SERVICE};
    double seen[2][2][CUSTOMERS];
    struct des_space *space = new_space();
    for (size_t s = 0; s < 2; s++) {
        const struct setting settings[] = {{"run.warmup", "0"}, {"station1.servers", servers[s]}};
        struct des_values *values = new_values(space, settings, COUNT(settings));
        struct rows *rows = calloc(1, sizeof(*rows));
        double totals[ROOM];
        const struct des_sink sink = {rows, keep_row};
        run_traced(values, 1, 1, &sink, totals);
        for (size_t i = 0; i < rows->count; i++) {
            int32_t customer = rows->cells[i][CUSTOMER].i32;
            for (size_t k = 0; k < 2 && customer < CUSTOMERS; k++) {
                seen[s][k][customer] = rows->cells[i][columns[k]].f64;
            }
        }
        free(rows);
        des_values_destroy(values);
    }
    for (size_t i = 0; i < CUSTOMERS; i++) {
        assert_true(seen[0][0][i] == seen[1][0][i]);
        assert_near(seen[0][1][i], seen[1][1][i], 1e-9);
    }
    des_space_destroy(space);
}

static void a_sink_that_fails_ends_the_run_with_its_status(void **unused) {
    (void)unused;
    struct des_space *space = new_space();
    struct des_values *values = new_values(space, NULL, 0);
    struct rows *rows = calloc(1, sizeof(*rows));
    rows->refuse_after = 10;
    const struct des_sink sink = {rows, keep_row};
    const struct des_run_input input = {
        .values = values, .days = 1, .trace = DES_TRACE_VISITS, .sink = &sink};
    struct des_error error = {0};
    double totals[ROOM] = {-7};
    assert_int_equal(des_model_run(&network_model, &input, NULL, totals, NULL, &error), DES_EIO);
    assert_int_equal(error.status, DES_EIO);
    assert_int_equal(rows->count, 10);
    assert_near(totals[0], -7, 0);
    free(rows);
    des_values_destroy(values);
    des_space_destroy(space);
}

static void the_tables_of_the_model_are_sound(void **unused) {
    (void)unused;
    struct des_error error = {0};
    enum des_status status = des_model_check(&network_model, &error);
    assert_case(error.text, status == DES_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_of_the_model_are_sound),
        cmocka_unit_test(the_two_ways_to_the_exact_value_agree),
        cmocka_unit_test(stations_agree_with_theory),
        cmocka_unit_test(a_lognormal_service_agrees_with_pollaczek_and_khinchine),
        cmocka_unit_test(littles_law_holds_along_one_run),
        cmocka_unit_test(the_same_seed_gives_the_same_bits),
        cmocka_unit_test(the_trace_adds_up_to_the_totals),
        cmocka_unit_test(a_customer_keeps_its_draws_when_servers_are_added),
        cmocka_unit_test(a_sink_that_fails_ends_the_run_with_its_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

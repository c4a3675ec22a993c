/* tests/models/network_fixture.h - a network from settings, and what it did. */
#ifndef AKSIM_TESTS_NETWORK_FIXTURE_H
#define AKSIM_TESTS_NETWORK_FIXTURE_H

#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "network/network.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static inline struct des_values *new_values(struct des_space **space, const char *const *settings) {
    struct des_error error = {0};
    assert_int_equal(
        des_space_create(network_model.groups, network_model.group_count, space, &error), DES_OK);
    struct des_values *values = des_values_create(*space);
    assert_non_null(values);
    for (; *settings; settings++) {
        char path[64];
        size_t length = strcspn(*settings, "=");
        assert_true(length < sizeof path);
        memcpy(path, *settings, length);
        path[length] = '\0';
        enum des_status status = des_values_set_text(values, path, *settings + length + 1, &error);
        assert_case(error.text, status == DES_OK);
    }
    return values;
}

static inline double *new_totals(void) {
    double *totals =
        calloc(network_model.stratum_count * network_model.total_count, sizeof *totals);
    assert_non_null(totals);
    return totals;
}

static inline double *run(const char *const *settings, const struct des_sink *sink) {
    struct des_space *space = NULL;
    struct des_values *values = new_values(&space, settings);
    const struct des_run_input input = {.values = values,
                                        .random = {.seed = 7, .replicate = 3},
                                        .days = 1,
                                        .trace = sink ? DES_TRACE_VISITS : DES_TRACE_NONE,
                                        .sink = sink};
    double *totals = new_totals();
    struct des_error error = {0};
    enum des_status status = des_model_run(&network_model, &input, NULL, totals, NULL, &error);
    assert_case(error.text, status == DES_OK);
    des_values_destroy(values);
    des_space_destroy(space);
    return totals;
}

static inline const double *row(const double *totals, const char *stratum) {
    for (size_t i = 0; i < network_model.stratum_count; i++) {
        if (strcmp(network_model.strata[i], stratum) == 0) {
            return totals + i * network_model.total_count;
        }
    }
    fail();
    return NULL;
}

static inline double total(const double *totals, const char *stratum, const char *name) {
    size_t index = des_model_total(&network_model, name);
    assert_true(index < network_model.total_count);
    return row(totals, stratum)[index];
}

/* ---- the visits, in the order in which they ended ---- */

struct seen {
    union des_cell cells[64][9];
    size_t count;
};

static inline enum des_status keep_row(void *context, size_t table, const union des_cell *cells) {
    struct seen *seen = context;
    (void)table;
    assert_true(seen->count < COUNT(seen->cells));
    memcpy(seen->cells[seen->count++], cells, sizeof seen->cells[0]);
    return DES_OK;
}

#endif

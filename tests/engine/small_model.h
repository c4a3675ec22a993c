/* tests/engine/small_model.h - a small model for tests of journals and results: two
 * totals, two strata, two tables; no simulation in it. */
#ifndef AKSIM_TESTS_SMALL_MODEL_H
#define AKSIM_TESTS_SMALL_MODEL_H

#include "des/model.h"

struct small_record {
    double rate;
    double effect;
    double size;
};

static const struct des_param small_params[] = {
    DES_REAL(struct small_record, rate, "1/day", 2.0, 0.0, 100.0, "assumed", DES_GRADE_D,
             "how often something happens"),
    DES_UNCERTAIN(struct small_record, effect, "1", 0.9, 0.1, 2.0, "a study", DES_GRADE_C,
                  "what the arm multiplies it with", LOGNORMAL, 0.9, 0.1),
    DES_REAL(struct small_record, size, "1", 1.0, 0.0, 100.0, "assumed", DES_GRADE_D,
             "of the place"),
    {0},
};
static const struct des_param_group small_groups[] = {
    {"demand", small_params, sizeof(struct small_record), "what happens"},
};

static const struct des_total small_totals[] = {
    {"happenings", "1", "how often it happened"},
    {"user_days", "1", "days observed"},
};
static const struct des_outcome small_outcomes[] = {
    {"rate", "1/day", "happenings", "user_days", 1.0, DES_BETTER_LOW, "users", "per user-day",
     false},
    {"count", "1", "happenings", NULL, 1.0, DES_BETTER_NEITHER, "users", "per run", false},
};
static const char *const small_strata[] = {"all", "rural"};
static const char *const small_places[] = {"home", "hospital", "nursing home", NULL};
static const struct des_column small_daily[] = {
    {"day", DES_COLUMN_I32, "1", "day since the start", NULL},
    {"minutes", DES_COLUMN_F64, "min", "minutes of help", NULL},
};
static const struct des_column small_visits[] = {
    {"user", DES_COLUMN_I32, "1", "number of the user", NULL},
    {"place", DES_COLUMN_I32, "1", "where the user is", small_places},
    {"start", DES_COLUMN_F64, "min", "begin of the visit", NULL},
};
static const struct des_table small_tables[] = {
    {"series/daily", DES_TRACE_DAILY, small_daily, 2},
    {"trace/visits", DES_TRACE_VISITS, small_visits, 3},
};

static inline enum des_status small_create(const void *context, const struct des_run_input *input,
                                           struct des_run_setup *setup, struct des_error *error) {
    (void)context;
    (void)input;
    (void)setup;
    return des_fail(error, DES_EBUG, "The small model never runs.");
}
static inline enum des_status small_finish(void *state, double *totals, struct des_error *error) {
    (void)state;
    (void)totals;
    return des_fail(error, DES_EBUG, "The small model never runs.");
}
static inline void small_destroy(void *state) {
    (void)state;
}

static const struct des_model small_model = {
    .name = "small",
    .summary = "nothing that happens",
    .groups = small_groups,
    .group_count = 1,
    .totals = small_totals,
    .total_count = 2,
    .outcomes = small_outcomes,
    .outcome_count = 2,
    .strata = small_strata,
    .stratum_count = 2,
    .tables = small_tables,
    .table_count = 2,
    .create = small_create,
    .finish = small_finish,
    .destroy = small_destroy,
};

#endif

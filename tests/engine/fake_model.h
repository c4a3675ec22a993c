/* tests/engine/fake_model.h - a small model for tests of journals and results: two
 * totals, two strata, two tables; no simulation in it. */
#ifndef AKSIM_TESTS_FAKE_MODEL_H
#define AKSIM_TESTS_FAKE_MODEL_H

#include "des/model.h"

struct fake_record {
    double rate;
    double effect;
};

static const struct des_param fake_params[] = {
    DES_REAL(struct fake_record, rate, "1/day", 2.0, 0.0, 100.0, "assumed", DES_GRADE_D,
             "how often something happens"),
    DES_UNCERTAIN(struct fake_record, effect, "1", 0.9, 0.1, 2.0, "a study", DES_GRADE_C,
                  "what the arm multiplies it with", LOGNORMAL, 0.9, 0.1),
    {0},
};
static const struct des_param_group fake_groups[] = {
    {"demand", fake_params, sizeof(struct fake_record), "what happens"},
};

static const struct des_total fake_totals[] = {
    {"happenings", "1", "how often it happened"},
    {"user_days", "1", "days observed"},
};
static const struct des_outcome fake_outcomes[] = {
    {"rate", "1/day", "happenings", "user_days", 1.0, DES_BETTER_LOW, "users", "per user-day"},
    {"count", "1", "happenings", NULL, 1.0, DES_BETTER_NEITHER, "users", "per run"},
};
static const char *const fake_strata[] = {"all", "rural"};
static const char *const fake_places[] = {"home", "hospital", "nursing home", NULL};
static const struct des_column fake_daily[] = {
    {"day", DES_COLUMN_I32, "1", "day since the start", NULL},
    {"minutes", DES_COLUMN_F64, "min", "minutes of help", NULL},
};
static const struct des_column fake_visits[] = {
    {"user", DES_COLUMN_I32, "1", "number of the user", NULL},
    {"place", DES_COLUMN_I32, "1", "where the user is", fake_places},
    {"start", DES_COLUMN_F64, "min", "begin of the visit", NULL},
};
static const struct des_table fake_tables[] = {
    {"series/daily", DES_TRACE_DAILY, fake_daily, 2},
    {"trace/visits", DES_TRACE_VISITS, fake_visits, 3},
};

/* create, finish and destroy are not needed: nothing is run. */
static const struct des_model fake_model = {
    .name = "fake",
    .summary = "nothing that happens",
    .groups = fake_groups,
    .group_count = 1,
    .totals = fake_totals,
    .total_count = 2,
    .outcomes = fake_outcomes,
    .outcome_count = 2,
    .strata = fake_strata,
    .stratum_count = 2,
    .tables = fake_tables,
    .table_count = 2,
};

#endif

/* tests/engine/fake_model.h - a model of a few parameters that never runs. */
#ifndef AKSIM_TESTS_FAKE_MODEL_H
#define AKSIM_TESTS_FAKE_MODEL_H

#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "des/experiment.h"

struct fake_demand {
    int64_t users;
    double rate;
    double share[3];
    struct des_dist visit;
    double start;
    bool open;
    const char *place;
};
struct fake_arm {
    int model;
    double extra;
};
struct fake_team {
    double base_visits;
};

static const char *const fake_classes[] = {"class1", "class2", "class3", NULL};
static const char *const fake_models[] = {"baseline", "expert_team", "gp_team", NULL};

static const struct des_param fake_demand_params[] = {
    DES_INT(struct fake_demand, users, "1", 100, 0, 1e12, "SSB 11642", DES_GRADE_A, "users"),
    DES_UNCERTAIN(struct fake_demand, rate, "1/h", 0.5, 0.0, 10.0, "a study", DES_GRADE_B,
                  "visits per hour", LOGNORMAL, 0.5, 0.2),
    DES_REALS(struct fake_demand, share, fake_classes, "1", 0.0, 1.0, "assumed", DES_GRADE_D,
              "share of each class", 0.5, 0.25, 0.1),
    DES_DIST(struct fake_demand, visit, "min", 0, INFINITY, "assumed", DES_GRADE_D,
             "length of a visit", LOGNORMAL, 12.0, 0.83),
    DES_CLOCK(struct fake_demand, start, 450, "assumed", DES_GRADE_D, "the day begins"),
    DES_BOOL(struct fake_demand, open, true, "assumed", DES_GRADE_D, "takes new users"),
    DES_TEXT(struct fake_demand, place, "nowhere", "assumed", DES_GRADE_D, "name of the place"),
    {0},
};
static const struct des_param fake_arm_params[] = {
    DES_CHOICE(struct fake_arm, model, fake_models, 0, "assumed", DES_GRADE_D, "the care model"),
    DES_REAL(struct fake_arm, extra, "1/week", 0.0, 0.0, 7.0, "assumed", DES_GRADE_D, "extra"),
    {0},
};
static const struct des_param fake_team_params[] = {
    DES_REAL(struct fake_team, base_visits, "1/week", 1.0, 0.0, 7.0, "Fafo 2025:03", DES_GRADE_B,
             "visits to each base"),
    {0},
};
static const struct des_param_group fake_groups[] = {
    {"demand", fake_demand_params, sizeof(struct fake_demand), "who asks for what"},
    {"arm", fake_arm_params, sizeof(struct fake_arm), "what is done"},
    {"care.expert_team", fake_team_params, sizeof(struct fake_team), "a team"},
    {"care.gp_team", fake_team_params, sizeof(struct fake_team), "another team"},
};

static const struct des_total fake_totals[] = {
    {"visits", "1", "visits"}, {"years", "year", "user-years"}, {"cost", "kr", "money"}};
static const struct des_outcome fake_outcomes[] = {
    {"visits_per_year", "1/year", "visits", "years", 2.0, DES_BETTER_NEITHER, "users", "m", false},
    {"cost", "kr", "cost", NULL, 1.0, DES_BETTER_LOW, "money", "m", false}};
static const char *const fake_strata[] = {"all", "class1"};

/* A closed place has no users. */
static void fake_check(const void *context, const struct des_values *values,
                       struct des_diagnostics *diagnostics) {
    struct fake_demand demand;
    (void)context;
    des_values_fill_named(values, "demand", &demand);
    if (!demand.open && demand.users > 0) {
        des_diagnostics_add(diagnostics, "demand.users: a closed place has none");
    }
}

/* A place of very many is hardly meant. */
static void fake_advise(const void *context, const struct des_values *values,
                        struct des_diagnostics *advice) {
    struct fake_demand demand;
    (void)context;
    des_values_fill_named(values, "demand", &demand);
    if (demand.users > 5000) {
        des_diagnostics_add(advice, "demand.users: very many");
    }
}

/* An arm reads the values of its own team only. */
static void fake_idle(const void *context, const struct des_values *values, const char **why) {
    struct fake_arm arm;
    (void)context;
    des_values_fill_named(values, "arm", &arm);
    const struct des_space *space = des_values_space(values);
    for (size_t i = 0; i < des_space_count(space); ++i) {
        const char *group = des_space_group(space, des_space_at(space, i)->group)->path;
        if (strncmp(group, "care.", 5) == 0 && strcmp(group + 5, fake_models[arm.model]) != 0) {
            why[i] = "no arm has this team";
        }
    }
}

/* des_model_check wants all calls; none of them is made. */
static enum des_status fake_create(const void *context, const struct des_run_input *input,
                                   struct des_run_setup *setup, struct des_error *error) {
    (void)context;
    (void)input;
    (void)setup;
    return des_fail(error, DES_EBUG, "This model never runs.");
}
static enum des_status fake_finish(void *state, double *totals, struct des_error *error) {
    (void)state;
    (void)totals;
    return des_fail(error, DES_EBUG, "This model never runs.");
}
static void fake_destroy(void *state) {
    (void)state;
}

static const struct des_model fake_model = {
    .name = "fake",
    .summary = "a model that never runs",
    .groups = fake_groups,
    .group_count = sizeof fake_groups / sizeof *fake_groups,
    .totals = fake_totals,
    .total_count = 3,
    .outcomes = fake_outcomes,
    .outcome_count = 2,
    .strata = fake_strata,
    .stratum_count = 2,
    .check = fake_check,
    .advise = fake_advise,
    .idle = fake_idle,
    .create = fake_create,
    .finish = fake_finish,
    .destroy = fake_destroy,
};

static inline const struct des_model *find_fake(const void *context, const char *name) {
    (void)context;
    return strcmp(name, "fake") == 0 ? &fake_model : NULL;
}

/* The experiment of a text that must be sound. */
static inline struct des_experiment *sound(const char *text,
                                           const struct des_overrides *overrides) {
    struct des_experiment *experiment = NULL;
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    enum des_status status = des_experiment_parse(text, "test.cfg", overrides, find_fake, NULL,
                                                  &experiment, &diagnostics);
    for (size_t i = 0; i < diagnostics.count; ++i) {
        print_error("%s\n", diagnostics.lines[i]);
    }
    assert_int_equal(diagnostics.count, 0);
    assert_int_equal(status, DES_OK);
    des_diagnostics_fini(&diagnostics);
    return experiment;
}

/* A line that contains all of `parts` (separated by |). */
static inline bool has_line(const struct des_diagnostics *diagnostics, const char *parts) {
    for (size_t i = 0; i < diagnostics->count; ++i) {
        char copy[400];
        bool all = true;
        snprintf(copy, sizeof copy, "%s", parts);
        for (char *part = copy; part != NULL && all;) {
            char *bar = strchr(part, '|');
            if (bar != NULL) {
                *bar = '\0';
            }
            all = strstr(diagnostics->lines[i], part) != NULL;
            part = bar == NULL ? NULL : bar + 1;
        }
        if (all) {
            return true;
        }
    }
    return false;
}

#endif

#include "conform.h"

#include <stdio.h>
#include <string.h>

#include "memory.h"

#ifdef AKSIM_HOME_CARE

#include "home_care/organisation/organisation.h"
#include "home_care/world.h"

/* A small rural place with something of everything, so that short runs suffice. */
static const char *const place[] = {"municipality.population=1800",
                                    "municipality.share_80_plus=0.069",
                                    "municipality.users_per_1000=64",
                                    "municipality.coverage_80_plus=0.33",
                                    "municipality.users_under_67=0.42",
                                    "municipality.care_housing_per_1000=20",
                                    "municipality.zone_users=40",
                                    "municipality.hospital_km=90",
                                    "municipality.legevakt_km=35",
                                    "municipality.nursing_home_places=17",
                                    "municipality.municipal_acute_beds=3",
                                    "municipality.short_term_places=5",
                                    "services.intermediate_beds=3",
                                    "calendar.warm_up_days=28",
                                    "arm.post=added"};
enum { DAYS = 84, TWO_YEARS = 728, TEN_YEARS = 3640 };

struct trial {
    const struct des_model *model;
    struct des_space *space;
    const struct hc_care_model *care;
    struct des_error error; /* of the first thing that failed */
};

struct result {
    double *totals;
    size_t count;
    uint64_t events;
    size_t room; /* tasks and orders that there is memory for */
    bool done;
};

/* ---- values ---- */

static void set(struct trial *trial, struct des_values *values, const char *path,
                const char *text) {
    enum des_status status = des_values_set_text(values, path, text, &trial->error);
    (void)status; /* its sentence stands in trial->error */
}

/* Number of posts; a model with a rule of its own has a parameter `posts`. */
static char *posts_path(const struct trial *trial) {
    return text_format("care.%s.%s", trial->care->name,
                       trial->care->posts != NULL ? "posts" : "staffing.fixed");
}

enum wish {
    AS_IT_IS,
    NO_POSTS,
    TWO_POSTS,
    NURSE_VALUES,
    SAME_STRUCTURE,
    BASELINE,
    WORKERS_LISTED,
    WORKERS_MIXED
};

/* Workers of the rota by a list of posts, in one order and another. */
static void list_workers(struct trial *trial, struct des_values *values, bool mixed) {
    static const char *const worker[] = {"nurse;1.0;day",
                                         "nurse;0.8;day",
                                         "nurse;0.75;day",
                                         "nurse;0.75;day",
                                         "nurse;0.6;day",
                                         "nurse;0.5;day",
                                         "vernepleier;0.75;day",
                                         "assistant;0.4;day",
                                         "helsefagarbeider;1.0;day",
                                         "helsefagarbeider;0.75;day",
                                         "helsefagarbeider;0.6;day",
                                         "helsefagarbeider;0.5;day",
                                         "helsefagarbeider;0.5;day",
                                         "nurse;0.6;night",
                                         "helsefagarbeider;0.6;night"};
    const size_t count = sizeof worker / sizeof worker[0];
    char *list = text_copy("profession;position;team");
    for (size_t i = 0; i < count; i++) {
        char *longer = text_format("%s, %s", list, worker[mixed ? (7 * i + 3) % count : i]);
        free(list);
        list = longer;
    }
    set(trial, values, "data.staff", list);
    free(list);
}

/* What follows the name of a group of own staff's competence; NULL: another group. */
static const char *competence_of(const char *path) {
    static const char *const groups[] = {"aks.", "pharmacist."};
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        size_t length = strlen(groups[i]);
        if (strncmp(path, groups[i], length) == 0) {
            return path + length;
        }
    }
    return NULL;
}

static void take_nurse_value(struct trial *trial, struct des_values *values, size_t element,
                             const char *key) {
    char *nurse = text_format("nurse.%s", key);
    size_t from = des_space_find(trial->space, nurse);
    enum des_status status =
        from == SIZE_MAX
            ? DES_EINPUT
            : des_values_set_number(values, element, des_values_at(values, from)->real);
    if (status != DES_OK) {
        des_fail(&trial->error, status, "there is no %s", nurse);
    }
    free(nurse);
}

static void take_nurse_values(struct trial *trial, struct des_values *values) {
    for (size_t e = 0; e < des_space_count(trial->space); e++) {
        const char *key = competence_of(des_space_at(trial->space, e)->path);
        if (key != NULL) {
            take_nurse_value(trial, values, e, key);
        }
    }
}

static struct des_values *values_of(struct trial *trial, enum wish wish) {
    struct des_values *values = des_values_create(trial->space);
    if (values == NULL) {
        memory_exhausted();
    }
    for (size_t i = 0; i < sizeof place / sizeof place[0]; i++) {
        char *path = text_copy(place[i]);
        char *equals = strchr(path, '=');
        *equals = '\0';
        set(trial, values, path, equals + 1);
        free(path);
    }
    if (wish == BASELINE) {
        return values;
    }
    set(trial, values, "arm.model", trial->care->name);
    if (strcmp(trial->care->name, "composed") == 0) { /* has no parts that are not named */
        set(trial, values, "arm.parts", "round, referral, acute, discharge, guidance, treatment");
    }
    if (wish == WORKERS_LISTED || wish == WORKERS_MIXED) {
        list_workers(trial, values, wish == WORKERS_MIXED);
    } else if (wish == NO_POSTS || wish == TWO_POSTS) {
        char *path = posts_path(trial);
        set(trial, values, path, wish == NO_POSTS ? "0" : "2");
        free(path);
    } else if (wish == NURSE_VALUES) {
        take_nurse_values(trial, values);
    } else if (wish == SAME_STRUCTURE) {
        set(trial, values, "arm.control", "same_structure");
    }
    return values;
}

/* ---- one run ---- */

static void run_setup(struct trial *trial, const struct des_run_setup *setup,
                      struct result *result) {
    enum des_status status = des_sim_run_until(setup->sim, setup->end);
    const struct hc_world *world = setup->state;
    result->room = world->own.capacity + world->care.orders.capacity;
    result->events = des_sim_handled(setup->sim);
    const char *bug = des_sim_bug_text(setup->sim);
    if (bug != NULL) {
        des_fail(&trial->error, DES_EBUG, "%s", bug);
    } else if (status == DES_OK || status == DES_EINTERRUPTED) {
        status = trial->model->finish(setup->state, result->totals, &trial->error);
        result->done = status == DES_OK;
    }
}

static struct result run(struct trial *trial, enum wish wish, int64_t days) {
    const struct des_model *model = trial->model;
    struct result result = {.count = model->stratum_count * model->total_count};
    result.totals = memory_array(result.count, sizeof result.totals[0]);
    struct des_values *values = values_of(trial, wish);
    struct des_run_input input = {.values = values, .random = {31, 0}, .days = days};
    struct des_run_setup setup = {0};
    if (trial->error.text[0] == '\0' &&
        model->create(model->context, &input, &setup, &trial->error) == DES_OK) {
        run_setup(trial, &setup, &result);
        model->destroy(setup.state);
    }
    des_values_destroy(values);
    return result;
}

static bool same(struct trial *trial, enum wish a, enum wish b) {
    struct result x = run(trial, a, DAYS), y = run(trial, b, DAYS);
    bool equal = x.done && y.done && x.events == y.events &&
                 memcmp(x.totals, y.totals, x.count * sizeof x.totals[0]) == 0;
    free(x.totals);
    free(y.totals);
    return equal;
}

/* ---- the checks ---- */

static bool is_baseline_without_posts(struct trial *trial) {
    return same(trial, NO_POSTS, BASELINE);
}

static bool is_its_control_with_nurse_values(struct trial *trial) {
    return same(trial, NURSE_VALUES, SAME_STRUCTURE);
}

static bool is_the_same_again(struct trial *trial) {
    return same(trial, TWO_POSTS, TWO_POSTS);
}

static bool minds_no_order(struct trial *trial) {
    return same(trial, WORKERS_LISTED, WORKERS_MIXED);
}

static bool uses_the_hours_on_duty(struct trial *trial) {
    struct result result = run(trial, TWO_POSTS, DAYS);
    const double *total = result.totals;
    double used = total[HC_TOTAL_own_travel] + total[HC_TOTAL_own_break] + total[HC_TOTAL_own_idle];
    for (int a = 0; a < HC_ACTIVITIES; a++) {
        used += total[HC_TOTAL_own_first_assessment + a];
    }
    bool equal = result.done && used == total[HC_TOTAL_own_duty];
    free(result.totals);
    return equal;
}

static bool does_not_grow(struct trial *trial) {
    struct result two = run(trial, AS_IT_IS, TWO_YEARS), ten = run(trial, AS_IT_IS, TEN_YEARS);
    bool kept = two.done && ten.done && ten.room <= 2 * two.room;
    free(two.totals);
    free(ten.totals);
    return kept;
}

static bool has_sources(struct trial *trial) {
    char *group = text_format("care.%s.", trial->care->name);
    bool all = true;
    for (size_t e = 0; e < des_space_count(trial->space); e++) {
        const struct des_element *element = des_space_at(trial->space, e);
        all = all && (strncmp(element->path, group, strlen(group)) != 0 ||
                      (element->param->source != NULL && element->param->source[0] != '\0' &&
                       element->param->grade != DES_GRADE_NONE));
    }
    free(group);
    return all;
}

static const struct {
    const char *name;
    bool (*holds)(struct trial *trial);
} checks[] = {
    {"without posts it is the baseline, bit for bit", is_baseline_without_posts},
    {"with a nurse's values it is its control, bit for bit", is_its_control_with_nurse_values},
    {"run again it is the same, bit for bit", is_the_same_again},
    {"workers listed in another order are the same, bit for bit", minds_no_order},
    {"own staff use the hours they are on duty", uses_the_hours_on_duty},
    {"ten years take no more room than two", does_not_grow},
    {"every parameter has a source and a grade", has_sources},
};

static bool check_model(struct trial *trial, struct table *table) {
    bool all = true;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        trial->error = (struct des_error){0};
        bool holds = checks[i].holds(trial);
        all = all && holds;
        table_text(table, trial->care->name);
        table_text(table, checks[i].name);
        table_text(table, holds ? "holds" : "broken");
        table_text(table, trial->error.text[0] != '\0' ? trial->error.text : NULL);
    }
    return all;
}

enum exit_code conform(const struct model_list *models, enum table_format format) {
    static const char *const columns[] = {"care model", "check", "result", "why", NULL};
    size_t count = model_list_care_count(models);
    size_t first = count > hc_care_model_count ? hc_care_model_count : 1;
    struct trial trial = {.model = model_list_find(models, "home_care")};
    struct table table;
    bool all = true;
    enum des_status status =
        des_space_create(trial.model->groups, trial.model->group_count, &trial.space, &trial.error);
    if (status != DES_OK) {
        return exit_report(status, &trial.error);
    }
    table_init(&table, columns);
    for (size_t i = first; i < count; i++) {
        trial.care = model_list_care_model(models, i);
        all = check_model(&trial, &table) && all;
    }
    table_print(&table, format, stdout);
    table_fini(&table);
    des_space_destroy(trial.space);
    return all ? EXIT_CODE_DONE : EXIT_CODE_PARTLY;
}

#else

enum exit_code conform(const struct model_list *models, enum table_format format) {
    (void)models;
    (void)format;
    fputs("aksim: this program was built without home care\n", stderr);
    return EXIT_CODE_DATA;
}

#endif

/* tests/models/world_fixture.h - runs the home-care world in process and keeps all it
 * says: totals and every row of every table. */
#ifndef AKSIM_TESTS_WORLD_FIXTURE_H
#define AKSIM_TESTS_WORLD_FIXTURE_H

#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "des/model.h"
#include "home_care/home_care.h"
#include "home_care/world.h"

/* The columns of the tables, in order; make_world compares the names. */
#define DAILY_COLUMNS(X)                                                                           \
    X(day)                                                                                         \
    X(users)                                                                                       \
    X(visits_planned)                                                                              \
    X(visits_done)                                                                                 \
    X(visits_missed)                                                                               \
    X(direct)                                                                                      \
    X(travel)                                                                                      \
    X(indirect)                                                                                    \
    X(break)                                                                                       \
    X(idle)                                                                                        \
    X(absent)                                                                                      \
    X(in_hospital)
#define VISITS_COLUMNS(X)                                                                          \
    X(user)                                                                                        \
    X(visit)                                                                                       \
    X(day)                                                                                         \
    X(task)                                                                                        \
    X(cause)                                                                                       \
    X(planned_start)                                                                               \
    X(window_start)                                                                                \
    X(window_end)                                                                                  \
    X(start)                                                                                       \
    X(end)                                                                                         \
    X(planned_minutes)                                                                             \
    X(minutes_cut)                                                                                 \
    X(moves)                                                                                       \
    X(travel_min)                                                                                  \
    X(km)                                                                                          \
    X(worker_1)                                                                                    \
    X(worker_2)                                                                                    \
    X(profession)                                                                                  \
    X(status)                                                                                      \
    X(single_handed)
#define SHIFTS_COLUMNS(X)                                                                          \
    X(worker)                                                                                      \
    X(profession)                                                                                  \
    X(planned_start)                                                                               \
    X(planned_end)                                                                                 \
    X(start)                                                                                       \
    X(end)                                                                                         \
    X(direct)                                                                                      \
    X(travel)                                                                                      \
    X(indirect)                                                                                    \
    X(break)                                                                                       \
    X(idle)                                                                                        \
    X(overtime)                                                                                    \
    X(km)                                                                                          \
    X(zone)                                                                                        \
    X(absent)
#define PATHWAY_COLUMNS(X)                                                                         \
    X(user)                                                                                        \
    X(from)                                                                                        \
    X(to)                                                                                          \
    X(time)                                                                                        \
    X(cause)

#define X(name) DAY_##name,
enum { DAILY_COLUMNS(X) DAY_COLUMNS };
#undef X
#define X(name) VISIT_##name,
enum { VISITS_COLUMNS(X) VISIT_COLUMNS };
#undef X
#define X(name) SHIFT_##name,
enum { SHIFTS_COLUMNS(X) SHIFT_COLUMNS };
#undef X
#define X(name) PATH_##name,
enum { PATHWAY_COLUMNS(X) PATH_COLUMNS };
#undef X

struct rows {
    union des_cell *cells;
    size_t count, capacity, width;
};

static inline const union des_cell *row_at(const struct rows *rows, size_t row) {
    return rows->cells + row * rows->width;
}

/* The model with its space, made once per program. */
struct place {
    struct hc_home_care *home_care;
    struct des_model model; /* as the engine sees it, but for an observed finish */
    struct des_space *space;
};

struct run {
    enum des_status status;
    struct des_error error;
    double totals[HC_STRATA * HC_TOTALS];
    uint64_t events;
    struct rows table[HC_TABLES];
};

/* Looks at the world when its clock has reached the end. */
typedef void (*run_look)(const struct hc_world *world, void *context);

/* Everybody who was ever a user, by id, as last seen: the world forgets those who left. */
struct everybody {
    struct hc_user *user;
    void *block; /* to be given to free() */
    size_t count;
};

struct run_wish {
    const char *const *sets; /* "path=value" ..., NULL: for all arms of a test */
    const char *const *arm;  /* the same, on top; may be NULL */
    int64_t days;
    uint64_t seed, replicate;
    enum des_trace_level trace;
    run_look look;
    void *look_context;
    struct everybody *everybody; /* NULL: nobody asks */
};

static run_look current_look; /* one run at a time */
static void *current_context;
static enum des_status (*real_finish)(void *state, double *totals, struct des_error *error);

static inline enum des_status observed_finish(void *state, double *totals,
                                              struct des_error *error) {
    if (current_look) {
        current_look(state, current_context);
    }
    return real_finish(state, totals, error);
}

static inline void check_columns(enum hc_table table, const char *const *names, size_t count) {
    assert_int_equal(hc_tables[table].count, count);
    for (size_t c = 0; c < count; c++) {
        assert_string_equal(hc_tables[table].columns[c].name, names[c]);
    }
}

static inline int make_world(void **state) {
#define X(name) #name,
    static const char *const daily[] = {DAILY_COLUMNS(X)};
    static const char *const visits[] = {VISITS_COLUMNS(X)};
    static const char *const shifts[] = {SHIFTS_COLUMNS(X)};
    static const char *const pathway[] = {PATHWAY_COLUMNS(X)};
#undef X
    check_columns(HC_TABLE_DAILY, daily, DAY_COLUMNS);
    check_columns(HC_TABLE_VISITS, visits, VISIT_COLUMNS);
    check_columns(HC_TABLE_SHIFTS, shifts, SHIFT_COLUMNS);
    check_columns(HC_TABLE_PATHWAY, pathway, PATH_COLUMNS);
    struct place *place = calloc(1, sizeof *place);
    assert_non_null(place);
    struct des_error error = {0};
    assert_int_equal(hc_home_care_create(NULL, 0, &place->home_care, &error), DES_OK);
    place->model = *hc_home_care_model(place->home_care);
    real_finish = place->model.finish;
    place->model.finish = observed_finish;
    if (des_space_create(place->model.groups, place->model.group_count, &place->space, &error) !=
        DES_OK) {
        fail_msg("%s", error.text);
    }
    *state = place;
    return 0;
}

static inline int destroy_world(void **state) {
    struct place *place = *state;
    des_space_destroy(place->space);
    hc_home_care_destroy(place->home_care);
    free(place);
    return 0;
}

static inline void apply_sets(struct des_values *values, const char *const *sets) {
    for (size_t i = 0; sets && sets[i]; i++) {
        char path[128];
        const char *equals = strchr(sets[i], '=');
        assert_non_null(equals);
        (void)snprintf(path, sizeof path, "%.*s", (int)(equals - sets[i]), sets[i]);
        struct des_error error = {0};
        if (des_values_set_text(values, path, equals + 1, &error) != DES_OK) {
            fail_msg("%s: %s", sets[i], error.text);
        }
    }
}

static inline struct des_values *make_values(const struct place *place, const char *const *sets,
                                             const char *const *arm) {
    struct des_values *values = des_values_create(place->space);
    assert_non_null(values);
    apply_sets(values, sets);
    apply_sets(values, arm);
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    place->model.check(place->model.context, values, &diagnostics);
    if (diagnostics.count > 0) {
        fail_msg("%s", diagnostics.lines[0]);
    }
    des_diagnostics_fini(&diagnostics);
    return values;
}

static inline enum des_status keep_row(void *context, size_t table, const union des_cell *cells) {
    struct rows *rows = (struct rows *)context + table;
    if (rows->count == rows->capacity) {
        size_t capacity = rows->capacity ? 2 * rows->capacity : 1024;
        union des_cell *grown = realloc(rows->cells, capacity * rows->width * sizeof *grown);
        if (!grown) {
            return DES_ENOMEM;
        }
        rows->cells = grown;
        rows->capacity = capacity;
    }
    memset(rows->cells + rows->count * rows->width, 0, rows->width * sizeof *cells);
    for (size_t c = 0; c < rows->width; c++) { /* an I32 fills half of its cell */
        if (hc_tables[table].columns[c].type == DES_COLUMN_I32) {
            rows->cells[rows->count * rows->width + c].i32 = cells[c].i32;
        } else {
            rows->cells[rows->count * rows->width + c].f64 = cells[c].f64;
        }
    }
    rows->count++;
    return DES_OK;
}

static inline void see_everybody(const struct hc_world *world, struct everybody *seen) {
    size_t count = world->people.count;
    seen->user = des_memory_table(&seen->block, seen->user, seen->count * sizeof *seen->user,
                                  count * sizeof *seen->user);
    assert_non_null(seen->user);
    seen->count = count;
    for (size_t i = 0; i < world->people.here_count; i++) {
        uint32_t id = world->people.here[i];
        seen->user[id] = *hc_user_at(world, id);
    }
}

/* Every four weeks: a record is kept for longer after its user has left. */
static inline enum des_status run_seeing(const struct place *place,
                                         const struct des_run_input *input,
                                         struct everybody *everybody, struct run *run) {
    struct des_run_setup setup;
    enum des_status status = place->model.create(place->model.context, input, &setup, &run->error);
    assert_int_equal(status, DES_OK);
    double end = (double)input->days * HC_DAY;
    while (status == DES_OK && des_sim_now(setup.sim) < end) {
        status = des_sim_run_until(setup.sim, fmin(end, des_sim_now(setup.sim) + 28.0 * HC_DAY));
        see_everybody(setup.state, everybody);
    }
    status = place->model.finish(setup.state, run->totals, &run->error);
    run->events = des_sim_handled(setup.sim);
    place->model.destroy(setup.state);
    return status;
}

/* Runs these values; the caller looks at the status. */
static inline struct run *run_values(const struct place *place, const struct run_wish *wish,
                                     const struct des_values *values) {
    struct run *run = calloc(1, sizeof *run);
    assert_non_null(run);
    for (size_t t = 0; t < HC_TABLES; t++) {
        run->table[t].width = hc_tables[t].count;
    }
    const struct des_sink sink = {run->table, keep_row};
    const struct des_run_input input = {
        .values = values,
        .random = {wish->seed, wish->replicate},
        .days = wish->days,
        .trace = wish->trace,
        .sink = wish->trace == DES_TRACE_NONE ? NULL : &sink,
    };
    current_look = wish->look;
    current_context = wish->look_context;
    run->status = wish->everybody ? run_seeing(place, &input, wish->everybody, run)
                                  : des_model_run(&place->model, &input, NULL, run->totals,
                                                  &run->events, &run->error);
    return run;
}

/* Runs what the wish says; a failure fails the test. */
static inline struct run *run_world(const struct place *place, const struct run_wish *wish) {
    struct des_values *values = make_values(place, wish->sets, wish->arm);
    struct run *run = run_values(place, wish, values);
    des_values_destroy(values);
    if (run->status != DES_OK) {
        fail_msg("%s: %s", des_status_name(run->status), run->error.text);
    }
    return run;
}

static inline void free_run(struct run *run) {
    for (size_t t = 0; t < HC_TABLES; t++) {
        free(run->table[t].cells);
    }
    free(run);
}

static inline double total_of(const struct run *run, enum hc_total total) {
    return run->totals[total];
}

/* The rural municipality of the main job, small enough for a test: two zones. */
#define SMALL_RURAL                                                                                \
    "municipality.population=1800", "municipality.share_80_plus=0.069",                            \
        "municipality.users_per_1000=64", "municipality.coverage_80_plus=0.33",                    \
        "municipality.users_under_67=0.42", "municipality.care_housing_per_1000=6.3",              \
        "municipality.zone_users=40", "municipality.hospital_km=90",                               \
        "municipality.legevakt_km=35", "municipality.night_shared=true",                           \
        "municipality.short_term_places=5", "municipality.nursing_home_places=17",                 \
        "municipality.municipal_acute_beds=1", "municipality.legevakt_servers=1",                  \
        "municipality.legevakt_population=6000", "map.main_share=0.5", "map.main_radius_km=1.2",   \
        "map.settlements=3", "map.settlement_share=0.3", "map.settlement_radius_km=0.6",           \
        "map.reach_km=14"

#endif

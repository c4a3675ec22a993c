/* models/home_care/world.c - one run, from the empty place to its totals. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

#include "grid.h"

des_event_id hc_schedule_first(struct hc_world *world, double time, int32_t priority,
                               enum hc_event kind, uint32_t subject, uint64_t argument) {
    des_event_id id = DES_NO_EVENT;
    struct des_event event = {world->kind[kind], subject, argument};
    enum des_status status = des_sim_schedule(world->sim, time, priority, event, &id);
    if (status != DES_OK) {
        des_assert(world->sim, status == DES_ENOMEM);
        hc_fail(world, status);
    }
    return id;
}

des_event_id hc_schedule(struct hc_world *world, double time, enum hc_event kind, uint32_t subject,
                         uint64_t argument) {
    return hc_schedule_first(world, time, HC_PRIORITY_NORMAL, kind, subject, argument);
}

void hc_cancel(struct hc_world *world, des_event_id *id) {
    if (*id != DES_NO_EVENT) {
        des_sim_cancel(world->sim, *id);
        *id = DES_NO_EVENT;
    }
}

void hc_fail(struct hc_world *world, enum des_status status) {
    if (world->failure == DES_OK) {
        world->failure = status;
    }
    des_sim_stop(world->sim);
}

void *hc_grow(struct hc_world *world, void *array, size_t needed, size_t *capacity, size_t size) {
    size_t wanted = needed + needed / 2 + 16;
    void *grown = realloc(array, wanted * size);
    if (grown) {
        *capacity = wanted;
    } else {
        hc_fail(world, DES_ENOMEM);
    }
    return grown;
}

/* The stock, by stratum. */
static void count_present(struct hc_world *world, enum hc_total total) {
    for (size_t i = 0; i < world->people.here_count; i++) {
        const struct hc_user *user = hc_user_at(world, world->people.here[i]);
        if (hc_user_served(user)) {
            hc_count_user(world, user, total, 1.0);
        }
    }
}

/* Day 0: the warm-up is over, the arm begins to differ. */
static void on_observe(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    (void)event;
    struct hc_world *world = context;
    hc_people_count_time(world);
    memset(world->totals, 0, sizeof world->totals);
    hc_services_observe(world);
    world->observing = true;
    count_present(world, HC_TOTAL_users_start);
    hc_levers_start(world);
    hc_count(world, HC_TOTAL_runs, 1.0);
    enum des_status status = hc_care_start(world);
    if (status != DES_OK) {
        hc_fail(world, status);
    }
}

static void count_on_site(struct hc_world *world) {
    const struct hc_demand *p = &world->p.demand;
    double hours = 0.0;
    for (size_t i = 0; i < world->people.here_count; i++) {
        const struct hc_user *user = hc_user_at(world, world->people.here[i]);
        if (user->state == HC_AT_HOME) {
            hours += user->living == HC_IN_CARE_HOUSING ? p->on_site_hours_week
                     : user->living == HC_OTHER_SERVICE ? p->other_hours_week
                                                        : 0.0;
        }
    }
    hours = p->planned_of_granted * hours / 7.0;
    hc_count(world, HC_TOTAL_on_site_hours, hours);
    hc_money_on_site(world, hours);
}

static void sample_continuity(struct hc_world *world, int64_t day) {
    for (size_t i = 0; i < world->people.here_count; i++) {
        const struct hc_user *user = hc_user_at(world, world->people.here[i]);
        if (user->living == HC_ON_ROUTE && user->state == HC_AT_HOME && !user->help_only &&
            hc_now(world) - user->entered >= 28.0 * HC_DAY) {
            hc_count_user(world, user, HC_TOTAL_carers_28_days, hc_user_carers(user, day));
            hc_count_user(world, user, HC_TOTAL_carers_samples, 1.0);
        }
    }
}

static void on_midnight(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    (void)event;
    struct hc_world *world = context;
    int64_t day = hc_day_of(hc_now(world));
    hc_schedule_first(world, hc_now(world) + HC_DAY, HC_PRIORITY_FIRST + 1, HC_EVENT_MIDNIGHT, 0,
                      0);
    hc_effect_catch_up(world, hc_now(world) - 1.0 / 64.0);
    hc_trace_daily(world, day - 1); /* the day that ended */
    if (day >= world->days) {
        return; /* the run ends here: no day begins */
    }
    hc_people_midnight(world);
    hc_travel_midnight(world, day);
    hc_health_midnight(world, day);
    hc_staff_midnight(world, day);
    count_on_site(world);
    hc_levers_midnight(world);
    hc_count(world, HC_TOTAL_observed_days, 1.0);
    hc_summary_midnight(world);
    hc_count(world, HC_TOTAL_inhabitant_years, (double)world->p.municipality.population / 365.25);
    hc_count(world, HC_TOTAL_own_post_days, hc_own_staff_fte(world));
    hc_count(world, HC_TOTAL_function_days, world->care.active);
    if (hc_weekday(day) == 0) {
        sample_continuity(world, day);
    }
}

static const des_handler handlers[HC_EVENTS] = {
    [HC_EVENT_OBSERVE] = on_observe,
    [HC_EVENT_MIDNIGHT] = on_midnight,
    [HC_EVENT_ROAD] = hc_on_road,
    [HC_EVENT_ENTRY] = hc_on_entry,
    [HC_EVENT_SERVICE_ENDED] = hc_on_service_ended,
    [HC_EVENT_DEATH] = hc_on_death,
    [HC_EVENT_ALARM] = hc_on_alarm,
    [HC_EVENT_CHANGE] = hc_on_change,
    [HC_EVENT_CRISIS] = hc_on_crisis,
    [HC_EVENT_SUDDEN] = hc_on_sudden,
    [HC_EVENT_HAZARD_STEP] = hc_on_hazard_step,
    [HC_EVENT_GP_ANSWER] = hc_on_gp_answer,
    [HC_EVENT_NURSING_HOME_NEED] = hc_on_nursing_home_need,
    [HC_EVENT_FUNCTION_GAIN] = hc_on_function_gain,
    [HC_EVENT_LEGEVAKT_SEEN] = hc_on_legevakt_seen,
    [HC_EVENT_LEGEVAKT_DONE] = hc_on_legevakt_done,
    [HC_EVENT_STAY_END] = hc_on_stay_end,
    [HC_EVENT_KAD_END] = hc_on_kad_end,
    [HC_EVENT_SHORT_TERM_BED] = hc_on_short_term_bed,
    [HC_EVENT_EXTRA_BED] = hc_on_extra_bed,
    [HC_EVENT_SHORT_TERM_END] = hc_on_short_term_end,
    [HC_EVENT_NURSING_HOME_BED] = hc_on_nursing_home_bed,
    [HC_EVENT_BACKGROUND] = hc_on_background,
    [HC_EVENT_BACKGROUND_BED] = hc_on_background_bed,
    [HC_EVENT_BACKGROUND_END] = hc_on_background_end,
    [HC_EVENT_ABSENCE] = hc_on_absence,
    [HC_EVENT_LEAVING] = hc_on_leaving,
    [HC_EVENT_HIRED] = hc_on_hired,
    [HC_EVENT_SHIFT_PLAN] = hc_on_shift_plan,
    [HC_EVENT_VISIT_END] = hc_on_visit_end,
    [HC_EVENT_SHIFT_END] = hc_on_shift_end,
    [HC_EVENT_OWN_START] = hc_on_own_start,
    [HC_EVENT_OWN_DONE] = hc_on_own_done,
    [HC_EVENT_OWN_END] = hc_on_own_end,
    [HC_EVENT_FUNCTION_END] = hc_on_function_end,
    [HC_EVENT_REACHED] = hc_on_reached,
    [HC_EVENT_WARD_DETERIORATION] = hc_on_ward_deterioration,
    [HC_EVENT_DIGITAL_VISIT] = hc_on_digital_visit,
    [HC_EVENT_STUDY_BEGIN] = hc_on_study_begin,
    [HC_EVENT_STUDY_END] = hc_on_study_end,
};
static const char *const event_names[HC_EVENTS] = {
#define X(name) #name,
    HC_EVENT_LIST(X)
#undef X
};
static const char *const draw_names[HC_DRAWS] = {
#define X(name, text) text,
    HC_DRAW_LIST(X)
#undef X
};

void hc_world_destroy(struct hc_world *world) {
    if (!world) {
        return;
    }
    hc_world_destroy(world->effect.usual);
    hc_effect_fini(world);
    hc_care_fini(world);
    hc_education_fini(world);
    hc_own_staff_fini(world);
    hc_planner_fini(world);
    hc_shifts_fini(world);
    hc_staff_fini(world);
    hc_nursing_home_fini(world);
    hc_services_fini(world);
    hc_people_fini(world);
    hc_map_fini(world);
    hc_own_data_fini(&world->data);
    des_sim_destroy(world->sim);
    free(world);
}

/* Times of the parameters that are added up as they are. */
static void put_on_grid(struct hc_parameters *p) {
    double *const minutes[] = {
        &p->shift.day_start,         &p->shift.evening_start,  &p->shift.night_start,
        &p->shift.report_start_min,  &p->shift.report_end_min, &p->shift.break_min,
        &p->shift.documentation_min, &p->demand.window_min,    &p->planning.early_min,
        &p->planning.look_ahead_min,
    };
    for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
        *minutes[i] = hc_grid(*minutes[i]);
    }
}

/* A municipality has more or fewer users than others of its ages and class: a level of its
 * own, by its number, so that places differ from each other and arms do not. */
static void draw_level(struct hc_world *world) {
    struct hc_municipality *m = &world->p.municipality;
    uint64_t number = strtoull(m->code, NULL, 10);
    struct des_block b = des_draw(&world->random, des_entity(HC_ENTITY_PLACE, 0),
                                  world->purpose[HC_DRAW_LEVEL], number, 0);
    double level = des_lognormal_from(b.word[0], 1.0, m->users_log_sd);
    m->users_per_1000 *= level;
    m->coverage_80_plus = hc_min(0.95, m->coverage_80_plus * level);
    m->care_housing_per_1000 *= level;
}

static enum des_status prepare(struct hc_world *world, const struct des_run_input *input,
                               struct des_error *error) {
    world->random = input->random;
    world->days = input->days;
    world->trace.level = input->trace;
    world->trace.sink = input->sink;
    hc_parameters_fill(input->values, &world->p);
    put_on_grid(&world->p);
    enum des_status status = des_purposes_fill(draw_names, HC_DRAWS, world->purpose, error);
    if (status == DES_OK) {
        status = hc_calendar_init(&world->calendar, world->p.calendar.start, error);
    }
    if (status != DES_OK) {
        return status;
    }
    draw_level(world);
    const struct des_sim_options options = {
        .start = -(double)world->p.calendar.warm_up_days * HC_DAY, .capacity_hint = 4096};
    world->sim = des_sim_create(&options);
    if (!world->sim) {
        return DES_ENOMEM;
    }
    for (int k = 0; k < HC_EVENTS && status == DES_OK; k++) {
        status = des_sim_add_kind(world->sim, event_names[k], handlers[k], world, &world->kind[k]);
    }
    return status;
}

/* What is wrong with the data was told when the scenario was checked. */
static enum des_status take_data(struct hc_world *world, struct des_error *error) {
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    enum des_status status = hc_own_data_take(&world->p.data, &world->data, &told);
    if (status == DES_EINPUT) {
        status = des_fail(error, status, "%s", told.count > 0 ? told.lines[0] : "");
    }
    des_diagnostics_fini(&told);
    return status;
}

static enum des_status populate(struct hc_world *world) {
    static enum des_status (*const parts[])(struct hc_world *) = {
        hc_map_init,   hc_people_init, hc_services_init, hc_nursing_home_init,
        hc_staff_init, hc_shifts_init, hc_planner_init,
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        enum des_status status = parts[i](world);
        if (status != DES_OK) {
            return status;
        }
    }
    return DES_OK;
}

static void first_events(struct hc_world *world) {
    int64_t day = hc_day_of(hc_now(world));
    hc_schedule_first(world, 0.0, HC_PRIORITY_FIRST, HC_EVENT_OBSERVE, 0, 0);
    hc_schedule_first(world, (double)day * HC_DAY, HC_PRIORITY_FIRST + 1, HC_EVENT_MIDNIGHT, 0, 0);
    for (uint32_t k = 0; k < HC_SHIFT_KINDS; k++) {
        hc_schedule_first(world, hc_shift_start_of(world, (enum hc_shift_kind)k, day),
                          HC_PRIORITY_PLAN, HC_EVENT_SHIFT_PLAN, k, 0);
    }
}

enum des_status hc_world_create(const struct des_run_input *input, struct hc_world **result,
                                struct des_error *error) {
    struct hc_world *world = calloc(1, sizeof *world);
    if (!world) {
        return DES_ENOMEM;
    }
    enum des_status status = prepare(world, input, error);
    if (status != DES_OK) {
        hc_world_destroy(world);
        return status;
    }
    *result = world;
    return DES_OK;
}

enum des_status hc_world_begin(struct hc_world *world, const struct hc_care_model *model,
                               const struct des_values *values, struct des_error *error) {
    enum des_status status = take_data(world, error);
    if (status == DES_OK) {
        status = populate(world);
    }
    if (status == DES_OK) {
        status = hc_care_init(world, model, values);
    }
    if (status == DES_OK) {
        first_events(world);
        status = world->failure;
    }
    if (status != DES_OK && world->why.status != DES_OK) {
        des_fail(error, status, "staff: %s", world->why.text);
    }
    return status;
}

/* Nothing is left open, and all time is counted. */
static void close_books(struct hc_world *world) {
    hc_shift_close(world);
    count_present(world, HC_TOTAL_users_end);
    hc_count(world, HC_TOTAL_own_posts_end, hc_own_staff_fte(world));
    hc_people_count_time(world);
    hc_summary_finish(world);
    hc_money_finish(world);
}

enum des_status hc_world_finish(struct hc_world *world, double *totals, struct des_error *error) {
    hc_effect_catch_up(world, (double)world->days * HC_DAY);
    if (world->failure != DES_OK) {
        return des_fail(error, world->failure, "the run ended early: %s",
                        world->why.status != DES_OK ? world->why.text
                                                    : des_status_text(world->failure));
    }
    close_books(world);
    if (world->effect.usual) {
        close_books(world->effect.usual);
        hc_effect_finish(world);
    }
    memcpy(totals, world->totals, sizeof world->totals);
    return DES_OK;
}

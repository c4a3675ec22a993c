#include "home_care.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "composition.h"
#include "derive.h"
#include "grid.h"
#include "register.h"
#include "words.h"
#include "world.h"

/* ---- groups of parameters ---- */

static const char *const controls[] = {"none", "same_structure", "same_money", NULL};
static const char *const posts[] = {"converted", "added", NULL};
static const char *const against[] = {"nobody", "baseline", "same_structure", NULL};

static const struct des_param arm_params[] = {
    DES_TEXT(struct hc_arm, model, "baseline", "the experiment", DES_GRADE_D,
             "care model of the arm"),
    DES_TEXT(struct hc_arm, parts, "", "the experiment", DES_GRADE_D,
             "the parts it is made of, in the order in which they are asked, as a list or "
             "\"referral, round\"; \"\": those the model names"),
    DES_CHOICE(struct hc_arm, control, controls, HC_CONTROL_NONE, "the experiment", DES_GRADE_D,
               "none; same_structure: nurses in the posts of own staff; same_money: the money as "
               "nurse hours in the rota"),
    DES_CHOICE(struct hc_arm, post, posts, HC_POST_CONVERTED, "the experiment", DES_GRADE_D,
               "own staff in converted nurse posts, whose shifts fall vacant, or in added ones"),
    DES_CHOICE(struct hc_arm, against, against, HC_AGAINST_NOBODY, "the experiment", DES_GRADE_D,
               "follow the users that own staff reach also as they would fare in the baseline, or "
               "with nurses in the same structure: twice the time, for aksim show --effects"),
    {0},
};

#define GROUP(path_, params_, field_, meaning_)                                                    \
    {                                                                                              \
        .path = path_, .params = params_, .size = sizeof(((struct hc_parameters *)NULL)->field_),  \
        .meaning = meaning_                                                                        \
    }

static const struct {
    struct des_param_group group;
    size_t offset;
} world_groups[] = {
    {GROUP("arm", arm_params, arm, "what is done in an arm"), offsetof(struct hc_parameters, arm)},
    {GROUP("calendar", hc_calendar_params, calendar, "dates and warm-up"),
     offsetof(struct hc_parameters, calendar)},
    {GROUP("municipality", hc_municipality_params, municipality, "the place and its people"),
     offsetof(struct hc_parameters, municipality)},
    {GROUP("map", hc_map_params, map, "where people live"), offsetof(struct hc_parameters, map)},
    {GROUP("travel", hc_travel_params, travel, "roads and speed"),
     offsetof(struct hc_parameters, travel)},
    {GROUP("travel.modes", hc_modes_params, modes, "on foot and by bicycle in dense zones"),
     offsetof(struct hc_parameters, modes)},
    {GROUP("travel.winter", hc_winter_params, winter, "slower roads in winter"),
     offsetof(struct hc_parameters, winter)},
    {GROUP("travel.ferry", hc_ferry_params, ferry, "settlements beyond a ferry"),
     offsetof(struct hc_parameters, ferry)},
    {GROUP("travel.closed", hc_closed_params, closed, "roads that are closed at times"),
     offsetof(struct hc_parameters, closed)},
    {GROUP("demography", hc_demography_params, demography, "another year than 2024"),
     offsetof(struct hc_parameters, demography)},
    {GROUP("demand", hc_demand_params, demand, "users and care plans"),
     offsetof(struct hc_parameters, demand)},
    {GROUP("health", hc_health_params, health, "changes, acute events, function, death"),
     offsetof(struct hc_parameters, health)},
    {GROUP("response", hc_response_params, response, "noticing, and ordinary practice"),
     offsetof(struct hc_parameters, response)},
    {GROUP("services", hc_services_params_table, services, "GP, legevakt, beds, hospital"),
     offsetof(struct hc_parameters, services)},
    {GROUP("staff", hc_staff_params_table, staff, "posts, rota, absence, cover"),
     offsetof(struct hc_parameters, staff)},
    {GROUP("shift", hc_shift_params_table, shift, "how a shift goes"),
     offsetof(struct hc_parameters, shift)},
    {GROUP("planning", hc_planning_params, planning, "how lists are made"),
     offsetof(struct hc_parameters, planning)},
    {GROUP("nurse", hc_nurse_params, nurse, "what an ordinary nurse achieves"),
     offsetof(struct hc_parameters, nurse)},
    {GROUP("aks", hc_aks_params, aks, "what an AKS achieves: assumed, with wide doubt"),
     offsetof(struct hc_parameters, aks)},
    {GROUP("function", hc_function_params, function, "how own staff are set into the service"),
     offsetof(struct hc_parameters, function)},
    {GROUP("money", hc_money_params, money, "prices and pay, NOK 2024"),
     offsetof(struct hc_parameters, money)},
    {GROUP("arm.levers.task_sharing", hc_task_sharing_params, levers.task_sharing,
           "L1: which profession may do what"),
     offsetof(struct hc_parameters, levers.task_sharing)},
    {GROUP("arm.levers.rota", hc_rota_change_params, levers.rota,
           "L2: another rota, full-time culture"),
     offsetof(struct hc_parameters, levers.rota)},
    {GROUP("arm.levers.technology", hc_technology_params, levers.technology,
           "L4: welfare technology"),
     offsetof(struct hc_parameters, levers.technology)},
    {GROUP("arm.levers.rights", hc_rights_params, levers.rights,
           "L5: own staff's right to prescribe and refer"),
     offsetof(struct hc_parameters, levers.rights)},
    {GROUP("arm.levers.education", hc_education_params, levers.education,
           "L6: how nurses become AKS"),
     offsetof(struct hc_parameters, levers.education)},
    {GROUP("arm.levers.projection", hc_projection_params, levers.projection,
           "L7: need and supply in years ahead"),
     offsetof(struct hc_parameters, levers.projection)},
    {GROUP("arm.levers.region", hc_region_params, levers.region,
           "L8: services shared with neighbouring municipalities"),
     offsetof(struct hc_parameters, levers.region)},
    {GROUP("arm.levers.continuity", hc_continuity_params, levers.continuity,
           "L9: people who know each other"),
     offsetof(struct hc_parameters, levers.continuity)},
    {GROUP("data", hc_data_params, data, "a municipality's own settlements, users and posts"),
     offsetof(struct hc_parameters, data)},
};
enum { WORLD_GROUPS = sizeof world_groups / sizeof *world_groups };

/* ---- the model object: world groups, then one group per care model ---- */

struct hc_home_care {
    struct des_model model;
    struct des_places places;
    struct hc_register municipalities;
    const struct hc_care_model **care_model;
    size_t care_model_count;
    struct des_param_group *group;
    char (*path)[128];        /* "care.<name>", "care.<name>.<part>" */
    struct des_param **table; /* owned, one per group of a care model */
    size_t table_count;
};

static const struct hc_care_model *find_care_model(const struct hc_home_care *home_care,
                                                   const char *name) {
    for (size_t i = 0; i < home_care->care_model_count; i++) {
        if (strcmp(home_care->care_model[i]->name, name) == 0) {
            return home_care->care_model[i];
        }
    }
    return NULL;
}

/* ---- one run ---- */

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

/* The stock, by stratum. */
static void count_present(struct hc_world *world, enum hc_total total) {
    for (size_t i = 0; i < world->people.count; i++) {
        if (hc_user_served(&world->people.user[i])) {
            hc_count_user(world, &world->people.user[i], total, 1.0);
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
    for (size_t i = 0; i < world->people.count; i++) {
        const struct hc_user *user = &world->people.user[i];
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
    for (size_t i = 0; i < world->people.count; i++) {
        const struct hc_user *user = &world->people.user[i];
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
    hc_travel_midnight(world, day);
    hc_health_midnight(world, day);
    hc_staff_midnight(world, day);
    count_on_site(world);
    hc_levers_midnight(world);
    hc_count(world, HC_TOTAL_observed_days, 1.0);
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

static void destroy(void *state) {
    struct hc_world *world = state;
    if (!world) {
        return;
    }
    destroy(world->effect.usual);
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

/* Fills every group of the world from the values. */
static void fill_parameters(const struct des_values *values, struct hc_parameters *p) {
    for (size_t g = 0; g < WORLD_GROUPS; g++) {
        des_values_fill_named(values, world_groups[g].group.path,
                              (char *)p + world_groups[g].offset);
    }
    hc_demography_apply(&p->demography, &p->municipality, &p->demand);
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
    fill_parameters(input->values, &world->p);
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

static enum des_status begin(struct hc_world *world, const struct hc_home_care *home_care,
                             const struct des_run_input *input, struct des_error *error) {
    enum des_status status = take_data(world, error);
    if (status == DES_OK) {
        status = populate(world);
    }
    if (status == DES_OK) {
        const struct hc_care_model *model = find_care_model(home_care, world->p.arm.model);
        status = model ? hc_care_init(world, model, input->values)
                       : des_fail(error, DES_EINPUT, "arm.model: there is no care model \"%s\"",
                                  world->p.arm.model);
    }
    if (status == DES_OK) {
        first_events(world);
        status = world->failure;
    }
    return status;
}

/* The arm as it is compared with: see effect.h. */
static enum des_status create_usual(struct hc_world *world, const struct hc_home_care *home_care,
                                    const struct des_run_input *input, struct des_error *error) {
    struct hc_world *usual = calloc(1, sizeof *usual);
    if (!usual) {
        return DES_ENOMEM;
    }
    world->effect.usual = usual;
    struct des_run_input silent = *input;
    silent.trace = DES_TRACE_NONE;
    silent.sink = NULL;
    enum des_status status = prepare(usual, &silent, error);
    usual->p.arm.against = HC_AGAINST_NOBODY;
    if (world->p.arm.against == HC_AGAINST_BASELINE) {
        usual->p.arm = (struct hc_arm){.model = "baseline", .parts = ""};
    } else {
        usual->p.arm.control = HC_CONTROL_SAME_STRUCTURE;
    }
    return status == DES_OK ? begin(usual, home_care, &silent, error) : status;
}

static enum des_status create(const void *context, const struct des_run_input *input,
                              struct des_run_setup *setup, struct des_error *error) {
    const struct hc_home_care *home_care = context;
    struct hc_world *world = calloc(1, sizeof *world);
    if (!world) {
        return DES_ENOMEM;
    }
    enum des_status status = prepare(world, input, error);
    if (status == DES_OK) {
        status = begin(world, home_care, input, error);
    }
    if (status == DES_OK && world->p.arm.against != HC_AGAINST_NOBODY) {
        status = create_usual(world, home_care, input, error);
    }
    if (status != DES_OK) {
        if (world->why.status != DES_OK) {
            des_fail(error, status, "staff: %s", world->why.text);
        }
        destroy(world);
        return status;
    }
    *setup = (struct des_run_setup){
        .state = world,
        .sim = world->sim,
        .end = (double)world->days * HC_DAY,
        .slice = 7.0 * HC_DAY,
    };
    return DES_OK;
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

static enum des_status finish(void *state, double *totals, struct des_error *error) {
    struct hc_world *world = state;
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

/* ---- rules between parameters ---- */

static void check_arm(const struct hc_home_care *home_care, const struct hc_arm *arm,
                      struct des_diagnostics *diagnostics) {
    const struct hc_care_model *model = find_care_model(home_care, arm->model);
    if (model) {
        hc_composition_check(model, arm->parts, diagnostics);
        return;
    }
    const char *names[64];
    size_t count = home_care->care_model_count < 64 ? home_care->care_model_count : 64;
    for (size_t i = 0; i < count; i++) {
        names[i] = home_care->care_model[i]->name;
    }
    char accepted[640];
    hc_words_accepted(names, count, arm->model, accepted, sizeof accepted);
    des_diagnostics_add(diagnostics, "arm.model: there is no care model \"%s\" %s", arm->model,
                        accepted);
}

static void check(const void *context, const struct des_values *values,
                  struct des_diagnostics *diagnostics) {
    struct hc_parameters p;
    fill_parameters(values, &p);
    check_arm(context, &p.arm, diagnostics);
    hc_rules_check(&p, diagnostics);
}

/* ---- places: the municipalities of the built-in table ---- */

static const struct hc_register_entry *entry_of(const void *context, size_t place) {
    const struct hc_home_care *home_care = context;
    return &home_care->municipalities.entry[place];
}

static enum des_status find_place(const void *context, const char *wanted, size_t *place,
                                  struct des_error *error) {
    const struct hc_home_care *home_care = context;
    return hc_register_find(&home_care->municipalities, wanted, place, error);
}

static const char *place_code(const void *context, size_t place) {
    return entry_of(context, place)->code;
}

static const char *place_name(const void *context, size_t place) {
    return entry_of(context, place)->name;
}

static char *place_text(const void *context, size_t place) {
    return hc_derive_text(entry_of(context, place), HC_REGISTER_SOURCE, DES_GRADE_A, NULL, 0);
}

static enum des_status read_places(struct hc_home_care *home_care, struct des_error *error) {
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    enum des_status status = hc_register_read(hc_register_norway, "the built-in table",
                                              &home_care->municipalities, &told);
    if (status == DES_EINPUT) { /* a defect of the program */
        status = des_fail(error, DES_ERANGE, "%s", told.count > 0 ? told.lines[0] : "");
    }
    des_diagnostics_fini(&told);
    home_care->places = (struct des_places){"municipality", home_care->municipalities.count,
                                            find_place,     place_code,
                                            place_name,     place_text};
    home_care->model.places = &home_care->places;
    return status;
}

/* ---- create and destroy ---- */

static enum des_status check_interface(const struct hc_care_model *model, struct des_error *error) {
    if (model->abi != HC_CARE_MODEL_ABI || model->size != sizeof *model) {
        return des_fail(error, DES_EINPUT,
                        "a plug-in was built for interface %u (%u bytes); this program has %u "
                        "(%u bytes)",
                        model->abi, model->size, HC_CARE_MODEL_ABI, (unsigned)sizeof *model);
    }
    return DES_OK;
}

/* It is a step of paths: a small letter, then small letters, digits and _. */
static bool is_name(const char *text) {
    size_t length = strlen(text);
    return length <= 64 && text[0] >= 'a' && text[0] <= 'z' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == length;
}

/* A value without a source does not exist. */
static bool has_sources(const struct hc_care_model *model, struct des_error *error) {
    for (const struct des_param *p = model->params; p && p->key; p++) {
        if (!p->source || p->source[0] == '\0' || p->grade == DES_GRADE_NONE) {
            des_fail(error, DES_EINPUT,
                     "care model \"%s\": the parameter \"%s\" has no source or no grade (a guess "
                     "says \"assumed\" and has grade D)",
                     model->name, p->key);
            return false;
        }
    }
    return true;
}

static bool is_sound_model(const struct hc_home_care *home_care, const struct hc_care_model *model,
                           struct des_error *error) {
    if (!model->name || !model->summary || !model->source) {
        des_fail(error, DES_EINPUT, "a plug-in has no name, summary or source");
        return false;
    }
    if (!is_name(model->name)) {
        des_fail(error, DES_EINPUT,
                 "\"%.80s\" is not a name for a care model (accepted: a to z, digits and _, a "
                 "letter first, up to 64)",
                 model->name);
        return false;
    }
    if (find_care_model(home_care, model->name)) {
        des_fail(error, DES_EINPUT, "the care model \"%s\" is there already", model->name);
        return false;
    }
    return has_sources(model, error) && hc_organisation_check(model, error) == DES_OK;
}

static enum des_status add_care_model(struct hc_home_care *home_care,
                                      const struct hc_care_model *model) {
    home_care->care_model[home_care->care_model_count++] = model;
    for (size_t k = 0; k < hc_organisation_groups(model); k++) {
        size_t g = home_care->model.group_count;
        enum des_status status =
            hc_organisation_group(model, k, home_care->path[g], &home_care->group[g],
                                  &home_care->table[home_care->table_count]);
        if (status != DES_OK) {
            return status;
        }
        home_care->table_count++;
        home_care->model.group_count++;
    }
    return DES_OK;
}

static const struct des_model template = {
    .name = "home_care",
    .summary = "municipal home care: users, visits, staff, pathways and money in one municipality",
    .totals = hc_totals,
    .total_count = HC_TOTALS,
    .outcomes = hc_outcomes,
    .strata = hc_stratum_names,
    .stratum_count = HC_STRATA,
    .targets = hc_targets,
    .tables = hc_tables,
    .table_count = HC_TABLES,
    .check = check,
    .create = create,
    .finish = finish,
    .destroy = destroy,
};

static size_t groups_of(const struct hc_care_model *const *models, size_t count) {
    size_t groups = 0;
    for (size_t i = 0; i < count; i++) {
        groups += hc_organisation_groups(models[i]);
    }
    return groups;
}

static enum des_status make_room(struct hc_home_care *home_care, size_t models, size_t groups) {
    home_care->care_model = calloc(models, sizeof *home_care->care_model);
    home_care->group = calloc(WORLD_GROUPS + groups, sizeof *home_care->group);
    home_care->path = calloc(WORLD_GROUPS + groups, sizeof *home_care->path);
    home_care->table = calloc(groups, sizeof *home_care->table);
    return home_care->care_model && home_care->group && home_care->path && home_care->table
               ? DES_OK
               : DES_ENOMEM;
}

static enum des_status add_models(struct hc_home_care *home_care,
                                  const struct hc_care_model *const *models, size_t count,
                                  struct des_error *error) {
    for (size_t i = 0; i < count; i++) {
        if (!is_sound_model(home_care, models[i], error)) {
            return DES_EINPUT;
        }
        enum des_status status = add_care_model(home_care, models[i]);
        if (status != DES_OK) {
            return status;
        }
    }
    return DES_OK;
}

enum des_status hc_home_care_create(const struct hc_care_model *const *plugins, size_t plugin_count,
                                    struct hc_home_care **result, struct des_error *error) {
    struct hc_home_care *home_care = calloc(1, sizeof *home_care);
    if (!home_care) {
        return DES_ENOMEM;
    }
    enum des_status status = DES_OK;
    for (size_t i = 0; i < plugin_count && status == DES_OK; i++) {
        status = check_interface(plugins[i], error);
    }
    size_t groups = groups_of(hc_care_models, hc_care_model_count);
    if (status == DES_OK) {
        status = make_room(home_care, hc_care_model_count + plugin_count,
                           groups + groups_of(plugins, plugin_count));
    }
    if (status == DES_OK) {
        home_care->model = template;
        home_care->model.outcome_count = hc_outcome_count;
        home_care->model.effects = hc_effects;
        home_care->model.effect_count = hc_effect_count;
        home_care->model.context = home_care;
        home_care->model.groups = home_care->group;
        for (size_t g = 0; g < WORLD_GROUPS; g++) {
            home_care->group[home_care->model.group_count++] = world_groups[g].group;
        }
        status = read_places(home_care, error);
    }
    if (status == DES_OK) {
        status = add_models(home_care, hc_care_models, hc_care_model_count, error);
    }
    if (status == DES_OK) {
        status = add_models(home_care, plugins, plugin_count, error);
    }
    if (status != DES_OK) {
        hc_home_care_destroy(home_care);
        return status;
    }
    *result = home_care;
    return DES_OK;
}

void hc_home_care_destroy(struct hc_home_care *home_care) {
    if (home_care) {
        hc_register_fini(&home_care->municipalities);
        for (size_t i = 0; i < home_care->table_count; i++) {
            free(home_care->table[i]);
        }
        free(home_care->table);
        free(home_care->care_model);
        free(home_care->group);
        free(home_care->path);
        free(home_care);
    }
}

const struct des_model *hc_home_care_model(const struct hc_home_care *home_care) {
    return &home_care->model;
}

const struct hc_care_model *const *hc_home_care_models(const struct hc_home_care *home_care,
                                                       size_t *count) {
    *count = home_care->care_model_count;
    return home_care->care_model;
}

#include "care.h"

#include <stdio.h>
#include <stdlib.h>

#include "composition.h"
#include "home_care/grid.h"
#include "home_care/world.h"

/* ---- init ---- */

/* State `i` of the care, with the parameters of group care.<owner>[.<part>]. */
static enum des_status make_part(struct hc_care *care, size_t i, const char *owner,
                                 const char *group, const struct hc_hooks *hooks,
                                 const struct des_param *params, size_t size,
                                 const struct des_values *values) {
    char path[192];
    (void)snprintf(path, sizeof path, "care.%s%s%s", owner, group ? "." : "", group ? group : "");
    care->part[i] = (struct hc_care_part){hooks, calloc(1, size + 1)};
    if (!care->part[i].state) {
        return DES_ENOMEM;
    }
    if (params) {
        des_values_fill_named(values, path, care->part[i].state);
    }
    return DES_OK;
}

static void fill_organisation(struct hc_care *care, const struct des_values *values) {
    char path[128];
    if (!hc_organisation_has_staff(care->model)) {
        return; /* the baseline */
    }
    (void)snprintf(path, sizeof path, "care.%s.staffing", care->model->name);
    des_values_fill_named(values, path, &care->staffing);
    care->staffing.day_start = hc_grid(care->staffing.day_start);
    (void)snprintf(path, sizeof path, "care.%s.area", care->model->name);
    des_values_fill_named(values, path, &care->area);
}

static enum des_status fill_parts(struct hc_care *care, const struct hc_chosen_part *chosen,
                                  const struct des_values *values) {
    const struct hc_care_model *model = care->model;
    enum des_status status = make_part(care, 0, model->name, NULL, &model->hooks, model->params,
                                       model->state_size, values);
    for (size_t i = 1; i < care->part_count && status == DES_OK; i++) {
        const struct hc_part *part = chosen[i - 1].part;
        status = make_part(care, i, chosen[i - 1].owner, part->name, &part->hooks, part->params,
                           part->state_size, values);
    }
    return status;
}

static enum des_status make_parts(struct hc_care *care, const struct hc_arm *arm,
                                  const struct des_values *values) {
    struct hc_chosen_part *chosen = calloc(hc_part_count + 1, sizeof *chosen);
    if (!chosen) {
        return DES_ENOMEM;
    }
    care->part_count = 1 + hc_composition(care->model, arm, chosen);
    care->part = calloc(care->part_count, sizeof *care->part);
    enum des_status status = care->part ? fill_parts(care, chosen, values) : DES_ENOMEM;
    free(chosen);
    return status;
}

struct hc_competence hc_competence_of(const struct hc_parameters *p, int own) {
    if (own == HC_OWN_AKS) {
        return p->aks;
    }
    struct hc_competence competence = p->nurse;
    if (own == HC_OWN_PHARMACIST) {
        competence.medicine_hazard = p->pharmacist.medicine_hazard;
        competence.base_pay = p->pharmacist.base_pay;
    }
    return competence;
}

enum des_status hc_care_init(struct hc_world *world, const struct hc_care_model *model,
                             const struct des_values *values) {
    struct hc_care *care = &world->care;
    care->model = model;
    care->api = hc_api_template;
    care->api.world = world;
    care->orders.world = world;
    enum des_status status = make_parts(care, &world->p.arm, values);
    if (status != DES_OK) {
        return status;
    }
    fill_organisation(care, values);
    bool control = world->p.arm.control == HC_CONTROL_SAME_STRUCTURE;
    care->competence = hc_competence_of(&world->p, control ? HC_OWN_NURSE : care->staffing.own);
    return hc_function_init(world);
}

void hc_care_fini(struct hc_world *world) {
    struct hc_care *care = &world->care;
    for (size_t i = 0; care->part && i < care->part_count; i++) {
        free(care->part[i].state);
    }
    free(care->part);
    free(care->orders.order);
    hc_function_fini(world);
}

/* The money of the own staff, as nurse posts in the rota: of full size but for
 * the last, in the zones in turn. */
static enum des_status hire_for_same_money(struct hc_world *world) {
    const struct hc_care *care = &world->care;
    struct hc_education_expected due = {.filled = 1.0};
    if (hc_education_needed(world)) {
        due = hc_education_expected(world, care->posts);
    }
    double fte = hc_money_same_nurse_fte(world, due.filled * (double)care->posts,
                                         due.filled * care->converted, due.nok_year);
    for (uint32_t n = 0; fte > 0.01; n++) {
        double position = hc_min(1.0, fte);
        if (hc_staff_add_post(world, HC_NURSE, position, n % (uint32_t)world->map.zone_count,
                              false) == HC_NOWHERE) {
            return DES_ENOMEM;
        }
        fte -= position;
    }
    return DES_OK;
}

static size_t posts_of(const struct hc_care *care, const struct hc_place *place) {
    return care->model->posts ? care->model->posts(care->part[0].state, place)
                              : hc_staffing_posts(&care->staffing, place);
}

/* Posts of own staff, of all who share them. */
static size_t posts_of_region(const struct hc_world *world) {
    struct hc_place place = hc_care_place(world);
    double users = hc_region_users(world);
    place.users = (size_t)((double)place.users * users + 0.5);
    place.residents = (size_t)((double)place.residents * users + 0.5);
    return posts_of(&world->care, &place);
}

/* Of a post that is shared, this municipality converts its part. */
static double posts_converted(const struct hc_world *world) {
    return (double)world->care.posts * world->care.staffing.here;
}

/* ---- asking the model and its parts ---- */

/* Asks one of them about an occasion. */
typedef enum hc_reply (*asker)(const struct hc_care_part *part, struct hc_care *care,
                               const void *occasion);

/* Asks in order until somebody takes it, and carries out what was ordered. */
static enum hc_reply ask(struct hc_world *world, asker one, const void *occasion) {
    struct hc_care *care = &world->care;
    size_t first = care->orders.count;
    enum hc_reply reply = HC_PASS;
    for (size_t i = 0; i < care->part_count && reply == HC_PASS; i++) {
        care->orders.author = (uint32_t)i;
        reply = one(&care->part[i], care, occasion);
    }
    hc_orders_carry_out(world, first);
    return reply;
}

#define ASKER(hook, type, argument)                                                                \
    static enum hc_reply ask_##hook(const struct hc_care_part *part, struct hc_care *care,         \
                                    const void *occasion) {                                        \
        const type *it = occasion;                                                                 \
        return part->hooks->hook                                                                   \
                   ? part->hooks->hook(part->state, &care->api, &care->orders, argument)           \
                   : HC_PASS;                                                                      \
    }
ASKER(new_user, uint32_t, *it)
ASKER(change_noticed, struct hc_change, it)
ASKER(change_found, uint32_t, *it)
ASKER(doctor_needed, struct hc_doctor_needed, it)
ASKER(acute_event, struct hc_acute, it)
ASKER(at_legevakt, uint32_t, *it)
ASKER(admission, struct hc_admission, it)
ASKER(discharge, struct hc_discharge, it)

/* What all of them are told. */
static enum hc_reply tell_start(const struct hc_care_part *part, struct hc_care *care,
                                const void *occasion) {
    (void)occasion;
    if (part->hooks->start) {
        part->hooks->start(part->state, &care->api, &care->orders);
    }
    return HC_PASS;
}

static enum hc_reply tell_day(const struct hc_care_part *part, struct hc_care *care,
                              const void *occasion) {
    const int64_t *day = occasion;
    if (part->hooks->day) {
        part->hooks->day(part->state, &care->api, &care->orders, *day, hc_weekday(*day));
    }
    return HC_PASS;
}

static enum hc_reply tell_rota_shift(const struct hc_care_part *part, struct hc_care *care,
                                     const void *occasion) {
    const uint32_t *zone = occasion;
    if (part->hooks->rota_shift) {
        part->hooks->rota_shift(part->state, &care->api, &care->orders, *zone);
    }
    return HC_PASS;
}

/* ---- day 0 ---- */

enum des_status hc_care_start(struct hc_world *world) {
    struct hc_care *care = &world->care;
    care->users_at_start = world->people.present;
    for (size_t i = 0; i < world->people.here_count; i++) {
        const struct hc_user *user = hc_user_at(world, world->people.here[i]);
        care->residents_at_start += user->living == HC_IN_CARE_HOUSING && hc_user_served(user);
    }
    care->posts = posts_of_region(world);
    if (care->posts == 0) {
        return DES_OK;
    }
    bool money = world->p.arm.control == HC_CONTROL_SAME_MONEY;
    bool educate = hc_education_needed(world) && !money;
    if (world->p.arm.post == HC_POST_CONVERTED && !educate) {
        care->converted = money ? hc_staff_convertible(world, posts_converted(world))
                                : hc_staff_convert(world, posts_converted(world));
    }
    if (money) {
        return hire_for_same_money(world);
    }
    enum des_status status = hc_own_staff_start(world, care->posts);
    if (status != DES_OK) {
        return status;
    }
    if (!educate) {
        hc_care_begin(world);
    }
    return DES_OK;
}

void hc_care_begin(struct hc_world *world) {
    world->care.active = true;
    (void)ask(world, tell_start, NULL);
}

/* ---- the occasions ---- */

void hc_care_day(struct hc_world *world, int64_t day) {
    if (!world->care.active) {
        return;
    }
    if (hc_weekday(day) == 0) {
        hc_function_retain(world);
    }
    (void)ask(world, tell_day, &day);
}

void hc_care_rota_shift(struct hc_world *world, uint32_t zone) {
    if (world->care.active) {
        (void)ask(world, tell_rota_shift, &zone);
    }
}

void hc_care_new_user(struct hc_world *world, uint32_t user) {
    if (world->care.active) {
        (void)ask(world, ask_new_user, &user);
    }
}

/* A change that the model takes is its own until it is treated or given back. */
enum hc_reply hc_care_change_noticed(struct hc_world *world, uint32_t user, enum hc_profession by) {
    if (!world->care.active || (by != HC_AKS && !hc_own_presence_soon(world))) {
        return HC_PASS;
    }
    struct hc_user *u = hc_user_at(world, user);
    const struct hc_change change = {user, by, (hc_now(world) - u->change_since) / HC_DAY};
    enum hc_reply reply = ask(world, ask_change_noticed, &change);
    u->change_taken = reply == HC_TAKEN;
    if (u->change_taken && by == HC_AKS) {
        hc_own_staff_reached(world, user); /* she uses her skill, not only her hands */
    }
    return reply;
}

/* Asks when own staff are at work on this or the next working day. */
static enum hc_reply ask_if_soon(struct hc_world *world, asker one, const void *occasion) {
    return world->care.active && hc_own_presence_soon(world) ? ask(world, one, occasion) : HC_PASS;
}

enum hc_reply hc_care_doctor_needed(struct hc_world *world, uint32_t user, bool urgent) {
    const struct hc_doctor_needed need = {user, urgent};
    return ask_if_soon(world, ask_doctor_needed, &need);
}

enum hc_reply hc_care_admission(struct hc_world *world, uint32_t user) {
    const struct hc_admission admission = {user};
    return ask_if_soon(world, ask_admission, &admission);
}

/* Whoever comes within a week may be in time: the part knows how long a follow-up can wait. */
enum hc_reply hc_care_discharge(struct hc_world *world, uint32_t user, double stay_days) {
    const struct hc_discharge discharge = {user, stay_days};
    return world->care.active && hc_own_presence_until(world, hc_day_of(hc_now(world)) + 6)
               ? ask(world, ask_discharge, &discharge)
               : HC_PASS;
}

enum hc_reply hc_care_acute_event(struct hc_world *world, uint32_t user) {
    const struct hc_acute acute = {user};
    return world->care.active && hc_own_presence_within(world, user, world->p.function.reach_min)
               ? ask(world, ask_acute_event, &acute)
               : HC_PASS;
}

enum hc_reply hc_care_at_legevakt(struct hc_world *world, uint32_t user) {
    return world->care.active && hc_own_presence_on_duty(world) ? ask(world, ask_at_legevakt, &user)
                                                                : HC_PASS;
}

enum hc_reply hc_care_change_found(struct hc_world *world, uint32_t user) {
    return ask(world, ask_change_found, &user);
}

static bool is_assessment(enum hc_activity activity) {
    return activity == HC_FIRST_ASSESSMENT || activity == HC_FOLLOW_UP ||
           activity == HC_YEARLY_CHECK || activity == HC_SICK_VISIT ||
           activity == HC_WEEKLY_ROUND || activity == HC_DISCHARGE_FOLLOW_UP ||
           activity == HC_CONSULTATION;
}

static bool finds_change(struct hc_world *world, const struct hc_task *task) {
    if (task->user == HC_NOWHERE || !is_assessment(task->activity) ||
        hc_user_at(world, task->user)->state != HC_AT_HOME) {
        return false;
    }
    uint64_t when =
        (uint64_t)(hc_day_of(hc_now(world)) + (1 << 20)) << 8 | (uint64_t)task->activity;
    return hc_health_assess(world, task->user, &world->care.competence, task->at_place_min, when);
}

void hc_care_task_done(struct hc_world *world, const struct hc_task *task, uint32_t author,
                       double waited_days) {
    struct hc_care *care = &world->care;
    if (!care->active) {
        return;
    }
    struct hc_task_done done = {*task, waited_days, finds_change(world, task)};
    if (task->user != HC_NOWHERE) {
        hc_function_met_zone(world, hc_user_at(world, task->user)->zone);
        if (task->office_min > 0.0) { /* a note to the GP */
            hc_function_met_gp(world, task->user);
        }
    }
    const struct hc_care_part *part = &care->part[author];
    if (part->hooks->task_done) {
        size_t first = care->orders.count;
        care->orders.author = author;
        part->hooks->task_done(part->state, &care->api, &care->orders, &done);
        hc_orders_carry_out(world, first);
    }
    if (done.change_found) {
        (void)hc_care_change_found(world, task->user);
    }
}

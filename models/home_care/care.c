#include "care.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "grid.h"
#include "world.h"

enum order_kind {
    ORDER_TASK,
    ORDER_TREAT,
    ORDER_ASK_GP,
    ORDER_ORDINARY,
    ORDER_MEDICINE_REVIEWED,
    ORDER_FOLLOWED_UP,
    ORDER_GUIDED
};

struct hc_order {
    enum order_kind kind;
    uint32_t subject; /* user or zone */
    enum hc_gp_channel channel;
    struct hc_task task;
};

/* ---- what a model sees ---- */

static double api_now(const struct hc_world *world) {
    return hc_now(world);
}

static struct hc_place api_place(const struct hc_world *world) {
    return (struct hc_place){world->care.users_at_start, world->map.zone_count,
                             world->people.ward_count, world->care.residents_at_start};
}

static const struct hc_competence *api_competence(const struct hc_world *world) {
    return &world->care.competence;
}

static int api_user(const struct hc_world *world, uint32_t id, struct hc_user_view *view) {
    if (id >= world->people.count || !hc_user_served(&world->people.user[id])) {
        return 0;
    }
    const struct hc_user *user = &world->people.user[id];
    *view = (struct hc_user_view){
        .id = id,
        .living = (enum hc_living)user->living,
        .age = (enum hc_age_group)user->age,
        .need = (enum hc_need)user->need,
        .complexity = (enum hc_complexity)user->complexity,
        .zone = user->living == HC_ON_ROUTE ? user->zone : HC_NOWHERE,
        .ward = user->ward,
        .road_km = user->road_km,
        .medicine_reviewed_day = isinf(user->medicine_reviewed_at)
                                     ? INT32_MIN
                                     : (int)hc_day_of(user->medicine_reviewed_at),
    };
    return 1;
}

static size_t api_ward_users(const struct hc_world *world, uint32_t ward, uint32_t *ids,
                             size_t room) {
    const struct hc_people *people = &world->people;
    size_t found = 0;
    uint32_t id = ward < people->ward_count ? people->ward[ward].first : HC_NOWHERE;
    for (; id != HC_NOWHERE; id = people->user[id].next_in_ward) {
        if (hc_user_served(&people->user[id])) {
            if (found < room) {
                ids[found] = id;
            }
            found++;
        }
    }
    return found;
}

static double api_uniform(const struct hc_world *world, const char *purpose, uint32_t user,
                          uint64_t occurrence) {
    char name[128];
    (void)snprintf(name, sizeof name, "care.%s.%s", world->care.model->name, purpose);
    struct des_block b = des_draw(&world->random, des_entity(HC_ENTITY_USER, user),
                                  des_purpose_named(name), occurrence, 0);
    return des_uniform_from(b.word[0]);
}

static double api_acceptance(const struct hc_world *world) {
    const struct hc_function *p = &world->p.function;
    double months = p->months_before + hc_max(0.0, hc_now(world)) / (30.4375 * HC_DAY);
    return p->acceptance_ceiling - (p->acceptance_ceiling - p->acceptance_start) *
                                       exp2(-months / p->acceptance_half_months);
}

static int api_own_staff_within(const struct hc_world *world, uint32_t user, double minutes) {
    return user < world->people.count && hc_own_staff_within(world, user, minutes);
}

static size_t api_waiting_tasks(const struct hc_world *world) {
    return world->own.waiting;
}

/* ---- orders: appended by a hook, carried out after it ---- */

static void append(struct hc_orders *orders, struct hc_order order) {
    if (orders->count == orders->capacity) {
        size_t capacity = orders->capacity ? 2 * orders->capacity : 32;
        struct hc_order *grown = realloc(orders->order, capacity * sizeof *grown);
        if (!grown) {
            hc_fail(orders->world, DES_ENOMEM);
            return;
        }
        orders->order = grown;
        orders->capacity = capacity;
    }
    orders->order[orders->count++] = order;
}

static void api_add_task(struct hc_orders *orders, const struct hc_task *task) {
    append(orders, (struct hc_order){.kind = ORDER_TASK, .task = *task});
}
static void api_treat(struct hc_orders *orders, uint32_t user) {
    append(orders, (struct hc_order){.kind = ORDER_TREAT, .subject = user});
}
static void api_ask_gp(struct hc_orders *orders, uint32_t user, enum hc_gp_channel channel) {
    append(orders, (struct hc_order){.kind = ORDER_ASK_GP, .subject = user, .channel = channel});
}
static void api_ordinary(struct hc_orders *orders, uint32_t user) {
    append(orders, (struct hc_order){.kind = ORDER_ORDINARY, .subject = user});
}
static void api_medicine_reviewed(struct hc_orders *orders, uint32_t user) {
    append(orders, (struct hc_order){.kind = ORDER_MEDICINE_REVIEWED, .subject = user});
}
static void api_followed_up(struct hc_orders *orders, uint32_t user) {
    append(orders, (struct hc_order){.kind = ORDER_FOLLOWED_UP, .subject = user});
}
static void api_guided(struct hc_orders *orders, uint32_t zone) {
    append(orders, (struct hc_order){.kind = ORDER_GUIDED, .subject = zone});
}

static bool names_user(const struct hc_world *world, const struct hc_order *order) {
    return order->subject < world->people.count &&
           hc_user_served(&world->people.user[order->subject]);
}

static bool sound_task(const struct hc_world *world, const struct hc_task *task) {
    return (task->user == HC_NOWHERE || task->user < world->people.count) &&
           (task->zone == HC_NOWHERE || task->zone < world->map.zone_count) &&
           (task->ward == HC_NOWHERE || task->ward < world->people.ward_count) &&
           (unsigned)task->activity < HC_ACTIVITIES && task->at_place_min >= 0.0 &&
           task->office_min >= 0.0 && task->at_place_min + task->office_min < HC_DAY &&
           task->expires_days >= 0.0 && task->after_days >= 0.0;
}

static void carry_out(struct hc_world *world, const struct hc_order *order) {
    struct hc_care *care = &world->care;
    if (order->kind == ORDER_TASK) {
        des_assert(world->sim, sound_task(world, &order->task));
        if (sound_task(world, &order->task)) {
            hc_own_staff_add_task(world, &order->task);
        }
        return;
    }
    if (order->kind == ORDER_GUIDED) {
        if (order->subject < care->zones) {
            care->guided_at[order->subject] = hc_now(world);
        }
        return;
    }
    if (!names_user(world, order)) {
        return;
    }
    struct hc_user *user = &world->people.user[order->subject];
    switch (order->kind) {
    case ORDER_TREAT:
        hc_health_treat(world, order->subject, care->competence.success_procedure);
        break;
    case ORDER_ASK_GP:
        hc_services_ask_gp(world, order->subject, order->channel,
                           care->competence.success_procedure);
        break;
    case ORDER_ORDINARY:
        hc_health_ordinary(world, order->subject, HC_NURSE);
        break;
    case ORDER_MEDICINE_REVIEWED:
        user->medicine_reviewed_at = hc_now(world);
        hc_count_user(world, user, HC_TOTAL_medicine_reviews, 1.0);
        hc_health_renew(world, order->subject);
        break;
    case ORDER_FOLLOWED_UP:
        user->followed_up = true;
        user->follow_up_excess = care->competence.follow_up_excess;
        hc_health_renew(world, order->subject);
        break;
    default:
        break;
    }
}

/* Orders stand behind those of an occasion that is still being carried out. */
static void carry_out_from(struct hc_world *world, size_t first) {
    struct hc_orders *orders = &world->care.orders;
    for (size_t i = first; i < orders->count; i++) {
        struct hc_order order = orders->order[i]; /* the array may move */
        carry_out(world, &order);
    }
    orders->count = first;
}

/* ---- init, day 0 ---- */

static const struct hc_api api_template = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_api),
    .now = api_now,
    .place = api_place,
    .competence = api_competence,
    .user = api_user,
    .ward_users = api_ward_users,
    .uniform = api_uniform,
    .acceptance = api_acceptance,
    .own_staff_within = api_own_staff_within,
    .waiting_tasks = api_waiting_tasks,
    .add_task = api_add_task,
    .treat = api_treat,
    .ask_gp = api_ask_gp,
    .ordinary = api_ordinary,
    .medicine_reviewed = api_medicine_reviewed,
    .followed_up = api_followed_up,
    .guided = api_guided,
};

enum des_status hc_care_init(struct hc_world *world, const struct hc_care_model *model,
                             const struct des_values *values) {
    struct hc_care *care = &world->care;
    care->model = model;
    care->api = api_template;
    care->api.world = world;
    care->orders.world = world;
    care->zones = world->map.zone_count;
    care->state = calloc(1, model->state_size + 1);
    care->guided_at = malloc(care->zones * sizeof *care->guided_at);
    if (!care->state || !care->guided_at) {
        return DES_ENOMEM;
    }
    for (size_t z = 0; z < care->zones; z++) {
        care->guided_at[z] = -INFINITY;
    }
    if (model->params) {
        char path[128];
        (void)snprintf(path, sizeof path, "care.%s", model->name);
        des_values_fill_named(values, path, care->state);
    }
    care->competence =
        world->p.arm.control == HC_CONTROL_SAME_STRUCTURE ? world->p.nurse : world->p.aks;
    return DES_OK;
}

void hc_care_fini(struct hc_world *world) {
    free(world->care.state);
    free(world->care.guided_at);
    free(world->care.orders.order);
}

/* The money of the own staff, as nurse posts in the rota: of full size but for
 * the last, in the zones in turn. */
static enum des_status hire_for_same_money(struct hc_world *world) {
    double fte = hc_money_same_nurse_fte(world, (double)world->care.posts, world->care.converted);
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

enum des_status hc_care_start(struct hc_world *world) {
    struct hc_care *care = &world->care;
    care->users_at_start = world->people.present;
    for (size_t i = 0; i < world->people.count; i++) {
        const struct hc_user *user = &world->people.user[i];
        care->residents_at_start += user->living == HC_IN_CARE_HOUSING && hc_user_served(user);
    }
    struct hc_place place = api_place(world);
    care->posts = care->model->posts ? care->model->posts(care->state, &place) : 0;
    if (care->posts == 0) {
        return DES_OK;
    }
    bool money = world->p.arm.control == HC_CONTROL_SAME_MONEY;
    if (world->p.arm.post == HC_POST_CONVERTED) {
        care->converted =
            money ? hc_staff_convertible(world, care->posts) : hc_staff_convert(world, care->posts);
    }
    if (money) {
        return hire_for_same_money(world);
    }
    enum des_status status = hc_own_staff_start(world, care->posts);
    if (status != DES_OK) {
        return status;
    }
    care->active = true;
    if (care->model->start) {
        size_t first = care->orders.count;
        care->model->start(care->state, &care->api, &care->orders);
        carry_out_from(world, first);
    }
    return DES_OK;
}

double hc_care_guidance(const struct hc_world *world, uint32_t zone) {
    const struct hc_care *care = &world->care;
    if (!care->active || isinf(care->guided_at[zone])) {
        return 1.0;
    }
    double days = (hc_now(world) - care->guided_at[zone]) / HC_DAY;
    return pow(care->competence.guidance_notice,
               exp2(-days / world->p.function.guidance_half_life));
}

/* ---- the occasions ---- */

void hc_care_day(struct hc_world *world, int64_t day) {
    struct hc_care *care = &world->care;
    if (care->active && care->model->day) {
        size_t first = care->orders.count;
        care->model->day(care->state, &care->api, &care->orders, day, hc_weekday(day));
        carry_out_from(world, first);
    }
}

void hc_care_new_user(struct hc_world *world, uint32_t user) {
    struct hc_care *care = &world->care;
    if (care->active && care->model->new_user) {
        size_t first = care->orders.count;
        (void)care->model->new_user(care->state, &care->api, &care->orders, user);
        carry_out_from(world, first);
    }
}

enum hc_reply hc_care_change_noticed(struct hc_world *world, uint32_t user, enum hc_profession by) {
    struct hc_care *care = &world->care;
    if (!care->active || !care->model->change_noticed || !hc_own_staff_soon(world)) {
        return HC_PASS;
    }
    struct hc_user *u = &world->people.user[user];
    struct hc_change change = {user, by, (hc_now(world) - u->change_since) / HC_DAY};
    size_t first = care->orders.count;
    enum hc_reply reply =
        care->model->change_noticed(care->state, &care->api, &care->orders, &change);
    u->change_taken = reply == HC_TAKEN;
    carry_out_from(world, first);
    return reply;
}

enum hc_reply hc_care_acute_event(struct hc_world *world, uint32_t user) {
    struct hc_care *care = &world->care;
    if (!care->active || !care->model->acute_event ||
        !hc_own_staff_within(world, user, world->p.function.reach_min)) {
        return HC_PASS;
    }
    struct hc_acute acute = {user};
    size_t first = care->orders.count;
    enum hc_reply reply = care->model->acute_event(care->state, &care->api, &care->orders, &acute);
    carry_out_from(world, first);
    return reply;
}

enum hc_reply hc_care_discharge(struct hc_world *world, uint32_t user, double stay_days) {
    struct hc_care *care = &world->care;
    if (!care->active || !care->model->discharge || !hc_own_staff_soon(world)) {
        return HC_PASS;
    }
    struct hc_discharge discharge = {user, stay_days};
    size_t first = care->orders.count;
    enum hc_reply reply =
        care->model->discharge(care->state, &care->api, &care->orders, &discharge);
    carry_out_from(world, first);
    return reply;
}

static bool is_assessment(enum hc_activity activity) {
    return activity == HC_FIRST_ASSESSMENT || activity == HC_FOLLOW_UP ||
           activity == HC_YEARLY_CHECK || activity == HC_SICK_VISIT ||
           activity == HC_WEEKLY_ROUND || activity == HC_DISCHARGE_FOLLOW_UP;
}

void hc_care_task_done(struct hc_world *world, const struct hc_task *task, double waited_days) {
    struct hc_care *care = &world->care;
    struct hc_task_done done = {*task, waited_days, 0};
    if (task->user != HC_NOWHERE && is_assessment(task->activity) &&
        world->people.user[task->user].state == HC_AT_HOME) {
        uint64_t when =
            (uint64_t)(hc_day_of(hc_now(world)) + (1 << 20)) << 8 | (uint64_t)task->activity;
        done.change_found =
            hc_health_assess(world, task->user, &care->competence, task->at_place_min, when);
    }
    if (care->model->task_done) {
        size_t first = care->orders.count;
        care->model->task_done(care->state, &care->api, &care->orders, &done);
        carry_out_from(world, first);
    }
}

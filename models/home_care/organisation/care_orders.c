/* models/home_care/organisation/care_orders.c - what a care model sees of the world, and how its
 * orders are carried out. */
#include <math.h>
#include <stdio.h>

#include "home_care/grid.h"
#include "home_care/world.h"

enum order_kind {
    ORDER_TASK,
    ORDER_HANDLE,
    ORDER_TREAT,
    ORDER_ASK_GP,
    ORDER_ORDINARY,
    ORDER_MEDICINE_REVIEWED,
    ORDER_FOLLOWED_UP,
    ORDER_GUIDED,
    ORDER_GUIDED_WARD,
    ORDER_GUIDED_NURSING_HOME,
    ORDER_LOCAL_BED,
    ORDER_GP_SPARED
};

struct hc_order {
    enum order_kind kind;
    uint32_t subject; /* user, zone or ward */
    uint32_t author;
    enum hc_gp_channel channel;
    enum hc_local_bed bed;
    double minutes;
    struct hc_task task;
};

/* ---- what a model sees ---- */

static double api_now(const struct hc_world *world) {
    return hc_now(world);
}

struct hc_place hc_care_place(const struct hc_world *world) {
    return (struct hc_place){world->care.users_at_start, world->map.zone_count,
                             world->people.ward_count, world->care.residents_at_start,
                             world->nursing_home.ward_count};
}

static const struct hc_competence *api_competence(const struct hc_world *world) {
    return &world->care.competence;
}

static int api_user(const struct hc_world *world, uint32_t id, struct hc_user_view *view) {
    if (id >= world->people.count || !hc_user_served(hc_user_at(world, id))) {
        return 0;
    }
    const struct hc_user *user = hc_user_at(world, id);
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
        .met_by_own_staff = user->reached,
    };
    return 1;
}

static size_t api_ward_users(const struct hc_world *world, uint32_t ward, uint32_t *ids,
                             size_t room) {
    const struct hc_people *people = &world->people;
    size_t found = 0;
    uint32_t id = ward < people->ward_count ? people->ward[ward].first : HC_NOWHERE;
    for (; id != HC_NOWHERE; id = hc_people_at(people, id)->next_in_ward) {
        if (hc_user_served(hc_people_at(people, id))) {
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

static double api_acceptance(const struct hc_world *world, uint32_t user) {
    return hc_function_acceptance(world, user);
}

static double api_used_by(const struct hc_world *world, uint32_t zone) {
    return hc_function_used_by(world, zone);
}

bool hc_care_serves_zone(const struct hc_world *world, uint32_t zone) {
    int64_t zones = world->care.area.zones;
    return zone < world->map.zone_count && (zones < 0 || zone < zones);
}

static bool serves_ward(const struct hc_world *world, uint32_t ward) {
    int64_t wards = world->care.area.wards;
    return ward < world->people.ward_count && (wards < 0 || ward < wards) &&
           world->care.area.care_housing;
}

static bool lives_in_area(const struct hc_world *world, const struct hc_user *user) {
    const struct hc_area *area = &world->care.area;
    switch (user->living) {
    case HC_ON_ROUTE:
        return area->on_route && hc_care_serves_zone(world, user->zone);
    case HC_IN_CARE_HOUSING:
        return serves_ward(world, user->ward);
    default:
        return area->other_service && hc_care_serves_zone(world, user->zone);
    }
}

bool hc_care_serves(const struct hc_world *world, uint32_t id) {
    if (id >= world->people.count || !hc_user_served(hc_user_at(world, id)) ||
        !lives_in_area(world, hc_user_at(world, id))) {
        return false;
    }
    double declines = world->care.area.declines;
    return declines <= 0.0 || api_uniform(world, "declines", id, 0) >= declines;
}

static int api_serves(const struct hc_world *world, uint32_t user) {
    return hc_care_serves(world, user);
}
static int api_serves_zone(const struct hc_world *world, uint32_t zone) {
    return hc_care_serves_zone(world, zone);
}
static int api_serves_ward(const struct hc_world *world, uint32_t ward) {
    return serves_ward(world, ward);
}

static uint32_t api_user_ids(const struct hc_world *world) {
    return (uint32_t)world->people.count;
}

static size_t api_posts(const struct hc_world *world) {
    return world->own.post_count;
}

static int api_own_staff_within(const struct hc_world *world, uint32_t user, double minutes) {
    return user < world->people.count && hc_own_presence_within(world, user, minutes);
}

static size_t api_waiting_tasks(const struct hc_world *world) {
    return world->own.waiting;
}

/* ---- orders: appended by a hook, carried out after it ---- */

static void append(struct hc_orders *orders, struct hc_order order) {
    struct hc_order *grown = hc_reserve(orders->world, orders->order, orders->count + 1,
                                        &orders->capacity, sizeof *grown);
    if (!grown) {
        return;
    }
    orders->order = grown;
    order.author = orders->author;
    orders->order[orders->count++] = order;
}

static void api_add_task(struct hc_orders *orders, const struct hc_task *task) {
    append(orders, (struct hc_order){.kind = ORDER_TASK, .task = *task});
}
static void api_handle(struct hc_orders *orders, uint32_t user) {
    append(orders, (struct hc_order){.kind = ORDER_HANDLE, .subject = user});
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

static void api_guided_ward(struct hc_orders *orders, uint32_t ward) {
    append(orders, (struct hc_order){.kind = ORDER_GUIDED_WARD, .subject = ward});
}
static void api_guided_nursing_home(struct hc_orders *orders, uint32_t ward) {
    append(orders, (struct hc_order){.kind = ORDER_GUIDED_NURSING_HOME, .subject = ward});
}
static void api_local_bed(struct hc_orders *orders, uint32_t user, enum hc_local_bed bed) {
    append(orders, (struct hc_order){.kind = ORDER_LOCAL_BED, .subject = user, .bed = bed});
}
static void api_gp_spared(struct hc_orders *orders, double minutes) {
    append(orders, (struct hc_order){.kind = ORDER_GP_SPARED, .minutes = minutes});
}

static bool names_user(const struct hc_world *world, const struct hc_order *order) {
    return order->subject < world->people.count &&
           hc_user_served(hc_user_at(world, order->subject));
}

static bool sound_task(const struct hc_world *world, const struct hc_task *task) {
    return (task->user == HC_NOWHERE || task->user < world->people.count) &&
           (task->zone == HC_NOWHERE || task->zone < world->map.zone_count) &&
           (task->ward == HC_NOWHERE || task->ward < world->people.ward_count) &&
           (unsigned)task->activity < HC_ACTIVITIES && task->at_place_min >= 0.0 &&
           task->office_min >= 0.0 && task->at_place_min + task->office_min < HC_DAY &&
           task->expires_days >= 0.0 && task->after_days >= 0.0;
}

/* Orders about no user; false when this is not one. */
static bool carried_out_for_all(struct hc_world *world, const struct hc_order *order) {
    switch (order->kind) {
    case ORDER_TASK:
        des_assert(world->sim, sound_task(world, &order->task));
        if (sound_task(world, &order->task)) {
            hc_own_staff_add_task(world, &order->task, order->author);
        }
        return true;
    case ORDER_GUIDED:
        hc_function_guided(world, order->subject);
        return true;
    case ORDER_GUIDED_WARD:
        hc_function_guided_ward(world, order->subject);
        return true;
    case ORDER_GUIDED_NURSING_HOME:
        hc_nursing_home_guided(world, order->subject);
        return true;
    case ORDER_GP_SPARED:
        hc_function_gp_spared(world, order->minutes);
        return true;
    default:
        return false;
    }
}

/* Hospital after all when every bed is taken. */
static void local_bed(struct hc_world *world, uint32_t id, enum hc_local_bed bed) {
    const struct hc_user *user = hc_user_at(world, id);
    if (user->state != HC_AT_HOME || user->at_legevakt) {
        return;
    }
    bool found = bed == HC_BED_INTERMEDIATE
                     ? hc_beds_enter_intermediate(world, id, user->acute_cause)
                     : hc_beds_enter_kad(world, id, user->acute_cause);
    if (found) {
        hc_count(world, HC_TOTAL_own_local_beds, 1.0);
    } else {
        hc_beds_admit(world, id, user->acute_cause, true);
    }
}

/* Treats the change now, where the right of own staff goes so far, or asks a doctor. */
static void treat_or_ask(struct hc_world *world, uint32_t user, bool procedure,
                         enum hc_gp_channel channel) {
    double success = world->care.competence.success_procedure;
    if (hc_rights_treat(world, user, procedure)) {
        hc_health_treat(world, user, procedure ? success : success * hc_rights_success(world));
    } else {
        hc_services_ask_gp(world, user, channel, success);
    }
    hc_function_met_gp(world, user);
}

static void carry_out(struct hc_world *world, const struct hc_order *order) {
    struct hc_care *care = &world->care;
    if (carried_out_for_all(world, order) || !names_user(world, order)) {
        return;
    }
    struct hc_user *user = hc_user_at(world, order->subject);
    switch (order->kind) {
    case ORDER_HANDLE:
        if (hc_care_change_found(world, order->subject) == HC_PASS) {
            hc_health_ordinary(world, order->subject, HC_NURSE);
        }
        break;
    case ORDER_TREAT:
        treat_or_ask(world, order->subject, true, HC_GP_MESSAGE);
        break;
    case ORDER_ASK_GP:
        treat_or_ask(world, order->subject, false, order->channel);
        break;
    case ORDER_ORDINARY:
        hc_health_ordinary(world, order->subject, HC_NURSE);
        break;
    case ORDER_MEDICINE_REVIEWED:
        user->medicine_reviewed_at = hc_now(world);
        hc_count_user(world, user, HC_TOTAL_medicine_reviews, 1.0);
        hc_health_renew(world, order->subject);
        break;
    case ORDER_LOCAL_BED:
        local_bed(world, order->subject, order->bed);
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

void hc_orders_carry_out(struct hc_world *world, size_t first) {
    struct hc_orders *orders = &world->care.orders;
    for (size_t i = first; i < orders->count; i++) {
        struct hc_order order = orders->order[i]; /* the array may move */
        carry_out(world, &order);
    }
    orders->count = first;
}

const struct hc_api hc_api_template = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_api),
    .now = api_now,
    .place = hc_care_place,
    .competence = api_competence,
    .user = api_user,
    .ward_users = api_ward_users,
    .uniform = api_uniform,
    .acceptance = api_acceptance,
    .used_by = api_used_by,
    .serves = api_serves,
    .serves_zone = api_serves_zone,
    .serves_ward = api_serves_ward,
    .user_ids = api_user_ids,
    .posts = api_posts,
    .own_staff_within = api_own_staff_within,
    .waiting_tasks = api_waiting_tasks,
    .add_task = api_add_task,
    .handle = api_handle,
    .treat = api_treat,
    .ask_gp = api_ask_gp,
    .ordinary = api_ordinary,
    .medicine_reviewed = api_medicine_reviewed,
    .followed_up = api_followed_up,
    .guided = api_guided,
    .guided_ward = api_guided_ward,
    .local_bed = api_local_bed,
    .guided_nursing_home = api_guided_nursing_home,
    .gp_spared = api_gp_spared,
};

/* models/care/parts/guidance.c - own staff are present at the bases, and teach there:
 * colleagues notice more for a while.  Each zone has its own weekday. */
#include "care/list.h"
#include "care/parts/part.h"

struct guidance {
    double visits_per_week;
    double presence_min;
    double teaching_weeks;
    double lesson_min;
    double preparation_min;
};

#define REAL(...) DES_REAL(struct guidance, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(visits_per_week, "1/week", 1.0, 0.0, 5.0, "Fafo 2025:03 ch. 7.3", DES_GRADE_B,
         "how often the team wants to be at each base"),
    REAL(presence_min, "min", 60.0, 0.0, 450.0, "assumed", DES_GRADE_D, "a visit to a base"),
    REAL(teaching_weeks, "week", 4.0, 1.0, 52.0, "assumed: monthly", DES_GRADE_D,
         "weeks between lessons at a base"),
    REAL(lesson_min, "min", 45.0, 0.0, 450.0, "assumed", DES_GRADE_D, "a lesson; 0: none"),
    REAL(preparation_min, "min", 30.0, 0.0, 450.0, "assumed", DES_GRADE_D, "... to prepare it"),
    {0},
};

static void order(const struct hc_api *api, struct hc_orders *orders, uint32_t zone,
                  enum hc_activity activity, double at_place_min, double office_min) {
    struct hc_task task = part_task(activity, HC_NOWHERE, at_place_min, office_min, WORK_BASE, 7.0);
    task.zone = zone;
    api->add_task(orders, &task);
}

static void zone_day(const struct guidance *part, const struct hc_api *api,
                     struct hc_orders *orders, uint32_t zone, int64_t week, int weekday) {
    double u = api->uniform(api->world, "base", zone, (uint64_t)week);
    int visits = (int)(part->visits_per_week + 1.0 - u);
    int since = (weekday + 5 - (int)(zone % 5u)) % 5; /* from the zone's own weekday on */
    if (since * visits % 5 >= visits) {               /* the others at equal distance */
        return;
    }
    order(api, orders, zone, HC_BASE_PRESENCE, part->presence_min, 0.0);
    if (since == 0 && part->lesson_min > 0.0 &&
        (week + zone) % (int64_t)part->teaching_weeks == 0) {
        order(api, orders, zone, HC_TEACHING, part->lesson_min, part->preparation_min);
    }
}

static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    struct hc_place place = api->place(api->world);
    for (uint32_t zone = 0; zone < place.zones; zone++) {
        if (api->serves_zone(api->world, zone)) {
            zone_day(state, api, orders, zone, number / 7, weekday);
        }
    }
}

static void task_done(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done) {
    (void)state;
    api->guided(orders, done->task.zone);
}

const struct hc_part hc_part_guidance = {
    .name = "guidance",
    .summary = "presence and lessons at the bases: colleagues notice more, for a while",
    .params = params,
    .state_size = sizeof(struct guidance),
    .hooks = {.day = day, .task_done = task_done},
};

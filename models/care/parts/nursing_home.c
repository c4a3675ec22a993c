/* models/care/parts/nursing_home.c - own staff guide the staff of nursing-home wards:
 * deterioration is seen earlier there, for a while. */
#include "care/list.h"
#include "care/parts/part.h"

struct nursing_home {
    double visits_per_week;
    double guidance_min;
    double office_min;
    int64_t wards;
};

#define REAL(...) DES_REAL(struct nursing_home, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(visits_per_week, "1/week", 1.0, 0.0, 5.0, "assumed", DES_GRADE_D,
         "how often each ward is guided"),
    REAL(guidance_min, "min", 60.0, 0.0, 450.0, "assumed", DES_GRADE_D, "guidance at a ward"),
    REAL(office_min, "min", 20.0, 0.0, 450.0, "assumed", DES_GRADE_D, "... to prepare it"),
    DES_INT(struct nursing_home, wards, "1", 4, 0, 1000, "assumed: two homes, two wards each",
            DES_GRADE_D, "wards guided, from the first on"),
    {0},
};

static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    const struct nursing_home *part = state;
    size_t wards = api->place(api->world).nursing_home_wards;
    for (uint32_t ward = 0; ward < wards && (int64_t)ward < part->wards; ward++) {
        double u = api->uniform(api->world, "nursing_home", ward, (uint64_t)(number / 7));
        int visits = (int)(part->visits_per_week + 1.0 - u);
        int since = (weekday + 5 - (int)(ward % 5u)) % 5;
        if (since * visits % 5 >= visits) {
            continue;
        }
        struct hc_task visit = part_task(HC_TEACHING, HC_NOWHERE, part->guidance_min,
                                         part->office_min, WORK_BASE, 7.0);
        visit.nursing_home_ward = ward;
        api->add_task(orders, &visit);
    }
}

static void task_done(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done) {
    (void)state;
    api->guided_nursing_home(orders, done->task.nursing_home_ward);
}

const struct hc_part hc_part_nursing_home = {
    .name = "nursing_home",
    .summary = "guidance at nursing-home wards",
    .params = params,
    .state_size = sizeof(struct nursing_home),
    .hooks = {.day = day, .task_done = task_done},
};

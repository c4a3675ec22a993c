/* models/care/parts/yearly_check.c - a yearly check with medication review of every
 * resident of care housing. */
#include "care/list.h"
#include "care/parts/part.h"

struct yearly_check {
    double check_min;
    double office_min;
};

#define REAL(...) DES_REAL(struct yearly_check, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(check_min, "min", 75.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "yearly check with medication review"),
    REAL(office_min, "min", 45.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "preparation and note of a yearly check"),
    {0},
};

static void ward_day(const void *state, const struct hc_api *api, struct hc_orders *orders,
                     uint32_t ward, int64_t number) {
    const struct yearly_check *part = state;
    uint32_t resident[PART_WARD_ROOM];
    size_t count = part_residents(api, ward, resident);
    for (size_t i = 0; i < count; i++) {
        double check_day = 364.0 * api->uniform(api->world, "check_day", resident[i], 0);
        if (number % 364 == (int64_t)check_day / 7 * 7 + (int64_t)(ward % 5u)) {
            struct hc_task check = part_task(HC_YEARLY_CHECK, resident[i], part->check_min,
                                             part->office_min, WORK_YEARLY, 60.0);
            check.ward = ward;
            api->add_task(orders, &check);
        }
    }
}

static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    (void)weekday;
    part_each_ward(state, api, orders, number, ward_day);
}

static void task_done(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done) {
    (void)state;
    api->medicine_reviewed(orders, done->task.user);
}

const struct hc_part hc_part_yearly_check = {
    .name = "yearly_check",
    .summary = "a yearly check with medication review in care housing",
    .params = params,
    .state_size = sizeof(struct yearly_check),
    .hooks = {.day = day, .task_done = task_done},
};

/* models/care/parts/consultations.c - consultations at the GP office on delegation: follow-up
 * of chronic patients, most of whom have no home care.  May spare GPs time; the Norwegian
 * trial of such teams saw no lower workload. */
#include "care/list.h"
#include "care/parts/part.h"

struct consultations {
    double per_day;
    double minutes;
    double note_min;
    double user_weeks;
    double gp_minutes_spared;
};

#define REAL(...) DES_REAL(struct consultations, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(per_day, "1/d", 6.0, 0.0, 30.0, "assumed", DES_GRADE_D,
         "consultations a day and post of people who are no users of home care"),
    REAL(minutes, "min", 30.0, 5.0, 240.0, "assumed; Laurant 2018: longer than a doctor's",
         DES_GRADE_D, "a consultation"),
    REAL(note_min, "min", 10.0, 0.0, 240.0, "assumed", DES_GRADE_D, "note after it"),
    REAL(user_weeks, "week", 13.0, 1.0, 104.0, "assumed: quarterly", DES_GRADE_D,
         "weeks between consultations of a complex user served, at home"),
    DES_UNCERTAIN(struct consultations, gp_minutes_spared, "min", 4.0, -20.0, 30.0,
                  "primary-health-team trial in Norway: no lower workload; assumed, includes 0",
                  DES_GRADE_D,
                  "GP minutes spared per consultation; negative: supervision costs more",
                  TRUNCATED_NORMAL, 4.0, 6.0, -20.0, 30.0),
    {0},
};

static void order_for_others(const struct consultations *part, const struct hc_api *api,
                             struct hc_orders *orders) {
    double count = part->per_day * (double)api->posts(api->world);
    for (double n = 0.5; n < count; n += 1.0) {
        struct hc_task consultation = part_task(HC_CONSULTATION, HC_NOWHERE, 0.0,
                                                part->minutes + part->note_min, WORK_LATER, 0.5);
        api->add_task(orders, &consultation);
    }
}

static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    const struct consultations *part = state;
    uint64_t turn = (uint64_t)(number / 7 * 5 + weekday);
    uint64_t turns = (uint64_t)(5.0 * part->user_weeks);
    uint32_t users = api->user_ids(api->world);
    order_for_others(part, api, orders);
    for (uint32_t id = (uint32_t)(turn % turns); id < users; id += (uint32_t)turns) {
        struct hc_user_view view;
        if (api->user(api->world, id, &view) && view.complexity == HC_COMPLEXITY_HIGH &&
            api->serves(api->world, id)) {
            struct hc_task consultation =
                part_task(HC_CONSULTATION, id, part->minutes, part->note_min, WORK_FOLLOW_UP, 30.0);
            api->add_task(orders, &consultation);
        }
    }
}

static void task_done(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done) {
    const struct consultations *part = state;
    (void)done;
    api->gp_spared(orders, part->gp_minutes_spared);
}

const struct hc_part hc_part_consultations = {
    .name = "consultations",
    .summary = "consultations on delegation at the GP office, follow-up of chronic patients",
    .params = params,
    .state_size = sizeof(struct consultations),
    .hooks = {.day = day, .task_done = task_done},
};

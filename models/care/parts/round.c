/* models/care/parts/round.c - a fixed round at each ward of care housing: residents of
 * whom something is raised are seen.  Each ward has its own weekday. */
#include "care/list.h"
#include "care/parts/part.h"

struct round {
    double weeks;
    double fixed_min;
    double resident_min;
    double raised;
    double note_min;
    bool guides;
};

#define REAL(...) DES_REAL(struct round, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(weeks, "week", 1.0, 1.0, 52.0, "Fafo 2025:03 ch. 7.3: a fixed weekly round", DES_GRADE_B,
         "weeks between rounds of a ward"),
    REAL(fixed_min, "min", 45.0, 0.0, 450.0, "assumed", DES_GRADE_D, "a round, before residents"),
    REAL(resident_min, "min", 12.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "per resident raised at the round"),
    REAL(raised, "1", 0.30, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of residents raised at a round"),
    REAL(note_min, "min", 30.0, 0.0, 240.0, "assumed", DES_GRADE_D, "notes of a round"),
    DES_BOOL(struct round, guides, false, "assumed", DES_GRADE_D,
             "does the round also guide on-site staff?"),
    {0},
};

static void order_round(const struct round *part, const struct hc_api *api,
                        struct hc_orders *orders, uint32_t ward, uint64_t week) {
    uint32_t resident[PART_WARD_ROOM];
    size_t count = part_residents(api, ward, resident);
    struct hc_task fixed =
        part_task(HC_WEEKLY_ROUND, HC_NOWHERE, part->fixed_min, part->note_min, WORK_ROUND, 7.0);
    fixed.ward = ward;
    api->add_task(orders, &fixed);
    for (size_t i = 0; i < count; i++) {
        if (part_happens(api, "raised", resident[i], week, part->raised)) {
            struct hc_task raised =
                part_task(HC_WEEKLY_ROUND, resident[i], part->resident_min, 0.0, WORK_ROUND, 7.0);
            raised.ward = ward;
            api->add_task(orders, &raised);
        }
    }
}

static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    const struct round *part = state;
    struct hc_place place = api->place(api->world);
    int64_t week = number / 7;
    for (uint32_t ward = 0; ward < place.wards; ward++) {
        if ((int)(ward % 5u) == weekday && (week + ward) % (int64_t)part->weeks == 0 &&
            api->serves_ward(api->world, ward)) {
            order_round(part, api, orders, ward, (uint64_t)week);
        }
    }
}

static void task_done(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done) {
    const struct round *part = state;
    if (part->guides && done->task.user == HC_NOWHERE) {
        api->guided_ward(orders, done->task.ward);
    }
}

const struct hc_part hc_part_round = {
    .name = "round",
    .summary = "a fixed round at each ward of care housing",
    .params = params,
    .state_size = sizeof(struct round),
    .hooks = {.day = day, .task_done = task_done},
};

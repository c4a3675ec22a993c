/* night_line.c - a care model outside of aksim that has nothing of what ships: two AKS at work by
 * night, who answer colleagues by phone and once a week go round the wards of care housing.
 *
 * It names no parts.  A doctor is asked at once about what colleagues have called for, by phone
 * where she has come to accept the team; on the round, residents with much going on have their
 * medicines reviewed. */
#include "homecare/care_model.h"

enum { RESIDENTS = 64 };

struct night {
    double call_min;
    double resident_min;
    double by_phone;
    int64_t round_weekday;
    int64_t calls_per_night;

    int64_t calls_left; /* tonight */
};

static const struct des_param params[] = {
    DES_REAL(struct night, call_min, "min", 20.0, 1.0, 120.0, "assumed", DES_GRADE_D,
             "a call with its note"),
    DES_REAL(struct night, resident_min, "min", 10.0, 1.0, 120.0, "assumed", DES_GRADE_D,
             "of a round, for each resident"),
    DES_UNCERTAIN(struct night, by_phone, "1", 0.5, 0.0, 1.0, "assumed", DES_GRADE_D,
                  "share of noticed changes about which colleagues call", TRIANGULAR, 0.3, 0.5,
                  0.8),
    DES_INT(struct night, round_weekday, "1", 2, 0, 4, "assumed", DES_GRADE_D,
            "day of the round; 0 is Monday"),
    DES_INT(struct night, calls_per_night, "1/d", 6, 0, 100, "assumed", DES_GRADE_D,
            "calls that can be taken"),
    {0},
};

static struct hc_task task(enum hc_activity activity, uint32_t ward, double at_place_min,
                           double office_min) {
    return (struct hc_task){
        .activity = activity,
        .user = HC_NOWHERE,
        .zone = HC_NOWHERE,
        .ward = ward,
        .nursing_home_ward = HC_NOWHERE,
        .at_place_min = at_place_min,
        .office_min = office_min,
        .priority = activity == HC_MESSAGE ? 0 : 1,
        .expires_days = 6.0,
    };
}

static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    struct night *night = state;
    (void)number;
    night->calls_left = night->calls_per_night;
    size_t wards = weekday == (int)night->round_weekday ? api->place(api->world).wards : 0;
    for (uint32_t ward = 0; ward < wards; ward++) {
        uint32_t ids[RESIDENTS];
        size_t residents = api->ward_users(api->world, ward, ids, RESIDENTS);
        struct hc_task round =
            task(HC_WEEKLY_ROUND, ward, night->resident_min * (double)residents, 20.0);
        if (residents > 0 && api->serves_ward(api->world, ward)) {
            api->add_task(orders, &round);
        }
    }
}

static int calls(const struct night *night, const struct hc_api *api, uint32_t user) {
    uint64_t today = (uint64_t)(api->now(api->world) / 1440.0);
    return night->calls_left > 0 && api->serves(api->world, user) &&
           api->uniform(api->world, "night_call", user, today) < night->by_phone;
}

static enum hc_reply change_noticed(void *state, const struct hc_api *api, struct hc_orders *orders,
                                    const struct hc_change *change) {
    struct night *night = state;
    if (!calls(night, api, change->user)) {
        return HC_PASS;
    }
    night->calls_left--;
    struct hc_task call = task(HC_MESSAGE, HC_NOWHERE, 0.0, night->call_min);
    api->add_task(orders, &call);
    int accepted = api->acceptance(api->world, change->user) > 0.5;
    api->ask_gp(orders, change->user, accepted ? HC_GP_PHONE : HC_GP_MESSAGE);
    return HC_TAKEN;
}

static void task_done(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done) {
    (void)state;
    if (done->task.activity != HC_WEEKLY_ROUND) {
        return;
    }
    uint32_t ids[RESIDENTS];
    size_t residents = api->ward_users(api->world, done->task.ward, ids, RESIDENTS);
    for (size_t i = 0; i < residents && i < RESIDENTS; i++) {
        struct hc_user_view user;
        if (api->user(api->world, ids[i], &user) && user.complexity == HC_COMPLEXITY_HIGH) {
            api->medicine_reviewed(orders, ids[i]);
        }
    }
    api->guided_ward(orders, done->task.ward);
}

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.fixed", 2, "assumed", DES_GRADE_D),
    HC_SETTING("staffing.day_start", 1320, "assumed: 22:00", DES_GRADE_D),
    HC_SETTING("area.care_housing", 1, "assumed", DES_GRADE_D),
    {0},
};

DES_API const struct hc_care_model hc_care_model = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "night_line",
    .summary = "two AKS by night: calls from colleagues, and a round a week",
    .source = "an example",
    .params = params,
    .state_size = sizeof(struct night),
    .settings = settings,
    .hooks = {.day = day, .change_noticed = change_noticed, .task_done = task_done},
};

/* models/care/parts/first_contact.c - own staff are the first contact, by phone or message,
 * instead of each user's own GP: a sick visit when something is noticed, and answers. */
#include "care/list.h"
#include "care/parts/part.h"

struct first_contact {
    double visit_min;
    double note_min;
    double message_min;
    double messages_per_year;
    double wait_limit_days;
};

#define REAL(...) DES_REAL(struct first_contact, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(visit_min, "min", 35.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "a sick visit outside the round"),
    REAL(note_min, "min", 15.0, 0.0, 240.0, "assumed", DES_GRADE_D, "note after a sick visit"),
    REAL(message_min, "min", 8.0, 0.0, 120.0, "assumed", DES_GRADE_D, "a message or call answered"),
    REAL(messages_per_year, "1/year", 25.0, 0.0, 500.0, "assumed", DES_GRADE_D,
         "messages and calls per resident of care housing, on working days"),
    REAL(wait_limit_days, "d", 3.0, 0.0, 90.0, "assumed", DES_GRADE_D,
         "a sick visit that has waited so long is dropped: ordinary practice takes over"),
    {0},
};

static enum hc_reply change_noticed(void *state, const struct hc_api *api, struct hc_orders *orders,
                                    const struct hc_change *change) {
    const struct first_contact *part = state;
    if (!api->serves(api->world, change->user)) {
        return HC_PASS;
    }
    struct hc_task visit = part_task(HC_SICK_VISIT, change->user, part->visit_min, part->note_min,
                                     WORK_SICK, part->wait_limit_days);
    api->add_task(orders, &visit);
    return HC_TAKEN;
}

static void ward_messages(const void *state, const struct hc_api *api, struct hc_orders *orders,
                          uint32_t ward, int64_t number) {
    const struct first_contact *part = state;
    uint32_t resident[PART_WARD_ROOM];
    size_t count = part_residents(api, ward, resident);
    for (size_t i = 0; i < count; i++) {
        if (part_happens(api, "messages", resident[i], (uint64_t)number,
                         part->messages_per_year / 250.0)) {
            struct hc_task message =
                part_task(HC_MESSAGE, resident[i], 0.0, part->message_min, WORK_MESSAGE, 7.0);
            message.ward = ward;
            api->add_task(orders, &message);
        }
    }
}

static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    (void)weekday;
    part_each_ward(state, api, orders, number, ward_messages);
}

const struct hc_part hc_part_first_contact = {
    .name = "first_contact",
    .summary = "first contact by phone or message instead of each user's own GP; sick visits",
    .params = params,
    .state_size = sizeof(struct first_contact),
    .hooks = {.change_noticed = change_noticed, .day = day},
};

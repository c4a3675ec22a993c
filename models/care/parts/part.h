/* models/care/parts/part.h - what the parts share: the order of work, and a few words.
 *
 * A part is what several organisations have in common.  Its file declares its parameters,
 * with the values of a typical organisation, and its hooks; a model takes it by name. */
#ifndef CARE_PART_H
#define CARE_PART_H

#include "homecare/care_model.h"

/* The order in which own staff take their tasks: lower first. */
enum work_order {
    WORK_ACUTE = 0,
    WORK_LEAD = 5,
    WORK_SICK = 10,
    WORK_DISCHARGE = 10,
    WORK_CHANGE = 20,
    WORK_ROUND = 20,
    WORK_QUESTION = 25,
    WORK_FOLLOW_UP = 30,
    WORK_MESSAGE = 30,
    WORK_NEW = 40,
    WORK_YEARLY = 40,
    WORK_BASE = 50,
    WORK_LATER = 60
};

/* A task; where it is done follows from `user`, which may be HC_NOWHERE. */
static inline struct hc_task part_task(enum hc_activity activity, uint32_t user,
                                       double at_place_min, double office_min, int priority,
                                       double expires_days) {
    return (struct hc_task){
        .activity = activity,
        .user = user,
        .zone = HC_NOWHERE,
        .ward = HC_NOWHERE,
        .at_place_min = at_place_min,
        .office_min = office_min,
        .priority = priority,
        .expires_days = expires_days,
        .nursing_home_ward = HC_NOWHERE,
    };
}

static inline uint64_t part_today(const struct hc_api *api) {
    return (uint64_t)(api->now(api->world) / 1440.0);
}

/* True with this chance; equal for equal arguments in every arm. */
static inline int part_happens(const struct hc_api *api, const char *purpose, uint32_t subject,
                               uint64_t occurrence, double chance) {
    return api->uniform(api->world, purpose, subject, occurrence) < chance;
}

enum { PART_WARD_ROOM = 128 }; /* residents of one ward that are looked at */

/* The residents of a ward whom the part serves; how many. */
static inline size_t part_residents(const struct hc_api *api, uint32_t ward,
                                    uint32_t resident[PART_WARD_ROOM]) {
    size_t all = api->ward_users(api->world, ward, resident, PART_WARD_ROOM), served = 0;
    for (size_t i = 0; i < all && i < PART_WARD_ROOM; i++) {
        if (api->serves(api->world, resident[i])) {
            resident[served++] = resident[i];
        }
    }
    return served;
}

/* The day of a part in each ward that it serves. */
typedef void (*part_ward_day)(const void *part, const struct hc_api *api, struct hc_orders *orders,
                              uint32_t ward, int64_t number);
static inline void part_each_ward(const void *part, const struct hc_api *api,
                                  struct hc_orders *orders, int64_t number,
                                  part_ward_day ward_day) {
    struct hc_place place = api->place(api->world);
    for (uint32_t ward = 0; ward < place.wards; ward++) {
        if (api->serves_ward(api->world, ward)) {
            ward_day(part, api, orders, ward, number);
        }
    }
}

#endif

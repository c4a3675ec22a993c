/* models/care/parts/leadership.c - one of the team leads it, mostly away from patients. */
#include "care/list.h"
#include "care/parts/part.h"

struct leadership {
    double share;
    int64_t from_posts;
};

static const struct des_param params[] = {
    DES_REAL(struct leadership, share, "1", 0.50, 0.0, 1.0,
             "Fafo 2025:03 ch. 7.3: the leader is mostly not clinical; size assumed", DES_GRADE_D,
             "share of one post that leads"),
    DES_INT(struct leadership, from_posts, "1", 3, 1, 1000, "assumed", DES_GRADE_D,
            "teams of at least so many posts are led"),
    {0},
};

static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    const struct leadership *part = state;
    (void)number;
    (void)weekday;
    if ((int64_t)api->posts(api->world) >= part->from_posts && part->share > 0.0) {
        struct hc_task lead =
            part_task(HC_TEAM_WORK, HC_NOWHERE, 0.0, 450.0 * part->share, WORK_LEAD, 1.0);
        api->add_task(orders, &lead);
    }
}

const struct hc_part hc_part_leadership = {
    .name = "leadership",
    .summary = "a leader of the team, mostly not clinical",
    .params = params,
    .state_size = sizeof(struct leadership),
    .hooks = {.day = day},
};

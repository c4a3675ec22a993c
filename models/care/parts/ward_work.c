/* models/care/parts/ward_work.c - own staff stand in a ward's ordinary work for a share of
 * each day; only the rest is theirs. */
#include "care/list.h"
#include "care/parts/part.h"

struct ward_work {
    double share;
};

static const struct des_param params[] = {
    DES_REAL(struct ward_work, share, "1", 0.70, 0.0, 1.0, "assumed: ordinary posts", DES_GRADE_D,
             "share of each day of own staff in the ordinary work of a ward"),
    {0},
};

static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    const struct ward_work *part = state;
    (void)number;
    (void)weekday;
    for (size_t i = 0; i < api->posts(api->world) && part->share > 0.0; i++) {
        struct hc_task work =
            part_task(HC_WARD_WORK, HC_NOWHERE, 0.0, 390.0 * part->share, WORK_LEAD, 0.5);
        api->add_task(orders, &work);
    }
}

const struct hc_part hc_part_ward_work = {
    .name = "ward_work",
    .summary = "a share of each day in the ordinary work of a ward",
    .params = params,
    .state_size = sizeof(struct ward_work),
    .hooks = {.day = day},
};

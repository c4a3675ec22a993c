/* models/care/parts/advice.c - colleagues ask own staff who are in the same shift: guidance
 * without time for it. */
#include "care/list.h"
#include "care/parts/part.h"

struct advice {
    double asked;
};

static const struct des_param params[] = {
    DES_REAL(struct advice, asked, "1", 0.10, 0.0, 1.0, "assumed: once in a few weeks", DES_GRADE_D,
             "chance, per shift of own staff in the rota, that colleagues of the zone are guided"),
    {0},
};

static void rota_shift(void *state, const struct hc_api *api, struct hc_orders *orders,
                       uint32_t zone) {
    const struct advice *part = state;
    if (part_happens(api, "advice", zone, part_today(api), part->asked)) {
        api->guided(orders, zone);
    }
}

const struct hc_part hc_part_advice = {
    .name = "advice",
    .summary = "colleagues in the same shift ask own staff, informally",
    .params = params,
    .state_size = sizeof(struct advice),
    .hooks = {.rota_shift = rota_shift},
};

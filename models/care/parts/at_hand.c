/* models/care/parts/at_hand.c - own staff use what they can with the users whom they happen
 * to visit in the rota, and with nobody else. */
#include "care/list.h"
#include "care/parts/part.h"

struct at_hand {
    double uses_skill;
};

static const struct des_param params[] = {
    DES_REAL(struct at_hand, uses_skill, "1", 0.80, 0.0, 1.0,
             "assumed; Fafo 2025:03 ch. 7.1: fewer than half have a job description", DES_GRADE_D,
             "share of changes noticed by own staff in the rota that they handle themselves"),
    {0},
};

static enum hc_reply change_noticed(void *state, const struct hc_api *api, struct hc_orders *orders,
                                    const struct hc_change *change) {
    const struct at_hand *part = state;
    if (change->noticed_by != HC_AKS || !api->serves(api->world, change->user) ||
        !part_happens(api, "at_hand", change->user, part_today(api), part->uses_skill)) {
        return HC_PASS;
    }
    api->handle(orders, change->user);
    return HC_TAKEN;
}

const struct hc_part hc_part_at_hand = {
    .name = "at_hand",
    .summary = "own staff handle what they notice themselves in the rota",
    .params = params,
    .state_size = sizeof(struct at_hand),
    .hooks = {.change_noticed = change_noticed},
};

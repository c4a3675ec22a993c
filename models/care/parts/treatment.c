/* models/care/parts/treatment.c - what follows when own staff find a change: treatment by
 * standing procedure at once as far as the GP accepts it, otherwise the GP is asked. */
#include "care/list.h"
#include "care/parts/part.h"

struct treatment {
    double by_procedure;
    int channel; /* enum hc_gp_channel */
};

static const char *const channels[] = {"message", "phone", "together", "contact", NULL};

static const struct des_param params[] = {
    DES_REAL(struct treatment, by_procedure, "1", 1.0, 0.0, 1.0,
             "assumed: all that is accepted; NSF 2023: started by procedure, GP countersigns",
             DES_GRADE_D, "share of found changes for which there is a procedure or a delegation"),
    DES_CHOICE(struct treatment, channel, channels, HC_GP_MESSAGE,
               "assumed: electronic care messages, the ordinary way, where the source of the model "
               "names no other",
               DES_GRADE_D, "how the GP is asked about the others"),
    {0},
};

static enum hc_reply change_found(void *state, const struct hc_api *api, struct hc_orders *orders,
                                  uint32_t user) {
    const struct treatment *part = state;
    double accepted = part->by_procedure * api->acceptance(api->world, user);
    if (part_happens(api, "accepted", user, part_today(api), accepted)) {
        api->treat(orders, user);
    } else {
        api->ask_gp(orders, user, (enum hc_gp_channel)part->channel);
    }
    return HC_TAKEN;
}

const struct hc_part hc_part_treatment = {
    .name = "treatment",
    .summary = "by procedure as far as the GP accepts it, otherwise the GP is asked",
    .params = params,
    .state_size = sizeof(struct treatment),
    .hooks = {.change_found = change_found},
};

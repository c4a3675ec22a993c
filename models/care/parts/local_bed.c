/* models/care/parts/local_bed.c - patients whom a doctor would send to hospital are taken
 * into a municipal bed that own staff look after; when roads are closed, all of them. */
#include "care/list.h"
#include "care/parts/part.h"

struct local_bed {
    int bed; /* enum hc_local_bed */
    double share;
    double roads_closed;
};

static const char *const beds[] = {"acute", "intermediate", NULL};

#define REAL(...) DES_REAL(struct local_bed, __VA_ARGS__)
static const struct des_param params[] = {
    DES_CHOICE(struct local_bed, bed, beds, HC_BED_ACUTE,
               "assumed: municipal acute beds, which every municipality has since 2016",
               DES_GRADE_D, "which bed"),
    DES_UNCERTAIN(struct local_bed, share, "1", 0.12, 0.0, 1.0,
                  "assumed; a municipal acute stay replaces a hospital stay in a quarter of cases",
                  DES_GRADE_D, "share of admissions taken in there, when a bed is free", TRIANGULAR,
                  0.0, 0.10, 0.25),
    REAL(roads_closed, "1", 0.0, 0.0, 1.0, "assumed: none", DES_GRADE_D,
         "share of days on which nobody gets to hospital by road"),
    {0},
};

static enum hc_reply admission(void *state, const struct hc_api *api, struct hc_orders *orders,
                               const struct hc_admission *admission) {
    const struct local_bed *part = state;
    uint64_t today = part_today(api);
    bool closed = part_happens(api, "roads", HC_NOWHERE, today, part->roads_closed);
    if (!closed && !part_happens(api, "local_bed", admission->user, today, part->share)) {
        return HC_PASS;
    }
    api->local_bed(orders, admission->user, (enum hc_local_bed)part->bed);
    return HC_TAKEN;
}

const struct hc_part hc_part_local_bed = {
    .name = "local_bed",
    .summary = "a municipal bed instead of hospital, looked after by own staff",
    .params = params,
    .state_size = sizeof(struct local_bed),
    .hooks = {.admission = admission},
};

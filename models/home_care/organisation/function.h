/* models/home_care/organisation/function.h - the function of own staff as something that grows and
 * dies.
 *
 * GPs and colleagues begin sceptical; each month in which they had to do with own staff
 * brings them nearer to using the team fully.  Guidance raises what colleagues notice, and
 * may keep (or drive away) staff; it fades.  A function that is not anchored dies some time
 * after its only carrier has left. */
#ifndef HOME_CARE_FUNCTION_H
#define HOME_CARE_FUNCTION_H

#include <stdbool.h>

#include "des/sim.h"
#include "homecare/care_model.h"

struct hc_world;

/* Group "function": how the function is set into the service. */
struct hc_function {
    double hours_day;
    double team_share;
    double worked_hours;
    double guidance_half_life;
    double acceptance_start;
    double acceptance_ceiling;
    double acceptance_half_months;
    double months_before;
    double reach_min;
    double recruited_inside;
    double dies_months;
};
extern const struct des_param hc_function_params[];

/* Who has had to do with own staff: months of contact, by GP and by zone. */
struct hc_contact {
    int32_t last_month;
    int32_t months;
};
struct hc_contacts {
    struct hc_contact *gp;
    struct hc_contact *zone;
    double *guided_at;      /* by zone; -INFINITY: never */
    double *ward_guided_at; /* by ward */
    size_t gps, zones, wards;
    bool orphaned;    /* its only carrier has left, and nobody will take it over */
    des_event_id end; /* of an orphaned function */
};

DES_NODISCARD enum des_status hc_function_init(struct hc_world *world);
void hc_function_fini(struct hc_world *world);

/* Own staff had to do with this user's GP, with the staff of this zone. */
void hc_function_met_gp(struct hc_world *world, uint32_t user);
void hc_function_met_zone(struct hc_world *world, uint32_t zone);
/* How far the user's GP accepts the team; how far a zone uses it, 1 when as far as it
 * ever will (HC_NOWHERE: the mean of the zones). */
double hc_function_acceptance(const struct hc_world *world, uint32_t user);
double hc_function_used_by(const struct hc_world *world, uint32_t zone);

void hc_function_guided(struct hc_world *world, uint32_t zone);
void hc_function_guided_ward(struct hc_world *world, uint32_t ward);
/* Ratio on noticing of staff guided then (-INFINITY: never). */
double hc_function_noticing(const struct hc_world *world, double guided_at);
/* ... where staff was guided: of a zone, of a ward of care housing. */
double hc_function_guidance(const struct hc_world *world, uint32_t zone);
double hc_function_guidance_ward(const struct hc_world *world, uint32_t ward);
/* The GPs whom the team deals with were spared minutes of their desks (negative: it cost them
 * more). */
void hc_function_gp_spared(struct hc_world *world, double minutes);
/* Mondays: colleagues of guided zones leave later, or sooner. */
void hc_function_retain(struct hc_world *world);

/* Somebody of own staff has left: does the function live on? */
void hc_function_left(struct hc_world *world);
void hc_on_function_end(void *context, struct des_sim *sim, const struct des_event *event);

#endif

/* models/home_care/levers/education.h - lever L6: AKS come out of the nurses of the rota.
 *
 * A post of own staff is empty until somebody has finished the master's degree.  A nurse of
 * the rota begins when there is a place at a school, in August; she studies part time and is
 * away from the rota in some weeks, drops out or finishes, stays or goes to another employer.
 * Who finishes and stays takes up the post; her own falls vacant (post = added) or ends with
 * it (converted).  When she leaves one day, the next one begins.  Nothing for own staff who are
 * nurses.  The control same_structure waits as long. */
#ifndef HOME_CARE_EDUCATION_H
#define HOME_CARE_EDUCATION_H

#include "des/params.h"
#include "des/sim.h"

struct hc_world;

/* Group "arm.levers.education". */
struct hc_education {
    bool on;
    double places_per_year;
    double years;
    double away;
    double drops_out;
    double leaks;
    double cost_nok;
    double subsidy;
    double granted;
};
extern const struct des_param hc_education_params[];

/* Who studies for a post of own staff. */
struct hc_study {
    uint32_t student; /* HC_NOWHERE: nobody */
    uint32_t attempts;
    des_event_id next; /* begins, or ends */
};
struct hc_studies {
    struct hc_study *study; /* by post of own staff */
    size_t count;
    double next_place; /* when a school has room again */
    bool first_came;
};

/* Do own staff of this arm have to be educated? */
bool hc_education_needed(const struct hc_world *world);
/* What the lever leads to in the mean over the days of the run: the share of the time that a post
 * of own staff is filled, and what the municipality pays for studies. */
struct hc_education_expected {
    double filled;
    double nok_year; /* of all posts */
};
struct hc_education_expected hc_education_expected(const struct hc_world *world, size_t posts);

/* Day 0: so many posts wait for somebody.  DES_ENOMEM. */
DES_NODISCARD enum des_status hc_education_start(struct hc_world *world, size_t posts);
void hc_education_fini(struct hc_world *world);
/* The post of own staff with this worker is empty: somebody begins when she can. */
void hc_education_wanted(struct hc_world *world, uint32_t worker);
/* A worker has left: if she studied, the next one begins. */
void hc_education_student_left(struct hc_world *world, uint32_t worker);
/* Is this student at the school all of this week? */
bool hc_education_away(const struct hc_world *world, uint32_t ordinal, int64_t day);
void hc_education_midnight(struct hc_world *world);

void hc_on_study_begin(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_study_end(void *context, struct des_sim *sim, const struct des_event *event);

#endif

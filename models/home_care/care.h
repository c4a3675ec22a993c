/* models/home_care/care.h - the care model of this run: what it is asked, and what
 * it orders. */
#ifndef HOME_CARE_CARE_H
#define HOME_CARE_CARE_H

#include "homecare/care_model.h"

struct hc_order; /* care.c */

struct hc_orders {
    struct hc_world *world;
    struct hc_order *order;
    size_t count, capacity;
};

struct hc_care {
    const struct hc_care_model *model;
    void *state;           /* the model's, state_size bytes */
    bool active;           /* from day 0, when there is own staff */
    size_t users_at_start; /* present on day 0 */
    size_t residents_at_start;
    size_t posts;
    double converted;                /* sizes of the nurse posts given up */
    struct hc_competence competence; /* of own staff: AKS's or a nurse's */
    struct hc_api api;
    struct hc_orders orders;
    double *guided_at; /* by zone; -INFINITY: never */
    size_t zones;
};

/* Allocates the model's state and fills it with its parameters. */
DES_NODISCARD enum des_status hc_care_init(struct hc_world *world,
                                           const struct hc_care_model *model,
                                           const struct des_values *values);
void hc_care_fini(struct hc_world *world);
/* Day 0: posts are set up as the arm says. */
DES_NODISCARD enum des_status hc_care_start(struct hc_world *world);

/* Ratio on noticing in a zone whose staff was guided. */
double hc_care_guidance(const struct hc_world *world, uint32_t zone);

/* The occasions. */
void hc_care_day(struct hc_world *world, int64_t day);
void hc_care_new_user(struct hc_world *world, uint32_t user);
enum hc_reply hc_care_change_noticed(struct hc_world *world, uint32_t user, enum hc_profession by);
enum hc_reply hc_care_acute_event(struct hc_world *world, uint32_t user);
enum hc_reply hc_care_discharge(struct hc_world *world, uint32_t user, double stay_days);
void hc_care_task_done(struct hc_world *world, const struct hc_task *task, double waited_days);

#endif

/* models/home_care/organisation/own_staff.h - the own staff of a care model, and their hours.
 *
 * Tasks wait by priority; each worker on duty takes the first one
 * that still fits into her day, drives there, does it.  What is not done waits,
 * and what waits too long is dropped and counted. */
#ifndef HOME_CARE_OWN_STAFF_H
#define HOME_CARE_OWN_STAFF_H

#include "own_days.h"
#include "home_care/people/people.h"

extern const char *const hc_activity_names[];

struct hc_waiting_task {
    struct hc_task task;
    double asked, due;
    double waited; /* once begun: minutes since it was due */
    uint64_t number;
    uint32_t author; /* the part that ordered it: index of struct hc_care.part */
};

struct hc_own_staff {
    struct hc_waiting_task *queue;
    size_t waiting, capacity;
    uint64_t asked;   /* tasks so far */
    int64_t asked_on; /* the day for which the model was asked last */
    uint32_t *post;   /* workers */
    struct hc_own_days days;
    struct hc_waiting_task *doing; /* by post */
    size_t post_count;
};

/* The posts are there from now on; they begin on the next weekday. */
DES_NODISCARD enum des_status hc_own_staff_start(struct hc_world *world, size_t posts);
void hc_own_staff_fini(struct hc_world *world);
void hc_own_staff_add_task(struct hc_world *world, const struct hc_task *task, uint32_t author);
/* The function has ended: what waits is dropped. */
void hc_own_staff_give_up(struct hc_world *world);
/* A user was met by own staff. */
void hc_own_staff_reached(struct hc_world *world, uint32_t user);
/* FTE of own staff here, the part in the rota included. */
double hc_own_staff_fte(const struct hc_world *world);
/* What is too old is dropped, and the model orders the day's tasks: once on a weekday. */
void hc_own_staff_morning(struct hc_world *world, int64_t day);

void hc_on_own_start(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_own_done(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_own_end(void *context, struct des_sim *sim, const struct des_event *event);

#endif

/* models/home_care/levers/task_sharing.h - lever L1: which profession may do what, and when.
 *
 * The table says the lowest profession for each task of a care plan, by day and at other
 * hours; who stands higher may do it too.  What is not shared keeps its ordinary need: acute
 * calls are a nurse's, and a doctor keeps what is new and unclear (safe practice). */
#ifndef HOME_CARE_TASK_SHARING_H
#define HOME_CARE_TASK_SHARING_H

#include "des/params.h"
#include "home_care/people/care_plan.h"

/* Group "arm.levers.task_sharing". */
struct hc_task_sharing {
    bool on;
    int medication; /* enum hc_skill, as the others */
    int personal_care;
    int procedure;
    int nutrition;
    int supervision;
    int practical_help;
    int medication_off_hours;
    int procedure_off_hours;
    int assessment;
    double share;
    double trained_success;
    double nurse_procedure;
    double course_nok;
};
extern const struct des_param hc_task_sharing_params[];

/* Courses are paid. */
void hc_task_sharing_start(struct hc_world *world);
/* The lowest enum hc_skill that may make this visit of a plan today, when tasks are shared. */
uint8_t hc_task_sharing_needs(const struct hc_world *world, const struct hc_line *line,
                              bool off_hours);
/* ... that may see to a noticed change. */
uint8_t hc_task_sharing_assessor(const struct hc_world *world);
/* Is what a doctor would be asked about within a nurse's standing procedures?  `u` decides. */
bool hc_task_sharing_procedure(const struct hc_world *world, double u);
/* The chance of success, before delay, of what somebody with this skill does herself. */
double hc_task_sharing_success(const struct hc_world *world, enum hc_skill skill);

#endif

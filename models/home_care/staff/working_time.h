/* models/home_care/staff/working_time.h - breaches of the rules of working time, as they happen. */
#ifndef HOME_CARE_WORKING_TIME_H
#define HOME_CARE_WORKING_TIME_H

#include <stdint.h>

struct hc_world;
struct hc_worker;

/* Of one worker: this week, and what it is compared with. */
struct hc_working_week {
    double minutes;      /* worked */
    double longest_rest; /* minutes in one piece */
    double overtime[4];  /* minutes beyond a full week: the last four weeks, the latest first */
    double overtime_year;
    int64_t last_weekend; /* worked: its week since day 0 */
};

/* A shift begins: before last_end is changed. */
void hc_working_time_begin(struct hc_world *world, struct hc_worker *worker, double start);
/* ... is over: sets last_end. */
void hc_working_time_end(struct hc_worker *worker, double start, double end);
/* The week that ended at this midnight. */
void hc_working_time_monday(struct hc_world *world, int64_t today);
/* Overtime is hers; rest and weekends go on along the line of the post. */
void hc_working_time_new_person(struct hc_worker *worker);

#endif

/* models/home_care/calendar.h - dates: weekdays, public holidays, seasons.
 *
 * Day 0 is a Monday; days before it are the warm-up. */
#ifndef HOME_CARE_CALENDAR_H
#define HOME_CARE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "des/params.h"
#include "des/status.h"

/* Group "calendar". */
struct hc_calendar_params {
    const char *start; /* "2024-01-01", a Monday */
    int64_t warm_up_days;
};
extern const struct des_param hc_calendar_params[];

struct hc_date {
    int year, month, day; /* Gregorian; month and day from 1 */
};

struct hc_calendar {
    int64_t epoch; /* days from 1970-01-01 to day 0 */
};

/* DES_EINPUT when the text is no date or no Monday. */
DES_NODISCARD enum des_status hc_calendar_init(struct hc_calendar *calendar, const char *start,
                                               struct des_error *error);
struct hc_date hc_calendar_date(const struct hc_calendar *calendar, int64_t day);
int hc_weekday(int64_t day); /* 0 = Monday */
/* Norwegian public holiday (the movable ones from Easter). */
bool hc_public_holiday(const struct hc_calendar *calendar, int64_t day);
/* Staffed and visited like a Sunday: Saturday, Sunday, public holiday. */
bool hc_weekend(const struct hc_calendar *calendar, int64_t day);
int64_t hc_day_of(double time); /* the day that a time falls in */

#endif

#include "calendar.h"

#include <math.h>
#include <stdio.h>

#include "grid.h"

const struct des_param hc_calendar_params[] = {
    DES_TEXT(struct hc_calendar_params, start, "2024-01-01", "the price and data year", DES_GRADE_A,
             "date of day 0, a Monday"),
    DES_INT(struct hc_calendar_params, warm_up_days, "d", 91, 0, 3650, "assumed", DES_GRADE_D,
            "days before day 0 in which every arm is the baseline"),
    {0},
};

/* Days from 1970-01-01 (Hinnant, chrono-compatible low-level date algorithms). */
static int64_t days_from_date(struct hc_date d) {
    int64_t y = d.month <= 2 ? d.year - 1 : d.year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static struct hc_date date_from_days(int64_t days) {
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (struct hc_date){(int)(yoe + era * 400) + (month <= 2), month,
                            (int)(doy - (153 * mp + 2) / 5 + 1)};
}

enum des_status hc_calendar_init(struct hc_calendar *calendar, const char *start,
                                 struct des_error *error) {
    struct hc_date d;
    char rest;
    if (sscanf(start, "%4d-%2d-%2d%c", &d.year, &d.month, &d.day, &rest) != 3 || d.month < 1 ||
        d.month > 12 || d.day < 1 || date_from_days(days_from_date(d)).day != d.day) {
        return des_fail(error, DES_EINPUT, "calendar.start: \"%s\" is no date (year-month-day)",
                        start);
    }
    int64_t epoch = days_from_date(d);
    if (((epoch % 7) + 7) % 7 != 4) { /* 1970-01-01 was a Thursday */
        return des_fail(error, DES_EINPUT, "calendar.start: %s is not a Monday", start);
    }
    calendar->epoch = epoch;
    return DES_OK;
}

struct hc_date hc_calendar_date(const struct hc_calendar *calendar, int64_t day) {
    return date_from_days(calendar->epoch + day);
}

int hc_weekday(int64_t day) {
    return (int)(((day % 7) + 7) % 7);
}

/* Easter Sunday (Meeus 1991, Astronomical Algorithms, chapter 8). */
static int64_t easter(int year) {
    int a = year % 19, b = year / 100, c = year % 100;
    int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int n = h + l - 7 * m + 114;
    return days_from_date((struct hc_date){year, n / 31, n % 31 + 1});
}

bool hc_public_holiday(const struct hc_calendar *calendar, int64_t day) {
    static const struct {
        int month, day;
    } fixed[] = {{1, 1}, {5, 1}, {5, 17}, {12, 25}, {12, 26}};
    static const int from_easter[] = {-3, -2, 0, 1, 39, 49, 50};
    struct hc_date d = hc_calendar_date(calendar, day);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        if (d.month == fixed[i].month && d.day == fixed[i].day) {
            return true;
        }
    }
    int64_t after = calendar->epoch + day - easter(d.year);
    for (size_t i = 0; i < sizeof from_easter / sizeof *from_easter; i++) {
        if (after == from_easter[i]) {
            return true;
        }
    }
    return false;
}

bool hc_weekend(const struct hc_calendar *calendar, int64_t day) {
    return hc_weekday(day) >= 5 || hc_public_holiday(calendar, day);
}

int64_t hc_day_of(double time) {
    return (int64_t)floor(time / HC_DAY);
}

/* models/home_care/staff/rota_types.c - the seven ideal rotas of NOU 2023: 4, table 9.2, after
 * Moland 2021.  Employees, weekends and full posts are the table's.  People at work in a weekend
 * are derived: employees over weekend interval, which is 8 with traditional shifts, half of it when
 * one long shift stands for two, and a quarter with 24 hours. */
#include <math.h>
#include <string.h>

#include "rota.h"

const struct hc_rota_type hc_rota_types[HC_ROTA_TYPES] = {
    {"every third weekend, traditional shifts", 3, HC_TRADITIONAL_SHIFTS, HC_TRADITIONAL_SHIFTS, 8,
     24, 12, 24},
    {"every third weekend, long shifts", 3, HC_LONG_SHIFTS, HC_LONG_SHIFTS, 4, 12, 10, 12},
    {"every fourth weekend, long shifts", 4, HC_LONG_SHIFTS, HC_LONG_SHIFTS, 4, 16, 10, 16},
    {"every fourth weekend, long shifts in weekends", 4, HC_TRADITIONAL_SHIFTS, HC_LONG_SHIFTS, 4,
     16, 12, 16},
    {"every second weekend, traditional shifts", 2, HC_TRADITIONAL_SHIFTS, HC_TRADITIONAL_SHIFTS, 8,
     16, 12, 16},
    {"every fourth weekend, traditional shifts", 4, HC_TRADITIONAL_SHIFTS, HC_TRADITIONAL_SHIFTS, 8,
     32, 12, 32},
    {"every fourth weekend, 24-hour duty", 4, HC_24_HOUR_SHIFTS, HC_24_HOUR_SHIFTS, 2, 8, 8, 8},
};

/* 24-hour duty goes by an agreement of its own: 42 hours a week, so that two are at work at all
 * times of 8 employees in full posts; no daily rest between duties of one weekend. */
static void set_rules(const struct hc_rota_type *type, struct hc_rota_rules *rules) {
    bool clock = type->weekend == HC_24_HOUR_SHIFTS;
    rules->days = hc_rota_cycle_days(type->weekend_interval);
    rules->week_minutes = 60.0 * (clock ? 42.0 : 35.5);
    rules->weekend_interval = type->weekend_interval;
    rules->rest_min = clock ? 0.0 : 60.0 * 11.0;
    rules->weekly_rest_min = 60.0 * 35.0;
    rules->week_limit_min = clock ? 60.0 * 96.0 : 60.0 * 54.0;
    rules->days_in_row = 6;
    rules->nights_in_row = 4;
    hc_rota_clock(rules, 450.0, 870.0, 1305.0, 750.0);
}

void hc_rota_of_type(const struct hc_rota_type *type, struct hc_rota *rota) {
    memset(rota, 0, sizeof *rota);
    set_rules(type, &rota->rules);
    rota->weekday_shifts = (int)type->weekday;
    rota->weekend_shifts = (int)type->weekend;
    rota->skilled_share = 1.0;
    rota->must_cover_weekends = true;
    /* Traditional: half of them by day, half in the evening.  A long shift is there for both. */
    double places = type->weekend_posts;
    bool clock = type->weekend == HC_24_HOUR_SHIFTS;
    double by_day = clock || type->weekend == HC_LONG_SHIFTS ? places : places / 2.0;
    for (int d = 0; d < 7; d++) {
        rota->need[d][0] = by_day;
        rota->need[d][1] = clock ? 0.0 : by_day;
    }
}

int hc_rota_type_people(const struct hc_rota_type *type) {
    return type->weekend_posts * (int)type->weekend_interval;
}

static double need_minutes(const struct hc_rota *rota, int weekday) {
    static const int longest[] = {HC_DAY_SHIFT, HC_LONG_SHIFT, HC_ROUND_THE_CLOCK, HC_DAY_SHIFT};
    int shifts = weekday < 5 ? rota->weekday_shifts : rota->weekend_shifts;
    double minutes = rota->rules.minutes[longest[shifts]];
    const double *need = rota->need[weekday];
    return minutes * (shifts == HC_TRADITIONAL_SHIFTS ? need[0] + need[1] : fmax(need[0], need[1]));
}

int hc_rota_type_posts(const struct hc_rota *rota) {
    double minutes = 0.0;
    for (int d = 0; d < 7; d++) {
        minutes += need_minutes(rota, d);
    }
    return (int)ceil(minutes / rota->rules.week_minutes);
}

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "rota.h"
#include "rota_rules.h"

#define DAY_MIN 1440.0
#define HOUR_MIN 60.0

void hc_rota_clock(struct hc_rota_rules *rules, double day_start, double evening_start,
                   double night_start, double long_minutes) {
    const double start[HC_DUTIES] = {
        day_start, evening_start, night_start, day_start, evening_start + 450.0 - long_minutes,
        day_start};
    const double minutes[HC_DUTIES] = {450.0, 450.0, 600.0, long_minutes, long_minutes, DAY_MIN};
    memcpy(rules->start, start, sizeof start);
    memcpy(rules->minutes, minutes, sizeof minutes);
}

int hc_rota_cycle_days(int64_t weekend_interval) {
    int interval = (int)weekend_interval;
    return 7 * interval * ((6 + interval - 1) / interval);
}

static int at(const struct hc_rota_rules *rules, int day) {
    return (day % rules->days + rules->days) % rules->days;
}

int hci_rota_in_row(const struct hc_rota_rules *rules, const int8_t *cell, int day) {
    int length = 1;
    for (int d = 1; d < 14 && cell[at(rules, day - d)] != HC_ROTA_FREE; d++) {
        length++;
    }
    for (int d = 1; d < 14 && cell[at(rules, day + d)] != HC_ROTA_FREE; d++) {
        length++;
    }
    return length;
}

/* From the end of one duty to the begin of another, `days` later. */
static double rest_between(const struct hc_rota_rules *rules, int8_t first, int8_t next, int days) {
    return days * DAY_MIN + rules->start[next] - rules->start[first] - rules->minutes[first];
}

/* A duty ends at the latest a day and a half after its midnight: neighbours of two days. */
static bool is_rested(const struct hc_rota_rules *rules, const int8_t *cell, int day) {
    for (int days = 1; days <= 2; days++) {
        int8_t before = cell[at(rules, day - days)], after = cell[at(rules, day + days)];
        if ((before != HC_ROTA_FREE &&
             rest_between(rules, before, cell[day], days) < rules->rest_min) ||
            (after != HC_ROTA_FREE &&
             rest_between(rules, cell[day], after, days) < rules->rest_min)) {
            return false;
        }
    }
    return true;
}

/* The longest time off in one piece within the week of `monday`. */
static double longest_rest(const struct hc_rota_rules *rules, const int8_t *cell, int monday) {
    int8_t sunday = cell[at(rules, monday - 1)];
    double free_from = sunday == HC_ROTA_FREE
                           ? 0.0
                           : fmax(0.0, rules->start[sunday] + rules->minutes[sunday] - DAY_MIN);
    double longest = 0.0;
    for (int d = 0; d < 7; d++) {
        int8_t duty = cell[monday + d];
        if (duty != HC_ROTA_FREE) {
            double start = d * DAY_MIN + rules->start[duty];
            longest = fmax(longest, start - free_from);
            free_from = start + rules->minutes[duty];
        }
    }
    return fmax(longest, 7.0 * DAY_MIN - free_from);
}

static double week_minutes(const struct hc_rota_rules *rules, const int8_t *cell, int monday) {
    double minutes = 0.0;
    for (int d = monday; d < monday + 7; d++) {
        minutes += cell[d] == HC_ROTA_FREE ? 0.0 : rules->minutes[cell[d]];
    }
    return minutes;
}

/* Friday's night shift counts to Friday. */
static bool works_weekend(const int8_t *cell, int monday) {
    return cell[monday + 5] != HC_ROTA_FREE || cell[monday + 6] != HC_ROTA_FREE;
}

bool hci_rota_weekends_apart(const struct hc_rota_rules *rules, const int8_t *cell, int monday) {
    for (int w = 1; w < rules->weekend_interval; w++) {
        int other = at(rules, monday + 7 * w);
        if (other != monday && works_weekend(cell, other)) {
            return false;
        }
    }
    return true;
}

enum hc_rota_rule hci_rota_check_day(const struct hc_rota_rules *rules, const int8_t *cell,
                                     int day) {
    int monday = day / 7 * 7, next = at(rules, monday + 7);
    bool night = cell[day] == HC_NIGHT_SHIFT;
    if (hci_rota_in_row(rules, cell, day) > (night ? rules->nights_in_row : rules->days_in_row)) {
        return HC_RULE_IN_ROW;
    }
    if (!is_rested(rules, cell, day)) {
        return HC_RULE_DAILY_REST;
    }
    if (week_minutes(rules, cell, monday) > rules->week_limit_min) {
        return HC_RULE_WEEK_LIMIT;
    }
    if (longest_rest(rules, cell, monday) < rules->weekly_rest_min ||
        (day == monday + 6 && longest_rest(rules, cell, next) < rules->weekly_rest_min)) {
        return HC_RULE_WEEKLY_REST;
    }
    return HC_RULE_NONE;
}

/* Hours over the cycle, off by no more than the longest duty that the line has. */
static bool holds_hours(const struct hc_rota_rules *rules, const int8_t *cell, double position) {
    double minutes = 0.0, longest = 0.0;
    for (int d = 0; d < rules->days; d++) {
        if (cell[d] != HC_ROTA_FREE) {
            minutes += rules->minutes[cell[d]];
            longest = fmax(longest, rules->minutes[cell[d]]);
        }
    }
    return fabs(minutes - position * rules->week_minutes * rules->days / 7.0) <= longest + 1e-6;
}

enum hc_rota_rule hc_rota_check(const struct hc_rota_rules *rules, const int8_t *cell,
                                double position, int *day) {
    for (int d = 0; d < rules->days; d++) {
        *day = d;
        enum hc_rota_rule rule =
            cell[d] == HC_ROTA_FREE ? HC_RULE_NONE : hci_rota_check_day(rules, cell, d);
        if (rule != HC_RULE_NONE) {
            return rule;
        }
        if (d % 7 == 5 && works_weekend(cell, d - 5) &&
            !hci_rota_weekends_apart(rules, cell, d - 5)) {
            return HC_RULE_WEEKENDS;
        }
    }
    *day = 0;
    return holds_hours(rules, cell, position) ? HC_RULE_NONE : HC_RULE_HOURS;
}

void hc_rota_describe(const struct hc_rota_rules *rules, enum hc_rota_rule rule, char *text,
                      size_t size) {
    switch (rule) {
    case HC_RULE_HOURS:
        snprintf(text, size, "hours (%g a week of a full post)", rules->week_minutes / HOUR_MIN);
        return;
    case HC_RULE_WEEKENDS:
        snprintf(text, size, "weekends (at most one in %d)", (int)rules->weekend_interval);
        return;
    case HC_RULE_DAILY_REST:
        snprintf(text, size, "daily rest (%g hours between duties)", rules->rest_min / HOUR_MIN);
        return;
    case HC_RULE_WEEKLY_REST:
        snprintf(text, size, "weekly rest (%g hours in one piece in each week)",
                 rules->weekly_rest_min / HOUR_MIN);
        return;
    case HC_RULE_WEEK_LIMIT:
        snprintf(text, size, "hours of a week (at most %g)", rules->week_limit_min / HOUR_MIN);
        return;
    default:
        snprintf(text, size, "days in a row (at most %d, nights %d)", rules->days_in_row,
                 rules->nights_in_row);
    }
}

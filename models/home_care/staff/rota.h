/* models/home_care/staff/rota.h - a rota of some weeks that repeats: its rules, a generator, the
 * ideal types.
 *
 * A line of a rota has a cell per day: a duty, or free.  The rules that a line keeps are those
 * of the working environment act, ch. 10, and of the agreements: hours of the post on average,
 * weekends as often as agreed, rest each day and each week, hours of a week, days in a row.
 * The generator lays line after line: first the weekends, every weekend_interval-th, then
 * weekday duties where cover is furthest below the need, for the skill of the post first.  In the
 * end duties move to weekdays on which nobody stands though the need is for somebody.
 * Everything is deterministic and takes no draws. */
#ifndef HOME_CARE_ROTA_H
#define HOME_CARE_ROTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "des/status.h"

#include "home_care/people/care_plan.h"

/* What stands in a cell: free, an enum hc_shift_kind, or one of those below.  A long shift
 * begins with the day shift, a long late one ends with the evening shift: each works off lists
 * of both. */
enum hc_duty {
    HC_ROTA_FREE = -1,
    HC_LONG_SHIFT = HC_SHIFT_KINDS,
    HC_LONG_LATE_SHIFT,
    HC_ROUND_THE_CLOCK, /* 24 hours, the sleeping night included: in housing, not on routes */
    HC_DUTIES
};
enum { HC_ROTA_MAX_WEEKS = 12, HC_ROTA_MAX_DAYS = 7 * HC_ROTA_MAX_WEEKS };

/* The shifts of which weekdays, or weekends, are made. */
enum hc_rota_shifts { HC_TRADITIONAL_SHIFTS, HC_LONG_SHIFTS, HC_24_HOUR_SHIFTS, HC_DAY_SHIFTS };

struct hc_rota_rules {
    int days;                 /* of the cycle: whole weeks from a Monday */
    double week_minutes;      /* of a full post, on average */
    int64_t weekend_interval; /* weeks from one worked weekend to the next, at least */
    double rest_min;          /* between duties */
    double weekly_rest_min;   /* in one piece within each calendar week */
    double week_limit_min;    /* worked in a calendar week, at most */
    int days_in_row, nights_in_row;
    double start[HC_DUTIES], minutes[HC_DUTIES]; /* of each duty: after midnight; long */
};

enum hc_rota_rule {
    HC_RULE_NONE,
    HC_RULE_HOURS,
    HC_RULE_WEEKENDS,
    HC_RULE_DAILY_REST,
    HC_RULE_WEEKLY_REST,
    HC_RULE_WEEK_LIMIT,
    HC_RULE_IN_ROW,
    HC_ROTA_RULES
};

/* Times of the duties from the begin of the three shifts and the length of a long one, all in
 * minutes. */
void hc_rota_clock(struct hc_rota_rules *rules, double day_start, double evening_start,
                   double night_start, double long_minutes);
/* The shortest cycle of six weeks or more in which every interval-th weekend comes out even. */
int hc_rota_cycle_days(int64_t weekend_interval);

/* The first rule that a line breaks, and the day (0: Monday of week 1) where; hours may be off
 * by its longest duty, as duties have fixed lengths.  O(days). */
enum hc_rota_rule hc_rota_check(const struct hc_rota_rules *rules, const int8_t *cell,
                                double position, int *day);
/* Says what the rule asks for: "daily rest (11 hours between duties)". */
void hc_rota_describe(const struct hc_rota_rules *rules, enum hc_rota_rule rule, char *text,
                      size_t size);

/* ---- the generator ---- */

/* The rota of one team while it is being laid. */
struct hc_rota {
    struct hc_rota_rules rules;
    double need[7][2];    /* on duty by weekday: day, evening (night team, 24 hours: [0]) */
    double skilled_share; /* of the need: nurses */
    int weekday_shifts, weekend_shifts; /* enum hc_rota_shifts */
    bool night;                         /* a night team */
    bool must_cover_weekends;           /* generate: else a team too small runs short */
    double cover[HC_ROTA_MAX_DAYS][2];  /* laid so far */
    double skilled[HC_ROTA_MAX_DAYS][2];
};

struct hc_rota_post {
    const char *profession;
    uint32_t ordinal; /* with the profession, its name in what is told */
    double position;  /* size, 0 to 1 */
    enum hc_skill skill;
    int8_t *cell; /* result: rules.days of them */
};

/* Counts a line that stands already. */
void hc_rota_count(struct hc_rota *rota, enum hc_skill skill, const int8_t *cell);
/* Lays one more line; `number` is the place of the post in its team and decides which weekends.
 * Returns the duties that the rules left no room for; then *rule is the one in the way.
 * O(duties x days). */
int hc_rota_lay(struct hc_rota *rota, const struct hc_rota_post *post, size_t number,
                enum hc_rota_rule *rule);
/* The same, told: DES_EINPUT with a reason that names the rule and the post. */
DES_NODISCARD enum des_status hc_rota_has_room(struct hc_rota *rota,
                                               const struct hc_rota_post *post, size_t number,
                                               struct des_error *error);
/* Lays all posts in their order, the first as number `first`.  DES_EINPUT with a reason that
 * names the rule and the post, or the weekend that nobody is left for. */
DES_NODISCARD enum des_status hc_rota_generate(struct hc_rota *rota,
                                               const struct hc_rota_post *post, size_t count,
                                               size_t first, struct des_error *error);

/* ---- the ideal types of NOU 2023: 4, table 9.2 (after Moland 2021) ---- */

struct hc_rota_type {
    const char *name;
    int64_t weekend_interval;
    enum hc_rota_shifts weekday, weekend;
    int weekend_posts; /* at work on a weekend day */
    int employees;     /* of the table */
    int fte_low, fte_high;
};
enum { HC_ROTA_TYPES = 7 };
extern const struct hc_rota_type hc_rota_types[HC_ROTA_TYPES];

/* The need and the rules of a unit of this type: as many at work on every day of the week. */
void hc_rota_of_type(const struct hc_rota_type *type, struct hc_rota *rota);
/* The least people who can fill the weekends: a rule of arithmetic, for the generator to keep. */
int hc_rota_type_people(const struct hc_rota_type *type);
/* The least full posts whose hours cover the need. */
int hc_rota_type_posts(const struct hc_rota *rota);

#endif

/* models/home_care/people/care_plan.h - what was decided for a user: recurring visits.
 *
 * A care plan is a set of *lines*, one recurring visit each, with a task,
 * weekdays, a time and minutes.  The lines of a zone and shift lie together, by
 * start, as the lists of the day are made from them. */
#ifndef HOME_CARE_CARE_PLAN_H
#define HOME_CARE_CARE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hc_world;

enum hc_task_kind {
    HC_MEDICATION,
    HC_PERSONAL_CARE,
    HC_PROCEDURE,
    HC_NUTRITION,
    HC_SUPERVISION,
    HC_PRACTICAL_HELP,
    HC_ALARM_CALL,
    HC_NURSE_ASSESSMENT, /* of a noticed change, by an ordinary nurse */
    HC_ACUTE_CALL,
    HC_TASK_KINDS
};
extern const char *const hc_task_names[];

enum hc_shift_kind { HC_DAY_SHIFT, HC_EVENING_SHIFT, HC_NIGHT_SHIFT, HC_SHIFT_KINDS };

/* What a task needs and what a worker has. */
enum hc_skill { HC_SKILL_ANY, HC_SKILL_TRAINED, HC_SKILL_NURSE };

/* Where a visit stands in the lists that are used week after week; the lists of a team are
 * numbered. */
struct hc_standing {
    float turn;       /* minutes after midnight when it began in the last lists */
    float agreed;     /* ... when it is to begin: agreed with the user, from the lists */
    uint16_t list[2]; /* first and second carer's; HC_NO_LIST: nobody's */
};
#define HC_NO_LIST UINT16_MAX

/* One recurring visit of a care plan. */
struct hc_line {
    uint32_t user;
    uint16_t ordinal; /* within the user's plan; never reused */
    uint8_t task;
    uint8_t carers;                 /* 1 or 2 */
    uint8_t needs;                  /* lowest enum hc_skill that may do it */
    uint8_t weekdays;               /* bit 0 = Monday */
    uint8_t fortnight;              /* 0: every week; 1, 2: in even, odd weeks */
    float minutes;                  /* planned, on the time grid */
    float start;                    /* wanted: minutes after midnight */
    float earliest, latest;         /* between which another time may be agreed */
    float half_window;              /* may begin this much before or after what is agreed */
    uint32_t usual;                 /* worker who came last time; HC_NOWHERE */
    struct hc_standing standing[2]; /* on weekdays, at weekends */
};

/* Lines of one zone and shift, by start.  The night list is the place's. */
struct hc_line_list {
    struct hc_line *line;
    size_t count, capacity;
};

/* The list of a zone and shift. */
struct hc_line_list *hc_plan_list(struct hc_world *world, uint32_t zone, enum hc_shift_kind kind);

/* True when the line asks for a visit on this day. */
static inline bool hc_line_due(const struct hc_line *line, int weekday, int64_t week) {
    return (line->weekdays >> weekday & 1) != 0 &&
           (line->fortnight == 0 || (week & 1) == line->fortnight - 1);
}

/* Makes the plan of a route user; of one of the municipality's own table, as granted there;
 * takes it out of all lists. */
void hc_plan_own(struct hc_world *world, uint32_t id);
void hc_plan_make(struct hc_world *world, uint32_t id);
void hc_plan_drop(struct hc_world *world, uint32_t id);

/* Need one step up (+1) or down (-1): the plan is decided anew. */
void hc_user_change_need(struct hc_world *world, uint32_t id, int step);

/* Sums the plans of all users into people.planned_min_day. */
void hc_plan_measure(struct hc_world *world);

/* The index that u in (0, 1) falls on among shares, which need not sum to 1. */
int hc_pick(const double *share, int count, double u);

#endif

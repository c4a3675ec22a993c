/* models/home_care/health/gp_office.h - GPs' lists of inhabitants, and the desk of each.
 *
 * A list has one doctor, who works through messages, calls and results in the order in which they
 * came, in the desk hours at the end of each working day: a queue with one server, kept as its
 * unfinished work in minutes.  What the inhabitants send comes evenly over the office day, so
 * much a day as a draw of list and day says; a question about a user of home care joins with
 * minutes of its own and is answered when the work ahead of it is done.  While the doctor is away,
 * week by week, a stand-in does a share of the desk hours.
 *
 * The desk is advanced when somebody asks: no event stands for what the inhabitants send.  Only
 * whole days and the work that joins move what is kept; looking moves nothing, so that a desk is
 * the same to the last bit whoever asked about it meanwhile.
 *
 * From evening to evening the work follows max(0, work + sent - desk hours), the queue D/G/1
 * (Lindley 1952, doi:10.1017/S0305004100027638); what then is left beyond gp_desk_limit is done in
 * the evening, so that more work than desk hours does not pile up for ever. */
#ifndef HOME_CARE_GP_OFFICE_H
#define HOME_CARE_GP_OFFICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "des/dist.h"
#include "des/status.h"

struct hc_world;

#define HC_GP_OPENS 480.0 /* 08:00 */
#define HC_GP_OPEN 450.0  /* until 15:30 */

/* One desk.  Minutes are office minutes. */
struct hc_gp_list {
    int64_t day;    /* the desk was last touched on this day ... */
    double minute;  /* ... so long after the office opened */
    double work;    /* unfinished then */
    double sent;    /* by the inhabitants, on whole days since observation began */
    double joined;  /* from home care, less what own staff spared, since then */
    double offered; /* desk time on whole days since then */
    double late;    /* work in the evening since then, beyond the desk hours */
    double evening; /* the sum of work left at the end of working days since then */
    double before;  /* work at the beginning of observation */
};

struct hc_gp_office {
    struct hc_gp_list *list;
    size_t lists;
    struct des_dist sent; /* minutes a working day and list */
    bool *closed;         /* by day from first_day: no working day */
    int64_t first_day;
    size_t days;
    int64_t observed_from;
};

/* Minutes of desk time that these lists had, worked and left undone, since observation began. */
struct hc_gp_record {
    double offered, worked, late;
    double evening;   /* sum over lists and working days of what was left */
    double list_days; /* working days x lists */
};

struct hc_services_params;
/* Minutes a working day, in the mean: desk time, away weeks counted; what is asked in ordinary
 * practice about so many users. */
double hc_gp_desk_per_day(const struct hc_services_params *p);
double hc_gp_asked_per_day(const struct hc_services_params *p, double users);

/* The lists of a municipality, with empty desks.  DES_ENOMEM. */
DES_NODISCARD enum des_status hc_gp_office_init(struct hc_world *world);
void hc_gp_office_fini(struct hc_world *world);
void hc_gp_office_observe(struct hc_world *world);

/* Is this an office day; hours of it?  Office minutes later than `time`. */
bool hc_gp_office_day(const struct hc_world *world, int64_t day);
double hc_gp_office_after(const struct hc_world *world, double time, double minutes);

size_t hc_gp_list_of(const struct hc_world *world, uint32_t user);
/* Unfinished work on a desk.  O(days since it was last touched); times do not go back. */
double hc_gp_work(struct hc_world *world, size_t list, double time);
/* More work joins a desk at a time; negative: it is spared, as far as there is any. */
void hc_gp_join(struct hc_world *world, size_t list, double time, double minutes);
/* When the doctor will have worked so many minutes at this desk, from `time` on.  On the
 * time grid; at most some 400 days on. */
double hc_gp_done(const struct hc_world *world, size_t list, double time, double minutes);
/* Of the first `lists`, since hc_gp_office_observe, to the end of the day before `day`. */
struct hc_gp_record hc_gp_office_record(struct hc_world *world, size_t lists, int64_t day);

#endif

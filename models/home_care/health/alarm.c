/* models/home_care/health/alarm.c - calls by personal alarm. */
#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"
#include "health.h"

/* Share of alarm call-outs by hour: most from 8 to 11 (SINTEF A27757, 2016); the
 * rest by judgement (grade D). */
static const double alarm_by_hour[24] = {2, 2, 2, 2, 2, 3, 4, 6, 8, 8, 8, 6,
                                         5, 4, 4, 4, 4, 5, 5, 5, 4, 4, 4, 3};

static double alarm_minute(double u) {
    double total = 0.0;
    for (int h = 0; h < 24; h++) {
        total += alarm_by_hour[h];
    }
    double at = u * total;
    int hour = 0;
    while (hour < 23 && at >= alarm_by_hour[hour]) {
        at -= alarm_by_hour[hour++];
    }
    return 60.0 * (hour + hc_min(at / alarm_by_hour[hour], 0.999));
}

void hc_alarm_next(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    double rate = world->p.demand.alarm_calls_per_month;
    if (!user->alarm || rate <= 0.0) {
        return;
    }
    struct des_block b = hc_user_draw(world, id, HC_DRAW_ALARM, user->alarms++);
    double days = floor(des_exponential_from(b.word[0], 30.4375 / rate));
    double midnight = (double)hc_day_of(hc_now(world)) * HC_DAY;
    double time = midnight + days * HC_DAY + alarm_minute(des_uniform_from(b.word[1]));
    if (time <= hc_now(world)) {
        time += HC_DAY;
    }
    user->alarm_call = hc_schedule(world, hc_grid(time), HC_EVENT_ALARM, id, 0);
}

void hc_on_alarm(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = hc_user_at(world, event->subject);
    user->alarm_call = DES_NO_EVENT;
    if (user->state == HC_AT_HOME) {
        hc_count_user(world, user, HC_TOTAL_alarm_calls, 1.0);
        hc_shift_unplanned(world, event->subject, HC_ALARM_CALL, user->alarms);
    }
    hc_alarm_next(world, event->subject);
}

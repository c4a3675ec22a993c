/* What an hour of work costs: pay, and the supplements of the hours of the day and the week, by
 * hand from the tariff. */
#include "support.h"

#include <stdlib.h>

#include "home_care/grid.h"
#include "home_care/world.h"

/* 300 NOK an hour by the tariff, 500 NOK an hour at work; no pension, no tax. */
static struct hc_world *world_with_plain_pay(void) {
    struct hc_world *world = calloc(1, sizeof *world);
    struct des_error error = {0};
    assert_non_null(world);
    assert_int_equal(hc_calendar_init(&world->calendar, "2024-01-01", &error), DES_OK);
    world->observing = true;
    world->p.staff.fte_hours = 1080.0;
    world->p.staff.night_shared_part = 1.0;
    world->p.money = (struct hc_money){.pay_hfa = 540000.0,
                                       .tariff_hours = 1800.0,
                                       .evening_supplement = 56.0,
                                       .night_supplement = 0.25,
                                       .night_least = 70.0,
                                       .weekend_supplement = 0.22,
                                       .weekend_least = 70.0,
                                       .holiday_supplement = 4.0 / 3.0,
                                       .overtime_factor = 1.75,
                                       .agency_factor = 2.0};
    return world;
}

static double at(double day, double hour) {
    return day * HC_DAY + hour * 60.0;
}

struct shift_case {
    const char *label;
    double from, to;    /* minutes since Monday 1 January 2024 */
    double supplements; /* NOK */
};

enum { EASTER_SUNDAY = 90, CONSTITUTION_DAY = 137 }; /* 31 March, Friday 17 May */

static const struct shift_case cases[] = {
    {"a weekday by day", HC_DAY + 450.0, HC_DAY + 900.0, 0.0},
    {"a weekday evening: four hours at 56, one at 25 %", HC_DAY + 870.0, HC_DAY + 1320.0,
     4 * 56.0 + 75.0},
    {"a Saturday: 22 % are less than the least", 5 * HC_DAY + 450.0, 5 * HC_DAY + 900.0,
     7.5 * 70.0},
    {"the night to a Saturday", 4 * HC_DAY + 1305.0, 5 * HC_DAY + 465.0, 8.25 * 75.0 + 7.75 * 70.0},
    {"the night to a Monday", 6 * HC_DAY + 1305.0, 7 * HC_DAY + 465.0, 8.25 * 75.0 + 2.25 * 70.0},
    {"a holiday evening", CONSTITUTION_DAY *HC_DAY + 870.0, CONSTITUTION_DAY *HC_DAY + 1320.0,
     7.5 * 400.0 + 4 * 56.0 + 75.0},
    {"a holiday on a Sunday is paid as a holiday alone", EASTER_SUNDAY *HC_DAY + 450.0,
     EASTER_SUNDAY *HC_DAY + 900.0, 7.5 * 400.0},
};

static void supplements_follow_the_clock_and_the_calendar(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct hc_world *world = world_with_plain_pay();
        struct hc_worker worker = {.profession = HC_HFA};
        worker.shift.start = cases[i].from;
        worker.shift.planned_end = cases[i].to;
        hc_money_shift(world, &worker, cases[i].to);
        double wages = (cases[i].to - cases[i].from) / 60.0 * 500.0 + cases[i].supplements;
        const double *totals = world->totals[0];
        if (totals[HC_TOTAL_cost_supplements] != nearbyint(100.0 * cases[i].supplements) ||
            totals[HC_TOTAL_cost_wages] != nearbyint(100.0 * wages) ||
            totals[HC_TOTAL_cost_municipality] != totals[HC_TOTAL_cost_wages]) {
            fail_msg("%s: %.0f oere of supplements in wages of %.0f", cases[i].label,
                     totals[HC_TOTAL_cost_supplements], totals[HC_TOTAL_cost_wages]);
        }
        free(world);
    }
}

/* An hour past the end of an evening shift: by the factor of overtime, without supplements. */
static void overtime_has_its_own_price(void **state) {
    (void)state;
    struct hc_world *world = world_with_plain_pay();
    struct hc_worker worker = {.profession = HC_HFA};
    worker.shift.start = at(1, 14.5);
    worker.shift.planned_end = at(1, 22.0);
    hc_money_shift(world, &worker, at(1, 23.0));
    assert_true(world->totals[0][HC_TOTAL_cost_supplements] == 29900.0);
    assert_true(world->totals[0][HC_TOTAL_cost_overtime] == 87500.0);
    free(world);
}

/* Day work of own staff in the day has none; the same person in the evening has. */
static void own_staff_are_paid_by_the_clock_too(void **state) {
    (void)state;
    struct hc_world *world = world_with_plain_pay();
    world->p.function.worked_hours = 1000.0;
    world->care.competence.base_pay = 540000.0;
    struct hc_worker worker = {.profession = HC_AKS, .own_staff = true};
    worker.shift.zone = HC_NOWHERE;
    worker.shift.start = at(1, 8.0);
    worker.shift.planned_end = at(1, 16.0);
    hc_money_shift(world, &worker, at(1, 16.0));
    assert_true(world->totals[0][HC_TOTAL_cost_own_staff] == 8.0 * 54000.0);
    worker.shift.start = at(1, 13.0);
    worker.shift.planned_end = at(1, 21.0);
    hc_money_shift(world, &worker, at(1, 21.0));
    assert_true(world->totals[0][HC_TOTAL_cost_own_staff] == 16.0 * 54000.0 + 4.0 * 5600.0);
    free(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(supplements_follow_the_clock_and_the_calendar),
        cmocka_unit_test(overtime_has_its_own_price),
        cmocka_unit_test(own_staff_are_paid_by_the_clock_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Spells of absence: the time to the next one by exact inversion of a rate that steps with the
 * quarter, and the days that are lost in each quarter. */
#include "support.h"

#include <stdlib.h>

#include "home_care/grid.h"
#include "home_care/world.h"

static struct hc_staff_params usual(void) {
    return (struct hc_staff_params){.absence = 0.117,
                                    .absence_self = 0.014,
                                    .absence_short = 0.45,
                                    .absence_self_days = 2.0,
                                    .absence_short_days = 8.0,
                                    .absence_long_days = 70.0,
                                    .absence_quarter = {1.06, 0.97, 0.84, 1.13}};
}

/* Nothing of the world but a calendar and the rates. */
static struct hc_world *world_with(const struct hc_staff_params *p) {
    struct hc_world *world = calloc(1, sizeof *world);
    struct des_error error = {0};
    assert_non_null(world);
    assert_int_equal(hc_calendar_init(&world->calendar, "2024-01-01", &error), DES_OK);
    world->p.staff = *p;
    hc_absence_init(p, &world->staff.absence);
    return world;
}

static double uniform(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return ((double)(*state >> 11) + 0.5) * 0x1p-53;
}

static int quarter_at(const struct hc_world *world, double time) {
    return (hc_calendar_date(&world->calendar, hc_day_of(time)).month - 1) / 3;
}

/* The rate added up hour by hour, which every quarter begins with. */
static double hazard_between(const struct hc_world *world, double from, double to) {
    double sum = 0.0;
    for (double at = from; at < to;) {
        double next = fmin(to, (floor(at / 60.0) + 1.0) * 60.0);
        sum += world->staff.absence.rate[quarter_at(world, at)] * (next - at);
        at = next;
    }
    return sum;
}

static void the_rate_added_up_to_the_next_spell_is_what_was_drawn(void **state) {
    (void)state;
    struct hc_staff_params p = usual();
    p.absence_quarter[1] = 3.0; /* steps that can be seen */
    struct hc_world *world = world_with(&p);
    uint64_t seed = 7;
    for (int i = 0; i < 300; i++) {
        double from = (uniform(&seed) * 800.0 - 100.0) * HC_DAY;
        double hazard = -4.0 * log(uniform(&seed));
        double time = hc_absence_time(world, from, hazard, 1e9);
        assert_near(hazard_between(world, from, time), hazard, 1e-9 * (1.0 + hazard));
        assert_true(hc_absence_time(world, from, hazard, time - 400.0 * HC_DAY) >= time);
    }
    free(world);
}

/* A spell that would come with certainty in one quarter cannot be put off into the next. */
static void a_gap_that_reaches_into_the_next_quarter_feels_its_rate(void **state) {
    (void)state;
    struct hc_staff_params p = usual();
    struct hc_world *world = world_with(&p);
    double *rate = world->staff.absence.rate;
    rate[0] = 0.0;
    rate[1] = 1.0 / HC_DAY;
    double april = 91.0 * HC_DAY; /* 2024 is a leap year */
    assert_near(hc_absence_time(world, 10.0 * HC_DAY, 0.5, 1e9), april + 0.5 * HC_DAY, 1e-6);
    assert_near(hc_absence_time(world, april - 1.0, 2.0, 1e9), april + 2.0 * HC_DAY, 1e-6);
    rate[1] = 0.0;
    rate[2] = rate[3] = 0.0;
    assert_true(isinf(hc_absence_time(world, 0.0, 0.1, 3000.0 * HC_DAY)));
    free(world);
}

/* Many years of one person, spell by spell: the days lost in each quarter. */
static void days_lost_in_each_quarter_are_as_the_parameters_say(void **state) {
    (void)state;
    struct hc_staff_params p = usual();
    struct hc_world *world = world_with(&p);
    const struct hc_absence *absence = &world->staff.absence;
    enum { YEARS = 60000 };
    double lost[4] = {0}, all[4] = {0};
    uint64_t seed = 11;
    for (int person = 0; person < YEARS / 4; person++) {
        for (double at = 0.0; at < 1826.0 * HC_DAY;) {
            double hazard = -log(uniform(&seed)), kind = uniform(&seed);
            double start = hc_absence_time(world, at, hazard, 1e9);
            double mean = kind < absence->begins[0]                        ? 2.0
                          : kind < absence->begins[0] + absence->begins[1] ? 8.0
                                                                           : 70.0;
            double days = fmax(1.0, nearbyint(-mean * log(uniform(&seed))));
            for (double d = 0; d < days; d++) { /* the first year settles */
                double day = start + d * HC_DAY;
                if (day >= 366.0 * HC_DAY && day < 1827.0 * HC_DAY) {
                    lost[quarter_at(world, day)]++;
                }
            }
            at = start + days * HC_DAY;
        }
    }
    for (int day = 366; day < 1827; day++) {
        all[quarter_at(world, day * HC_DAY)] += YEARS / 4;
    }
    for (int q = 0; q < 4; q++) {
        double share = lost[q] / all[q], target = p.absence * p.absence_quarter[q];
        print_message("quarter %d: %.4f of %.4f\n", q + 1, share, target);
        assert_near(share, target, 0.02 * target);
    }
    free(world);
}

static void nobody_is_ever_absent_when_absence_is_0(void **state) {
    (void)state;
    struct hc_staff_params p = usual();
    p.absence = p.absence_self = 0.0;
    struct hc_world *world = world_with(&p);
    assert_true(isinf(hc_absence_time(world, 0.0, 1e-9, 1e5 * HC_DAY)));
    free(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rate_added_up_to_the_next_spell_is_what_was_drawn),
        cmocka_unit_test(a_gap_that_reaches_into_the_next_quarter_feels_its_rate),
        cmocka_unit_test(days_lost_in_each_quarter_are_as_the_parameters_say),
        cmocka_unit_test(nobody_is_ever_absent_when_absence_is_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

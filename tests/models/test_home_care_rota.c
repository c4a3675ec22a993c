/* The rota generator on hand-made posts, and the calendar against known dates. */
#include "support.h"

#include <string.h>

#include "home_care/calendar.h"
#include "home_care/grid.h"
#include "home_care/rota.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { POSTS = 24, WEEKS = HC_ROTA_DAYS / 7 };

/* A zone with enough posts for 8 by day and 4 in the evening, nurses first. */
struct laid {
    struct hc_rota rota;
    struct hc_worker worker[POSTS];
    int left[POSTS];
};

static struct laid lay_zone(int64_t interval, bool night) {
    static const double sizes[] = {1.0, 0.9, 0.85, 0.75, 0.5, 0.6};
    struct laid laid = {.rota = {.target = {night ? 3.0 : 8.6, 4.3},
                                 .skilled_target = {night ? 1.0 : 3.0, 1.5},
                                 .weekend_volume = 0.85,
                                 .weekend_interval = interval,
                                 .week_minutes = 35.5 * 60.0,
                                 .shift_minutes = night ? 600.0 : 450.0,
                                 .night = night}};
    for (size_t i = 0; i < POSTS; i++) {
        laid.worker[i].skill = i < 8 ? HC_SKILL_NURSE : HC_SKILL_TRAINED;
        laid.worker[i].position = sizes[i % COUNT(sizes)];
        laid.left[i] = hc_rota_lay(&laid.rota, &laid.worker[i], i);
    }
    return laid;
}

static int shifts_of(const struct hc_worker *worker) {
    int shifts = 0;
    for (int d = 0; d < HC_ROTA_DAYS; d++) {
        shifts += worker->rota[d] != HC_ROTA_FREE;
    }
    return shifts;
}

static void six_weeks_hold_the_hours_of_the_post(void **state) {
    (void)state;
    for (int night = 0; night < 2; night++) {
        struct laid laid = lay_zone(3, night);
        double shift = night ? 10.0 : 7.5;
        for (size_t i = 0; i < POSTS; i++) {
            double hours = shifts_of(&laid.worker[i]) * shift;
            assert_int_equal(laid.left[i], 0);
            assert_near(hours, laid.worker[i].position * 35.5 * WEEKS, shift / 2.0);
        }
    }
}

static void weekends_come_as_often_as_agreed_with_one_shift_on_both_days(void **state) {
    (void)state;
    for (int64_t interval = 2; interval <= 6; interval++) {
        struct laid laid = lay_zone(interval, false);
        for (size_t i = 0; i < POSTS; i++) {
            for (int week = 0; week < WEEKS; week++) {
                const int8_t *weekend = &laid.worker[i].rota[week * 7 + 5];
                bool mine = week % interval == (int64_t)i % interval;
                assert_int_equal(weekend[0], weekend[1]);
                assert_int_equal(weekend[0] != HC_ROTA_FREE, mine);
            }
        }
    }
}

static void no_evening_is_followed_by_a_day_shift(void **state) {
    (void)state;
    struct laid laid = lay_zone(3, false);
    size_t evenings = 0;
    for (size_t i = 0; i < POSTS; i++) {
        for (int d = 0; d < HC_ROTA_DAYS; d++) { /* the rota repeats: the last day too */
            int8_t today = laid.worker[i].rota[d];
            int8_t tomorrow = laid.worker[i].rota[(d + 1) % HC_ROTA_DAYS];
            evenings += today == HC_EVENING_SHIFT;
            assert_false(today == HC_EVENING_SHIFT && tomorrow == HC_DAY_SHIFT);
        }
    }
    assert_true(evenings > 100);
}

static int longest_run(const struct hc_worker *worker) {
    int run = 0, longest = 0;
    for (int d = 0; d < 2 * HC_ROTA_DAYS; d++) {
        run = worker->rota[d % HC_ROTA_DAYS] != HC_ROTA_FREE ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void nobody_works_more_than_six_days_or_four_nights_in_a_row(void **state) {
    (void)state;
    struct laid days = lay_zone(3, false), nights = lay_zone(3, true);
    for (size_t i = 0; i < POSTS; i++) {
        assert_true(longest_run(&days.worker[i]) <= 6);
        assert_true(longest_run(&nights.worker[i]) <= 4);
    }
}

/* On weekdays no day has two more on a shift than another; nurses are on every one. */
static void weekdays_are_covered_evenly_and_never_without_a_nurse(void **state) {
    (void)state;
    struct laid laid = lay_zone(3, false);
    for (int kind = HC_DAY_SHIFT; kind <= HC_EVENING_SHIFT; kind++) {
        double low = INFINITY, high = 0.0, sum = 0.0;
        for (int d = 0; d < HC_ROTA_DAYS; d++) {
            if (d % 7 < 5) {
                low = fmin(low, laid.rota.cover[d][kind]);
                high = fmax(high, laid.rota.cover[d][kind]);
                assert_true(laid.rota.skilled[d][kind] >= 1.0);
            }
            sum += laid.rota.cover[d][kind];
        }
        assert_true(high - low <= 2.0);
        assert_true(sum > 0.0);
    }
}

/* Cover that the generator keeps is what stands in the rotas. */
static void the_cover_is_the_sum_of_the_rotas(void **state) {
    (void)state;
    struct laid laid = lay_zone(3, false);
    for (int d = 0; d < HC_ROTA_DAYS; d++) {
        double on[HC_SHIFT_KINDS] = {0};
        for (size_t i = 0; i < POSTS; i++) {
            if (laid.worker[i].rota[d] != HC_ROTA_FREE) {
                on[laid.worker[i].rota[d]]++;
            }
        }
        assert_true(on[HC_DAY_SHIFT] == laid.rota.cover[d][HC_DAY_SHIFT]);
        assert_true(on[HC_EVENING_SHIFT] == laid.rota.cover[d][HC_EVENING_SHIFT]);
    }
}

/* ---- the calendar ---- */

static struct hc_calendar calendar_from(const char *start) {
    struct hc_calendar calendar;
    struct des_error error = {0};
    if (hc_calendar_init(&calendar, start, &error) != DES_OK) {
        fail_msg("%s", error.text);
    }
    return calendar;
}

static void public_holidays_of_2024_and_2025_are_known(void **state) {
    (void)state;
    static const struct hc_date holidays[] = {
        {2024, 1, 1},  {2024, 3, 28}, {2024, 3, 29}, {2024, 3, 31}, {2024, 4, 1},   {2024, 5, 1},
        {2024, 5, 9},  {2024, 5, 17}, {2024, 5, 19}, {2024, 5, 20}, {2024, 12, 25}, {2024, 12, 26},
        {2025, 1, 1},  {2025, 4, 17}, {2025, 4, 18}, {2025, 4, 20}, {2025, 4, 21},  {2025, 5, 1},
        {2025, 5, 17}, {2025, 5, 29}, {2025, 6, 8},  {2025, 6, 9},  {2025, 12, 25}, {2025, 12, 26},
    };
    struct hc_calendar calendar = calendar_from("2024-01-01");
    size_t next = 0;
    for (int64_t day = 0; day < 366 + 365; day++) {
        struct hc_date d = hc_calendar_date(&calendar, day);
        bool known = next < COUNT(holidays) && d.year == holidays[next].year &&
                     d.month == holidays[next].month && d.day == holidays[next].day;
        if (hc_public_holiday(&calendar, day) != known) {
            fail_msg("%d-%02d-%02d: %s", d.year, d.month, d.day,
                     known ? "a holiday was not known" : "no holiday");
        }
        next += known;
    }
    assert_int_equal(next, COUNT(holidays));
}

static void easter_falls_on_its_sunday(void **state) {
    (void)state;
    static const struct hc_date sundays[] = {{1961, 4, 2},  {2000, 4, 23}, {2008, 3, 23},
                                             {2011, 4, 24}, {2019, 4, 21}, {2038, 4, 25}};
    struct hc_calendar calendar = calendar_from("2024-01-01");
    for (int64_t day = -365 * 70; day < 365 * 20; day++) {
        struct hc_date d = hc_calendar_date(&calendar, day);
        for (size_t i = 0; i < COUNT(sundays); i++) {
            if (d.year == sundays[i].year && d.month == sundays[i].month &&
                d.day == sundays[i].day) {
                assert_int_equal(hc_weekday(day), 6);
                assert_true(hc_public_holiday(&calendar, day) &&
                            hc_public_holiday(&calendar, day + 1) &&
                            !hc_public_holiday(&calendar, day + 2));
            }
        }
    }
}

static void days_follow_each_other_over_leap_years(void **state) {
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct hc_calendar calendar = calendar_from("2024-01-01");
    struct hc_date before = hc_calendar_date(&calendar, -40000);
    for (int64_t day = -39999; day < 40000; day++) {
        struct hc_date d = hc_calendar_date(&calendar, day);
        bool leap = (before.year % 4 == 0 && before.year % 100 != 0) || before.year % 400 == 0;
        int length = lengths[before.month - 1] + (before.month == 2 && leap);
        if (before.day < length) {
            assert_true(d.year == before.year && d.month == before.month &&
                        d.day == before.day + 1);
        } else {
            assert_true(d.day == 1 && d.month == before.month % 12 + 1 &&
                        d.year == before.year + (before.month == 12));
        }
        before = d;
    }
}

static void a_start_that_is_no_monday_or_no_date_is_refused(void **state) {
    (void)state;
    static const char *const wrong[] = {"2024-01-02", "2024-13-01", "2024-00-01", "2021-02-29",
                                        "2024-06-31", "monday",     "",           "2024-01-01x"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct hc_calendar calendar;
        struct des_error error = {0};
        assert_case(wrong[i], hc_calendar_init(&calendar, wrong[i], &error) == DES_EINPUT);
        assert_case(wrong[i], strstr(error.text, "calendar.start"));
    }
    assert_int_equal(hc_weekday(0), 0);
    assert_int_equal(hc_weekday(-1), 6);
    assert_int_equal(hc_day_of(-0.5), -1);
}

static void the_grid_rounds_to_the_nearest_64th_of_a_minute(void **state) {
    (void)state;
    for (int i = -20000; i < 20000; i++) {
        double minutes = i * 263.7193;
        assert_true(hc_grid(minutes) == nearbyint(minutes * 64.0) / 64.0);
        assert_true(hc_grid(i / 64.0) == i / 64.0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(six_weeks_hold_the_hours_of_the_post),
        cmocka_unit_test(weekends_come_as_often_as_agreed_with_one_shift_on_both_days),
        cmocka_unit_test(no_evening_is_followed_by_a_day_shift),
        cmocka_unit_test(nobody_works_more_than_six_days_or_four_nights_in_a_row),
        cmocka_unit_test(weekdays_are_covered_evenly_and_never_without_a_nurse),
        cmocka_unit_test(the_cover_is_the_sum_of_the_rotas),
        cmocka_unit_test(public_holidays_of_2024_and_2025_are_known),
        cmocka_unit_test(easter_falls_on_its_sunday),
        cmocka_unit_test(days_follow_each_other_over_leap_years),
        cmocka_unit_test(a_start_that_is_no_monday_or_no_date_is_refused),
        cmocka_unit_test(the_grid_rounds_to_the_nearest_64th_of_a_minute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The rota generator on hand-made posts and the ideal types, and the calendar against known
 * dates. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "home_care/calendar.h"
#include "home_care/grid.h"
#include "home_care/staff/rota.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { POSTS = 24, MOST = 40 };

/* Rules as everybody knows them: 35.5 hours, 11 hours of rest each day, 35 each week. */
static struct hc_rota_rules rules_of(int64_t interval) {
    struct hc_rota_rules rules = {.days = hc_rota_cycle_days(interval),
                                  .week_minutes = 35.5 * 60.0,
                                  .weekend_interval = interval,
                                  .rest_min = 660.0,
                                  .weekly_rest_min = 2100.0,
                                  .week_limit_min = 3240.0,
                                  .days_in_row = 6,
                                  .nights_in_row = 4};
    hc_rota_clock(&rules, 450.0, 870.0, 1305.0, 750.0);
    return rules;
}

/* A zone with enough posts for 8 by day and 4 in the evening, nurses first. */
struct laid {
    struct hc_rota rota;
    struct hc_rota_post post[MOST];
    int8_t cell[MOST][HC_ROTA_MAX_DAYS];
    int left[MOST];
};

static void lay_zone(struct laid *laid, int64_t interval, bool night) {
    static const double sizes[] = {1.0, 0.9, 0.85, 0.75, 0.5, 0.6};
    *laid = (struct laid){.rota = {.rules = rules_of(interval), .night = night}};
    laid->rota.skilled_share = 0.35;
    for (int d = 0; d < 7; d++) {
        laid->rota.need[d][0] = (night ? 3.0 : 8.6) * (d < 5 ? 1.0 : 0.85);
        laid->rota.need[d][1] = 4.3 * (d < 5 ? 1.0 : 0.85);
    }
    for (uint32_t i = 0; i < POSTS; i++) {
        laid->post[i] =
            (struct hc_rota_post){"nurse", i, sizes[i % COUNT(sizes)],
                                  i < 8 ? HC_SKILL_NURSE : HC_SKILL_TRAINED, laid->cell[i]};
        enum hc_rota_rule rule;
        laid->left[i] = hc_rota_lay(&laid->rota, &laid->post[i], i, &rule);
    }
}

static int shifts_of(const struct laid *laid, size_t i) {
    int shifts = 0;
    for (int d = 0; d < laid->rota.rules.days; d++) {
        shifts += laid->cell[i][d] != HC_ROTA_FREE;
    }
    return shifts;
}

static void the_cycle_holds_the_hours_of_the_post(void **state) {
    (void)state;
    for (int night = 0; night < 2; night++) {
        struct laid laid;
        lay_zone(&laid, 3, night);
        double shift = night ? 10.0 : 7.5;
        for (size_t i = 0; i < POSTS; i++) {
            double hours = shifts_of(&laid, i) * shift;
            assert_int_equal(laid.left[i], 0);
            assert_near(hours, laid.post[i].position * 35.5 * 6.0, shift / 2.0);
        }
    }
}

static void weekends_come_as_often_as_agreed_with_one_shift_on_both_days(void **state) {
    (void)state;
    static const int cycle[] = {0, 0, 6, 6, 8, 10, 6};
    for (int64_t interval = 2; interval <= 6; interval++) {
        struct laid laid;
        lay_zone(&laid, interval, false);
        assert_int_equal(laid.rota.rules.days, 7 * cycle[interval]);
        for (size_t i = 0; i < POSTS; i++) {
            for (int week = 0; week < cycle[interval]; week++) {
                const int8_t *weekend = &laid.cell[i][week * 7 + 5];
                bool mine = week % interval == (int64_t)i % interval;
                assert_int_equal(weekend[0], weekend[1]);
                assert_int_equal(weekend[0] != HC_ROTA_FREE, mine);
            }
        }
    }
}

/* Rests of a line, from its cells and the clock alone: it goes round once. */
static double shortest_rest(const struct hc_rota_rules *rules, const int8_t *cell) {
    double shortest = INFINITY, last_end = NAN;
    for (int d = 0; d < 2 * rules->days; d++) {
        int8_t duty = cell[d % rules->days];
        if (duty != HC_ROTA_FREE) {
            double start = d * 1440.0 + rules->start[duty];
            shortest = isnan(last_end) ? shortest : fmin(shortest, start - last_end);
            last_end = start + rules->minutes[duty];
        }
    }
    return shortest;
}

/* Minute by minute: the longest time off within each week, the shortest of them. */
static int shortest_weekly_rest(const struct hc_rota_rules *rules, const int8_t *cell) {
    int minutes = rules->days * 1440, shortest = minutes;
    bool *at_work = calloc((size_t)minutes, sizeof *at_work);
    assert_non_null(at_work);
    for (int d = 0; d < rules->days; d++) {
        for (int m = 0; cell[d] != HC_ROTA_FREE && m < (int)rules->minutes[cell[d]]; m++) {
            at_work[(d * 1440 + (int)rules->start[cell[d]] + m) % minutes] = true;
        }
    }
    for (int monday = 0; monday < rules->days; monday += 7) {
        int run = 0, longest = 0;
        for (int m = monday * 1440; m < (monday + 7) * 1440; m++) {
            run = at_work[m] ? 0 : run + 1;
            longest = run > longest ? run : longest;
        }
        shortest = longest < shortest ? longest : shortest;
    }
    free(at_work);
    return shortest;
}

static void everybody_has_11_hours_of_rest_each_day_and_35_each_week(void **state) {
    (void)state;
    for (int64_t interval = 2; interval <= 6; interval++) {
        for (int night = 0; night < 2; night++) {
            struct laid laid;
            lay_zone(&laid, interval, night);
            for (size_t i = 0; i < POSTS; i++) {
                assert_true(shortest_rest(&laid.rota.rules, laid.cell[i]) >= 660.0);
                assert_true(shortest_weekly_rest(&laid.rota.rules, laid.cell[i]) >= 2100);
            }
        }
    }
}

static int longest_run(const struct laid *laid, size_t i) {
    int run = 0, longest = 0;
    for (int d = 0; d < 2 * laid->rota.rules.days; d++) {
        run = laid->cell[i][d % laid->rota.rules.days] != HC_ROTA_FREE ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void nobody_works_more_than_six_days_or_four_nights_in_a_row(void **state) {
    (void)state;
    struct laid days, nights;
    lay_zone(&days, 3, false);
    lay_zone(&nights, 3, true);
    for (size_t i = 0; i < POSTS; i++) {
        assert_true(longest_run(&days, i) <= 6);
        assert_true(longest_run(&nights, i) <= 4);
    }
}

/* On weekdays no day has two more on a shift than another; nurses are on every one. */
static void weekdays_are_covered_evenly_and_never_without_a_nurse(void **state) {
    (void)state;
    struct laid laid;
    lay_zone(&laid, 3, false);
    for (int kind = HC_DAY_SHIFT; kind <= HC_EVENING_SHIFT; kind++) {
        double low = INFINITY, high = 0.0, sum = 0.0;
        for (int d = 0; d < laid.rota.rules.days; d++) {
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
    struct laid laid;
    lay_zone(&laid, 3, false);
    for (int d = 0; d < laid.rota.rules.days; d++) {
        double on[HC_SHIFT_KINDS] = {0};
        for (size_t i = 0; i < POSTS; i++) {
            if (laid.cell[i][d] != HC_ROTA_FREE) {
                on[laid.cell[i][d]]++;
            }
        }
        assert_true(on[HC_DAY_SHIFT] == laid.rota.cover[d][HC_DAY_SHIFT]);
        assert_true(on[HC_EVENING_SHIFT] == laid.rota.cover[d][HC_EVENING_SHIFT]);
    }
}

/* ---- the seven ideal types ---- */

/* Lays `people` in equal posts of `position`; the error says what could not be. */
static enum des_status lay_type(struct laid *laid, const struct hc_rota_type *type, int people,
                                double position, struct des_error *error) {
    *laid = (struct laid){0};
    hc_rota_of_type(type, &laid->rota);
    for (uint32_t i = 0; i < (uint32_t)people; i++) {
        laid->post[i] =
            (struct hc_rota_post){"employee", i, position, HC_SKILL_TRAINED, laid->cell[i]};
    }
    return hc_rota_generate(&laid->rota, laid->post, (size_t)people, 0, error);
}

/* Table 9.2: employees and the range of full posts. */
static void the_seven_ideal_types_come_out_as_in_the_table(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int employees, fte_low, fte_high;
    } table[HC_ROTA_TYPES] = {{"1", 24, 12, 24}, {"2", 12, 10, 12}, {"3", 16, 10, 16},
                              {"4", 16, 12, 16}, {"5", 16, 12, 16}, {"6", 32, 12, 32},
                              {"7", 8, 8, 8}};
    for (size_t t = 0; t < HC_ROTA_TYPES; t++) {
        const struct hc_rota_type *type = &hc_rota_types[t];
        struct hc_rota rota;
        hc_rota_of_type(type, &rota);
        assert_case(table[t].name, type->employees == table[t].employees);
        assert_case(table[t].name, hc_rota_type_people(type) == table[t].employees);
        assert_case(table[t].name, hc_rota_type_posts(&rota) == table[t].fte_low);
        assert_case(table[t].name, type->fte_low == table[t].fte_low);
        assert_case(table[t].name, type->fte_high == table[t].fte_high);
    }
}

/* With the table's employees, in the least and in the most full posts, the generator fills
 * every weekend exactly and keeps every rule; with one employee less it cannot. */
static void each_ideal_type_can_be_laid_with_its_employees_and_not_with_one_less(void **state) {
    (void)state;
    for (size_t t = 0; t < HC_ROTA_TYPES; t++) {
        const struct hc_rota_type *type = &hc_rota_types[t];
        for (int most = 0; most < 2; most++) {
            struct laid laid;
            struct des_error error = {0};
            double fte = most ? type->fte_high : type->fte_low;
            if (lay_type(&laid, type, type->employees, fte / type->employees, &error) != DES_OK) {
                fail_msg("%s, %g posts: %s", type->name, fte, error.text);
            }
            for (int d = 0; d < laid.rota.rules.days; d++) {
                int at_work = 0;
                for (int i = 0; i < type->employees; i++) {
                    at_work += laid.cell[i][d] != HC_ROTA_FREE;
                }
                assert_case(type->name, d % 7 < 5 || at_work == type->weekend_posts);
                assert_case(type->name, d % 7 >= 5 || at_work >= type->weekend_posts - 1);
            }
            for (int i = 0; i < type->employees; i++) {
                int day;
                assert_case(type->name, hc_rota_check(&laid.rota.rules, laid.cell[i],
                                                      fte / type->employees, &day) == HC_RULE_NONE);
            }
        }
        struct laid laid;
        struct des_error error = {0};
        assert_case(type->name,
                    lay_type(&laid, type, type->employees - 1, 1.0, &error) == DES_EINPUT);
        assert_case(type->name, strstr(error.text, "the rule of weekends (at most one in"));
    }
}

/* ---- what cannot be ---- */

static void a_post_that_the_rules_leave_no_room_for_is_named_with_the_rule(void **state) {
    (void)state;
    static const struct {
        const char *name, *told;
        double week_hours, rest_hours, weekly_rest_hours, week_limit_hours;
        bool night;
    } cases[] = {
        {"too many hours", "days in a row (at most 6", 60.0, 11.0, 0.0, 168.0, false},
        {"a low limit", "hours of a week (at most 30)", 35.5, 11.0, 35.0, 30.0, false},
        {"a long weekly rest", "weekly rest (90 hours in one piece", 35.5, 11.0, 90.0, 54.0, false},
        {"nights without rest", "daily rest (16 hours between", 35.5, 16.0, 35.0, 54.0, true},
    };
    for (size_t c = 0; c < COUNT(cases); c++) {
        struct hc_rota rota = {.rules = rules_of(3), .night = cases[c].night};
        rota.rules.week_minutes = 60.0 * cases[c].week_hours;
        rota.rules.rest_min = 60.0 * cases[c].rest_hours;
        rota.rules.weekly_rest_min = 60.0 * cases[c].weekly_rest_hours;
        rota.rules.week_limit_min = 60.0 * cases[c].week_limit_hours;
        int8_t cell[2][HC_ROTA_MAX_DAYS];
        const struct hc_rota_post posts[] = {{"assistant", 4, 0.2, HC_SKILL_ANY, cell[0]},
                                             {"nurse", 6, 1.0, HC_SKILL_NURSE, cell[1]}};
        struct des_error error = {0};
        assert_case(cases[c].name, hc_rota_generate(&rota, posts, 2, 0, &error) == DES_EINPUT);
        if (!strstr(error.text, cases[c].told) || !strstr(error.text, "nurse 7, 1.00 of a post")) {
            fail_msg("%s: %s", cases[c].name, error.text);
        }
    }
}

/* One letter a day: D day, E evening, N night, L long, a point free. */
static void set_line(int8_t *cell, const char *text) {
    static const char letters[] = "DENL";
    for (size_t d = 0; text[d] != '\0'; d++) {
        const char *at = strchr(letters, text[d]);
        cell[d] = at ? (int8_t)(at - letters) : HC_ROTA_FREE;
    }
}

static void a_line_that_breaks_a_rule_is_found_out_at_its_day(void **state) {
    (void)state;
    static const struct {
        const char *name, *line;
        double position;
        enum hc_rota_rule rule;
        int day;
    } cases[] = {
        {"sound", "DDDDE..D.DDDDD.DEEE..", 1.0, HC_RULE_NONE, 0},
        {"day after evening", "DED..................", 0.21, HC_RULE_DAILY_REST, 1},
        {"seven in a row", "..DDDDDDD............", 0.5, HC_RULE_IN_ROW, 2},
        {"33.5 hours off in the week", "DDE.DDE.DD....D......", 0.6, HC_RULE_WEEKLY_REST, 0},
        {"two weekends in three", "DD...DD.....DD.......", 0.42, HC_RULE_WEEKENDS, 5},
        {"five long shifts", "LLLLL................", 0.58, HC_RULE_WEEK_LIMIT, 0},
        {"too few hours", "DD...................", 0.9, HC_RULE_HOURS, 0},
        {"round the end", "D...................E", 0.14, HC_RULE_DAILY_REST, 0},
    };
    struct hc_rota_rules rules = rules_of(3);
    rules.days = 21;
    for (size_t c = 0; c < COUNT(cases); c++) {
        int8_t cell[HC_ROTA_MAX_DAYS];
        int day = -1;
        set_line(cell, cases[c].line);
        assert_case(cases[c].name,
                    hc_rota_check(&rules, cell, cases[c].position, &day) == cases[c].rule);
        assert_case(cases[c].name, day == cases[c].day);
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
        cmocka_unit_test(the_cycle_holds_the_hours_of_the_post),
        cmocka_unit_test(weekends_come_as_often_as_agreed_with_one_shift_on_both_days),
        cmocka_unit_test(everybody_has_11_hours_of_rest_each_day_and_35_each_week),
        cmocka_unit_test(nobody_works_more_than_six_days_or_four_nights_in_a_row),
        cmocka_unit_test(weekdays_are_covered_evenly_and_never_without_a_nurse),
        cmocka_unit_test(the_cover_is_the_sum_of_the_rotas),
        cmocka_unit_test(the_seven_ideal_types_come_out_as_in_the_table),
        cmocka_unit_test(each_ideal_type_can_be_laid_with_its_employees_and_not_with_one_less),
        cmocka_unit_test(a_post_that_the_rules_leave_no_room_for_is_named_with_the_rule),
        cmocka_unit_test(a_line_that_breaks_a_rule_is_found_out_at_its_day),
        cmocka_unit_test(public_holidays_of_2024_and_2025_are_known),
        cmocka_unit_test(easter_falls_on_its_sunday),
        cmocka_unit_test(days_follow_each_other_over_leap_years),
        cmocka_unit_test(a_start_that_is_no_monday_or_no_date_is_refused),
        cmocka_unit_test(the_grid_rounds_to_the_nearest_64th_of_a_minute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

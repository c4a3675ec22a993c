/* What must be true of users and of the whole place in any run, read from the traces. */
#include "invariants_fixture.h"

/* ---- users ---- */

static bool served(int32_t state) {
    return state <= HC_READY_FOR_DISCHARGE;
}

static void users_who_came_have_left_or_are_there(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct run *run = all->run[w];
        const struct rows *days = &run->table[HC_TABLE_DAILY];
        const struct rows *steps = &run->table[HC_TABLE_PATHWAY];
        double out = 0, in = 0;
        for (size_t i = 0; i < steps->count; i++) {
            const union des_cell *c = row_at(steps, i);
            out += served(c[PATH_from].i32) && !served(c[PATH_to].i32);
            in += c[PATH_from].i32 == HC_OUTSIDE;
        }
        double stock = total_of(run, HC_TOTAL_users_start);
        double present = row_at(days, days->count - 1)[DAY_users].i32;
        assert_case(worlds[w].name, out == total_of(run, HC_TOTAL_users_out));
        assert_case(worlds[w].name, in == total_of(run, HC_TOTAL_users_in));
        assert_case(worlds[w].name, present == (double)all->seen[w].present);
        assert_case(worlds[w].name, present == total_of(run, HC_TOTAL_users_end));
        assert_case(worlds[w].name, stock + total_of(run, HC_TOTAL_users_in) == out + present);
        assert_case(worlds[w].name, out > 3);
    }
}

static void totals_of_the_pathway_are_counts_of_the_trace(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct run *run = all->run[w];
        const struct rows *steps = &run->table[HC_TABLE_PATHWAY];
        double to[HC_USER_STATES] = {0}, deaths = 0, discharges = 0, falsely = 0;
        for (size_t i = 0; i < steps->count; i++) {
            const union des_cell *c = row_at(steps, i);
            to[c[PATH_to].i32]++;
            deaths += c[PATH_to].i32 == HC_DEAD && served(c[PATH_from].i32);
            discharges += c[PATH_from].i32 == HC_IN_HOSPITAL && c[PATH_to].i32 != HC_DEAD &&
                          c[PATH_to].i32 != HC_IN_NURSING_HOME;
            falsely +=
                c[PATH_to].i32 == HC_IN_HOSPITAL && c[PATH_cause].i32 == HC_CAUSE_false_escalation;
        }
        const struct {
            enum hc_total total;
            double traced;
        } sums[] = {
            {HC_TOTAL_acute_admissions, to[HC_IN_HOSPITAL]},
            {HC_TOTAL_admissions_false, falsely},
            {HC_TOTAL_kad_stays, to[HC_IN_KAD]},
            {HC_TOTAL_short_term_stays, to[HC_IN_SHORT_TERM]},
            {HC_TOTAL_nursing_home_moves, to[HC_IN_NURSING_HOME]},
            {HC_TOTAL_services_ended, to[HC_ENDED]},
            {HC_TOTAL_deaths, deaths},
            {HC_TOTAL_discharges, discharges},
        };
        for (size_t k = 0; k < COUNT(sums); k++) {
            if (sums[k].traced != total_of(run, sums[k].total)) {
                fail_msg("%s, %s: %g in the trace, %g in the total", worlds[w].name,
                         hc_totals[sums[k].total].name, sums[k].traced,
                         total_of(run, sums[k].total));
            }
        }
        assert_case(worlds[w].name, to[HC_IN_HOSPITAL] > 0);
    }
}

/* Each step of a user begins in the state where the last one ended. */
static void users_take_one_step_after_another(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct rows *steps = &all->run[w]->table[HC_TABLE_PATHWAY];
        int32_t *at = malloc((all->seen[w].everybody.count + 1) * sizeof *at);
        assert_non_null(at);
        memset(at, 0xff, (all->seen[w].everybody.count + 1) * sizeof *at);
        double last = 0.0;
        for (size_t i = 0; i < steps->count; i++) {
            const union des_cell *c = row_at(steps, i);
            int32_t user = c[PATH_user].i32;
            assert_case(worlds[w].name, at[user] == -1 || at[user] == c[PATH_from].i32);
            assert_case(worlds[w].name, c[PATH_from].i32 != c[PATH_to].i32);
            assert_case(worlds[w].name,
                        c[PATH_from].i32 < HC_DEAD || c[PATH_from].i32 == HC_OUTSIDE);
            assert_case(worlds[w].name, c[PATH_time].f64 >= last);
            last = c[PATH_time].f64;
            at[user] = c[PATH_to].i32;
        }
        free(at);
    }
}

static void days_of_users_are_spent_in_one_place_each(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const double *t = all->run[w]->totals;
        assert_near(t[HC_TOTAL_days_home] + t[HC_TOTAL_days_kad] + t[HC_TOTAL_days_short_term] +
                        t[HC_TOTAL_days_hospital] + t[HC_TOTAL_days_ready],
                    t[HC_TOTAL_user_days], 1e-6);
        assert_near(t[HC_TOTAL_deaths_home] + t[HC_TOTAL_deaths_hospital], t[HC_TOTAL_deaths], 0.0);
    }
}

/* ---- the place ---- */

static void strata_sum_to_the_whole(void **state) {
    static const enum hc_total by_user[] = {
        HC_TOTAL_user_days,       HC_TOTAL_users_in,         HC_TOTAL_users_out,
        HC_TOTAL_visits_done,     HC_TOTAL_visits_planned,   HC_TOTAL_minutes_delivered,
        HC_TOTAL_planned_missed,  HC_TOTAL_acute_admissions, HC_TOTAL_changes,
        HC_TOTAL_route_user_days,
    };
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        for (size_t k = 0; k < COUNT(by_user); k++) {
            double places = 0, ages = 0;
            for (int s = 1; s < HC_STRATA; s++) {
                *(s < HC_STRATUM_AGE ? &places : &ages) +=
                    all->run[w]->totals[s * HC_TOTALS + (int)by_user[k]];
            }
            assert_near(places, total_of(all->run[w], by_user[k]), 1e-6);
            assert_near(ages, total_of(all->run[w], by_user[k]), 1e-6);
        }
    }
}

static void days_are_counted_as_many_as_were_asked_for(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct rows *days = &all->run[w]->table[HC_TABLE_DAILY];
        double done = 0, missed = 0;
        for (size_t i = 0; i < days->count; i++) {
            done += row_at(days, i)[DAY_visits_done].i32;
            missed += row_at(days, i)[DAY_visits_missed].i32;
        }
        assert_case(worlds[w].name, days->count == (size_t)worlds[w].days);
        assert_case(worlds[w].name, row_at(days, 0)[DAY_day].i32 == 0);
        assert_case(worlds[w].name,
                    row_at(days, days->count - 1)[DAY_day].i32 == worlds[w].days - 1);
        assert_case(worlds[w].name, done == total_of(all->run[w], HC_TOTAL_visits_done));
        assert_case(worlds[w].name, missed == total_of(all->run[w], HC_TOTAL_planned_missed));
        assert_case(worlds[w].name,
                    total_of(all->run[w], HC_TOTAL_observed_days) == (double)worlds[w].days);
    }
}

static void those_who_pay_pay_the_whole(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const double *t = all->run[w]->totals;
        assert_case(worlds[w].name, t[HC_TOTAL_cost_municipality] +
                                            t[HC_TOTAL_cost_hospital_trust] +
                                            t[HC_TOTAL_cost_state] + t[HC_TOTAL_cost_user] ==
                                        t[HC_TOTAL_cost_total]);
        assert_case(worlds[w].name, t[HC_TOTAL_cost_wages] + t[HC_TOTAL_cost_own_staff] +
                                            t[HC_TOTAL_cost_overtime] + t[HC_TOTAL_cost_agency] +
                                            t[HC_TOTAL_cost_travel] + t[HC_TOTAL_cost_on_site] +
                                            t[HC_TOTAL_cost_beds] + t[HC_TOTAL_cost_waiting] +
                                            t[HC_TOTAL_cost_hospital] + t[HC_TOTAL_cost_ambulance] +
                                            t[HC_TOTAL_cost_legevakt] + t[HC_TOTAL_cost_gp] ==
                                        t[HC_TOTAL_cost_total]);
    }
}

static void minutes_of_own_staff_are_accounted_for_by_activity(void **state) {
    const struct observed *all = *state;
    for (size_t w = 1; w < WORLDS; w++) {
        const double *t = all->run[w]->totals;
        double sum = t[HC_TOTAL_own_travel] + t[HC_TOTAL_own_break] + t[HC_TOTAL_own_idle];
        for (int a = 0; a < HC_ACTIVITIES; a++) {
            sum += t[HC_TOTAL_own_first_assessment + a];
        }
        assert_case(worlds[w].name, sum == t[HC_TOTAL_own_duty]);
        assert_case(worlds[w].name, t[HC_TOTAL_own_set_aside] > 1000.0);
        assert_case(worlds[w].name,
                    t[HC_TOTAL_own_set_aside] ==
                        t[HC_TOTAL_own_duty] + t[HC_TOTAL_own_pulled] + t[HC_TOTAL_own_ordinary]);
    }
}

/* A post of own staff is worked to the end of the run, and never on a day off. */
static void own_staff_work_on_working_days_from_the_first_to_the_last(void **state) {
    const struct observed *all = *state;
    for (size_t w = 1; w < WORLDS; w++) {
        const struct rows *shifts = &all->run[w]->table[HC_TABLE_SHIFTS];
        double first = INFINITY, last = 0.0;
        size_t asked = 0;
        for (size_t i = 0; i < shifts->count; i++) {
            const union des_cell *c = row_at(shifts, i);
            if (c[SHIFT_profession].i32 == HC_AKS) { /* worked, pulled into the rota, or away */
                double day = floor(c[SHIFT_start].f64 / HC_DAY);
                assert_case(worlds[w].name, hc_weekday((int64_t)day) < 5);
                first = fmin(first, day);
                last = fmax(last, day);
                asked++;
            }
        }
        assert_case(worlds[w].name, first <= 2.0 && last >= (double)worlds[w].days - 5.0);
        /* 5 days a week less public holidays, of each post. */
        double posts =
            nearbyint(total_of(all->run[w], HC_TOTAL_own_post_days) / (double)worlds[w].days);
        double weeks = (double)worlds[w].days / 7.0;
        assert_case(worlds[w].name, (double)asked <= 5.0 * ceil(weeks) * posts);
        assert_case(worlds[w].name, (double)asked >= (5.0 * floor(weeks) - 9.0) * posts);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(users_who_came_have_left_or_are_there),
        cmocka_unit_test(totals_of_the_pathway_are_counts_of_the_trace),
        cmocka_unit_test(users_take_one_step_after_another),
        cmocka_unit_test(days_of_users_are_spent_in_one_place_each),
        cmocka_unit_test(strata_sum_to_the_whole),
        cmocka_unit_test(days_are_counted_as_many_as_were_asked_for),
        cmocka_unit_test(those_who_pay_pay_the_whole),
        cmocka_unit_test(minutes_of_own_staff_are_accounted_for_by_activity),
        cmocka_unit_test(own_staff_work_on_working_days_from_the_first_to_the_last),
    };
    return cmocka_run_group_tests(tests, run_all, free_all);
}

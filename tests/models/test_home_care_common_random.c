/* Two arms share all they have in common: read from the traces of the baseline and
 * of an expert team in its three forms. */
#include "world_fixture.h"

#include "des/stats.h"

/* Nobody leaves the rota for the team, and nobody stays because of it. */
static const char *const town[] = {SMALL_RURAL,
                                   "municipality.population=6000",
                                   "municipality.zone_users=60",
                                   "calendar.warm_up_days=28",
                                   "function.recruited_inside=0",
                                   "aks.retention=1",
                                   NULL};
/* Large doses, so that there is something that differs: added beside the rota, taken
 * out of it, and as nurses in it. */
static const char *const arms[][5] = {
    {NULL},
    {"arm.model=expert_team", "arm.post=added", "care.expert_team.staffing.fixed=4"},
    {"arm.model=expert_team", "arm.post=converted", "care.expert_team.staffing.fixed=4"},
    {"arm.model=expert_team", "arm.post=added", "care.expert_team.staffing.fixed=4",
     "arm.control=same_money"},
};
static const char *const arm_names[] = {"baseline", "added", "converted", "same money"};
enum { ARMS = sizeof arms / sizeof arms[0] };
enum { DAYS = 180 };

struct people {
    struct everybody everybody;
    size_t workers;
    bool *base; /* by worker: a post that all arms have */
};

struct pair { /* the baseline and one arm */
    const char *name;
    const struct run *run[2];
    const struct people *people[2];
};
struct all {
    struct place *place;
    struct run *run[ARMS];
    struct people people[ARMS];
};

static struct pair pair_of(const struct all *all, int arm) {
    return (struct pair){
        arm_names[arm], {all->run[0], all->run[arm]}, {&all->people[0], &all->people[arm]}};
}

static void look(const struct hc_world *world, void *context) {
    struct people *people = context;
    people->workers = world->staff.count;
    people->base = calloc(people->workers + 1, sizeof *people->base);
    for (size_t i = 0; i < people->workers; i++) {
        people->base[i] = !world->staff.worker[i].abolished && !world->staff.worker[i].temp &&
                          !world->staff.worker[i].own_staff;
    }
}

static int run_all(void **state) {
    struct all *all = calloc(1, sizeof *all);
    make_world((void **)&all->place);
    for (int a = 0; a < ARMS; a++) {
        all->run[a] =
            run_world(all->place, &(struct run_wish){.sets = town,
                                                     .arm = arms[a],
                                                     .days = DAYS,
                                                     .seed = 20,
                                                     .replicate = 4,
                                                     .trace = DES_TRACE_FULL,
                                                     .look = look,
                                                     .look_context = &all->people[a],
                                                     .everybody = &all->people[a].everybody});
    }
    *state = all;
    return 0;
}

static int free_all(void **state) {
    struct all *all = *state;
    for (int a = 0; a < ARMS; a++) {
        free_run(all->run[a]);
        free(all->people[a].everybody.block);
        free(all->people[a].base);
    }
    destroy_world((void **)&all->place);
    free(all);
    return 0;
}

static void the_same_users_enter_at_the_same_times(void **state) {
    const struct all *all = *state;
    for (int arm = 1; arm < ARMS; arm++) {
        const struct everybody *a = &all->people[0].everybody, *b = &all->people[arm].everybody;
        assert_int_equal(a->count, b->count);
        for (size_t i = 0; i < a->count; i++) {
            const struct hc_user *p = &a->user[i], *q = &b->user[i];
            assert_true(p->entered == q->entered);
            assert_true(p->age == q->age && p->living == q->living &&
                        p->complexity == q->complexity && p->kin == q->kin);
        }
        assert_true(total_of(all->run[0], HC_TOTAL_users_in) ==
                    total_of(all->run[arm], HC_TOTAL_users_in));
    }
    assert_true(total_of(all->run[0], HC_TOTAL_users_in) > 20.0);
    assert_true(total_of(all->run[1], HC_TOTAL_own_tasks_done) > 100.0);
}

/* Changes of health come when they come, but for those that treatment brings forward or
 * puts off; falls and alarms do not ask who is employed. */
static void the_same_things_happen_to_the_same_users(void **state) {
    const struct all *all = *state;
    for (int arm = 1; arm < ARMS; arm++) {
        const struct everybody *a = &all->people[0].everybody, *b = &all->people[arm].everybody;
        double changes = 0, suddens = 0, alarms = 0, users = (double)a->count;
        for (size_t i = 0; i < a->count; i++) {
            changes += a->user[i].changes == b->user[i].changes;
            suddens += a->user[i].suddens == b->user[i].suddens;
            alarms += a->user[i].alarms == b->user[i].alarms;
        }
        print_message("%-10s users with as many changes %.1f %%, sudden events %.1f %%, "
                      "alarms %.1f %%\n",
                      arm_names[arm], 100.0 * changes / users, 100.0 * suddens / users,
                      100.0 * alarms / users);
        assert_case(arm_names[arm], changes > 0.9 * users);
        assert_case(arm_names[arm], suddens > 0.98 * users && alarms > 0.98 * users);
    }
}

/* ---- visits by key ---- */

static uint64_t key_of(const union des_cell *c) {
    return (uint64_t)(uint32_t)c[VISIT_user].i32 << 32 |
           (uint64_t)(uint32_t)(c[VISIT_visit].i32 & 0xffff) << 16 |
           (uint64_t)(c[VISIT_day].i32 + 1000);
}

static int by_key(const void *a, const void *b) {
    uint64_t p = key_of(*(const union des_cell *const *)a);
    uint64_t q = key_of(*(const union des_cell *const *)b);
    return (p > q) - (p < q);
}

/* Planned visits by user, line and day; the caller frees. */
static const union des_cell **planned_visits(const struct run *run, size_t *count) {
    const struct rows *visits = &run->table[HC_TABLE_VISITS];
    const union des_cell **row = calloc(visits->count + 1, sizeof *row);
    assert_non_null(row);
    *count = 0;
    for (size_t i = 0; i < visits->count; i++) {
        if (row_at(visits, i)[VISIT_cause].i32 == 0) {
            row[(*count)++] = row_at(visits, i);
        }
    }
    qsort(row, *count, sizeof *row, by_key);
    return row;
}

typedef void (*compare_visits)(void *context, const union des_cell *a, const union des_cell *b);

/* Calls back for each planned visit of both arms; returns the share in common. */
static double each_common(const struct pair *pair, compare_visits compare, void *context) {
    size_t count[2], common = 0;
    const union des_cell **row[2];
    for (int a = 0; a < 2; a++) {
        row[a] = planned_visits(pair->run[a], &count[a]);
    }
    for (size_t i = 0, j = 0; i < count[0] && j < count[1];) {
        uint64_t p = key_of(row[0][i]), q = key_of(row[1][j]);
        if (p == q) {
            compare(context, row[0][i], row[1][j]);
            common++;
        }
        i += p <= q;
        j += q <= p;
    }
    double share = 2.0 * (double)common / (double)(count[0] + count[1]);
    free(row[0]);
    free(row[1]);
    return share;
}

struct plans {
    const struct people *const *people;
    size_t equal, other, unexplained;
    double apart; /* minutes between the times agreed, of those that are equal */
};

static void compare_plans(void *context, const union des_cell *a, const union des_cell *b) {
    struct plans *plans = context;
    double apart = fabs(a[VISIT_planned_start].f64 - b[VISIT_planned_start].f64);
    bool equal = apart <= 340.0 && /* the parts of a day together */
                 a[VISIT_planned_minutes].f64 == b[VISIT_planned_minutes].f64 &&
                 a[VISIT_task].i32 == b[VISIT_task].i32;
    plans->apart += equal ? apart : 0.0;
    const struct hc_user *p = &plans->people[0]->everybody.user[a[VISIT_user].i32];
    const struct hc_user *q = &plans->people[1]->everybody.user[a[VISIT_user].i32];
    bool need_went_another_way = p->need != q->need || p->next_ordinal != q->next_ordinal;
    plans->equal += equal;
    plans->other += !equal;
    plans->unexplained += !equal && !need_went_another_way;
}

/* A plan differs only where the need has changed in one arm and not in the other.  Times are
 * agreed from the lists, which others share: they are near each other, not the same. */
static void the_same_visits_are_planned_at_nearly_the_same_times(void **state) {
    for (int arm = 1; arm < ARMS; arm++) {
        const struct pair pair = pair_of(*state, arm);
        struct plans plans = {.people = pair.people};
        double share = each_common(&pair, compare_plans, &plans);
        double apart = plans.apart / (double)plans.equal;
        print_message("%-10s planned visits: %.3f %% in common, of them %zu equal and %zu not, "
                      "%.1f minutes apart\n",
                      pair.name, 100.0 * share, plans.equal, plans.other, apart);
        assert_case(pair.name, apart < 15.0);
        assert_case(pair.name, share > 0.95);
        assert_int_equal(plans.unexplained, 0);
        assert_case(pair.name, plans.equal > 40000);
        assert_case(pair.name, (double)plans.other < 0.01 * (double)plans.equal);
    }
}

/* ---- durations ---- */

struct durations {
    size_t equal, single, other, pairs, capacity;
    double *a, *b;
};

static void compare_durations(void *context, const union des_cell *a, const union des_cell *b) {
    struct durations *d = context;
    if (a[VISIT_status].i32 != HC_VISIT_DONE || b[VISIT_status].i32 != HC_VISIT_DONE) {
        return;
    }
    double p = a[VISIT_end].f64 - a[VISIT_start].f64 + a[VISIT_minutes_cut].f64;
    double q = b[VISIT_end].f64 - b[VISIT_start].f64 + b[VISIT_minutes_cut].f64;
    if (d->pairs == d->capacity) {
        d->capacity = d->capacity ? 2 * d->capacity : 1024;
        d->a = realloc(d->a, d->capacity * sizeof *d->a);
        d->b = realloc(d->b, d->capacity * sizeof *d->b);
        assert_true(d->a && d->b);
    }
    d->a[d->pairs] = p;
    d->b[d->pairs++] = q;
    bool single = a[VISIT_single_handed].i32 != b[VISIT_single_handed].i32;
    bool same_plan = a[VISIT_planned_minutes].f64 == b[VISIT_planned_minutes].f64;
    d->single += single;
    d->equal += p == q;
    d->other += p != q && !single && same_plan;
}

static void the_same_visits_last_as_long_in_both_arms(void **state) {
    for (int arm = 1; arm < ARMS; arm++) {
        const struct pair pair = pair_of(*state, arm);
        struct durations d = {0};
        each_common(&pair, compare_durations, &d);
        double correlation = NAN;
        (void)des_interval_paired(d.a, d.b, d.pairs, 0.95, &correlation);
        print_message("%-10s durations of %zu visits: %.3f %% equal, %zu with one carer in one "
                      "arm only; correlation %.5f\n",
                      pair.name, d.pairs, 100.0 * (double)d.equal / (double)d.pairs, d.single,
                      correlation);
        assert_int_equal(d.other, 0);
        assert_case(pair.name, d.pairs > 40000 && correlation > 0.99);
        free(d.a);
        free(d.b);
    }
}

/* ---- absences ---- */

static int by_time_and_worker(const void *a, const void *b) {
    const union des_cell *p = *(const union des_cell *const *)a;
    const union des_cell *q = *(const union des_cell *const *)b;
    if (p[SHIFT_start].f64 != q[SHIFT_start].f64) {
        return p[SHIFT_start].f64 > q[SHIFT_start].f64 ? 1 : -1;
    }
    return p[SHIFT_worker].i32 - q[SHIFT_worker].i32;
}

/* Shifts of the rota whose worker is away; the caller frees. */
static const union des_cell **absent_shifts(const struct pair *pair, int arm, size_t *count) {
    const struct rows *shifts = &pair->run[arm]->table[HC_TABLE_SHIFTS];
    const union des_cell **row = calloc(shifts->count + 1, sizeof *row);
    assert_non_null(row);
    *count = 0;
    for (size_t i = 0; i < shifts->count; i++) {
        const union des_cell *c = row_at(shifts, i);
        if (c[SHIFT_absent].i32 && pair->people[arm]->base[c[SHIFT_worker].i32]) {
            row[(*count)++] = c;
        }
    }
    qsort(row, *count, sizeof *row, by_time_and_worker);
    return row;
}

static void keep_common_posts(struct people *a, struct people *b) {
    size_t workers = a->workers > b->workers ? a->workers : b->workers;
    for (size_t i = 0; i < workers; i++) {
        bool both = i < a->workers && i < b->workers && a->base[i] && b->base[i];
        if (i < a->workers) {
            a->base[i] = both;
        }
        if (i < b->workers) {
            b->base[i] = both;
        }
    }
}

/* Posts that an arm converts are empty there: they are left out of both. */
static void the_same_people_are_away_from_the_same_shifts(void **state) {
    struct all *all = *state;
    for (int arm = 1; arm < ARMS; arm++) {
        const struct pair pair = pair_of(all, arm);
        keep_common_posts(&all->people[0], &all->people[arm]);
        size_t count[2];
        const union des_cell **row[2];
        for (int a = 0; a < 2; a++) {
            row[a] = absent_shifts(&pair, a, &count[a]);
        }
        print_message("%-10s absent shifts: %zu and %zu\n", pair.name, count[0], count[1]);
        assert_int_equal(count[0], count[1]);
        assert_case(pair.name, count[0] > 200);
        for (size_t i = 0; i < count[0]; i++) {
            assert_case(pair.name, row[0][i][SHIFT_start].f64 == row[1][i][SHIFT_start].f64);
            assert_int_equal(row[0][i][SHIFT_worker].i32, row[1][i][SHIFT_worker].i32);
        }
        free(row[0]);
        free(row[1]);
    }
}

/* ---- what it is good for ---- */

/* Differences between arms vary less than runs do: their totals are correlated over
 * replications. */
static void totals_of_two_arms_are_correlated_over_replications(void **state) {
    static const enum hc_total totals[] = {HC_TOTAL_visits_planned, HC_TOTAL_acute_events,
                                           HC_TOTAL_acute_admissions, HC_TOTAL_deaths,
                                           HC_TOTAL_cost_total};
    enum { REPLICATIONS = 12, TOTALS = sizeof totals / sizeof totals[0] };
    const struct all *all = *state;
    double x[TOTALS][2][REPLICATIONS];
    for (int r = 0; r < REPLICATIONS; r++) {
        for (int a = 0; a < 2; a++) {
            struct run *run = run_world(all->place, &(struct run_wish){.sets = town,
                                                                       .arm = arms[a],
                                                                       .days = 180,
                                                                       .seed = 20,
                                                                       .replicate = (uint64_t)r});
            for (size_t t = 0; t < TOTALS; t++) {
                x[t][a][r] = total_of(run, totals[t]);
            }
            free_run(run);
        }
    }
    for (size_t t = 0; t < TOTALS; t++) {
        double correlation = NAN;
        (void)des_interval_paired(x[t][0], x[t][1], REPLICATIONS, 0.95, &correlation);
        print_message("%-20s correlation %.3f\n", hc_totals[totals[t]].name, correlation);
        assert_case(hc_totals[totals[t]].name, correlation > 0.5);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_users_enter_at_the_same_times),
        cmocka_unit_test(the_same_things_happen_to_the_same_users),
        cmocka_unit_test(the_same_visits_are_planned_at_nearly_the_same_times),
        cmocka_unit_test(the_same_visits_last_as_long_in_both_arms),
        cmocka_unit_test(the_same_people_are_away_from_the_same_shifts),
        cmocka_unit_test(totals_of_two_arms_are_correlated_over_replications),
    };
    return cmocka_run_group_tests(tests, run_all, free_all);
}

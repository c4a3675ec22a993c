/* The planning core: one evaluation, changes that can be taken back, and the methods. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "planning/change.h"
#include "planning/methods.h"

enum { VISITS = 24, WORKERS = 4, PLACES = VISITS + 1 };

struct example {
    struct pl_visit visit[VISITS];
    struct pl_worker worker[WORKERS];
    double fit[WORKERS * 2];
    double matrix[PLACES * PLACES];
    struct pl_problem problem;
    struct pl_plan plan;
    struct des_stream stream;
};

static double uniform(struct example *e, double low, double high) {
    return low + (high - low) * des_stream_uniform(&e->stream);
}

/* Windows, two skills, pairs at once and one after the other, rests, ends of work. */
static int make_example(void **state) {
    struct example *e = calloc(1, sizeof *e);
    const struct des_random random = {11, 0};
    e->stream = des_stream_at(&random, 0, 1, 0);
    for (int i = 0; i < PLACES * PLACES; i++) {
        e->matrix[i] = i % (PLACES + 1) == 0 ? 0.0 : floor(uniform(e, 3.0, 25.0));
    }
    for (uint32_t v = 0; v < VISITS; v++) {
        double open = floor(uniform(e, 0.0, 300.0));
        e->visit[v] = (struct pl_visit){.place = v + 1,
                                        .tasks = v % 4 == 3 ? 2 : 1,
                                        .open = open,
                                        .close = open + 60.0,
                                        .gap_min = v % 8 == 7 ? 20.0 : 0.0,
                                        .gap_max = v % 8 == 7 ? 40.0 : 0.0,
                                        .left_cost = 5000.0};
        for (uint32_t k = 0; k < 2; k++) {
            e->visit[v].task[k] = (struct pl_task){.minutes = floor(uniform(e, 5.0, 30.0)),
                                                   .kind = (v + k) % 5 == 0,
                                                   .usual = v % 3 == 0 ? v % WORKERS : PL_NONE};
        }
    }
    for (uint32_t w = 0; w < WORKERS; w++) {
        e->worker[w] =
            (struct pl_worker){.begin = 10.0 * w, .end = 420.0, .rest_at = 200.0, .rest_min = 30.0};
        e->fit[2 * w] = w < 2 ? 4.0 : 0.0;
        e->fit[2 * w + 1] = w < 2 ? 0.0 : INFINITY;
    }
    e->problem = (struct pl_problem){
        .visit = e->visit,
        .visits = VISITS,
        .worker = e->worker,
        .workers = WORKERS,
        .fit = e->fit,
        .kinds = 2,
        .matrix = e->matrix,
        .places = PLACES,
        .weights = {
            .travel = 1.0, .late = 2.0, .worst_late = 3.0, .overtime = 4.0, .unusual = 5.0}};
    pl_plan_init(&e->plan);
    assert_int_equal(pl_plan_reserve(&e->plan, &e->problem), DES_OK);
    *state = e;
    return 0;
}

static int free_example(void **state) {
    struct example *e = *state;
    pl_plan_fini(&e->plan);
    free(e);
    return 0;
}

/* ---- another evaluation: by waiting, route by route, until nothing moves ---- */

static double leave_of(const struct example *e, uint32_t n) {
    const struct pl_plan *plan = &e->plan;
    return pl_is_end(plan, n) ? e->worker[n - 2 * VISITS].begin : plan->node[n].leave;
}

static double naive_begin(const struct example *e, uint32_t v, uint32_t k, double *leaves) {
    const struct pl_node *node = &e->plan.node[2 * v + k];
    uint32_t from = pl_is_end(&e->plan, node->previous) ? 0 : e->visit[node->previous / 2].place;
    double ready = leaves[node->previous] + e->matrix[from * PLACES + e->visit[v].place];
    return fmax(ready, e->visit[v].open);
}

/* Repeats until times stand still; then checks every time and sum of the plan. */
static void check_plan(const struct example *e) {
    double begin[2 * VISITS] = {0}, leaves[2 * VISITS + WORKERS] = {0};
    for (uint32_t w = 0; w < WORKERS; w++) {
        leaves[2 * VISITS + w] = e->worker[w].begin;
    }
    for (int pass = 0; pass < 3 * VISITS; pass++) {
        for (uint32_t v = 0; v < VISITS; v++) {
            if (!pl_on_route(&e->plan, v)) {
                continue;
            }
            const struct pl_visit *visit = &e->visit[v];
            begin[2 * v] = naive_begin(e, v, 0, leaves);
            if (visit->tasks == 2) {
                begin[2 * v + 1] =
                    fmax(naive_begin(e, v, 1, leaves), begin[2 * v] + visit->gap_min);
                begin[2 * v] = fmax(begin[2 * v], begin[2 * v + 1] - visit->gap_max);
            }
            for (uint32_t k = 0; k < visit->tasks; k++) {
                const struct pl_node *node = &e->plan.node[2 * v + k];
                const struct pl_worker *worker = &e->worker[node->worker];
                double leave = begin[2 * v + k] + visit->task[k].minutes;
                bool rests = leave >= worker->rest_at && leaves[node->previous] < worker->rest_at;
                leaves[2 * v + k] = leave + (rests ? worker->rest_min : 0.0);
            }
        }
    }
    double late = 0.0, worst = 0.0;
    for (uint32_t v = 0; v < VISITS; v++) {
        for (uint32_t k = 0; pl_on_route(&e->plan, v) && k < e->visit[v].tasks; k++) {
            assert_near(e->plan.node[2 * v + k].begin, begin[2 * v + k], 1e-9);
            assert_near(leave_of(e, 2 * v + k), leaves[2 * v + k], 1e-9);
            late += fmax(0.0, begin[2 * v + k] - e->visit[v].close);
            worst = fmax(worst, begin[2 * v + k] - e->visit[v].close);
        }
    }
    assert_near(e->plan.cost.late, late, 1e-6);
    assert_near(e->plan.cost.worst_late, worst, 1e-9);
}

/* Routes are chains both ways, in order of rank, and hold only what the worker may do. */
static void check_routes(const struct example *e) {
    const struct pl_plan *plan = &e->plan;
    double travel = 0.0, overtime = 0.0;
    for (uint32_t w = 0; w < WORKERS; w++) {
        uint32_t end = pl_end(plan, w), place = 0, n = end;
        double rank = -INFINITY;
        do {
            uint32_t next = plan->node[n].next;
            assert_int_equal(plan->node[next].previous, n);
            uint32_t to = next == end ? 0 : e->visit[next / 2].place;
            travel += e->matrix[place * PLACES + to];
            place = to;
            n = next;
            if (n != end) {
                assert_true(plan->rank[n / 2] >= rank);
                rank = plan->rank[n / 2];
                assert_int_equal(plan->node[n].worker, w);
                assert_true(isfinite(pl_fit(&e->problem, w, e->visit[n / 2].task[n & 1].kind)));
                assert_true(e->visit[n / 2].tasks == 1 || plan->node[n ^ 1].worker != w);
            }
        } while (n != end);
        overtime += fmax(0.0, leave_of(e, plan->node[end].previous) - e->worker[w].end);
    }
    assert_near(plan->cost.travel, travel, 1e-6);
    assert_near(plan->cost.overtime, overtime, 1e-6);
}

static void check(const struct example *e) {
    check_routes(e);
    check_plan(e);
    struct pl_plan copy = e->plan;
    pl_plan_sum(&copy);
    assert_near(pl_plan_cost(&copy), pl_plan_cost(&e->plan), 1e-6);
}

/* ---- tests ---- */

static void an_empty_plan_leaves_every_visit(void **state) {
    struct example *e = *state;
    check(e);
    assert_near(pl_plan_cost(&e->plan), VISITS * 5000.0, 0.0);
}

static void each_method_lays_what_it_may_and_counts_it_right(void **state) {
    struct example *e = *state;
    const struct pl_list_rule rule = {
        .look_ahead_min = 30.0, .wait = 1.0, .candidates = 8, .reach_min = INFINITY};
    pl_list(&e->plan, &rule);
    check(e);
    pl_plan_clear(&e->plan);
    pl_greedy(&e->plan, 6);
    check(e);
    for (uint32_t v = 0; v < VISITS; v++) {
        assert_true(pl_on_route(&e->plan, v));
    }
    double greedy = pl_plan_cost(&e->plan);
    const struct pl_effort effort = {.moves = 5000, .rounds = 2, .hot = 10.0, .cold = 0.1};
    pl_search(&e->plan, &effort, &e->stream);
    check(e);
    assert_true(pl_plan_cost(&e->plan) < greedy);
}

static void the_list_takes_visits_whose_windows_never_close(void **state) {
    struct example *e = *state;
    const struct pl_list_rule rule = {
        .look_ahead_min = 30.0, .wait = 1.0, .slack = 0.5, .candidates = 8, .reach_min = 60.0};
    for (uint32_t v = 0; v < VISITS; v += 2) {
        e->visit[v].close = INFINITY;
    }
    pl_list(&e->plan, &rule);
    check(e);
    for (uint32_t v = 0; v < VISITS; v += 2) {
        assert_true(pl_on_route(&e->plan, v));
    }
}

/* Every step of a hot search is checked against the other evaluation. */
static void steps_of_a_search_and_their_undoing_keep_times_and_sums(void **state) {
    struct example *e = *state;
    pl_greedy(&e->plan, 1);
    for (int i = 0; i < 400; i++) {
        uint32_t v = (uint32_t)uniform(e, 0.0, VISITS);
        double before = pl_plan_cost(&e->plan);
        pl_begin(&e->plan);
        pl_take_off(&e->plan, v);
        pl_settle(&e->plan);
        check(e);
        pl_undo(&e->plan);
        check(e);
        assert_true(pl_plan_cost(&e->plan) == before);
        const struct pl_effort effort = {.moves = 7, .rounds = 1, .hot = 1e4, .cold = 1e4};
        pl_search(&e->plan, &effort, &e->stream);
        check(e);
    }
}

static void tails_are_exchanged_with_all_that_follows(void **state) {
    struct example *e = *state;
    for (int i = 0; i < WORKERS; i++) {
        e->fit[2 * i + 1] = 1.0;
    }
    for (uint32_t v = 0; v < VISITS; v++) {
        e->visit[v].tasks = 1;
    }
    pl_plan_clear(&e->plan);
    for (uint32_t v = 0; v < VISITS; v++) {
        pl_plan_append(&e->plan, v, v, v % 2, PL_NONE);
    }
    const double ranks[] = {-1.0, 7.5, 8.0, VISITS - 1.0, VISITS};
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
        double before = pl_plan_cost(&e->plan);
        for (uint32_t b = 1; b < 3; b++) { /* another full route, and an empty one */
            pl_begin(&e->plan);
            pl_exchange_tails(&e->plan, 0, b, ranks[i]);
            pl_settle(&e->plan);
            check(e);
            for (uint32_t v = 0; v < VISITS; v++) {
                uint32_t was = v % 2;
                uint32_t now = v < ranks[i] ? was : was == 0 ? b : was == b ? 0 : was;
                assert_int_equal(e->plan.node[2 * v].worker, now);
            }
            pl_undo(&e->plan);
            assert_true(pl_plan_cost(&e->plan) == before);
        }
    }
}

static void two_at_once_begin_together_and_the_gap_is_kept(void **state) {
    struct example *e = *state;
    pl_greedy(&e->plan, 6);
    for (uint32_t v = 3; v < VISITS; v += 4) {
        double gap = e->plan.node[2 * v + 1].begin - e->plan.node[2 * v].begin;
        assert_true(gap >= e->visit[v].gap_min - 1e-9 && gap <= e->visit[v].gap_max + 1e-9);
    }
}

static void precedence_is_a_gap_without_an_end(void **state) {
    struct example *e = *state;
    e->visit[3].gap_min = 15.0;
    e->visit[3].gap_max = INFINITY;
    pl_plan_clear(&e->plan);
    pl_plan_append(&e->plan, 3, 1.0, 0, 1);
    assert_near(e->plan.node[7].begin - e->plan.node[6].begin, 15.0, 1e-9);
    pl_plan_clear(&e->plan);
    e->worker[1].begin = 400.0;
    pl_plan_clear(&e->plan);
    pl_plan_append(&e->plan, 3, 1.0, 0, 1);
    assert_near(e->plan.node[6].begin, e->visit[3].open, 30.0); /* the first does not wait */
    assert_true(e->plan.node[7].begin >= 400.0);
}

static void the_rest_follows_the_first_visit_that_ends_late_enough(void **state) {
    struct example *e = *state;
    e->visit[0] = (struct pl_visit){.place = 1, .tasks = 1, .open = 190.0, .close = 400.0};
    e->visit[1] = e->visit[2] = e->visit[0];
    e->visit[0].task[0].minutes = e->visit[1].task[0].minutes = e->visit[2].task[0].minutes = 10.0;
    e->worker[2].rest_at = 205.0;
    pl_plan_clear(&e->plan);
    for (uint32_t v = 0; v < 3; v++) {
        pl_plan_append(&e->plan, v, v, 2, PL_NONE);
    }
    assert_near(e->plan.node[0].leave, 200.0, 0.0);
    assert_near(e->plan.node[2].leave, 240.0, 0.0);
    assert_near(e->plan.node[4].leave, 250.0, 0.0);
}

static void a_visit_that_costs_more_than_to_leave_it_is_left(void **state) {
    struct example *e = *state;
    e->visit[4].left_cost = 0.5;
    pl_plan_clear(&e->plan);
    assert_false(pl_insert(&e->plan, 4));
    e->visit[4].left_cost = 5000.0;
    pl_plan_clear(&e->plan);
    assert_true(pl_insert(&e->plan, 4));
}

static void nobody_does_what_she_may_not(void **state) {
    struct example *e = *state;
    for (int w = 0; w < WORKERS; w++) {
        e->fit[2 * w + 1] = INFINITY;
    }
    pl_plan_clear(&e->plan);
    pl_greedy(&e->plan, 4);
    const struct pl_effort effort = {.moves = 3000, .rounds = 1, .hot = 50.0, .cold = 1.0};
    pl_search(&e->plan, &effort, &e->stream);
    check(e);
    assert_false(pl_on_route(&e->plan, 0)); /* kind 1 */
    assert_true(pl_on_route(&e->plan, 1));
}

static void the_same_start_gives_the_same_plan(void **state) {
    struct example *e = *state;
    const struct des_random random = {5, 0};
    const struct pl_effort effort = {
        .moves = 2000, .rounds = 2, .hot = 10.0, .cold = 0.1, .span = 6};
    double rank[2][VISITS], cost[2];
    for (int i = 0; i < 2; i++) {
        struct des_stream stream = des_stream_at(&random, 0, 1, 0);
        pl_plan_clear(&e->plan);
        pl_greedy(&e->plan, 3);
        pl_search(&e->plan, &effort, &stream);
        cost[i] = pl_plan_cost(&e->plan);
        memcpy(rank[i], e->plan.rank, sizeof rank[i]);
    }
    assert_true(cost[0] == cost[1]);
    assert_memory_equal(rank[0], rank[1], sizeof rank[0]);
}

/* Who comes to each task, and when it begins, with workers named as they were listed first. */
struct outcome {
    uint32_t worker[2 * VISITS];
    double begin[2 * VISITS];
};

static struct outcome outcome_of(const struct example *e, const uint32_t *first_name) {
    struct outcome outcome;
    for (uint32_t n = 0; n < 2 * VISITS; n++) {
        uint32_t worker = e->plan.node[n].worker;
        outcome.worker[n] = worker == PL_NONE ? PL_NONE : first_name[worker];
        outcome.begin[n] = worker == PL_NONE ? 0.0 : e->plan.node[n].begin;
    }
    return outcome;
}

/* Lists the workers the other way round, with all that is said of them. */
static void list_backwards(struct example *e) {
    struct example was = *e;
    for (uint32_t w = 0; w < WORKERS; w++) {
        e->worker[w] = was.worker[WORKERS - 1 - w];
        memcpy(&e->fit[2 * w], &was.fit[2 * (WORKERS - 1 - w)], 2 * sizeof e->fit[0]);
    }
    for (uint32_t v = 0; v < VISITS; v++) {
        for (int k = 0; k < 2; k++) {
            uint32_t *usual = &e->visit[v].task[k].usual;
            *usual = *usual == PL_NONE ? PL_NONE : WORKERS - 1 - *usual;
        }
    }
}

static void the_order_in_which_workers_are_listed_changes_no_plan(void **state) {
    struct example *e = *state;
    const struct pl_list_rule rule = {
        .look_ahead_min = 30.0, .wait = 1.0, .candidates = 8, .reach_min = INFINITY};
    static const uint32_t listed[2][WORKERS] = {{0, 1, 2, 3}, {3, 2, 1, 0}};
    for (uint32_t w = 0; w < WORKERS; w++) { /* nobody is another's equal */
        e->worker[w].begin = 7.0 * w + 0.5;
        e->fit[2 * w] += 0.01 * w;
    }
    struct outcome outcome[2][2];
    for (int i = 0; i < 2; i++) {
        pl_plan_clear(&e->plan);
        pl_list(&e->plan, &rule);
        outcome[i][0] = outcome_of(e, listed[i]);
        pl_plan_clear(&e->plan);
        pl_greedy(&e->plan, 6);
        outcome[i][1] = outcome_of(e, listed[i]);
        list_backwards(e);
    }
    assert_memory_equal(outcome[0][0].worker, outcome[1][0].worker, sizeof outcome[0][0].worker);
    assert_memory_equal(outcome[0][0].begin, outcome[1][0].begin, sizeof outcome[0][0].begin);
    assert_memory_equal(outcome[0][1].worker, outcome[1][1].worker, sizeof outcome[0][1].worker);
    assert_memory_equal(outcome[0][1].begin, outcome[1][1].begin, sizeof outcome[0][1].begin);
}

/* It may be short of certainty, not wrong: what it gives up would have left a visit of one. */
static void the_list_gives_up_only_what_does_not_fit(void **state) {
    struct example *e = *state;
    struct pl_list_rule rule = {.look_ahead_min = 30.0,
                                .wait = 1.0,
                                .candidates = 8,
                                .reach_min = INFINITY,
                                .ends_in_time = true};
    int given_up = 0, laid = 0;
    for (double end = 60.0; end <= 600.0; end += 10.0) {
        for (uint32_t w = 0; w < WORKERS; w++) {
            e->worker[w].end = end;
        }
        rule.must_cost = 0.0;
        pl_plan_clear(&e->plan);
        assert_true(pl_list(&e->plan, &rule));
        bool some_left = false;
        for (uint32_t v = 0; v < VISITS; v++) {
            some_left |= e->visit[v].tasks == 1 && !pl_on_route(&e->plan, v);
        }
        const double cost = pl_plan_cost(&e->plan);
        rule.must_cost = 5000.0;
        pl_plan_clear(&e->plan);
        if (pl_list(&e->plan, &rule)) {
            assert_near(pl_plan_cost(&e->plan), cost, 0.0);
            laid++;
        } else {
            assert_true(some_left);
            given_up++;
        }
    }
    assert_true(given_up > 5 && laid > 5);
}

/* The list has its own arithmetic for many at once. */
static void the_list_drives_over_a_plane_as_by_a_matrix(void **state) {
    struct example *e = *state;
    const struct pl_list_rule rule = {
        .look_ahead_min = 60.0, .wait = 1.0, .slack = 0.1, .candidates = 8, .reach_min = INFINITY};
    const struct pl_plane plane = {.detour = 1.3,
                                   .start_km = {0.0, 1.0, 3.0, 10.0},
                                   .minutes_at = {2.0, 4.5, 8.0, 20.0},
                                   .minutes_per_km = {2.4, 1.5, 1.1, 0.8},
                                   .rounding = 0x1.8p46};
    struct pl_point point[PLACES];
    for (uint32_t i = 0; i < PLACES; i++) {
        point[i] = (struct pl_point){uniform(e, 0.0, 12.0), uniform(e, 0.0, 12.0)};
        point[i] = i % 7 == 6 ? point[i - 1] : point[i];
    }
    e->problem.matrix = NULL;
    e->problem.plane = &plane;
    e->problem.point = point;
    for (uint32_t i = 0; i < PLACES * PLACES; i++) {
        e->matrix[i] = pl_travel(&e->problem, i / PLACES, i % PLACES);
    }
    pl_plan_clear(&e->plan);
    assert_true(pl_list(&e->plan, &rule));
    struct pl_node over_plane[2 * VISITS];
    memcpy(over_plane, e->plan.node, sizeof over_plane);
    e->problem.matrix = e->matrix;
    pl_plan_clear(&e->plan);
    assert_true(pl_list(&e->plan, &rule));
    check(e);
    for (uint32_t n = 0; n < 2 * VISITS; n++) {
        assert_int_equal(e->plan.node[n].worker, over_plane[n].worker);
        assert_near(e->plan.node[n].arc, over_plane[n].arc, 0.0);
        assert_near(e->plan.node[n].begin, over_plane[n].begin, 0.0);
    }
}

static void a_plan_of_nothing_is_no_trouble(void **state) {
    struct example *e = *state;
    const struct pl_list_rule rule = {
        .look_ahead_min = 30.0, .candidates = 8, .reach_min = INFINITY};
    const struct pl_effort effort = {.moves = 100, .rounds = 1};
    for (int i = 0; i < 3; i++) {
        e->problem.visits = i == 0 ? 0 : VISITS;
        e->problem.workers = i == 1 ? 0 : WORKERS;
        e->problem.visits = i == 2 ? 0 : e->problem.visits;
        assert_int_equal(pl_plan_reserve(&e->plan, &e->problem), DES_OK);
        pl_list(&e->plan, &rule);
        pl_greedy(&e->plan, 4);
        pl_search(&e->plan, &effort, &e->stream);
        assert_int_equal(pl_plan_order(&e->plan, e->plan.order), 0);
    }
}

static void a_smaller_problem_takes_no_new_memory(void **state) {
    struct example *e = *state;
    const struct pl_node *node = e->plan.node;
    e->problem.visits = VISITS / 2;
    assert_int_equal(pl_plan_reserve(&e->plan, &e->problem), DES_OK);
    assert_ptr_equal(e->plan.node, node);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_example, free_example)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(an_empty_plan_leaves_every_visit),
        TEST(each_method_lays_what_it_may_and_counts_it_right),
        TEST(the_list_takes_visits_whose_windows_never_close),
        TEST(steps_of_a_search_and_their_undoing_keep_times_and_sums),
        TEST(tails_are_exchanged_with_all_that_follows),
        TEST(two_at_once_begin_together_and_the_gap_is_kept),
        TEST(precedence_is_a_gap_without_an_end),
        TEST(the_rest_follows_the_first_visit_that_ends_late_enough),
        TEST(a_visit_that_costs_more_than_to_leave_it_is_left),
        TEST(nobody_does_what_she_may_not),
        TEST(the_same_start_gives_the_same_plan),
        TEST(the_order_in_which_workers_are_listed_changes_no_plan),
        TEST(the_list_gives_up_only_what_does_not_fit),
        TEST(the_list_drives_over_a_plane_as_by_a_matrix),
        TEST(a_plan_of_nothing_is_no_trouble),
        TEST(a_smaller_problem_takes_no_new_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

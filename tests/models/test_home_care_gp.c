/* The desks of GPs: against the closed form of their queue, and what was asked against what was
 * answered. */
#include "world_fixture.h"

#include <math.h>

enum { FRIDAY = 4, LONG = 4000 };
static const double day_min = 1440.0, ten = 600.0, opens = 480.0;

/* Desks alone: no people, no events. */
static struct hc_world *make_desks(const struct place *place, double lists, double use,
                                   double spread) {
    struct hc_world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    struct des_values *values = make_values(place, NULL, NULL);
    hc_parameters_fill(values, &world->p);
    des_values_destroy(values);
    struct des_error error = {0};
    static const char *const names[HC_DRAWS] = {
#define X(name, text) text,
        HC_DRAW_LIST(X)
#undef X
    };
    assert_int_equal(des_purposes_fill(names, HC_DRAWS, world->purpose, &error), DES_OK);
    assert_int_equal(hc_calendar_init(&world->calendar, "2024-01-01", &error), DES_OK);
    world->random = (struct des_random){7, 3};
    world->days = LONG;
    world->p.calendar.warm_up_days = 0;
    world->p.municipality.population = (int64_t)(lists * 1000.0);
    world->p.municipality.gp_without_list = 0.0;
    struct hc_services_params *p = &world->p.services;
    p->gp_list = 1000.0;
    p->gp_desk_minutes = 150.0;
    p->gp_desk_use = use;
    p->gp_desk_spread = spread;
    p->gp_away_weeks = 0.0;
    p->gp_asked_per_user = 0.0;
    p->gp_desk_limit = 1000.0;
    assert_int_equal(hc_gp_office_init(world), DES_OK);
    assert_int_equal(world->services.gp.lists, (size_t)lists);
    return world;
}

static void free_desks(struct hc_world *world) {
    hc_gp_office_fini(world);
    free(world);
}

static double at(int64_t day, double minute) {
    return (double)day * day_min + minute;
}

/* ---- one desk ---- */

static void an_empty_desk_answers_in_the_desk_hours(void **state) {
    struct hc_world *w = make_desks(*state, 1, 0.0, 0.7);
    double first = hc_gp_done(w, 0, at(1, ten), 20.0);
    assert_near(first, at(1, opens + 300.0 + 20.0), 0.0);
    hc_gp_join(w, 0, at(1, ten), 20.0);
    assert_near(hc_gp_work(w, 0, at(1, opens + 310.0)), 10.0, 1e-9);
    assert_near(hc_gp_work(w, 0, at(1, opens + 400.0)), 0.0, 0.0);
    free_desks(w);
}

static void work_goes_on_the_next_working_day(void **state) {
    struct hc_world *w = make_desks(*state, 1, 0.0, 0.7);
    hc_gp_join(w, 0, at(FRIDAY, ten), 100.0);
    double work = hc_gp_work(w, 0, at(FRIDAY, ten));
    double monday = hc_gp_done(w, 0, at(FRIDAY, ten), work + 60.0);
    assert_near(monday, at(FRIDAY + 3, opens + 300.0 + 10.0), 0.0);
    assert_near(hc_gp_done(w, 0, at(FRIDAY + 1, ten), 10.0), at(FRIDAY + 3, opens + 310.0), 0.0);
    /* 1 January 2024, a Monday, is a holiday */
    assert_near(hc_gp_done(w, 0, at(0, ten), 10.0), at(1, opens + 310.0), 0.0);
    free_desks(w);
}

static void a_stand_in_does_half_of_the_desk_hours(void **state) {
    struct hc_world *w = make_desks(*state, 1, 0.0, 0.7);
    w->p.services.gp_away_weeks = 52.0;
    w->p.services.gp_stand_in = 0.5;
    assert_near(hc_gp_done(w, 0, at(1, ten), 80.0), at(2, opens + 375.0 + 5.0), 0.0);
    free_desks(w);
}

/* Half of 75 minutes too many each day: what a list sends comes evenly over the office day. */
static void work_grows_over_the_day_and_shrinks_in_the_desk_hours(void **state) {
    struct hc_world *w = make_desks(*state, 1, 1.5, 1e-3);
    assert_near(hc_gp_work(w, 0, at(1, opens + 225.0)), 112.5, 1.0);
    assert_near(hc_gp_work(w, 0, at(1, opens + 300.0)), 150.0, 1.0);
    assert_near(hc_gp_work(w, 0, at(1, opens + 450.0)), 75.0, 1.0);
    assert_near(hc_gp_work(w, 0, at(2, opens)), 75.0, 1.0);
    assert_near(hc_gp_work(w, 0, at(4, 0.0)), 225.0, 2.0);
    free_desks(w);
}

static void own_staff_spare_what_there_is_and_no_more(void **state) {
    struct hc_world *w = make_desks(*state, 1, 0.0, 0.7);
    hc_gp_join(w, 0, at(1, ten), 20.0);
    hc_gp_join(w, 0, at(1, ten + 1.0), -12.0);
    assert_near(hc_gp_work(w, 0, at(1, ten + 1.0)), 8.0, 1e-9);
    hc_gp_join(w, 0, at(1, ten + 2.0), -12.0);
    assert_near(hc_gp_work(w, 0, at(1, ten + 2.0)), 0.0, 0.0);
    assert_near(hc_gp_office_record(w, SIZE_MAX, 2).worked, 0.0, 1e-9);
    free_desks(w);
}

/* Half as much again as the desk holds: what is left stays at the limit, and the minutes add up. */
static void more_than_the_desk_holds_is_done_in_the_evening(void **state) {
    struct hc_world *w = make_desks(*state, 2, 1.5, 0.7);
    w->p.services.gp_desk_limit = 3.0;
    double highest = 0.0, offered = 150.0 * 251.0;
    for (int64_t day = 0; day < 364; day++) {
        highest = fmax(highest, hc_gp_work(w, 1, at(day, opens + 450.0)));
        assert_true(hc_gp_work(w, 1, at(day + 1, 0.0)) <= 450.0);
    }
    struct hc_gp_record all = hc_gp_office_record(w, SIZE_MAX, 364);
    struct hc_gp_record one = hc_gp_office_record(w, 1, 364);
    double sent = w->services.gp.list[0].sent + w->services.gp.list[1].sent;
    double left = w->services.gp.list[0].work + w->services.gp.list[1].work;
    assert_true(highest > 450.0);
    assert_near(all.worked + all.late + left, sent, 1e-6);
    assert_near(one.offered, offered, 3.0 * 150.0); /* holidays fall as they fall */
    assert_near(all.list_days, 2.0 * one.list_days, 0.0);
    assert_true(all.worked > 0.98 * all.offered && all.late > 0.4 * all.offered);
    free_desks(w);
}

/* Asked each half hour, or only when something joins: the same bytes. */
static void looking_at_a_desk_does_not_move_it(void **state) {
    struct hc_world *often = make_desks(*state, 3, 0.85, 0.7);
    struct hc_world *seldom = make_desks(*state, 3, 0.85, 0.7);
    for (int64_t step = 0; step < 48 * 120; step++) {
        double time = 30.0 * (double)step;
        size_t list = (size_t)(step % 3);
        (void)hc_gp_work(often, list, time);
        (void)hc_gp_done(often, list, time, 5.0);
        if (step % 97 == 20) {
            hc_gp_join(often, list, time, 6.0);
            hc_gp_join(seldom, list, time, 6.0);
        }
    }
    for (size_t list = 3; list-- > 0;) { /* in another order */
        double a = hc_gp_work(often, list, at(120, ten)),
               b = hc_gp_work(seldom, list, at(120, ten));
        assert_true(a > 0.0 && memcmp(&a, &b, sizeof a) == 0);
        assert_memory_equal(&often->services.gp.list[list], &seldom->services.gp.list[list],
                            sizeof(struct hc_gp_list));
    }
    free_desks(often);
    free_desks(seldom);
}

static void questions_are_answered_in_the_order_in_which_they_came(void **state) {
    struct hc_world *w = make_desks(*state, 1, 0.9, 1.0);
    double before = 0.0, least = INFINITY;
    for (int64_t i = 0; i < 2000; i++) {
        double time = 173.0 * (double)i;
        double work = hc_gp_work(w, 0, time);
        hc_gp_join(w, 0, time, 6.0);
        double answer = hc_gp_done(w, 0, time, work + 6.0);
        assert_true(answer >= before && answer > time);
        least = fmin(least, answer - before);
        before = answer;
    }
    assert_near(least, 6.0, 1.0 / 32.0); /* one behind the other, when nothing came between */
    free_desks(w);
}

/* ---- the queue ---- */

/* D/M/1: what a day brings is exponential with mean m, a day takes d.  The work left is 0 with
 * chance 1 - s and else exponential with mean m / (1 - s), s = exp(-(1 - s) d / m). */
static double root_of(double use) {
    double s = 0.5;
    for (int i = 0; i < 10000; i++) {
        s = exp(-(1.0 - s) / use);
    }
    return s;
}

static double idle_evenings(struct hc_world *w, double *days) {
    double idle = 0.0;
    *days = 0.0;
    for (int64_t day = 200; day < LONG; day++) {
        for (size_t list = 0; list < w->services.gp.lists; list++) {
            if (hc_gp_office_day(w, day)) {
                idle += hc_gp_work(w, list, at(day, opens + 450.0)) <= 0.0;
                *days += 1.0;
            }
        }
    }
    return idle;
}

static void work_left_is_that_of_the_queue_in_closed_form(void **state) {
    static const double uses[] = {0.5, 0.7, 0.8, 0.85};
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        struct hc_world *w = make_desks(*state, 60, uses[i], 1.0);
        double s = root_of(uses[i]), days = 0.0;
        double left = s * 150.0 * uses[i] / (1.0 - s);
        double idle = idle_evenings(w, &days) / days;
        struct hc_gp_record seen = hc_gp_office_record(w, SIZE_MAX, LONG);
        double mean = seen.evening / seen.list_days;
        print_message("use %.2f: %.1f minutes left (%.1f), idle %.3f (%.3f), used %.3f\n", uses[i],
                      mean, left, idle, 1.0 - s, seen.worked / seen.offered);
        assert_near(mean, left, 0.06 * left);
        assert_near(idle, 1.0 - s, 0.01);
        assert_near(seen.worked / seen.offered, uses[i], 0.01);
        assert_near(seen.offered, 150.0 * seen.list_days, 1e-6 * seen.offered);
        free_desks(w);
    }
}

/* Desk minutes from the opening of a day to a time in desk hours, counted by the calendar. */
static double desk_minutes_until(const struct hc_world *w, int64_t day, double time) {
    double minutes = 0.0;
    int64_t last = (int64_t)floor(time / day_min);
    for (int64_t d = day; d < last; d++) {
        minutes += hc_weekend(&w->calendar, d) ? 0.0 : 150.0;
    }
    return minutes + time - at(last, opens + 300.0);
}

/* Who asks at eight waits for what the evening before left, and for the own minutes. */
static void questions_in_the_morning_wait_for_the_work_left(void **state) {
    const double use = 0.8, own = 6.0, s = root_of(use);
    struct hc_world *w = make_desks(*state, 60, use, 1.0);
    double sum = 0.0, count = 0.0;
    for (int64_t day = 200; day < LONG; day++) {
        for (size_t list = 0; list < 60 && !hc_weekend(&w->calendar, day); list++) {
            double work = hc_gp_work(w, list, at(day, opens));
            double answer = hc_gp_done(w, list, at(day, opens), work + own);
            sum += desk_minutes_until(w, day, answer);
            count += 1.0;
        }
    }
    double left = s * 150.0 * use / (1.0 - s);
    print_message("desk minutes waited %.1f, in closed form %.1f\n", sum / count, left + own);
    assert_near(sum / count, left + own, 0.06 * left);
    free_desks(w);
}

/* ---- in the world ---- */

struct books {
    double waiting, lists;
};

static void look_at_books(const struct hc_world *world, void *context) {
    struct books *books = context;
    for (uint32_t id = 0; id < world->people.count; id++) {
        books->waiting += hc_user_at(world, id)->gp_answer != DES_NO_EVENT;
    }
    books->lists = (double)world->services.gp.lists;
}

/* With no warm-up nobody waits at the start. */
static const char *const busy[] = {SMALL_RURAL, "calendar.warm_up_days=0",
                                   "health.change_rate.age_80_89=8", "response.notice_hfa=0.5",
                                   NULL};

static void what_is_asked_is_answered_waits_or_is_withdrawn(void **state) {
    struct books books = {0};
    struct run *run = run_world(
        *state,
        &(struct run_wish){
            .sets = busy, .days = 364, .seed = 5, .look = look_at_books, .look_context = &books});
    double asked = run->totals[HC_TOTAL_gp_questions];
    print_message("asked %.0f, answered %.0f, withdrawn %.0f, waiting %.0f\n", asked,
                  run->totals[HC_TOTAL_gp_answers], run->totals[HC_TOTAL_gp_withdrawn],
                  books.waiting);
    assert_true(asked > 100.0 && run->totals[HC_TOTAL_gp_withdrawn] > 0.0);
    assert_true(asked == run->totals[HC_TOTAL_gp_answers] + run->totals[HC_TOTAL_gp_withdrawn] +
                             books.waiting);
    assert_true(asked == run->totals[HC_TOTAL_gp_messages] + run->totals[HC_TOTAL_gp_calls] +
                             run->totals[HC_TOTAL_gp_together]);
    assert_near(run->totals[HC_TOTAL_gp_answer_hours],
                run->totals[HC_TOTAL_gp_message_hours] + run->totals[HC_TOTAL_gp_call_hours] +
                    run->totals[HC_TOTAL_gp_together_hours],
                1e-6);
    assert_true(books.lists == 2.0); /* 1800 inhabitants */
    free_run(run);
}

static double wait_with(void **state, const char *minutes) {
    const char *const more[] = {minutes, NULL};
    struct run *run =
        run_world(*state, &(struct run_wish){.sets = busy, .arm = more, .days = 364, .seed = 5});
    double hours = run->totals[HC_TOTAL_gp_message_hours] / run->totals[HC_TOTAL_gp_messages];
    free_run(run);
    return hours;
}

/* Nothing but the queue links them: longer questions keep each other waiting. */
static void questions_that_take_the_doctor_longer_crowd_the_desk(void **state) {
    double shorter = wait_with(state, "services.gp_message_minutes=2");
    double longer = wait_with(state, "services.gp_message_minutes=30");
    print_message("hours until a message is answered: %.1f and %.1f\n", shorter, longer);
    assert_true(longer > 1.05 * shorter);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_desk_answers_in_the_desk_hours),
        cmocka_unit_test(work_goes_on_the_next_working_day),
        cmocka_unit_test(a_stand_in_does_half_of_the_desk_hours),
        cmocka_unit_test(work_grows_over_the_day_and_shrinks_in_the_desk_hours),
        cmocka_unit_test(own_staff_spare_what_there_is_and_no_more),
        cmocka_unit_test(more_than_the_desk_holds_is_done_in_the_evening),
        cmocka_unit_test(looking_at_a_desk_does_not_move_it),
        cmocka_unit_test(questions_are_answered_in_the_order_in_which_they_came),
        cmocka_unit_test(work_left_is_that_of_the_queue_in_closed_form),
        cmocka_unit_test(questions_in_the_morning_wait_for_the_work_left),
        cmocka_unit_test(what_is_asked_is_answered_waits_or_is_withdrawn),
        cmocka_unit_test(questions_that_take_the_doctor_longer_crowd_the_desk),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}

/* Who is served when: disciplines, interruption, the ends of shifts, balking. */
#include "network_fixture.h"

/* ---- one customer of each class: at 100, 101, 102 and 103 min ---- */

/* They need 10, 5, 2 and 3 min. */
#define FOUR_COMERS                                                                                \
    "run.warmup=0", "run.length_min=199", "class1.arrivals=renewal", "class2.arrivals=renewal",    \
        "class3.arrivals=renewal", "class4.arrivals=renewal",                                      \
        "class1.between_arrivals=constant(100)", "class2.between_arrivals=constant(101)",          \
        "class3.between_arrivals=constant(102)", "class4.between_arrivals=constant(103)",          \
        "class1.service.station1=constant(10)", "class2.service.station1=constant(5)",             \
        "class3.service.station1=constant(2)", "class4.service.station1=constant(3)"
enum { OWN_SETTINGS = 8 };

static double *run_four(const char *const *own) {
    static const char *const common[] = {FOUR_COMERS};
    const char *settings[COUNT(common) + OWN_SETTINGS + 1] = {NULL};
    memcpy(settings, common, sizeof common);
    memcpy(settings + COUNT(common), own, OWN_SETTINGS * sizeof *own);
    return run(settings, NULL);
}

static const struct {
    const char *name;
    const char *settings[OWN_SETTINGS];
    double wait[4]; /* until the service begins */
    double stay[4];
} orders[] = {
    {"the first first", {"station1.discipline=fifo"}, {0, 9, 13, 14}, {10, 14, 15, 17}},
    {"the last first", {"station1.discipline=lifo"}, {0, 14, 11, 7}, {10, 19, 13, 10}},
    {"the shortest first", {"station1.discipline=shortest_first"}, {0, 14, 8, 9}, {10, 19, 10, 12}},
    {"by priority",
     {"station1.discipline=priority", "class2.priority=1", "class3.priority=2"},
     {0, 12, 16, 7},
     {10, 17, 18, 10}},
    {"urgency that grows, the one of class3 slowly, of class4 fast",
     {"station1.discipline=accumulating", "class2.urgency_rate=0.3", "class3.urgency_rate=0.2",
      "class4.urgency_rate=0.5"},
     {0, 12, 16, 7},
     {10, 17, 18, 10}},
    {"urgency that grows, class3 with a start",
     {"station1.discipline=accumulating", "class3.priority=-5", "class4.urgency_rate=0.5",
      "class1.priority=-100"},
     {0, 11, 8, 14},
     {10, 16, 10, 17}},
    {"the last interrupts", {"station1.discipline=preemptive_lifo"}, {0, 0, 0, 0}, {20, 10, 5, 3}},
    {"priorities interrupt, the others go on later",
     {"station1.discipline=preemptive_resume", "class1.priority=2", "class2.priority=1",
      "class3.priority=1"},
     {0, 0, 7, 0},
     {20, 8, 9, 3}},
    {"priorities interrupt, the others begin anew",
     {"station1.discipline=preemptive_repeat", "class1.priority=2", "class2.priority=1",
      "class3.priority=1"},
     {0, 0, 9, 0},
     {23, 10, 11, 3}},
    {"two servers: the last to come is interrupted, the first to come goes on first",
     {"station1.discipline=preemptive_resume", "station1.servers=2", "class1.priority=1",
      "class2.priority=1"},
     {0, 0, 0, 0},
     {11, 9, 2, 3}},
    {"a service is finished after the shift",
     {"station1.shifts=00:00 2, 01:45 1, 01:50 2"},
     {0, 0, 8, 7},
     {10, 5, 10, 10}},
    {"a service is handed over at the end of the shift, before those who wait",
     {"station1.shifts=00:00 2, 01:45 1, 01:50 2", "station1.shift_end=hand_over"},
     {0, 0, 8, 8},
     {10, 10, 10, 11}},
    {"handed over to begin anew",
     {"station1.shifts=00:00 2, 01:45 1, 01:50 2", "station1.shift_end=hand_over",
      "station1.discipline=preemptive_repeat"},
     {0, 0, 8, 9},
     {10, 14, 10, 12}},
    {"nobody stays at night, and the waiting room is too small for those who go back to it",
     {"station1.shifts=00:00 2, 01:45 0, 01:50 2", "station1.shift_end=hand_over",
      "station1.waiting_room=2"},
     {0, 0, 9, 10},
     {15, 10, 11, 13}},
    {"round the classes, without time on the way",
     {"station1.discipline=polling", "class2.between_arrivals=constant(103)",
      "class4.between_arrivals=constant(101)"},
     {0, 7, 13, 16},
     {10, 12, 15, 19}},
    {"all at once",
     {"station1.discipline=processor_sharing"},
     {10, 10, 17. / 3, 23. / 3},
     {20, 15, 23. / 3, 32. / 3}},
    {"all at once at two servers, none at more than one",
     {"station1.discipline=processor_sharing", "station1.servers=2"},
     {2.5, 2.5, 5. / 3, 13. / 6},
     {12.5, 7.5, 11. / 3, 31. / 6}},
    {"all at once, the third and fourth find no room",
     {"station1.discipline=processor_sharing", "station1.waiting_room=1"},
     {5, 5, 0, 0},
     {15, 10, 0, 0}},
    {"all at once, with nobody to serve them for a while",
     {"station1.discipline=processor_sharing", "station1.shifts=00:00 1, 01:42 0, 01:47 1",
      "station1.shift_end=hand_over", "class3.patience=constant(0)"},
     {15, 15, 11, 12},
     {25, 20, 13, 15}},
    {"all at once, and nobody ever waits",
     {"station1.discipline=processor_sharing", "station1.servers=-1"},
     {0, 0, 0, 0},
     {10, 5, 2, 3}},
};

static void disciplines_serve_in_their_order(void **unused) {
    (void)unused;
    static const char *const stratum[] = {"station1.class1", "station1.class2", "station1.class3",
                                          "station1.class4"};
    for (size_t i = 0; i < COUNT(orders); i++) {
        double *totals = run_four(orders[i].settings);
        for (size_t c = 0; c < COUNT(stratum); c++) {
            const double wait = total(totals, stratum[c], "wait_min");
            const double stay = total(totals, stratum[c], "stay_min");
            if (!(fabs(wait - orders[i].wait[c]) < 1e-9 && fabs(stay - orders[i].stay[c]) < 1e-9)) {
                fail_msg("%s: %s waits %g, stays %g", orders[i].name, stratum[c], wait, stay);
            }
        }
        free(totals);
    }
}

static void services_begun_in_time_are_counted(void **unused) {
    (void)unused;
    static const char *const settings[OWN_SETTINGS] = {"station1.wait_target=13"};
    double *totals = run_four(settings);
    assert_near(total(totals, "station1", "in_time"), 3, 0);
    assert_near(total(totals, "station1.class4", "in_time"), 0, 0);
    assert_near(total(totals, "station1", "served"), 4, 0);
    assert_near(total(totals, "station1", "waited"), 3, 0);
    free(totals);
}

static void customers_balk_at_those_who_are_there(void **unused) {
    (void)unused;
    static const char *const settings[OWN_SETTINGS] = {
        "class2.joins=0.5, 0", "class3.joins=1, 1, 0", "class4.joins=1, 0, 1"};
    double *totals = run_four(settings);
    assert_near(total(totals, "station1.class1", "balked"), 0, 0);
    assert_near(total(totals, "station1.class2", "balked"), 1, 0);
    assert_near(total(totals, "station1.class3", "balked"), 0, 0); /* finds one there */
    assert_near(total(totals, "station1.class4", "balked"), 0, 0); /* finds two */
    assert_near(total(totals, "station1", "completed"), 3, 0);
    free(totals);
}

/* Classes 1 and 2 come every 10 and 25 min for 4 and 6 min; the server takes 2 min from one to the
 * other and is at class1 at 2, 6 and 10 min, then at 18, 22, 36. */
static void a_server_goes_round_the_classes(void **unused) {
    (void)unused;
    static const char *const settings[] = {"run.warmup=0",
                                           "run.length_min=45",
                                           "class1.arrivals=renewal",
                                           "class2.arrivals=renewal",
                                           "class1.between_arrivals=constant(10)",
                                           "class2.between_arrivals=constant(25)",
                                           "class1.service.station1=constant(4)",
                                           "class2.service.station1=constant(6)",
                                           "station1.discipline=polling",
                                           "station1.switch_time=constant(2)",
                                           NULL};
    static const double waits[] = {0, 2, 3, 6, 0}; /* the last comes as the one before leaves */
    struct seen seen = {.count = 0};
    const struct des_sink sink = {.context = &seen, .row = keep_row};
    double *totals = run(settings, &sink);
    assert_int_equal(seen.count, COUNT(waits));
    for (size_t i = 0; i < COUNT(waits); i++) {
        assert_near(seen.cells[i][6].f64, waits[i], 1e-9);
    }
    assert_near(total(totals, "station1", "capacity_min"), 45, 1e-9);
    free(totals);
}

/* The server comes to class1 at 14 min, when the only one of it gives up; to class2 at 16 and 20.
 */
static void a_server_goes_on_when_the_one_it_came_for_gives_up(void **unused) {
    (void)unused;
    static const char *const settings[] = {"run.warmup=0",
                                           "run.length_min=25",
                                           "class1.arrivals=renewal",
                                           "class2.arrivals=renewal",
                                           "class1.between_arrivals=constant(13)",
                                           "class2.between_arrivals=constant(17)",
                                           "class1.patience=constant(1)",
                                           "station1.discipline=polling",
                                           "station1.switch_time=constant(2)",
                                           NULL};
    double *totals = run(settings, NULL);
    assert_near(total(totals, "station1.class1", "reneged"), 1, 0);
    assert_near(total(totals, "station1.class2", "wait_min"), 3, 1e-9);
    assert_near(total(totals, "station1.class2", "served"), 1, 0);
    free(totals);
}

static void who_is_turned_away_tries_again(void **unused) {
    (void)unused;
    static const char *const settings[OWN_SETTINGS] = {
        "station1.waiting_room=0", "class2.retry=constant(4)", "class3.retry=constant(4)",
        "class4.retry=constant(4)"};
    double *totals = run_four(settings);
    assert_near(total(totals, "class2", "system_min"), 17, 1e-9); /* at 113, as the fourth time */
    assert_near(total(totals, "class3", "system_min"), 10, 1e-9); /* at 110, when one ends */
    assert_near(total(totals, "class4", "system_min"), 19, 1e-9); /* at 119 */
    assert_near(total(totals, "station1", "balked"), 3 + 2 + 4, 0);
    assert_near(total(totals, "station1", "visits"), 4 + 9, 0);
    assert_near(total(totals, "all", "left"), 4, 0);
    free(totals);
}

/* ---- several at one time ---- */

static void the_last_of_a_batch_interrupts_the_others(void **unused) {
    (void)unused;
    const char *const settings[] = {"run.warmup=0",
                                    "run.length_min=199",
                                    "class1.arrivals=renewal",
                                    "class1.between_arrivals=constant(100)",
                                    "class1.batch=constant(3)",
                                    "station1.service=constant(5)",
                                    "station1.discipline=preemptive_lifo",
                                    NULL};
    struct seen seen = {.count = 0};
    const struct des_sink sink = {&seen, keep_row};
    double *totals = run(settings, &sink);
    assert_int_equal(seen.count, 3);
    for (int32_t r = 0; r < 3; r++) {
        assert_int_equal(seen.cells[r][0].i32, 2 - r);
    }
    assert_near(total(totals, "all", "stay_min"), 5 + 10 + 15, 1e-9);
    free(totals);
}

static void any_order_comes_up_at_random(void **unused) {
    (void)unused;
    const char *const settings[] = {"run.warmup=0",
                                    "run.length_min=2000",
                                    "class1.arrivals=renewal",
                                    "class1.between_arrivals=constant(100)",
                                    "class1.batch=constant(3)",
                                    "station1.discipline=random",
                                    NULL};
    struct seen seen = {.count = 0};
    const struct des_sink sink = {&seen, keep_row};
    free(run(settings, &sink));
    size_t overtaken = 0, batches = seen.count / 3;
    for (size_t b = 0; b < batches; b++) {
        overtaken += seen.cells[3 * b + 1][0].i32 > seen.cells[3 * b + 2][0].i32;
    }
    assert_int_equal(batches, 19);
    assert_true(overtaken > 3 && overtaken < 16);
}

/* ---- interruption, one customer at a time ---- */

/* The planned come at 3, 6 ... and need 4.5 min, the urgent at 4, 8 ... and need 1. */
static const struct {
    const char *name, *discipline;
    double urgent_wait;  /* of the first */
    double planned_stay; /* of the first, when it has ended at 9.7 */
} interruptions[] = {
    {"in order of coming", "station1.discipline=fifo", 3.5, 4.5},
    {"in order of urgency", "station1.discipline=priority", 3.5, 4.5},
    {"interrupted and resumed", "station1.discipline=preemptive_resume", 0, 6.5},
    {"interrupted and begun anew", "station1.discipline=preemptive_repeat", 0, 0},
};

static double first_urgent_wait(const struct seen *seen) {
    for (size_t r = 0; r < seen->count; r++) {
        if (seen->cells[r][1].i32 == 1 && seen->cells[r][0].i32 == 0) {
            return seen->cells[r][6].f64;
        }
    }
    return NAN;
}

/* M/M/1 at 80 %: 76.4 % wait at most 5 min, by the chain of one who waits; 82.7 % would, if lots
 * were drawn once, when customers come. */
static void who_was_not_drawn_has_no_worse_a_chance_next_time(void **unused) {
    (void)unused;
    const char *const settings[] = {"run.warmup=0.5",
                                    "run.length_min=200000",
                                    "class1.arrivals=poisson",
                                    "class1.arrival_rate=0.8",
                                    "station1.wait_target=5",
                                    "station1.discipline=random",
                                    NULL};
    double *totals = run(settings, NULL);
    assert_near(total(totals, "station1", "in_time") / total(totals, "station1", "served"), 0.7642,
                0.015);
    free(totals);
}

static void the_urgent_interrupt_the_planned(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(interruptions); i++) {
        const char *const settings[] = {"run.warmup=0",
                                        "run.length_min=9.7",
                                        "class1.arrivals=renewal",
                                        "class1.between_arrivals=constant(3)",
                                        "class1.service.station1=constant(4.5)",
                                        "class1.priority=5",
                                        "class2.arrivals=renewal",
                                        "class2.between_arrivals=constant(4)",
                                        "class2.service.station1=constant(1)",
                                        interruptions[i].discipline,
                                        NULL};
        struct seen seen = {.count = 0};
        const struct des_sink sink = {&seen, keep_row};
        double *totals = run(settings, &sink);
        assert_near(first_urgent_wait(&seen), interruptions[i].urgent_wait, 1e-12);
        assert_near(total(totals, "class1", "stay_min"), interruptions[i].planned_stay, 1e-12);
        free(totals);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(disciplines_serve_in_their_order),
        cmocka_unit_test(services_begun_in_time_are_counted),
        cmocka_unit_test(customers_balk_at_those_who_are_there),
        cmocka_unit_test(a_server_goes_round_the_classes),
        cmocka_unit_test(a_server_goes_on_when_the_one_it_came_for_gives_up),
        cmocka_unit_test(who_is_turned_away_tries_again),
        cmocka_unit_test(the_last_of_a_batch_interrupts_the_others),
        cmocka_unit_test(any_order_comes_up_at_random),
        cmocka_unit_test(who_was_not_drawn_has_no_worse_a_chance_next_time),
        cmocka_unit_test(the_urgent_interrupt_the_planned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

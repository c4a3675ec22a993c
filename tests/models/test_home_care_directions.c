/* What a policy parameter does, in the direction it must: paired replications, the 95 %
 * t interval of the mean difference lies on one side of 0 (two-sided test at 5 %). */
#include "world_fixture.h"

#include "des/stats.h"

static const char *const place_sets[] = {SMALL_RURAL,
                                         "municipality.population=4000",
                                         "municipality.zone_users=60",
                                         "municipality.legevakt_servers=3",
                                         "calendar.warm_up_days=28",
                                         NULL};
enum { REPLICATIONS = 8, DAYS = 84 };

#define SCANT_COVER                                                                                \
    "staff.cover_weekday=0.1", "staff.cover_evening=0.1", "staff.cover_weekend=0.1",               \
        "staff.cover_july=0.1"

/* The sum of these totals in one replication. */
static double sum_of(void **state, const char *const *arm, const enum hc_total *totals,
                     size_t count, uint64_t replicate, int64_t days) {
    struct run *run = run_world(
        *state,
        &(struct run_wish){
            .sets = place_sets, .arm = arm, .days = days, .seed = 100, .replicate = replicate});
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        sum += total_of(run, totals[i]);
    }
    free_run(run);
    return sum;
}

static void each_parameter_works_in_its_direction(void **state) {
    static const struct {
        const char *name;
        const char *less[8], *more[8]; /* which of the two gives less of the totals */
        enum hc_total totals[2];
        size_t count;
        int64_t days;
    } rules[] = {
        {"more staff, fewer minutes missed or cut",
         {"staff.slack=0.3"},
         {"staff.slack=-0.2"},
         {HC_TOTAL_minutes_missed, HC_TOTAL_minutes_cut},
         2,
         DAYS},
        {"more staff, fewer visits missed where nobody can be called in",
         {"staff.slack=0.3", SCANT_COVER},
         {"staff.slack=-0.4", SCANT_COVER},
         {HC_TOTAL_planned_missed},
         1,
         DAYS},
        {"less staff, more called in",
         {"staff.slack=0.3"},
         {"staff.slack=-0.2"},
         {HC_TOTAL_called_in_shifts},
         1,
         DAYS},
        {"more nurses, fewer nurse visits that nobody could make",
         {"staff.profession_share.nurse=0.50", "staff.profession_share.helsefagarbeider=0.27",
          SCANT_COVER},
         {"staff.profession_share.nurse=0.10", "staff.profession_share.helsefagarbeider=0.67",
          SCANT_COVER},
         {HC_TOTAL_unplanned_missed, HC_TOTAL_planned_missed},
         2,
         DAYS},
        {"staff who notice more leave fewer changes unnoticed",
         {"response.notice_hfa=0.25", "nurse.notice_visit=0.3", "response.notice_assistant=0.2"},
         {"response.notice_hfa=0.02", "nurse.notice_visit=0.03", "response.notice_assistant=0.01"},
         {HC_TOTAL_changes_unnoticed},
         1,
         DAYS},
        {"more changes of health, more admissions",
         {"health.change_rate.age_67_79=0.7", "health.change_rate.age_80_89=0.9",
          "health.change_rate.age_90_plus=0.9"},
         {"health.change_rate.age_67_79=2.8", "health.change_rate.age_80_89=3.6",
          "health.change_rate.age_90_plus=3.6"},
         {HC_TOTAL_acute_admissions},
         1,
         DAYS},
        {"a legevakt further off sees fewer face to face",
         {"municipality.legevakt_km=100"},
         {"municipality.legevakt_km=2"},
         {HC_TOTAL_legevakt_contacts},
         1,
         2 * DAYS},
        {"more absence, more shifts to fill",
         {"staff.absence=0.03"},
         {"staff.absence=0.25"},
         {HC_TOTAL_gaps},
         1,
         DAYS},
        {"a wider place takes more driving",
         {"map.reach_km=6", "map.main_radius_km=0.6"},
         {"map.reach_km=25", "map.main_radius_km=2.4"},
         {HC_TOTAL_km},
         1,
         DAYS},
        {"fuller desks of GPs keep people waiting for an answer",
         {"services.gp_desk_use=0.5"},
         {"services.gp_desk_use=0.95"},
         {HC_TOTAL_gp_answer_hours},
         1,
         DAYS},
    };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        double less[REPLICATIONS], more[REPLICATIONS];
        for (uint64_t r = 0; r < REPLICATIONS; r++) {
            less[r] =
                sum_of(state, rules[i].less, rules[i].totals, rules[i].count, r, rules[i].days);
            more[r] =
                sum_of(state, rules[i].more, rules[i].totals, rules[i].count, r, rules[i].days);
        }
        struct des_interval d = des_interval_paired(more, less, REPLICATIONS, 0.95, NULL);
        print_message("%-60s %10.1f (%.1f to %.1f)\n", rules[i].name, d.mean, d.low, d.high);
        assert_case(rules[i].name, d.low > 0.0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_parameter_works_in_its_direction)};
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}

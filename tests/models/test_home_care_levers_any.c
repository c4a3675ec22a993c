/* All levers: what each says counts for nothing while it is off, it begins on day 0, and it goes
 * with every care model. */
#include "lever_fixture.h"

/* Every lever, switched on with values under which it does something. */
static const char *const levers[][5] = {
    {L "task_sharing.on=true", L "task_sharing.assessment=helsefagarbeider"},
    {L "rota.on=true", L "rota.full_time=0.5"},
    {L "technology.on=true", L "technology.follow_up_users=0.5",
     L "technology.follow_up_change=1.2"},
    {L "rights.on=true", L "rights.step=delegated"},
    {L "rights.on=true", L "rights.step=own"},
    {L "education.on=true", L "education.away=0.8"},
    {L "region.on=true", L "region.legevakt=true", L "region.acute_beds=true",
     L "region.short_term=true"},
    {L "continuity.on=true", L "continuity.gp_share=0.5"},
    {L "projection.on=true", L "projection.people.from_80=0.1", L "projection.posts.nurse=0.1"},
};

static void what_a_lever_says_counts_for_nothing_while_it_is_off(void **state) {
    static const char *const off[] = {L "task_sharing.procedure=assistant",
                                      L "technology.dispenser_users=1",
                                      L "rights.step=own",
                                      L "education.away=1",
                                      L "projection.standard=0.05",
                                      NULL};
    assert_true(same_of(state, NULL, off, 84));
}

static void without_posts_a_care_model_with_a_lever_is_the_lever_alone(void **state) {
    for (size_t k = 0; k < COUNT(levers); k++) {
        struct run *alone = run_in(state, rural, levers[k], 84, 1);
        for (size_t i = 1; i < hc_care_model_count; i += 4) {
            struct arm arm;
            const char *name = hc_care_models[i]->name;
            struct run *run =
                run_in(state, rural, arm_of(&arm, name, "added", "none", 0, levers[k]), 84, 1);
            assert_case(name, same_run(run, alone));
            free_run(run);
        }
        free_run(alone);
    }
}

static void a_lever_goes_with_every_care_model_and_its_control(void **state) {
    const struct place *place = *state;
    for (size_t k = 0; k < COUNT(levers); k++) {
        for (size_t i = 1; i < hc_care_model_count; i++) {
            const char *name = hc_care_models[i]->name;
            struct arm arm;
            struct des_values *values =
                with_nurse_values(place, rural, arm_of(&arm, name, "added", "none", -1, levers[k]));
            struct run *nurses = run_values(
                place, &(struct run_wish){.days = 56, .seed = 21, .trace = DES_TRACE_FULL}, values);
            struct run *control = run_in(
                state, rural, arm_of(&arm, name, "added", "same_structure", -1, levers[k]), 56, 0);
            assert_case(name, nurses->status == DES_OK && same_run(nurses, control));
            des_values_destroy(values);
            free_run(nurses);
            free_run(control);
        }
    }
}

static void a_lever_begins_on_day_0(void **state) {
    for (size_t k = 0; k < COUNT(levers); k++) {
        const struct rows *base, *with;
        struct run *plain = run_in(state, rural, NULL, 14, 2);
        struct run *run = run_in(state, rural, levers[k], 14, 2);
        base = &plain->table[HC_TABLE_VISITS];
        with = &run->table[HC_TABLE_VISITS];
        size_t n = 0;
        while (n < base->count && row_at(base, n)[VISIT_end].f64 < 0.0) {
            n++;
        }
        assert_true(n == 0 ||
                    memcmp(base->cells, with->cells, n * base->width * sizeof *base->cells) == 0);
        assert_true(total_of(plain, HC_TOTAL_users_start) == total_of(run, HC_TOTAL_users_start));
        free_run(plain);
        free_run(run);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_lever_says_counts_for_nothing_while_it_is_off),
        cmocka_unit_test(without_posts_a_care_model_with_a_lever_is_the_lever_alone),
        cmocka_unit_test(a_lever_goes_with_every_care_model_and_its_control),
        cmocka_unit_test(a_lever_begins_on_day_0),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}

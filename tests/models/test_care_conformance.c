/* What every care model must keep, built in or not (MODEL section 6): without posts it is
 * the baseline; with the values of a nurse it is its own control; own staff use no more
 * hours than they are on duty; nothing depends on which models are listed, or where. */
#include "arm_fixture.h"

static const char *const place_sets[] = {SMALL_RURAL,
                                         "calendar.warm_up_days=28",
                                         "municipality.care_housing_per_1000=20",
                                         "services.intermediate_beds=3",
                                         "municipality.municipal_acute_beds=3",
                                         NULL};
enum { DAYS = 84 };

static struct run *run_arm(const struct place *place, const char *const *arm) {
    return run_world(
        place,
        &(struct run_wish){
            .sets = place_sets, .arm = arm, .days = DAYS, .seed = 31, .trace = DES_TRACE_FULL});
}

static void without_posts_every_model_is_the_baseline(void **state) {
    struct run *baseline = run_arm(*state, NULL);
    for (size_t i = 1; i < hc_care_model_count; i++) {
        static const char *const posts[] = {"converted", "added"};
        for (int k = 0; k < 2; k++) {
            struct arm arm;
            const char *name = hc_care_models[i]->name;
            struct run *run = run_arm(*state, arm_of(&arm, name, posts[k], "none", 0, NULL));
            assert_case(name, same_run(run, baseline));
            free_run(run);
        }
    }
    free_run(baseline);
}

static bool staffed_by_nurses(const struct place *place, const char *model) {
    char path[96];
    (void)snprintf(path, sizeof path, "care.%s.staffing.own", model);
    size_t element = des_space_find(place->space, path);
    assert_case(path, element != SIZE_MAX);
    return des_space_at(place->space, element)->param->value == (double)HC_OWN_NURSE;
}

static void with_the_values_of_a_nurse_every_model_is_its_control(void **state) {
    const struct place *place = *state;
    for (size_t i = 1; i < hc_care_model_count; i++) {
        const char *name = hc_care_models[i]->name;
        struct arm arm;
        struct des_values *values =
            with_nurse_values(place, place_sets, arm_of(&arm, name, "added", "none", -1, NULL));
        struct run *as_nurses = run_values(
            place, &(struct run_wish){.days = DAYS, .seed = 31, .trace = DES_TRACE_FULL}, values);
        struct run *control =
            run_arm(place, arm_of(&arm, name, "added", "same_structure", -1, NULL));
        struct run *aks = run_arm(place, arm_of(&arm, name, "added", "none", -1, NULL));
        assert_case(name, as_nurses->status == DES_OK && same_run(as_nurses, control));
        assert_case(name, same_run(aks, control) == staffed_by_nurses(place, name));
        des_values_destroy(values);
        free_run(as_nurses);
        free_run(control);
        free_run(aks);
    }
}

static double own_work(const struct run *run) {
    double sum = total_of(run, HC_TOTAL_own_travel) + total_of(run, HC_TOTAL_own_break) +
                 total_of(run, HC_TOTAL_own_idle);
    for (int a = 0; a < HC_ACTIVITIES; a++) {
        sum += run->totals[HC_TOTAL_own_first_assessment + a];
    }
    return sum;
}

/* Every minute on duty is accounted for once; a day that goes on at the end of the run
 * has work counted and no duty yet. */
static void own_staff_use_the_hours_they_are_on_duty_and_no_more(void **state) {
    for (size_t i = 1; i < hc_care_model_count; i++) {
        struct arm arm;
        const char *name = hc_care_models[i]->name;
        struct run *run = run_arm(*state, arm_of(&arm, name, "added", "none", 2, NULL));
        double duty = total_of(run, HC_TOTAL_own_duty);
        print_message("%-24s on duty %6.0f h, tasks done %5.0f of %5.0f, reached %3.0f\n", name,
                      duty / 60.0, total_of(run, HC_TOTAL_own_tasks_done),
                      total_of(run, HC_TOTAL_own_tasks), total_of(run, HC_TOTAL_users_reached));
        assert_case(name, own_work(run) == duty);
        if (strcmp(name, "one_more_nurse") == 0) { /* all in the rota: nothing is set aside */
            assert_case(name, duty == 0.0 && total_of(run, HC_TOTAL_own_rota_shifts) > 0.0);
        } else {
            double rota = total_of(run, HC_TOTAL_own_pulled) + total_of(run, HC_TOTAL_own_ordinary);
            bool asked = total_of(run, HC_TOTAL_own_tasks) > 5.0; /* not in the last days only */
            assert_case(name,
                        duty + rota > 0.0 && total_of(run, HC_TOTAL_own_set_aside) == duty + rota);
            assert_case(name, !asked || total_of(run, HC_TOTAL_own_tasks_done) > 0.0);
        }
        free_run(run);
    }
}

struct room {
    size_t tasks, orders;
};
static void look_at_room(const struct hc_world *world, void *context) {
    *(struct room *)context = (struct room){world->own.capacity, world->care.orders.capacity};
}

/* What own staff and the model keep does not grow with the years. */
static void ten_years_take_no_more_room_than_two(void **state) {
    static const int64_t days[2] = {728, 3640};
    for (size_t i = 1; i < hc_care_model_count; i++) {
        struct room room[2];
        for (int k = 0; k < 2; k++) {
            struct arm arm;
            const char *name = hc_care_models[i]->name;
            free_run(run_world(
                *state, &(struct run_wish){.sets = place_sets,
                                           .arm = arm_of(&arm, name, "added", "none", -1, NULL),
                                           .days = days[k],
                                           .seed = 32,
                                           .look = look_at_room,
                                           .look_context = &room[k]}));
        }
        assert_case(hc_care_models[i]->name,
                    room[1].tasks <= 2 * room[0].tasks && room[1].orders <= 2 * room[0].orders);
    }
}

static const struct hc_care_model other = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "aa_other",
    .summary = "does nothing",
    .source = "a test",
};

static void which_models_are_listed_changes_nothing(void **state) {
    static const struct hc_care_model *const plugins[] = {&other};
    struct place place;
    struct des_error error = {0};
    assert_int_equal(hc_home_care_create(plugins, 1, &place.home_care, &error), DES_OK);
    place.model = *hc_home_care_model(place.home_care);
    assert_int_equal(
        des_space_create(place.model.groups, place.model.group_count, &place.space, &error),
        DES_OK);
    struct arm arm;
    const char *const *set = arm_of(&arm, "expert_team", "added", "none", -1, NULL);
    struct run *with = run_arm(&place, set), *without = run_arm(*state, set);
    assert_true(same_run(with, without));
    free_run(with);
    free_run(without);
    des_space_destroy(place.space);
    hc_home_care_destroy(place.home_care);
}

/* What a model may not say is refused with a reason. */
static void a_model_of_unknown_parts_or_settings_is_refused(void **state) {
    (void)state;
    static const char *const unknown[] = {"gossip", NULL};
    static const char *const twice[] = {"acute", "acute", NULL};
    static const char *const acute[] = {"acute", NULL};
    static const struct hc_setting of_no_part[] = {
        HC_SETTING("referral.refer_new", 0.5, "assumed", DES_GRADE_D), {0}};
    static const struct hc_setting too_much[] = {
        HC_SETTING("acute.share", 1.5, "assumed", DES_GRADE_D), {0}};
    static const struct hc_setting no_source[] = {HC_SETTING("acute.share", 0.5, NULL, DES_GRADE_D),
                                                  {0}};
    const struct {
        const char *const *parts;
        const struct hc_setting *settings;
        const char *reason;
    } cases[] = {
        {unknown, NULL, "there is no part \"gossip\""},
        {twice, NULL, "names the part \"acute\" twice"},
        {acute, of_no_part, "sets \"referral.refer_new\", which none of its parts has"},
        {acute, too_much, "outside of its range"},
        {acute, no_source, "without source and grade"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct hc_care_model model = other;
        model.parts = cases[i].parts;
        model.settings = cases[i].settings;
        const struct hc_care_model *plugins[] = {&model};
        struct hc_home_care *home_care = NULL;
        struct des_error error = {0};
        assert_int_equal(hc_home_care_create(plugins, 1, &home_care, &error), DES_EINPUT);
        assert_case(error.text, strstr(error.text, cases[i].reason) != NULL);
    }
}

static void every_model_and_part_says_what_it_is(void **state) {
    (void)state;
    for (size_t i = 0; i < hc_care_model_count; i++) {
        assert_case(hc_care_models[i]->name, strlen(hc_care_models[i]->source) > 5);
        assert_case(hc_care_models[i]->name, strlen(hc_care_models[i]->summary) > 10);
    }
    for (size_t i = 0; i < hc_part_count; i++) {
        bool used = false;
        for (size_t m = 0; m < hc_care_model_count; m++) {
            const char *const *part = hc_care_models[m]->parts;
            for (; part && *part; part++) {
                used = used || strcmp(*part, hc_parts[i]->name) == 0;
            }
        }
        assert_case(hc_parts[i]->name, used && strlen(hc_parts[i]->summary) > 10);
    }
}

/* What no publication says is assumed, and says so; only what the experiment, the scenario or the
 * municipality decides is an input. */
static bool says_where_it_is_from(const char *source) {
    static const char *const inputs[] = {"assumed",        "derived",      "fitted",
                                         "the experiment", "the scenario", "the municipality"};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        if (strstr(source, inputs[i])) {
            return true;
        }
    }
    return strpbrk(source, "0123456789") != NULL;
}

static void a_guess_says_that_it_is_assumed(void **state) {
    const struct place *place = *state;
    for (size_t e = 0; e < des_space_count(place->space); e++) {
        const struct des_element *element = des_space_at(place->space, e);
        const struct des_param *param = element->param;
        assert_case(element->path, param->source && strlen(param->source) > 6);
        assert_case(element->path, param->grade != DES_GRADE_NONE);
        assert_case(element->path,
                    param->grade != DES_GRADE_D || says_where_it_is_from(param->source));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_model_and_part_says_what_it_is),
        cmocka_unit_test(a_guess_says_that_it_is_assumed),
        cmocka_unit_test(a_model_of_unknown_parts_or_settings_is_refused),
        cmocka_unit_test(without_posts_every_model_is_the_baseline),
        cmocka_unit_test(with_the_values_of_a_nurse_every_model_is_its_control),
        cmocka_unit_test(own_staff_use_the_hours_they_are_on_duty_and_no_more),
        cmocka_unit_test(ten_years_take_no_more_room_than_two),
        cmocka_unit_test(which_models_are_listed_changes_nothing),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}

/* Designs: what makes a net a net, a walk a walk, and what scenarios make of them. */
#include "fake_model.h"

#include <stdio.h>

#include "des/design.h"

enum { MOST = 800 };

static const des_purpose *purposes(void) {
    static des_purpose names[MOST];
    for (size_t i = 0; i < MOST; ++i) {
        char name[32];
        (void)snprintf(name, sizeof name, "uncertain.factor%zu", i);
        names[i] = des_purpose_named(name);
    }
    return names;
}

static struct des_design *made(enum des_design_kind kind, size_t rows, size_t factors,
                               uint64_t seed) {
    struct des_design_options options = {kind, rows, 4, seed, purposes(), factors};
    struct des_design *design = NULL;
    struct des_error error = {0};
    assert_int_equal(des_design_create(&options, &design, &error), DES_OK);
    return design;
}

/* The first `points` points have one coordinate in each of `points` equal intervals. */
static bool is_stratified(const struct des_design *design, size_t factor, size_t points) {
    bool seen[1024] = {false};
    for (size_t p = 0; p < points; ++p) {
        double u = des_design_coordinate(design, p, factor);
        assert_true(u > 0.0 && u < 1.0);
        size_t cell = (size_t)(u * (double)points);
        if (seen[cell]) {
            return false;
        }
        seen[cell] = true;
    }
    return true;
}

static void sobol_points_are_a_net_in_every_coordinate(void **state) {
    (void)state;
    struct des_design *design = made(DES_DESIGN_SOBOL, 1024, 40, 7);
    for (size_t f = 0; f < 40; ++f) {
        assert_true(is_stratified(design, f, 64));
        assert_true(is_stratified(design, f, 1024));
    }
    assert_non_null(strstr(des_design_sequence(design), "Sobol"));
    des_design_destroy(design);
}

/* Every box of 1/4 by 1/4 has 1/16 of the points: the first two coordinates are a (0, 2)-sequence
 * in base 2, and scrambling keeps that. */
static void sobol_points_are_a_net_in_the_plane(void **state) {
    (void)state;
    struct des_design *design = made(DES_DESIGN_SOBOL, 256, 2, 3);
    int count[16] = {0};
    for (size_t p = 0; p < 256; ++p) {
        size_t x = (size_t)(4.0 * des_design_coordinate(design, p, 0));
        size_t y = (size_t)(4.0 * des_design_coordinate(design, p, 1));
        ++count[4 * x + y];
    }
    for (size_t i = 0; i < 16; ++i) {
        assert_int_equal(count[i], 16);
    }
    des_design_destroy(design);
}

static void beyond_sobol_halton_is_taken_and_named(void **state) {
    (void)state;
    static const size_t prime[] = {2, 3, 5, 7, 11, 13};
    struct des_design *design = made(DES_DESIGN_SOBOL, 343, 41, 7);
    assert_non_null(strstr(des_design_sequence(design), "Halton"));
    for (size_t f = 0; f < 6; ++f) {
        assert_true(is_stratified(design, f, prime[f]));
    }
    assert_true(is_stratified(design, 3, 343)); /* 7 cubed */
    des_design_destroy(design);
    design = made(DES_DESIGN_SALTELLI, 8, 21, 7); /* 42 dimensions */
    assert_non_null(strstr(des_design_sequence(design), "Halton"));
    des_design_destroy(design);
}

static void latin_hypercube_has_a_point_in_each_stratum(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 4, 5, 7, 10, 12, 13, 99, 100, 101, 1000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
        struct des_design *design = made(DES_DESIGN_LATIN_HYPERCUBE, sizes[i], 5, 7);
        for (size_t f = 0; f < 5; ++f) {
            assert_true(is_stratified(design, f, sizes[i]));
        }
        des_design_destroy(design);
    }
}

/* Over many seeds each stratum is as often the first point's, and the second's lies on either
 * side as it should. */
static void latin_hypercube_orders_its_strata_at_random(void **state) {
    (void)state;
    enum { STRATA = 10, SEEDS = 5000 };
    size_t first[STRATA] = {0}, pair[STRATA][STRATA] = {{0}};
    for (uint64_t seed = 1; seed <= SEEDS; ++seed) {
        struct des_design *design = made(DES_DESIGN_LATIN_HYPERCUBE, STRATA, 1, seed);
        size_t a = (size_t)(des_design_coordinate(design, 0, 0) * STRATA);
        size_t b = (size_t)(des_design_coordinate(design, 1, 0) * STRATA);
        first[a]++;
        pair[a][b]++;
        des_design_destroy(design);
    }
    double ones = 0.0, twos = 0.0;
    for (size_t a = 0; a < STRATA; ++a) {
        double want = (double)SEEDS / STRATA;
        ones += ((double)first[a] - want) * ((double)first[a] - want) / want;
        for (size_t b = 0; b < STRATA; ++b) {
            double both = (double)SEEDS / STRATA / (STRATA - 1), is = (double)pair[a][b];
            twos += a == b ? is : (is - both) * (is - both) / both;
        }
    }
    assert_true(ones < 27.9);  /* 0.1 % of chi square with 9 degrees of freedom */
    assert_true(twos < 135.0); /* ... with 89 */
}

static void saltelli_takes_one_factor_from_the_other_half(void **state) {
    (void)state;
    struct des_design *design = made(DES_DESIGN_SALTELLI, 32, 3, 7);
    assert_int_equal(des_design_points(design), 32 * 5);
    for (size_t row = 0; row < 32; ++row) {
        for (size_t block = 0; block < 5; ++block) {
            struct des_design_place place = des_design_place(design, 5 * row + block);
            assert_int_equal(place.row, row);
            assert_int_equal(place.block, block);
            for (size_t f = 0; f < 3; ++f) {
                size_t from = block == 1 || block == f + 2 ? 1 : 0;
                assert_true(des_design_coordinate(design, 5 * row + block, f) ==
                            des_design_coordinate(design, 5 * row + from, f));
            }
        }
    }
    assert_true(des_design_coordinate(design, 0, 0) != des_design_coordinate(design, 1, 0));
    des_design_destroy(design);
}

static void walks_change_every_factor_once_by_half_the_grid(void **state) {
    (void)state;
    struct des_design *design = made(DES_DESIGN_MORRIS, 50, 6, 7);
    assert_int_equal(des_design_points(design), 50 * 7);
    for (size_t row = 0; row < 50; ++row) {
        int changes[6] = {0};
        for (size_t step = 1; step < 7; ++step) {
            int changed = 0;
            for (size_t f = 0; f < 6; ++f) {
                double now = des_design_coordinate(design, 7 * row + step, f);
                double move = now - des_design_coordinate(design, 7 * row + step - 1, f);
                assert_near(3.0 * now, round(3.0 * now), 1e-12);
                assert_true(now >= 0.0 && now <= 1.0);
                if (move < 0.0 || move > 0.0) {
                    assert_near(fabs(move), 2.0 / 3.0, 1e-12);
                    ++changed;
                    ++changes[f];
                }
            }
            assert_int_equal(changed, 1);
        }
        for (size_t f = 0; f < 6; ++f) {
            assert_int_equal(changes[f], 1);
        }
    }
    des_design_destroy(design);
}

static void words_are_those_of_the_scheme(void **state) {
    (void)state;
    static const struct {
        enum des_design_kind kind;
        size_t point;
        uint64_t word;
    } cases[] = {
        {DES_DESIGN_LATIN_HYPERCUBE, 9, (UINT64_C(9) << 32) + 3},
        {DES_DESIGN_SOBOL, 9, (UINT64_C(9) << 32) + 3},
        {DES_DESIGN_MORRIS, 9, (UINT64_C(3) << 32) + 3}, /* 2 factors: 3 points a walk */
        {DES_DESIGN_UNCERTAINTY, 9, (UINT64_C(9) << 32) + 3},
        {DES_DESIGN_SALTELLI, 9, (UINT64_C(2) << 32) + 3}, /* 2 factors: 4 points a row */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        struct des_design *design = made(cases[i].kind, 20, 2, 7);
        assert_true(des_design_word(design, cases[i].point, 3) == cases[i].word);
        des_design_destroy(design);
    }
}

static void more_points_keep_those_that_are_there(void **state) {
    (void)state;
    for (enum des_design_kind kind = 0; kind < DES_DESIGN_COUNT; ++kind) {
        struct des_design *few = made(kind, 16, 3, 7), *more = made(kind, 64, 3, 7);
        struct des_design *other = made(kind, 16, 3, 8);
        bool same = true, moved = false;
        for (size_t p = 0; p < des_design_points(few); ++p) {
            for (size_t f = 0; f < 3; ++f) {
                double u = des_design_coordinate(few, p, f);
                same = same && u == des_design_coordinate(more, p, f);
                moved = moved || u != des_design_coordinate(other, p, f);
            }
        }
        assert_case(des_design_name(kind), same == (kind != DES_DESIGN_LATIN_HYPERCUBE));
        assert_case(des_design_name(kind), moved);
        assert_int_equal(des_design_named(des_design_name(kind)), kind);
        des_design_destroy(few);
        des_design_destroy(more);
        des_design_destroy(other);
    }
    assert_int_equal(des_design_named("sobool"), DES_DESIGN_COUNT);
}

static void impossible_design_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *want;
        struct des_design_options options;
    } cases[] = {
        {"needs points", {DES_DESIGN_SOBOL, 0, 4, 1, NULL, 3}},
        {"and factors", {DES_DESIGN_SOBOL, 8, 4, 1, NULL, 0}},
        {"numbered", {DES_DESIGN_SALTELLI, 1000000000, 4, 1, NULL, 3}},
        {"up to 1229", {DES_DESIGN_SALTELLI, 8, 4, 1, NULL, 615}},
        {"even number", {DES_DESIGN_MORRIS, 8, 5, 1, NULL, 3}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        struct des_design *design = NULL;
        struct des_error error = {0};
        struct des_design_options options = cases[i].options;
        options.factors = purposes();
        assert_case(cases[i].want, des_design_create(&options, &design, &error) == DES_ERANGE);
        assert_case(cases[i].want, strstr(error.text, cases[i].want) != NULL);
    }
}

/* ---- in a scenario ---- */

#define HEAD "model = \"fake\"; replications = 2; seed = \"5\"; "
#define ARMS                                                                                       \
    "arms = ( { name = \"a\"; }, { name = \"b\"; parameters = { demand = { rate = 2.0; }; }; } "   \
    "); "

static double factor_of(const struct des_experiment *experiment, size_t arm, size_t point,
                        size_t factor) {
    double number = 0.0;
    struct des_coordinates at = {0, arm, point, 0};
    return des_experiment_factor(experiment, at, factor, &number) ? number : -1.0;
}

static double rate_of(const struct des_experiment *experiment, struct des_coordinates at) {
    struct des_values *values = des_experiment_values(experiment, at, NULL);
    struct fake_demand demand;
    assert_non_null(values);
    des_values_fill_named(values, "demand", &demand);
    des_values_destroy(values);
    return demand.rate;
}

static void own_doubt_is_the_range_of_a_factor(void **state) {
    (void)state;
    struct des_experiment *experiment =
        sound(HEAD ARMS "design = { kind = \"sobol\"; points = 64; };", NULL);
    const struct des_plan *plan = des_experiment_plan(experiment);
    assert_int_equal(plan->point_count, 64);
    assert_int_equal(plan->run_count, 2 * 64 * 2);
    assert_int_equal(plan->factor_count, 1);
    assert_string_equal(des_space_at(plan->space, plan->factors[0].element)->path, "demand.rate");
    assert_int_equal(plan->drawn_count, 0); /* the design has it */
    const struct des_dist doubt = {DES_DIST_LOGNORMAL, {0.5, 0.2}};
    for (size_t p = 0; p < 64; ++p) {
        double want = des_dist_quantile(&doubt, des_design_coordinate(plan->design, p, 0));
        assert_true(factor_of(experiment, 0, p, 0) == want);
        assert_true(rate_of(experiment, (struct des_coordinates){0, 0, p, 1}) == want);
        /* The arm that gives a bare value has no doubt about it. */
        assert_true(factor_of(experiment, 1, p, 0) == -1.0);
        assert_true(rate_of(experiment, (struct des_coordinates){0, 1, p, 1}) == 2.0);
    }
    des_experiment_destroy(experiment);
}

static void ranges_are_kept_and_whole_numbers_are_whole(void **state) {
    (void)state;
    struct des_experiment *experiment =
        sound(HEAD "design = { kind = \"morris\"; points = 20; factors = ( { path = "
                   "\"demand.rate\"; low = 1.0; high = 3.0; }, { path = \"demand.users\"; low = "
                   "1; high = 3; } ); };",
              NULL);
    bool ends[2] = {false, false};
    for (size_t p = 0; p < des_experiment_plan(experiment)->point_count; ++p) {
        double users = factor_of(experiment, 0, p, 0), rate = factor_of(experiment, 0, p, 1);
        assert_true(users == floor(users) && users >= 1.0 && users <= 3.0);
        assert_true(rate >= 1.0 && rate <= 3.0);
        ends[0] = ends[0] || rate == 1.0;
        ends[1] = ends[1] || rate == 3.0;
    }
    assert_true(ends[0] && ends[1]);
    des_experiment_destroy(experiment);
}

static void uncertainty_draws_each_point_as_a_replication_is_drawn(void **state) {
    (void)state;
    struct des_experiment *list = sound(HEAD, NULL);
    struct des_experiment *experiment =
        sound(HEAD "design = { kind = \"uncertainty\"; points = 8; };", NULL);
    assert_true(rate_of(experiment, (struct des_coordinates){0, 0, 0, 1}) ==
                rate_of(list, (struct des_coordinates){0, 0, 0, 0}));
    assert_true(rate_of(experiment, (struct des_coordinates){0, 0, 1, 0}) ==
                rate_of(experiment, (struct des_coordinates){0, 0, 1, 1}));
    assert_true(rate_of(experiment, (struct des_coordinates){0, 0, 1, 0}) !=
                rate_of(experiment, (struct des_coordinates){0, 0, 2, 0}));
    assert_true(des_experiment_word(experiment, (struct des_coordinates){0, 0, 3, 1}) ==
                (UINT64_C(3) << 32) + 1);
    des_experiment_destroy(experiment);
    des_experiment_destroy(list);
}

static bool same_keys(const struct des_experiment *a, const struct des_experiment *b) {
    assert_int_equal(des_experiment_plan(a)->run_count, des_experiment_plan(b)->run_count);
    for (size_t run = 0; run < des_experiment_plan(a)->run_count; ++run) {
        struct des_run_key x = des_experiment_key(a, run, DES_TRACE_NONE, "program");
        struct des_run_key y = des_experiment_key(b, run, DES_TRACE_NONE, "program");
        if (x.word[0] != y.word[0] || x.word[1] != y.word[1]) {
            return false;
        }
    }
    return true;
}

static void resolved_design_is_the_same_experiment(void **state) {
    (void)state;
    static const char *const designs[] = {
        "design = { kind = \"saltelli\"; points = 4; };",
        "design = { kind = \"morris\"; points = 4; levels = 6; factors = ( \"demand.rate\", { path "
        "= \"demand.start\"; low = \"07:00\"; high = \"08:30\"; }, { path = \"arm.extra\"; "
        "uncertain = { dist = \"triangular\"; low = 0.0; mode = 1.0; high = 2.0; }; } ); };",
        "design = { kind = \"latin_hypercube\"; points = 5; factors = ( { path = \"demand.users\"; "
        "low = 3; high = 9; } ); };",
        "design = { kind = \"uncertainty\"; points = 3; factors = [\"demand.rate\"]; };",
        "design = { kind = \"factorial\"; factors = ( { path = \"demand.place\"; values = [\"x\", "
        "\"y\"]; }, { path = \"arm.model\"; values = [\"gp_team\", \"baseline\", "
        "\"expert_team\"]; } ); };",
        "design = { kind = \"factorial\"; factors = ( { path = \"demand.start\"; values = "
        "[\"07:00\", \"08:30\"]; }, { path = \"demand.visit\"; values = ( { dist = "
        "\"lognormal\"; median = 12.0; sigma = 0.83; }, { dist = \"constant\"; value = 4.0; } ); "
        "}, { path = \"demand.open\"; values = [true]; } ); };",
    };
    for (size_t i = 0; i < sizeof designs / sizeof *designs; ++i) {
        char text[1024];
        (void)snprintf(text, sizeof text, HEAD ARMS "%s", designs[i]);
        struct des_experiment *first = sound(text, NULL);
        struct des_experiment *second = sound(des_experiment_plan(first)->resolved, NULL);
        assert_string_equal(des_experiment_plan(first)->resolved,
                            des_experiment_plan(second)->resolved);
        assert_case(designs[i], same_keys(first, second));
        des_experiment_destroy(first);
        des_experiment_destroy(second);
    }
}

static void factorial_is_the_list_of_all_combinations(void **state) {
    (void)state;
    struct des_experiment *list =
        sound(HEAD "points = ( { name = \"1\"; parameters = { demand = { users = 1; rate = 0.5; }; "
                   "}; }, { name = \"2\"; parameters = { demand = { users = 1; rate = 0.7; }; }; "
                   "}, { name = \"3\"; parameters = { demand = { users = 2; rate = 0.5; }; }; }, "
                   "{ name = \"4\"; parameters = { demand = { users = 2; rate = 0.7; }; }; } );",
              NULL);
    struct des_experiment *experiment =
        sound(HEAD "design = { kind = \"factorial\"; factors = ( { path = \"demand.users\"; values "
                   "= [1, 2]; }, { path = \"demand.rate\"; values = [0.5, 0.7]; } ); };",
              NULL);
    assert_true(same_keys(list, experiment));
    des_experiment_destroy(experiment);
    des_experiment_destroy(list);
}

static void csv_is_a_list_of_points(void **state) {
    (void)state;
    FILE *file = fopen("test_design.csv", "w");
    assert_non_null(file);
    fputs("\xef\xbb\xbf" /* as spreadsheets write UTF-8 */
          "demand.users, \"demand.place\"\r\n1,\"a, b\"\n\n2 , c",
          file);
    fclose(file);
    struct des_experiment *experiment =
        sound(HEAD "design = { kind = \"csv\"; file = \"test_design.csv\"; };", NULL);
    const struct des_plan *plan = des_experiment_plan(experiment);
    assert_int_equal(plan->point_count, 2);
    assert_int_equal(plan->source_count, 2);
    static const char *const places[] = {"a, b", "c"};
    for (size_t point = 0; point < 2; point++) {
        struct des_values *values =
            des_experiment_values(experiment, (struct des_coordinates){.point = point}, NULL);
        const struct des_value *value =
            des_values_at(values, des_space_find(plan->space, "demand.place"));
        assert_string_equal(value->text, places[point]);
        assert_string_equal(value->source, "test_design.csv");
        des_values_destroy(values);
    }
    des_experiment_destroy(experiment);
    (void)remove("test_design.csv");
}

/* Rows beyond the first mark, blank lines and quotes, each as its own line says it; and again from
 * the resolved text, when the file has gone. */
static void row_of_a_csv_is_found_wherever_it_stands(void **state) {
    (void)state;
    enum { ROWS = 200 };
    FILE *file = fopen("test_design_rows.csv", "w");
    assert_non_null(file);
    fputs("\n \t\ndemand.rate , demand.place\n", file);
    for (int i = 0; i < ROWS; i++) {
        fprintf(file, "%s%d.25, \"place %d, \\\"%s\n", i % 7 == 0 ? "\n" : "", i % 8, i,
                i % 5 == 0 ? " \r" : "");
    }
    fclose(file);
    struct des_experiment *read =
        sound(HEAD "design = { kind = \"csv\"; file = \"test_design_rows.csv\"; };", NULL);
    (void)remove("test_design_rows.csv");
    struct des_experiment *again = sound(des_experiment_plan(read)->resolved, NULL);
    assert_string_equal(des_experiment_plan(read)->resolved, des_experiment_plan(again)->resolved);
    assert_int_equal(des_experiment_plan(again)->point_count, ROWS);
    assert_true(same_keys(read, again));
    size_t place = des_space_find(des_experiment_plan(read)->space, "demand.place");
    for (size_t i = ROWS; i-- > 0;) { /* in any order */
        const struct des_coordinates at = {.point = i};
        struct des_values *values = des_experiment_values(again, at, NULL);
        char want[40];
        (void)snprintf(want, sizeof want, "place %zu, \\", i);
        assert_string_equal(des_values_at(values, place)->text, want);
        assert_string_equal(des_values_at(values, place)->source, "test_design_rows.csv");
        assert_true(rate_of(read, at) == (double)(i % 8) + 0.25);
        des_values_destroy(values);
    }
    des_experiment_destroy(read);
    des_experiment_destroy(again);
}

/* The last factor runs fastest; what a setting or an arm says of a factor gives way to it. */
static void point_of_a_factorial_is_its_number_in_digits(void **state) {
    (void)state;
    struct des_experiment *experiment = sound(
        HEAD ARMS "design = { kind = \"factorial\"; factors = ( { path = \"demand.rate\"; "
                  "values = [0.5, 1.5, 2.5]; }, { path = \"demand.users\"; values = [1, 2, 3, "
                  "4]; }, { path = \"demand.visit\"; values = ( { dist = \"constant\"; value "
                  "= 3.0; }, { dist = \"constant\"; value = 4.0; } ); } ); };",
        NULL);
    const struct des_plan *plan = des_experiment_plan(experiment);
    size_t users = des_space_find(plan->space, "demand.users");
    size_t visit = des_space_find(plan->space, "demand.visit");
    char room[DES_POINT_NAME];
    assert_string_equal(des_plan_point(plan, 11, room).name, "p11");
    assert_string_equal(des_plan_point(plan, 11, room).label,
                        "rate=1.5, users=2, visit={ dist = \"constant\"; value = 4.0; }");
    assert_int_equal(plan->point_count, 24);
    assert_int_equal(plan->drawn_count, 0); /* the rate's own doubt was about another value */
    for (size_t p = 0; p < 24; p++) {
        for (size_t arm = 0; arm < plan->arm_count; arm++) {
            struct des_values *values =
                des_experiment_values(experiment, (struct des_coordinates){0, arm, p, 0}, NULL);
            assert_true(rate_of(experiment, (struct des_coordinates){0, arm, p, 1}) ==
                        0.5 + (double)(p / 8));
            assert_int_equal(des_values_at(values, users)->integer, 1 + p / 2 % 4);
            assert_true(des_values_at(values, visit)->dist.argument[0] == 3.0 + (double)(p % 2));
            assert_string_equal(des_values_at(values, users)->source, "scenario");
            des_values_destroy(values);
        }
    }
    des_experiment_destroy(experiment);
}

/* 150 points, of which one is a closed place with users, which the model's rule forbids. */
static enum des_status load_closed(size_t closed, const struct des_overrides *overrides,
                                   struct des_experiment **experiment) {
    FILE *file = fopen("test_design_closed.csv", "w");
    struct des_diagnostics diagnostics;
    assert_non_null(file);
    fputs("demand.open\n", file);
    for (size_t i = 0; i < 150; i++) {
        fputs(i == closed ? "false\n" : "true\n", file);
    }
    fclose(file);
    des_diagnostics_init(&diagnostics);
    enum des_status status = des_experiment_parse(
        HEAD "parameters = { demand = { users = 5; }; }; "
             "design = { kind = \"csv\"; file = \"test_design_closed.csv\"; };",
        "test.cfg", overrides, find_fake, NULL, experiment, &diagnostics);
    des_diagnostics_fini(&diagnostics);
    (void)remove("test_design_closed.csv");
    return status;
}

static void
rules_are_asked_at_some_of_many_points_at_once_and_at_the_others_when_they_run(void **state) {
    (void)state;
    static const struct des_overrides threads = {.threads = 3}, trusted = {.trusted = true};
    struct des_experiment *experiment = NULL;
    assert_int_equal(load_closed(0, &threads, &experiment), DES_EINPUT);
    assert_int_equal(load_closed(149, &threads, &experiment), DES_EINPUT);
    assert_int_equal(load_closed(149, &trusted, &experiment), DES_OK);
    des_experiment_destroy(experiment);
    assert_int_equal(load_closed(2, &threads, &experiment), DES_OK);
    for (size_t point = 0; point < 150; point++) {
        struct des_error error = {0};
        const struct des_coordinates at = {.point = point};
        assert_int_equal(des_experiment_check_run(experiment, at, &error),
                         point == 2 ? DES_EINPUT : DES_OK);
        assert_string_equal(error.text, point == 2 ? "demand.users: a closed place has none" : "");
    }
    des_experiment_destroy(experiment);
}

static void wrong_csv_is_told(void **state) {
    (void)state;
    static const struct {
        const char *want, *text;
    } cases[] = {
        {"test_design_wrong.csv:1: no points", ""},
        {"test_design_wrong.csv:1: no points", "demand.rate\n"},
        {"test_design_wrong.csv:1: two columns are of demand.rate",
         "demand.rate,demand.users,demand.rate\n1,2,3\n"},
        {"test_design_wrong.csv:1: there is no parameter \"demand.rat\" (did you mean "
         "demand.rate?)",
         "demand.rat\n1\n"},
        {"commas between cells, points in numbers", "demand.rate;demand.users\n1,5;2\n"},
        {"test_design_wrong.csv:2: demand.rate: \"\" is not a value", "demand.rate\n\"\"\n"},
        {"test_design_wrong.csv:3: the line is not UTF-8", "demand.place\nx\n\xf8\n"},
        {"test_design_wrong.csv:5: another number of cells", "demand.rate\n\n1\n\n1,2\n2\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        FILE *file = fopen("test_design_wrong.csv", "w");
        assert_non_null(file);
        fputs(cases[i].text, file);
        fclose(file);
        struct des_diagnostics diagnostics;
        struct des_experiment *experiment = NULL;
        des_diagnostics_init(&diagnostics);
        assert_int_equal(des_experiment_parse(
                             HEAD "design = { kind = \"csv\"; file = \"test_design_wrong.csv\"; };",
                             "test.cfg", NULL, find_fake, NULL, &experiment, &diagnostics),
                         DES_EINPUT);
        assert_case(cases[i].want,
                    diagnostics.count == 1 && strstr(diagnostics.lines[0], cases[i].want) != NULL);
        des_diagnostics_fini(&diagnostics);
    }
    (void)remove("test_design_wrong.csv");
}

static void of_many_wrong_rows_some_are_told(void **state) {
    (void)state;
    FILE *file = fopen("test_design_many.csv", "w");
    assert_non_null(file);
    fputs("demand.rate\n", file);
    for (int i = 0; i < 1000; i++) {
        fputs("?\n", file);
    }
    fclose(file);
    struct des_diagnostics diagnostics;
    struct des_experiment *experiment = NULL;
    des_diagnostics_init(&diagnostics);
    assert_int_equal(
        des_experiment_parse(HEAD "design = { kind = \"csv\"; file = \"test_design_many.csv\"; };",
                             "test.cfg", NULL, find_fake, NULL, &experiment, &diagnostics),
        DES_EINPUT);
    assert_in_range(diagnostics.count, 10, 100);
    assert_non_null(strstr(diagnostics.lines[0], "test_design_many.csv:2: "));
    assert_non_null(strstr(diagnostics.lines[diagnostics.count - 1], "and so on"));
    des_diagnostics_fini(&diagnostics);
    (void)remove("test_design_many.csv");
}

static void wrong_design_is_told(void **state) {
    (void)state;
    FILE *file = fopen("test_design_bad.csv", "w");
    assert_non_null(file);
    fputs("demand.users,demand.rate\n1,2\n1,999\n1\n", file);
    fclose(file);
    static const struct {
        const char *want, *text;
    } cases[] = {
        {"design.kind: there is no design \"sobl\"|did you mean sobol?",
         "design = { kind = \"sobl\"; points = 2; };"},
        {"design: no kind is given", "design = { points = 2; };"},
        {"design: no number of points", "design = { kind = \"sobol\"; };"},
        {"design.points: ", "design = { kind = \"sobol\"; points = 0; };"},
        {"unknown key|did you mean points?", "design = { kind = \"sobol\"; pints = 2; };"},
        {"there is no parameter \"demand.rat\"|did you mean demand.rate?",
         "design = { kind = \"sobol\"; points = 2; factors = [\"demand.rat\"]; };"},
        {"demand.visit is a |, which has no range",
         "design = { kind = \"sobol\"; points = 2; factors = [\"demand.visit\"]; };"},
        {"demand.users has no `uncertain` record",
         "design = { kind = \"sobol\"; points = 2; factors = [\"demand.users\"]; };"},
        {"is a factor twice", "design = { kind = \"sobol\"; points = 2; factors = "
                              "[\"demand.rate\", \"demand.rate\"]; };"},
        {"one end of a range", "design = { kind = \"sobol\"; points = 2; factors = ( { path = "
                               "\"demand.rate\"; low = 1.0; } ); };"},
        {"not above low", "design = { kind = \"sobol\"; points = 2; factors = ( { path = "
                          "\"demand.rate\"; low = 1.0; high = 1.0; } ); };"},
        {"0 to 10", "design = { kind = \"sobol\"; points = 2; factors = ( { path = "
                    "\"demand.rate\"; low = 1.0; high = 11.0; } ); };"},
        {"accepted: one of them",
         "points = ( { name = \"x\"; } ); design = { kind = \"sobol\"; points = 2; };"},
        {"no list of values",
         "design = { kind = \"factorial\"; factors = ( { path = \"demand.rate\"; } ); };"},
        {"no factors are given", "design = { kind = \"factorial\"; };"},
        {"missing.csv cannot be read", "design = { kind = \"csv\"; file = \"missing.csv\"; };"},
        {"test_design_bad.csv:3: demand.rate: |0 to 10",
         "design = { kind = \"csv\"; file = \"test_design_bad.csv\"; };"},
        {"test_design_bad.csv:4: another number of cells",
         "design = { kind = \"csv\"; file = \"test_design_bad.csv\"; };"},
        {"even number",
         "design = { kind = \"morris\"; points = 2; levels = 3; factors = [\"demand.rate\"]; };"},
        {"demand.users: a closed place has none",
         "parameters = { demand = { open = false; users = 0; }; }; design = { kind = \"sobol\"; "
         "points = 4; factors = ( { path = \"demand.users\"; low = 0; high = 3; } ); };"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        char text[1024];
        (void)snprintf(text, sizeof text, HEAD "%s", cases[i].text);
        struct des_experiment *experiment = NULL;
        struct des_diagnostics diagnostics;
        des_diagnostics_init(&diagnostics);
        assert_case(cases[i].text, des_experiment_parse(text, "test.cfg", NULL, find_fake, NULL,
                                                        &experiment, &diagnostics) == DES_EINPUT);
        assert_case(cases[i].want, has_line(&diagnostics, cases[i].want));
        des_diagnostics_fini(&diagnostics);
    }
    (void)remove("test_design_bad.csv");
}

static void factor_cannot_be_set_beside(void **state) {
    (void)state;
    static const char *const sets[] = {"demand.rate=1"};
    static const struct des_overrides overrides = {.sets = sets, .set_count = 1};
    struct des_experiment *experiment = NULL;
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    assert_int_equal(des_experiment_parse(HEAD "design = { kind = \"sobol\"; points = 2; factors "
                                               "= [\"demand.rate\"]; };",
                                          "test.cfg", &overrides, find_fake, NULL, &experiment,
                                          &diagnostics),
                     DES_EINPUT);
    assert_true(has_line(&diagnostics, "demand.rate is a factor, and given by --set too"));
    des_diagnostics_fini(&diagnostics);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sobol_points_are_a_net_in_every_coordinate),
        cmocka_unit_test(sobol_points_are_a_net_in_the_plane),
        cmocka_unit_test(beyond_sobol_halton_is_taken_and_named),
        cmocka_unit_test(latin_hypercube_has_a_point_in_each_stratum),
        cmocka_unit_test(latin_hypercube_orders_its_strata_at_random),
        cmocka_unit_test(saltelli_takes_one_factor_from_the_other_half),
        cmocka_unit_test(walks_change_every_factor_once_by_half_the_grid),
        cmocka_unit_test(words_are_those_of_the_scheme),
        cmocka_unit_test(more_points_keep_those_that_are_there),
        cmocka_unit_test(impossible_design_is_refused),
        cmocka_unit_test(own_doubt_is_the_range_of_a_factor),
        cmocka_unit_test(ranges_are_kept_and_whole_numbers_are_whole),
        cmocka_unit_test(uncertainty_draws_each_point_as_a_replication_is_drawn),
        cmocka_unit_test(resolved_design_is_the_same_experiment),
        cmocka_unit_test(factorial_is_the_list_of_all_combinations),
        cmocka_unit_test(csv_is_a_list_of_points),
        cmocka_unit_test(row_of_a_csv_is_found_wherever_it_stands),
        cmocka_unit_test(point_of_a_factorial_is_its_number_in_digits),
        cmocka_unit_test(
            rules_are_asked_at_some_of_many_points_at_once_and_at_the_others_when_they_run),
        cmocka_unit_test(wrong_csv_is_told),
        cmocka_unit_test(of_many_wrong_rows_some_are_told),
        cmocka_unit_test(wrong_design_is_told),
        cmocka_unit_test(factor_cannot_be_set_beside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

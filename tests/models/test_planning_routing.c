/* The planner against the best known plans of published instances, which are read from the
 * folder that AKSIM_HHCRSP_DIR names (github.com/iolab-uniud/hhcrsp); skipped without. */
#include "support.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "planning/routing_file.h"

/* Best known costs; those of 10 patients are proved optimal. */
static const struct {
    const char *name;
    double cost, tolerance; /* as printed */
    double gap;             /* that the search may leave */
} instances[] = {
    {"10_1", 218.1987, 5e-5, 0.02}, {"10_2", 246.6267, 5e-5, 0.02}, {"10_3", 305.8583, 5e-5, 0.02},
    {"10_4", 186.8967, 5e-5, 0.02}, {"10_5", 189.5433, 5e-5, 0.02}, {"25_1", 428.097, 5e-4, 0.10},
    {"25_2", 476.049, 5e-4, 0.10},  {"25_3", 399.089, 5e-4, 0.10},  {"25_4", 411.296, 5e-4, 0.10},
    {"25_5", 366.338, 5e-4, 0.10},  {"50_1", 943.728, 5e-4, 0.10},  {"50_2", 569.388, 5e-4, 0.10},
    {"50_3", 541.116, 5e-4, 0.10},  {"50_4", 495.168, 5e-4, 0.10},  {"50_5", 655.717, 5e-4, 0.10},
};

struct given {
    struct pl_routing routing;
    struct pl_plan plan;
    struct des_error error;
};

static const char *folder(void) {
    const char *named = getenv("AKSIM_HHCRSP_DIR");
    DIR *dir = named ? opendir(named) : NULL;
    if (!dir) {
        print_message("no instances at '%s' (AKSIM_HHCRSP_DIR): skipped\n", named ? named : "");
        skip();
    }
    closedir(dir);
    return named;
}

static void open_instance(struct given *g, const char *path) {
    memset(g, 0, sizeof *g);
    pl_plan_init(&g->plan);
    if (pl_routing_read(path, &g->routing, &g->error) != DES_OK) {
        fail_msg("%s", g->error.text);
    }
    assert_int_equal(pl_plan_reserve(&g->plan, &g->routing.problem), DES_OK);
}

static void close_instance(struct given *g) {
    pl_plan_fini(&g->plan);
    pl_routing_fini(&g->routing);
}

static void instance_path(char *path, size_t room, const char *name) {
    snprintf(path, room, "%s/mankowska/InstanzCPLEX_HCSRP_%s.json", folder(), name);
}

/* The stored solution of an instance: its name ends with a number that we do not know. */
static void solution_path(char *path, size_t room, const char *name) {
    char start[64], dir_name[512];
    snprintf(start, sizeof start, "sol-InstanzCPLEX_HCSRP_%s-", name);
    snprintf(dir_name, sizeof dir_name, "%s/mankowska_sol", folder());
    DIR *dir = opendir(dir_name);
    assert_non_null(dir);
    path[0] = '\0';
    for (const struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        if (strncmp(entry->d_name, start, strlen(start)) == 0) {
            snprintf(path, room, "%s/%s", dir_name, entry->d_name);
        }
    }
    closedir(dir);
    assert_true(path[0] != '\0');
}

static void a_stored_solution_costs_what_was_printed(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof instances / sizeof *instances; i++) {
        char path[1024], solution[1024];
        struct given g;
        instance_path(path, sizeof path, instances[i].name);
        solution_path(solution, sizeof solution, instances[i].name);
        open_instance(&g, path);
        if (pl_routing_replay(&g.routing, solution, &g.plan, &g.error) != DES_OK) {
            fail_msg("%s", g.error.text);
        }
        assert_near(pl_plan_cost(&g.plan), instances[i].cost, instances[i].tolerance);
        close_instance(&g);
    }
}

static void the_worked_example_costs_what_its_authors_say(void **state) {
    (void)state;
    char path[1024];
    struct given g;
    snprintf(path, sizeof path, "%s/toy.json", folder());
    open_instance(&g, path);
    snprintf(path, sizeof path, "%s/sol_toy_optimal.json", folder());
    assert_int_equal(pl_routing_replay(&g.routing, path, &g.plan, &g.error), DES_OK);
    assert_near(pl_plan_cost(&g.plan), 111.3333, 5e-5);
    close_instance(&g);
}

static void the_search_comes_near_the_best_known_plan(void **state) {
    (void)state;
    const struct des_random random = {1, 0};
    for (size_t i = 0; i < sizeof instances / sizeof *instances; i++) {
        char path[1024];
        struct given g;
        instance_path(path, sizeof path, instances[i].name);
        open_instance(&g, path);
        struct pl_effort effort = pl_routing_effort(&g.routing);
        struct des_stream stream = des_stream_at(&random, 0, 1, 0);
        pl_greedy(&g.plan, 20);
        pl_search(&g.plan, &effort, &stream);
        double gap = pl_plan_cost(&g.plan) / instances[i].cost - 1.0;
        print_message("%s: %.3f, %+.2f %%\n", instances[i].name, pl_plan_cost(&g.plan),
                      100.0 * gap);
        assert_case(instances[i].name, gap <= instances[i].gap);
        assert_case(instances[i].name, gap > -0.02); /* or the evaluation is wrong */
        close_instance(&g);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stored_solution_costs_what_was_printed),
        cmocka_unit_test(the_worked_example_costs_what_its_authors_say),
        cmocka_unit_test(the_search_comes_near_the_best_known_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

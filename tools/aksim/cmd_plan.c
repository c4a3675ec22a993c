/* tools/aksim/cmd_plan.c - aksim plan: the planner on a public routing instance. */
#include "command.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exit_code.h"
#include "memory.h"
#include "number.h"
#include "options.h"
#include "planning/routing_file.h"

enum { KEY_METHOD = OPTION_FIRST_OWN, KEY_SECONDS, KEY_REPLAY, KEY_SEED };
enum method { METHOD_LIST, METHOD_GREEDY, METHOD_SEARCH, METHOD_REPLAY, METHODS };
static const char *const method_names[METHODS] = {"list", "greedy", "search", "replay"};

enum { LOOK = 20 }; /* visits that compete in an insertion */

struct plan_options {
    enum table_format format;
    enum method method;
    bool method_given;
    double seconds; /* 0: bounded by moves */
    uint64_t seed;
    const char *file, *replay;
};

static const struct argp_option rows[] = {
    {"method", KEY_METHOD, "M", 0, "list, greedy or search (search)", 0},
    {"replay", KEY_REPLAY, "SOLUTION", 0, "no planning: score the routes of this file", 0},
    {"seconds", KEY_SECONDS, "S", 0,
     "search again from the start until the time is up, and keep the best; how often depends on "
     "the machine (without: one search, bounded by moves)",
     0},
    {"seed", KEY_SEED, "N", 0, "another search (1)", 0},
    {0},
};

static void read_method(struct plan_options *options, struct argp_state *state, const char *text) {
    for (int m = METHOD_LIST; m <= METHOD_SEARCH; m++) {
        if (strcmp(text, method_names[m]) == 0) {
            options->method = (enum method)m;
            options->method_given = true;
            return;
        }
    }
    argp_error(state, "there is no method '%s' (accepted: list, greedy, search)", text);
}

static double read_seconds(struct argp_state *state, const char *text) {
    char *end = NULL;
    double seconds = strtod(text, &end);
    if (end == text || *end != '\0' || !(seconds > 0.0 && seconds <= 86400.0)) {
        argp_error(state, "--seconds wants a number above 0, at most 86400, not '%s'", text);
    }
    return seconds;
}

static error_t parse(int key, char *text, struct argp_state *state) {
    struct plan_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->format;
        return 0;
    case KEY_METHOD:
        read_method(options, state, text);
        return 0;
    case KEY_SECONDS:
        options->seconds = read_seconds(state, text);
        return 0;
    case KEY_SEED:
        options->seed = (uint64_t)option_count(state, "--seed", text, 0);
        return 0;
    case KEY_REPLAY:
        options->replay = text;
        return 0;
    case ARGP_KEY_ARG:
        if (options->file != NULL) {
            argp_error(state, "'%s' is one argument too many", text);
        }
        options->file = text;
        return 0;
    case ARGP_KEY_END:
        if (options->file == NULL) {
            argp_error(state, "which instance? (a JSON file)");
        }
        if (options->replay != NULL && (options->method_given || options->seconds > 0.0)) {
            argp_error(state, "--replay plans nothing: no --method, no --seconds");
        }
        if (options->seconds > 0.0 && options->method != METHOD_SEARCH) {
            argp_error(state, "--seconds is for --method search");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char doc[] =
    "Lays the visits of a home-care routing instance on the routes of its caregivers, with the "
    "planner that the home-care world uses. The file is JSON in the format of Ceschia and others "
    "(doi:10.1111/itor.13585); the cost is theirs: (travel + tardiness + largest tardiness) / 3. "
    "The same file gives the same plan, unless --seconds is given. --format json prints a "
    "solution in the format that --replay reads.\v"
    "Examples:\n"
    "  aksim plan scenarios/reference/home_care_routing.json\n"
    "  aksim plan scenarios/reference/home_care_routing.json --method greedy --format csv\n"
    "  aksim plan scenarios/reference/home_care_routing.json --seconds 0.5 --format json > "
    "plan.json";

/* ---- planning ---- */

static double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* What tells searches apart: their number. */
static void search_once(const struct pl_routing *routing, struct pl_plan *plan, uint64_t seed,
                        uint64_t number) {
    const struct des_random random = {seed, 0};
    struct des_stream stream =
        des_stream_at(&random, 0, des_purpose_named("planning.search"), number);
    struct pl_effort effort = pl_routing_effort(routing);
    pl_plan_clear(plan);
    pl_greedy(plan, LOOK);
    pl_search(plan, &effort, &stream);
}

/* As often as fits into the time, judged by the longest so far; the best once more. */
static void search_for(const struct pl_routing *routing, struct pl_plan *plan,
                       const struct plan_options *options) {
    double start = now_s(), longest = 0.0, best = INFINITY;
    uint64_t best_number = 0, number = 0;
    do {
        double began = now_s();
        search_once(routing, plan, options->seed, number);
        longest = fmax(longest, now_s() - began);
        if (pl_plan_cost(plan) < best) {
            best = pl_plan_cost(plan);
            best_number = number;
        }
        number++;
    } while (now_s() - start + 2.0 * longest < options->seconds);
    if (best_number != number - 1) {
        search_once(routing, plan, options->seed, best_number);
    }
}

static enum des_status make_plan(const struct pl_routing *routing, struct pl_plan *plan,
                                 const struct plan_options *options, struct des_error *error) {
    switch (options->replay ? METHOD_REPLAY : options->method) {
    case METHOD_REPLAY:
        return pl_routing_replay(routing, options->replay, plan, error);
    case METHOD_LIST:
        pl_list(plan, &pl_routing_rule);
        pl_greedy(plan, 1); /* what the rule could not lay */
        break;
    case METHOD_GREEDY:
        pl_greedy(plan, LOOK);
        break;
    default:
        if (options->seconds > 0.0) {
            search_for(routing, plan, options);
        } else {
            search_once(routing, plan, options->seed, 0);
        }
    }
    pl_plan_sum(plan);
    return DES_OK;
}

/* ---- the result ---- */

static double cost_of(const struct pl_cost *cost) {
    return (cost->travel + cost->late + cost->worst_late) / 3.0;
}

struct stop {
    const char *caregiver, *patient, *service;
    double travel, begin, end, late;
};

static struct stop stop_at(const struct pl_routing *routing, const struct pl_plan *plan,
                           uint32_t node) {
    const struct pl_visit *visit = &routing->visit[node / 2];
    const struct pl_node *n = &plan->node[node];
    return (struct stop){.caregiver = routing->caregiver[n->worker],
                         .patient = routing->patient[node / 2],
                         .service = routing->service[visit->task[node & 1].kind],
                         .travel = n->arc,
                         .begin = n->begin,
                         .end = n->leave,
                         .late = n->late};
}

static uint32_t end_of(const struct pl_plan *plan, size_t worker) {
    return (uint32_t)(2 * plan->problem->visits + worker);
}

static void fill(struct table *table, const struct pl_routing *routing,
                 const struct pl_plan *plan) {
    for (size_t w = 0; w < routing->problem.workers; w++) {
        uint32_t end = end_of(plan, w);
        for (uint32_t n = plan->node[end].next; n != end; n = plan->node[n].next) {
            struct stop stop = stop_at(routing, plan, n);
            table_text(table, stop.caregiver);
            table_text(table, stop.patient);
            table_text(table, stop.service);
            table_real(table, stop.travel);
            table_real(table, stop.begin);
            table_real(table, stop.end);
            table_real(table, stop.late);
        }
    }
}

static json_t *route_json(const struct pl_routing *routing, const struct pl_plan *plan, size_t w) {
    json_t *stops = json_array();
    uint32_t end = end_of(plan, w);
    for (uint32_t n = plan->node[end].next; n != end; n = plan->node[n].next) {
        struct stop stop = stop_at(routing, plan, n);
        json_array_append_new(stops, json_pack("{s:s, s:s, s:f, s:f}", "patient", stop.patient,
                                               "service", stop.service, "arrival_time", stop.begin,
                                               "departure_time", stop.end));
    }
    return json_pack("{s:s, s:o}", "caregiver_id", routing->caregiver[w], "locations", stops);
}

static void print_json(const struct pl_routing *routing, struct pl_plan *plan, const char *method) {
    json_t *routes = json_array(), *order = json_array();
    for (size_t w = 0; w < routing->problem.workers; w++) {
        json_array_append_new(routes, route_json(routing, plan, w));
    }
    size_t count = pl_plan_order(plan, plan->order);
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(order, json_string(routing->patient[plan->order[i]]));
    }
    const struct pl_cost *cost = &plan->cost;
    json_print(json_pack("{s:s, s:f, s:f, s:f, s:f, s:o, s:o}", "method", method, "cost",
                         cost_of(cost), "travel", cost->travel, "tardiness", cost->late,
                         "largest_tardiness", cost->worst_late, "routes", routes, "global_ordering",
                         order),
               stdout);
}

static void print_sum(const char *name, double number) {
    printf("%-20s %.4f\n", name, number);
}

static void print_text(const struct table *table, const struct pl_routing *routing,
                       const struct pl_plan *plan, const char *method) {
    printf("%zu patients, %zu caregivers, method %s\n\n", routing->problem.visits,
           routing->problem.workers, method);
    print_sum("travel", plan->cost.travel);
    print_sum("tardiness", plan->cost.late);
    print_sum("largest tardiness", plan->cost.worst_late);
    print_sum("cost", cost_of(&plan->cost));
    putchar('\n');
    table_print_text(table, stdout);
}

static void print_plan(const struct pl_routing *routing, struct pl_plan *plan,
                       const struct plan_options *options) {
    static const char *const columns[] = {"caregiver", "patient", "service", "travel",
                                          "begin",     "end",     "late",    NULL};
    const char *method = method_names[options->replay ? METHOD_REPLAY : options->method];
    if (options->format == TABLE_JSON) {
        print_json(routing, plan, method);
        return;
    }
    struct table table;
    table_init(&table, columns);
    fill(&table, routing, plan);
    if (options->format == TABLE_CSV) {
        table_print(&table, TABLE_CSV, stdout);
    } else {
        print_text(&table, routing, plan, method);
    }
    table_fini(&table);
}

int command_plan(int argc, char **argv) {
    struct argp_child children[] = {{&format_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "FILE", doc, children, NULL, NULL};
    struct plan_options options = {.method = METHOD_SEARCH, .seed = 1};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct pl_routing routing = {0};
    struct pl_plan plan;
    struct des_error error = {0};
    pl_plan_init(&plan);
    enum des_status status = pl_routing_read(options.file, &routing, &error);
    status = status == DES_OK ? pl_plan_reserve(&plan, &routing.problem) : status;
    status = status == DES_OK ? make_plan(&routing, &plan, &options, &error) : status;
    enum exit_code code = EXIT_CODE_DONE;
    if (status == DES_OK) {
        print_plan(&routing, &plan, &options);
    } else {
        code = exit_report(status, &error);
    }
    pl_plan_fini(&plan);
    pl_routing_fini(&routing);
    return (int)code;
}

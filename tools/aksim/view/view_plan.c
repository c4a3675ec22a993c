#include "view_plan.h"

#include <string.h>

#include "execution/workers.h"
#include "layout.h"
#include "memory.h"
#include "number.h"

/* More points than these are counted, not named. */
#define POINTS_NAMED 12
#define NAMES 20 /* lines of a list of names */

static void print_named(const char *what, const struct des_named *items, size_t count,
                        size_t reference) {
    size_t shown = count <= NAMES ? count : NAMES - 1;
    for (size_t i = 0; i < shown; i++) {
        bool labelled = items[i].label != NULL && items[i].label[0] != '\0' &&
                        strcmp(items[i].label, items[i].name) != 0;
        char *line = text_format("%s%s%s%s%s", items[i].name, labelled ? " (" : "",
                                 labelled ? items[i].label : "", labelled ? ")" : "",
                                 i == reference ? ", the reference" : "");
        printf("  %-13s", i == 0 ? what : "");
        layout_wrap(stdout, 15, 15, line);
        free(line);
    }
    if (shown < count) {
        printf("%15sand %zu more\n", "", count - shown);
    }
}

static const char *factor_path(const struct des_plan *plan, size_t factor) {
    return des_space_at(plan->space, plan->factors[factor].element)->path;
}

/* An estimate: two digits. */
static const char *roughly(char text[NUMBER_ROOM], double number) {
    return number_fixed(text, number, number_decimals(number) - 1);
}

void view_plan_time(const struct des_plan *plan, const struct trial_estimate *run) {
    size_t threads = workers_available();
    char number[NUMBER_ROOM];
    printf("  %-13s%s%s s on %zu thread%s, tried with the reference arm", "time",
           run->more ? "more than " : "about ", roughly(number, run->seconds / (double)threads),
           threads, threads == 1 ? "" : "s");
    if (run->tried < plan->setting_count) {
        printf(" in %zu settings", run->tried);
    }
    fputc('\n', stdout);
    printf("  %-13s%s MB while it runs, as much again while results are merged; traces not "
           "counted\n",
           "disk", roughly(number, run->megabytes));
}

/* Points of a list by name, when they are few; of a design how they are laid. */
static void print_points(const struct des_plan *plan) {
    if (plan->design == NULL && plan->point_count <= POINTS_NAMED) {
        struct des_named points[POINTS_NAMED];
        char rooms[POINTS_NAMED][DES_POINT_NAME];
        for (size_t i = 0; i < plan->point_count; i++) {
            points[i] = des_plan_point(plan, i, rooms[i]);
        }
        print_named("points", points, plan->point_count, SIZE_MAX);
    } else if (plan->design == NULL) {
        printf("  %-13s%zu\n", "points", plan->point_count);
    } else {
        const struct des_design_options *design = des_design_options(plan->design);
        printf("  %-13s%s: %zu rows, %zu points; %s\n", "design", des_design_name(design->kind),
               design->rows, plan->point_count, des_design_sequence(plan->design));
        printf("  %-13s%zu: ", "factors", plan->factor_count);
        char *line = text_copy("");
        for (size_t f = 0; f < plan->factor_count; f++) {
            line = text_join(line, ", ", factor_path(plan, f));
        }
        layout_wrap(stdout, 15, 15, line);
        free(line);
    }
}

static void print_stop(const struct des_plan *plan) {
    const struct des_stop_rule *rule = plan->stop;
    char *line = text_copy("");
    for (size_t i = 0; i < rule->outcome_count; i++) {
        line = text_join(line, ", ", plan->model->outcomes[rule->outcomes[i]].name);
    }
    char *rest =
        text_format("fewer replications where %s %s within %g %%%s: looked at after %lld, "
                    "then every %lld, and kept for %lld more",
                    line, rule->outcome_count == 1 ? "is" : "are", 100.0 * rule->relative,
                    rule->absolute > 0.0 ? " or the absolute limit" : "", (long long)rule->first,
                    (long long)rule->step, (long long)rule->look_ahead);
    printf("  %-13s", "stop");
    layout_wrap(stdout, 15, 15, rest);
    free(rest);
    free(line);
}

void view_plan(const char *file, const struct des_plan *plan) {
    char *heading = text_format("%s: valid", file);
    layout_heading(stdout, heading);
    free(heading);
    printf("  %-13s", "title");
    layout_wrap(stdout, 15, 15, plan->title);
    printf("  %-13s%s\n", "model", plan->model->name);
    print_named("settings", plan->settings, plan->setting_count, SIZE_MAX);
    print_named("arms", plan->arms, plan->arm_count, plan->reference);
    if (plan->point_count > 1) {
        print_points(plan);
    }
    printf(
        "  %-13s%zu: %zu setting%s x %zu arm%s x %zu point%s x %lld replication%s of %lld day%s\n",
        "runs", plan->run_count, plan->setting_count, plan->setting_count == 1 ? "" : "s",
        plan->arm_count, plan->arm_count == 1 ? "" : "s", plan->point_count,
        plan->point_count == 1 ? "" : "s", (long long)plan->replications,
        plan->replications == 1 ? "" : "s", (long long)plan->days, plan->days == 1 ? "" : "s");
    if (plan->stop != NULL) {
        print_stop(plan);
    }
    printf("  %-13s%s\n", "seed", plan->seed_text);
    if (plan->drawn_count == 0) {
        printf("  %-13snone\n", "uncertain");
    } else {
        printf("  %-13s%zu, %s\n", "uncertain", plan->drawn_count,
               plan->draws ? "drawn anew in each replication" : "at central assumptions");
    }
}

static json_t *named_json(const struct des_named *items, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, json_string(items[i].name));
    }
    return list;
}

static json_t *points_json(const struct des_plan *plan) {
    json_t *list = json_array();
    for (size_t i = 0; i < plan->point_count; i++) {
        char room[DES_POINT_NAME];
        json_array_append_new(list, json_string(des_plan_point(plan, i, room).name));
    }
    return list;
}

static json_t *design_json(const struct des_plan *plan) {
    if (plan->design == NULL) {
        return json_null();
    }
    const struct des_design_options *design = des_design_options(plan->design);
    json_t *factors = json_array();
    for (size_t f = 0; f < plan->factor_count; f++) {
        json_array_append_new(factors, json_string(factor_path(plan, f)));
    }
    return json_pack("{ss sI ss so}", "kind", des_design_name(design->kind), "rows",
                     (json_int_t)design->rows, "sequence", des_design_sequence(plan->design),
                     "factors", factors);
}

json_t *view_plan_json(const char *file, const struct des_plan *plan) {
    json_t *object = json_object();
    json_object_set_new(object, "file", json_string(file));
    json_object_set_new(object, "valid", json_true());
    json_object_set_new(object, "title", json_string(plan->title));
    json_object_set_new(object, "model", json_string(plan->model->name));
    json_object_set_new(object, "settings", named_json(plan->settings, plan->setting_count));
    json_object_set_new(object, "arms", named_json(plan->arms, plan->arm_count));
    json_object_set_new(object, "reference", json_string(plan->arms[plan->reference].name));
    json_object_set_new(object, "points", points_json(plan));
    json_object_set_new(object, "design", design_json(plan));
    json_object_set_new(object, "replications", json_integer(plan->replications));
    json_object_set_new(object, "days", json_integer(plan->days));
    json_object_set_new(object, "runs", json_integer((json_int_t)plan->run_count));
    json_object_set_new(object, "seed", json_string(plan->seed_text));
    json_object_set_new(object, "uncertain", json_integer((json_int_t)plan->drawn_count));
    json_object_set_new(object, "draws", json_boolean(plan->draws));
    json_object_set_new(object, "stop", json_boolean(plan->stop != NULL));
    return object;
}

/* "file: ..." without the file, which the heading names. */
static const char *without_file(const char *line, const char *file) {
    size_t length = strlen(file);
    return strncmp(line, file, length) == 0 && strncmp(line + length, ": ", 2) == 0
               ? line + length + 2
               : line;
}

void view_plan_advice(const char *file, const struct des_diagnostics *advice) {
    size_t shown = advice->count <= NAMES ? advice->count : NAMES - 1;
    for (size_t i = 0; i < shown; i++) {
        printf("  %-13s", i == 0 ? "warning" : "");
        layout_wrap(stdout, 15, 15, without_file(advice->lines[i], file));
    }
    if (shown < advice->count) {
        printf("%15sand %zu more\n", "", advice->count - shown);
    }
}

json_t *view_lines_json(const struct des_diagnostics *diagnostics) {
    json_t *lines = json_array();
    for (size_t i = 0; i < diagnostics->count; i++) {
        json_array_append_new(lines, json_string(diagnostics->lines[i]));
    }
    return lines;
}

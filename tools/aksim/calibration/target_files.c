#include "target_files.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "number.h"
#include "scenario.h"

/* `text` NULL: `name` is a path. */
static enum exit_code read_or_report(struct des_targets *targets, const char *name,
                                     const char *text) {
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    enum des_status status = des_targets_read(targets, name, text, &diagnostics);
    enum exit_code code =
        status == DES_OK ? EXIT_CODE_DONE : scenario_report(status, name, &diagnostics);
    des_diagnostics_fini(&diagnostics);
    return code;
}

enum exit_code target_files_read(const struct des_plan *plan, const struct text_list *files,
                                 struct des_targets **targets) {
    struct des_targets *made = des_targets_create(plan->model, plan->space);
    enum exit_code code = EXIT_CODE_DONE;
    if (made == NULL) {
        memory_exhausted();
    }
    if (plan->model->targets != NULL) {
        code = read_or_report(made, "built-in targets", plan->model->targets);
    }
    for (size_t i = 0; code == EXIT_CODE_DONE && files != NULL && i < files->count; i++) {
        code = read_or_report(made, files->items[i], NULL);
    }
    if (code == EXIT_CODE_DONE && des_targets_count(made) == 0) {
        fprintf(stderr, "aksim: the model %s brings no targets; give yours with --targets FILE\n",
                plan->model->name);
        code = EXIT_CODE_DATA;
    }
    if (code != EXIT_CODE_DONE) {
        des_targets_destroy(made);
        return code;
    }
    *targets = made;
    return code;
}

static const char *setting_label(const struct des_plan *plan, const char *name) {
    for (size_t s = 0; s < plan->setting_count; s++) {
        const struct des_named *setting = &plan->settings[s];
        if (strcmp(setting->name, name) == 0 && setting->label != NULL) {
            return setting->label;
        }
    }
    return name;
}

char *target_place(const struct des_target *target, const struct des_plan *plan) {
    if (target->setting != NULL) {
        return text_copy(setting_label(plan, target->setting));
    }
    if (target->where == SIZE_MAX) {
        return text_copy("all places");
    }
    const char *path = des_space_at(plan->space, target->where)->path;
    const char *dot = strrchr(path, '.');
    const char *name = dot == NULL ? path : dot + 1;
    return target->from < target->to ? text_format("%s %g to %g", name, target->from, target->to)
                                     : text_format("%s %g", name, target->from);
}

char *target_range(const struct des_target *target) {
    char low[NUMBER_ROOM], high[NUMBER_ROOM];
    int decimals = number_decimals(fmax(fabs(target->low), fabs(target->high)));
    number_fixed(low, target->low, decimals);
    number_fixed(high, target->high, decimals);
    return text_format("%s–%s", low, high);
}

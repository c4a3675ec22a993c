#include "scenario.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "aksim_version.h"
#include "memory.h"

enum exit_code scenario_report(enum des_status status, const char *name,
                               const struct des_diagnostics *diagnostics) {
    exit_tell(diagnostics, "");
    if (diagnostics->count == 0) {
        fprintf(stderr, "aksim: %s: %s\n", name, des_status_text(status));
    } else if (diagnostics->count > 1) {
        fprintf(stderr, "aksim: %zu problems in %s\n", diagnostics->count, name);
    }
    return exit_code_of(status);
}

/* "network, analytic" */
static char *names_of(const struct model_list *models) {
    char *names = text_copy("");
    for (size_t i = 0; i < model_list_count(models); i++) {
        names = text_join(names, ", ", model_list_at(models, i)->name);
    }
    return names;
}

/* `text` NULL: `name` is a path. */
static enum des_status read_scenario(struct scenario *scenario, const char *text, const char *name,
                                     const struct text_list *plugins,
                                     const struct des_overrides *overrides,
                                     struct des_diagnostics *diagnostics) {
    *scenario = (struct scenario){0};
    struct des_error error = {0};
    enum des_status status = model_list_open(plugins, &scenario->models, &error);
    if (status != DES_OK) {
        des_diagnostics_add(diagnostics, "aksim: %s", error.text);
        return status;
    }
    struct des_overrides over = overrides != NULL ? *overrides : (struct des_overrides){0};
    char *names = names_of(scenario->models);
    over.models = names;
    status = text == NULL
                 ? des_experiment_load(name, &over, model_list_find, scenario->models,
                                       &scenario->experiment, diagnostics)
                 : des_experiment_parse(text, name, &over, model_list_find, scenario->models,
                                        &scenario->experiment, diagnostics);
    free(names);
    if (status == DES_OK) {
        scenario->plan = des_experiment_plan(scenario->experiment);
    } else {
        scenario_fini(scenario);
    }
    return status;
}

static enum exit_code read_or_report(struct scenario *scenario, const char *text, const char *name,
                                     const struct text_list *plugins,
                                     const struct des_overrides *overrides) {
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    enum des_status status = read_scenario(scenario, text, name, plugins, overrides, &diagnostics);
    enum exit_code code = EXIT_CODE_DONE;
    if (status != DES_OK) {
        code = scenario_report(status, name, &diagnostics);
    }
    des_diagnostics_fini(&diagnostics);
    return code;
}

enum des_status scenario_read(struct scenario *scenario, const char *path,
                              const struct text_list *plugins,
                              const struct des_overrides *overrides,
                              struct des_diagnostics *diagnostics) {
    return read_scenario(scenario, NULL, path, plugins, overrides, diagnostics);
}

enum exit_code scenario_load(struct scenario *scenario, const char *path,
                             const struct text_list *plugins,
                             const struct des_overrides *overrides) {
    return read_or_report(scenario, NULL, path, plugins, overrides);
}

enum exit_code scenario_parse(struct scenario *scenario, const char *text, const char *name,
                              const struct text_list *plugins,
                              const struct des_overrides *overrides) {
    return read_or_report(scenario, text, name, plugins, overrides);
}

void scenario_fini(struct scenario *scenario) {
    des_experiment_destroy(scenario->experiment);
    model_list_close(scenario->models);
    *scenario = (struct scenario){0};
}

/* A build from changed sources is known by its own content. */
static uint64_t own_hash(void) {
    size_t size = 0;
    char *content = AKSIM_GIT_DIRTY ? text_of_file("/proc/self/exe", &size) : NULL;
    uint64_t hash = content == NULL ? 0 : XXH3_64bits(content, size);
    free(content);
    return hash;
}

char *scenario_program(const struct scenario *scenario) {
    return text_format("aksim %s %s %016" PRIx64 " plugins %016" PRIx64, AKSIM_VERSION,
                       AKSIM_GIT_REVISION, own_hash(), model_list_plugin_hash(scenario->models));
}

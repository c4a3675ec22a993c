#include "des/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the tables of a model ---- */

size_t des_model_total(const struct des_model *model, const char *name) {
    for (size_t i = 0; i < model->total_count; i++) {
        if (strcmp(model->totals[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* One list of named rows: `name` is the first member of each. */
struct named_rows {
    const char *what;
    const void *rows;
    size_t count, size;
};

static const char *name_at(const struct named_rows *list, size_t i) {
    const char *name;
    memcpy(&name, (const char *)list->rows + i * list->size, sizeof(name));
    return name;
}

static enum des_status check_names(const struct des_model *model, const struct named_rows *list,
                                   struct des_error *error) {
    for (size_t i = 0; i < list->count; i++) {
        const char *name = name_at(list, i);
        if (!name || name[0] == '\0') {
            return des_fail(error, DES_ERANGE, "Model %s: a %s has no name.", model->name,
                            list->what);
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(name, name_at(list, j)) == 0) {
                return des_fail(error, DES_ERANGE, "Model %s: two of its %ss are called %s.",
                                model->name, list->what, name);
            }
        }
    }
    return DES_OK;
}

static enum des_status check_all_names(const struct des_model *model, struct des_error *error) {
    const struct named_rows lists[] = {
        {"total", model->totals, model->total_count, sizeof(*model->totals)},
        {"outcome", model->outcomes, model->outcome_count, sizeof(*model->outcomes)},
        {"table", model->tables, model->table_count, sizeof(*model->tables)},
        {"stratum", model->strata, model->stratum_count, sizeof(*model->strata)},
        {"group", model->groups, model->group_count, sizeof(*model->groups)},
    };
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        if (check_names(model, &lists[i], error) != DES_OK) {
            return DES_ERANGE;
        }
    }
    for (size_t i = 0; i < model->table_count; i++) {
        const struct des_table *table = &model->tables[i];
        const struct named_rows columns = {"column", table->columns, table->count,
                                           sizeof(*table->columns)};
        if (check_names(model, &columns, error) != DES_OK) {
            return DES_ERANGE;
        }
    }
    return DES_OK;
}

static enum des_status check_outcome(const struct des_model *model,
                                     const struct des_outcome *outcome, struct des_error *error) {
    const char *terms[] = {outcome->numerator, outcome->denominator};
    if (!outcome->numerator || !isfinite(outcome->scale) || outcome->scale == 0) {
        return des_fail(error, DES_ERANGE, "Model %s: outcome %s has no numerator or no scale.",
                        model->name, outcome->name);
    }
    for (size_t i = 0; i < 2; i++) {
        if (terms[i] && des_model_total(model, terms[i]) == SIZE_MAX) {
            return des_fail(error, DES_ERANGE, "Model %s: outcome %s asks for a total %s.",
                            model->name, outcome->name, terms[i]);
        }
    }
    return DES_OK;
}

static enum des_status check_effect(const struct des_model *model, const struct des_effect *effect,
                                    struct des_error *error) {
    const char *terms[] = {effect->numerator, effect->denominator, effect->other_numerator,
                           effect->other_denominator};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        if (!terms[i] || des_model_total(model, terms[i]) == SIZE_MAX) {
            return des_fail(error, DES_ERANGE, "Model %s: effect %s asks for a total %s.",
                            model->name, effect->name, terms[i] ? terms[i] : "without a name");
        }
    }
    return DES_OK;
}

enum des_status des_model_check(const struct des_model *model, struct des_error *error) {
    if (!model->name || !model->create || !model->finish || !model->destroy) {
        return des_fail(error, DES_ERANGE, "A model lacks its name, create, finish or destroy.");
    }
    if (model->stratum_count == 0 || strcmp(model->strata[0], "all") != 0) {
        return des_fail(error, DES_ERANGE, "Model %s: its first stratum is not \"all\".",
                        model->name);
    }
    if (check_all_names(model, error) != DES_OK) {
        return DES_ERANGE;
    }
    for (size_t i = 0; i < model->outcome_count; i++) {
        if (check_outcome(model, &model->outcomes[i], error) != DES_OK) {
            return DES_ERANGE;
        }
    }
    for (size_t i = 0; i < model->effect_count; i++) {
        if (check_effect(model, &model->effects[i], error) != DES_OK) {
            return DES_ERANGE;
        }
    }
    return DES_OK;
}

/* ---- one run ---- */

/* The clock of slice i is computed, not added up, so that it does not drift. */
static enum des_status run_slices(const struct des_run_setup *setup, const atomic_bool *stop) {
    const double start = des_sim_now(setup->sim);
    enum des_status status = DES_OK;
    for (double i = 1; status == DES_OK && des_sim_now(setup->sim) < setup->end; i++) {
        if (stop && atomic_load_explicit(stop, memory_order_relaxed)) {
            return DES_EINTERRUPTED;
        }
        status = des_sim_run_until(setup->sim, fmin(start + i * setup->slice, setup->end));
    }
    /* A model that stopped its own simulation says in finish what that means. */
    return status == DES_EINTERRUPTED ? DES_OK : status;
}

/* A programming error goes before whatever else was returned. */
static enum des_status explain(const struct des_sim *sim, enum des_status status,
                               struct des_error *error) {
    const char *bug = des_sim_bug_text(sim);
    if (bug) {
        return des_fail(error, DES_EBUG, "%s", bug);
    }
    if (status != DES_OK) {
        (void)des_fail(error, status, "The run ended at time %.17g: %s.", des_sim_now(sim),
                       des_status_text(status));
    }
    return status;
}

/* `sums` is put in place of `totals` only when all went well. */
static enum des_status run_created(const struct des_model *model, const struct des_run_setup *setup,
                                   const atomic_bool *stop, double *sums, struct des_error *error) {
    if (!(setup->slice > 0) || !isfinite(setup->end)) {
        return des_fail(error, DES_ERANGE, "Model %s: its run has no end or no slice.",
                        model->name);
    }
    enum des_status status = explain(setup->sim, run_slices(setup, stop), error);
    if (status != DES_OK) {
        return status;
    }
    status = model->finish(setup->state, sums, error);
    return explain(setup->sim, status, error);
}

static void tell_profile(const struct des_sim *sim, const struct des_profile *profile) {
    for (uint32_t kind = 0; kind < des_sim_kind_count(sim); kind++) {
        profile->kind(profile->context, des_sim_kind_name(sim, kind),
                      des_sim_kind_handled(sim, kind), des_sim_kind_spent(sim, kind));
    }
}

enum des_status des_model_run(const struct des_model *model, const struct des_run_input *input,
                              const atomic_bool *stop, double *totals, uint64_t *events,
                              struct des_error *error) {
    const size_t count = model->stratum_count * model->total_count;
    double *sums = calloc(count ? count : 1, sizeof(*sums));
    if (!sums) {
        return des_fail(error, DES_ENOMEM, "Out of memory for the totals of a run.");
    }
    struct des_run_setup setup = {0};
    enum des_status status = model->create(model->context, input, &setup, error);
    if (status != DES_OK) {
        free(sums);
        return des_fail(error, status, "Model %s cannot begin its run: %s.", model->name,
                        des_status_text(status));
    }
    if (input->profile) {
        des_sim_profile(setup.sim, input->profile->clock);
    }
    status = run_created(model, &setup, stop, sums, error);
    if (input->profile) {
        tell_profile(setup.sim, input->profile);
    }
    if (status == DES_OK) {
        memcpy(totals, sums, count * sizeof(*sums));
        if (events) {
            *events = des_sim_handled(setup.sim);
        }
    }
    model->destroy(setup.state);
    free(sums);
    return status;
}

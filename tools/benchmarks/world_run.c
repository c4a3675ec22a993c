/* tools/benchmarks/world_run.c - one municipality's run, timed from without. */
#include "world_run.h"

#include <malloc.h>
#include <stdlib.h>

#include "bench.h"

#define HOUR 60.0

/* ---- scenarios ---- */

static const struct des_model *find_model(const void *context, const char *name) {
    (void)name;
    return context;
}

static void need_read(enum des_status status, struct des_diagnostics *told) {
    if (status != DES_OK) {
        bench_fail(told->count > 0 ? told->lines[0] : "the scenario could not be read");
    }
    des_diagnostics_fini(told);
}

struct des_experiment *world_parse(const struct des_model *model, const char *text,
                                   const char *const *sets, size_t set_count) {
    struct des_diagnostics told;
    struct des_experiment *experiment = NULL;
    const struct des_overrides overrides = {.sets = sets, .set_count = set_count};
    des_diagnostics_init(&told);
    need_read(
        des_experiment_parse(text, "bench", &overrides, find_model, model, &experiment, &told),
        &told);
    return experiment;
}

struct des_experiment *world_load(const struct des_model *model, const char *path) {
    struct des_diagnostics told;
    struct des_experiment *experiment = NULL;
    const struct des_overrides overrides = {0};
    des_diagnostics_init(&told);
    need_read(des_experiment_load(path, &overrides, find_model, model, &experiment, &told), &told);
    return experiment;
}

/* ---- one run ---- */

static double allocated(void) {
    const struct mallinfo2 info = mallinfo2();
    return (double)info.uordblks + (double)info.hblkhd;
}

static int by_size(const void *a, const void *b) {
    const uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
    return (first > second) - (first < second);
}

/* Hour by hour, so that the length of the queue can be seen. */
static void observe(struct des_sim *sim, int64_t days, struct world_figures *figures) {
    size_t hours = (size_t)days * 24;
    uint32_t *pending = bench_memory(hours, sizeof *pending);
    uint64_t begun = bench_cpu_ns();
    for (size_t h = 0; h < hours; h++) {
        bench_need(des_sim_run_until(sim, (double)(h + 1) * HOUR) == DES_OK, "the run failed");
        pending[h] = (uint32_t)des_sim_pending(sim);
    }
    figures->ns = (double)(bench_cpu_ns() - begun);
    qsort(pending, hours, sizeof *pending, by_size);
    figures->pending = pending[hours / 2];
    free(pending);
}

static void take_kinds(const struct des_sim *sim, struct world_figures *figures) {
    for (uint32_t k = 0; k < des_sim_kind_count(sim) && k < WORLD_KINDS; k++) {
        figures->kind[figures->kinds++] =
            (struct world_kind){des_sim_kind_name(sim, k), (double)des_sim_kind_spent(sim, k),
                                des_sim_kind_handled(sim, k)};
    }
}

/* The world as it is when the observed days begin. */
static void prepare(const struct des_model *model, const struct des_run_input *input,
                    struct des_run_setup *setup, struct world_figures *figures) {
    const uint64_t begun = bench_cpu_ns();
    bench_need(model->create(model->context, input, setup, NULL) == DES_OK,
               "the world could not be made");
    const uint64_t made = bench_cpu_ns();
    bench_need(des_sim_run_until(setup->sim, 0.0) == DES_OK, "the warm-up failed");
    figures->set_up_ns = (double)(made - begun);
    figures->warm_up_ns = (double)(bench_cpu_ns() - made);
}

static void take_totals(const struct des_model *model, void *state, struct world_figures *figures) {
    double *totals = bench_memory(model->stratum_count * model->total_count, sizeof *totals);
    bench_need(model->finish(state, totals, NULL) == DES_OK, "the run failed");
    figures->visits = totals[des_model_total(model, "visits_done")];
    figures->users = totals[des_model_total(model, "users_start")];
    free(totals);
}

struct world_figures world_run(const struct des_experiment *experiment, size_t setting,
                               int64_t days, des_clock profile) {
    const struct des_plan *plan = des_experiment_plan(experiment);
    const struct des_model *model = plan->model;
    const struct des_coordinates at = {.setting = setting, .arm = plan->reference};
    struct world_figures figures = {0};
    struct des_values *values = des_experiment_values(experiment, at, NULL);
    bench_need(values != NULL, "out of memory");
    const struct des_run_input input = {.values = values,
                                        .random = {plan->seed, des_experiment_word(experiment, at)},
                                        .days = days};
    struct des_run_setup setup;
    const double before = allocated();
    prepare(model, &input, &setup, &figures);
    des_sim_profile(setup.sim, profile);
    observe(setup.sim, days, &figures);
    take_kinds(setup.sim, &figures);
    figures.bytes = allocated() - before;
    take_totals(model, setup.state, &figures);
    model->destroy(setup.state);
    des_values_destroy(values);
    return figures;
}

/* tools/aksim/worker.c - one unit after the other. */
#include "executor.h"

#include "memory.h"

/* The run with its rows; DES_EINTERRUPTED when it was abandoned. */
static enum des_status simulate(const struct job *job, size_t run, struct des_journal *journal,
                                const atomic_bool *stop, struct des_run_record *record,
                                double *totals, struct des_error *error) {
    const struct des_plan *plan = job->scenario->plan;
    struct des_coordinates at = des_experiment_coordinates(job->scenario->experiment, run);
    struct des_values *values = des_experiment_values(job->scenario->experiment, at, NULL);
    if (values == NULL) {
        return des_fail(error, DES_ENOMEM, "out of memory");
    }
    struct des_run_input input = {
        .values = values,
        .random = {.seed = plan->seed,
                   .replicate = des_experiment_word(job->scenario->experiment, at)},
        .days = plan->days,
        .trace = job_trace_of(job, run),
    };
    struct des_row_packer *packer = NULL;
    struct des_sink sink;
    enum des_status status = DES_OK;
    if (input.trace != DES_TRACE_NONE) {
        status = des_row_packer_create(journal, plan->model, record->key, &packer);
    }
    if (packer != NULL) {
        sink = des_row_packer_sink(packer);
        input.sink = &sink;
    }
    if (status == DES_OK) {
        status = des_model_run(plan->model, &input, stop, totals, &record->events, error);
    }
    if (status == DES_OK && packer != NULL) {
        status = des_row_packer_flush(packer);
    }
    des_row_packer_destroy(packer);
    des_values_destroy(values);
    return status;
}

static void run_unit(const struct job *job, const struct des_executor *executor, size_t run,
                     struct des_journal *journal, const atomic_bool *stop) {
    const struct des_model *model = job->scenario->plan->model;
    size_t count = model->stratum_count * model->total_count;
    double *totals = memory_array(count, sizeof totals[0]);
    struct des_run_record record = {.key = job->keys[run], .message = ""};
    struct des_error error = {0};
    record.status = simulate(job, run, journal, stop, &record, totals, &error);
    if (record.status == DES_OK) {
        record.totals = totals;
        record.total_count = count;
    } else {
        record.message = error.text[0] != '\0' ? error.text : des_status_text(record.status);
    }
    if (record.status != DES_EINTERRUPTED) {
        executor->commit(executor->context, run, &record);
    }
    free(totals);
}

void worker_loop(const struct job *job, const struct des_executor *executor,
                 struct des_journal *journal, const atomic_bool *stop) {
    size_t run;
    while (executor->next(executor->context, &run)) {
        run_unit(job, executor, run, journal, stop);
    }
}

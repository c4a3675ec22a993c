#include "simulate.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>

#include "memory.h"

struct batch {
    const struct des_experiment *experiment;
    const struct des_plan *plan;
    const struct simulate_change *changes;
    size_t change_count;
    const struct simulate_doubt *doubts;
    size_t doubt_count, points;
    struct des_totals *totals;
    pthread_mutex_t lock; /* of the totals */
    atomic_size_t next;   /* of setting x point x replication */
    struct outcome {
        enum des_status status;
        struct des_error error;
    } *outcomes;
    size_t count;
};

double simulate_redrawn(const struct des_space *space, const struct simulate_doubt *doubt,
                        double drawn) {
    const struct des_param *param = des_space_at(space, doubt->element)->param;
    const struct des_doubt *was = &doubt->was, *is = &doubt->is;
    bool low = drawn < was->median;
    double z = (log(drawn) - log(was->median)) / (low ? was->below : was->above);
    double number = exp(log(is->median) + (low ? is->below : is->above) * z);
    return fmax(param->low, fmin(param->high, number));
}

static enum des_status change_values(const struct batch *batch, struct des_values *values) {
    enum des_status status = DES_OK;
    for (size_t i = 0; i < batch->change_count && status == DES_OK; i++) {
        status = des_values_set_number(values, batch->changes[i].element, batch->changes[i].number);
    }
    for (size_t i = 0; i < batch->doubt_count && status == DES_OK; i++) {
        const struct simulate_doubt *doubt = &batch->doubts[i];
        double drawn = des_values_at(values, doubt->element)->real;
        status = des_values_set_number(values, doubt->element,
                                       simulate_redrawn(batch->plan->space, doubt, drawn));
    }
    return status;
}

static enum des_status run_once(struct batch *batch, struct des_coordinates at,
                                struct des_error *error) {
    const struct des_plan *plan = batch->plan;
    const struct des_model *model = plan->model;
    size_t run = des_experiment_run_id(batch->experiment, at);
    struct des_values *values = des_experiment_values(batch->experiment, at, NULL);
    if (values == NULL) {
        return des_fail(error, DES_ENOMEM, "out of memory");
    }
    double *numbers = memory_array(model->stratum_count * model->total_count, sizeof numbers[0]);
    enum des_status status = change_values(batch, values);
    struct des_run_input input = {
        .values = values,
        .random = {.seed = plan->seed, .replicate = des_experiment_word(batch->experiment, at)},
        .days = plan->days,
        .trace = DES_TRACE_NONE,
    };
    if (status == DES_OK) {
        status = des_model_run(model, &input, NULL, numbers, NULL, error);
    }
    pthread_mutex_lock(&batch->lock);
    for (size_t k = 0; k < model->stratum_count && status == DES_OK; k++) {
        status = des_totals_put(batch->totals, run, k, numbers + k * model->total_count);
    }
    batch->totals->done[run] = status == DES_OK;
    pthread_mutex_unlock(&batch->lock);
    free(numbers);
    des_values_destroy(values);
    return status;
}

static void *work(void *context) {
    struct batch *batch = context;
    for (;;) {
        size_t i = atomic_fetch_add(&batch->next, 1);
        if (i >= batch->count) {
            return NULL;
        }
        size_t replications = (size_t)batch->plan->replications;
        struct des_coordinates at = {.setting = i / replications / batch->points,
                                     .arm = batch->plan->reference,
                                     .point = i / replications % batch->points,
                                     .replication = (int64_t)(i % replications)};
        batch->outcomes[i].status = run_once(batch, at, &batch->outcomes[i].error);
    }
}

/* This thread is one of them. */
static void work_together(struct batch *batch, size_t threads) {
    size_t wanted = threads < batch->count ? threads : batch->count, started = 0;
    pthread_t *others = memory_array(wanted + 1, sizeof others[0]);
    while (started + 1 < wanted && pthread_create(&others[started], NULL, work, batch) == 0) {
        started++;
    }
    work(batch);
    for (size_t i = 0; i < started; i++) {
        pthread_join(others[i], NULL);
    }
    free(others);
}

static enum des_status simulate(struct batch *batch, size_t threads, struct des_error *error) {
    batch->plan = des_experiment_plan(batch->experiment);
    batch->count = batch->plan->setting_count * batch->points * (size_t)batch->plan->replications;
    pthread_mutex_init(&batch->lock, NULL);
    batch->outcomes = memory_array(batch->count, sizeof batch->outcomes[0]);
    work_together(batch, threads);
    enum des_status status = DES_OK;
    for (size_t i = 0; i < batch->count && status == DES_OK; i++) {
        status = batch->outcomes[i].status;
        if (status != DES_OK) {
            *error = batch->outcomes[i].error;
        }
    }
    free(batch->outcomes);
    pthread_mutex_destroy(&batch->lock);
    return status;
}

enum des_status simulate_reference(const struct des_experiment *experiment,
                                   const struct simulate_change *changes, size_t change_count,
                                   size_t threads, struct des_totals *totals,
                                   struct des_error *error) {
    struct batch batch = {.experiment = experiment,
                          .changes = changes,
                          .change_count = change_count,
                          .points = 1,
                          .totals = totals};
    return simulate(&batch, threads, error);
}

enum des_status simulate_points(const struct des_experiment *experiment,
                                const struct simulate_doubt *doubts, size_t doubt_count,
                                size_t threads, struct des_totals *totals,
                                struct des_error *error) {
    struct batch batch = {.experiment = experiment,
                          .doubts = doubts,
                          .doubt_count = doubt_count,
                          .points = des_experiment_plan(experiment)->point_count,
                          .totals = totals};
    return simulate(&batch, threads, error);
}

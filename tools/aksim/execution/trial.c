#include "trial.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "memory.h"
#include "progress.h"

/* A trial run of one setting may take this long. */
#define TRIAL_S 10
#define TRIALS 24 /* settings that are tried */

struct trial {
    const struct scenario *scenario;
    size_t setting;
    atomic_bool stop;
    enum des_status status;
    struct des_error error;
    double seconds;
    size_t numbers; /* that its record has */
};

/* Of a run that did not end it is not known: all of them. */
static size_t count_numbers(const struct trial *trial, const double *totals, size_t count) {
    size_t numbers = 0;
    for (size_t i = 0; i < count; i++) {
        numbers += trial->status != DES_OK || totals[i] != 0.0;
    }
    return numbers;
}

static void *run_trial(void *context) {
    struct trial *trial = context;
    const struct des_plan *plan = trial->scenario->plan;
    struct des_coordinates at = {.setting = trial->setting, .arm = plan->reference};
    double started = progress_clock();
    struct des_values *values = des_experiment_values(trial->scenario->experiment, at, NULL);
    if (values == NULL) {
        memory_exhausted();
    }
    size_t count = plan->model->stratum_count * plan->model->total_count;
    double *totals = memory_array(count, sizeof totals[0]);
    struct des_run_input input = {
        .values = values, .random = {.seed = plan->seed, .replicate = 0}, .days = plan->days};
    trial->status = des_model_run(plan->model, &input, &trial->stop, totals, NULL, &trial->error);
    trial->seconds = progress_clock() - started;
    trial->numbers = count_numbers(trial, totals, count);
    free(totals);
    des_values_destroy(values);
    return NULL;
}

static void try_setting(struct trial *trial) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, run_trial, trial) != 0) {
        run_trial(trial);
        return;
    }
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += TRIAL_S;
    if (pthread_timedjoin_np(thread, NULL, &deadline) == ETIMEDOUT) {
        atomic_store(&trial->stop, true);
        pthread_join(thread, NULL);
    }
}

#define RECORD_BYTES 72.0 /* of a run, beside its totals and a bit for each */

/* What a run leaves in a journal. */
static double record_bytes(const struct trial *trial) {
    const struct des_model *model = trial->scenario->plan->model;
    double bits = (double)(model->stratum_count * model->total_count);
    return RECORD_BYTES + bits / 8.0 + 8.0 * (double)trial->numbers;
}

struct trial_estimate trial_estimate(const struct scenario *scenario) {
    const struct des_plan *plan = scenario->plan;
    size_t count = plan->setting_count < TRIALS ? plan->setting_count : TRIALS;
    struct trial_estimate result = {.tried = count};
    double runs = (double)plan->run_count / (double)count;
    for (size_t i = 0; i < count; i++) {
        size_t setting = (2 * i + 1) * plan->setting_count / (2 * count);
        struct trial trial = {.scenario = scenario, .setting = setting};
        try_setting(&trial);
        result.seconds += runs * trial.seconds;
        result.megabytes += 1e-6 * runs * record_bytes(&trial);
        if (trial.status == DES_EINTERRUPTED) {
            result.more = true;
        } else if (trial.status != DES_OK) {
            result.status = trial.status;
            (void)des_fail(&result.error, trial.status, "setting %s: a trial run failed: %s",
                           plan->settings[setting].name, trial.error.text);
            return result;
        }
    }
    return result;
}

#include "rounds.h"

#include "memory.h"

struct rounds {
    const struct job *job;
    const char *folder;
    struct des_totals totals;
    struct units pending; /* not yet given */
    struct job round;     /* the job with the units of this round */
};

/* ---- what is known ---- */

static enum des_status learn_run(struct rounds *rounds, const struct des_journal_index *index,
                                 size_t run, double *numbers, struct des_error *error) {
    const struct des_model *model = rounds->job->scenario->plan->model;
    size_t size = model->stratum_count * model->total_count;
    struct des_run_record record;
    if (!des_journal_index_find(index, des_run_keys_at(rounds->job->keys, run), &record)) {
        return DES_OK;
    }
    rounds->totals.known[run] = true;
    rounds->totals.done[run] = record.status == DES_OK && record.total_count == size;
    enum des_status status = DES_OK;
    if (rounds->totals.done[run]) {
        status = des_journal_index_totals(index, des_run_keys_at(rounds->job->keys, run), numbers,
                                          error);
    }
    for (size_t s = 0; s < model->stratum_count && rounds->totals.done[run]; s++) {
        if (status == DES_OK) {
            status = des_totals_put(&rounds->totals, run, s, numbers + s * model->total_count);
        }
    }
    return status;
}

static enum des_status learn(struct rounds *rounds, struct des_error *error) {
    struct des_journal_index *index = NULL;
    enum des_status status = des_journal_scan(&rounds->folder, 1, &index, error);
    if (status != DES_OK) {
        return status;
    }
    const struct des_plan *plan = rounds->job->scenario->plan;
    double *numbers =
        memory_array(plan->model->stratum_count * plan->model->total_count, sizeof numbers[0]);
    for (size_t run = 0; run < plan->run_count && status == DES_OK; run++) {
        status = learn_run(rounds, index, run, numbers, error);
    }
    free(numbers);
    des_journal_index_destroy(index);
    return status;
}

/* ---- a round ---- */

static void choose(struct rounds *rounds) {
    const struct des_plan *plan = rounds->job->scenario->plan;
    size_t cells = plan->setting_count * plan->point_count;
    int64_t *wanted = memory_array(cells, sizeof wanted[0]);
    for (size_t i = 0; i < cells; i++) {
        wanted[i] =
            des_totals_replications(&rounds->totals, i / plan->point_count, i % plan->point_count)
                .n;
    }
    struct units *pending = &rounds->pending, *round = &rounds->round.units;
    units_fini(round);
    units_init(round, plan->run_count);
    for (size_t run = units_next(pending, 0); run < pending->size;
         run = units_next(pending, run + 1)) {
        struct des_coordinates at =
            des_experiment_coordinates(rounds->job->scenario->experiment, run);
        if (at.replication < wanted[at.setting * plan->point_count + at.point]) {
            units_add(round, run);
            units_remove(pending, run);
        }
    }
    free(wanted);
}

/* True when there is another round: nothing went wrong, and the rule wants more. */
static bool begin_round(struct rounds *rounds, const struct executor_options *options,
                        struct run_report *report) {
    bool failed = options->fail_fast && report->failed_count > 0;
    if (report->status != DES_OK || failed) {
        return false;
    }
    report->status = learn(rounds, &report->error);
    if (report->status != DES_OK) {
        return false;
    }
    choose(rounds);
    return rounds->round.units.count > 0;
}

static void add_report(struct run_report *all, struct run_report *part) {
    all->done += part->done;
    for (size_t i = 0; i < part->failed_count; i++) {
        run_report_failed(all, part->failed[i].run, part->failed[i].message);
    }
    all->status = part->status;
    all->error = part->error;
    run_report_fini(part);
}

void rounds_run(struct cluster *cluster, const struct job *job, const char *folder,
                struct des_journal *journal, const struct executor_options *options,
                struct run_report *report, size_t *given) {
    struct rounds rounds = {.job = job, .folder = folder, .round = *job};
    units_init(&rounds.round.units, job->units.size);
    units_init(&rounds.pending, job->units.size);
    for (size_t run = units_next(&job->units, 0); run < job->units.size;
         run = units_next(&job->units, run + 1)) {
        units_add(&rounds.pending, run);
    }
    *report = (struct run_report){0};
    *given = 0;
    if (des_totals_init(&rounds.totals, job->scenario->experiment) != DES_OK) {
        memory_exhausted();
    }
    for (;;) {
        bool more = cluster_leads(cluster) && begin_round(&rounds, options, report);
        /* The leader alone decides; the code is but a yes or no. */
        if (cluster_follow(cluster, more ? EXIT_CODE_PARTLY : EXIT_CODE_DONE) == EXIT_CODE_DONE) {
            break;
        }
        struct run_report part;
        *given += rounds.round.units.count;
        cluster_run(cluster, &rounds.round, journal, options, &part);
        add_report(report, &part);
    }
    run_report_sort(report);
    des_totals_fini(&rounds.totals);
    units_fini(&rounds.pending);
    units_fini(&rounds.round.units);
}

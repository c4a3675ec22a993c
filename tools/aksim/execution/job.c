#include "job.h"

#include "memory.h"

void job_init(struct job *job, const struct scenario *scenario, enum des_trace_level trace,
              int64_t trace_replications) {
    *job = (struct job){
        .scenario = scenario,
        .program = scenario_program(scenario),
        .trace = trace,
        .trace_replications = trace_replications,
    };
    if (des_run_keys_create(scenario->experiment, trace, trace_replications, job->program,
                            &job->keys) != DES_OK) {
        memory_exhausted();
    }
    units_init(&job->units, scenario->plan->run_count);
    units_add_all(&job->units);
}

void job_fini(struct job *job) {
    free(job->program);
    des_run_keys_destroy(job->keys);
    units_fini(&job->units);
    *job = (struct job){0};
}

uint64_t job_digest(const struct job *job) {
    return des_run_keys_digest(job->keys);
}

enum des_trace_level job_trace_of(const struct job *job, size_t run) {
    struct des_coordinates at = des_experiment_coordinates(job->scenario->experiment, run);
    return at.replication < job->trace_replications ? job->trace : DES_TRACE_NONE;
}

size_t job_group(const struct job *job, size_t run) {
    struct des_coordinates at = des_experiment_coordinates(job->scenario->experiment, run);
    return at.setting * job->scenario->plan->arm_count + at.arm;
}

struct order *job_order(const struct job *job) {
    const struct des_plan *plan = job->scenario->plan;
    size_t groups = plan->setting_count * plan->arm_count;
    return order_create(&job->units, plan->run_count / groups);
}

void job_keep(struct job *job, bool (*test)(const void *context, size_t run), const void *context) {
    const struct units *units = &job->units;
    for (size_t run = units_next(units, 0); run < units->size; run = units_next(units, run + 1)) {
        if (!test(context, run)) {
            units_remove(&job->units, run);
        }
    }
}

struct shard {
    const struct scenario *scenario;
    size_t shard, shards;
};

static bool in_shard(const void *context, size_t run) {
    const struct shard *shard = context;
    struct des_coordinates at = des_experiment_coordinates(shard->scenario->experiment, run);
    size_t place = at.setting * shard->scenario->plan->point_count + at.point;
    return place % shard->shards == shard->shard;
}

void job_keep_shard(struct job *job, size_t shard, size_t shards) {
    job_keep(job, in_shard,
             &(struct shard){.scenario = job->scenario, .shard = shard, .shards = shards});
}

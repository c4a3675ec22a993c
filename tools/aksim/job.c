#include "job.h"

#include <xxhash.h>

#include "memory.h"

void job_init(struct job *job, const struct scenario *scenario, enum des_trace_level trace,
              int64_t trace_replications) {
    size_t count = scenario->plan->run_count;
    *job = (struct job){
        .scenario = scenario,
        .program = scenario_program(scenario),
        .trace = trace,
        .trace_replications = trace_replications,
        .keys = memory_array(count, sizeof job->keys[0]),
        .units = memory_array(count, sizeof job->units[0]),
        .unit_count = count,
    };
    des_experiment_keys(scenario->experiment, trace, trace_replications, job->program, job->keys);
    for (size_t run = 0; run < count; run++) {
        job->units[run] = run;
    }
}

void job_fini(struct job *job) {
    free(job->program);
    free(job->keys);
    free(job->units);
    *job = (struct job){0};
}

uint64_t job_digest(const struct job *job) {
    return XXH3_64bits(job->keys, job->scenario->plan->run_count * sizeof job->keys[0]);
}

enum des_trace_level job_trace_of(const struct job *job, size_t run) {
    struct des_coordinates at = des_experiment_coordinates(job->scenario->experiment, run);
    return at.replication < job->trace_replications ? job->trace : DES_TRACE_NONE;
}

size_t job_group(const struct job *job, size_t run) {
    struct des_coordinates at = des_experiment_coordinates(job->scenario->experiment, run);
    return at.setting * job->scenario->plan->arm_count + at.arm;
}

static size_t group_of(const void *context, size_t run) {
    return job_group(context, run);
}

struct order *job_order(const struct job *job) {
    const struct des_plan *plan = job->scenario->plan;
    return order_create(job->units, job->unit_count, plan->setting_count * plan->arm_count,
                        group_of, job);
}

void job_keep(struct job *job, bool (*test)(const void *context, size_t run), const void *context) {
    size_t kept = 0;
    for (size_t i = 0; i < job->unit_count; i++) {
        if (test(context, job->units[i])) {
            job->units[kept++] = job->units[i];
        }
    }
    job->unit_count = kept;
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

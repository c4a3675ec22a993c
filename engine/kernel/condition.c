#include "des/condition.h"

#include <stdlib.h>

#include "pool.h"

struct des_condition {
    const char *name;
    struct desi_pool pool;
    des_condition_watcher watcher;
    void *watcher_context;
};

struct des_condition *des_condition_create(struct des_sim *sim, const char *name) {
    struct des_condition *condition = malloc(sizeof(*condition));
    if (condition) {
        *condition = (struct des_condition){.name = name};
        desi_pool_init(&condition->pool, sim);
    }
    return condition;
}

void des_condition_destroy(struct des_condition *condition) {
    if (condition) {
        desi_pool_fini(&condition->pool);
        free(condition);
    }
}

const char *des_condition_name(const struct des_condition *condition) {
    return condition->name;
}

static void trace(const struct des_condition *condition, enum des_queue_change change,
                  des_condition_id id) {
    if (condition->watcher) {
        const struct des_condition_step step = {des_sim_now(condition->pool.sim), change, id,
                                                desi_pool_count(&condition->pool)};
        condition->watcher(condition->watcher_context, condition, &step);
    }
}

enum des_status des_condition_wait(struct des_condition *condition, int32_t priority,
                                   struct des_event woken, int32_t event_priority,
                                   des_condition_id *id) {
    des_condition_id joined;
    enum des_status status =
        desi_pool_join(&condition->pool, priority, 0, woken, event_priority, &joined);
    if (status != DES_OK) {
        return status;
    }
    if (id) {
        *id = joined;
    }
    trace(condition, DES_QUEUE_ASKED, joined);
    return DES_OK;
}

enum des_status des_condition_cancel(struct des_condition *condition, des_condition_id id) {
    enum des_status status = desi_pool_leave(&condition->pool, id);
    if (status == DES_OK) {
        trace(condition, DES_QUEUE_LEFT, id);
    }
    return status;
}

size_t des_condition_signal_one(struct des_condition *condition) {
    if (desi_pool_count(&condition->pool) == 0) {
        return 0;
    }
    trace(condition, DES_QUEUE_SERVED, desi_pool_wake(&condition->pool));
    return 1;
}

size_t des_condition_signal(struct des_condition *condition) {
    size_t woken = 0;
    while (des_condition_signal_one(condition) > 0) {
        woken++;
    }
    return woken;
}

size_t des_condition_waiting(const struct des_condition *condition) {
    return desi_pool_count(&condition->pool);
}

struct des_condition_record des_condition_observe(const struct des_condition *condition) {
    const struct desi_pool *pool = &condition->pool;
    const struct des_tally wait = desi_pool_served(pool);
    return (struct des_condition_record){
        .wait = wait,
        .waits = pool->joined,
        .woken = wait.n,
        .left = pool->left,
        .mean_waiting = des_timed_mean(&pool->length, des_sim_now(pool->sim)),
        .max_waiting = pool->length.max,
    };
}

void des_condition_reset(struct des_condition *condition) {
    desi_pool_reset(&condition->pool);
}

void des_condition_watch(struct des_condition *condition, des_condition_watcher watcher,
                         void *context) {
    condition->watcher = watcher;
    condition->watcher_context = context;
}

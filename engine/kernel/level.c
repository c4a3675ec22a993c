#include "des/level.h"

#include <math.h>
#include <stdlib.h>

#include "pool.h"

struct des_level {
    struct des_sim *sim;
    const char *name;
    double capacity, content;
    struct desi_pool gets, puts;
    struct des_timed timed;
    des_level_watcher watcher;
    void *watcher_context;
};

enum des_status des_level_create(struct des_sim *sim, const char *name, double capacity,
                                 double content, struct des_level **level) {
    if (!(content >= 0 && content <= capacity && isfinite(content))) {
        return DES_ERANGE;
    }
    struct des_level *created = calloc(1, sizeof(*created));
    if (!created) {
        return DES_ENOMEM;
    }
    created->sim = sim;
    created->name = name;
    created->capacity = capacity;
    created->content = content;
    desi_pool_init(&created->gets, sim);
    desi_pool_init(&created->puts, sim);
    des_timed_init(&created->timed, des_sim_now(sim), content);
    *level = created;
    return DES_OK;
}

void des_level_destroy(struct des_level *level) {
    if (level) {
        desi_pool_fini(&level->gets);
        desi_pool_fini(&level->puts);
        free(level);
    }
}

/* ---- trace ---- */

static void tell(const struct des_level *level, enum des_queue_change change, bool is_put,
                 des_level_id id, double amount) {
    const struct des_level_step step = {
        .time = des_sim_now(level->sim),
        .change = change,
        .is_put = is_put,
        .id = id,
        .amount = amount,
        .content = level->content,
        .gets = desi_pool_count(&level->gets),
        .puts = desi_pool_count(&level->puts),
    };
    level->watcher(level->watcher_context, level, &step);
}

/* The record of one who was served or has left is there until another joins. */
static void trace(const struct des_level *level, enum des_queue_change change,
                  const struct desi_pool *pool, des_level_id id) {
    if (level->watcher) {
        tell(level, change, pool == &level->puts, id, pool->waiters[(uint32_t)id].amount);
    }
}

static void trace_at_once(const struct des_level *level, bool is_put, double amount) {
    if (level->watcher) {
        tell(level, DES_QUEUE_SERVED, is_put, 0, amount);
    }
}

void des_level_watch(struct des_level *level, des_level_watcher watcher, void *context) {
    level->watcher = watcher;
    level->watcher_context = context;
}

/* ---- serving ---- */

static void change(struct des_level *level, double content) {
    level->content = content;
    des_timed_set(&level->timed, des_sim_now(level->sim), content);
}

static bool serve_get(struct des_level *level) {
    const struct desi_waiter *first = desi_pool_first(&level->gets);
    if (!first || first->amount > level->content) {
        return false;
    }
    change(level, level->content - first->amount);
    trace(level, DES_QUEUE_SERVED, &level->gets, desi_pool_wake(&level->gets));
    return true;
}

static bool serve_put(struct des_level *level) {
    const struct desi_waiter *first = desi_pool_first(&level->puts);
    if (!first || level->content + first->amount > level->capacity) {
        return false;
    }
    change(level, level->content + first->amount);
    trace(level, DES_QUEUE_SERVED, &level->puts, desi_pool_wake(&level->puts));
    return true;
}

/* Each makes way for the other: until neither can be served. */
static void serve(struct des_level *level) {
    while (serve_get(level) || serve_put(level)) {
    }
}

/* ---- asking ---- */

static enum des_status ask(struct des_level *level, struct desi_pool *pool, double amount,
                           int32_t priority, struct des_event done, int32_t event_priority,
                           des_level_id *id) {
    if (!(amount > 0 && amount <= level->capacity && isfinite(amount))) {
        return DES_ERANGE;
    }
    des_level_id joined;
    enum des_status status = desi_pool_join(pool, priority, amount, done, event_priority, &joined);
    if (status != DES_OK) {
        return status;
    }
    if (id) {
        *id = joined;
    }
    trace(level, DES_QUEUE_ASKED, pool, joined);
    serve(level);
    return DES_OK;
}

enum des_status des_level_get(struct des_level *level, double amount, int32_t priority,
                              struct des_event done, int32_t event_priority, des_level_id *id) {
    return ask(level, &level->gets, amount, priority, done, event_priority, id);
}

enum des_status des_level_put(struct des_level *level, double amount, int32_t priority,
                              struct des_event done, int32_t event_priority, des_level_id *id) {
    return ask(level, &level->puts, amount, priority, done, event_priority, id);
}

enum des_status des_level_cancel_get(struct des_level *level, des_level_id id) {
    const double taken = desi_pool_woken_amount(&level->gets, id);
    if (desi_pool_leave(&level->gets, id) != DES_OK) {
        return DES_ESTALE;
    }
    change(level, level->content + taken);
    trace(level, DES_QUEUE_LEFT, &level->gets, id);
    serve(level);
    return DES_OK;
}

enum des_status des_level_cancel_put(struct des_level *level, des_level_id id) {
    const double added = desi_pool_woken_amount(&level->puts, id);
    if (added > level->content || desi_pool_leave(&level->puts, id) != DES_OK) {
        return DES_ESTALE;
    }
    change(level, level->content - added);
    trace(level, DES_QUEUE_LEFT, &level->puts, id);
    serve(level);
    return DES_OK;
}

bool des_level_take(struct des_level *level, double amount) {
    if (!(amount > 0 && amount <= level->content) || desi_pool_count(&level->gets) > 0) {
        return false;
    }
    change(level, level->content - amount);
    trace_at_once(level, false, amount);
    serve(level);
    return true;
}

bool des_level_add(struct des_level *level, double amount) {
    if (!(amount > 0 && level->content + amount <= level->capacity && isfinite(amount)) ||
        desi_pool_count(&level->puts) > 0) {
        return false;
    }
    change(level, level->content + amount);
    trace_at_once(level, true, amount);
    serve(level);
    return true;
}

/* ---- what was seen ---- */

const char *des_level_name(const struct des_level *level) {
    return level->name;
}

double des_level_capacity(const struct des_level *level) {
    return level->capacity;
}

double des_level_content(const struct des_level *level) {
    return level->content;
}

struct des_level_record des_level_observe(const struct des_level *level) {
    return (struct des_level_record){
        .mean_content = des_timed_mean(&level->timed, des_sim_now(level->sim)),
        .max_content = level->timed.max,
        .gets = desi_pool_observe(&level->gets),
        .puts = desi_pool_observe(&level->puts),
    };
}

void des_level_reset(struct des_level *level) {
    des_timed_reset(&level->timed, des_sim_now(level->sim));
    desi_pool_reset(&level->gets);
    desi_pool_reset(&level->puts);
}

#include "des/activity.h"

#include <stdlib.h>
#include <string.h>

#include "activity_internal.h"

enum { BLOCK = 256 }; /* records allocated together */

/* ---- records ---- */

struct desi_activity *desi_activity_at(const struct des_activities *pool, uint32_t slot) {
    return (struct desi_activity *)(void *)(pool->blocks[slot / BLOCK] +
                                            (slot % BLOCK) * pool->stride);
}

struct desi_activity *desi_activity_find(const struct des_activities *pool, des_activity_id id) {
    const uint32_t slot = (uint32_t)id;
    if (slot >= pool->fresh) {
        return NULL;
    }
    struct desi_activity *activity = desi_activity_at(pool, slot);
    return activity->state != DESI_FREE && activity->generation == id >> 32 ? activity : NULL;
}

static enum des_status add_block(struct des_activities *pool) {
    if (pool->block_count >= UINT32_MAX / BLOCK) {
        return DES_ENOMEM;
    }
    if (pool->block_count == pool->block_capacity) {
        const uint32_t capacity = pool->block_capacity ? 2 * pool->block_capacity : 16;
        unsigned char **blocks = realloc(pool->blocks, capacity * sizeof(*blocks));
        if (!blocks) {
            return DES_ENOMEM;
        }
        pool->blocks = blocks;
        pool->block_capacity = capacity;
    }
    unsigned char *block = calloc(BLOCK, pool->stride);
    if (!block) {
        return DES_ENOMEM;
    }
    pool->blocks[pool->block_count++] = block;
    return DES_OK;
}

static struct desi_activity *take_fresh(struct des_activities *pool) {
    if (pool->fresh == pool->block_count * BLOCK && add_block(pool) != DES_OK) {
        return NULL;
    }
    struct desi_activity *activity = desi_activity_at(pool, pool->fresh);
    activity->slot = pool->fresh++;
    activity->pool = pool;
    activity->generation = 1;
    return activity;
}

static struct desi_activity *take(struct des_activities *pool) {
    if (pool->free == DESI_NOWHERE) {
        return take_fresh(pool);
    }
    struct desi_activity *activity = desi_activity_at(pool, pool->free);
    pool->free = (uint32_t)activity->reason;
    return activity;
}

/* A slot whose generations are used up is retired, so that no id comes twice. */
static void give(struct desi_activity *activity) {
    struct des_activities *pool = activity->pool;
    activity->state = DESI_FREE;
    activity->wait++;
    if (++activity->generation < UINT32_MAX) {
        activity->reason = pool->free;
        pool->free = activity->slot;
    }
}

/* ---- waking ---- */

static void run(struct desi_activity *activity) {
    struct des_activities *pool = activity->pool;
    const uint32_t generation = activity->generation;
    activity->state = DESI_RUNNING;
    activity->status = activity->stands ? DES_ESTALE : DES_OK;
    activity->stands = false;
    pool->body(&activity->seen, activity->own, pool->context);
    if (activity->generation == generation) {
        /* It waits, or its body returned without a wait or an end. */
        des_assert(pool->sim, activity->arms > 0);
        activity->state = DESI_ASLEEP;
    }
}

static void wake(void *context, struct des_sim *sim, const struct des_event *event) {
    struct desi_activity *activity = desi_activity_at(context, event->subject);
    const unsigned how = (unsigned)event->argument & 0xff;
    const int arm = (int)(how % DESI_RENEGED);
    (void)sim;
    if (activity->state != DESI_ASLEEP || activity->wait != event->argument >> 8) {
        return; /* lost a tie */
    }
    activity->cause = (int8_t)(how & DESI_INTERRUPTED ? DES_WOKEN_INTERRUPTED
                               : how & DESI_RENEGED   ? DES_WOKEN_RENEGED
                                                      : arm);
    desi_activity_disarm(activity, arm);
    activity->wait++;
    run(activity);
}

/* ---- pools ---- */

enum des_status des_activities_create(struct des_sim *sim, const char *name, size_t state_size,
                                      des_activity_body body, void *context,
                                      struct des_activities **pool) {
    if (state_size > DES_ACTIVITY_STATE_SIZE) {
        return DES_ERANGE;
    }
    struct des_activities *created = calloc(1, sizeof(*created));
    if (!created) {
        return DES_ENOMEM;
    }
    created->sim = sim;
    created->name = name;
    created->body = body;
    created->context = context;
    created->state_size = state_size;
    created->stride = (sizeof(struct desi_activity) + state_size + 15) / 16 * 16;
    created->free = DESI_NOWHERE;
    enum des_status status = des_sim_add_kind(sim, name, wake, created, &created->kind);
    if (status != DES_OK) {
        free(created);
        return status;
    }
    *pool = created;
    return DES_OK;
}

void des_activities_destroy(struct des_activities *pool) {
    if (!pool) {
        return;
    }
    for (uint32_t slot = 0; slot < pool->fresh; slot++) {
        struct desi_activity *activity = desi_activity_at(pool, slot);
        desi_activity_disarm(activity, -1);
    }
    for (uint32_t slot = 0; slot < pool->fresh; slot++) {
        des_condition_destroy(desi_activity_at(pool, slot)->ended);
    }
    for (uint32_t i = 0; i < pool->block_count; i++) {
        free(pool->blocks[i]);
    }
    free(pool->blocks);
    free(pool);
}

size_t des_activities_count(const struct des_activities *pool) {
    return pool->count;
}

/* ---- the life of one ---- */

enum des_status des_activity_begin(struct des_activities *pool, double time, int32_t event_priority,
                                   des_activity_id *id, void **state) {
    if (event_priority < INT16_MIN || event_priority > INT16_MAX) {
        return DES_ERANGE;
    }
    struct desi_activity *activity = take(pool);
    if (!activity) {
        return DES_ENOMEM;
    }
    activity->seen.point = 0;
    activity->event_priority = (int16_t)event_priority;
    activity->arms = 0;
    activity->stands = false;
    enum des_status status = desi_activity_arm_time(activity, time);
    if (status != DES_OK) {
        activity->arms = 0;
        give(activity);
        return status;
    }
    activity->state = DESI_ASLEEP;
    memset(activity->own, 0, pool->state_size);
    pool->count++;
    if (id) {
        *id = (uint64_t)activity->generation << 32 | activity->slot;
    }
    if (state) {
        *state = activity->own;
    }
    return DES_OK;
}

static void end(struct desi_activity *activity) {
    desi_activity_disarm(activity, -1);
    if (activity->ended) {
        (void)des_condition_signal(activity->ended);
    }
    activity->pool->count--;
    give(activity);
}

void des_activity_end(struct des_activity *self) {
    end(desi_activity_of(self));
}

enum des_status des_activity_stop(struct des_activities *pool, des_activity_id id) {
    struct desi_activity *activity = desi_activity_find(pool, id);
    if (!activity || activity->state != DESI_ASLEEP) {
        return DES_ESTALE;
    }
    end(activity);
    return DES_OK;
}

enum des_status des_activity_interrupt(struct des_activities *pool, des_activity_id id,
                                       uint64_t reason) {
    struct desi_activity *activity = desi_activity_find(pool, id);
    if (!activity || activity->state != DESI_ASLEEP) {
        return DES_ESTALE;
    }
    des_event_id event;
    enum des_status status =
        des_sim_schedule(pool->sim, des_sim_now(pool->sim), activity->event_priority,
                         desi_activity_interruption(activity), &event);
    if (status != DES_OK) {
        return status;
    }
    desi_activity_disarm(activity, -1);
    activity->wait++;
    activity->reason = reason;
    activity->arm[0] = DESI_ARM_TIME;
    activity->waits[0].id = event;
    activity->arms = 1;
    return DES_OK;
}

bool des_activity_is_alive(const struct des_activities *pool, des_activity_id id) {
    return desi_activity_find(pool, id) != NULL;
}

/* ---- for the body ---- */

static const struct desi_activity *seen(const struct des_activity *self) {
    return (const struct desi_activity *)(const void *)self;
}

struct des_sim *des_activity_sim(const struct des_activity *self) {
    return seen(self)->pool->sim;
}

double des_activity_now(const struct des_activity *self) {
    return des_sim_now(seen(self)->pool->sim);
}

des_activity_id des_activity_own_id(const struct des_activity *self) {
    return (uint64_t)seen(self)->generation << 32 | seen(self)->slot;
}

int des_activity_cause(const struct des_activity *self) {
    return seen(self)->cause;
}

uint64_t des_activity_reason(const struct des_activity *self) {
    return seen(self)->reason;
}

enum des_status des_activity_status(const struct des_activity *self) {
    return (enum des_status)seen(self)->status;
}

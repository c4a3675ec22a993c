/* What an activity waits for: arming it, and taking it back. */
#include <math.h>

#include "activity_internal.h"

/* ---- taking back ---- */

static void disarm_one(struct desi_activity *activity, unsigned i) {
    void *target = activity->waits[i].target;
    const uint64_t id = activity->waits[i].id;
    switch ((enum desi_arm)activity->arm[i]) {
    case DESI_ARM_NONE:
        break;
    case DESI_ARM_TIME:
        (void)des_sim_cancel(activity->pool->sim, id);
        break;
    case DESI_ARM_GRANT:
        (void)des_resource_cancel(target, id);
        break;
    case DESI_ARM_SERVICE:
        if (des_resource_cancel(target, id) != DES_OK) {
            (void)des_resource_finish(target, id);
        }
        break;
    case DESI_ARM_CONDITION:
        (void)des_condition_cancel(target, id);
        break;
    case DESI_ARM_JOINT:
        (void)des_joint_cancel(target, id);
        break;
    case DESI_ARM_GET:
        (void)des_level_cancel_get(target, id);
        break;
    case DESI_ARM_PUT:
        activity->stands |= des_level_cancel_put(target, id) != DES_OK;
        break;
    case DESI_ARM_OBJECT:
        (void)des_store_cancel_get(target, id);
        break;
    case DESI_ARM_PUT_OBJECT:
        activity->stands |= des_store_cancel_put(target, id) != DES_OK;
        break;
    }
    activity->arm[i] = DESI_ARM_NONE;
}

static void win(struct desi_activity *activity, unsigned i) {
    if (activity->arm[i] == DESI_ARM_SERVICE) {
        (void)des_resource_finish(activity->waits[i].target, activity->waits[i].id);
    }
}

void desi_activity_disarm(struct desi_activity *activity, int but) {
    for (unsigned i = 0; i < activity->arms; i++) {
        if ((int)i == but) {
            win(activity, i);
        } else {
            disarm_one(activity, i);
        }
    }
    activity->arms = 0;
}

/* ---- arming ---- */

/* The argument: the number of the wait, and which of its arms. */
static struct des_event wake_up(const struct desi_activity *activity, unsigned how) {
    return (struct des_event){activity->pool->kind, activity->slot, activity->wait << 8 | how};
}

struct des_event desi_activity_interruption(const struct desi_activity *activity) {
    struct des_event event = wake_up(activity, DESI_INTERRUPTED);
    event.argument += 1 << 8; /* the wait that the interruption begins */
    return event;
}

static enum des_status armed(struct desi_activity *activity, enum des_status status,
                             enum desi_arm arm, void *target, uint64_t id) {
    const unsigned i = activity->arms++;
    activity->arm[i] = status == DES_OK ? (uint8_t)arm : DESI_ARM_NONE;
    activity->waits[i].target = target;
    activity->waits[i].id = id;
    if (status != DES_OK) {
        activity->status = (uint8_t)status;
    }
    return status;
}

static bool is_full(struct desi_activity *activity) {
    if (activity->arms < DES_ACTIVITY_ARMS) {
        return false;
    }
    activity->status = DES_ERANGE;
    return true;
}

enum des_status desi_activity_arm_time(struct desi_activity *activity, double time) {
    des_event_id event = DES_NO_EVENT;
    enum des_status status = des_sim_schedule(activity->pool->sim, time, activity->event_priority,
                                              wake_up(activity, activity->arms), &event);
    return armed(activity, status, DESI_ARM_TIME, NULL, event);
}

enum des_status des_wait_until(struct des_activity *self, double time) {
    struct desi_activity *activity = desi_activity_of(self);
    return is_full(activity) ? DES_ERANGE : desi_activity_arm_time(activity, time);
}

enum des_status des_wait_for(struct des_activity *self, double delay) {
    return des_wait_until(self, des_activity_now(self) + delay);
}

enum des_status des_wait_server(struct des_activity *self, struct des_resource *resource,
                                int32_t priority) {
    struct desi_activity *activity = desi_activity_of(self);
    des_request_id id = 0;
    if (is_full(activity)) {
        return DES_ERANGE;
    }
    enum des_status status = des_resource_request(
        resource, priority, wake_up(activity, activity->arms), activity->event_priority, &id);
    return armed(activity, status, DESI_ARM_GRANT, resource, id);
}

enum des_status des_wait_grant(struct des_activity *self, struct des_resource *resource,
                               const struct des_request *request, des_request_id *id) {
    struct desi_activity *activity = desi_activity_of(self);
    des_request_id asked = 0;
    if (is_full(activity) || isfinite(request->service)) {
        activity->status = DES_ERANGE;
        return DES_ERANGE;
    }
    struct des_request own = *request;
    own.granted = wake_up(activity, activity->arms);
    own.reneged = wake_up(activity, activity->arms | DESI_RENEGED);
    own.event_priority = activity->event_priority;
    enum des_status status = des_resource_ask(resource, &own, &asked);
    if (status == DES_OK) {
        *id = asked;
    }
    return armed(activity, status, DESI_ARM_GRANT, resource, asked);
}

enum des_status des_wait_service(struct des_activity *self, struct des_resource *resource,
                                 const struct des_request *request) {
    struct desi_activity *activity = desi_activity_of(self);
    des_request_id asked = 0;
    if (is_full(activity) || !isfinite(request->service)) {
        activity->status = DES_ERANGE;
        return DES_ERANGE;
    }
    struct des_request own = *request;
    own.granted.kind = DES_NO_KIND;
    own.done = wake_up(activity, activity->arms);
    own.reneged = wake_up(activity, activity->arms | DESI_RENEGED);
    own.event_priority = activity->event_priority;
    enum des_status status = des_resource_ask(resource, &own, &asked);
    return armed(activity, status, DESI_ARM_SERVICE, resource, asked);
}

enum des_status des_wait_joint(struct des_activity *self, struct des_joint *joint,
                               const struct des_joint_request *request, des_joint_id *id) {
    struct desi_activity *activity = desi_activity_of(self);
    des_joint_id asked = 0;
    if (is_full(activity)) {
        return DES_ERANGE;
    }
    struct des_joint_request own = *request;
    own.granted = wake_up(activity, activity->arms);
    own.reneged = wake_up(activity, activity->arms | DESI_RENEGED);
    own.event_priority = activity->event_priority;
    enum des_status status = des_joint_ask(joint, &own, &asked);
    if (status == DES_OK) {
        *id = asked;
    }
    return armed(activity, status, DESI_ARM_JOINT, joint, asked);
}

enum des_status des_wait_condition(struct des_activity *self, struct des_condition *condition,
                                   int32_t priority) {
    struct desi_activity *activity = desi_activity_of(self);
    des_condition_id id = 0;
    if (is_full(activity)) {
        return DES_ERANGE;
    }
    enum des_status status = des_condition_wait(
        condition, priority, wake_up(activity, activity->arms), activity->event_priority, &id);
    return armed(activity, status, DESI_ARM_CONDITION, condition, id);
}

enum des_status des_wait_get(struct des_activity *self, struct des_level *level, double amount,
                             int32_t priority) {
    struct desi_activity *activity = desi_activity_of(self);
    des_level_id id = 0;
    if (is_full(activity)) {
        return DES_ERANGE;
    }
    enum des_status status = des_level_get(
        level, amount, priority, wake_up(activity, activity->arms), activity->event_priority, &id);
    return armed(activity, status, DESI_ARM_GET, level, id);
}

enum des_status des_wait_put(struct des_activity *self, struct des_level *level, double amount,
                             int32_t priority) {
    struct desi_activity *activity = desi_activity_of(self);
    des_level_id id = 0;
    if (is_full(activity)) {
        return DES_ERANGE;
    }
    enum des_status status = des_level_put(
        level, amount, priority, wake_up(activity, activity->arms), activity->event_priority, &id);
    return armed(activity, status, DESI_ARM_PUT, level, id);
}

enum des_status des_wait_object(struct des_activity *self, struct des_store *store,
                                int32_t priority, uint64_t *object) {
    struct desi_activity *activity = desi_activity_of(self);
    des_store_id id = 0;
    if (is_full(activity)) {
        return DES_ERANGE;
    }
    enum des_status status = des_store_get(store, priority, wake_up(activity, activity->arms),
                                           activity->event_priority, object, &id);
    return armed(activity, status, DESI_ARM_OBJECT, store, id);
}

enum des_status des_wait_put_object(struct des_activity *self, struct des_store *store,
                                    int32_t priority, uint64_t object) {
    struct desi_activity *activity = desi_activity_of(self);
    des_store_id id = 0;
    if (is_full(activity)) {
        return DES_ERANGE;
    }
    enum des_status status = des_store_put(
        store, object, priority, wake_up(activity, activity->arms), activity->event_priority, &id);
    return armed(activity, status, DESI_ARM_PUT_OBJECT, store, id);
}

enum des_status des_wait_activity(struct des_activity *self, struct des_activities *pool,
                                  des_activity_id other) {
    struct desi_activity *activity = desi_activity_of(self);
    struct desi_activity *awaited = desi_activity_find(pool, other);
    if (is_full(activity)) {
        return DES_ERANGE;
    }
    if (!awaited) {
        return armed(activity, DES_ESTALE, DESI_ARM_NONE, NULL, 0);
    }
    if (!awaited->ended) {
        awaited->ended = des_condition_create(pool->sim, pool->name);
    }
    if (!awaited->ended) {
        return armed(activity, DES_ENOMEM, DESI_ARM_NONE, NULL, 0);
    }
    return des_wait_condition(self, awaited->ended, 0);
}

/* ---- waiting ---- */

static bool is_armed(const struct desi_activity *activity) {
    for (unsigned i = 0; i < activity->arms; i++) {
        if (activity->arm[i] != DESI_ARM_NONE) {
            return true;
        }
    }
    return false;
}

bool des_activity_yields(struct des_activity *self, enum des_status status) {
    struct desi_activity *activity = desi_activity_of(self);
    if (status == DES_OK && is_armed(activity)) {
        return true;
    }
    desi_activity_disarm(activity, -1);
    activity->cause = DES_WOKEN_NOT;
    return false;
}

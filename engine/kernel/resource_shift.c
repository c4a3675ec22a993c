/* Capacity that changes while in use: by hand, or by a plan of shifts. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "resource_internal.h"

struct desi_shifts {
    struct des_shift_plan plan;
    uint32_t kind;
    size_t next;         /* shift that begins next */
    double period_start; /* of the period that it is in */
    des_event_id event;
    struct des_shift shifts[];
};

static void let_finish(struct des_resource *resource, uint32_t servers) {
    resource->servers = servers;
    desi_resource_trace(resource, DES_RESOURCE_SERVERS, 0);
    desi_resource_serve(resource);
}

enum des_status des_resource_set_servers(struct des_resource *resource, uint32_t servers) {
    let_finish(resource, servers);
    return DES_OK;
}

void des_resource_hand_over(struct des_resource *resource, uint32_t servers) {
    resource->servers = servers;
    desi_resource_trace(resource, DES_RESOURCE_SERVERS, 0);
    while (resource->busy > servers && desi_resource_displace_last(resource, 0, 0)) {
    }
    desi_resource_serve(resource);
}

/* ---- plans ---- */

static void apply(struct des_resource *resource, const struct desi_shifts *shifts, size_t i) {
    if (shifts->plan.hand_over) {
        des_resource_hand_over(resource, shifts->shifts[i].servers);
    } else {
        let_finish(resource, shifts->shifts[i].servers);
    }
}

static bool repeats(const struct desi_shifts *shifts) {
    return isfinite(shifts->plan.period);
}

/* Steps to the shift that begins next; false when there is none. */
static bool step(struct desi_shifts *shifts) {
    if (++shifts->next < shifts->plan.count) {
        return true;
    }
    shifts->next = 0;
    shifts->period_start += shifts->plan.period;
    return repeats(shifts);
}

static double next_time(const struct desi_shifts *shifts) {
    return shifts->period_start + shifts->shifts[shifts->next].time;
}

static enum des_status schedule_next(struct des_resource *resource, struct desi_shifts *shifts) {
    const struct des_event event = {.kind = shifts->kind};
    return des_sim_schedule(resource->sim, next_time(shifts), shifts->plan.event_priority, event,
                            &shifts->event);
}

/* The next event takes the place of the one that has just fired. */
static void begin_shift(void *context, struct des_sim *sim, const struct des_event *event) {
    struct des_resource *resource = context;
    struct desi_shifts *shifts = resource->shifts;
    const size_t begins = shifts->next;
    (void)event;
    shifts->event = DES_NO_EVENT;
    if (step(shifts)) {
        enum des_status status = schedule_next(resource, shifts);
        des_assert(sim, status == DES_OK);
    }
    apply(resource, shifts, begins);
}

/* Finds the first shift after now, and the one in force, plan.count when there is
 * none.  False when no shift follows. */
static bool find_place(struct desi_shifts *shifts, double now, size_t *in_force) {
    const size_t count = shifts->plan.count;
    bool more = true;
    shifts->next = 0;
    shifts->period_start =
        repeats(shifts) ? floor(now / shifts->plan.period) * shifts->plan.period : 0.0;
    *in_force = repeats(shifts) ? count - 1 : count;
    while (more && next_time(shifts) <= now) {
        *in_force = shifts->next;
        more = step(shifts);
    }
    return more;
}

static bool is_sound(const struct des_shift_plan *plan) {
    if (plan->count == 0 || !(plan->period > 0) || plan->event_priority < INT16_MIN ||
        plan->event_priority > INT16_MAX) {
        return false;
    }
    double last = -1;
    for (size_t i = 0; i < plan->count; i++) {
        if (!(plan->shifts[i].time > last && plan->shifts[i].time < plan->period)) {
            return false;
        }
        last = plan->shifts[i].time;
    }
    return plan->shifts[0].time >= 0;
}

static struct desi_shifts *copy_plan(const struct des_shift_plan *plan) {
    if (plan->count > SIZE_MAX / 2 / sizeof(struct des_shift)) {
        return NULL;
    }
    struct desi_shifts *shifts = calloc(1, sizeof(*shifts) + plan->count * sizeof(*plan->shifts));
    if (shifts) {
        shifts->plan = *plan;
        shifts->plan.shifts = shifts->shifts;
        memcpy(shifts->shifts, plan->shifts, plan->count * sizeof(*plan->shifts));
    }
    return shifts;
}

void desi_resource_forget_shifts(struct des_resource *resource) {
    if (resource->shifts) {
        (void)des_sim_cancel(resource->sim, resource->shifts->event);
        free(resource->shifts);
        resource->shifts = NULL;
    }
}

/* One kind for all plans that a resource follows in its life. */
static enum des_status know_shifts(struct des_resource *resource, struct desi_shifts *shifts) {
    if (resource->shift_kind == DES_NO_KIND) {
        enum des_status status =
            desi_sim_add_own_kind(resource->sim, resource->name, "shift begins", begin_shift,
                                  resource, &resource->shift_kind);
        if (status != DES_OK) {
            return status;
        }
    }
    shifts->kind = resource->shift_kind;
    return DES_OK;
}

static enum des_status start(struct des_resource *resource, struct desi_shifts *shifts) {
    size_t in_force;
    enum des_status status = know_shifts(resource, shifts);
    const bool more = find_place(shifts, desi_sim_now(resource->sim), &in_force);
    if (status == DES_OK && more) {
        status = schedule_next(resource, shifts);
    }
    if (status != DES_OK) {
        return status;
    }
    desi_resource_forget_shifts(resource);
    resource->shifts = shifts;
    if (in_force < shifts->plan.count) {
        apply(resource, shifts, in_force);
    }
    return DES_OK;
}

enum des_status des_resource_follow(struct des_resource *resource,
                                    const struct des_shift_plan *plan) {
    if (!is_sound(plan)) {
        return DES_ERANGE;
    }
    struct desi_shifts *shifts = copy_plan(plan);
    if (!shifts) {
        return DES_ENOMEM;
    }
    enum des_status status = start(resource, shifts);
    if (status != DES_OK) {
        free(shifts);
    }
    return status;
}

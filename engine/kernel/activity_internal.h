/* engine/kernel/activity_internal.h - the record of an activity. */
#ifndef DESI_KERNEL_ACTIVITY_INTERNAL_H
#define DESI_KERNEL_ACTIVITY_INTERNAL_H

#include "des/activity.h"

#include "heap.h"

enum desi_arm {
    DESI_ARM_NONE, /* failed, or taken back */
    DESI_ARM_TIME,
    DESI_ARM_GRANT,
    DESI_ARM_SERVICE,
    DESI_ARM_CONDITION,
    DESI_ARM_JOINT,
    DESI_ARM_GET,
    DESI_ARM_PUT,
    DESI_ARM_OBJECT,
    DESI_ARM_PUT_OBJECT
};

enum desi_activity_state { DESI_FREE, DESI_ASLEEP, DESI_RUNNING };

struct desi_activity {
    struct des_activity seen; /* first: what the body has */
    uint32_t slot;
    struct des_activities *pool;
    uint64_t wait;       /* number of the wait; never used again in this slot */
    uint32_t generation; /* of the slot's present or next use; from 1 */
    int16_t event_priority;
    uint8_t state, arms;
    uint8_t arm[DES_ACTIVITY_ARMS];
    int8_t cause;
    uint8_t status;
    bool stands;                 /* something put in could not be taken back */
    uint64_t reason;             /* next free slot while free */
    struct des_condition *ended; /* NULL until someone waits for an end */
    struct {
        void *target;
        uint64_t id;
    } waits[DES_ACTIVITY_ARMS];
    _Alignas(8) unsigned char own[];
};

_Static_assert(sizeof(struct desi_activity) + DES_ACTIVITY_STATE_SIZE <= DES_ACTIVITY_SIZE,
               "an activity fits its record");

struct des_activities {
    struct des_sim *sim;
    const char *name;
    des_activity_body body;
    void *context;
    uint32_t kind;
    size_t stride; /* of a record, own state included */
    size_t state_size;
    unsigned char **blocks; /* records never move */
    uint32_t block_count, block_capacity;
    uint32_t fresh; /* slots never used yet begin here */
    uint32_t free;  /* first free slot; DESI_NOWHERE when there is none */
    size_t count;
};

static inline struct desi_activity *desi_activity_of(struct des_activity *self) {
    return (struct desi_activity *)(void *)self;
}

struct desi_activity *desi_activity_at(const struct des_activities *pool, uint32_t slot);
/* NULL when it has ended. */
struct desi_activity *desi_activity_find(const struct des_activities *pool, des_activity_id id);

/* ---- activity_wait.c ---- */

/* Takes back all that was armed, but the arm that won. */
void desi_activity_disarm(struct desi_activity *activity, int but);
/* Arms a wake-up at this time. */
DES_NODISCARD enum des_status desi_activity_arm_time(struct desi_activity *activity, double time);
/* Wakes with cause DES_WOKEN_INTERRUPTED. */
struct des_event desi_activity_interruption(const struct desi_activity *activity);

enum { DESI_RENEGED = 0x40, DESI_INTERRUPTED = 0x80 }; /* in an event's argument, by its arm */

#endif

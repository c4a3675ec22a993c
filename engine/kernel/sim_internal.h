/* engine/kernel/sim_internal.h - what the resources need of a simulation. */
#ifndef DESI_KERNEL_SIM_INTERNAL_H
#define DESI_KERNEL_SIM_INTERNAL_H

#include "des/sim.h"

/* What a simulation begins with. */
struct desi_sim_head {
    double now;
};

static inline double desi_sim_now(const struct des_sim *sim) {
    return ((const struct desi_sim_head *)(const void *)sim)->now;
}

/* Keeps a place in the future event set for an event that has to be scheduled
 * later, where nothing may fail.  DES_OK; DES_ERANGE for an unknown kind or a
 * priority outside its range; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_sim_promise(struct des_sim *sim, struct des_event event,
                                               int32_t priority);
/* Schedules a promised event now. */
des_event_id desi_sim_keep(struct des_sim *sim, struct des_event event, int32_t priority);
/* Gives up the place of a promised event. */
void desi_sim_forget(struct des_sim *sim);

/* Memory that des_sim_destroy frees, such as the names of kinds that a resource
 * has added and that outlive it: put it at the head of this list. */
struct desi_block {
    struct desi_block *next;
};
struct desi_block **desi_sim_blocks(struct des_sim *sim);

/* Adds a kind named "owner: what", with a number behind when that is taken.
 * DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_sim_add_own_kind(struct des_sim *sim, const char *owner,
                                                    const char *what, des_handler handler,
                                                    void *context, uint32_t *kind);

#endif

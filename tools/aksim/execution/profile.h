/* tools/aksim/execution/profile.h - where the time of the runs of this process went. */
#ifndef AKSIM_PROFILE_H
#define AKSIM_PROFILE_H

#include <jansson.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

#include "des/model.h"

struct profile_row {
    char *name;
    uint64_t handled, spent_ns;
};

/* Of all runs, by kind of event.  Workers add to it under its lock. */
struct profile {
    pthread_mutex_t lock;
    struct profile_row *rows;
    size_t count, capacity;
    uint64_t total_ns; /* of the runs, from their making to their end */
};

void profile_init(struct profile *profile);
void profile_fini(struct profile *profile);

/* One run: begin before, end after des_model_run, by the same thread.  Both do nothing
 * when `profile` is NULL. */
struct profile_run {
    struct profile *profile;
    struct des_profile input;
    uint64_t begun_ns;
};
const struct des_profile *profile_begin(struct profile *profile, struct profile_run *run);
void profile_end(struct profile_run *run);

/* The kind that took most comes first; what no handler took, the queue of events among it,
 * last.  When no worker is left. */
void profile_print(struct profile *profile, FILE *out);
json_t *profile_json(struct profile *profile);

#endif

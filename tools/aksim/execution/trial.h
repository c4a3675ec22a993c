/* tools/aksim/execution/trial.h - what time and disk the runs of a scenario may take, by trying
 * some. */
#ifndef AKSIM_TRIAL_H
#define AKSIM_TRIAL_H

#include "scenario.h"

struct trial_estimate {
    double seconds;   /* of one thread, all runs; at least this when `more` */
    double megabytes; /* of journals, all runs, without traces */
    bool more;        /* a trial did not end in time */
    size_t tried;     /* settings */
    enum des_status status;
    struct des_error error;
};

/* One run of each setting, in the reference arm; of many settings some at equal steps are tried,
 * and stand for all.  The first failure ends it, in `status` and `error`. */
struct trial_estimate trial_estimate(const struct scenario *scenario);

#endif

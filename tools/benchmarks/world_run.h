/* tools/benchmarks/world_run.h - one municipality of home care, run and timed here. */
#ifndef BENCH_WORLD_RUN_H
#define BENCH_WORLD_RUN_H

#include "des/experiment.h"

enum { WORLD_KINDS = 64 };

struct world_kind {
    const char *name; /* static in the model */
    double ns;
    uint64_t handled;
};

struct world_figures {
    double ns;                    /* processor time of the observed days */
    double set_up_ns, warm_up_ns; /* the same of what goes before */
    double visits, users;         /* carried out in the observed days; at their start */
    uint32_t pending;             /* median over the hours */
    double bytes;                 /* allocated at the end */
    struct world_kind kind[WORLD_KINDS];
    size_t kinds;
};

/* Ends the program with the reason when the text is no scenario of the model. */
struct des_experiment *world_parse(const struct des_model *model, const char *text,
                                   const char *const *sets, size_t set_count);
struct des_experiment *world_load(const struct des_model *model, const char *path);

/* One replication of a setting in the reference arm; `profile` NULL: no times by kind. */
struct world_figures world_run(const struct des_experiment *experiment, size_t setting,
                               int64_t days, des_clock profile);

#endif

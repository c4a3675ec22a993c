/* tools/aksim/slurm_script.h - the text of a batch script for Slurm. */
#ifndef AKSIM_SLURM_SCRIPT_H
#define AKSIM_SLURM_SCRIPT_H

#include <stdio.h>

#include "options.h"

struct slurm_options {
    struct scenario_options scenario;
    struct extent_options extent;
    const char *file, *out, *time, *memory;
    struct text_list sbatch; /* more options of sbatch */
    struct text_list before; /* lines of shell before the program is called */
    int64_t tasks, at_once, mpi, cpus;
    bool print, force;
};

/* `places`: settings x points, which the tasks of an array share. */
void slurm_script_put(FILE *to, const struct slurm_options *options, size_t places);

#endif

/* tools/aksim/execution/provenance.h - which program wrote a results file, when and where. */
#ifndef AKSIM_PROVENANCE_H
#define AKSIM_PROVENANCE_H

#include "des/results.h"
#include "job.h"

struct provenance_facts {
    const char *command; /* command line */
    const char *program; /* as it enters the run keys */
    size_t threads;      /* 0: none ran */
    size_t simulated, reused;
    double wall_s;
};

/* Fills the record; *volatile_json is owned by the caller, free(). */
void provenance_fill(struct des_provenance *provenance, const struct provenance_facts *facts,
                     char **volatile_json);

/* The words of a command line with spaces between; owned by the caller.  To be
 * asked before argp_parse, which puts the words in another order. */
char *provenance_command(int argc, char **argv);

#endif

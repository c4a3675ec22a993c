/* tools/aksim/view/view.h - what a results file says, printed. */
#ifndef AKSIM_VIEW_H
#define AKSIM_VIEW_H

#include "des/results.h"
#include "exit_code.h"
#include "options.h"
#include "table.h"

enum view {
    VIEW_OVERVIEW, /* arms, paired differences, contrasts */
    VIEW_ARMS,
    VIEW_PAIRED,
    VIEW_CONTRASTS,
    VIEW_SUMS,
    VIEW_RUNS,
    VIEW_PARAMETERS,
    VIEW_PROVENANCE,
    VIEW_SENSITIVITY,
    VIEW_PRECISION,
    VIEW_VALIDATION,
    VIEW_EFFECTS,
    VIEW_BREAK_EVEN
};

struct view_options {
    enum view view;
    enum table_format format;
    const char *outcomes; /* "a,b"; "all"; NULL: those that matter */
    const char *stratum;  /* NULL: the first, "all" */
    const char *point; /* of this point only; "all": each; NULL: all, together when they are many */
    /* Cost-effectiveness at these sums of money for a unit of effect; NULL: not asked for. */
    const char *effect, *cost;
    const double *thresholds;
    size_t threshold_count;
    double precision;                /* half-width wanted, as a share of the reference's mean */
    const struct text_list *plugins; /* that the scenario in the file needs; NULL: none */
    const struct text_list *targets; /* files of targets beside the model's own; NULL: none */
    json_t *run;                     /* member "run" of the JSON document, or NULL; borrowed */
};

/* Prints to stdout. */
enum exit_code view_print(const char *path, const struct view_options *options);

#endif

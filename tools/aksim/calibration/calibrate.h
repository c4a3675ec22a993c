/* tools/aksim/calibration/calibrate.h - what the two kinds of calibration share. */
#ifndef AKSIM_CALIBRATE_H
#define AKSIM_CALIBRATE_H

#include "des/calibration.h"
#include "output.h"
#include "table.h"

struct calibrate_options {
    const char *file;
    struct output_options output;
    struct scenario_options scenario;
    struct text_list targets;
    size_t threads;
    int64_t replications;
    enum table_format format;
};

/* Fits the doubt about parameters to effects (des/effect.h): runs all draws of the reference arm,
 * takes the inverse step, runs them again, as often as the block says, and writes the best.  Prints
 * the report. */
enum exit_code calibrate_effects(const struct calibrate_options *options,
                                 const struct des_experiment *experiment,
                                 const struct des_calibration *what);

#endif

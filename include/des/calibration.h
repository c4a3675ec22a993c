/* include/des/calibration.h - which parameters are fitted to which targets.
 *
 * A scenario says it in a block that runs take no notice of:
 *
 *   calibrate = {
 *     parameters = ( "health.change_rate.age_67_79",
 *                    [ "health.change_rate.age_80_89", "health.change_rate.age_90_plus" ] );
 *     targets = [ "admissions_67_79", "admissions_80_plus" ];   // des/targets.h
 *     iterations = 6;                                            // 0 to 100; default 6
 *   };
 *
 * Parameters in one bracket are multiplied by the same factor.  Each is a positive real and the
 * same in all settings.
 *
 * With `effects = [ "admissions", ... ]` (des/effect.h) in the place of targets, what is fitted is
 * the doubt about the parameters: each stands alone and has a lognormal doubt (one or two
 * pieces), and the scenario has one setting and a design of kind "uncertainty" with two
 * replications or more. */
#ifndef DES_CALIBRATION_H
#define DES_CALIBRATION_H

#include "des/targets.h"

/* Elements that move together. */
struct des_knob {
    size_t *elements;
    size_t count;
    double low, high; /* logarithms of the least and the largest factor that keeps all in range */
};

struct des_calibration {
    struct des_knob *knobs;
    size_t knob_count;
    const struct des_target **targets; /* borrowed from the table */
    size_t target_count;
    size_t *effects; /* of the model; NULL: targets are fitted to */
    size_t effect_count;
    int64_t iterations;
};

/* Reads the block from the file that the experiment was read from.  Factors lie between 1/20 and
 * 20.  Release with fini also after a failure.  DES_OK; DES_EINPUT, told in `diagnostics`;
 * DES_ENOINPUT; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_calibration_read(const char *path,
                                                           const struct des_experiment *experiment,
                                                           const struct des_targets *targets,
                                                           struct des_calibration *calibration,
                                                           struct des_diagnostics *diagnostics);
DES_API void des_calibration_fini(struct des_calibration *calibration);

#endif

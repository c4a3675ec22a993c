/* engine/experiment/stop.c - how many replications a setting and point need: a function of the
 * results in their order, never of when or where they came. */
#include "experiment.h"

#include "des/check.h"

#include <math.h>

/* ---- precision of a prefix ---- */

/* Of a difference where arms are compared, else of the level itself. */
static bool is_narrow(const struct des_totals *prefix, size_t setting, size_t point, size_t arm,
                      size_t outcome) {
    const struct des_plan *plan = des_experiment_plan(prefix->experiment);
    const struct des_stop_rule *rule = plan->stop;
    struct des_estimate reference =
        des_totals_summary(prefix, setting, plan->reference, point, 0, outcome);
    struct des_estimate estimate = arm == plan->reference
                                       ? reference
                                       : des_totals_paired(prefix, setting, arm, point, 0, outcome);
    double half_width = 0.5 * (estimate.high - estimate.low);
    return half_width <= fmax(rule->absolute, rule->relative * fabs(reference.mean));
}

static bool is_precise(const struct des_totals *totals, size_t setting, size_t point, int64_t n) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    struct des_totals prefix = *totals;
    prefix.limit = n;
    for (size_t i = 0; i < plan->stop->outcome_count; ++i) {
        for (size_t arm = 0; arm < plan->arm_count; ++arm) {
            bool compared = plan->arm_count == 1 || arm != plan->reference;
            if (compared && !is_narrow(&prefix, setting, point, arm, plan->stop->outcomes[i])) {
                return false;
            }
        }
    }
    return true;
}

static bool stays_precise(const struct des_totals *totals, size_t setting, size_t point,
                          int64_t first, int64_t last) {
    for (int64_t n = first; n <= last; ++n) {
        if (!is_precise(totals, setting, point, n)) {
            return false;
        }
    }
    return true;
}

/* ---- the rule ---- */

/* Replications from the first on that every arm has ended, well or not. */
static int64_t known_prefix(const struct des_totals *totals, size_t setting, size_t point) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    for (int64_t r = 0; r < plan->replications; ++r) {
        for (size_t arm = 0; arm < plan->arm_count; ++arm) {
            struct des_coordinates at = {setting, arm, point, r};
            if (!totals->known[des_experiment_run_id(totals->experiment, at)]) {
                return r;
            }
        }
    }
    return plan->replications;
}

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

struct des_replications des_totals_replications(const struct des_totals *totals, size_t setting,
                                                size_t point) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    const struct des_stop_rule *rule = plan->stop;
    int64_t most = plan->replications;
    des_require(setting < plan->setting_count && point < plan->point_count);
    if (rule == NULL) {
        return (struct des_replications){DES_REPLICATIONS_FIXED, most};
    }
    int64_t known = known_prefix(totals, setting, point);
    for (int64_t n = rule->first; n < most; n += rule->step) {
        int64_t last = smaller(n + rule->look_ahead, most);
        if (known < last) {
            return (struct des_replications){DES_REPLICATIONS_OPEN, last};
        }
        if (stays_precise(totals, setting, point, n, last)) {
            return (struct des_replications){DES_REPLICATIONS_PRECISE, last};
        }
    }
    return (struct des_replications){known < most ? DES_REPLICATIONS_OPEN : DES_REPLICATIONS_CAPPED,
                                     most};
}

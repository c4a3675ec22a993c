/* engine/experiment/stop_read.c - the record `stop` of a scenario. */
#include "experiment.h"

static double read_real(struct desi_config *config, const config_setting_t *record,
                        const char *name) {
    const config_setting_t *member = desi_config_member(record, name);
    if (member == NULL) {
        return 0.0;
    }
    int type = config_setting_type(member);
    double number = type == CONFIG_TYPE_INT     ? (double)config_setting_get_int(member)
                    : type == CONFIG_TYPE_FLOAT ? config_setting_get_float(member)
                                                : -1.0;
    if (!(number >= 0.0 && number <= 1e300)) {
        desi_config_tell(config, member, "not a precision (accepted: a number from 0)");
        return 0.0;
    }
    return number;
}

static enum des_status read_outcomes(struct des_experiment *experiment,
                                     const config_setting_t *record) {
    const config_setting_t *list = desi_config_member(record, "outcomes");
    enum des_status status = desi_read_outcomes(experiment, list, &experiment->stop_outcomes,
                                                &experiment->stop.outcome_count);
    if (status == DES_OK && experiment->stop.outcome_count == 0) {
        desi_config_tell(&experiment->config, list == NULL ? record : list,
                         "no outcomes are given (accepted: outcomes = [\"...\", ...])");
    }
    experiment->stop.outcomes = experiment->stop_outcomes;
    return status;
}

enum des_status desi_read_stop(struct des_experiment *experiment) {
    static const char *const keys[] = {"outcomes", "absolute",   "relative", "first",
                                       "step",     "look_ahead", NULL};
    struct desi_config *config = &experiment->config;
    const config_setting_t *root = config_root_setting(&config->tree);
    const config_setting_t *record = desi_config_group(config, root, "stop");
    if (record == NULL) {
        return DES_OK;
    }
    int64_t most = experiment->plan.replications;
    desi_config_tell_unknown(config, record, keys);
    experiment->stop = (struct des_stop_rule){
        .absolute = read_real(config, record, "absolute"),
        .relative = read_real(config, record, "relative"),
        .first = desi_config_integer(config, record, "first", 2, INT32_MAX, 10),
        .step = desi_config_integer(config, record, "step", 1, INT32_MAX, 10),
        .look_ahead = desi_config_integer(config, record, "look_ahead", 0, INT32_MAX, 5),
    };
    if (experiment->stop.absolute <= 0.0 && experiment->stop.relative <= 0.0) {
        desi_config_tell(config, record,
                         "no precision is given (accepted: relative = 0.05, absolute = ...)");
    }
    if (experiment->stop.first > most) {
        desi_config_tell(config, record,
                         "the first look comes after the last replication (replications is the "
                         "most that are done)");
    }
    experiment->plan.stop = &experiment->stop;
    return read_outcomes(experiment, record);
}

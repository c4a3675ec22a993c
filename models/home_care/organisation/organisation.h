/* models/home_care/organisation/organisation.h - what every care model says: who staffs it, whom it
 * serves, of which parts it is made.
 *
 * A model's parameters lie under care.<model>: its own, then `staffing` and `area`, then
 * one group per part.  Each group is the table of the part with the model's own values
 * put in, so that every default that is shown is the one that holds. */
#ifndef HOME_CARE_ORGANISATION_H
#define HOME_CARE_ORGANISATION_H

#include "des/params.h"
#include "homecare/care_model.h"

/* Group "care.<model>.staffing". */
struct hc_staffing {
    int own; /* enum hc_own_profession */
    int64_t fixed;
    double per_1000_users;
    double hours_per_resident;
    double contract_hours;
    double day_start;
    int64_t weekend_interval;
    double evenings;
    double in_rota;
    double here;
    int64_t weeks_apart;
    double away_km;
    double pulled;
    bool ordinary_work;
    int between_tasks; /* enum hc_between_tasks */
    bool anchored;
};
enum hc_between_tasks { HC_BETWEEN_WAITING, HC_BETWEEN_WARD };
enum hc_own_profession { HC_OWN_AKS, HC_OWN_NURSE, HC_OWN_PHARMACIST };
extern const struct des_param hc_staffing_params[];

/* Group "care.<model>.area". */
struct hc_area {
    bool on_route;
    bool care_housing;
    bool other_service;
    int64_t zones;
    int64_t wards;
    int64_t gps;
    double declines;
};
extern const struct des_param hc_area_params[];

/* NULL when there is no such part. */
const struct hc_part *hc_part_find(const char *name);
/* How many groups of parameters the model has; how many parts. */
size_t hc_organisation_groups(const struct hc_care_model *model);
size_t hc_organisation_parts(const struct hc_care_model *model);
/* A model that does something has own staff: every one but the baseline. */
bool hc_organisation_has_staff(const struct hc_care_model *model);

/* DES_EINPUT with a sentence: a part that is not there or named twice, a setting of what
 * no group has, or outside its range. */
DES_NODISCARD enum des_status hc_organisation_check(const struct hc_care_model *model,
                                                    struct des_error *error);
/* Group `g` of a model that passed the check.  `path` (room for 128) is filled and
 * borrowed by the group, whose table is allocated: owned by the caller.  DES_ENOMEM. */
DES_NODISCARD enum des_status hc_organisation_group(const struct hc_care_model *model, size_t g,
                                                    char *path, struct des_param_group *group,
                                                    struct des_param **table);

/* Posts in this place, whole people; at least one where the rule gives any at all. */
size_t hc_staffing_posts(const struct hc_staffing *staffing, const struct hc_place *place);

#endif

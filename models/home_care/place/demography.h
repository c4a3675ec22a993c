/* models/home_care/place/demography.h - the place in another year: people by age, and what follows.
 *
 * The municipality's people, users and places are those of 2024.  For a later year people of
 * four ages grow as in Statistics Norway's projection of a municipality of middling growth, in
 * its low, main or high alternative; `old` and `young` say by how much this place grows more
 * or less by 2040.  Users follow as coverage of each age, staff as planned hours by the rule
 * for staffing; nothing else of the world is of another year. */
#ifndef HOME_CARE_DEMOGRAPHY_H
#define HOME_CARE_DEMOGRAPHY_H

#include <stdint.h>

#include "des/params.h"

struct hc_demand;
struct hc_municipality;

enum hc_demography_alternative {
    HC_DEMOGRAPHY_LOW,
    HC_DEMOGRAPHY_MAIN,
    HC_DEMOGRAPHY_HIGH,
    HC_DEMOGRAPHY_ALTERNATIVES
};
extern const char *const hc_demography_names[];
enum { HC_DEMOGRAPHY_FIRST = 2024, HC_DEMOGRAPHY_LAST = 2040 };

/* Group "demography". */
struct hc_demography {
    int64_t year;
    int alternative;
    double old, young;
    double coverage;
    double hours;
    double places_follow;
};
extern const struct des_param hc_demography_params[];

/* People of an age in this year over those of 2024. */
enum hc_demography_age {
    HC_DEMOGRAPHY_UNDER_67,
    HC_DEMOGRAPHY_67_79,
    HC_DEMOGRAPHY_80_89,
    HC_DEMOGRAPHY_90_PLUS,
    HC_DEMOGRAPHY_AGES
};
double hc_demography_growth(const struct hc_demography *demography, enum hc_demography_age age);

/* Puts the year's people, users and places over those of 2024; the year 2024 changes nothing
 * but by growth of coverage and hours, of which it has had none. */
void hc_demography_apply(const struct hc_demography *demography,
                         struct hc_municipality *municipality, struct hc_demand *demand);

#endif

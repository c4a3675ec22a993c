/* models/home_care/place/derive.h - what a municipality's parameters are, by stated rules.
 *
 * From an entry of the register to the groups "municipality", "map" and "services" of a
 * scenario, each value with the rule, its source and its grade.  The rules use statistics by
 * centrality class for demand and supply (users by age, housing, places); map, distances and
 * sizes follow from people and area alone, by the same formula for every place. */
#ifndef HOME_CARE_DERIVE_H
#define HOME_CARE_DERIVE_H

#include "des/params.h"

#include "register.h"

/* Which year's people: what `aksim new` is asked for. */
struct hc_derive_year {
    int64_t year;
    int alternative; /* enum hc_demography_alternative */
};

/* Parameters in the syntax of a scenario, with comments; every line is indented by `indent`
 * blanks.  `table` and `grade`: where the entry is from, and how sure that is; `year`: NULL for
 * that of the table.  Owned by the caller, free(); NULL when out of memory. */
char *hc_derive_text(const struct hc_register_entry *entry, const char *table, enum des_grade grade,
                     const struct hc_derive_year *year, int indent);

/* Users on a date by the class coverage of each age: 0 under 67, 1 67-79, 2 80 and over. */
void hc_derive_users(const struct hc_register_entry *entry, double users[3]);

/* Road from the main settlement to the legevakt: the middle of an area of 12 000 people.  Over
 * the 357 municipalities the median is 15 km and half have more than 15; measured in 2011
 * (Tidsskr Nor Legeforen 2014): 13 km, 47 %. */
double hc_derive_legevakt_km(const struct hc_register_entry *entry);

#endif

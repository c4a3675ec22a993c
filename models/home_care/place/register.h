/* models/home_care/place/register.h - municipalities by code and name: a table of facts.
 *
 * The built-in table (scenarios/municipalities/norway_2024.csv) is part of the program; a
 * user's own table has the same columns.  Lines that begin with # are comments; columns are
 * found by name, separated by , or ; and may stand in any order:
 *
 *   code, name, class, population, age_67_plus, age_80_plus, age_90_plus, area_km2  needed
 *   county, index                                                                   optional
 *
 * Other columns are passed over. */
#ifndef HOME_CARE_REGISTER_H
#define HOME_CARE_REGISTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "des/status.h"

struct hc_register_entry {
    char code[16];
    char name[96];
    char county[64];          /* "" when not known */
    int64_t centrality_class; /* 1 to 6 */
    int64_t index;            /* 0 to 1000; -1 when not known */
    int64_t population, age_67_plus, age_80_plus, age_90_plus;
    double area_km2;
    bool counted; /* its ages were taken from the statistics bank */
};
struct hc_register {
    struct hc_register_entry *entry; /* in the order of the table */
    size_t count;
};

/* What a value from the built-in table gives as its source. */
#define HC_REGISTER_SOURCE "Statistics Norway 2024 (norway_2024.csv)"

/* The text of the built-in table; static. */
extern const char hc_register_norway[];

/* Reads a table.  Everything that is wrong is told with `name` and line.  DES_OK; DES_EINPUT
 * (see diagnostics); DES_ENOMEM.  On failure *table is untouched.  O(n^2) for codes given
 * twice. */
DES_NODISCARD enum des_status hc_register_read(const char *text, const char *name,
                                               struct hc_register *table,
                                               struct des_diagnostics *diagnostics);
void hc_register_fini(struct hc_register *table);

/* Puts people by age from SSB's statistics bank (CSV of table 07459: columns region and alder, with
 * or without kjønn and år; the figures in the last column; one year of age or bands within 0-66,
 * 67-79, 80-89 and 90 or more, all of them and none twice) over those of the municipalities named
 * there.  Totals, counties, the country, earlier years, municipalities of former years and what
 * stands below an empty line are passed over.  DES_OK; DES_EINPUT (see diagnostics), the table is
 * then as before; DES_ENOMEM. */
DES_NODISCARD enum des_status hc_register_take_ages(const char *text, const char *name,
                                                    struct hc_register *table,
                                                    struct des_diagnostics *diagnostics);

/* The entry with this code, or with this name: in any case of letters, whole or one of the
 * names that a hyphen joins ("Karasjok" for "Karasjohka-Karasjok").  DES_OK; DES_EINPUT when
 * there is none (with the nearest ones) or several (with their codes).  O(n). */
DES_NODISCARD enum des_status hc_register_find(const struct hc_register *table, const char *wanted,
                                               size_t *index, struct des_error *error);

#endif

/* models/home_care/reading/own_data_check.h - own tables held together: what no line shows alone.
 *
 * Settlements and users who can be reached, each named once; visits of users who are there. */
#ifndef HOME_CARE_OWN_DATA_CHECK_H
#define HOME_CARE_OWN_DATA_CHECK_H

#include "own_data.h"

/* Tables as read; all is borrowed.  The lines are those of the files, for messages. */
struct hc_own_tables {
    const struct hc_own_texts *texts;
    struct hc_own_data *data;
    struct des_diagnostics *told;
    const struct hc_own_place *origin; /* NULL: no settlements */
    const size_t *user_line, *visit_line, *settlement_line;
};

/* Places users and settlements, sorts the visits by user and indexes them: data->first_visit is
 * the caller's to free, also on failure.  DES_OK; DES_EINPUT (told); DES_ENOMEM.
 * O(n log n) in users and visits, squared in settlements. */
DES_NODISCARD enum des_status hc_own_data_check(const struct hc_own_tables *tables);

#endif

/* models/home_care/organisation/composition.h - the parts that an arm chooses for its care model.
 *
 * An arm may say `parts = ("referral", "round")` (arm.parts = "referral, round"): these
 * parts, asked in this order after the model's own hooks, instead of those that the model
 * names.  A part that the model has keeps the model's values (care.<model>.<part>); any
 * other has those of the model `composed`, which has all parts (care.composed.<part>). */
#ifndef HOME_CARE_COMPOSITION_H
#define HOME_CARE_COMPOSITION_H

#include "des/model.h"
#include "homecare/care_model.h"

/* A part, and the model under whose name its parameters lie. */
struct hc_chosen_part {
    const struct hc_part *part;
    const char *owner;
};

/* The parts in the order in which they are asked, of a choice that passed the check; "": the
 * model's own.  `chosen` has room for hc_part_count.  Returns how many. */
size_t hc_composition(const struct hc_care_model *model, const char *parts,
                      struct hc_chosen_part *chosen);

/* Tells of a part that is not there or named twice, and of parts of a model without staff. */
void hc_composition_check(const struct hc_care_model *model, const char *parts,
                          struct des_diagnostics *diagnostics);

#endif

/* models/home_care/organisation/composition.h - the parts that an arm chooses for its care model.
 *
 * With `model`, an arm may say `parts = ("referral", "round")` (arm.parts = "referral, round"):
 * these parts, asked in this order after the model's own hooks, instead of those that the model
 * names.  With `base`, it says how it differs from that model: `parts = ("round", "-guidance")`
 * adds one, before the first of the base's that stands behind it in the model `composed`, which
 * has all parts, and leaves one out.  A part that the model or base has keeps its values
 * (care.<model>.<part>); any other has those of `composed` (care.composed.<part>). */
#ifndef HOME_CARE_COMPOSITION_H
#define HOME_CARE_COMPOSITION_H

#include "des/model.h"
#include "homecare/care_model.h"
#include "home_care/parameters.h"

/* A part, and the model under whose name its parameters lie. */
struct hc_chosen_part {
    const struct hc_part *part;
    const char *owner;
};

/* The parts in the order in which they are asked, of an arm that passed the check and whose care
 * model this is.  `chosen` has room for hc_part_count.  Returns how many. */
size_t hc_composition(const struct hc_care_model *model, const struct hc_arm *arm,
                      struct hc_chosen_part *chosen);
/* "care.<model>.<part>" of a part that an arm with this care model names, into `path`; false when
 * there is no such part.  `model` may be NULL: one that is not there. */
bool hc_composition_group(const struct hc_care_model *model, const char *part, char *path,
                          size_t size);

/* Tells of a part that is not there or named twice, of one left out that the base has not, and of
 * parts of a model without staff. */
void hc_composition_check(const struct hc_care_model *model, const struct hc_arm *arm,
                          struct des_diagnostics *diagnostics);

#endif

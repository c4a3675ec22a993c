/* models/home_care/levers/rights.h - lever L5: what own staff may prescribe, and whom they may
 * refer.
 *
 * A change that own staff found is treated at once, or a doctor is asked first and her answer
 * brings treatment.  Four steps say which:
 *   none       a doctor is always asked
 *   procedure  as the care model does: by standing procedure, as far as the GP accepts it
 *   delegated  as above, and without asking again once a doctor has answered about the user
 *   own        at once, whatever is within the field of the right
 * Referral: with an own right, own staff who cannot settle an acute call send to a bed
 * themselves; the legevakt is passed by. */
#ifndef HOME_CARE_RIGHTS_H
#define HOME_CARE_RIGHTS_H

#include <stdbool.h>

#include "des/params.h"

struct hc_world;

enum hc_right { HC_RIGHT_NONE, HC_RIGHT_PROCEDURE, HC_RIGHT_DELEGATED, HC_RIGHT_OWN };

/* Group "arm.levers.rights". */
struct hc_rights {
    bool on;
    int step; /* enum hc_right */
    double field;
    double success;
    double refers;
};
extern const struct des_param hc_rights_params[];

/* May own staff treat the change of this user now, where the care model would (`procedure`),
 * or would ask a doctor? */
bool hc_rights_treat(const struct hc_world *world, uint32_t user, bool procedure);
/* Ratio on the success of treatment without a doctor. */
double hc_rights_success(const struct hc_world *world);
/* Do own staff refer this user, whose acute call they could not settle, themselves? */
bool hc_rights_refer(const struct hc_world *world, uint32_t user);

#endif

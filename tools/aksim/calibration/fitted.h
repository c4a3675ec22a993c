/* tools/aksim/calibration/fitted.h - fitted parameters as text that a scenario includes. */
#ifndef AKSIM_FITTED_H
#define AKSIM_FITTED_H

#include "des/params.h"

struct fitted_value {
    const char *path;
    double before, after;
    struct des_dist doubt_before, doubt_after; /* DES_DIST_NONE: none */
};

/* Groups and keys in the order of their paths; each value with this source and grade.  `head` is
 * a comment, line by line, may end without a newline.  Owned by the caller. */
char *fitted_text(const char *head, const struct fitted_value *values, size_t count,
                  const char *source, enum des_grade grade);

#endif

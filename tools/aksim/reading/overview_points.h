/* tools/aksim/reading/overview_points.h - estimates of one point, or of all points together, read
 * in blocks. */
#ifndef AKSIM_OVERVIEW_POINTS_H
#define AKSIM_OVERVIEW_POINTS_H

#include "overview.h"

extern const char *const overview_paths[ESTIMATE_KINDS];

/* Its number.  DES_EINPUT when there is none of this name. */
DES_NODISCARD enum des_status overview_find_point(const struct overview *overview, const char *name,
                                                  double *point, struct des_error *error);
/* The estimates of one kind.  `point` is the number of the one point. */
DES_NODISCARD enum des_status overview_gather(struct overview *overview, enum estimate_kind kind,
                                              const struct overview_extent *extent, double point,
                                              struct des_error *error);

#endif

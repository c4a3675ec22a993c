/* tools/aksim/view/view_points.h - what many points say together, for a reader. */
#ifndef AKSIM_VIEW_POINTS_H
#define AKSIM_VIEW_POINTS_H

#include "reading/overview.h"

/* Of an overview over points: a block for each place and arm of the wanted kinds; of levels only
 * where there are no differences, or no others are wanted. */
void view_text_points(const struct overview *overview, const bool wanted[ESTIMATE_KINDS],
                      const char *stratum, const char *path);

#endif

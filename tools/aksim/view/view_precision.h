/* tools/aksim/view/view_precision.h - which outcomes are too imprecise, and how many replications
 * they need. */
#ifndef AKSIM_VIEW_PRECISION_H
#define AKSIM_VIEW_PRECISION_H

#include "reading/overview.h"
#include "table.h"

/* A line for each shown outcome, place and arm (differences from the reference; of one arm its
 * level): its 95 % half-width beside `relative` times the reference's mean; `few`: as text only
 * the first of those that are not precise, and how many are.  Prints to stdout. */
void view_precision(const struct overview *overview, const char *stratum, double relative, bool few,
                    enum table_format format);

#endif

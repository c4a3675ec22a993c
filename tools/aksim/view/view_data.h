/* tools/aksim/view/view_data.h - the estimates of a results file for a program. */
#ifndef AKSIM_VIEW_DATA_H
#define AKSIM_VIEW_DATA_H

#include "reading/overview.h"

/* One document: file, title, complete, reference, settings, arms, outcomes, then of the
 * wanted kinds "summary", "paired", "contrasts", and the notes.  `run` becomes its member
 * "run" unless NULL; borrowed. */
json_t *view_json(const struct overview *overview, const bool wanted[ESTIMATE_KINDS],
                  const char *stratum, const char *path, json_t *run);
/* One flat table; the column "table" says of which kind a row is. */
void view_print_csv(const struct overview *overview, const bool wanted[ESTIMATE_KINDS],
                    const char *stratum);

#endif

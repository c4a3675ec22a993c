/* tools/aksim/view_text.h - the estimates of a results file for a reader. */
#ifndef AKSIM_VIEW_TEXT_H
#define AKSIM_VIEW_TEXT_H

#include "overview.h"

void view_text_head(const struct overview *overview);
/* Outcomes of each arm, a block per setting and point. */
void view_text_arms(const struct overview *overview, const char *stratum);
/* Differences from the reference, or contrasts: a block per place, point and arm. */
void view_text_differences(const struct overview *overview, enum estimate_kind kind,
                           const char *stratum);
void view_text_notes(const struct overview *overview);

#endif

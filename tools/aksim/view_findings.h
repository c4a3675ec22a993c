/* tools/aksim/view_findings.h - findings for a reader. */
#ifndef AKSIM_VIEW_FINDINGS_H
#define AKSIM_VIEW_FINDINGS_H

#include "findings.h"

/* Prints to stdout, with the sentences that belong to them. */
void view_findings(const struct study *study, const struct findings *findings);

#endif

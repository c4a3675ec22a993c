/* tools/aksim/view/view_findings.h - findings for a reader. */
#ifndef AKSIM_VIEW_FINDINGS_H
#define AKSIM_VIEW_FINDINGS_H

#include "reading/findings.h"
#include "reading/overview_runs.h"

/* Prints to stdout, with the sentences that belong to them. */
void view_findings(const struct study *study, const struct findings *findings,
                   const struct run_counts *runs);

#endif

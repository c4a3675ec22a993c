/* tools/aksim/view/view_plan.h - what a scenario would do, before it does it. */
#ifndef AKSIM_VIEW_PLAN_H
#define AKSIM_VIEW_PLAN_H

#include "execution/trial.h"
#include "table.h"

/* As text, to the standard output: the plan; what is advised about it; how long it may take. */
void view_plan(const char *file, const struct des_plan *plan);
void view_plan_advice(const char *file, const struct des_diagnostics *advice);
void view_plan_time(const struct des_plan *plan, const struct trial_estimate *run);

/* The plan as an object, and lines as a list; the caller's. */
json_t *view_plan_json(const char *file, const struct des_plan *plan);
json_t *view_lines_json(const struct des_diagnostics *diagnostics);

#endif

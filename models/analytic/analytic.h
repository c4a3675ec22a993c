/* models/analytic/analytic.h - functions with known answers, as a model the engine can run:
 * what a design and its analysis say of them can be compared with the exact values. */
#ifndef ANALYTIC_ANALYTIC_H
#define ANALYTIC_ANALYTIC_H

#include "des/model.h"

extern const struct des_model analytic_model;

#endif

/* tools/aksim/conform.h - what every care model must keep, built in or from outside. */
#ifndef AKSIM_CONFORM_H
#define AKSIM_CONFORM_H

#include "exit_code.h"
#include "model_list.h"
#include "table.h"

/* Runs each care model in a small place: those of the plug-ins, or all when there are none. Without
 * posts it is the baseline; with a nurse's values its control of the same structure; run again it
 * is the same, bit for bit; own staff use the hours they are on duty; ten years take no more room
 * than two; every parameter has a source and a grade.  Prints a line for each; EXIT_CODE_PARTLY
 * when one does not hold. */
enum exit_code conform(const struct model_list *models, enum table_format format);

#endif

/* tools/aksim/view/view_text.h - the estimates of a results file for a reader. */
#ifndef AKSIM_VIEW_TEXT_H
#define AKSIM_VIEW_TEXT_H

#include "reading/overview.h"
#include "reading/overview_runs.h"

/* A line when some failed. */
void view_text_failed(const struct run_counts *runs);
void view_text_head(const struct overview *overview);
/* Outcomes of each arm, a block per setting and point. */
void view_text_arms(const struct overview *overview, const char *stratum);
/* Differences from the reference, or contrasts: a block per place, point and arm. */
void view_text_differences(const struct overview *overview, enum estimate_kind kind,
                           const char *stratum);
/* The default: a block per place with a column per arm, then contrasts. */
void view_text_compare(const struct overview *overview, const char *stratum);
void view_text_notes(const struct overview *overview, const char *stratum);

/* ---- what both kinds of table share ---- */

#define VIEW_INDENT 2
#define VIEW_GAP 2       /* between columns */
#define VIEW_FEW_ROWS 16 /* up to here a block needs no headings of groups */

/* One estimate of every block (place and point, and arm if by_arm), in the order
 * of the file; owned by the caller. */
const struct estimate **view_blocks(const struct overview *overview, enum estimate_kind kind,
                                    const char *stratum, bool by_arm, size_t *count);
/* The estimate of another arm and outcome in the same block; NULL: none. */
const struct estimate *view_estimate(const struct overview *overview, enum estimate_kind kind,
                                     const struct estimate *block, const char *arm,
                                     const char *outcome);
/* Owned by the caller. */
char *view_title(const struct overview *overview, enum estimate_kind kind,
                 const struct estimate *block);
/* Width of the first column: the widest "name, unit", but no more than `most`. */
size_t view_label_width(const struct overview *overview, size_t most);
/* Prints "name, unit" padded; one that is too long has a line of its own. */
void view_label(const struct definition *definition, size_t width);
/* "1/user-year" in words: "per user-year"; "" for a bare number.  Owned by the caller. */
char *view_unit(const char *unit);
/* Prints the heading of a group when it begins. */
void view_group(const struct definition *definition, const char **group);

#endif

/* tools/aksim/view/view_cells.h - the texts of one cell of the default page. */
#ifndef AKSIM_VIEW_CELLS_H
#define AKSIM_VIEW_CELLS_H

#include "reading/overview.h"

/* A block of the page: one place, and as many arms as fit. */
struct sheet {
    const struct overview *overview;
    const struct estimate *block;
    enum estimate_kind kind; /* of the cells */
    const char *reference;   /* whose mean stands beside the unit; NULL: nobody's */
    const char **arms;       /* borrowed names, in an array of the sheet */
    size_t *widths;          /* of the numbers, without the mark */
    size_t arm_count;
    size_t label; /* width of the first column */
};

/* Fewer replications say nothing of 95 in 100 years. */
#define VIEW_YEARS_LEAST 20
/* Fewer may agree by chance. */
#define VIEW_MARKS_LEAST 5

/* Decimals that a row's means and ranges of single years deserve, and at most. */
struct digits {
    int mean, year, most;
};

const struct estimate *sheet_cell(const struct sheet *sheet, enum estimate_kind kind,
                                  const char *arm, const struct definition *definition);
/* Of a whole row, so that its numbers can be compared. */
struct digits row_digits(const struct sheet *sheet, enum estimate_kind kind,
                         const struct definition *definition);

/* "-0.013 ± 0.004", "the same" (to about three digits), "-"; owned by the caller. */
char *cell_mean(const struct estimate *estimate, enum estimate_kind kind, struct digits digits);
/* "-0.03 to 0.01", "" where years do not differ or are not known; owned by the caller. */
char *cell_years(const struct estimate *estimate, struct digits digits);
/* What it means that the Monte Carlo interval leaves out 0; " " when it does not, when nothing of
 * it is seen in these digits, or of too few replications. */
const char *cell_mark(const struct estimate *estimate, enum estimate_kind kind,
                      enum des_better better, struct digits digits);

#endif

#include "view_cells.h"

#include <math.h>
#include <string.h>

#include "memory.h"
#include "number.h"
#include "view_text.h"

#define NO_LIMIT 6 /* of decimals */

const struct estimate *sheet_cell(const struct sheet *sheet, enum estimate_kind kind,
                                  const char *arm, const struct definition *definition) {
    return view_estimate(sheet->overview, kind, sheet->block, arm, definition->name);
}

/* ---- digits ---- */

/* The mean of the reference to about three digits: more would be noise beside it. */
static int most_decimals(const struct sheet *sheet, const struct definition *definition) {
    const struct estimate *estimate =
        sheet->reference == NULL ? NULL
                                 : sheet_cell(sheet, ESTIMATE_ARM, sheet->reference, definition);
    double mean = estimate == NULL ? NAN : fabs(estimate->value.mean);
    return !(mean > 0.0) ? 6
           : mean < 0.1  ? (int)fmax(3.0, number_decimals(mean) - 2)
                         : number_decimals(mean) + 1;
}

static int at_most(int decimals, int most) {
    return decimals < most ? decimals : most;
}

static bool is_clear(const struct des_estimate *value) {
    return value->low > 0.0 || value->high < 0.0;
}

static double half_of(const struct des_estimate *value) {
    return (value->high - value->low) / 2.0;
}

/* A mark beside figures that round to the opposite of what it says. */
static bool rounds_unclear(const struct des_estimate *value, int decimals) {
    double step = pow(10.0, -decimals), half = half_of(value);
    double shown_half = nearbyint(half / step), shown_mean = nearbyint(fabs(value->mean) / step);
    return is_clear(value) && (shown_half == 0.0 || shown_mean <= shown_half);
}

struct digits row_digits(const struct sheet *sheet, enum estimate_kind kind,
                         const struct definition *definition) {
    double mean = 0.0, half = 0.0, year = 0.0;
    for (size_t a = 0; a < sheet->arm_count; a++) {
        const struct estimate *estimate = sheet_cell(sheet, kind, sheet->arms[a], definition);
        if (estimate == NULL || !isfinite(estimate->value.mean)) {
            continue;
        }
        const struct des_estimate *value = &estimate->value;
        mean = fmax(mean, fabs(value->mean));
        half = fmax(half, isfinite(value->high) ? (value->high - value->low) / 2.0 : 0.0);
        year = fmax(year, (value->year_high - value->year_low) / 2.0);
    }
    int most = most_decimals(sheet, definition);
    int decimals = half > 0.0         ? number_doubt_decimals(half)
                   : mean > 0.0       ? number_decimals(mean)
                   : most == NO_LIMIT ? 0
                                      : most - 1;
    return (struct digits){.mean = at_most(decimals, most),
                           .year = at_most(number_doubt_decimals(year), most),
                           .most = most};
}

/* ---- texts of one cell; owned by the caller ---- */

static const char *number_of_kind(char room[NUMBER_ROOM], enum estimate_kind kind, double number,
                                  int decimals) {
    return kind == ESTIMATE_ARM ? number_fixed(room, number, decimals)
                                : number_signed(room, number, decimals);
}

static bool rounds_to_0(double number, int decimals) {
    return fabs(number) < 0.5 * pow(10.0, -decimals);
}

/* Less than about a thousandth of the reference: users who leave a day later, say. */
static bool is_nothing(const struct des_estimate *value, struct digits digits) {
    return rounds_to_0(value->mean, digits.most) && isfinite(value->high) &&
           rounds_to_0(half_of(value), digits.most);
}

/* Those of the row, unless its other cells are so wide that this one would read "± 0", or as if it
 * did not earn its mark. */
static int cell_decimals(const struct des_estimate *value, struct digits digits) {
    double half = half_of(value);
    if (!(half > 0.0) || !isfinite(half)) {
        return digits.mean;
    }
    int decimals = rounds_to_0(half, digits.mean)
                       ? at_most(number_doubt_decimals(half), digits.most + is_clear(value))
                       : digits.mean;
    return decimals + (rounds_unclear(value, decimals) && decimals <= digits.most);
}

char *cell_mean(const struct estimate *estimate, enum estimate_kind kind, struct digits digits) {
    if (estimate == NULL || isnan(estimate->value.mean)) {
        return text_copy("-");
    }
    const struct des_estimate *value = &estimate->value;
    char mean[NUMBER_ROOM], half[NUMBER_ROOM];
    int decimals = cell_decimals(value, digits);
    number_of_kind(mean, kind, value->mean, decimals);
    if (isnan(value->high)) {
        return text_copy(mean);
    }
    if (kind == ESTIMATE_ARM ? value->mean == 0.0 && value->high == 0.0
                             : is_nothing(value, digits)) {
        return text_copy(kind == ESTIMATE_ARM ? "0" : "the same");
    }
    number_fixed(half, half_of(value), decimals);
    return text_format("%s ± %s", mean, half);
}

char *cell_years(const struct estimate *estimate, struct digits digits) {
    const struct des_estimate *value = estimate == NULL ? NULL : &estimate->value;
    if (value == NULL || value->n < VIEW_YEARS_LEAST || isnan(value->year_low) ||
        !(value->year_high > value->year_low)) {
        return text_copy("");
    }
    char low[NUMBER_ROOM], high[NUMBER_ROOM];
    return text_format("%s to %s", number_fixed(low, value->year_low, digits.year),
                       number_fixed(high, value->year_high, digits.year));
}

const char *cell_mark(const struct estimate *estimate, enum estimate_kind kind,
                      enum des_better better, struct digits digits) {
    if (estimate == NULL || kind == ESTIMATE_ARM || estimate->value.n < VIEW_MARKS_LEAST ||
        !is_clear(&estimate->value) || is_nothing(&estimate->value, digits)) {
        return " ";
    }
    if (better == DES_BETTER_NEITHER) {
        return "*";
    }
    return (estimate->value.low > 0.0) == (better == DES_BETTER_HIGH) ? "✓" : "✗";
}

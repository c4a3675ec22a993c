#include "view_precision.h"

#include <math.h>
#include <string.h>

#include "memory.h"

/* The mean that the precision is a share of. */
static double reference_mean(const struct overview *overview, const struct estimate *estimate) {
    struct estimate names = *estimate;
    names.arm = overview_reference(overview);
    const struct estimate *found = overview_find(overview, ESTIMATE_ARM, &names);
    return found == NULL ? NAN : found->value.mean;
}

/* Half-widths fall with the root of the number of replications.  NaN: unknown, as where the
 * reference has none, so that no share of it is wanted. */
static double replications_needed(const struct estimate *estimate, double half, double wanted) {
    double n = (double)estimate->value.n;
    if (wanted <= 0.0 && half > 0.0) {
        return NAN;
    }
    return half <= wanted ? n : ceil(n * (half / wanted) * (half / wanted));
}

static void add_line(struct table *table, const struct overview *overview,
                     const struct estimate *estimate, double relative) {
    double half = 0.5 * (estimate->value.high - estimate->value.low);
    double wanted = relative * fabs(reference_mean(overview, estimate));
    double needed = replications_needed(estimate, half, wanted);
    table_text(table, estimate->place);
    table_text(table, estimate->point);
    table_text(table, estimate->arm);
    table_text(table, estimate->outcome);
    table_int(table, (int64_t)estimate->value.n);
    table_real(table, estimate->value.mean);
    table_real(table, half);
    table_real(table, wanted);
    table_text(table, isnan(needed) ? "unknown" : half <= wanted ? "yes" : "no");
    if (needed < 1e15) {
        table_int(table, (int64_t)needed);
    } else {
        table_text(table, NULL);
    }
}

void view_precision(const struct overview *overview, const char *stratum, double relative,
                    enum table_format format) {
    static const char *const columns[] = {"place",      "point",  "arm",     "outcome", "n", "mean",
                                          "half_width", "wanted", "precise", "needed",  NULL};
    enum estimate_kind kind =
        overview->counts[ESTIMATE_PAIRED] > 0 ? ESTIMATE_PAIRED : ESTIMATE_ARM;
    struct table table;
    table_init(&table, columns);
    for (size_t i = 0; i < overview->counts[kind]; i++) {
        const struct estimate *estimate = &overview->estimates[kind][i];
        const struct definition *definition = overview_definition(overview, estimate->outcome);
        if (definition != NULL && definition->shown && strcmp(estimate->stratum, stratum) == 0) {
            add_line(&table, overview, estimate, relative);
        }
    }
    if (format == TABLE_TEXT) {
        printf("95 %% half-width of the %s, wanted: at most %g %% of the reference's mean\n",
               kind == ESTIMATE_PAIRED ? "difference from the reference" : "level",
               100.0 * relative);
    }
    table_print(&table, format, stdout);
    table_fini(&table);
}

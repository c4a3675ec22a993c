#include "view_precision.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "memory.h"
#include "view_text.h"

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

/* Of one estimate. */
struct precision {
    double half, wanted, needed;
    bool precise;
};

static struct precision precision_of(const struct overview *overview,
                                     const struct estimate *estimate, double relative) {
    struct precision own = {
        .half = 0.5 * (estimate->value.high - estimate->value.low),
        .wanted = relative * fabs(reference_mean(overview, estimate)),
    };
    own.needed = replications_needed(estimate, own.half, own.wanted);
    own.precise = !isnan(own.needed) && own.half <= own.wanted;
    return own;
}

static void add_line(struct table *table, const struct estimate *estimate,
                     const struct precision *own) {
    table_text(table, estimate->place);
    table_text(table, estimate->point);
    table_text(table, estimate->arm);
    table_text(table, estimate->outcome);
    table_int(table, (int64_t)estimate->value.n);
    table_real(table, estimate->value.mean);
    table_real(table, own->half);
    table_real(table, own->wanted);
    table_text(table, isnan(own->needed) ? "unknown" : own->precise ? "yes" : "no");
    if (own->needed < 1e15) {
        table_int(table, (int64_t)own->needed);
    } else {
        table_text(table, NULL);
    }
}

/* Of many points a terminal shows so many lines, of those that are not precise. */
#define LINES_MOST 50

struct lines {
    size_t most; /* SIZE_MAX: all, precise or not */
    size_t count, precise, told;
};

static bool is_told(struct lines *lines, const struct precision *own) {
    bool told = lines->most == SIZE_MAX || (!own->precise && lines->told < lines->most);
    lines->count++;
    lines->precise += own->precise;
    lines->told += told;
    return told;
}

void view_precision(const struct overview *overview, const char *stratum, double relative, bool few,
                    enum table_format format) {
    static const char *const columns[] = {"place",      "point",  "arm",     "outcome", "n", "mean",
                                          "half_width", "wanted", "precise", "needed",  NULL};
    enum estimate_kind kind =
        overview->counts[ESTIMATE_PAIRED] > 0 ? ESTIMATE_PAIRED : ESTIMATE_ARM;
    struct table table;
    struct lines lines = {.most = format == TABLE_TEXT && few ? LINES_MOST : SIZE_MAX};
    table_init(&table, columns);
    for (size_t i = 0; i < overview->counts[kind]; i++) {
        const struct estimate *estimate = &overview->estimates[kind][i];
        const struct definition *definition = overview_definition(overview, estimate->outcome);
        if (definition != NULL && definition->shown && strcmp(estimate->stratum, stratum) == 0) {
            struct precision own = precision_of(overview, estimate, relative);
            if (is_told(&lines, &own)) {
                add_line(&table, estimate, &own);
            }
        }
    }
    if (format == TABLE_TEXT) {
        printf("95 %% half-width of the %s, wanted: at most %g %% of the reference's mean\n",
               kind == ESTIMATE_PAIRED ? "difference from the reference" : "level",
               100.0 * relative);
        view_text_failed(&(struct run_counts){overview->runs, overview->failed});
    }
    table_print(&table, format, stdout);
    table_fini(&table);
    if (lines.most != SIZE_MAX) {
        printf(
            "\n%zu of %zu are precise%s; --point NAME shows one point, --point all or --format csv "
            "every one\n",
            lines.precise, lines.count,
            lines.told < lines.count - lines.precise ? ", and some of the others are above" : "");
    }
}

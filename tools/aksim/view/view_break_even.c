#include "view_break_even.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"
#include "memory.h"
#include "view_text.h"

/* When the arm pays for itself; NULL: that is not known. */
static const char *when(double cost, double gain) {
    if (isnan(cost) || isnan(gain)) {
        return NULL;
    }
    if (gain >= 0.0 && cost <= 0.0) {
        return "at any price";
    }
    if (gain > 0.0) {
        return "from this price on";
    }
    return cost >= 0.0 ? "at no price" : "up to this price";
}

static void add_line(struct table *table, const struct estimate *effect,
                     const struct des_estimate *cost, double sign) {
    const struct des_estimate *value = &effect->value;
    double gain = sign * value->mean, price = cost->mean / gain;
    bool clear = value->low > 0.0 || value->high < 0.0;
    table_text(table, effect->place);
    table_text(table, effect->point);
    table_text(table, effect->arm);
    table_int(table, (int64_t)value->n);
    table_real(table, cost->mean);
    table_real(table, gain);
    table_text(table, clear ? "yes" : "no");
    if (price > 0.0 && isfinite(price)) {
        table_real(table, price);
    } else {
        table_text(table, NULL);
    }
    table_text(table, when(cost->mean, gain));
}

static const struct definition *find(const struct overview *overview, const char *name) {
    const struct definition *definition = overview_definition(overview, name);
    if (definition == NULL) {
        fprintf(stderr, "aksim: there is no outcome '%s'; aksim outcomes lists them\n", name);
    }
    return definition;
}

static void print_lines(const struct overview *overview, const char *stratum,
                        const struct definition *effect, const struct definition *cost,
                        enum table_format format) {
    static const char *const columns[] = {"place", "point", "arm",        "n",    "cost",
                                          "gain",  "clear", "break_even", "pays", NULL};
    const double sign = effect->better == DES_BETTER_LOW ? -1.0 : 1.0;
    size_t count = 0;
    const struct estimate **arms = view_blocks(overview, ESTIMATE_PAIRED, stratum, true, &count);
    struct table table;
    table_init(&table, columns);
    for (size_t i = 0; i < count; i++) {
        const struct estimate *gained =
            view_estimate(overview, ESTIMATE_PAIRED, arms[i], arms[i]->arm, effect->name);
        const struct estimate *paid =
            view_estimate(overview, ESTIMATE_PAIRED, arms[i], arms[i]->arm, cost->name);
        if (gained != NULL && paid != NULL) {
            add_line(&table, gained, &paid->value, sign);
        }
    }
    table_print(&table, format, stdout);
    table_fini(&table);
    free(arms);
}

enum exit_code view_break_even(const struct overview *overview, const char *stratum,
                               const char *effect, const char *cost, enum table_format format) {
    const struct definition *bought = find(overview, effect), *paid = find(overview, cost);
    if (bought == NULL || paid == NULL) {
        return EXIT_CODE_DATA;
    }
    if (bought->better == DES_BETTER_NEITHER) {
        fprintf(stderr, "aksim: '%s' is neither better high nor better low\n", effect);
        return EXIT_CODE_DATA;
    }
    if (format == TABLE_TEXT) {
        char *text = text_format(
            "Break-even: what one unit of %s (%s), gained against '%s', must be worth for an arm "
            "to pay for itself by %s (%s). Where the gain is not clear, its 95 %% Monte Carlo "
            "interval holds 0 and the price says nothing.",
            bought->name, bought->unit, overview_reference(overview), paid->name, paid->unit);
        layout_wrap(stdout, 0, 0, text);
        free(text);
        putchar('\n');
    }
    print_lines(overview, stratum, bought, paid, format);
    return EXIT_CODE_DONE;
}

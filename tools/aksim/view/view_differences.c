/* tools/aksim/view/view_differences.c - what an arm changes, and whether that is clear. */
#include "view_text.h"

#include <math.h>

#include "layout.h"
#include "memory.h"
#include "number.h"

#define DIFFERENCE_WIDTH 10
#define INTERVAL_WIDTH 21
#define VERDICT_WIDTH 6

/* Two digits of the uncertainty say how many decimals mean something. */
static int difference_decimals(const struct des_estimate *value) {
    double half = (value->high - value->low) / 2.0;
    return number_decimals(half > 0.0 ? 10.0 * half : fabs(value->mean));
}

static void print_interval(double low, double high, int decimals) {
    char a[NUMBER_ROOM], b[NUMBER_ROOM];
    char *text = isnan(low) || isnan(high)
                     ? text_copy("-")
                     : text_format("%s to %s", number_signed(a, low, decimals),
                                   number_signed(b, high, decimals));
    printf("%*s", VIEW_GAP, "");
    layout_right(stdout, text, INTERVAL_WIDTH);
    free(text);
}

static const char *verdict(const struct des_estimate *value, enum des_better better) {
    if (better == DES_BETTER_NEITHER || !(value->low > 0.0 || value->high < 0.0)) {
        return "";
    }
    return (value->low > 0.0) == (better == DES_BETTER_HIGH) ? "better" : "worse";
}

static void print_difference(const struct estimate *estimate, const struct definition *definition,
                             size_t width) {
    const struct des_estimate *value = &estimate->value;
    int decimals = difference_decimals(value);
    char text[NUMBER_ROOM];
    view_label(definition, width);
    printf("%*s", VIEW_GAP, "");
    layout_right(stdout, number_signed(text, value->mean, decimals), DIFFERENCE_WIDTH);
    print_interval(value->low, value->high, decimals);
    print_interval(value->year_low, value->year_high, decimals);
    const char *word = verdict(value, definition->better);
    printf("%s%s\n", word[0] == '\0' ? "" : "  ", word);
}

static void print_difference_head(const char *span, size_t width) {
    char *single = text_format("95 %% one %s here", span);
    printf("%*s", (int)(VIEW_INDENT + width + VIEW_GAP), "");
    layout_right(stdout, "difference", DIFFERENCE_WIDTH);
    printf("%*s", VIEW_GAP, "");
    layout_right(stdout, "95 % Monte Carlo", INTERVAL_WIDTH);
    printf("%*s", VIEW_GAP, "");
    layout_right(stdout, single, INTERVAL_WIDTH);
    fputc('\n', stdout);
    free(single);
}

static size_t difference_label_width(const struct overview *overview) {
    size_t rest = VIEW_INDENT + VIEW_GAP + DIFFERENCE_WIDTH + 2 * (VIEW_GAP + INTERVAL_WIDTH) +
                  VIEW_GAP + VERDICT_WIDTH;
    return view_label_width(overview, LAYOUT_WIDTH - rest);
}

static void print_block(const struct overview *overview, enum estimate_kind kind,
                        const struct estimate *block) {
    size_t width = difference_label_width(overview);
    char *title = view_title(overview, kind, block);
    char *heading = text_format("%s: %s - %s   (n = %zu)", title, block->arm,
                                overview_reference(overview), block->value.n);
    fputc('\n', stdout);
    layout_heading(stdout, heading);
    free(heading);
    free(title);
    print_difference_head(overview_span(overview), width);
    const char *group = NULL;
    for (size_t i = 0; i < overview->definition_count; i++) {
        const struct definition *definition = &overview->definitions[i];
        const struct estimate *estimate =
            !definition->shown ? NULL
                               : view_estimate(overview, kind, block, block->arm, definition->name);
        if (estimate != NULL) {
            view_group(definition, &group);
            print_difference(estimate, definition, width);
        }
    }
}

static void explain(const struct overview *overview, enum estimate_kind kind) {
    const char *reference = overview_reference(overview);
    char *text = kind == ESTIMATE_PAIRED
                     ? text_format("Each line is an arm minus the arm '%s', in the same place and "
                                   "the same replications; better/worse where the Monte Carlo "
                                   "interval leaves out 0.",
                                   reference)
                     : text_format("Each line is the effect of an arm (against '%s') in one place "
                                   "minus its effect in the other: a difference of differences; "
                                   "better/worse where the Monte Carlo interval leaves out 0.",
                                   reference);
    layout_wrap(stdout, 0, 0, text);
    free(text);
}

void view_text_differences(const struct overview *overview, enum estimate_kind kind,
                           const char *stratum) {
    size_t count = 0;
    const struct estimate **blocks = view_blocks(overview, kind, stratum, true, &count);
    if (count > 0) {
        fputc('\n', stdout);
        layout_heading(stdout, kind == ESTIMATE_PAIRED ? "Differences from the reference arm"
                                                       : "Differences between places");
        explain(overview, kind);
    }
    for (size_t b = 0; b < count; b++) {
        print_block(overview, kind, blocks[b]);
    }
    free(blocks);
}

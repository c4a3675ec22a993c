#include "view_points.h"

#include <math.h>
#include <string.h>

#include "layout.h"
#include "memory.h"
#include "number.h"
#include "view_text.h"

#define NUMBER_WIDTH 12
#define POINT_WIDTH 10 /* of a name beside a number */

static size_t label_width(const struct overview *overview) {
    size_t rest = VIEW_INDENT + 4 * (VIEW_GAP + NUMBER_WIDTH) + 2 * POINT_WIDTH;
    return view_label_width(overview, LAYOUT_WIDTH - rest);
}

static void print_head(size_t width) {
    static const char *const heads[] = {"mean", "sd", "least", "most"};
    printf("%*s", (int)(VIEW_INDENT + width), "");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        printf("%*s", VIEW_GAP, "");
        layout_right(stdout, heads[i], NUMBER_WIDTH);
        printf("%*s", i == 2 ? POINT_WIDTH : 0, "");
    }
    putchar('\n');
}

static void print_number(double number, int decimals, bool difference) {
    char text[NUMBER_ROOM];
    printf("%*s", VIEW_GAP, "");
    layout_right(stdout,
                 difference ? number_signed(text, number, decimals)
                            : number_fixed(text, number, decimals),
                 NUMBER_WIDTH);
}

/* " p17" beside what is found there. */
static void print_point(const struct overview *overview, size_t point, size_t width) {
    char *name = NULL;
    putchar(' ');
    if (des_results_text_at(overview->results, "plan/points/name", point, &name, NULL) == DES_OK) {
        layout_left(stdout, name, width);
        free(name);
    }
}

static void print_row(const struct overview *overview, enum estimate_kind kind,
                      const struct estimate *estimate, const struct definition *definition,
                      size_t width) {
    const struct des_estimate *value = &estimate->value;
    const struct spread *spread = &overview->spreads[kind][estimate - overview->estimates[kind]];
    double range = value->high - value->low;
    /* Sums that differ by rounding only are the same. */
    bool differs = range > 1e-9 * fabs(value->mean);
    int decimals = number_decimals(differs ? range : fabs(value->mean));
    bool difference = kind != ESTIMATE_ARM;
    view_label(definition, width);
    print_number(value->mean, decimals, difference);
    print_number(value->sd, decimals, false);
    print_number(value->low, decimals, difference);
    print_point(overview, spread->least_at, POINT_WIDTH - 1);
    print_number(value->high, decimals, difference);
    print_point(overview, spread->most_at, 0);
    putchar('\n');
}

static char *heading_of(const struct overview *overview, enum estimate_kind kind,
                        const struct estimate *block) {
    const struct spread *spread = &overview->spreads[kind][block - overview->estimates[kind]];
    char *title = view_title(overview, kind, block);
    char *what = kind == ESTIMATE_ARM
                     ? text_format("%s", block->arm)
                     : text_format("%s - %s", block->arm, overview_reference(overview));
    size_t least = spread->replications_least, most = spread->replications_most;
    char *replications =
        least == most ? text_format("%zu", most) : text_format("%zu to %zu", least, most);
    char *heading = text_format("%s: %s over %zu points, %s replication%s each", title, what,
                                overview->points, replications, most == 1 ? "" : "s");
    free(replications);
    free(what);
    free(title);
    return heading;
}

static void print_block(const struct overview *overview, enum estimate_kind kind,
                        const struct estimate *block, size_t width) {
    char *heading = heading_of(overview, kind, block);
    const char *group = NULL;
    putchar('\n');
    layout_heading(stdout, heading);
    free(heading);
    print_head(width);
    for (size_t i = 0; i < overview->definition_count; i++) {
        const struct definition *definition = &overview->definitions[i];
        const struct estimate *estimate =
            !definition->shown ? NULL
                               : view_estimate(overview, kind, block, block->arm, definition->name);
        if (estimate != NULL) {
            view_group(definition, &group);
            print_row(overview, kind, estimate, definition, width);
        }
    }
}

static void print_notes(const char *path) {
    char *hint =
        text_format("aksim show %s --point NAME shows one point in full, --point all each; "
                    "aksim export %s --table outcomes/summary has the numbers of all, "
                    "--table plan/points what they are.",
                    path, path);
    fputs("\n- ", stdout);
    layout_wrap(stdout, VIEW_INDENT, VIEW_INDENT,
                "A line is over points: the mean and the standard deviation of what they have, and "
                "the points with the least and the most. Points differ in what is assumed: it is "
                "no interval of an effect, and the ends have chance in them.");
    fputs("- ", stdout);
    layout_wrap(stdout, VIEW_INDENT, VIEW_INDENT, hint);
    free(hint);
}

void view_text_points(const struct overview *overview, const bool wanted[ESTIMATE_KINDS],
                      const char *stratum, const char *path) {
    size_t width = label_width(overview);
    bool differences = wanted[ESTIMATE_PAIRED] && overview->counts[ESTIMATE_PAIRED] > 0;
    for (int k = 0; k < ESTIMATE_KINDS; k++) {
        enum estimate_kind kind = (enum estimate_kind)k;
        size_t count = 0;
        if (!wanted[k] || (kind == ESTIMATE_ARM && differences)) {
            continue;
        }
        const struct estimate **blocks = view_blocks(overview, kind, stratum, true, &count);
        for (size_t b = 0; b < count; b++) {
            print_block(overview, kind, blocks[b], width);
        }
        free(blocks);
    }
    print_notes(path);
}

#include "view_text.h"

#include <math.h>
#include <string.h>

#include "layout.h"
#include "memory.h"
#include "number.h"

#define ARM_WIDTH 11 /* of a column of one arm */
#define GAP 2
#define INDENT 2

/* ---- which estimates belong together ---- */

static bool same_block(const struct estimate *a, const struct estimate *b, bool by_arm) {
    return strcmp(a->place, b->place) == 0 && strcmp(a->point, b->point) == 0 &&
           (!by_arm || strcmp(a->arm, b->arm) == 0);
}

/* True for the first estimate of its block. */
static bool opens_block(const struct estimate *estimates, size_t at, bool by_arm) {
    for (size_t i = 0; i < at; i++) {
        if (same_block(&estimates[i], &estimates[at], by_arm)) {
            return false;
        }
    }
    return true;
}

static const struct estimate *find_estimate(const struct overview *overview,
                                            enum estimate_kind kind, const struct estimate *block,
                                            const char *arm, const char *stratum,
                                            const char *outcome) {
    for (size_t i = 0; i < overview->counts[kind]; i++) {
        const struct estimate *estimate = &overview->estimates[kind][i];
        if (same_block(estimate, block, false) && strcmp(estimate->arm, arm) == 0 &&
            strcmp(estimate->stratum, stratum) == 0 && strcmp(estimate->outcome, outcome) == 0) {
            return estimate;
        }
    }
    return NULL;
}

/* ---- row labels: "name, unit" ---- */

static char *row_label(const struct definition *definition) {
    bool bare = strcmp(definition->unit, "1") == 0 || definition->unit[0] == '\0';
    return text_format("%s%s%s", definition->name, bare ? "" : ", ", bare ? "" : definition->unit);
}

static size_t label_width(const struct overview *overview, size_t most) {
    size_t width = 0;
    for (size_t i = 0; i < overview->definition_count; i++) {
        if (overview->definitions[i].shown) {
            char *label = row_label(&overview->definitions[i]);
            size_t own = text_width(label);
            width = own > width ? own : width;
            free(label);
        }
    }
    return width < most ? width : most;
}

/* A label too long for its column has a line of its own. */
static void print_label(const struct definition *definition, size_t width) {
    char *label = row_label(definition);
    printf("%*s", INDENT, "");
    if (text_width(label) > width) {
        printf("%s\n%*s", label, INDENT, "");
        layout_left(stdout, "", width);
    } else {
        layout_left(stdout, label, width);
    }
    free(label);
}

/* Prints the heading of a group when it begins. */
static void print_group(const struct definition *definition, const char **group) {
    if (definition->group[0] != '\0' &&
        (*group == NULL || strcmp(*group, definition->group) != 0)) {
        printf(" %s\n", definition->group);
    }
    *group = definition->group;
}

static char *block_title(const struct overview *overview, enum estimate_kind kind,
                         const struct estimate *block) {
    bool points =
        block->point[0] != '\0' && strcmp(block->point, "-") != 0 && overview->counts[kind] > 0;
    for (size_t i = 0; points && i < overview->counts[kind]; i++) {
        if (strcmp(overview->estimates[kind][i].point, block->point) != 0) {
            return text_format("%s, %s", overview_label(&overview->setting_table, block->place),
                               block->point);
        }
    }
    return text_copy(overview_label(&overview->setting_table, block->place));
}

/* ---- arms ---- */

/* The bytes of `text` that fit in `width`, cut after a space or underscore. */
static size_t piece_length(const char *text, size_t width) {
    size_t cut = 0, used = 0, at = 0;
    for (; text[at] != '\0'; at++) {
        bool starts = ((unsigned char)text[at] & 0xC0) != 0x80;
        if (starts && used == width) {
            return cut > 0 ? cut : at;
        }
        used += starts;
        if (text[at] == ' ' || text[at] == '_' || text[at] == '-') {
            cut = at + 1;
        }
    }
    return at;
}

/* Prints one line of every arm's name; false when nothing was left to print. */
static bool print_names_line(const char **rest, size_t count, size_t indent) {
    bool any = false;
    for (size_t a = 0; a < count; a++) {
        any |= rest[a][0] != '\0';
    }
    if (!any) {
        return false;
    }
    printf("%*s", (int)indent, "");
    for (size_t a = 0; a < count; a++) {
        size_t length = piece_length(rest[a], ARM_WIDTH);
        char *piece = text_format("%.*s", (int)length, rest[a]);
        printf("%*s", GAP, "");
        layout_right(stdout, piece, ARM_WIDTH);
        free(piece);
        rest[a] += length;
    }
    fputc('\n', stdout);
    return true;
}

static void print_arm_names(const char *const *arms, size_t count, size_t indent) {
    const char **rest = memory_array(count, sizeof rest[0]);
    memcpy(rest, arms, count * sizeof rest[0]);
    while (print_names_line(rest, count, indent)) {
    }
    free(rest);
}

static void print_arm_row(const struct overview *overview, const struct estimate *block,
                          const char *const *arms, size_t count, const char *stratum,
                          const struct definition *definition, size_t width) {
    double largest = 0.0;
    double *means = memory_array(count, sizeof means[0]);
    for (size_t a = 0; a < count; a++) {
        const struct estimate *estimate =
            find_estimate(overview, ESTIMATE_ARM, block, arms[a], stratum, definition->name);
        means[a] = estimate == NULL ? NAN : estimate->value.mean;
        largest = isfinite(means[a]) ? fmax(largest, fabs(means[a])) : largest;
    }
    print_label(definition, width);
    for (size_t a = 0; a < count; a++) {
        char text[NUMBER_ROOM];
        printf("%*s", GAP, "");
        layout_right(stdout, number_fixed(text, means[a], number_decimals(largest)), ARM_WIDTH);
    }
    fputc('\n', stdout);
    free(means);
}

static void print_arms_of(const struct overview *overview, const struct estimate *block,
                          const char *const *arms, size_t count, const char *stratum) {
    size_t width = label_width(overview, LAYOUT_WIDTH - INDENT - count * (ARM_WIDTH + GAP));
    print_arm_names(arms, count, INDENT + width);
    const char *group = NULL;
    for (size_t i = 0; i < overview->definition_count; i++) {
        if (overview->definitions[i].shown) {
            print_group(&overview->definitions[i], &group);
            print_arm_row(overview, block, arms, count, stratum, &overview->definitions[i], width);
        }
    }
}

/* Names of all arms in plan order; owned by the caller, the names borrowed. */
static const char **arm_names(const struct overview *overview, size_t *count) {
    const struct des_results_column *names = columns_find(&overview->arm_table, "name");
    const char **arms = memory_array(overview->arm_table.rows, sizeof arms[0]);
    for (size_t row = 0; row < overview->arm_table.rows; row++) {
        const char *name = columns_text(names, row);
        arms[row] = name == NULL ? "" : name;
    }
    *count = overview->arm_table.rows;
    return arms;
}

static size_t arms_per_page(const struct overview *overview) {
    size_t labels = label_width(overview, 40);
    size_t fit = (LAYOUT_WIDTH - INDENT - labels) / (ARM_WIDTH + GAP);
    return fit > 0 ? fit : 1;
}

void view_text_arms(const struct overview *overview, const char *stratum) {
    const struct estimate *estimates = overview->estimates[ESTIMATE_ARM];
    size_t count = 0, page = arms_per_page(overview);
    const char **arms = arm_names(overview, &count);
    for (size_t i = 0; i < overview->counts[ESTIMATE_ARM]; i++) {
        if (!opens_block(estimates, i, false)) {
            continue;
        }
        char *title = block_title(overview, ESTIMATE_ARM, &estimates[i]);
        fputc('\n', stdout);
        layout_heading(stdout, title);
        free(title);
        printf("Mean of each arm over %zu replication%s.\n", estimates[i].value.n,
               estimates[i].value.n == 1 ? "" : "s");
        for (size_t first = 0; first < count; first += page) {
            size_t here = count - first < page ? count - first : page;
            print_arms_of(overview, &estimates[i], arms + first, here, stratum);
        }
    }
    free(arms);
}

/* ---- differences ---- */

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
    printf("%*s", GAP, "");
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
    print_label(definition, width);
    printf("%*s", GAP, "");
    layout_right(stdout, number_signed(text, value->mean, decimals), DIFFERENCE_WIDTH);
    print_interval(value->low, value->high, decimals);
    print_interval(value->year_low, value->year_high, decimals);
    const char *word = verdict(value, definition->better);
    printf("%s%s\n", word[0] == '\0' ? "" : "  ", word);
}

static void print_difference_head(const char *span, size_t width) {
    char *single = text_format("95 %% one %s here", span);
    printf("%*s", (int)(INDENT + width + GAP), "");
    layout_right(stdout, "difference", DIFFERENCE_WIDTH);
    printf("%*s", GAP, "");
    layout_right(stdout, "95 % Monte Carlo", INTERVAL_WIDTH);
    printf("%*s", GAP, "");
    layout_right(stdout, single, INTERVAL_WIDTH);
    fputc('\n', stdout);
    free(single);
}

static size_t difference_label_width(const struct overview *overview) {
    size_t rest =
        INDENT + GAP + DIFFERENCE_WIDTH + 2 * (GAP + INTERVAL_WIDTH) + GAP + VERDICT_WIDTH;
    return label_width(overview, LAYOUT_WIDTH - rest);
}

static void print_block(const struct overview *overview, enum estimate_kind kind,
                        const struct estimate *block, const char *stratum) {
    size_t width = difference_label_width(overview);
    char *title = block_title(overview, kind, block);
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
            !definition->shown
                ? NULL
                : find_estimate(overview, kind, block, block->arm, stratum, definition->name);
        if (estimate != NULL) {
            print_group(definition, &group);
            print_difference(estimate, definition, width);
        }
    }
}

static void explain(const struct overview *overview, enum estimate_kind kind) {
    const char *reference = overview_reference(overview), *span = overview_span(overview);
    char *what = kind == ESTIMATE_PAIRED
                     ? text_format("Each line is an arm minus the arm '%s', in the same place and "
                                   "the same replications.",
                                   reference)
                     : text_format("Each line is the effect of an arm (against '%s') in one place "
                                   "minus its effect in the other: a difference of differences.",
                                   reference);
    char *text = text_format(
        "%s Monte Carlo: the mean difference would lie here if very many replications were run "
        "under these assumptions. One %s here: 95 of 100 single simulated %ss of %ld days in a "
        "place of this size show a difference in this range. better/worse: the Monte Carlo "
        "interval leaves out 0.",
        what, span, span, overview->days);
    layout_wrap(stdout, 0, 0, text);
    free(text);
    free(what);
}

void view_text_differences(const struct overview *overview, enum estimate_kind kind,
                           const char *stratum) {
    if (overview->counts[kind] == 0) {
        return;
    }
    const char *reference = overview_reference(overview);
    fputc('\n', stdout);
    layout_heading(stdout, kind == ESTIMATE_PAIRED ? "Differences from the reference arm"
                                                   : "Differences between places");
    explain(overview, kind);
    for (size_t i = 0; i < overview->counts[kind]; i++) {
        const struct estimate *estimate = &overview->estimates[kind][i];
        if (strcmp(estimate->arm, reference) != 0 &&
            opens_block(overview->estimates[kind], i, true)) {
            print_block(overview, kind, estimate, stratum);
        }
    }
}

/* ---- head and notes ---- */

void view_text_head(const struct overview *overview) {
    layout_heading(stdout, overview->title);
    if (!overview->complete) {
        puts("INCOMPLETE: runs are missing; the numbers cover the replications that all arms "
             "finished.");
    }
    if (overview->failed > 0) {
        printf("%zu run%s failed; their replications are left out of every comparison.\n",
               overview->failed, overview->failed == 1 ? "" : "s");
    }
}

void view_text_notes(const struct overview *overview) {
    size_t drawn = overview_drawn(overview);
    char *text = NULL;
    if (drawn > 0) {
        text = text_format("Effects of arms are assumed inputs with uncertainty, not findings: "
                           "%zu uncertain parameters were drawn anew in each replication, the "
                           "same for all arms, and the intervals include that doubt.",
                           drawn);
    } else if (overview->central) {
        text = text_copy("Effects of arms are assumed inputs with uncertainty, not findings; "
                         "these results are at central assumptions (draws = \"off\").");
    }
    if (text != NULL) {
        fputc('\n', stdout);
        layout_wrap(stdout, 0, 0, text);
        free(text);
    }
}

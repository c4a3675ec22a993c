/* tools/aksim/view/view_arms.c - outcomes as rows, arms as columns. */
#include "view_text.h"

#include <math.h>
#include <string.h>

#include "layout.h"
#include "memory.h"
#include "number.h"

#define ARM_WIDTH 11 /* of a column of one arm */

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
        size_t length = layout_piece(rest[a], ARM_WIDTH);
        char *piece = text_format("%.*s", (int)length, rest[a]);
        printf("%*s", VIEW_GAP, "");
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
                          const char *const *arms, size_t count,
                          const struct definition *definition, size_t width) {
    double largest = 0.0;
    double *means = memory_array(count, sizeof means[0]);
    for (size_t a = 0; a < count; a++) {
        const struct estimate *estimate =
            view_estimate(overview, ESTIMATE_ARM, block, arms[a], definition->name);
        means[a] = estimate == NULL ? NAN : estimate->value.mean;
        largest = isfinite(means[a]) ? fmax(largest, fabs(means[a])) : largest;
    }
    view_label(definition, width);
    for (size_t a = 0; a < count; a++) {
        char text[NUMBER_ROOM];
        printf("%*s", VIEW_GAP, "");
        layout_right(stdout, number_fixed(text, means[a], number_decimals(largest)), ARM_WIDTH);
    }
    fputc('\n', stdout);
    free(means);
}

static void print_arms_of(const struct overview *overview, const struct estimate *block,
                          const char *const *arms, size_t count) {
    size_t width =
        view_label_width(overview, LAYOUT_WIDTH - VIEW_INDENT - count * (ARM_WIDTH + VIEW_GAP));
    print_arm_names(arms, count, VIEW_INDENT + width);
    const char *group = NULL;
    for (size_t i = 0; i < overview->definition_count; i++) {
        if (overview->definitions[i].shown) {
            view_group(&overview->definitions[i], &group);
            print_arm_row(overview, block, arms, count, &overview->definitions[i], width);
        }
    }
}

/* Names of all arms in plan order; owned by the caller, the names borrowed. */
static const char **arm_names(const struct overview *overview, size_t *count) {
    const char **arms = memory_array(overview->arm_table.rows, sizeof arms[0]);
    for (size_t row = 0; row < overview->arm_table.rows; row++) {
        arms[row] = overview_arm(overview, row);
    }
    *count = overview->arm_table.rows;
    return arms;
}

static size_t arms_per_page(const struct overview *overview) {
    size_t labels = view_label_width(overview, 40);
    size_t fit = (LAYOUT_WIDTH - VIEW_INDENT - labels) / (ARM_WIDTH + VIEW_GAP);
    return fit > 0 ? fit : 1;
}

static void print_arm_block(const struct overview *overview, const struct estimate *block,
                            const char *const *arms, size_t count) {
    size_t page = arms_per_page(overview);
    char *title = view_title(overview, ESTIMATE_ARM, block);
    fputc('\n', stdout);
    layout_heading(stdout, title);
    free(title);
    printf("Mean of each arm over %zu replication%s.\n", block->value.n,
           block->value.n == 1 ? "" : "s");
    for (size_t first = 0; first < count; first += page) {
        size_t here = count - first < page ? count - first : page;
        print_arms_of(overview, block, arms + first, here);
    }
}

void view_text_arms(const struct overview *overview, const char *stratum) {
    size_t arm_count = 0, count = 0;
    const char **arms = arm_names(overview, &arm_count);
    const struct estimate **blocks = view_blocks(overview, ESTIMATE_ARM, stratum, false, &count);
    for (size_t b = 0; b < count; b++) {
        print_arm_block(overview, blocks[b], arms, arm_count);
    }
    free(blocks);
    free(arms);
}

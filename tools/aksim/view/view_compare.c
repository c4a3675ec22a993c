/* tools/aksim/view/view_compare.c - the default view: a block per place, a column per arm. */
#include "view_text.h"

#include <math.h>
#include <string.h>

#include "layout.h"
#include "memory.h"
#include "number.h"
#include "view_cells.h"

#define LABEL_LEAST 26
#define LABEL_USUAL 32
#define LABEL_MOST 60
#define MARK_WIDTH 2 /* a space and the mark, after a mean */
#define CELL_LEAST 11

/* ---- widths and pages ---- */

static void widen(size_t *width, char *text, size_t spare) {
    size_t own = text_width(text);
    own = own > spare ? own - spare : 0;
    *width = own > *width ? own : *width;
    free(text);
}

static bool is_row(const struct definition *definition, bool level) {
    return definition->shown && overview_is_level(definition) == level;
}

static void measure(struct sheet *sheet) {
    const struct overview *overview = sheet->overview;
    for (size_t i = 0; i < overview->definition_count; i++) {
        const struct definition *definition = &overview->definitions[i];
        if (!is_row(definition, false)) {
            continue;
        }
        struct digits digits = row_digits(sheet, sheet->kind, definition);
        for (size_t a = 0; a < sheet->arm_count; a++) {
            const struct estimate *cell =
                sheet_cell(sheet, sheet->kind, sheet->arms[a], definition);
            widen(&sheet->widths[a], cell_mean(cell, sheet->kind, digits), 0);
            widen(&sheet->widths[a], cell_years(cell, digits), MARK_WIDTH);
        }
    }
}

static size_t column_width(const struct sheet *sheet, size_t a) {
    return 1 + sheet->widths[a] + MARK_WIDTH;
}

/* The mean of the reference as text; "" in a block without reference. */
static void reference_mean(const struct sheet *sheet, const struct definition *definition,
                           int decimals, char room[NUMBER_ROOM]) {
    room[0] = '\0';
    if (sheet->reference != NULL) {
        const struct estimate *estimate =
            sheet_cell(sheet, ESTIMATE_ARM, sheet->reference, definition);
        number_fixed(room, estimate == NULL ? NAN : estimate->value.mean, decimals);
    }
}

static bool unit_is_told(const struct definition *definition, const char *unit) {
    return strstr(definition->meaning, unit) != NULL;
}

/* What every unit with its mean beside it needs. */
static size_t label_least(const struct sheet *sheet) {
    size_t least = LABEL_LEAST;
    for (size_t i = 0; i < sheet->overview->definition_count; i++) {
        const struct definition *definition = &sheet->overview->definitions[i];
        if (!is_row(definition, false)) {
            continue;
        }
        char *unit = view_unit(definition->unit), room[NUMBER_ROOM];
        reference_mean(sheet, definition, row_digits(sheet, sheet->kind, definition).mean, room);
        size_t own = 2 * VIEW_INDENT + text_width(room) +
                     (unit_is_told(definition, unit) ? 0 : text_width(unit) + 1);
        least = own > least ? own : least;
        free(unit);
    }
    return least;
}

/* How many of the arms from `first` fit beside labels of this width; at least one. */
static size_t arms_that_fit(const struct sheet *sheet, size_t first, size_t label) {
    size_t used = label, count = 0;
    while (first + count < sheet->arm_count) {
        used += column_width(sheet, first + count);
        if (used > LAYOUT_WIDTH && count > 0) {
            break;
        }
        count++;
    }
    return count;
}

/* The labels get the room that the columns leave, as far as they need it. */
static size_t label_width(const struct sheet *sheet) {
    size_t columns = 0, need = LABEL_USUAL;
    for (size_t a = 0; a < sheet->arm_count; a++) {
        columns += column_width(sheet, a);
    }
    for (size_t i = 0; i < sheet->overview->definition_count; i++) {
        if (sheet->overview->definitions[i].shown) {
            size_t own = VIEW_INDENT + text_width(sheet->overview->definitions[i].meaning);
            need = own > need ? own : need;
        }
    }
    size_t room = columns < LAYOUT_WIDTH ? LAYOUT_WIDTH - columns : 0;
    size_t least = label_least(sheet);
    room = room > LABEL_MOST ? LABEL_MOST : room;
    room = room < least ? least : room;
    return need < room ? need : room;
}

/* ---- printing ---- */

static void print_means(const struct sheet *sheet, enum estimate_kind kind,
                        const struct definition *definition, struct digits digits) {
    for (size_t a = 0; a < sheet->arm_count; a++) {
        const struct estimate *cell = sheet_cell(sheet, kind, sheet->arms[a], definition);
        char *text = cell_mean(cell, kind, digits);
        putchar(' ');
        layout_right(stdout, text, sheet->widths[a]);
        const char *sign = cell_mark(cell, kind, definition->better, digits);
        if (a + 1 < sheet->arm_count || sign[0] != ' ') {
            printf(" %s", sign);
        }
        free(text);
    }
}

/* Spaces, `pending` of them and more, are printed only before something, so that no line ends
 * with them. */
static void print_years(const struct sheet *sheet, const struct definition *definition,
                        struct digits digits, size_t pending) {
    for (size_t a = 0; a < sheet->arm_count; a++) {
        char *text = cell_years(sheet_cell(sheet, sheet->kind, sheet->arms[a], definition), digits);
        pending += column_width(sheet, a);
        if (text[0] != '\0') {
            layout_right(stdout, text, pending);
            pending = 0;
        }
        free(text);
    }
}

/* Prints the first line of a label, padded; returns what is left of it. */
static const char *print_label_begin(const struct sheet *sheet, const char *label) {
    size_t bytes = layout_piece(label, sheet->label - VIEW_INDENT);
    char *piece = text_format("%*s%.*s", VIEW_INDENT, "", (int)bytes, label);
    layout_left(stdout, piece, sheet->label);
    free(piece);
    return label + bytes;
}

static void print_label_rest(const struct sheet *sheet, const char *rest) {
    while (rest[0] != '\0') {
        size_t bytes = layout_piece(rest, sheet->label - VIEW_INDENT);
        printf("%*s%.*s\n", VIEW_INDENT, "", (int)bytes, rest);
        rest += bytes;
    }
}

/* The unit, and the mean of the reference: "  per user-year    0.466".  Returns the width that
 * is left of the label. */
static size_t print_unit(const struct sheet *sheet, const struct definition *definition, int mean) {
    char *unit = view_unit(definition->unit), room[NUMBER_ROOM];
    reference_mean(sheet, definition, mean, room);
    const char *told = unit_is_told(definition, unit) ? "" : unit;
    size_t left = sheet->label;
    if (told[0] != '\0' || room[0] != '\0') {
        printf("%*s%s", 2 * VIEW_INDENT, "", told);
        left -= 2 * VIEW_INDENT + text_width(told);
    }
    if (room[0] != '\0') {
        layout_right(stdout, room, left);
        left = 0;
    }
    free(unit);
    return left;
}

static bool has_second_line(const struct sheet *sheet, const struct definition *definition,
                            struct digits digits) {
    if (sheet->kind == ESTIMATE_CONTRAST) {
        return false;
    }
    char *unit = view_unit(definition->unit);
    bool any = sheet->reference != NULL || !unit_is_told(definition, unit);
    free(unit);
    for (size_t a = 0; a < sheet->arm_count && !any; a++) {
        char *text = cell_years(sheet_cell(sheet, sheet->kind, sheet->arms[a], definition), digits);
        any = text[0] != '\0';
        free(text);
    }
    return any;
}

static void print_difference_row(const struct sheet *sheet, const struct definition *definition) {
    struct digits digits = row_digits(sheet, sheet->kind, definition);
    const char *rest = print_label_begin(sheet, definition->meaning);
    print_means(sheet, sheet->kind, definition, digits);
    putchar('\n');
    print_label_rest(sheet, rest);
    if (has_second_line(sheet, definition, digits)) {
        size_t left = print_unit(sheet, definition, digits.mean);
        print_years(sheet, definition, digits, left);
        putchar('\n');
    }
}

static void print_level_row(const struct sheet *sheet, const struct definition *definition) {
    struct digits digits = row_digits(sheet, ESTIMATE_ARM, definition);
    char *unit = view_unit(definition->unit);
    bool told = unit[0] == '\0' || strstr(definition->meaning, unit) != NULL;
    char *label = text_format("%s%s%s", definition->meaning, told ? "" : ", ", told ? "" : unit);
    const char *rest = print_label_begin(sheet, label);
    print_means(sheet, ESTIMATE_ARM, definition, digits);
    putchar('\n');
    print_label_rest(sheet, rest);
    free(label);
    free(unit);
}

static void print_names(const struct sheet *sheet) {
    const char *reference = sheet->reference == NULL ? "" : sheet->reference;
    layout_right(stdout, reference, sheet->label);
    for (size_t a = 0; a < sheet->arm_count; a++) {
        putchar(' ');
        layout_right(stdout, sheet->arms[a], sheet->widths[a]);
        printf("%*s", a + 1 < sheet->arm_count ? MARK_WIDTH : 0, "");
    }
    putchar('\n');
}

static void print_rows(const struct sheet *sheet, bool level, bool with_groups) {
    const struct overview *overview = sheet->overview;
    const char *group = NULL;
    for (size_t i = 0; i < overview->definition_count; i++) {
        const struct definition *definition = &overview->definitions[i];
        if (!is_row(definition, level)) {
            continue;
        }
        if (group == NULL && level) {
            printf("In each arm; %s has none:\n", overview_reference(overview));
            group = "";
        } else if (!level && with_groups) {
            view_group(definition, &group);
        }
        if (level) {
            print_level_row(sheet, definition);
        } else {
            print_difference_row(sheet, definition);
        }
    }
}

static void print_page(const struct sheet *sheet) {
    bool all = overview_shown(sheet->overview) > VIEW_FEW_ROWS;
    print_names(sheet);
    print_rows(sheet, false, all);
    if (sheet->kind == ESTIMATE_PAIRED) {
        print_rows(sheet, true, all);
    }
}

/* ---- blocks ---- */

static char *block_heading(const struct sheet *sheet) {
    const struct overview *overview = sheet->overview;
    const char *reference = overview_reference(overview);
    char *title = view_title(overview, sheet->kind, sheet->block), *heading = NULL;
    size_t n = sheet->block->value.n;
    if (sheet->kind == ESTIMATE_CONTRAST) {
        heading = text_format("%s: difference of the differences from %s, units as above", title,
                              reference);
    } else if (sheet->kind == ESTIMATE_PAIRED) {
        heading = text_format("%s: differences from %s, %zu replications", title, reference, n);
    } else {
        heading = text_format("%s: means, %zu replication%s", title, n, n == 1 ? "" : "s");
    }
    free(title);
    if (strcmp(sheet->block->stratum, overview->estimates[ESTIMATE_ARM][0].stratum) != 0) {
        char *longer = text_format("%s, only %s", heading, sheet->block->stratum);
        free(heading);
        heading = longer;
    }
    return heading;
}

static void print_block(struct sheet *sheet) {
    char *heading = block_heading(sheet);
    putchar('\n');
    layout_heading(stdout, heading);
    free(heading);
    for (size_t a = 0; a < sheet->arm_count; a++) {
        size_t name = text_width(sheet->arms[a]);
        sheet->widths[a] = name > CELL_LEAST ? name : CELL_LEAST;
    }
    measure(sheet);
    size_t least = label_least(sheet);
    for (size_t first = 0, here = 0; first < sheet->arm_count; first += here) {
        struct sheet page = *sheet;
        here = arms_that_fit(sheet, first, least);
        page.arms = sheet->arms + first;
        page.widths = sheet->widths + first;
        page.arm_count = here;
        page.label = label_width(&page);
        print_page(&page);
    }
}

static void print_blocks(struct sheet *sheet, const char *stratum) {
    size_t count = 0;
    const struct estimate **blocks =
        view_blocks(sheet->overview, sheet->kind, stratum, false, &count);
    for (size_t b = 0; b < count; b++) {
        sheet->block = blocks[b];
        print_block(sheet);
    }
    free(blocks);
}

static void print_legend(const struct overview *overview, bool differences) {
    const char *reference = overview_reference(overview), *span = overview_span(overview);
    size_t width = 0;
    for (size_t row = 0; row < overview->arm_table.rows; row++) {
        size_t own = text_width(overview_arm(overview, row));
        width = own > width ? own : width;
    }
    for (size_t row = 0; row < overview->arm_table.rows; row++) {
        const char *name = overview_arm(overview, row);
        printf("%*s", VIEW_INDENT, "");
        layout_left(stdout, name, width + VIEW_GAP);
        puts(overview_label(&overview->arm_table, row));
    }
    char *text =
        differences
            ? text_format("Upper line: mean difference from %s ± its 95 %% Monte Carlo interval; "
                          "✓ better, ✗ worse, * neither, where that interval leaves out 0. Lower "
                          "line: 95 %% of single simulated %ss.",
                          reference, span)
            : text_format("Upper line: mean ± its 95 %% Monte Carlo interval. Lower line: 95 %% of "
                          "single simulated %ss.",
                          span);
    layout_wrap(stdout, 0, 0, text);
    free(text);
}

void view_text_compare(const struct overview *overview, const char *stratum) {
    size_t arms = overview->arm_table.rows;
    bool differences = arms > 1 && overview->counts[ESTIMATE_PAIRED] > 0;
    struct sheet sheet = {
        .overview = overview,
        .kind = differences ? ESTIMATE_PAIRED : ESTIMATE_ARM,
        .reference = differences ? overview_reference(overview) : NULL,
        .arms = memory_array(arms, sizeof sheet.arms[0]),
        .widths = memory_array(arms, sizeof sheet.widths[0]),
    };
    for (size_t row = 0; row < arms; row++) {
        const char *name = overview_arm(overview, row);
        if (!differences || strcmp(name, sheet.reference) != 0) {
            sheet.arms[sheet.arm_count++] = name;
        }
    }
    print_legend(overview, differences);
    print_blocks(&sheet, stratum);
    if (differences) {
        sheet.kind = ESTIMATE_CONTRAST;
        sheet.reference = NULL;
        print_blocks(&sheet, stratum);
    }
    free(sheet.widths);
    free(sheet.arms);
}

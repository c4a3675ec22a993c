#include "view_text.h"

#include <string.h>

#include "layout.h"
#include "memory.h"
#include "number.h"
#include "view_notes.h"

/* ---- which estimates belong together ---- */

/* The name of the first outcome that is shown: every block has one estimate of it. */
static const char *first_outcome(const struct overview *overview) {
    for (size_t i = 0; i < overview->definition_count; i++) {
        if (overview->definitions[i].shown) {
            return overview->definitions[i].name;
        }
    }
    return "";
}

const struct estimate **view_blocks(const struct overview *overview, enum estimate_kind kind,
                                    const char *stratum, bool by_arm, size_t *count) {
    const char *outcome = first_outcome(overview);
    const struct estimate **blocks = NULL;
    size_t capacity = 0;
    *count = 0;
    for (size_t i = 0; i < overview->counts[kind]; i++) {
        const struct estimate *estimate = &overview->estimates[kind][i];
        bool asked =
            strcmp(estimate->stratum, stratum) == 0 && strcmp(estimate->outcome, outcome) == 0;
        /* Every place and point has the same arms: that of the first stands for them all. */
        bool first = by_arm || *count == 0 || strcmp(estimate->arm, blocks[0]->arm) == 0;
        if (asked && first) {
            blocks = memory_grow(blocks, &capacity, *count + 1, sizeof blocks[0]);
            blocks[(*count)++] = estimate;
        }
    }
    return blocks;
}

const struct estimate *view_estimate(const struct overview *overview, enum estimate_kind kind,
                                     const struct estimate *block, const char *arm,
                                     const char *outcome) {
    struct estimate names = *block;
    names.arm = arm;
    names.outcome = outcome;
    return overview_find(overview, kind, &names);
}

/* ---- row labels: "name, unit" ---- */

static char *row_label(const struct definition *definition) {
    bool bare = strcmp(definition->unit, "1") == 0 || definition->unit[0] == '\0';
    return text_format("%s%s%s", definition->name, bare ? "" : ", ", bare ? "" : definition->unit);
}

size_t view_label_width(const struct overview *overview, size_t most) {
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

void view_label(const struct definition *definition, size_t width) {
    char *label = row_label(definition);
    printf("%*s", VIEW_INDENT, "");
    if (text_width(label) > width) {
        printf("%s\n%*s", label, VIEW_INDENT, "");
        layout_left(stdout, "", width);
    } else {
        layout_left(stdout, label, width);
    }
    free(label);
}

/* ---- units ---- */

static const char *unit_word(const char *unit, size_t length, bool one) {
    static const struct {
        const char *unit, *many, *one;
    } words[] = {
        {"1", "", ""}, {"min", "minutes", "minute"}, {"h", "hours", "hour"}, {"d", "days", "day"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i].unit) == length && strncmp(words[i].unit, unit, length) == 0) {
            return one ? words[i].one : words[i].many;
        }
    }
    return NULL;
}

static char *unit_part(const char *unit, size_t length, bool one) {
    const char *word = unit_word(unit, length, one);
    return word == NULL ? text_format("%.*s", (int)length, unit) : text_copy(word);
}

char *view_unit(const char *unit) {
    size_t length = strcspn(unit, "/");
    char *over = unit_part(unit, length, false);
    if (unit[length] == '\0') {
        return over;
    }
    char *under = unit_part(unit + length + 1, strlen(unit + length + 1), true);
    char *words =
        over[0] == '\0' ? text_format("per %s", under) : text_format("%s/%s", over, under);
    free(under);
    free(over);
    return words;
}

void view_group(const struct definition *definition, const char **group) {
    if (definition->group[0] != '\0' &&
        (*group == NULL || strcmp(*group, definition->group) != 0)) {
        printf(" %s\n", definition->group);
    }
    *group = definition->group;
}

char *view_title(const struct overview *overview, enum estimate_kind kind,
                 const struct estimate *block) {
    const char *label = block->setting < overview->setting_table.rows
                            ? overview_label(&overview->setting_table, block->setting)
                            : block->place;
    if (!overview->has_points[kind]) {
        return text_copy(label);
    }
    char *point = overview_point_label(overview, block->point_at);
    char *title = text_format("%s, %s%s%s%s", label, block->point, point == NULL ? "" : " (",
                              point == NULL ? "" : point, point == NULL ? "" : ")");
    free(point);
    return title;
}

/* ---- head and notes ---- */

void view_text_failed(const struct run_counts *runs) {
    if (runs->failed > 0) {
        printf("%zu of %zu runs failed and are left out of every comparison; what is left may be "
               "biased, if failing depends on what happens.\n",
               runs->failed, runs->runs);
    }
}

void view_text_head(const struct overview *overview) {
    layout_heading(stdout, overview->title);
    if (!overview->complete) {
        puts("INCOMPLETE: runs are missing; the numbers cover the replications that all arms "
             "finished.");
    }
    view_text_failed(&(struct run_counts){overview->runs, overview->failed});
}

void view_text_notes(const struct overview *overview, const char *stratum) {
    struct notes notes;
    notes_of(overview, stratum, &notes);
    for (size_t i = 0; i < notes.count; i++) {
        fputs(i == 0 ? "\n- " : "- ", stdout);
        layout_wrap(stdout, VIEW_INDENT, VIEW_INDENT, notes.items[i]);
    }
    notes_fini(&notes);
}

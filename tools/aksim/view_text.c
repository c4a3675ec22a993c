#include "view_text.h"

#include <string.h>

#include "layout.h"
#include "memory.h"
#include "number.h"

/* ---- which estimates belong together ---- */

static bool same_block(const struct estimate *a, const struct estimate *b, bool by_arm) {
    return strcmp(a->place, b->place) == 0 && strcmp(a->point, b->point) == 0 &&
           (!by_arm || strcmp(a->arm, b->arm) == 0);
}

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
        bool known =
            strcmp(estimate->stratum, stratum) != 0 || strcmp(estimate->outcome, outcome) != 0;
        for (size_t b = 0; b < *count && !known; b++) {
            known = same_block(blocks[b], estimate, by_arm);
        }
        if (!known) {
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

void view_group(const struct definition *definition, const char **group) {
    if (definition->group[0] != '\0' &&
        (*group == NULL || strcmp(*group, definition->group) != 0)) {
        printf(" %s\n", definition->group);
    }
    *group = definition->group;
}

char *view_title(const struct overview *overview, enum estimate_kind kind,
                 const struct estimate *block) {
    const char *label = overview_label(&overview->setting_table, block->place);
    for (size_t i = 0; i < overview->counts[kind]; i++) {
        if (strcmp(overview->estimates[kind][i].point, block->point) != 0) {
            return text_format("%s, %s", label, block->point);
        }
    }
    return text_copy(label);
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

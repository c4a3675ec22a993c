/* tools/aksim/view/view_notes.c - what the intervals mean, and what a single year could show. */
#include "view_notes.h"

#include <math.h>
#include <string.h>

#include "memory.h"
#include "model_list.h"
#include "number.h"
#include "view_cells.h"
#include "view_text.h"

static void add(struct notes *notes, char *text) {
    notes->items =
        memory_grow(notes->items, &notes->capacity, notes->count + 1, sizeof notes->items[0]);
    notes->items[notes->count++] = text;
}

void notes_fini(struct notes *notes) {
    for (size_t i = 0; i < notes->count; i++) {
        free(notes->items[i]);
    }
    free(notes->items);
    *notes = (struct notes){0};
}

/* ---- intervals and assumptions ---- */

static size_t most_replications(const struct overview *overview) {
    size_t most = 0;
    for (size_t i = 0; i < overview->counts[ESTIMATE_ARM]; i++) {
        size_t own = overview->estimates[ESTIMATE_ARM][i].value.n;
        most = own > most ? own : most;
    }
    return most;
}

static void add_intervals(struct notes *notes, const struct overview *overview) {
    const char *span = overview_span(overview);
    bool pairs = overview->counts[ESTIMATE_PAIRED] > 0;
    add(notes, text_format("Monte Carlo interval: with very many replications the mean%s would lie "
                           "in it, under these assumptions. It says how precise the computation "
                           "is, not that an effect is proven; more replications make it narrower.",
                           pairs ? " difference" : ""));
    if (most_replications(overview) < VIEW_YEARS_LEAST) {
        bool marked = most_replications(overview) >= VIEW_MARKS_LEAST;
        add(notes, text_format("With fewer than %d replications the range of single %ss is not "
                               "shown%s.",
                               VIEW_YEARS_LEAST, span,
                               !pairs   ? ""
                               : marked ? ", and marks rest on little"
                                        : ", and with so few no difference is marked"));
        return;
    }
    add(notes, text_format("One %s here: 95 of 100 single simulated %ss of %ld days in a place of "
                           "this size lie in the range%s; more replications do not narrow it.",
                           span, span, overview->days,
                           pairs ? ", with the same users, illnesses and absences in both arms: "
                                   "nobody can observe that"
                                 : ""));
}

static void add_assumptions(struct notes *notes, const struct overview *overview) {
    size_t drawn = overview_drawn(overview);
    if (drawn > 0) {
        add(notes, text_format("Effects of arms are assumed inputs, not findings. %zu uncertain "
                               "parameters were drawn anew in each replication, alike for all "
                               "arms; both intervals include that doubt.",
                               drawn));
    } else if (overview->central) {
        add(notes, text_copy("Effects of arms are assumed inputs, not findings; these results are "
                             "at central assumptions (draws = \"off\")."));
    }
}

/* ---- published figures of a system ---- */

/* The care model of an arm, as the scenario writes it, without its quotes. */
static bool model_of(const char *value, char *model, size_t room) {
    size_t length = strlen(value);
    if (length < 2 || value[0] != '"' || length - 2 >= room) {
        return false;
    }
    memcpy(model, value + 1, length - 2);
    model[length - 2] = '\0';
    return true;
}

/* The rows of the parameters, and the values of arm.model among them that were met. */
struct parameter_rows {
    const struct des_results_column *name, *value;
    size_t count;
    const char **met;
    size_t met_count, met_capacity;
};

static bool is_met(struct parameter_rows *rows, const char *value) {
    for (size_t i = 0; i < rows->met_count; i++) {
        if (strcmp(rows->met[i], value) == 0) {
            return true;
        }
    }
    rows->met =
        memory_grow(rows->met, &rows->met_capacity, rows->met_count + 1, sizeof rows->met[0]);
    rows->met[rows->met_count++] = value;
    return false;
}

/* The care model of an arm, if this row of the parameters says one and none before did. */
static bool new_model_at(struct parameter_rows *rows, size_t row, char *model, size_t room) {
    const char *name = columns_text(rows->name, row), *value = columns_text(rows->value, row);
    return name && value && strcmp(name, "arm.model") == 0 && !is_met(rows, value) &&
           model_of(value, model, room);
}

/* Beside the result, never in it: one sentence for each such system. */
static void add_published(struct notes *notes, const struct overview *overview) {
    const struct des_results_table *table = &overview->parameter_table;
    struct parameter_rows rows = {
        .name = columns_find(table, "name"),
        .value = columns_find(table, "value"),
        .count = table->rows,
    };
    for (size_t row = 0; rows.name && rows.value && row < rows.count; row++) {
        char model[128];
        const char *published =
            new_model_at(&rows, row, model, sizeof model) ? model_list_published(model) : NULL;
        if (published) {
            add(notes, text_format("Published of such a system (%s), and no input here: %s.", model,
                                   published));
        }
    }
    free(rows.met);
}

/* ---- power: could a single year show it? ---- */

/* The outcome that the note speaks of: the first that is shown first, and has a better side. */
static const struct definition *main_outcome(const struct overview *overview) {
    const struct definition *first = NULL;
    for (size_t i = 0; i < overview->definition_count; i++) {
        const struct definition *definition = &overview->definitions[i];
        if (definition->better == DES_BETTER_NEITHER) {
            continue;
        }
        if (definition->headline) {
            return definition;
        }
        first = first == NULL && definition->shown ? definition : first;
    }
    return first;
}

static bool is_clear(const struct estimate *estimate) {
    return estimate->value.low > 0.0 || estimate->value.high < 0.0;
}

/* The arm with the largest difference, of those whose interval leaves out 0; NULL: none. */
static const struct estimate *largest_effect(const struct overview *overview,
                                             const struct estimate *block,
                                             const struct definition *outcome) {
    const struct estimate *largest = NULL;
    for (size_t row = 0; row < overview->arm_table.rows; row++) {
        const struct estimate *estimate = view_estimate(overview, ESTIMATE_PAIRED, block,
                                                        overview_arm(overview, row), outcome->name);
        if (estimate != NULL && is_clear(estimate) &&
            (largest == NULL || fabs(estimate->value.mean) > fabs(largest->value.mean))) {
            largest = estimate;
        }
    }
    return largest;
}

/* Standard deviation of a year by chance.  Drawn parameters move all years of a replication
 * alike, so then it is not what replications show; counts vary at least like Poisson's. */
static double chance_sd(const struct overview *overview, const struct estimate *block,
                        const struct definition *outcome) {
    if (overview_drawn(overview) > 0 && overview_is_count(overview, outcome)) {
        double events = overview_reference_total(overview, block, outcome->numerator);
        double exposed = outcome->denominator[0] == '\0'
                             ? 1.0
                             : overview_reference_total(overview, block, outcome->denominator);
        return outcome->scale * sqrt(events) / exposed;
    }
    const struct estimate *years =
        view_estimate(overview, ESTIMATE_ARM, block, overview_reference(overview), outcome->name);
    return years == NULL ? NAN : years->value.sd;
}

/* ((z .975 + z .80) / z .975)^2: from a difference that is seen every other time to
 * one that is seen four times in five. */
static const double power_factor = 2.0432;

static char *effect_sentence(const struct overview *overview, const struct estimate *effect,
                             double limit) {
    const char *span = overview_span(overview);
    if (effect == NULL) {
        return text_copy("Here no difference is clear even over all replications.");
    }
    char size[NUMBER_ROOM], compared[NUMBER_ROOM];
    const struct des_estimate *value = &effect->value;
    number_signed(size, value->mean, number_doubt_decimals((value->high - value->low) / 2.0));
    double ratio = limit / effect->value.mean;
    number_fixed(compared, ceil(power_factor * ratio * ratio), 0);
    return fabs(ratio) > 1.0
               ? text_format("The largest clear difference, %s (%s), is smaller: no single %s of "
                             "a place of this size can show it; four in five comparisons of "
                             "%s %ss with and as many without would.",
                             size, effect->arm, span, compared, span)
               : text_format("The largest clear difference, %s (%s), is larger: a single %s can "
                             "show it.",
                             size, effect->arm, span);
}

static char *power_note(const struct overview *overview, const struct estimate *block,
                        const struct definition *outcome) {
    double limit = 1.96 * sqrt(2.0) * chance_sd(overview, block, outcome);
    if (!(limit > 0.0)) {
        return NULL;
    }
    int decimals = number_doubt_decimals(limit) + 1;
    char number[NUMBER_ROOM];
    number_fixed(number, limit, decimals);
    char *title = view_title(overview, ESTIMATE_PAIRED, block), *unit = view_unit(outcome->unit);
    char *effect = effect_sentence(overview, largest_effect(overview, block, outcome), limit);
    char *note = text_format("Could one %s show it? %s: two %ss differ by up to %s%s%s in %s by "
                             "chance alone (95 %%). %s",
                             overview_span(overview), title, overview_span(overview), number,
                             unit[0] == '\0' ? "" : " ", unit, outcome->meaning, effect);
    free(effect);
    free(unit);
    free(title);
    return note;
}

static double effect_size(const struct overview *overview, const struct estimate *block,
                          const struct definition *outcome) {
    const struct estimate *effect = largest_effect(overview, block, outcome);
    return effect == NULL ? 0.0 : fabs(effect->value.mean);
}

/* A place is spoken of once: at the point with the largest clear difference.  NULL when the block
 * is of a place that another block stands for. */
static const struct estimate *spoken_of(const struct overview *overview,
                                        const struct estimate *const *blocks, size_t count,
                                        size_t first, const struct definition *outcome) {
    for (size_t b = 0; b < first; b++) {
        if (strcmp(blocks[b]->place, blocks[first]->place) == 0) {
            return NULL;
        }
    }
    const struct estimate *best = blocks[first];
    double most = effect_size(overview, best, outcome);
    for (size_t b = first + 1; b < count; b++) {
        bool here = strcmp(blocks[b]->place, best->place) == 0;
        double size = here ? effect_size(overview, blocks[b], outcome) : 0.0;
        if (size > most) {
            best = blocks[b];
            most = size;
        }
    }
    return best;
}

static void add_power(struct notes *notes, const struct overview *overview, const char *stratum) {
    const struct definition *outcome = main_outcome(overview);
    size_t count = 0;
    const struct estimate **blocks = view_blocks(overview, ESTIMATE_PAIRED, stratum, false, &count);
    for (size_t b = 0; outcome != NULL && b < count; b++) {
        const struct estimate *block = spoken_of(overview, blocks, count, b, outcome);
        char *note = block == NULL ? NULL : power_note(overview, block, outcome);
        if (note != NULL) {
            add(notes, note);
        }
    }
    free(blocks);
}

void notes_of(const struct overview *overview, const char *stratum, struct notes *notes) {
    *notes = (struct notes){0};
    add_intervals(notes, overview);
    add_assumptions(notes, overview);
    add_published(notes, overview);
    add_power(notes, overview, stratum);
}

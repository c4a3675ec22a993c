/* engine/results/results_points.c - the points of the plan, and in what they differ. */
#include "../experiment/experiment.h"
#include "results_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- a list: a column for every parameter in which points differ ---- */

static const struct des_value *value_at(const struct desi_results *results, size_t point,
                                        size_t element) {
    const struct des_values *values =
        des_experiment_central(results->experiment, 0, results->plan->reference, point);
    return des_values_at(values, element);
}

/* A factor as it is told apart and, if it is no number, written. */
#define FACTOR_TEXT 256

static void format_factor(const struct desi_results *results, size_t point, size_t element,
                          char *text) {
    const struct des_param *param = des_space_at(results->plan->space, element)->param;
    (void)des_value_format(param, value_at(results, point, element), text, FACTOR_TEXT);
}

static bool differs(const struct desi_results *results, size_t element) {
    char first[FACTOR_TEXT], other[FACTOR_TEXT];
    format_factor(results, 0, element, first);
    for (size_t point = 1; point < results->plan->point_count; point++) {
        format_factor(results, point, element, other);
        if (strcmp(first, other) != 0) {
            return true;
        }
    }
    return false;
}

static bool is_number(enum des_param_type type) {
    return type == DES_TYPE_REAL || type == DES_TYPE_INT || type == DES_TYPE_BOOL ||
           type == DES_TYPE_CLOCK;
}

static double number_of(enum des_param_type type, const struct des_value *value) {
    return type == DES_TYPE_INT    ? (double)value->integer
           : type == DES_TYPE_BOOL ? (double)value->boolean
                                   : value->real;
}

static void add_factor(struct desi_table *table, const struct des_element *element) {
    if (is_number(element->param->type)) {
        desi_add_f64(table, element->path, element->param->unit, element->param->meaning);
    } else {
        desi_add_text(table, element->path, element->param->meaning);
    }
}

static void write_factor(struct desi_results *results, struct desi_table *table, size_t column,
                         size_t e) {
    const struct des_element *element = des_space_at(results->plan->space, e);
    bool number = is_number(element->param->type);
    add_factor(table, element);
    for (size_t point = 0; point < results->plan->point_count; point++) {
        char text[FACTOR_TEXT];
        if (number) {
            desi_table_f64(table, column,
                           number_of(element->param->type, value_at(results, point, e)));
        } else {
            format_factor(results, point, e, text);
            desi_table_text(table, column, text);
        }
    }
}

/* Does any point say something of this element?  Only then they can differ in it. */
static void mark_said(const struct desi_levels *points, bool *said) {
    for (size_t p = 0; p < points->count; p++) {
        const struct desi_changes *changes = &points->items[p].changes;
        for (size_t i = 0; i < changes->count; i++) {
            said[changes->items[i].element] = true;
        }
    }
}

static void write_list(struct desi_results *results, struct desi_table *table) {
    size_t elements = des_space_count(results->plan->space), column = 2;
    bool *said = calloc(elements + 1, sizeof *said);
    if (said == NULL) {
        desi_h5_fail(&results->h5, DES_ENOMEM, "Out of memory.");
        return;
    }
    mark_said(&results->experiment->points, said);
    for (size_t e = 0; e < elements; e++) {
        if (said[e] && differs(results, e)) {
            write_factor(results, table, column++, e);
        }
    }
    free(said);
}

/* ---- a sampled design ---- */

/* Its own columns, and a column for every factor: its value in the first place and arm
 * where it says something. */
static double factor_at(const struct desi_results *results, size_t point, size_t factor) {
    const struct des_plan *plan = results->plan;
    for (size_t s = 0; s < plan->setting_count; s++) {
        for (size_t a = 0; a < plan->arm_count; a++) {
            double number = 0.0;
            struct des_coordinates at = {s, a, point, 0};
            if (des_experiment_factor(results->experiment, at, factor, &number)) {
                return number;
            }
        }
    }
    return (double)NAN;
}

/* A column at a time: memory does not depend on how many factors there are. */
static void put_factors(struct desi_results *results, struct desi_table *table) {
    const struct des_plan *plan = results->plan;
    for (size_t f = 0; f < plan->factor_count; f++) {
        for (size_t point = 0; point < plan->point_count; point++) {
            desi_table_f64(table, 4 + f, factor_at(results, point, f));
        }
        desi_table_end(table, 4 + f);
    }
}

static void write_design(struct desi_results *results, struct desi_table *table) {
    const struct des_plan *plan = results->plan;
    desi_add_i32(table, "row", "row of the design: points of one row belong together");
    desi_add_i32(table, "block",
                 "place in the row; saltelli: 0 A, 1 B, 2 + i: A with factor i "
                 "from B; morris: step of the walk");
    for (size_t f = 0; f < plan->factor_count; f++) {
        const struct des_element *element = des_space_at(plan->space, plan->factors[f].element);
        desi_add_f64(table, element->path, element->param->unit, element->param->meaning);
    }
    for (size_t point = 0; point < plan->point_count; point++) {
        struct des_design_place place = des_design_place(plan->design, point);
        desi_table_i32(table, 2, (int64_t)place.row);
        desi_table_i32(table, 3, (int64_t)place.block);
    }
    desi_table_end(table, 2);
    desi_table_end(table, 3);
    put_factors(results, table);
}

/* ---- a listing: the same of points that are made one at a time ---- */

static void format_change(const struct desi_listing *listing, const struct desi_change *change,
                          char *text) {
    (void)des_value_format(des_space_at(listing->space, change->element)->param, &change->value,
                           text, FACTOR_TEXT);
}

/* Which factors take more than one value; `first` has room for the texts of the first ones. */
static void find_varied(const struct desi_listing *listing, char (*first)[FACTOR_TEXT],
                        bool *varied) {
    size_t found = 0;
    for (size_t point = 0; point < listing->count && found < listing->factor_count; point++) {
        struct desi_listing_walk walk;
        struct desi_change change;
        desi_listing_begin(&walk, listing, point);
        for (size_t f = 0; desi_listing_next(&walk, &change); f++) {
            char text[FACTOR_TEXT];
            format_change(listing, &change, point == 0 ? first[f] : text);
            if (point > 0 && !varied[f] && strcmp(first[f], text) != 0) {
                varied[f] = true;
                found++;
            }
        }
    }
}

/* Columns stand in the order of the parameters: where that of each varied factor stands. */
static void add_listed_columns(struct desi_table *table, const struct desi_listing *listing,
                               const bool *varied, size_t *columns) {
    size_t column = 2;
    for (size_t e = 0; e < des_space_count(listing->space); e++) {
        for (size_t f = 0; f < listing->factor_count; f++) {
            if (listing->elements[f] == e && varied[f]) {
                add_factor(table, des_space_at(listing->space, e));
                columns[f] = column++;
            }
        }
    }
}

static void put_change(struct desi_table *table, const struct desi_listing *listing,
                       const struct desi_change *change, size_t column) {
    const struct des_param *param = des_space_at(listing->space, change->element)->param;
    char text[FACTOR_TEXT];
    if (is_number(param->type)) {
        desi_table_f64(table, column, number_of(param->type, &change->value));
    } else {
        format_change(listing, change, text);
        desi_table_text(table, column, text);
    }
}

/* Some columns at a time: memory does not depend on how many there are, and a row of a CSV file is
 * not read anew for each. */
enum { COLUMNS_TOGETHER = 8 };

static void put_listed(struct desi_table *table, const struct desi_listing *listing, size_t first,
                       const bool *varied, const size_t *columns) {
    size_t left = listing->factor_count - first;
    size_t end = first + (left < COLUMNS_TOGETHER ? left : COLUMNS_TOGETHER);
    for (size_t point = 0; point < listing->count; point++) {
        struct desi_listing_walk walk;
        struct desi_change change;
        desi_listing_begin(&walk, listing, point);
        desi_listing_skip(&walk, first);
        for (size_t f = first; f < end && desi_listing_next(&walk, &change); f++) {
            if (varied[f]) {
                put_change(table, listing, &change, columns[f]);
            }
        }
    }
    for (size_t f = first; f < end; f++) {
        if (varied[f]) {
            desi_table_end(table, columns[f]);
        }
    }
}

static void write_listing(struct desi_results *results, struct desi_table *table) {
    const struct desi_listing *listing = results->experiment->listing;
    bool *varied = calloc(listing->factor_count + 1, sizeof *varied);
    size_t *columns = calloc(listing->factor_count + 1, sizeof *columns);
    char(*first)[FACTOR_TEXT] = calloc(listing->factor_count + 1, sizeof *first);
    if (varied == NULL || columns == NULL || first == NULL) {
        desi_h5_fail(&results->h5, DES_ENOMEM, "Out of memory.");
    } else {
        find_varied(listing, first, varied);
        add_listed_columns(table, listing, varied, columns);
        for (size_t f = 0; f < listing->factor_count; f += COLUMNS_TOGETHER) {
            put_listed(table, listing, f, varied, columns);
        }
    }
    free(first);
    free(columns);
    free(varied);
}

/* ---- the table ---- */

_Static_assert((int)DESI_TEXT_ROOM >= (int)DES_POINT_NAME, "a point is told in the room of a text");

static const char *point_name(const void *plan, size_t i, char *room) {
    return des_plan_point(plan, i, room).name;
}

static const char *point_label(const void *plan, size_t i, char *room) {
    return des_plan_point(plan, i, room).label;
}

void desi_results_points(struct desi_results *results) {
    const struct des_plan *plan = results->plan;
    struct desi_table *table = desi_table_open(&results->h5, "plan/points");
    desi_add_text(table, "name", "name of the point");
    desi_add_text(table, "label", "the point in words");
    desi_table_texts(table, 0, plan->point_count, point_name, plan);
    desi_table_texts(table, 1, plan->point_count, point_label, plan);
    if (plan->design != NULL) {
        write_design(results, table);
    } else if (results->experiment->listing != NULL) {
        write_listing(results, table);
    } else {
        write_list(results, table);
    }
    desi_table_close(table);
}

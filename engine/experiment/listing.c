/* engine/experiment/listing.c */
#include "listing.h"

#include "../params/value.h"
#include "des/check.h"
#include "des/table.h"

#include <stdlib.h>
#include <string.h>

/* ---- life ---- */

struct desi_listing *desi_listing_create(const struct des_space *space, size_t factors) {
    struct desi_listing *listing = calloc(1, sizeof *listing);
    if (listing == NULL) {
        return NULL;
    }
    *listing = (struct desi_listing){.space = space, .factor_count = factors};
    listing->elements = calloc(factors + 1, sizeof *listing->elements);
    if (listing->elements == NULL) {
        free(listing);
        return NULL;
    }
    return listing;
}

static const struct des_param *param_of(const struct desi_listing *listing, size_t factor) {
    return des_space_at(listing->space, listing->elements[factor])->param;
}

static void release_axis(struct desi_axis *axis, const struct des_param *param) {
    for (size_t i = 0; i < axis->count && param->type == DES_TYPE_DIST; i++) {
        des_dist_release(&axis->values[i].dist);
    }
    free(axis->values);
}

void desi_listing_destroy(struct desi_listing *listing) {
    if (listing == NULL) {
        return;
    }
    for (size_t f = 0; listing->axes != NULL && f < listing->factor_count; f++) {
        release_axis(&listing->axes[f], param_of(listing, f));
    }
    free(listing->axes);
    free(listing->elements);
    free(listing->keys);
    free(listing->name);
    free(listing->marks);
    free(listing);
}

bool desi_listing_has(const struct desi_listing *listing, size_t element) {
    for (size_t f = 0; listing != NULL && f < listing->factor_count; f++) {
        if (listing->elements[f] == element) {
            return true;
        }
    }
    return false;
}

/* ---- rows of a CSV file ---- */

const char *desi_csv_end(const char *line) {
    const char *end = strchr(line, '\n');
    return end != NULL ? end : line + strlen(line);
}

const char *desi_csv_after(const char *end) {
    return *end == '\0' ? NULL : end + 1;
}

const char *desi_csv_line(const char *line, size_t *lines) {
    while (line != NULL && strchr("\n", line[strspn(line, " \t\r")]) != NULL) {
        line = desi_csv_after(desi_csv_end(line));
        if (lines != NULL) {
            ++*lines;
        }
    }
    return line;
}

static const char *find(const char *from, const char *end, char what) {
    return memchr(from, what, (size_t)(end - from));
}

bool desi_csv_cell(const char **cell, const char *end, char text[DESI_CELL_SIZE]) {
    const char *first = *cell;
    while (first < end && (*first == ' ' || *first == '\t')) {
        first++;
    }
    const char *quote = first < end && *first == '"' ? find(first + 1, end, '"') : NULL;
    const char *comma = find(quote != NULL ? quote : first, end, ',');
    *cell = comma == NULL ? NULL : comma + 1;
    const char *last = quote != NULL ? quote : comma != NULL ? comma : end;
    first += quote != NULL;
    while (quote == NULL && last > first && strchr(" \t\r", last[-1]) != NULL) {
        last--;
    }
    size_t length = (size_t)(last - first);
    if (length >= DESI_CELL_SIZE) {
        return false;
    }
    memcpy(text, first, length);
    text[length] = '\0';
    return true;
}

enum des_status desi_csv_change(const struct desi_listing *listing, size_t column, const char *text,
                                struct desi_change *change, struct des_error *error) {
    const struct des_element *element = des_space_at(listing->space, listing->elements[column]);
    struct des_error why = {0};
    *change = (struct desi_change){.element = listing->elements[column],
                                   .said = DESI_SAID_VALUE | DESI_SAID_SOURCE | DESI_SAID_GRADE,
                                   .value = {.source = listing->name, .grade = DES_GRADE_D}};
    if (desi_value_parse(element->param, text, &change->value, &why) != DES_OK ||
        desi_value_check(element->param, &change->value, &why) != DES_OK) {
        return des_fail(error, DES_EINPUT, "%s: %s", element->path, why.text);
    }
    return DES_OK;
}

static const char *row_at(const struct desi_listing *listing, size_t point) {
    const char *line = listing->text + listing->marks[point / DESI_ROWS_A_MARK];
    for (size_t left = point % DESI_ROWS_A_MARK; left > 0; left--) {
        line = desi_csv_after(desi_csv_end(desi_csv_line(line, NULL)));
    }
    return desi_csv_line(line, NULL);
}

static void next_cell(struct desi_listing_walk *walk, struct desi_change *change) {
    bool fits = desi_csv_cell(&walk->cell, walk->end, walk->text);
    enum des_status status = desi_csv_change(walk->listing, walk->factor, walk->text, change, NULL);
    des_require(fits && status == DES_OK); /* each row was read once */
}

/* ---- combinations: digits of the point's number ---- */

static void next_digit(struct desi_listing_walk *walk, struct desi_change *change) {
    const struct desi_listing *listing = walk->listing;
    const struct desi_axis *axis = &listing->axes[walk->factor];
    size_t below = walk->stride / axis->count;
    *change = (struct desi_change){.element = listing->elements[walk->factor],
                                   .said = DESI_SAID_VALUE | DESI_SAID_SOURCE | DESI_SAID_GRADE,
                                   .value = axis->values[walk->point / below % axis->count]};
    walk->stride = below;
}

/* ---- either ---- */

void desi_listing_begin(struct desi_listing_walk *walk, const struct desi_listing *listing,
                        size_t point) {
    des_require(point < listing->count);
    walk->listing = listing;
    walk->factor = 0;
    walk->point = point;
    walk->stride = listing->count;
    walk->cell = listing->axes == NULL ? row_at(listing, point) : NULL;
    walk->end = listing->axes == NULL ? desi_csv_end(walk->cell) : NULL;
}

bool desi_listing_next(struct desi_listing_walk *walk, struct desi_change *change) {
    if (walk->factor == walk->listing->factor_count) {
        return false;
    }
    if (walk->listing->axes != NULL) {
        next_digit(walk, change);
    } else {
        next_cell(walk, change);
    }
    walk->factor++;
    return true;
}

void desi_listing_skip(struct desi_listing_walk *walk, size_t factor) {
    const struct desi_listing *listing = walk->listing;
    des_require(walk->factor <= factor && factor <= listing->factor_count);
    for (; walk->factor < factor; walk->factor++) {
        if (listing->axes != NULL) {
            walk->stride /= listing->axes[walk->factor].count;
        } else {
            (void)desi_csv_cell(&walk->cell, walk->end, walk->text);
        }
    }
}

enum des_status desi_listing_at(const struct desi_listing *listing, size_t point,
                                struct desi_changes *changes) {
    struct desi_listing_walk walk;
    struct desi_change change;
    enum des_status status = DES_OK;
    *changes = (struct desi_changes){0};
    desi_listing_begin(&walk, listing, point);
    while (status == DES_OK && desi_listing_next(&walk, &change)) {
        status = desi_changes_add(changes, &change,
                                  des_space_at(listing->space, change.element)->param->type);
    }
    if (status != DES_OK) {
        desi_changes_fini(changes);
    }
    return status;
}

/* engine/experiment/listing.h - points of a factorial or CSV design, each made when asked for.
 *
 * Memory does not grow with the points of a factorial; of a CSV file the text is kept once, which
 * is in the record of the experiment anyway, with a mark at some of its lines. */
#ifndef DESI_LISTING_H
#define DESI_LISTING_H

#include "../params/values.h"

/* The values that one factor of a factorial takes. */
struct desi_axis {
    struct des_value *values; /* their distributions are owned, other texts borrowed */
    size_t count;
};

/* Every so many rows of a CSV file one is marked. */
enum { DESI_ROWS_A_MARK = 32 };

struct desi_listing {
    const struct des_space *space; /* borrowed */
    size_t count;                  /* points */
    size_t factor_count;
    size_t *elements;  /* of each factor */
    const char **keys; /* of each factor in labels, borrowed; see desi_listing_name */
    /* A factorial: */
    struct desi_axis *axes; /* of each factor, the last of which runs fastest; NULL of a CSV */
    /* A CSV file: */
    char *name;       /* the source of its values */
    const char *text; /* borrowed */
    size_t *marks;    /* where in the text row 0, DESI_ROWS_A_MARK, ... stand */
};

/* No points; room for so many factors.  NULL when out of memory. */
struct desi_listing *desi_listing_create(const struct des_space *space, size_t factors);
void desi_listing_destroy(struct desi_listing *listing); /* NULL is allowed */
/* Is the element a factor?  False without a listing.  O(factors). */
bool desi_listing_has(const struct desi_listing *listing, size_t element);

/* What factors are called in labels: by the last part of their paths, or by the whole path where
 * two end alike.  To be called once all factors are there.  DES_OK; DES_ENOMEM.  O(factors^2). */
DES_NODISCARD enum des_status desi_listing_name(struct desi_listing *listing);
/* The point in words, "share=0.2, posts=2": of each factor that takes more than one value, as a
 * scenario says it; cut with "..." to `size`, at least 100.  "" where nothing varies. */
void desi_listing_label(const struct desi_listing *listing, size_t point, char *text, size_t size);

/* What a point says: a change of each factor, in their order, to be finished by the caller.
 * DES_OK; DES_ENOMEM.  O(factors). */
DES_NODISCARD enum des_status desi_listing_at(const struct desi_listing *listing, size_t point,
                                              struct desi_changes *changes);

/* The longest cell of a CSV file, with its NUL. */
enum { DESI_CELL_SIZE = 4096 };

/* The same one factor after the other, without allocating:
 *     desi_listing_begin(&walk, listing, point);
 *     while (desi_listing_next(&walk, &change)) ...
 * What the change points to is borrowed until the next one. */
struct desi_listing_walk {
    const struct desi_listing *listing;
    size_t point, factor;
    size_t stride;          /* of a factorial: points with the same value of the last factor */
    const char *cell, *end; /* of a CSV file: the next cell, and the end of the line */
    char text[DESI_CELL_SIZE];
};
void desi_listing_begin(struct desi_listing_walk *walk, const struct desi_listing *listing,
                        size_t point);
bool desi_listing_next(struct desi_listing_walk *walk, struct desi_change *change);
/* Goes on to this factor, which is not behind the walk.  O(factors between). */
void desi_listing_skip(struct desi_listing_walk *walk, size_t factor);

/* ---- for the reader of CSV files ---- */

/* The next line that is not blank, from `line` on (NULL at the end of the text, and then NULL);
 * adds the lines before it to *lines, if not NULL. */
const char *desi_csv_line(const char *line, size_t *lines);
const char *desi_csv_end(const char *line);
/* The line behind this end; NULL after the last. */
const char *desi_csv_after(const char *end);
/* Copies the next cell of a line without blanks and quotes around it; *cell is NULL after the last.
 * False when it is too long. */
bool desi_csv_cell(const char **cell, const char *end, char text[DESI_CELL_SIZE]);
/* The change that a cell makes.  DES_OK; DES_EINPUT with a sentence. */
DES_NODISCARD enum des_status desi_csv_change(const struct desi_listing *listing, size_t column,
                                              const char *text, struct desi_change *change,
                                              struct des_error *error);

#endif

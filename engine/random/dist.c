/* engine/random/dist.c - distributions as checked records. */
#include "des/dist.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dist_kinds.h"
#include "shape.h"

static const struct des_dist_info shaped = {
    .name = "shaped", .meaning = "a table of values, a mixture or a truncated distribution"};
static const struct des_dist_info none = {.name = "none", .meaning = "no distribution given"};

const struct des_dist_info *des_dist_info(enum des_dist_kind kind) {
    const struct desi_kind *row = desi_dist_kind(kind);
    return row != NULL ? &row->info : kind == DES_DIST_SHAPED ? &shaped : &none;
}

enum des_dist_kind des_dist_named(const char *name) {
    for (int kind = DES_DIST_NONE + 1; kind < DES_DIST_COUNT; kind++) {
        if (strcmp(des_dist_info((enum des_dist_kind)kind)->name, name) == 0) {
            return (enum des_dist_kind)kind;
        }
    }
    return DES_DIST_NONE;
}

/* ---- the check ---- */

#define WHOLE_HIGHEST 1e9

static bool whole_from(double value, double low) {
    return value == floor(value) && value >= low && value <= WHOLE_HIGHEST;
}

static bool in_range(enum desi_range range, double value) {
    switch (range) {
    case DESI_ANY:
        return true;
    case DESI_NOT_NEGATIVE:
        return value >= 0.0;
    case DESI_POSITIVE:
        return value > 0.0;
    case DESI_ABOVE_1:
        return value > 1.0;
    case DESI_SHARE:
        return value >= 0.0 && value <= 1.0;
    case DESI_WHOLE:
        return whole_from(value, -WHOLE_HIGHEST);
    case DESI_COUNT:
        return whole_from(value, 0.0);
    case DESI_NUMBER:
        return whole_from(value, 1.0);
    }
    return false;
}

static enum des_status check_argument(const struct desi_kind *kind, size_t i, double value,
                                      struct des_error *error) {
    static const char *const ranges[] = {
        [DESI_ANY] = "a finite number",
        [DESI_NOT_NEGATIVE] = "0 or more",
        [DESI_POSITIVE] = "above 0",
        [DESI_ABOVE_1] = "above 1",
        [DESI_SHARE] = "between 0 and 1",
        [DESI_WHOLE] = "a whole number within 1e9 of 0",
        [DESI_COUNT] = "a whole number from 0 to 1e9",
        [DESI_NUMBER] = "a whole number from 1 to 1e9",
    };
    enum desi_range range = isfinite(value) ? kind->range[i] : DESI_ANY;
    if (isfinite(value) && in_range(range, value)) {
        return DES_OK;
    }
    return des_fail(error, DES_ERANGE, "The %s of the %s distribution must be %s, not %g.",
                    kind->info.argument[i], kind->info.name, ranges[range], value);
}

static enum des_status check_order(const struct desi_kind *kind, const double *a,
                                   struct des_error *error) {
    for (size_t i = kind->ordered_from + 1; i < kind->info.count; i++) {
        if (a[i] < a[i - 1]) {
            return des_fail(error, DES_ERANGE,
                            "The %s (%g) of the %s distribution must not be below its %s (%g).",
                            kind->info.argument[i], a[i], kind->info.name,
                            kind->info.argument[i - 1], a[i - 1]);
        }
    }
    return DES_OK;
}

/* Below this share the bounds say something else than mean and sd do, and the
 * quantile loses its digits. */
#define SHARE_LOWEST 1e-9

static enum des_status check_share(const struct des_dist *dist, struct des_error *error) {
    const double *a = dist->argument;
    if (dist->kind != DES_DIST_TRUNCATED_NORMAL || desi_truncated_share(a) >= SHARE_LOWEST) {
        return DES_OK;
    }
    return des_fail(error, DES_ERANGE,
                    "A truncated_normal distribution of mean %g and sd %g has next to nothing "
                    "between %g and %g.",
                    a[0], a[1], a[2], a[3]);
}

enum des_status des_dist_check(const struct des_dist *dist, struct des_error *error) {
    const struct desi_kind *kind = desi_dist_kind(dist->kind);
    if (dist->kind == DES_DIST_SHAPED) {
        return DES_OK; /* since it was made */
    }
    if (kind == NULL) {
        return des_fail(error, DES_ERANGE, "No distribution is given.");
    }
    for (size_t i = 0; i < kind->info.count; i++) {
        enum des_status status = check_argument(kind, i, dist->argument[i], error);
        if (status != DES_OK) {
            return status;
        }
    }
    enum des_status status = check_order(kind, dist->argument, error);
    if (status == DES_OK) {
        status = check_share(dist, error);
    }
    const char *objection =
        status == DES_OK && kind->objection != NULL ? kind->objection(dist->argument) : NULL;
    return objection == NULL
               ? status
               : des_fail(error, DES_ERANGE, "A %s distribution %s.", kind->info.name, objection);
}

/* ---- what a checked distribution can be asked ---- */

double des_dist_draw(const struct des_dist *dist, struct des_stream *stream) {
    const struct desi_kind *kind = desi_dist_kind(dist->kind);
    if (kind == NULL) {
        return dist->kind == DES_DIST_SHAPED ? desi_shaped_draw(dist, stream) : NAN;
    }
    return kind->draw != NULL ? kind->draw(dist->argument, stream)
                              : kind->quantile(dist->argument, des_stream_uniform(stream));
}

bool des_dist_by_inversion(const struct des_dist *dist) {
    const struct desi_kind *kind = desi_dist_kind(dist->kind);
    return kind != NULL ? kind->inversion
                        : dist->kind == DES_DIST_SHAPED && desi_shaped_by_inversion(dist);
}

double des_dist_quantile(const struct des_dist *dist, double u) {
    const struct desi_kind *kind = desi_dist_kind(dist->kind);
    if (!(u > 0.0 && u < 1.0)) {
        return NAN;
    }
    return kind != NULL                    ? kind->quantile(dist->argument, u)
           : dist->kind == DES_DIST_SHAPED ? desi_shaped_quantile(dist, u)
                                           : NAN;
}

double des_dist_cdf(const struct des_dist *dist, double x) {
    const struct desi_kind *kind = desi_dist_kind(dist->kind);
    if (isnan(x)) {
        return NAN;
    }
    return kind != NULL                    ? kind->cdf(dist->argument, x)
           : dist->kind == DES_DIST_SHAPED ? desi_shaped_cdf(dist, x)
                                           : NAN;
}

double des_dist_mean(const struct des_dist *dist) {
    const struct desi_kind *kind = desi_dist_kind(dist->kind);
    return kind != NULL                    ? kind->mean(dist->argument)
           : dist->kind == DES_DIST_SHAPED ? desi_shaped_mean(dist)
                                           : NAN;
}

double des_dist_low(const struct des_dist *dist) {
    const struct desi_kind *kind = desi_dist_kind(dist->kind);
    return kind != NULL                    ? kind->low(dist->argument)
           : dist->kind == DES_DIST_SHAPED ? desi_shaped_low(dist)
                                           : NAN;
}

double des_dist_high(const struct des_dist *dist) {
    const struct desi_kind *kind = desi_dist_kind(dist->kind);
    return kind != NULL                    ? kind->high(dist->argument)
           : dist->kind == DES_DIST_SHAPED ? desi_shaped_high(dist)
                                           : NAN;
}

/* ---- as text ---- */

/* A text that grows in a buffer of fixed size; `length` counts what did not fit. */
struct writer {
    char *text;
    size_t size;
    size_t length;
};

DES_PRINTF(2, 3) static void put(struct writer *writer, const char *format, ...) {
    bool room = writer->length < writer->size;
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(room ? writer->text + writer->length : NULL,
                      room ? writer->size - writer->length : 0, format, arguments);
    va_end(arguments);
    writer->length += n > 0 ? (size_t)n : 0;
}

/* The decimal point of the caller's locale, which may be several bytes, becomes '.'. */
static void plain_point(char *text) {
    char *point = text + strspn(text, "-0123456789");
    size_t length = strcspn(point, "0123456789");
    if (*point != '\0' && *point != 'e' && isdigit((unsigned char)point[length])) {
        *point = '.';
        memmove(point + 1, point + length, strlen(point + length) + 1);
    }
}

/* The fewest digits that read back as the same number. */
static void put_number(struct writer *writer, double value) {
    char text[40];
    int digits = 6;
    do {
        (void)snprintf(text, sizeof text, "%.*g", digits, value);
    } while (strtod(text, NULL) != value && ++digits <= 17);
    plain_point(text);
    put(writer, "%s", text);
}

int des_dist_format(const struct des_dist *dist, char *text, size_t size) {
    const struct des_dist_info *info = des_dist_info(dist->kind);
    struct writer writer = {text, size, 0};
    put(&writer, "%s%s", info->name, info->count > 0 ? "(" : "");
    for (size_t i = 0; i < info->count; i++) {
        put(&writer, "%s%s ", i > 0 ? ", " : "", info->argument[i]);
        put_number(&writer, dist->argument[i]);
    }
    put(&writer, "%s", info->count > 0 ? ")" : "");
    return (int)writer.length;
}

/* engine/params/format.c - values in words and as a scenario says them. */
#include "value.h"

#include "des/table.h"
#include "text.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void accepts_number(const struct des_param *param, const char *what, char *text,
                           size_t size) {
    char low[DESI_REAL_SIZE];
    char high[DESI_REAL_SIZE];
    desi_format_plain(param->low, low);
    desi_format_plain(param->high, high);
    size_t length = 0;
    desi_append(text, size, &length, "%s", what);
    if (isfinite(param->low) && isfinite(param->high)) {
        desi_append(text, size, &length, ", %s to %s", low, high);
    } else if (isfinite(param->low)) {
        desi_append(text, size, &length, ", at least %s", low);
    } else if (isfinite(param->high)) {
        desi_append(text, size, &length, ", at most %s", high);
    }
    if (strcmp(param->unit, "1") != 0) {
        desi_append(text, size, &length, " %s", param->unit);
    }
}

static void accepts_choice(const struct des_param *param, char *text, size_t size) {
    size_t length = 0;
    for (size_t i = 0; param->choices[i] != NULL; ++i) {
        desi_append(text, size, &length, "%s\"%s\"", i == 0 ? "" : ", ", param->choices[i]);
    }
}

void desi_param_accepts(const struct des_param *param, char *text, size_t size) {
    switch (param->type) {
    case DES_TYPE_BOOL:
        snprintf(text, size, "true or false");
        break;
    case DES_TYPE_INT:
        accepts_number(param, "a whole number", text, size);
        break;
    case DES_TYPE_REAL:
        accepts_number(param, "a number", text, size);
        break;
    case DES_TYPE_CHOICE:
        accepts_choice(param, text, size);
        break;
    case DES_TYPE_TEXT:
        snprintf(text, size, "a text in quotes");
        break;
    case DES_TYPE_CLOCK:
        snprintf(text, size, "a time of day such as \"07:30\"");
        break;
    case DES_TYPE_DIST:
        snprintf(text, size,
                 "a number, or a distribution such as "
                 "{ dist = \"lognormal\"; median = 12.0; sigma = 0.83; }");
        break;
    }
}

/* ---- as a scenario says it ---- */

/* Characters at the beginning that stand for themselves; not too many for printf. */
static size_t plain_length(const char *raw) {
    size_t length = 0;
    while ((unsigned char)raw[length] >= 0x20 && raw[length] != 0x7f && raw[length] != '"' &&
           raw[length] != '\\' && length < INT_MAX) {
        ++length;
    }
    return length;
}

int desi_quote(const char *raw, char *text, size_t size) {
    size_t length = 0;
    desi_append(text, size, &length, "\"");
    for (const char *c = raw; *c != '\0';) {
        size_t plain = plain_length(c);
        if (plain > 0) {
            desi_append(text, size, &length, "%.*s", (int)plain, c);
            c += plain;
            continue;
        }
        if (*c == '"' || *c == '\\') {
            desi_append(text, size, &length, "\\%c", *c);
        } else if (*c == '\n') {
            desi_append(text, size, &length, "\\n");
        } else {
            desi_append(text, size, &length, "\\x%02X", (unsigned)(unsigned char)*c);
        }
        ++c;
    }
    desi_append(text, size, &length, "\"");
    return (int)length;
}

/* A text that grows in a buffer of fixed size; `length` counts what did not fit. */
struct writer {
    char *text;
    size_t size, length;
};

static void put_numbers(struct writer *writer, const char *name, const double *numbers,
                        size_t count) {
    desi_append(writer->text, writer->size, &writer->length, "%s = [", name);
    for (size_t i = 0; i < count; ++i) {
        char number[DESI_REAL_SIZE];
        desi_format_real(numbers[i], number);
        desi_append(writer->text, writer->size, &writer->length, "%s%s", i > 0 ? ", " : "", number);
    }
    desi_append(writer->text, writer->size, &writer->length, "]; ");
}

static void put_members(struct writer *writer, const struct des_dist *dist);

static void put_parts(struct writer *writer, const struct des_shape *shape) {
    desi_append(writer->text, writer->size, &writer->length, "parts = (");
    for (size_t i = 0; i < shape->count; ++i) {
        desi_append(writer->text, writer->size, &writer->length, "%s{ ", i > 0 ? ", " : " ");
        put_members(writer, &shape->part[i]);
        desi_append(writer->text, writer->size, &writer->length, "}");
    }
    desi_append(writer->text, writer->size, &writer->length, " ); ");
}

static void put_shape(struct writer *writer, const struct des_shape *shape) {
    bool pieces = shape->form == DES_SHAPE_PIECES;
    if (shape->form == DES_SHAPE_TRUNCATED) {
        put_members(writer, shape->part);
        put_numbers(writer, "truncate", (const double[]){shape->low, shape->high}, 2);
    } else if (shape->form == DES_SHAPE_MIXTURE) {
        desi_append(writer->text, writer->size, &writer->length, "dist = \"mixture\"; ");
        put_numbers(writer, "shares", shape->weight, shape->count);
        put_parts(writer, shape);
    } else {
        desi_append(writer->text, writer->size, &writer->length, "dist = \"%s\"; ",
                    pieces ? "piecewise" : "table");
        put_numbers(writer, pieces ? "edges" : "values", shape->value, shape->count + pieces);
        if (shape->weight != NULL) {
            put_numbers(writer, "weights", shape->weight, shape->count);
        }
    }
}

/* What stands between the braces. */
static void put_members(struct writer *writer, const struct des_dist *dist) {
    const struct des_dist_info *info = des_dist_info(dist->kind);
    if (des_dist_shape(dist) != NULL) {
        put_shape(writer, des_dist_shape(dist));
        return;
    }
    desi_append(writer->text, writer->size, &writer->length, "dist = \"%s\"; ", info->name);
    for (size_t i = 0; i < info->count; ++i) {
        char number[DESI_REAL_SIZE];
        desi_format_real(dist->argument[i], number);
        desi_append(writer->text, writer->size, &writer->length, "%s = %s; ", info->argument[i],
                    number);
    }
}

int desi_dist_scenario(const struct des_dist *dist, char *text, size_t size) {
    struct writer writer = {text, size, 0};
    desi_append(text, size, &writer.length, "{ ");
    put_members(&writer, dist);
    desi_append(text, size, &writer.length, "}");
    return (int)writer.length;
}

static int format_integer(int64_t integer, char *text, size_t size) {
    bool wide = integer < INT32_MIN || integer > INT32_MAX;
    return snprintf(text, size, "%" PRId64 "%s", integer, wide ? "L" : "");
}

static int format_clock(double minutes, char *text, size_t size) {
    if (minutes == floor(minutes)) {
        int whole = (int)minutes;
        return snprintf(text, size, "\"%02d:%02d\"", whole / 60, whole % 60);
    }
    char number[DESI_REAL_SIZE];
    desi_format_real(minutes, number);
    return snprintf(text, size, "\"%s min\"", number);
}

int des_value_format(const struct des_param *param, const struct des_value *value, char *text,
                     size_t size) {
    char number[DESI_REAL_SIZE];
    switch (param->type) {
    case DES_TYPE_BOOL:
        return snprintf(text, size, "%s", value->boolean ? "true" : "false");
    case DES_TYPE_INT:
        return format_integer(value->integer, text, size);
    case DES_TYPE_REAL:
        desi_format_real(value->real, number);
        return snprintf(text, size, "%s", number);
    case DES_TYPE_CHOICE:
        return snprintf(text, size, "\"%s\"", param->choices[value->choice]);
    case DES_TYPE_TEXT:
        return desi_quote(value->text, text, size);
    case DES_TYPE_CLOCK:
        return format_clock(value->real, text, size);
    case DES_TYPE_DIST:
        return desi_dist_scenario(&value->dist, text, size);
    }
    return 0;
}

/* include/des/params.h - parameters declared once, by the module that owns them.
 *
 * A module lists its parameters in a table, one macro line each: field, unit,
 * default, range, source, grade, meaning.  A *space* is the tables of a model
 * laid end to end; every element has exactly one path ("demand.users.class3")
 * for files, --set, sweeps, draws, tables and documentation.  *Values* is one
 * resolved value per element.  From values the engine fills the module's
 * struct.  Nobody writes a name twice.
 *
 * Two kinds of spread are kept apart: a parameter of type DIST varies between
 * cases and is drawn by the model; `uncertain` says doubt about the one value
 * and is drawn by the experiment, once per replication. */
#ifndef DES_PARAMS_H
#define DES_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "des/dist.h"
#include "des/status.h"

/* A statistics, B national study, C international study, D judgement. */
enum des_grade { DES_GRADE_NONE, DES_GRADE_A, DES_GRADE_B, DES_GRADE_C, DES_GRADE_D };
DES_API const char *des_grade_name(enum des_grade grade); /* "A" ... "D", "" */

enum des_param_type {
    DES_TYPE_BOOL,   /* bool */
    DES_TYPE_INT,    /* int64_t */
    DES_TYPE_REAL,   /* double */
    DES_TYPE_CHOICE, /* int: index into the choices */
    DES_TYPE_TEXT,   /* const char *, borrowed from the values */
    DES_TYPE_CLOCK,  /* double: minutes since midnight; "07:30" in files */
    DES_TYPE_DIST    /* struct des_dist */
};
DES_API const char *des_type_name(enum des_param_type type);

/* One parameter, or one array of them indexed by a named set.  The field in
 * the owner's struct has the C type named above, or an array of it. */
struct des_param {
    const char *key; /* one step of the path, lower_snake */
    size_t offset;   /* of the field */
    enum des_param_type type;
    const char *unit;           /* "min", "1/year", "1" ... */
    double low, high;           /* closed range of a number; of the support of a dist;
                                 * INFINITY where there is no bound */
    double value;               /* default of a scalar number, bool, choice or clock */
    const double *values;       /* defaults of a set, one per name; NULL: `value` for all */
    const char *text;           /* default of a text */
    struct des_dist dist;       /* default of a dist */
    const char *const *choices; /* ends with NULL */
    const char *const *set;     /* ends with NULL; NULL: not an array */
    struct des_dist uncertain;  /* doubt about a scalar real; NONE: no doubt stated */
    const char *source;
    enum des_grade grade;
    const char *meaning;
};

/* The common cases as one macro line.  A table ends with {0}. */
#define DES_REAL(record, field, unit_, value_, low_, high_, source_, grade_, meaning_)             \
    {                                                                                              \
        .key = #field, .offset = offsetof(record, field), .type = DES_TYPE_REAL, .unit = unit_,    \
        .value = value_, .low = low_, .high = high_, .source = source_, .grade = grade_,           \
        .meaning = meaning_                                                                        \
    }
/* ... with doubt about the value, drawn once per replication:
 * DES_UNCERTAIN(..., LOGNORMAL, 0.9, 0.12) takes the kind and its arguments. */
#define DES_UNCERTAIN(record, field, unit_, value_, low_, high_, source_, grade_, meaning_, kind_, \
                      ...)                                                                         \
    {                                                                                              \
        .key = #field, .offset = offsetof(record, field), .type = DES_TYPE_REAL, .unit = unit_,    \
        .value = value_, .low = low_, .high = high_, .source = source_, .grade = grade_,           \
        .meaning = meaning_, .uncertain = {                                                        \
            DES_DIST_##kind_,                                                                      \
            {__VA_ARGS__}                                                                          \
        }                                                                                          \
    }
/* ... one value per name of a set; the defaults in parentheses-free list. */
#define DES_REALS(record, field, set_, unit_, low_, high_, source_, grade_, meaning_, ...)         \
    {                                                                                              \
        .key = #field, .offset = offsetof(record, field), .type = DES_TYPE_REAL, .unit = unit_,    \
        .low = low_, .high = high_, .set = set_, .values = (const double[]){__VA_ARGS__},          \
        .source = source_, .grade = grade_, .meaning = meaning_                                    \
    }
#define DES_INT(record, field, unit_, value_, low_, high_, source_, grade_, meaning_)              \
    {                                                                                              \
        .key = #field, .offset = offsetof(record, field), .type = DES_TYPE_INT, .unit = unit_,     \
        .value = value_, .low = low_, .high = high_, .source = source_, .grade = grade_,           \
        .meaning = meaning_                                                                        \
    }
#define DES_BOOL(record, field, value_, source_, grade_, meaning_)                                 \
    {                                                                                              \
        .key = #field, .offset = offsetof(record, field), .type = DES_TYPE_BOOL, .unit = "1",      \
        .value = value_, .low = 0, .high = 1, .source = source_, .grade = grade_,                  \
        .meaning = meaning_                                                                        \
    }
#define DES_CHOICE(record, field, choices_, value_, source_, grade_, meaning_)                     \
    {                                                                                              \
        .key = #field, .offset = offsetof(record, field), .type = DES_TYPE_CHOICE, .unit = "1",    \
        .value = value_, .choices = choices_, .source = source_, .grade = grade_,                  \
        .meaning = meaning_                                                                        \
    }
#define DES_TEXT(record, field, text_, source_, grade_, meaning_)                                  \
    {                                                                                              \
        .key = #field, .offset = offsetof(record, field), .type = DES_TYPE_TEXT, .unit = "1",      \
        .text = text_, .source = source_, .grade = grade_, .meaning = meaning_                     \
    }
#define DES_CLOCK(record, field, minutes_, source_, grade_, meaning_)                              \
    {                                                                                              \
        .key = #field, .offset = offsetof(record, field), .type = DES_TYPE_CLOCK, .unit = "min",   \
        .value = minutes_, .low = 0, .high = 1440, .source = source_, .grade = grade_,             \
        .meaning = meaning_                                                                        \
    }
/* kind and arguments at the end: (..., LOGNORMAL, 12.0, 0.83) */
#define DES_DIST(record, field, unit_, low_, high_, source_, grade_, meaning_, kind_, ...)         \
    {                                                                                              \
        .key = #field, .offset = offsetof(record, field), .type = DES_TYPE_DIST, .unit = unit_,    \
        .low = low_, .high = high_, .dist = {DES_DIST_##kind_, {__VA_ARGS__}}, .source = source_,  \
        .grade = grade_, .meaning = meaning_                                                       \
    }

/* A module's table under its path; `size` is sizeof the record that it fills. */
struct des_param_group {
    const char *path; /* "demand"; may have dots: "care.expert_team" */
    const struct des_param *params;
    size_t size;
    const char *meaning;
};

/* ---- the space: all elements of all groups, in declared order ---- */

struct des_space; /* opaque, immutable: may be shared between threads */

/* One element: a scalar parameter, or one name of a set. */
struct des_element {
    const char *path; /* "demand.users_per_1000.class3" */
    const struct des_param *param;
    size_t group;
    size_t index; /* within the set; 0 for a scalar */
};

/* DES_OK; DES_ERANGE for a table that contradicts itself (a path twice, a
 * default outside its range, a missing unit, source, grade or meaning): a
 * defect of the program, told with the path; DES_ENOMEM.  Tables borrowed; *space is the
 * caller's.  O(n log n). */
DES_API DES_NODISCARD enum des_status des_space_create(const struct des_param_group *groups,
                                                       size_t group_count, struct des_space **space,
                                                       struct des_error *error);
DES_API void des_space_destroy(struct des_space *space); /* NULL is allowed */
DES_API size_t des_space_count(const struct des_space *space);
/* `element` is below the count; borrowed from the space. */
DES_API const struct des_element *des_space_at(const struct des_space *space, size_t element);
/* SIZE_MAX when there is no such path.  O(log n). */
DES_API size_t des_space_find(const struct des_space *space, const char *path);
/* The nearest path to a misspelt one, or NULL when nothing is near.  O(n). */
DES_API const char *des_space_suggest(const struct des_space *space, const char *path);
/* The same of any names; one of them, or NULL. */
DES_API const char *des_name_suggest(const char *const *names, size_t count, const char *wanted);
DES_API size_t des_space_group_count(const struct des_space *space);
DES_API const struct des_param_group *des_space_group(const struct des_space *space, size_t group);

/* ---- values: one per element ---- */

struct des_values; /* opaque; written by one thread, read by many */

struct des_value {
    union {
        bool boolean;
        int64_t integer;
        double real; /* REAL and CLOCK */
        int choice;
        const char *text; /* owned by the values */
        struct des_dist dist;
    };
    const char *source; /* owned by the values or static */
    enum des_grade grade;
    struct des_dist uncertain; /* NONE: not drawn */
    bool defaulted;            /* the table's default, said by no scenario */
};

/* All defaults; a copy.  The caller's, NULL when out of memory.  The space is borrowed.  O(n). */
DES_API struct des_values *des_values_create(const struct des_space *space);
DES_API struct des_values *des_values_copy(const struct des_values *values);
DES_API void des_values_destroy(struct des_values *values); /* NULL is allowed */
DES_API const struct des_space *des_values_space(const struct des_values *values);
DES_API const struct des_value *des_values_at(const struct des_values *values, size_t element);

/* Sets one element from the text of --set ("0.25", "true", "07:30", "expert_team",
 * "lognormal(12, 0.83)"); typed and checked.  DES_OK; DES_EINPUT with a
 * sentence (unknown path with suggestion, wrong type, outside the range); DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_values_set_text(struct des_values *values,
                                                          const char *path, const char *text,
                                                          struct des_error *error);
/* Sets one REAL, INT, BOOL, CHOICE or CLOCK element from a number (designs,
 * draws); keeps its source and grade.  DES_ERANGE outside the range. */
DES_API DES_NODISCARD enum des_status des_values_set_number(struct des_values *values,
                                                            size_t element, double number);

/* Fills the struct of group `group` (its `size` bytes) from the values.  Texts
 * are borrowed from the values. */
DES_API void des_values_fill(const struct des_values *values, size_t group, void *record);
/* The same for the group with this path; the group must exist. */
DES_API void des_values_fill_named(const struct des_values *values, const char *group_path,
                                   void *record);

/* Writes one value as a scenario would say it.  Returns what snprintf returns. */
DES_API int des_value_format(const struct des_param *param, const struct des_value *value,
                             char *text, size_t size);

#endif

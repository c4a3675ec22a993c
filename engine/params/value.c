/* engine/params/value.c - one value: its default, its check, its text. */
#include "value.h"

#include "text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- from a number ---- */

struct des_value desi_value_of_number(const struct des_param *param, double number) {
    struct des_value value = {.grade = DES_GRADE_NONE};
    if (param->type == DES_TYPE_INT) {
        value.integer = (int64_t)number;
    } else if (param->type == DES_TYPE_BOOL) {
        value.boolean = number > 0.0;
    } else {
        value.real = number;
    }
    return value;
}

/* ---- default ---- */

struct des_value desi_value_default(const struct des_param *param, size_t index) {
    double number =
        param->set != NULL && param->values != NULL ? param->values[index] : param->value;
    struct des_value value = {.source = param->source,
                              .grade = param->grade,
                              .uncertain = param->uncertain,
                              .defaulted = true};
    switch (param->type) {
    case DES_TYPE_BOOL:
        value.boolean = number != 0.0;
        break;
    case DES_TYPE_INT:
        value.integer = (int64_t)number;
        break;
    case DES_TYPE_REAL:
    case DES_TYPE_CLOCK:
        value.real = number;
        break;
    case DES_TYPE_CHOICE:
        value.choice = (int)number;
        break;
    case DES_TYPE_TEXT:
        value.text = param->text;
        break;
    case DES_TYPE_DIST:
        value.dist = param->dist;
        break;
    }
    return value;
}

/* ---- check ---- */

/* "0 to 1", "at least 0", "any number"; with the unit where there is one. */
static void range_words(const struct des_param *param, char *text, size_t size) {
    char low[DESI_REAL_SIZE];
    char high[DESI_REAL_SIZE];
    desi_format_plain(param->low, low);
    desi_format_plain(param->high, high);
    bool bare = strcmp(param->unit, "1") == 0;
    const char *space = bare ? "" : " ";
    const char *unit = bare ? "" : param->unit;
    if (isinf(param->low) && isinf(param->high)) {
        snprintf(text, size, "any value%s%s", space, unit);
    } else if (isinf(param->high)) {
        snprintf(text, size, "at least %s%s%s", low, space, unit);
    } else if (isinf(param->low)) {
        snprintf(text, size, "at most %s%s%s", high, space, unit);
    } else {
        snprintf(text, size, "%s to %s%s%s", low, high, space, unit);
    }
}

static bool within(const struct des_param *param, double number) {
    return number >= param->low && number <= param->high;
}

static enum des_status check_number(const struct des_param *param, double number,
                                    struct des_error *error) {
    if (isfinite(number) && within(param, number)) {
        return DES_OK;
    }
    char words[128];
    char text[DESI_REAL_SIZE];
    range_words(param, words, sizeof words);
    desi_format_plain(number, text);
    return des_fail(error, DES_ERANGE, "%s is outside its range (accepted: %s)", text, words);
}

static enum des_status check_choice(const struct des_param *param, int choice,
                                    struct des_error *error) {
    int count = 0;
    while (param->choices[count] != NULL) {
        ++count;
    }
    if (choice >= 0 && choice < count) {
        return DES_OK;
    }
    return des_fail(error, DES_ERANGE, "%d is not the number of a choice (accepted: 0 to %d)",
                    choice, count - 1);
}

static enum des_status check_dist(const struct des_param *param, const struct des_dist *dist,
                                  struct des_error *error) {
    if (dist->kind == DES_DIST_NONE) {
        return des_fail(error, DES_ERANGE, "no distribution is given");
    }
    struct des_error why = {0};
    if (des_dist_check(dist, &why) != DES_OK) {
        return des_fail(error, DES_ERANGE, "the distribution is not one: %s", why.text);
    }
    if (des_dist_low(dist) >= param->low && des_dist_high(dist) <= param->high) {
        return DES_OK;
    }
    char words[128];
    char low[DESI_REAL_SIZE];
    char high[DESI_REAL_SIZE];
    range_words(param, words, sizeof words);
    desi_format_plain(des_dist_low(dist), low);
    desi_format_plain(des_dist_high(dist), high);
    return des_fail(error, DES_ERANGE,
                    "the distribution reaches from %s to %s, outside its range (accepted: %s)", low,
                    high, words);
}

enum des_status desi_value_check(const struct des_param *param, const struct des_value *value,
                                 struct des_error *error) {
    switch (param->type) {
    case DES_TYPE_BOOL:
    case DES_TYPE_TEXT:
        return DES_OK;
    case DES_TYPE_INT:
        return check_number(param, (double)value->integer, error);
    case DES_TYPE_REAL:
    case DES_TYPE_CLOCK:
        return check_number(param, value->real, error);
    case DES_TYPE_CHOICE:
        return check_choice(param, value->choice, error);
    case DES_TYPE_DIST:
        return check_dist(param, &value->dist, error);
    }
    return des_fail(error, DES_ERANGE, "no such type");
}

enum des_status desi_uncertain_check(const struct des_param *param,
                                     const struct des_dist *uncertain, struct des_error *error) {
    if (uncertain->kind == DES_DIST_NONE) {
        return DES_OK;
    }
    if (param->type != DES_TYPE_REAL) {
        return des_fail(error, DES_ERANGE, "only a real can be uncertain, not a %s",
                        des_type_name(param->type));
    }
    struct des_error why = {0};
    if (des_dist_check(uncertain, &why) != DES_OK) {
        return des_fail(error, DES_ERANGE, "`uncertain` is no distribution: %s", why.text);
    }
    /* Draws are clamped to the range; doubt mostly outside of it is a slip of units. */
    double median = des_dist_quantile(uncertain, 0.5);
    if (within(param, median)) {
        return DES_OK;
    }
    char words[128];
    char text[DESI_REAL_SIZE];
    range_words(param, words, sizeof words);
    desi_format_plain(median, text);
    return des_fail(error, DES_ERANGE,
                    "the median of `uncertain`, %s, is outside its range (accepted: %s)", text,
                    words);
}

/* ---- from text ---- */

int desi_name_index(const char *const *names, const char *name) {
    for (int i = 0; names[i] != NULL; ++i) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

static bool parse_bool(const char *text, bool *value) {
    *value = strcmp(text, "true") == 0;
    return *value || strcmp(text, "false") == 0;
}

/* One argument: "12" or "median 12", where the name must be the one expected. */
static bool parse_argument(char *text, const char *name, double *number) {
    text += strspn(text, " ");
    size_t length = strlen(name);
    if (strncmp(text, name, length) == 0 && text[length] == ' ') {
        text += length;
        text += strspn(text, " ");
    }
    for (size_t end = strlen(text); end > 0 && text[end - 1] == ' '; --end) {
        text[end - 1] = '\0';
    }
    return desi_parse_real(text, number);
}

/* "lognormal(12, 0.83)", "lognormal(median 12, sigma 0.83)", "12". */
static bool parse_dist(const char *text, struct des_dist *dist) {
    char copy[256];
    size_t length = strlen(text);
    struct des_dist made = {.kind = DES_DIST_CONSTANT};
    if (desi_parse_real(text, &made.argument[0])) {
        *dist = made;
        return true;
    }
    size_t name = strcspn(text, "(");
    if (length >= sizeof copy || name == length || text[length - 1] != ')') {
        return false;
    }
    memcpy(copy, text, length - 1);
    copy[length - 1] = '\0';
    copy[name] = '\0';
    made.kind = des_dist_named(copy);
    if (made.kind == DES_DIST_NONE) {
        return false;
    }
    const struct des_dist_info *info = des_dist_info(made.kind);
    char *rest = copy + name + 1;
    for (size_t i = 0; i < info->count; ++i) {
        char *comma = strchr(rest, ',');
        if ((comma != NULL) != (i + 1 < info->count)) {
            return false;
        }
        if (comma != NULL) {
            *comma = '\0';
        }
        if (!parse_argument(rest, info->argument[i], &made.argument[i])) {
            return false;
        }
        rest = comma == NULL ? rest : comma + 1;
    }
    *dist = made;
    return true;
}

static bool parse(const struct des_param *param, const char *text, struct des_value *value) {
    switch (param->type) {
    case DES_TYPE_BOOL:
        return parse_bool(text, &value->boolean);
    case DES_TYPE_INT:
        return desi_parse_integer(text, &value->integer);
    case DES_TYPE_REAL:
        return desi_parse_real(text, &value->real);
    case DES_TYPE_CHOICE:
        value->choice = desi_name_index(param->choices, text);
        return value->choice >= 0;
    case DES_TYPE_TEXT:
        value->text = text;
        return true;
    case DES_TYPE_CLOCK:
        return desi_parse_clock(text, &value->real);
    case DES_TYPE_DIST:
        return parse_dist(text, &value->dist);
    }
    return false;
}

enum des_status desi_value_parse(const struct des_param *param, const char *text,
                                 struct des_value *value, struct des_error *error) {
    if (parse(param, text, value)) {
        return DES_OK;
    }
    char accepted[512];
    desi_param_accepts(param, accepted, sizeof accepted);
    return des_fail(error, DES_EINPUT, "\"%s\" is not a value for it (accepted: %s)", text,
                    accepted);
}

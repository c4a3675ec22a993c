/* engine/params/text.c */
#define _GNU_SOURCE /* strtod_l, newlocale */
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* glibc's "C" locale object is static: newlocale neither allocates nor fails. */
static locale_t c_locale(void) {
    return newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

bool desi_parse_real(const char *text, double *number) {
    size_t length = strlen(text);
    /* strtod takes blanks, hexadecimal, "inf" and "nan" too. */
    if (length == 0 || strspn(text, "0123456789+-.eE") != length) {
        return false;
    }
    char *end = NULL;
    locale_t locale = c_locale();
    double value = strtod_l(text, &end, locale);
    freelocale(locale);
    if (*end != '\0' || !isfinite(value)) {
        return false;
    }
    *number = value;
    return true;
}

bool desi_parse_integer(const char *text, int64_t *number) {
    size_t sign = (text[0] == '-' || text[0] == '+') ? 1 : 0;
    size_t length = strlen(text + sign);
    if (length == 0 || strspn(text + sign, "0123456789") != length) {
        return false;
    }
    errno = 0;
    intmax_t value = strtoimax(text, NULL, 10);
    if (errno != 0 || value < INT64_MIN || value > INT64_MAX) {
        return false;
    }
    *number = (int64_t)value;
    return true;
}

bool desi_parse_word(const char *text, uint64_t *word) {
    bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    const char *digits = hex ? text + 2 : text;
    size_t length = strlen(digits);
    if (length == 0 || strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789") != length) {
        return false;
    }
    errno = 0;
    uintmax_t value = strtoumax(digits, NULL, hex ? 16 : 10);
    if (errno != 0 || value > UINT64_MAX) {
        return false;
    }
    *word = (uint64_t)value;
    return true;
}

static bool two_digits(const char *text, int *number) {
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') {
        return false;
    }
    *number = (text[0] - '0') * 10 + (text[1] - '0');
    return true;
}

bool desi_parse_clock(const char *text, double *minutes) {
    size_t length = strlen(text);
    double value = 0.0;
    char number[DESI_REAL_SIZE];
    if (length > 4 && length - 4 < sizeof number && strcmp(text + length - 4, " min") == 0) {
        memcpy(number, text, length - 4);
        number[length - 4] = '\0';
        if (!desi_parse_real(number, &value)) {
            return false;
        }
    } else {
        int hour = 0;
        int minute = 0;
        if (length != 5 || text[2] != ':' || !two_digits(text, &hour) ||
            !two_digits(text + 3, &minute) || minute > 59) {
            return false;
        }
        value = hour * 60 + minute;
    }
    if (!(value >= 0.0 && value <= 1440.0)) {
        return false;
    }
    *minutes = value;
    return true;
}

/* The shortest text of 15 to 17 digits with the same bits. */
static void shortest(double number, char *text) {
    locale_t c = c_locale();
    locale_t callers = uselocale(c);
    for (int digits = 15; digits <= 17; ++digits) {
        snprintf(text, DESI_REAL_SIZE, "%.*g", digits, number);
        if (strtod_l(text, NULL, c) == number) {
            break;
        }
    }
    uselocale(callers);
    freelocale(c);
}

void desi_format_real(double number, char *text) {
    shortest(number, text);
    if (strpbrk(text, ".n") != NULL) { /* "inf" and "nan" stay as they are */
        return;
    }
    char *exponent = strchr(text, 'e');
    if (exponent == NULL) {
        exponent = text + strlen(text);
    }
    memmove(exponent + 2, exponent, strlen(exponent) + 1);
    memcpy(exponent, ".0", 2);
}

void desi_format_plain(double number, char *text) {
    shortest(number, text);
}

char *desi_duplicate(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    return copy == NULL ? NULL : memcpy(copy, text, size);
}

void desi_append(char *text, size_t size, size_t *length, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    bool room = *length < size;
    int written =
        vsnprintf(room ? text + *length : NULL, room ? size - *length : 0, format, arguments);
    va_end(arguments);
    *length += written > 0 ? (size_t)written : 0;
}

enum { NAME_LIMIT = 120 };

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Optimal string alignment: one insertion, deletion, substitution or exchange of
 * neighbours each counts one.  SIZE_MAX for names too long to be compared. */
static size_t edit_distance(const char *a, const char *b) {
    size_t m = strlen(a);
    size_t n = strlen(b);
    size_t rows[3][NAME_LIMIT + 1];
    if (m > NAME_LIMIT || n > NAME_LIMIT) {
        return SIZE_MAX;
    }
    for (size_t j = 0; j <= n; ++j) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= m; ++i) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        row[0] = i;
        for (size_t j = 1; j <= n; ++j) {
            size_t change = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(change, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], rows[(i + 1) % 3][j - 2] + 1);
            }
        }
    }
    return rows[m % 3][n];
}

struct desi_nearest desi_nearest_to(const char *wanted) {
    return (struct desi_nearest){.wanted = wanted, .distance = SIZE_MAX};
}

void desi_nearest_offer(struct desi_nearest *nearest, const char *candidate) {
    size_t distance = edit_distance(nearest->wanted, candidate);
    size_t length = strlen(nearest->wanted);
    /* A third of the letters may be wrong, two in a name of four or five. */
    size_t tolerated = length < 4 ? 1 : (length < 6 ? 2 : length / 3);
    if (distance <= tolerated && distance < nearest->distance) {
        nearest->best = candidate;
        nearest->distance = distance;
    }
}

void desi_options_begin(struct desi_options *options, const char *wanted) {
    options->nearest = desi_nearest_to(wanted);
    options->last[0] = '\0';
    options->best[0] = '\0';
    options->length = 0;
    desi_append(options->text, sizeof options->text, &options->length, "(accepted: ");
}

void desi_options_add(struct desi_options *options, const char *name) {
    enum { ROOM = 480 }; /* the rest is for the nearest */
    if (strcmp(name, options->last) == 0) {
        return;
    }
    const char *comma = options->last[0] == '\0' ? "" : ", ";
    snprintf(options->last, sizeof options->last, "%s", name);
    if (options->length + strlen(name) < ROOM) {
        desi_append(options->text, sizeof options->text, &options->length, "%s%s", comma, name);
    } else if (options->length < ROOM) {
        desi_append(options->text, sizeof options->text, &options->length, "%s...", comma);
        options->length = ROOM;
    }
    const char *before = options->nearest.best;
    desi_nearest_offer(&options->nearest, options->last);
    if (options->nearest.best != before) {
        snprintf(options->best, sizeof options->best, "%s", name);
        options->nearest.best = options->best;
    }
}

const char *desi_options_end(struct desi_options *options) {
    options->length = strlen(options->text);
    if (options->nearest.best != NULL) {
        desi_append(options->text, sizeof options->text, &options->length, "; did you mean %s?",
                    options->best);
    }
    desi_append(options->text, sizeof options->text, &options->length, ")");
    return options->text;
}

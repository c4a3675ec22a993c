#include "number.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int number_decimals(double magnitude) {
    if (!(magnitude > 0.0) || magnitude >= 100.0) {
        return 0;
    }
    int decimals = 2 - (int)floor(log10(magnitude));
    return decimals > 6 ? 6 : decimals;
}

int number_doubt_decimals(double doubt) {
    if (!(doubt > 0.0) || isinf(doubt)) {
        return 0;
    }
    int exponent = (int)floor(log10(doubt));
    int digits = doubt / pow(10.0, exponent) < 3.55 ? 2 : 1;
    int decimals = digits - 1 - exponent;
    return decimals > 6 ? 6 : decimals;
}

/* Copies digits, with a space before every third from the decimal point. */
static void group_digits(char *out, const char *digits, size_t whole) {
    for (size_t i = 0; digits[i] != '\0'; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0) {
            *out++ = ' ';
        }
        *out++ = digits[i];
    }
    *out = '\0';
}

static const char *format_fixed(char *text, double number, int decimals, bool with_plus) {
    if (isnan(number)) {
        return strcpy(text, "-");
    }
    if (isinf(number) || fabs(number) >= 1e15) {
        snprintf(text, NUMBER_ROOM, "%.4g", number);
        return text;
    }
    char digits[NUMBER_ROOM];
    double rounded = fabs(number);
    if (decimals < 0) {
        double quantum = pow(10.0, -decimals);
        rounded = round(rounded / quantum) * quantum;
        decimals = 0;
    }
    snprintf(digits, sizeof digits, "%.*f", decimals, rounded);
    bool zero = strspn(digits, "0.") == strlen(digits);
    char *out = text;
    if (!zero && number < 0.0) {
        *out++ = '-';
    } else if (!zero && with_plus) {
        *out++ = '+';
    }
    group_digits(out, digits, strcspn(digits, "."));
    return text;
}

const char *number_fixed(char text[NUMBER_ROOM], double number, int decimals) {
    return format_fixed(text, number, decimals, false);
}

const char *number_signed(char text[NUMBER_ROOM], double number, int decimals) {
    return format_fixed(text, number, decimals, true);
}

const char *number_exact(char text[NUMBER_ROOM], double number) {
    if (isnan(number)) {
        return strcpy(text, "");
    }
    if (number == rint(number) && fabs(number) < 1e15 && !signbit(number)) {
        snprintf(text, NUMBER_ROOM, "%lld", (long long)number);
        return text;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, NUMBER_ROOM, "%.*g", digits, number);
        if (strtod(text, NULL) == number) {
            break;
        }
    }
    return text;
}

size_t text_width(const char *text) {
    size_t width = 0;
    for (; *text != '\0'; text++) {
        width += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return width;
}

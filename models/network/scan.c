#include "scan.h"

#include <string.h>

void network_scan_blanks(const char **text) {
    *text += strspn(*text, " \t\r\n");
}

bool network_scan_mark(const char **text, char mark) {
    if (**text != mark) {
        return false;
    }
    ++*text;
    network_scan_blanks(text);
    return true;
}

bool network_scan_name(const char **text, const char **name, size_t *length) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char all[] = "abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    if (strspn(*text, letters) == 0) {
        return false;
    }
    *name = *text;
    *length = strspn(*text, all);
    *text += *length;
    network_scan_blanks(text);
    return true;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Digits as one whole number over a power of ten: correctly rounded up to 15 digits. */
bool network_scan_number(const char **text, double *number) {
    const char *at = *text;
    double whole = 0, power = 1;
    size_t digits = 0;
    for (; is_digit(*at); at++, digits++) {
        whole = 10 * whole + (*at - '0');
    }
    if (*at == '.') {
        for (at++; is_digit(*at); at++, digits++) {
            whole = 10 * whole + (*at - '0');
            power *= 10;
        }
    }
    if (digits == 0 || digits > 15) {
        return false;
    }
    *number = whole / power;
    *text = at;
    network_scan_blanks(text);
    return true;
}

/* engine/params/scan.c */
#include "scan.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* One line being scanned. */
struct cursor {
    struct desi_scan *scan;
    const char *file;
    unsigned line;
    const char *begin, *at, *end;
    const char *name; /* the last name seen ... */
    size_t name_length;
    bool sound;
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '*';
}

static bool is_name(char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

static char peek(const struct cursor *cursor, size_t ahead) {
    return (size_t)(cursor->end - cursor->at) > ahead ? cursor->at[ahead] : '\0';
}

static void skip_while(struct cursor *cursor, bool (*wanted)(char)) {
    while (cursor->at < cursor->end && wanted(*cursor->at)) {
        ++cursor->at;
    }
}

static void tell(struct cursor *cursor, const char *what) {
    const char *key = cursor->scan->key;
    des_diagnostics_add(cursor->scan->diagnostics, "%s:%u: %s%s%s", cursor->file, cursor->line, key,
                        key[0] == '\0' ? "" : ": ", what);
    cursor->sound = false;
}

static void tell_wide(struct cursor *cursor, const char *literal) {
    const char *key = cursor->scan->key;
    des_diagnostics_add(cursor->scan->diagnostics,
                        "%s:%u: %s%s%s does not fit 32 bits (accepted: %sL for a whole number, "
                        "%s.0 for a real one)",
                        cursor->file, cursor->line, key, key[0] == '\0' ? "" : ": ", literal,
                        literal, literal);
    cursor->sound = false;
}

/* The literal [start, at) and its L: does it keep its value? */
static void check_integer(struct cursor *cursor, const char *start, int base, bool negative) {
    char literal[80];
    size_t length = (size_t)(cursor->at - start);
    bool wide = peek(cursor, 0) == 'L';
    while (peek(cursor, 0) == 'L') {
        ++cursor->at;
    }
    if (length >= sizeof literal) {
        tell(cursor, "a number with too many digits");
        return;
    }
    memcpy(literal, start, length);
    literal[length] = '\0';
    errno = 0;
    uintmax_t value = strtoumax(literal, NULL, base);
    uintmax_t sign = negative ? 1 : 0;
    if (errno != 0 || value > (uintmax_t)INT64_MAX + sign) {
        tell(cursor, "a whole number that does not fit 64 bits");
    } else if (!wide && value > (uintmax_t)INT32_MAX + sign) {
        tell_wide(cursor, literal);
    }
}

static void scan_number(struct cursor *cursor, bool negative) {
    const char *start = cursor->at;
    if (*start == '0' && (peek(cursor, 1) == 'x' || peek(cursor, 1) == 'X')) {
        cursor->at += 2;
        skip_while(cursor, is_hex);
        check_integer(cursor, start, 16, negative);
        return;
    }
    skip_while(cursor, is_digit);
    char next = peek(cursor, 0);
    if (next != '.' && next != 'e' && next != 'E') {
        check_integer(cursor, start, 10, negative);
        return;
    }
    while (is_digit(peek(cursor, 0)) || peek(cursor, 0) == '.' || peek(cursor, 0) == 'e' ||
           peek(cursor, 0) == 'E' ||
           ((peek(cursor, 0) == '-' || peek(cursor, 0) == '+') &&
            (cursor->at[-1] == 'e' || cursor->at[-1] == 'E'))) {
        ++cursor->at;
    }
}

static void scan_name(struct cursor *cursor) {
    cursor->name = cursor->at;
    skip_while(cursor, is_name);
    cursor->name_length = (size_t)(cursor->at - cursor->name);
}

static void keep_key(struct cursor *cursor) {
    size_t length = cursor->name_length;
    if (cursor->name != NULL && length < sizeof cursor->scan->key) {
        memcpy(cursor->scan->key, cursor->name, length);
        cursor->scan->key[length] = '\0';
    }
}

static void nest(struct cursor *cursor, char bracket) {
    struct desi_scan *scan = cursor->scan;
    if (strchr("{[(", bracket) != NULL) {
        if (++scan->depth == DESI_SCAN_DEPTH + 1) {
            tell(cursor, "brackets are nested too deeply");
        }
    } else if (scan->depth > 0) {
        --scan->depth;
    }
}

/* \x80 to \xFF are no letters in UTF-8, and \x00 would end the text. */
static void check_escape(struct cursor *cursor) {
    char high = peek(cursor, 2);
    char low = peek(cursor, 3);
    if (peek(cursor, 1) == 'x' && is_hex(high) && is_hex(low) &&
        (high > '7' || (high == '0' && low == '0'))) {
        tell(cursor, "an escape outside \\x01 to \\x7F (accepted: the letter itself, in UTF-8)");
    }
}

/* Inside of a text or a comment: on to its end. */
static void scan_inside(struct cursor *cursor) {
    struct desi_scan *scan = cursor->scan;
    if (scan->state == DESI_SCAN_TEXT) {
        if (*cursor->at == '\\' && cursor->at + 1 < cursor->end) {
            check_escape(cursor);
            ++cursor->at;
        } else if (*cursor->at == '"') {
            scan->state = DESI_SCAN_PLAIN;
        }
    } else if (*cursor->at == '*' && peek(cursor, 1) == '/') {
        ++cursor->at;
        scan->state = DESI_SCAN_PLAIN;
    }
    ++cursor->at;
}

static void scan_plain(struct cursor *cursor) {
    char c = *cursor->at;
    bool comment = c == '/' && peek(cursor, 1) == '*';
    if (c == '#' || (c == '/' && peek(cursor, 1) == '/')) {
        cursor->at = cursor->end;
    } else if (is_letter(c)) {
        scan_name(cursor);
    } else if (is_digit(c)) {
        scan_number(cursor, cursor->at > cursor->begin && cursor->at[-1] == '-');
    } else if (c == '.' && is_digit(peek(cursor, 1))) {
        scan_number(cursor, false);
    } else {
        if (comment || c == '"') {
            cursor->scan->state = comment ? DESI_SCAN_COMMENT : DESI_SCAN_TEXT;
        } else if (c == '=' || c == ':') {
            keep_key(cursor);
        } else if (strchr("{[()]}", c) != NULL && c != '\0') {
            nest(cursor, c);
        }
        cursor->at += comment ? 2 : 1;
    }
}

bool desi_scan_line(struct desi_scan *scan, const char *file, unsigned line, const char *text,
                    size_t length) {
    struct cursor cursor = {.scan = scan,
                            .file = file,
                            .line = line,
                            .begin = text,
                            .at = text,
                            .end = text + length,
                            .sound = true};
    while (cursor.at < cursor.end) {
        if (scan->state == DESI_SCAN_PLAIN) {
            scan_plain(&cursor);
        } else {
            scan_inside(&cursor);
        }
    }
    return cursor.sound;
}

/* Bytes of the character that begins here by the table of RFC 3629; 0: none does. */
static size_t character(const unsigned char *c, size_t left) {
    if (c[0] < 0x80) {
        return 1;
    }
    size_t size = c[0] >= 0xC2 && c[0] < 0xE0 ? 2 : (c[0] < 0xF0 ? 3 : 4);
    if (c[0] < 0xC2 || c[0] > 0xF4 || left < size) {
        return 0;
    }
    for (size_t i = 1; i < size; ++i) {
        if ((c[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    bool wrong = (c[0] == 0xE0 && c[1] < 0xA0) || (c[0] == 0xED && c[1] > 0x9F) ||
                 (c[0] == 0xF0 && c[1] < 0x90) || (c[0] == 0xF4 && c[1] > 0x8F);
    return wrong ? 0 : size;
}

bool desi_scan_utf8(const char *text, size_t length) {
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t i = 0; i < length;) {
        size_t size = character(bytes + i, length - i);
        if (size == 0) {
            return false;
        }
        i += size;
    }
    return true;
}

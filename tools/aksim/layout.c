#include "layout.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "number.h"

static void print_spaces(FILE *out, size_t count) {
    fprintf(out, "%*s", (int)count, "");
}

static size_t word_width(const char *word, size_t bytes) {
    size_t width = 0;
    for (size_t i = 0; i < bytes; i++) {
        width += ((unsigned char)word[i] & 0xC0) != 0x80;
    }
    return width;
}

void layout_wrap(FILE *out, size_t column, size_t indent, const char *text) {
    bool first = true;
    while (*(text += strspn(text, " \n")) != '\0') {
        size_t bytes = strcspn(text, " \n");
        size_t width = word_width(text, bytes);
        if (!first && column + 1 + width > LAYOUT_WIDTH) {
            fputc('\n', out);
            print_spaces(out, indent);
            column = indent;
        } else if (!first) {
            fputc(' ', out);
            column++;
        }
        fwrite(text, 1, bytes, out);
        column += width;
        text += bytes;
        first = false;
    }
    fputc('\n', out);
}

size_t layout_piece(const char *text, size_t width) {
    size_t cut = 0, used = 0, at = 0;
    for (; text[at] != '\0'; at++) {
        bool starts = ((unsigned char)text[at] & 0xC0) != 0x80;
        if (starts && used == width) {
            return cut > 0 ? cut : at;
        }
        used += starts;
        if (text[at] == ' ' || text[at] == '_' || text[at] == '-') {
            cut = at + 1;
        }
    }
    return at;
}

void layout_left(FILE *out, const char *text, size_t width) {
    fputs(text, out);
    print_spaces(out, width > text_width(text) ? width - text_width(text) : 0);
}

void layout_right(FILE *out, const char *text, size_t width) {
    print_spaces(out, width > text_width(text) ? width - text_width(text) : 0);
    fputs(text, out);
}

void layout_heading(FILE *out, const char *text) {
    const char *plain = getenv("NO_COLOR");
    bool bold = isatty(fileno(out)) == 1 && (plain == NULL || plain[0] == '\0');
    fprintf(out, "%s%s%s\n", bold ? "\033[1m" : "", text, bold ? "\033[0m" : "");
}

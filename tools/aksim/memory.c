#include "memory.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "exit_code.h"

_Noreturn void memory_exhausted(void) {
    fputs("aksim: out of memory\n", stderr);
    exit(EXIT_CODE_INTERNAL);
}

void *memory_array(size_t count, size_t size) {
    void *items = calloc(count == 0 ? 1 : count, size);
    if (items == NULL) {
        memory_exhausted();
    }
    return items;
}

void *memory_grow(void *items, size_t *capacity, size_t needed, size_t size) {
    if (needed <= *capacity) {
        return items;
    }
    size_t room = *capacity < 8 ? 8 : 2 * *capacity;
    room = room < needed ? needed : room;
    if (room > SIZE_MAX / size) {
        memory_exhausted();
    }
    void *grown = realloc(items, room * size);
    if (grown == NULL) {
        memory_exhausted();
    }
    *capacity = room;
    return grown;
}

char *text_copy(const char *text) {
    char *copy = strdup(text);
    if (copy == NULL) {
        memory_exhausted();
    }
    return copy;
}

char *text_format(const char *format, ...) {
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0) {
        memory_exhausted();
    }
    return text;
}

char *text_join(char *list, const char *separator, const char *more) {
    char *longer = text_format("%s%s%s", list, list[0] == '\0' ? "" : separator, more);
    free(list);
    return longer;
}

char *text_escaped(const char *text) {
    char *escaped = memory_array(2 * strlen(text) + 1, 1), *to = escaped;
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            *to++ = '\\';
        }
        *to++ = *text;
    }
    return escaped;
}

static bool is_plain(const char *text) {
    const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%^";
    return text[0] != '\0' && text[strspn(text, plain)] == '\0';
}

char *text_word(const char *text) {
    if (is_plain(text)) {
        return text_copy(text);
    }
    char *word = memory_array(strlen(text) * strlen("'\\''") + 3, 1), *to = word;
    *to++ = '\'';
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\'') {
            to = stpcpy(to, "'\\''");
        } else {
            *to++ = *at;
        }
    }
    *to = '\'';
    return word;
}

char *text_of_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    char *text = NULL;
    size_t length = 0, capacity = 0, got = 0;
    do {
        text = memory_grow(text, &capacity, length + 65537, 1);
        got = fread(text + length, 1, 65536, file);
        length += got;
    } while (got > 0);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed) {
        free(text);
        return NULL;
    }
    text[length] = '\0';
    if (size != NULL) {
        *size = length;
    }
    return text;
}

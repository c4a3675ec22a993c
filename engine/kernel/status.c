#include "des/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATUS_NAME(name, text) #name,
#define STATUS_TEXT(name, text) text,
static const char *const names[] = {DES_STATUS_LIST(STATUS_NAME)};
static const char *const texts[] = {DES_STATUS_LIST(STATUS_TEXT)};

static bool is_status(enum des_status status) {
    return (unsigned)status < DES_STATUS_COUNT;
}

const char *des_status_name(enum des_status status) {
    return is_status(status) ? names[status] : "DES_UNKNOWN";
}

const char *des_status_text(enum des_status status) {
    return is_status(status) ? texts[status] : "an unknown failure";
}

enum des_status des_fail(struct des_error *error, enum des_status status, const char *format, ...) {
    if (!error || error->status != DES_OK) {
        return status;
    }
    error->status = status;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(error->text, sizeof(error->text), format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof(error->text)) {
        memcpy(error->text + sizeof(error->text) - 4, "...", 4);
    }
    return status;
}

void des_diagnostics_init(struct des_diagnostics *diagnostics) {
    *diagnostics = (struct des_diagnostics){0};
}

void des_diagnostics_fini(struct des_diagnostics *diagnostics) {
    for (size_t i = 0; i < diagnostics->count; i++) {
        free(diagnostics->lines[i]);
    }
    free(diagnostics->lines);
    des_diagnostics_init(diagnostics);
}

static bool has_room(struct des_diagnostics *diagnostics) {
    if (diagnostics->count < diagnostics->capacity) {
        return true;
    }
    size_t capacity = diagnostics->capacity ? 2 * diagnostics->capacity : 8;
    char **lines = realloc(diagnostics->lines, capacity * sizeof(*lines));
    if (!lines) {
        return false;
    }
    diagnostics->lines = lines;
    diagnostics->capacity = capacity;
    return true;
}

/* The text, owned by the caller; NULL when out of memory. */
DES_PRINTF(1, 0)
static char *formatted(const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0) {
        return NULL;
    }
    char *text = malloc((size_t)length + 1);
    if (text) {
        (void)vsnprintf(text, (size_t)length + 1, format, arguments);
    }
    return text;
}

void des_diagnostics_add(struct des_diagnostics *diagnostics, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *line = formatted(format, arguments);
    va_end(arguments);
    if (!line || !has_room(diagnostics)) {
        free(line);
        diagnostics->out_of_memory = true;
        return;
    }
    diagnostics->lines[diagnostics->count++] = line;
}

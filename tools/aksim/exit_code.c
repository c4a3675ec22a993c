#include "exit_code.h"

#include <stdio.h>
#include <string.h>

static const enum exit_code codes[DES_STATUS_COUNT] = {
    [DES_OK] = EXIT_CODE_DONE,
    [DES_ENOMEM] = EXIT_CODE_INTERNAL,
    [DES_ERANGE] = EXIT_CODE_INTERNAL,
    [DES_ESTALE] = EXIT_CODE_INTERNAL,
    [DES_EINPUT] = EXIT_CODE_DATA,
    [DES_ENOINPUT] = EXIT_CODE_NO_INPUT,
    [DES_ECREATE] = EXIT_CODE_CREATE,
    [DES_EIO] = EXIT_CODE_IO,
    [DES_EMIXED] = EXIT_CODE_DATA,
    [DES_EBUSY] = EXIT_CODE_CREATE,
    [DES_EINTERRUPTED] = EXIT_CODE_INTERRUPTED,
    [DES_EBUG] = EXIT_CODE_INTERNAL,
};

enum exit_code exit_code_of(enum des_status status) {
    return codes[status];
}

/* ---- what was found ---- */

enum { KINDS = 64, OF_A_KIND = 10 };

static const char *behind_details(const char *at) {
    while (*at == '"' || (*at >= '0' && *at <= '9')) {
        const char *end = *at == '"' ? strchr(at + 1, '"') : at;
        at = end == NULL ? at + strlen(at) : end + 1;
    }
    return at;
}

/* The same but for numbers and quoted words, as of two users or two lines of a table. */
static bool are_alike(const char *a, const char *b) {
    a = behind_details(a);
    b = behind_details(b);
    while (*a != '\0' && *a == *b) {
        a = behind_details(a + 1);
        b = behind_details(b + 1);
    }
    return *a == *b;
}

struct kind {
    const char *line; /* the first of them */
    size_t count;
};

static struct kind *kind_of(struct kind *kinds, size_t *count, const char *line) {
    size_t k = 0;
    while (k < *count && !are_alike(kinds[k].line, line)) {
        k++;
    }
    if (k == KINDS) {
        return NULL;
    }
    if (k == *count) {
        kinds[(*count)++] = (struct kind){.line = line};
    }
    return &kinds[k];
}

void exit_tell(const struct des_diagnostics *told, const char *prefix) {
    struct kind kinds[KINDS];
    size_t count = 0, left_out = 0;
    for (size_t i = 0; i < told->count; i++) {
        struct kind *kind = kind_of(kinds, &count, told->lines[i]);
        if (kind == NULL || kind->count++ >= OF_A_KIND) {
            left_out++;
        } else {
            fprintf(stderr, "%s%s\n", prefix, told->lines[i]);
        }
    }
    if (left_out > 0) {
        fprintf(stderr, "aksim: ... and %zu more of the same kind\n", left_out);
    }
}

enum exit_code exit_report(enum des_status status, const struct des_error *error) {
    bool told = error != NULL && error->text[0] != '\0';
    fprintf(stderr, "aksim: %s\n", told ? error->text : des_status_text(status));
    return exit_code_of(status);
}

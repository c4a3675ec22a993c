#include "exit_code.h"

#include <stdio.h>

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

enum exit_code exit_report(enum des_status status, const struct des_error *error) {
    bool told = error != NULL && error->text[0] != '\0';
    fprintf(stderr, "aksim: %s\n", told ? error->text : des_status_text(status));
    return exit_code_of(status);
}

/* tools/aksim/exit_code.h - what the program tells its caller (a contract: tools/README.md). */
#ifndef AKSIM_EXIT_CODE_H
#define AKSIM_EXIT_CODE_H

#include "des/status.h"

enum exit_code {
    EXIT_CODE_DONE = 0,
    EXIT_CODE_PARTLY = 1, /* some runs failed, or a difference was found */
    EXIT_CODE_USAGE = 64,
    EXIT_CODE_DATA = 65,
    EXIT_CODE_NO_INPUT = 66,
    EXIT_CODE_INTERNAL = 70,
    EXIT_CODE_CREATE = 73,
    EXIT_CODE_IO = 74,
    EXIT_CODE_INTERRUPTED = 75
};

enum exit_code exit_code_of(enum des_status status);

/* Prints what was found to stderr, each line after `prefix`; of lines that differ only in numbers
 * and quoted words the first ones, and how many more there are. */
void exit_tell(const struct des_diagnostics *told, const char *prefix);

/* Prints the error to stderr and returns the exit code of `status`. */
enum exit_code exit_report(enum des_status status, const struct des_error *error);

#endif

/* tools/aksim/output.h - the file that a subcommand writes: its options, and writing a text. */
#ifndef AKSIM_OUTPUT_H
#define AKSIM_OUTPUT_H

#include "exit_code.h"
#include "options.h"

/* -o, --force and --quiet; a subcommand lists those of them that it takes. */
struct output_options {
    const char *path;
    bool force, quiet;
};

/* For the end of a parser: takes one of them.  ARGP_ERR_UNKNOWN for any other. */
error_t output_option(struct output_options *output, int key, char *text);

/* Writes the text to the file, which is not there yet unless --force; tells on stderr why not. */
enum exit_code output_write(const struct output_options *output, const char *text);

#endif

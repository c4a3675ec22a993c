#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

error_t output_option(struct output_options *output, int key, char *text) {
    switch (key) {
    case OPTION_OUTPUT:
        output->path = text;
        return 0;
    case OPTION_FORCE:
        output->force = true;
        return 0;
    case OPTION_QUIET:
        output->quiet = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

enum exit_code output_write(const struct output_options *output, const char *text) {
    FILE *out = fopen(output->path, output->force ? "w" : "wx");
    if (out == NULL) {
        fprintf(stderr, "aksim: %s cannot be written: %s%s\n", output->path, strerror(errno),
                errno == EEXIST ? " (--force overwrites it)" : "");
        return EXIT_CODE_CREATE;
    }
    bool written = fputs(text, out) >= 0 && fflush(out) == 0;
    if (fclose(out) != 0 || !written) {
        fprintf(stderr, "aksim: %s could not be written whole\n", output->path);
        (void)remove(output->path);
        return EXIT_CODE_IO;
    }
    return EXIT_CODE_DONE;
}

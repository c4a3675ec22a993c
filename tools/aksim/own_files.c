#include "own_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "home_care/reading/own_data.h"
#include "memory.h"

enum { FILES = 4 };
static const char *const names[FILES] = {"settlements.csv", "users.csv", "visits.csv", "staff.csv"};

struct files {
    char *path[FILES], *text[FILES]; /* text: NULL when there is none */
};

static void free_files(struct files *files) {
    for (size_t i = 0; i < FILES; i++) {
        free(files->path[i]);
        free(files->text[i]);
    }
}

static enum exit_code load(const char *folder, struct files *files) {
    size_t found = 0, size = 0;
    for (size_t i = 0; i < FILES; i++) {
        files->path[i] = text_format("%s/%s", folder, names[i]);
        files->text[i] = text_of_file(files->path[i], &size);
        if (files->text[i] == NULL && errno != ENOENT) {
            fprintf(stderr, "aksim: %s cannot be read: %s\n", files->path[i], strerror(errno));
            return EXIT_CODE_NO_INPUT;
        }
        found += files->text[i] != NULL;
    }
    if (found == 0) {
        fprintf(stderr,
                "aksim: %s has none of settlements.csv, users.csv, visits.csv and staff.csv\n",
                folder);
        return EXIT_CODE_NO_INPUT;
    }
    return EXIT_CODE_DONE;
}

static enum exit_code convert(const struct files *files, int indent, char **text) {
    const struct hc_own_texts texts = {{files->text[0], files->path[0]},
                                       {files->text[1], files->path[1]},
                                       {files->text[2], files->path[2]},
                                       {files->text[3], files->path[3]}};
    struct hc_own_data data = {0};
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    enum des_status status = hc_own_data_read(&texts, &data, &told);
    exit_tell(&told, "aksim: ");
    des_diagnostics_fini(&told);
    if (status == DES_OK) {
        *text = hc_own_data_text(&data, indent);
        hc_own_data_fini(&data);
    }
    if (status == DES_ENOMEM || (status == DES_OK && *text == NULL)) {
        memory_exhausted();
    }
    return exit_code_of(status);
}

enum exit_code own_files_read(const char *folder, int indent, char **text) {
    struct files files = {0};
    enum exit_code code = load(folder, &files);
    if (code == EXIT_CODE_DONE) {
        code = convert(&files, indent, text);
    }
    free_files(&files);
    return code;
}

/* engine/params/source.c */
#include "source.h"

#include "scan.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A file that includes itself ends here, before it fills the memory. */
enum { DEPTH_LIMIT = 10, SIZE_LIMIT = 64 * 1024 * 1024 };

/* One reading of a scenario. */
struct reading {
    struct desi_sources *sources;
    struct des_diagnostics *diagnostics;
    struct desi_scan scan;
    int depth;
    bool sound;
};

/* ---- files ---- */

static enum des_status add_file(struct desi_sources *sources, const char *name, char *text) {
    struct desi_source *files = realloc(sources->files, (sources->count + 1) * sizeof *files);
    char *copy = desi_duplicate(name);
    if (files != NULL) {
        sources->files = files;
    }
    if (files == NULL || copy == NULL) {
        free(copy);
        free(text);
        return DES_ENOMEM;
    }
    files[sources->count++] = (struct desi_source){copy, text};
    return DES_OK;
}

static enum des_status slurp(FILE *file, char **text) {
    size_t capacity = 4096;
    size_t length = 0;
    char *bytes = malloc(capacity);
    while (bytes != NULL) {
        length += fread(bytes + length, 1, capacity - 1 - length, file);
        if (length < capacity - 1 || capacity > SIZE_LIMIT) {
            break;
        }
        capacity *= 2;
        char *grown = realloc(bytes, capacity);
        if (grown == NULL) {
            free(bytes);
        }
        bytes = grown;
    }
    if (bytes == NULL) {
        return DES_ENOMEM;
    }
    bytes[length] = '\0';
    if (ferror(file) || !feof(file) || strlen(bytes) != length) {
        free(bytes);
        return ferror(file) ? DES_ENOINPUT : DES_EINPUT;
    }
    *text = bytes;
    return DES_OK;
}

/* DES_OK; DES_ENOINPUT with errno; DES_EINPUT for a file that is no text. */
static enum des_status read_file(const char *name, char **text) {
    errno = 0;
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        return DES_ENOINPUT;
    }
    enum des_status status = slurp(file, text);
    int why = errno;
    fclose(file);
    errno = why;
    return status;
}

/* Index of a file, read when it is new; its failure is for the caller to tell. */
static enum des_status find_file(struct desi_sources *sources, const char *name, size_t *file) {
    for (size_t i = 0; i < sources->count; ++i) {
        if (strcmp(sources->files[i].name, name) == 0) {
            *file = i;
            return DES_OK;
        }
    }
    char *text = NULL;
    enum des_status status = read_file(name, &text);
    if (status == DES_OK) {
        status = add_file(sources, name, text);
    }
    *file = sources->count - 1;
    return status;
}

/* ---- the whole text ---- */

static bool reserve_text(struct desi_sources *sources, size_t more) {
    size_t needed = sources->length + more + 1;
    if (needed <= sources->capacity) {
        return true;
    }
    size_t capacity = 2 * needed;
    char *text = realloc(sources->text, capacity);
    if (text == NULL) {
        return false;
    }
    sources->text = text;
    sources->capacity = capacity;
    return true;
}

static bool reserve_line(struct desi_sources *sources) {
    if (sources->line_count < sources->line_capacity) {
        return true;
    }
    size_t capacity = sources->line_capacity == 0 ? 256 : 2 * sources->line_capacity;
    struct desi_place *places = realloc(sources->places, capacity * sizeof *places);
    if (places == NULL) {
        return false;
    }
    sources->places = places;
    sources->line_capacity = capacity;
    return true;
}

static enum des_status add_line(struct desi_sources *sources, struct desi_place place,
                                const char *line, size_t length) {
    if (!reserve_text(sources, length + 1) || !reserve_line(sources)) {
        return DES_ENOMEM;
    }
    memcpy(sources->text + sources->length, line, length);
    sources->text[sources->length + length] = '\n';
    sources->length += length + 1;
    sources->text[sources->length] = '\0';
    sources->places[sources->line_count++] = place;
    return DES_OK;
}

/* ---- includes ---- */

static enum des_status expand(struct reading *reading, size_t file);

static void tell(struct reading *reading, struct desi_place place, const char *what,
                 const char *detail) {
    des_diagnostics_add(reading->diagnostics, "%s:%u: %s%s",
                        reading->sources->files[place.file].name, place.line, what, detail);
    reading->sound = false;
}

static bool is_include(const char *line, size_t length) {
    static const char word[] = "@include";
    size_t blanks = strspn(line, " \t");
    return length >= blanks + sizeof word - 1 && strncmp(line + blanks, word, sizeof word - 1) == 0;
}

/* The path between the quotes, joined to the directory of the including file;
 * owned by the caller.  NULL with *wrong set, or NULL when out of memory. */
static char *include_path(const char *from, const char *line, size_t length, bool *wrong) {
    const char *open = memchr(line, '"', length);
    const char *close =
        open == NULL ? NULL : memchr(open + 1, '"', (size_t)(line + length - open) - 1);
    *wrong = close == NULL || close == open + 1;
    if (*wrong) {
        return NULL;
    }
    const char *rest = close + 1 + strspn(close + 1, " \t\r");
    *wrong = rest < line + length && rest[0] != '#' && strncmp(rest, "//", 2) != 0;
    const char *slash = strrchr(from, '/');
    size_t directory = open[1] == '/' || slash == NULL ? 0 : (size_t)(slash - from) + 1;
    size_t name = (size_t)(close - open) - 1;
    char *path = *wrong ? NULL : malloc(directory + name + 1);
    if (path != NULL) {
        memcpy(path, from, directory);
        memcpy(path + directory, open + 1, name);
        path[directory + name] = '\0';
    }
    return path;
}

static enum des_status include(struct reading *reading, struct desi_place place, const char *line,
                               size_t length) {
    bool wrong = false;
    char *path = include_path(reading->sources->files[place.file].name, line, length, &wrong);
    if (path == NULL) {
        if (!wrong) {
            return DES_ENOMEM;
        }
        tell(reading, place, "@include: not understood (accepted: @include \"file.cfg\")", "");
        return DES_OK;
    }
    size_t file = 0;
    enum des_status status = DES_OK;
    if (reading->depth >= DEPTH_LIMIT) {
        tell(reading, place, "@include: nested too deeply; does a file include itself? ", path);
    } else {
        status = find_file(reading->sources, path, &file);
        if (status == DES_ENOINPUT) {
            des_diagnostics_add(reading->diagnostics, "%s:%u: @include: %s cannot be read: %s",
                                reading->sources->files[place.file].name, place.line, path,
                                strerror(errno));
            reading->sound = false;
            status = DES_OK;
        } else if (status == DES_EINPUT) {
            tell(reading, place, "@include: this file is not a text: ", path);
            status = DES_OK;
        } else if (status == DES_OK) {
            status = expand(reading, file);
        }
    }
    free(path);
    return status;
}

static enum des_status take_line(struct reading *reading, struct desi_place place, const char *line,
                                 size_t length) {
    if (reading->scan.state == DESI_SCAN_PLAIN && is_include(line, length)) {
        return include(reading, place, line, length);
    }
    const char *name = reading->sources->files[place.file].name;
    if (!desi_scan_utf8(line, length)) {
        tell(reading, place, "the line is not UTF-8", "");
    }
    if (!desi_scan_line(&reading->scan, name, place.line, line, length)) {
        reading->sound = false;
    }
    if (reading->sources->length + length > SIZE_LIMIT) {
        tell(reading, place, "the scenario is too large", "");
        return DES_EINPUT;
    }
    return add_line(reading->sources, place, line, length);
}

static enum des_status expand(struct reading *reading, size_t file) {
    const char *line = reading->sources->files[file].text;
    struct desi_place place = {file, 0};
    ++reading->depth;
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");
        ++place.line;
        enum des_status status = take_line(reading, place, line, length);
        if (status != DES_OK) {
            return status;
        }
        line += length + (line[length] == '\n');
    }
    --reading->depth;
    if (reading->scan.state != DESI_SCAN_PLAIN) {
        tell(reading, place, "a text or a comment is not closed before the end of the file", "");
        reading->scan.state = DESI_SCAN_PLAIN;
    }
    return DES_OK;
}

/* ---- entry ---- */

static enum des_status begin(struct desi_sources *sources, const char *name, const char *text,
                             struct des_diagnostics *diagnostics) {
    if (text != NULL) {
        char *copy = desi_duplicate(text);
        return copy == NULL ? DES_ENOMEM : add_file(sources, name, copy);
    }
    size_t file = 0;
    enum des_status status = find_file(sources, name, &file);
    if (status == DES_ENOINPUT) {
        des_diagnostics_add(diagnostics, "%s: cannot be read: %s", name, strerror(errno));
    } else if (status == DES_EINPUT) {
        des_diagnostics_add(diagnostics, "%s: not a text, or too large", name);
    }
    return status;
}

enum des_status desi_sources_read(struct desi_sources *sources, const char *name, const char *text,
                                  struct des_diagnostics *diagnostics) {
    *sources = (struct desi_sources){0};
    struct reading reading = {.sources = sources, .diagnostics = diagnostics, .sound = true};
    reading.scan.diagnostics = diagnostics;
    enum des_status status = begin(sources, name, text, diagnostics);
    if (status == DES_OK) {
        status = reserve_text(sources, 0) ? DES_OK : DES_ENOMEM;
    }
    if (status == DES_OK) {
        sources->text[0] = '\0';
        status = expand(&reading, 0);
    }
    return status == DES_OK && !reading.sound ? DES_EINPUT : status;
}

enum des_status desi_sources_add(struct desi_sources *sources, const char *name, size_t *file) {
    return find_file(sources, name, file);
}

char *desi_sources_path(const struct desi_sources *sources, const char *path) {
    const char *from = sources->files[0].name;
    const char *slash = strrchr(from, '/');
    size_t directory = path[0] == '/' || slash == NULL ? 0 : (size_t)(slash - from) + 1;
    char *joined = malloc(directory + strlen(path) + 1);
    if (joined != NULL) {
        memcpy(joined, from, directory);
        strcpy(joined + directory, path);
    }
    return joined;
}

void desi_sources_forget_text(struct desi_sources *sources) {
    free(sources->text);
    sources->text = NULL;
    sources->length = sources->capacity = 0;
}

void desi_sources_fini(struct desi_sources *sources) {
    for (size_t i = 0; i < sources->count; ++i) {
        free(sources->files[i].name);
        free(sources->files[i].text);
    }
    free(sources->files);
    free(sources->text);
    free(sources->places);
    *sources = (struct desi_sources){0};
}

struct desi_place desi_sources_place(const struct desi_sources *sources, size_t line) {
    if (sources->line_count == 0) {
        return (struct desi_place){0, 1};
    }
    size_t last = sources->line_count - 1;
    return sources->places[line == 0 ? 0 : (line - 1 > last ? last : line - 1)];
}

#include "fitted.h"

#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "number.h"

static int by_path(const void *a, const void *b) {
    const struct fitted_value *x = a, *y = b;
    return strcmp(x->path, y->path);
}

/* Groups that enclose a path: the dots in it. */
static size_t depth_of(const char *path) {
    size_t depth = 0;
    for (; *path != '\0'; path++) {
        depth += *path == '.';
    }
    return depth;
}

/* How many groups both paths lie in. */
static size_t common_depth(const char *a, const char *b) {
    size_t depth = 0;
    for (; *a != '\0' && *a == *b; a++, b++) {
        depth += *a == '.';
    }
    return depth;
}

static void indent(FILE *out, size_t depth) {
    fprintf(out, "%*s", (int)(2 * depth), "");
}

static void close_groups(FILE *out, size_t from, size_t to) {
    while (from-- > to) {
        indent(out, from);
        fputs("};\n", out);
    }
}

/* The key after so many dots, without what follows. */
static void key_at(const char *path, size_t depth, FILE *out) {
    while (depth > 0) {
        depth -= *path++ == '.';
    }
    fwrite(path, 1, strcspn(path, "."), out);
}

static void open_groups(FILE *out, const char *path, size_t from) {
    for (size_t depth = from; depth < depth_of(path); depth++) {
        indent(out, depth);
        key_at(path, depth, out);
        fputs(" = {\n", out);
    }
}

static void put_quoted(const char *text, FILE *out) {
    char *escaped = text_escaped(text);
    fprintf(out, "\"%s\"", escaped);
    free(escaped);
}

static void put_doubt(FILE *out, const struct des_dist *before, const struct des_dist *after) {
    const struct des_dist_info *info = des_dist_info(after->kind);
    char text[NUMBER_ROOM], was[256];
    fprintf(out, "uncertain = { dist = \"%s\"; ", info->name);
    for (size_t i = 0; i < info->count; i++) {
        fprintf(out, "%s = %s; ", info->argument[i], number_exact(text, after->argument[i]));
    }
    (void)des_dist_format(before, was, sizeof was);
    fprintf(out, "}; }; // was %s\n", was);
}

static void put_value(FILE *out, const struct fitted_value *value, const char *source,
                      enum des_grade grade) {
    char before[NUMBER_ROOM], after[NUMBER_ROOM];
    size_t depth = depth_of(value->path);
    indent(out, depth);
    key_at(value->path, depth, out);
    fprintf(out, " = { value = %s; source = ", number_exact(after, value->after));
    put_quoted(source, out);
    fprintf(out, "; grade = \"%s\"; ", des_grade_name(grade));
    if (value->doubt_after.kind != DES_DIST_NONE) {
        put_doubt(out, &value->doubt_before, &value->doubt_after);
        return;
    }
    fprintf(out, "}; // was %s\n", number_exact(before, value->before));
}

static void put_comment(FILE *out, const char *text) {
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        fprintf(out, "// %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

char *fitted_text(const char *head, const struct fitted_value *values, size_t count,
                  const char *source, enum des_grade grade) {
    struct fitted_value *sorted = memory_array(count + 1, sizeof sorted[0]);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        memory_exhausted();
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = values[i];
    }
    qsort(sorted, count, sizeof sorted[0], by_path);
    put_comment(out, head);
    size_t open = 0;
    for (size_t i = 0; i < count; i++) {
        size_t shared = i == 0 ? 0 : common_depth(sorted[i - 1].path, sorted[i].path);
        close_groups(out, open, shared);
        open_groups(out, sorted[i].path, shared);
        open = depth_of(sorted[i].path);
        put_value(out, &sorted[i], source, grade);
    }
    close_groups(out, open, 0);
    free(sorted);
    if (fclose(out) != 0) {
        memory_exhausted();
    }
    return text;
}

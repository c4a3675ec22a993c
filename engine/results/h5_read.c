/* engine/results/h5_read.c - strings out of HDF5. */
#include "h5_read.h"

#include <stdlib.h>
#include <string.h>

/* What is read from: a dataset or an attribute, seen alike. */
struct source {
    hid_t object;
    bool attribute;
    hid_t type, space; /* with what is selected, if not all */
    hid_t memory;      /* as many in a row */
    size_t count;
};

static herr_t read_as(const struct source *source, hid_t type, void *to) {
    return source->attribute
               ? H5Aread(source->object, type, to)
               : H5Dread(source->object, type, source->memory, source->space, H5P_DEFAULT, to);
}

static char *copy(const char *text, size_t length) {
    char *copied = malloc(length + 1);
    if (copied != NULL) {
        memcpy(copied, text, length);
        copied[length] = '\0';
    }
    return copied;
}

void desi_h5_free_texts(char **texts, size_t count) {
    for (size_t i = 0; texts != NULL && i < count; i++) {
        free(texts[i]);
    }
    free(texts);
}

static size_t bounded_length(const char *text, size_t most) {
    const char *end = memchr(text, '\0', most);
    return end != NULL ? (size_t)(end - text) : most;
}

static bool read_variable(const struct source *source, char **texts) {
    char **found = calloc(source->count + 1, sizeof *found);
    hid_t type = H5Tcopy(H5T_C_S1);
    (void)H5Tset_size(type, H5T_VARIABLE);
    (void)H5Tset_cset(type, H5Tget_cset(source->type));
    bool good = found != NULL && read_as(source, type, found) >= 0;
    for (size_t i = 0; i < source->count && good; i++) {
        const char *text = found[i] != NULL ? found[i] : "";
        texts[i] = copy(text, strlen(text));
        good = texts[i] != NULL;
    }
    if (found != NULL) {
        (void)H5Dvlen_reclaim(type, source->memory, H5P_DEFAULT, found);
    }
    (void)H5Tclose(type);
    free(found);
    return good;
}

static bool read_fixed(const struct source *source, char **texts) {
    size_t size = H5Tget_size(source->type);
    char *found = calloc(source->count + 1, size);
    bool good = found != NULL && read_as(source, source->type, found) >= 0;
    for (size_t i = 0; i < source->count && good; i++) {
        texts[i] = copy(found + i * size, bounded_length(found + i * size, size));
        good = texts[i] != NULL;
    }
    free(found);
    return good;
}

static char **read_strings(const struct source *source) {
    char **texts = calloc(source->count + 1, sizeof *texts);
    bool good = texts != NULL && (source->count == 0 || (H5Tis_variable_str(source->type) > 0
                                                             ? read_variable(source, texts)
                                                             : read_fixed(source, texts)));
    if (!good) {
        desi_h5_free_texts(texts, source->count);
        return NULL;
    }
    return texts;
}

/* What is selected of the source; closes its type and space. */
static char **read_selected(struct source *source, size_t *count) {
    hssize_t points = H5Sget_select_npoints(source->space);
    char **texts = NULL;
    if (points >= 0 && H5Tget_class(source->type) == H5T_STRING) {
        hsize_t row = (hsize_t)points;
        source->count = (size_t)points;
        source->memory = H5Screate_simple(1, &row, NULL);
        texts = read_strings(source);
        (void)H5Sclose(source->memory);
        *count = source->count;
    }
    (void)H5Tclose(source->type);
    (void)H5Sclose(source->space);
    return texts;
}

char **desi_h5_read_texts(hid_t object, bool attribute, size_t *count) {
    return read_selected(
        &(struct source){
            .object = object,
            .attribute = attribute,
            .type = attribute ? H5Aget_type(object) : H5Dget_type(object),
            .space = attribute ? H5Aget_space(object) : H5Dget_space(object),
        },
        count);
}

/* The only one of the texts, which are freed; NULL when there is another number of them. */
static char *only(char **texts, size_t count) {
    char *text = NULL;
    if (texts != NULL && count == 1) {
        text = texts[0];
        texts[0] = NULL;
    }
    desi_h5_free_texts(texts, count);
    return text;
}

char *desi_h5_read_text_at(hid_t set, size_t row) {
    struct source source = {.object = set, .type = H5Dget_type(set), .space = H5Dget_space(set)};
    const hsize_t start = row, one = 1;
    size_t count = 0;
    if (H5Sget_simple_extent_ndims(source.space) != 1 ||
        (hssize_t)row >= H5Sget_simple_extent_npoints(source.space)) {
        (void)H5Sselect_none(source.space);
    } else {
        (void)H5Sselect_hyperslab(source.space, H5S_SELECT_SET, &start, NULL, &one, NULL);
    }
    char **texts = read_selected(&source, &count);
    return only(texts, count);
}

char *desi_h5_read_text(hid_t object, bool attribute) {
    size_t count = 0;
    char **texts = desi_h5_read_texts(object, attribute, &count);
    return only(texts, count);
}

char *desi_h5_read_attribute(hid_t object, const char *name) {
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0) {
        return NULL;
    }
    char *text = desi_h5_read_text(attribute, true);
    (void)H5Aclose(attribute);
    return text;
}

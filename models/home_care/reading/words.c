#include "words.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

size_t hc_word_distance(const char *a, const char *b) {
    size_t row[97];
    size_t m = strlen(b);
    if (m > 96) {
        return SIZE_MAX;
    }
    for (size_t j = 0; j <= m; j++) {
        row[j] = j;
    }
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < m; j++) {
            size_t change = diagonal + (a[i] != b[j]);
            size_t other = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;
            diagonal = row[j + 1];
            row[j + 1] = change < other ? change : other;
        }
    }
    return row[m];
}

/* NULL when no name is near; the first of equals. */
static const char *nearest(const char *const *names, size_t count, const char *wanted) {
    size_t least = 1 + (strlen(wanted) > 3 ? strlen(wanted) / 3 : 1);
    const char *best = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t far = hc_word_distance(wanted, names[i]);
        if (far < least) {
            best = names[i];
            least = far;
        }
    }
    return best;
}

void hc_words_accepted(const char *const *names, size_t count, const char *wanted, char *text,
                       size_t size) {
    size_t used = 0;
    for (size_t i = 0; i < count && used < size; i++) {
        int n = snprintf(text + used, size - used, "%s%s", i ? ", " : "(accepted: ", names[i]);
        used += n > 0 ? (size_t)n : 0;
    }
    const char *best = nearest(names, count, wanted);
    if (used < size) {
        (void)snprintf(text + used, size - used, "%s%s%s)", best ? "; did you mean " : "",
                       best ? best : "", best ? "?" : "");
    }
}

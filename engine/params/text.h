/* engine/params/text.h - numbers as text, the same under every locale. */
#ifndef DESI_PARAMS_TEXT_H
#define DESI_PARAMS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest text that desi_format_real writes, with its NUL. */
#define DESI_REAL_SIZE 32

/* The whole text is a finite decimal number; nothing else is a number. */
bool desi_parse_real(const char *text, double *number);
/* The whole text is a decimal integer that fits. */
bool desi_parse_integer(const char *text, int64_t *number);
/* The whole text is a decimal or 0x number of 64 bits. */
bool desi_parse_word(const char *text, uint64_t *word);
/* "07:30" or "450.25 min": minutes since midnight, 0 to 1440. */
bool desi_parse_clock(const char *text, double *minutes);

/* The shortest of 15 to 17 digits that reads back as the same bits; always with a
 * point, so that libconfig takes it as a real.  `text` has DESI_REAL_SIZE bytes. */
void desi_format_real(double number, char *text);
/* For sentences: short and without a forced point. */
void desi_format_plain(double number, char *text);

/* A copy owned by the caller, NULL when out of memory. */
char *desi_duplicate(const char *text);

/* snprintf at the end of a text being built: *length grows by what would be
 * written, also when `text` is full, so that the sum is what snprintf returns. */
void desi_append(char *text, size_t size, size_t *length, const char *format, ...)
    __attribute__((__format__(__printf__, 4, 5)));

/* The name among those offered that is nearest to a misspelt one. */
struct desi_nearest {
    const char *wanted;
    const char *best; /* NULL while nothing is near */
    size_t distance;
};
struct desi_nearest desi_nearest_to(const char *wanted);
void desi_nearest_offer(struct desi_nearest *nearest, const char *candidate);

/* The names that would have been right, for the end of a message. */
struct desi_options {
    struct desi_nearest nearest;
    char text[640];
    char last[128];
    char best[128];
    size_t length;
};
void desi_options_begin(struct desi_options *options, const char *wanted);
void desi_options_add(struct desi_options *options, const char *name);
/* "(accepted: a, b; did you mean b?)"; points into `options`. */
const char *desi_options_end(struct desi_options *options);

#endif

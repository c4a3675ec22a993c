/* engine/results/repeats.h - bytes as themselves and as repetitions of earlier ones. */
#ifndef DESI_REPEATS_H
#define DESI_REPEATS_H

#include <stddef.h>
#include <stdint.h>

/* So many bytes as they are, then a repetition (length 0: the end). */
struct desi_repeat {
    uint16_t plain;
    uint16_t length;
    uint16_t distance;
};

enum {
    DESI_REPEATS_BYTES = 32768, /* at most, at once */
    DESI_REPEAT_SHORTEST = 4,
    DESI_REPEAT_LONGEST = 258,
    DESI_REPEATS_MOST = DESI_REPEATS_BYTES / DESI_REPEAT_SHORTEST + 1,
    DESI_REPEAT_HASH_BITS = 13
};

struct desi_repeats {
    struct desi_repeat repeat[DESI_REPEATS_MOST];
    size_t count;
    uint16_t last[1 << DESI_REPEAT_HASH_BITS]; /* where four bytes of this hash stood last */
};

/* Splits 1 to DESI_REPEATS_BYTES bytes. */
void desi_repeats_find(struct desi_repeats *repeats, const unsigned char *bytes, size_t length);

#endif

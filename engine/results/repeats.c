/* engine/results/repeats.c - one place remembered for each hash of four bytes. */
#define _DEFAULT_SOURCE
#include "repeats.h"

#include <endian.h>
#include <stdbool.h>
#include <string.h>

enum { NOWHERE = UINT16_MAX };

static inline unsigned log2_of(uint32_t value) {
    return 31U - (unsigned)__builtin_clz(value);
}

static inline uint32_t load32(const unsigned char *from) {
    uint32_t word;
    memcpy(&word, from, sizeof word);
    return le32toh(word);
}

static inline uint64_t load64(const unsigned char *from) {
    uint64_t word;
    memcpy(&word, from, sizeof word);
    return le64toh(word);
}

static inline uint32_t hash(uint32_t word) {
    return word * UINT32_C(0x9e3779b1) >> (32 - DESI_REPEAT_HASH_BITS);
}

static inline unsigned match_length(const unsigned char *a, const unsigned char *b, size_t most) {
    size_t length = 0;
    for (; length + 8 <= most; length += 8) {
        const uint64_t differs = load64(a + length) ^ load64(b + length);
        if (differs != 0) {
            return (unsigned)length + (unsigned)__builtin_ctzll(differs) / 8;
        }
    }
    while (length < most && a[length] == b[length]) {
        length++;
    }
    return (unsigned)length;
}

/* log2 in sixteenths, by straight lines between powers of two. */
static inline uint32_t log2_in_16ths(uint32_t value) {
    const unsigned whole = log2_of(value);
    return 16 * whole + (uint32_t)(((uint64_t)value << 4 >> whole) - 16);
}

static void count_bytes(const unsigned char *bytes, size_t length, uint32_t *occurs) {
    uint32_t parts[4][256] = {{0}};
    size_t i = 0;
    for (; i + 4 <= length; i += 4) {
        parts[0][bytes[i]]++;
        parts[1][bytes[i + 1]]++;
        parts[2][bytes[i + 2]]++;
        parts[3][bytes[i + 3]]++;
    }
    for (; i < length; i++) {
        parts[0][bytes[i]]++;
    }
    for (size_t b = 0; b < 256; b++) {
        occurs[b] = parts[0][b] + parts[1][b] + parts[2][b] + parts[3][b];
    }
}

/* Bits per byte, in sixteenths, of these bytes without repetitions. */
static uint32_t entropy_in_16ths(const unsigned char *bytes, size_t length) {
    uint32_t occurs[256];
    uint64_t sum = 0;
    count_bytes(bytes, length, occurs);
    for (size_t b = 0; b < 256; b++) {
        sum += occurs[b] > 0 ? (uint64_t)occurs[b] * log2_in_16ths(occurs[b]) : 0;
    }
    return log2_in_16ths((uint32_t)length) - (uint32_t)(sum / length);
}

/* The shortest repetition worth its bits, by the power of two of its distance. */
struct worth {
    uint16_t shortest[16];
};

static struct worth worth_of(const unsigned char *bytes, size_t length) {
    enum { CODES = 10, BIT = 16 }; /* bits of a length and of the power of a distance */
    /* A word has at least one bit; one byte from end to end is for repetitions alone. */
    const bool is_one_byte = memcmp(bytes, bytes + 1, length - 1) == 0;
    const uint32_t found = is_one_byte ? 8 * BIT : entropy_in_16ths(bytes, length);
    const uint32_t entropy = found > BIT ? found : BIT;
    struct worth worth;
    for (unsigned power = 0; power < 16; power++) {
        const uint32_t least = (CODES + power) * BIT / entropy + 1;
        worth.shortest[power] =
            (uint16_t)(least < DESI_REPEAT_SHORTEST ? DESI_REPEAT_SHORTEST : least);
    }
    return worth;
}

static inline void note_last(struct desi_repeats *repeats, const unsigned char *bytes, size_t at,
                             size_t length) {
    if (at + 4 <= length) {
        repeats->last[hash(load32(bytes + at))] = (uint16_t)at;
    }
}

void desi_repeats_find(struct desi_repeats *repeats, const unsigned char *bytes, size_t length) {
    const struct worth worth = worth_of(bytes, length);
    size_t at = 0, begun = 0, missed = 0;
    repeats->count = 0;
    memset(repeats->last, 0xff, sizeof repeats->last);
    while (at + 8 <= length) {
        const uint32_t word = load32(bytes + at);
        uint16_t *last = &repeats->last[hash(word)];
        const size_t before = *last;
        *last = (uint16_t)at;
        if (before != NOWHERE && load32(bytes + before) == word) {
            const size_t left = length - at, distance = at - before;
            const unsigned found =
                match_length(bytes + before, bytes + at,
                             left < DESI_REPEAT_LONGEST ? left : DESI_REPEAT_LONGEST);
            if (found >= worth.shortest[log2_of((uint32_t)distance)]) {
                repeats->repeat[repeats->count++] = (struct desi_repeat){
                    (uint16_t)(at - begun), (uint16_t)found, (uint16_t)distance};
                at += found;
                note_last(repeats, bytes, at - 1, length); /* a run goes on at distance 1 */
                begun = at;
                missed = 0;
                continue;
            }
        }
        at += 1 + (missed++ >> 6);
    }
    repeats->repeat[repeats->count++] = (struct desi_repeat){(uint16_t)(length - begun), 0, 0};
}

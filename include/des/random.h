/* include/des/random.h - placed random draws: no hidden state, no sequence.
 *
 * A draw is Philox4x64-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405) of
 *   key      {seed, replicate}
 *   counter  {entity kind and id, purpose, occurrence, block}
 * The words are placed, not hashed: two draws with different coordinates are
 * distinct by construction, and adding an entity, a purpose or an occurrence
 * changes no other draw.  `occurrence` is a stable number of the thing drawn
 * (the planned visit, the day, the spell), never "the next one".
 *
 * A purpose is the 64-bit FNV-1a hash of its declared name, the only hash in
 * the scheme; a table of purposes is checked for collisions once.
 *
 * All functions are pure or touch only the stream passed in: thread-safe. */
#ifndef DES_RANDOM_H
#define DES_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "des/status.h"

#define DES_STREAM_SCHEME "philox4x64-10/placed/1"

/* One run's source of all randomness; a value, copied freely. */
struct des_random {
    uint64_t seed;
    uint64_t replicate;
};

typedef uint64_t des_purpose;

/* The purpose with this name.  O(length). */
DES_API des_purpose des_purpose_named(const char *name);

/* Fills hashes[i] from names[i].  DES_OK; DES_ERANGE when two names are equal
 * or collide (the error names both; the hashes are filled all the same).
 * O(count^2) comparisons of numbers. */
DES_API DES_NODISCARD enum des_status des_purposes_fill(const char *const *names, size_t count,
                                                        des_purpose *hashes,
                                                        struct des_error *error);

/* Which thing is drawn for: kind < 2^16 (the model's enum), id < 2^48. */
static inline uint64_t des_entity(uint32_t kind, uint64_t id) {
    return ((uint64_t)kind << 48) | id;
}

/* 256 random bits: enough for four uniforms. */
struct des_block {
    uint64_t word[4];
};
DES_API struct des_block des_draw(const struct des_random *random, uint64_t entity,
                                  des_purpose purpose, uint64_t occurrence, uint64_t block);

/* The first word of block 0: all that a draw by inversion needs, without the others. */
DES_API uint64_t des_draw_word(const struct des_random *random, uint64_t entity,
                               des_purpose purpose, uint64_t occurrence);

/* (0, 1), both ends excluded: the upper 52 bits k as (k + 1/2) 2^-52, so that
 * neither 0 nor 1 is ever rounded to. */
static inline double des_uniform_from(uint64_t word) {
    return ((double)(word >> 12) + 0.5) * 0x1p-52;
}
/* Standard normal and lognormal by inversion of one word (Wichura 1988, AS 241,
 * doi:10.2307/2347330): monotone in the word, so antithetic-able. */
DES_API double des_normal_from(uint64_t word);
DES_API double des_lognormal_from(uint64_t word, double median, double log_sd);
DES_API double des_exponential_from(uint64_t word, double mean);
DES_API double des_weibull_from(uint64_t word, double shape, double scale);

/* A stream is a value on the stack: the words of successive blocks at one
 * coordinate.  For draws that need an unknown number of words. */
struct des_stream {
    struct des_random random;
    uint64_t entity;
    des_purpose purpose;
    uint64_t occurrence;
    uint64_t block;
    struct des_block words;
    unsigned used;
    uint64_t mirror; /* all ones: each uniform u becomes 1 - u */
};
DES_API struct des_stream des_stream_at(const struct des_random *random, uint64_t entity,
                                        des_purpose purpose, uint64_t occurrence);
/* The next four words; des_stream_word asks when it needs them. */
DES_API void des_stream_refill(struct des_stream *stream);
static inline uint64_t des_stream_word(struct des_stream *stream) {
    if (stream->used == 4) {
        des_stream_refill(stream);
    }
    return stream->words.word[stream->used++] ^ stream->mirror;
}
static inline double des_stream_uniform(struct des_stream *stream) {
    return des_uniform_from(des_stream_word(stream));
}

/* Antithetic pairs: the odd replicate of a pair mirrors the even one (2k and 2k + 1).
 *
 * Only where a draw is monotone in its words does a mirror help: purposes are declared
 * `inversion` or not.  For the others the two replicates stay independent.  Even
 * replicates draw what des_stream_at draws.  The values of a pair depend on each other:
 * take the mean of each pair as one observation. */
enum des_draw_kind { DES_DRAW_ANY, DES_DRAW_INVERSION };
DES_API struct des_stream des_stream_antithetic(const struct des_random *random, uint64_t entity,
                                                des_purpose purpose, uint64_t occurrence,
                                                enum des_draw_kind kind);

#endif

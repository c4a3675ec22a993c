/* engine/random/random.c - purposes, blocks and streams (Philox4x64-10). */
#include "des/random.h"

#include <Random123/philox.h>
#include <string.h>

/* FNV-1a, 64 bits (RFC 9923). */
des_purpose des_purpose_named(const char *name) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *at = name; *at != '\0'; at++) {
        hash ^= (unsigned char)*at;
        hash *= UINT64_C(0x100000001b3);
    }
    return hash;
}

/* Quadratic, but a table of purposes is short. */
static enum des_status refuse_collisions(const char *const *names, size_t count,
                                         const des_purpose *hashes, struct des_error *error) {
    for (size_t i = 1; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (hashes[i] == hashes[j]) {
                return des_fail(error, DES_ERANGE,
                                strcmp(names[i], names[j]) == 0
                                    ? "The random purpose \"%s\" is declared twice (\"%s\")."
                                    : "The random purposes \"%s\" and \"%s\" have the same hash; "
                                      "rename one.",
                                names[j], names[i]);
            }
        }
    }
    return DES_OK;
}

enum des_status des_purposes_fill(const char *const *names, size_t count, des_purpose *hashes,
                                  struct des_error *error) {
    for (size_t i = 0; i < count; i++) {
        hashes[i] = des_purpose_named(names[i]);
    }
    return refuse_collisions(names, count, hashes, error);
}

static inline struct des_block draw(const struct des_random *random, uint64_t entity,
                                    des_purpose purpose, uint64_t occurrence, uint64_t block) {
    philox4x64_ctr_t counter = {{entity, purpose, occurrence, block}};
    philox4x64_key_t key = {{random->seed, random->replicate}};
    philox4x64_ctr_t bits = philox4x64_R(10, counter, key);
    return (struct des_block){{bits.v[0], bits.v[1], bits.v[2], bits.v[3]}};
}

struct des_block des_draw(const struct des_random *random, uint64_t entity, des_purpose purpose,
                          uint64_t occurrence, uint64_t block) {
    return draw(random, entity, purpose, occurrence, block);
}

uint64_t des_draw_word(const struct des_random *random, uint64_t entity, des_purpose purpose,
                       uint64_t occurrence) {
    return draw(random, entity, purpose, occurrence, 0).word[0];
}

struct des_stream des_stream_at(const struct des_random *random, uint64_t entity,
                                des_purpose purpose, uint64_t occurrence) {
    return (struct des_stream){
        .random = *random,
        .entity = entity,
        .purpose = purpose,
        .occurrence = occurrence,
        .words = draw(random, entity, purpose, occurrence, 0),
    };
}

struct des_stream des_stream_antithetic(const struct des_random *random, uint64_t entity,
                                        des_purpose purpose, uint64_t occurrence,
                                        enum des_draw_kind kind) {
    if (kind != DES_DRAW_INVERSION || random->replicate % 2 == 0) {
        return des_stream_at(random, entity, purpose, occurrence);
    }
    struct des_random even = {random->seed, random->replicate - 1};
    struct des_stream stream = des_stream_at(&even, entity, purpose, occurrence);
    stream.mirror = UINT64_MAX;
    return stream;
}

void des_stream_refill(struct des_stream *stream) {
    stream->block++;
    stream->words =
        draw(&stream->random, stream->entity, stream->purpose, stream->occurrence, stream->block);
    stream->used = 0;
}

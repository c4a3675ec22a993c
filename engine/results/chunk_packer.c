/* engine/results/chunk_packer.c - a ring of chunks between the writer and threads that pack. */
#define _DEFAULT_SOURCE

#include "chunk_packer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "des/check.h"

#include "../experiment/quiet_thread.h"
#include "packing.h"

#define THREADS 2
#define SLOTS 3

struct slot {
    struct desi_chunk_place place;
    unsigned char *values, *packed;
    size_t count, size;
    size_t length; /* of packed */
    bool is_packed;
};

struct desi_chunk_packer {
    size_t largest, room; /* of values, and packed: bytes */
    struct slot slots[SLOTS];
    size_t put, begun, taken; /* chunks until now; the slot is that number modulo SLOTS */
    bool closing;
    struct desi_packing *packing[THREADS];
    pthread_t threads[THREADS];
    size_t thread_count;  /* running */
    size_t next_packing;  /* of the next thread */
    pthread_mutex_t lock; /* of put, begun, closing, next_packing and what is packed */
    pthread_cond_t work, done;
};

/* ---- packing ---- */

static void pack(const struct desi_chunk_packer *packer, struct desi_packing *packing,
                 struct slot *slot) {
    slot->length =
        desi_pack_chunk(packing, slot->values, slot->count, slot->size, slot->packed, packer->room);
}

static void *pack_all(void *context) {
    struct desi_chunk_packer *packer = context;
    (void)pthread_mutex_lock(&packer->lock);
    struct desi_packing *packing = packer->packing[packer->next_packing++];
    while (!packer->closing) {
        if (packer->begun == packer->put) {
            (void)pthread_cond_wait(&packer->work, &packer->lock);
            continue;
        }
        struct slot *slot = &packer->slots[packer->begun++ % SLOTS];
        (void)pthread_mutex_unlock(&packer->lock);
        pack(packer, packing, slot);
        (void)pthread_mutex_lock(&packer->lock);
        slot->is_packed = true;
        (void)pthread_cond_signal(&packer->done);
    }
    (void)pthread_mutex_unlock(&packer->lock);
    return NULL;
}

/* ---- create and destroy ---- */

static bool make_packings(struct desi_chunk_packer *packer) {
    bool made = true;
    for (size_t i = 0; i < THREADS && made; i++) {
        packer->packing[i] = desi_packing_create(packer->largest);
        made = packer->packing[i] != NULL;
    }
    packer->room = made ? desi_packing_bound(packer->packing[0], packer->largest) : 0;
    return made;
}

struct desi_chunk_packer *desi_chunk_packer_create(size_t largest) {
    struct desi_chunk_packer *packer = calloc(1, sizeof *packer);
    if (packer == NULL) {
        return NULL;
    }
    (void)pthread_mutex_init(&packer->lock, NULL);
    (void)pthread_cond_init(&packer->work, NULL);
    (void)pthread_cond_init(&packer->done, NULL);
    packer->largest = largest;
    if (!make_packings(packer)) {
        desi_chunk_packer_destroy(packer);
        return NULL;
    }
    while (packer->thread_count < THREADS &&
           desi_quiet_thread(&packer->threads[packer->thread_count], pack_all, packer)) {
        packer->thread_count++;
    }
    return packer;
}

static void free_slots(struct desi_chunk_packer *packer) {
    for (size_t i = 0; i < SLOTS; i++) {
        free(packer->slots[i].values);
        free(packer->slots[i].packed);
        packer->slots[i].values = packer->slots[i].packed = NULL;
    }
}

void desi_chunk_packer_destroy(struct desi_chunk_packer *packer) {
    if (packer == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&packer->lock);
    packer->closing = true;
    (void)pthread_cond_broadcast(&packer->work);
    (void)pthread_mutex_unlock(&packer->lock);
    for (size_t i = 0; i < packer->thread_count; i++) {
        (void)pthread_join(packer->threads[i], NULL);
    }
    for (size_t i = 0; i < THREADS; i++) {
        desi_packing_destroy(packer->packing[i]);
    }
    free_slots(packer);
    (void)pthread_cond_destroy(&packer->done);
    (void)pthread_cond_destroy(&packer->work);
    (void)pthread_mutex_destroy(&packer->lock);
    free(packer);
}

/* ---- the queue ---- */

size_t desi_chunk_packer_waiting(const struct desi_chunk_packer *packer) {
    return packer->put - packer->taken;
}

bool desi_chunk_packer_is_full(const struct desi_chunk_packer *packer) {
    return desi_chunk_packer_waiting(packer) == SLOTS;
}

static bool make_room(const struct desi_chunk_packer *packer, struct slot *slot) {
    if (slot->values == NULL) {
        slot->values = malloc(packer->largest);
    }
    if (slot->packed == NULL) {
        slot->packed = malloc(packer->room);
    }
    return slot->values != NULL && slot->packed != NULL;
}

bool desi_chunk_packer_put(struct desi_chunk_packer *packer, struct desi_chunk_place place,
                           const void *values, size_t count, size_t size) {
    des_require(!desi_chunk_packer_is_full(packer));
    struct slot *slot = &packer->slots[packer->put % SLOTS];
    if (!make_room(packer, slot)) {
        return false;
    }
    slot->place = place;
    slot->count = count;
    slot->size = size;
    memcpy(slot->values, values, count * size);
    slot->is_packed = packer->thread_count == 0;
    if (slot->is_packed) {
        pack(packer, packer->packing[0], slot);
    }
    (void)pthread_mutex_lock(&packer->lock);
    packer->put++;
    (void)pthread_cond_signal(&packer->work);
    (void)pthread_mutex_unlock(&packer->lock);
    return true;
}

void desi_chunk_packer_rest(struct desi_chunk_packer *packer) {
    des_require(desi_chunk_packer_waiting(packer) == 0);
    free_slots(packer);
}

const void *desi_chunk_packer_take(struct desi_chunk_packer *packer, struct desi_chunk_place *place,
                                   size_t *length) {
    des_require(desi_chunk_packer_waiting(packer) > 0);
    const struct slot *slot = &packer->slots[packer->taken++ % SLOTS];
    (void)pthread_mutex_lock(&packer->lock);
    while (!slot->is_packed) {
        (void)pthread_cond_wait(&packer->done, &packer->lock);
    }
    (void)pthread_mutex_unlock(&packer->lock);
    *place = slot->place;
    *length = slot->length;
    return slot->packed;
}

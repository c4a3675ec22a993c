/* models/home_care/people/records.c - where the records of users lie. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "home_care/world.h"

static void make_nobody(struct hc_user *user) {
    memset(user, 0, sizeof *user);
    user->ward = user->next_in_ward = HC_NOWHERE;
    user->counted_at = INFINITY;
    for (int c = 0; c < HC_CARERS; c++) {
        user->carers.person[c] = HC_NOWHERE;
    }
}

static void make_gone(struct hc_user *user) {
    make_nobody(user);
    user->id = HC_NOWHERE;
    user->state = HC_ENDED;
    user->discharged_at = user->medicine_reviewed_at = -INFINITY;
}

static bool grow_ids(uint32_t **table, size_t room) {
    uint32_t *grown = realloc(*table, room * sizeof *grown);
    *table = grown ? grown : *table;
    return grown != NULL;
}

/* Those here and those free are never more than the records. */
bool hc_people_reserve(struct hc_world *world, size_t users) {
    struct hc_people *people = &world->people;
    size_t capacity = users + 1;
    struct hc_user *grown = des_memory_table(
        &people->user_memory, people->user, people->used * sizeof *grown, capacity * sizeof *grown);
    people->user = grown ? grown : people->user;
    if (!grown || !grow_ids(&people->here, capacity) || !grow_ids(&people->free, capacity)) {
        hc_fail(world, DES_ENOMEM);
        return false;
    }
    people->capacity = capacity;
    if (people->used == 0) {
        make_gone(&people->user[HC_GONE]);
        people->used = 1;
    }
    return true;
}

static bool has_room(struct hc_world *world) {
    struct hc_people *people = &world->people;
    if (people->free_count == 0 && people->used == people->capacity &&
        !hc_people_reserve(world, people->used + people->used / 2 + 256)) {
        return false;
    }
    if (people->count < people->slots) {
        return true;
    }
    size_t slots = people->count == 0 ? people->capacity : people->slots + people->slots / 2 + 256;
    if (!grow_ids(&people->slot, slots)) {
        hc_fail(world, DES_ENOMEM);
        return false;
    }
    people->slots = slots;
    return true;
}

struct hc_user *hc_people_append(struct hc_world *world) {
    struct hc_people *people = &world->people;
    if (!has_room(world)) {
        return NULL;
    }
    uint32_t id = (uint32_t)people->count++;
    people->slot[id] =
        people->free_count > 0 ? people->free[--people->free_count] : (uint32_t)people->used++;
    people->here[people->here_count++] = id;
    struct hc_user *user = hc_people_at(people, id);
    make_nobody(user);
    user->id = id;
    return user;
}

static bool left_long_ago(const struct hc_world *world, const struct hc_user *user) {
    return (user->state == HC_DEAD || user->state == HC_ENDED) &&
           hc_now(world) - user->state_since > 31.0 * HC_DAY;
}

static void take_back(struct hc_world *world, uint32_t id) {
    struct hc_people *people = &world->people;
    if (hc_user_at(world, id)->ward != HC_NOWHERE) {
        hc_people_leave_ward(world, id);
    }
    people->free[people->free_count++] = people->slot[id];
    people->slot[id] = HC_GONE;
}

void hc_people_midnight(struct hc_world *world) {
    struct hc_people *people = &world->people;
    size_t kept = 0;
    for (size_t i = 0; i < people->here_count; i++) {
        uint32_t id = people->here[i];
        if (left_long_ago(world, hc_user_at(world, id))) {
            take_back(world, id);
        } else {
            people->here[kept++] = id;
        }
    }
    people->here_count = kept;
}

void hc_people_forget(struct hc_people *people) {
    free(people->user_memory);
    free(people->slot);
    free(people->here);
    free(people->free);
}

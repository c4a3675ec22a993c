/* Sorting of events that become near. */
#include "event_set.h"

/* For what is nearly in order. */
static void sort_by_insertion(struct desi_entry *entries, uint32_t count) {
    for (uint32_t i = 1; i < count; i++) {
        const struct desi_entry entry = entries[i];
        uint32_t place = i;
        for (; place > 0 && desi_entry_before(&entry, &entries[place - 1]); place--) {
            entries[place] = entries[place - 1];
        }
        entries[place] = entry;
    }
}

/* How far ranks are shifted so that there are at most so many different ones. */
static uint32_t shift_to(uint64_t range, uint32_t bits) {
    const uint32_t width = range ? 64 - (uint32_t)__builtin_clzll(range) : 0;
    return width > bits ? width - bits : 0;
}

/* Puts entries near where they belong by their times, to `to`. */
static void place_few(const struct desi_event_set *set, const struct desi_entry *entries,
                      uint32_t count, struct desi_entry *to) {
    uint64_t least = UINT64_MAX, most = 0;
    for (uint32_t i = 0; i < count; i++) {
        least = entries[i].rank < least ? entries[i].rank : least;
        most = entries[i].rank > most ? entries[i].rank : most;
    }
    const uint32_t shift = shift_to(most - least, DESI_PLACE_BITS);
    uint8_t begins[(1 << DESI_PLACE_BITS) + 1] = {0};
    for (uint32_t i = 0; i < count; i++) {
        begins[((entries[i].rank - least) >> shift) + 1]++;
    }
    const uint32_t last = (uint32_t)((most - least) >> shift);
    for (uint32_t i = 1; i <= last; i++) {
        begins[i] = (uint8_t)(begins[i] + begins[i - 1]);
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct desi_entry entry = entries[i];
        __builtin_prefetch(&set->records[entry.slot], 1);
        to[begins[(entry.rank - least) >> shift]++] = entry;
    }
}

void desi_events_sort_few(const struct desi_event_set *set, const struct desi_entry *entries,
                          uint32_t count, struct desi_entry *to) {
    place_few(set, entries, count, to);
    sort_by_insertion(to, count);
}

static void sift(struct desi_entry *entries, size_t place, size_t count) {
    struct desi_entry entry = entries[place];
    for (size_t child = 2 * place + 1; child < count; child = 2 * place + 1) {
        child += child + 1 < count && desi_entry_before(&entries[child], &entries[child + 1]);
        if (!desi_entry_before(&entry, &entries[child])) {
            break;
        }
        entries[place] = entries[child];
        place = child;
    }
    entries[place] = entry;
}

/* Heapsort: needs no memory. */
void desi_events_sort_many(struct desi_entry *entries, size_t count) {
    for (size_t i = count / 2; i-- > 0;) {
        sift(entries, i, count);
    }
    for (size_t i = count; i-- > 1;) {
        struct desi_entry last = entries[i];
        entries[i] = entries[0];
        entries[0] = last;
        sift(entries, 0, i);
    }
}

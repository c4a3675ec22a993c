/* tools/benchmarks/bare_calendar.c - a calendar queue without a library around it.
 *
 * Brown (1988), doi:10.1145/63039.63045: buckets are the days of a year, each a
 * sorted list; an event of a later year waits in the bucket of its day.  The
 * number of pending events is constant here, so the calendar is not resized; the
 * width of a day is set once, when all events are in, from the first of them. */
#include <math.h>
#include <stdlib.h>

#include "hold.h"

#define NONE UINT32_MAX

enum { SAMPLE = 256 };

struct node {
    struct bare_event event;
    uint32_t next;
};

struct day {
    uint32_t head, tail;
};

struct calendar {
    struct node *nodes;
    struct day *days;
    uint32_t free, day_count;
    uint32_t pushed, capacity;
    double per_width;
    uint64_t today; /* number of the day since time 0 */
};

static struct calendar *calendar_create(uint32_t capacity) {
    struct calendar *calendar = bench_memory(1, sizeof(*calendar));
    calendar->capacity = capacity;
    calendar->day_count = 2;
    while (calendar->day_count < capacity) {
        calendar->day_count *= 2;
    }
    calendar->nodes = bench_memory(capacity + 1, sizeof(*calendar->nodes));
    calendar->days = bench_memory(calendar->day_count, sizeof(*calendar->days));
    calendar->per_width = capacity;
    for (uint32_t i = 0; i <= capacity; i++) {
        calendar->nodes[i].next = i < capacity ? i + 1 : NONE;
    }
    for (uint32_t i = 0; i < calendar->day_count; i++) {
        calendar->days[i] = (struct day){NONE, NONE};
    }
    return calendar;
}

static void calendar_destroy(struct calendar *calendar) {
    free(calendar->nodes);
    free(calendar->days);
    free(calendar);
}

static inline uint64_t day_of(const struct calendar *calendar, double time) {
    double day = time * calendar->per_width;
    return day < 0x1p62 ? (uint64_t)day : (uint64_t)1 << 62;
}

static inline void calendar_insert(struct calendar *calendar, uint32_t added) {
    struct node *nodes = calendar->nodes;
    const struct bare_event *event = &nodes[added].event;
    struct day *day = &calendar->days[day_of(calendar, event->time) & (calendar->day_count - 1)];
    if (day->head == NONE || !bare_before(event, &nodes[day->tail].event)) {
        *(day->head == NONE ? &day->head : &nodes[day->tail].next) = added;
        nodes[added].next = NONE;
        day->tail = added;
        return;
    }
    uint32_t *link = &day->head;
    while (bare_before(&nodes[*link].event, event)) {
        link = &nodes[*link].next;
    }
    nodes[added].next = *link;
    *link = added;
}

static int compare_times(const void *a, const void *b) {
    const double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

/* Three times the mean distance of the first events, as Brown has it. */
static void calendar_set_width(struct calendar *calendar) {
    const uint32_t count = calendar->capacity, sample = count < SAMPLE ? count : SAMPLE;
    double *times = bench_memory(count, sizeof(*times));
    for (uint32_t i = 0; i < count; i++) {
        times[i] = calendar->nodes[i].event.time;
    }
    qsort(times, count, sizeof(*times), compare_times);
    double distance = (times[sample - 1] - times[0]) / sample;
    calendar->per_width = distance > 0 ? 1 / (3 * distance) : 1;
    free(times);
    for (uint32_t i = 0; i < calendar->day_count; i++) {
        calendar->days[i] = (struct day){NONE, NONE};
    }
    for (uint32_t i = 0; i < count; i++) {
        calendar_insert(calendar, i);
    }
    calendar->today = 0;
}

static inline void calendar_push(struct calendar *calendar, struct bare_event event) {
    uint32_t added = calendar->free;
    calendar->free = calendar->nodes[added].next;
    calendar->nodes[added].event = event;
    if (calendar->pushed == calendar->capacity) {
        calendar_insert(calendar, added);
    } else if (++calendar->pushed == calendar->capacity) {
        calendar_set_width(calendar);
    }
}

/* After a year without events: the day of the earliest. */
static void calendar_leap(struct calendar *calendar) {
    uint32_t least = NONE;
    for (uint32_t i = 0; i < calendar->day_count; i++) {
        uint32_t head = calendar->days[i].head;
        if (head != NONE && (least == NONE || bare_before(&calendar->nodes[head].event,
                                                          &calendar->nodes[least].event))) {
            least = head;
        }
    }
    calendar->today = day_of(calendar, calendar->nodes[least].event.time);
}

static inline struct bare_event calendar_pop(struct calendar *calendar) {
    for (uint32_t looked = 0;; calendar->today++, looked++) {
        if (looked == calendar->day_count) {
            calendar_leap(calendar);
        }
        struct day *day = &calendar->days[calendar->today & (calendar->day_count - 1)];
        uint32_t first = day->head;
        if (first != NONE &&
            day_of(calendar, calendar->nodes[first].event.time) == calendar->today) {
            day->head = calendar->nodes[first].next;
            calendar->nodes[first].next = calendar->free;
            calendar->free = first;
            return calendar->nodes[first].event;
        }
    }
}

BARE_HOLD(calendar)

/* tests/tools/test_order.c - which unit is handed out next: the rule as order.h says it, looked up
 * in a plain list, against what the program does. */
#include "support.h"

#include <stdlib.h>

#include "des/random.h"
#include "execution/order.h"

enum { GROUPS = 37, SIZE = 11, UNITS = GROUPS * SIZE };

/* What is known of a group. */
struct known {
    size_t taken, ended;
    double sum_s;
};

struct bench {
    struct units units;
    struct known known[GROUPS];
    size_t in_hand[UNITS], in_hand_count;
};

static size_t next_of(const struct bench *bench, size_t group) {
    size_t unit = group * SIZE;
    size_t left = bench->known[group].taken; /* units of a group keep their order */
    for (; unit < (group + 1) * SIZE; unit++) {
        if (units_have(&bench->units, unit) && left-- == 0) {
            return unit;
        }
    }
    return UNITS;
}

/* New groups first, each in turn; then the one that takes longest; of equals the first. */
static size_t expected_group(const struct bench *bench) {
    size_t best = GROUPS;
    for (size_t g = 0; g < GROUPS; g++) {
        const struct known *own = &bench->known[g];
        if (next_of(bench, g) == UNITS) {
            continue;
        }
        const struct known *other = best == GROUPS ? NULL : &bench->known[best];
        bool fresher =
            other != NULL && own->ended == 0 && (other->ended > 0 || own->taken < other->taken);
        bool longer = other != NULL && own->ended > 0 && other->ended > 0 &&
                      own->sum_s / (double)own->ended > other->sum_s / (double)other->ended;
        if (other == NULL || fresher || longer) {
            best = g;
        }
    }
    return best;
}

/* Units of a group are alike, so that its mean is exact. */
static void end_one(struct bench *bench, struct order *order, uint64_t word) {
    size_t which = (size_t)(word % bench->in_hand_count);
    size_t group = bench->in_hand[which] / SIZE;
    double seconds = (double)(1 + group % 5);
    bench->in_hand[which] = bench->in_hand[--bench->in_hand_count];
    bench->known[group].ended++;
    bench->known[group].sum_s += seconds;
    order_learn(order, group, seconds);
}

static void take_one(struct bench *bench, struct order *order) {
    size_t group = expected_group(bench), unit = UNITS;
    assert_true(order_take(order, &unit));
    assert_int_equal(unit, next_of(bench, group));
    bench->known[group].taken++;
    bench->in_hand[bench->in_hand_count++] = unit;
}

/* Some units are not in the set, as after a resumption; workers end in any order. */
static void units_are_handed_out_by_the_rule(void **state) {
    (void)state;
    for (uint64_t round = 0; round < 20; round++) {
        const struct des_random random = {.seed = 7, .replicate = round};
        struct des_stream stream = des_stream_at(&random, 0, des_purpose_named("order"), 0);
        struct bench bench = {0};
        units_init(&bench.units, UNITS);
        for (size_t unit = 0; unit < UNITS; unit++) {
            if (unit / SIZE != 5 && des_stream_word(&stream) % 4 != 0) { /* group 5 has none */
                units_add(&bench.units, unit);
            }
        }
        struct order *order = order_create(&bench.units, SIZE);
        for (size_t left = bench.units.count; left > 0; left--) {
            assert_int_equal(order_left(order), left);
            take_one(&bench, order);
            while (bench.in_hand_count > 0 && des_stream_word(&stream) % 3 != 0) {
                end_one(&bench, order, des_stream_word(&stream));
            }
        }
        size_t none = 0;
        assert_false(order_take(order, &none));
        order_destroy(order);
        units_fini(&bench.units);
    }
}

/* The time is that of the groups left, not of all: 10^5 of them were minutes once. */
static void many_groups_are_handed_out_at_once(void **state) {
    (void)state;
    enum { MANY = 100000 };
    struct units units;
    units_init(&units, 2 * MANY);
    units_add_all(&units);
    struct order *order = order_create(&units, 2);
    for (size_t i = 0; i < MANY; i++) {
        size_t unit = 0;
        assert_true(order_take(order, &unit));
        assert_int_equal(unit, 2 * i);
        order_learn(order, i, 1.0 + (double)(i % 1000));
    }
    for (size_t i = 0; i < MANY; i++) { /* the longest first, of equals in the order of the plan */
        size_t unit = 0;
        assert_true(order_take(order, &unit));
        assert_int_equal(unit, 2 * (999 - i / 100 + i % 100 * 1000) + 1);
    }
    order_destroy(order);
    units_fini(&units);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_handed_out_by_the_rule),
        cmocka_unit_test(many_groups_are_handed_out_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* tests/support.h - cmocka in the order it needs, and what it lacks. */
#ifndef AKSIM_TESTS_SUPPORT_H
#define AKSIM_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>

/* cmocka 1.1.5 compares floats in single precision: use this instead. */
static inline void assert_near_(double got, double want, double tolerance, const char *what,
                                const char *file, int line) {
    if (!(fabs(got - want) <= tolerance)) {
        print_error("%s: got %.17g, want %.17g within %.3g\n", what, got, want, tolerance);
        _fail(file, line);
    }
}
#define assert_near(got, want, tolerance)                                                          \
    assert_near_((got), (want), (tolerance), #got, __FILE__, __LINE__)

/* A failed case of a table says its name. */
#define assert_case(name, condition)                                                               \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            print_error("case \"%s\": %s\n", (name), #condition);                                  \
            _fail(__FILE__, __LINE__);                                                             \
        }                                                                                          \
    } while (0)

#endif

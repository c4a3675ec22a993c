/* Offends against every check of objects.sh. */
#include <stdio.h>

int stray_counter(void);

int stray_counter(void) {
    static int stray_state;
    puts("a library does not print");
    return ++stray_state;
}

/* include/des/check.h - assertions that stay on in release builds.
 *
 * For programming errors only.  In code that runs inside a simulation use
 * des_assert(sim, condition): the simulation's handler is told the text, the
 * place, the event kind, its subject and the simulated time, and the run ends
 * with DES_EBUG (des/sim.h).  Outside of a simulation use des_require(): it
 * prints to stderr and aborts, as there is nobody left to tell. */
#ifndef DES_CHECK_H
#define DES_CHECK_H

#include "des/status.h"

struct des_sim;

#define des_assert(sim, condition)                                                                 \
    do {                                                                                           \
        if (__builtin_expect(!(condition), 0)) {                                                   \
            des_sim_bug((sim), __FILE__, __LINE__, #condition);                                    \
        }                                                                                          \
    } while (0)

#define des_require(condition)                                                                     \
    do {                                                                                           \
        if (__builtin_expect(!(condition), 0)) {                                                   \
            des_require_failed(__FILE__, __LINE__, #condition);                                    \
        }                                                                                          \
    } while (0)

/* Records a programming error in the running simulation; the run stops before
 * its next event.  Returns, so the code after it must still be memory-safe. */
DES_API void des_sim_bug(struct des_sim *sim, const char *file, int line, const char *text);
DES_API _Noreturn void des_require_failed(const char *file, int line, const char *text);

#endif

/* tools/aksim/verification/verify_measures.h - what the files of cases share: measures with names.
 */
#ifndef AKSIM_VERIFY_MEASURES_H
#define AKSIM_VERIFY_MEASURES_H

#include "verify_cases.h"
#include "verify_theory.h"

/* Cases by what they are about; each list ends with NULL. */
typedef void (*verify_case_maker)(struct verify_case *c);
extern const verify_case_maker verify_stations[]; /* one station, one class */
extern const verify_case_maker verify_classes[];  /* several classes at one station */
extern const verify_case_maker verify_networks[]; /* several stations; rates that vary */

#define BIRTH_DEATH "birth and death equations: Erlang 1917; Gross and Harris 1998, ch. 2"
#define POISSON(class_, rate) class_ ".arrivals=poisson", class_ ".arrival_rate=" #rate

/* Times are in minutes, shares of 1.  "In" a stratum; "is": of all. */
static inline struct verify_measure wait_in(const char *stratum, double exact, const char *source) {
    return (struct verify_measure){stratum, "wait_min", "served", exact, source};
}
static inline struct verify_measure wait_is(double exact, const char *source) {
    return wait_in("all", exact, source);
}
static inline struct verify_measure queue_is(double exact, const char *source) {
    return (struct verify_measure){"all", "queue_min", "observed_min", exact, source};
}
static inline struct verify_measure use_in(const char *stratum, double exact, const char *source) {
    return (struct verify_measure){stratum, "busy_min", "capacity_min", exact, source};
}
static inline struct verify_measure busy_is(double exact, const char *source) {
    return (struct verify_measure){"all", "busy_min", "observed_min", exact, source};
}
static inline struct verify_measure balked_is(double exact, const char *source) {
    return (struct verify_measure){"all", "balked", "visits", exact, source};
}
static inline struct verify_measure system_in(const char *stratum, double exact,
                                              const char *source) {
    return (struct verify_measure){stratum, "system_min", "left", exact, source};
}
static inline struct verify_measure present_in(const char *stratum, double exact,
                                               const char *source) {
    return (struct verify_measure){stratum, "present_min", "observed_min", exact, source};
}
static inline struct verify_measure throughput_is(double exact, const char *source) {
    return (struct verify_measure){"all", "left", "observed_min", exact, source};
}

#endif

/* models/home_care/record/trace.h - rows for the results file. */
#ifndef HOME_CARE_TRACE_H
#define HOME_CARE_TRACE_H

#include "des/model.h"
#include "home_care/day/shift.h"

/* Why a user moved from one state to another. */
#define HC_CAUSE_LIST(X)                                                                           \
    X(change)                                                                                      \
    X(sudden)                                                                                      \
    X(minor)                                                                                       \
    X(false_escalation)                                                                            \
    X(transferred)                                                                                 \
    X(discharge)                                                                                   \
    X(short_term_needed)                                                                           \
    X(bed)                                                                                         \
    X(service_ended)                                                                               \
    X(entry)                                                                                       \
    X(death)

enum hc_cause {
#define X(name) HC_CAUSE_##name,
    HC_CAUSE_LIST(X)
#undef X
        HC_CAUSES
};

enum hc_table { HC_TABLE_DAILY, HC_TABLE_VISITS, HC_TABLE_SHIFTS, HC_TABLE_PATHWAY, HC_TABLES };
extern const struct des_table hc_tables[HC_TABLES];

struct hc_worker;

struct hc_trace {
    enum des_trace_level level;
    const struct des_sink *sink;
    double seen[8]; /* totals at the last midnight, for the daily series */
};

/* Each writes a row when its level is traced and the run is past the warm-up. */
void hc_trace_daily(struct hc_world *world, int64_t day);
void hc_trace_visit(struct hc_world *world, const struct hc_visit *visit,
                    enum hc_visit_status status);
void hc_trace_shift(struct hc_world *world, const struct hc_worker *worker, double end);
/* A shift of the rota whose worker is away. */
void hc_trace_absent(struct hc_world *world, const struct hc_worker *worker, double start,
                     double end);
void hc_trace_pathway(struct hc_world *world, uint32_t user, int from, int to, int cause);

#endif

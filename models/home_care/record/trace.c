#include "trace.h"

#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"

#define F64(name_, unit_, long_)                                                                   \
    { .name = name_, .type = DES_COLUMN_F64, .unit = unit_, .long_name = long_ }
#define I32(name_, long_)                                                                          \
    { .name = name_, .type = DES_COLUMN_I32, .unit = "1", .long_name = long_ }
#define CODE(name_, long_, labels_)                                                                \
    { .name = name_, .type = DES_COLUMN_I32, .unit = "1", .long_name = long_, .labels = labels_ }

static const char *const cause_names[] = {
#define X(name) #name,
    HC_CAUSE_LIST(X)
#undef X
        NULL};
static const char *const no_yes[] = {"no", "yes", NULL};
/* Why there is a visit - see cause_of. */
static const char *const visit_causes[] = {"plan", "alarm", "change_noticed", "acute_event", NULL};

static const struct des_column daily[] = {
    I32("day", "day, 0 = the first observed"),
    I32("users", "users served"),
    I32("visits_planned", "planned visits that came to an end"),
    I32("visits_done", "visits carried out"),
    I32("visits_missed", "planned visits missed"),
    F64("direct", "min", "time with users"),
    F64("travel", "min", "time on the road"),
    F64("indirect", "min", "reports, documentation"),
    F64("break", "min", "breaks"),
    F64("idle", "min", "waiting and time without a task"),
    I32("absent", "people absent through sickness"),
    I32("in_hospital", "users in hospital, ready for discharge included"),
};
static const struct des_column visits[] = {
    I32("user", "user"),
    I32("visit", "line of the user's plan; of unplanned visits the task"),
    I32("day", "day of the plan, or of the call"),
    CODE("task", "task", hc_task_names),
    CODE("cause", "the care plan, or what called for it", visit_causes),
    F64("planned_start", "min", "planned start, since day 0"),
    F64("window_start", "min", "start of the window"),
    F64("window_end", "min", "end of the window"),
    F64("start", "min", "start; NaN when not carried out"),
    F64("end", "min", "end; NaN when not carried out"),
    F64("planned_minutes", "min", "planned length"),
    F64("minutes_cut", "min", "minutes cut for want of time"),
    I32("moves", "times moved to another shift or day"),
    F64("travel_min", "min", "drive to the visit, of all carers"),
    F64("km", "km", "road to the visit, of all carers"),
    I32("worker_1", "carer, -1 = none"),
    I32("worker_2", "second carer, -1 = none"),
    CODE("profession", "profession of the carer; -1 = none", hc_profession_names),
    CODE("status", "final status", hc_visit_status_names),
    CODE("single_handed", "two-carer visit with one carer", no_yes),
};
static const struct des_column shifts[] = {
    I32("worker", "worker"),
    CODE("profession", "profession", hc_profession_names),
    F64("planned_start", "min", "planned start, since day 0"),
    F64("planned_end", "min", "planned end"),
    F64("start", "min", "start"),
    F64("end", "min", "end"),
    F64("direct", "min", "time with users"),
    F64("travel", "min", "time on the road"),
    F64("indirect", "min", "reports, documentation, office work"),
    F64("break", "min", "break"),
    F64("idle", "min", "waiting and time without a task"),
    F64("overtime", "min", "past the planned end"),
    F64("km", "km", "driven"),
    I32("zone", "team; -1 = own staff of the care model"),
    CODE("absent", "the shift stands in the rota, but she is away", no_yes),
};
static const struct des_column pathway[] = {
    I32("user", "user"),
    CODE("from", "state left", hc_user_state_names),
    CODE("to", "state entered", hc_user_state_names),
    F64("time", "min", "when, since day 0"),
    CODE("cause", "why", cause_names),
};

#define TABLE(path_, level_, columns_)                                                             \
    {                                                                                              \
        .name = path_, .level = level_, .columns = columns_,                                       \
        .count = sizeof(columns_) / sizeof(columns_)[0]                                            \
    }
const struct des_table hc_tables[HC_TABLES] = {
    [HC_TABLE_DAILY] = TABLE("series/daily", DES_TRACE_DAILY, daily),
    [HC_TABLE_VISITS] = TABLE("trace/visits", DES_TRACE_VISITS, visits),
    [HC_TABLE_SHIFTS] = TABLE("trace/shifts", DES_TRACE_VISITS, shifts),
    [HC_TABLE_PATHWAY] = TABLE("trace/pathway", DES_TRACE_FULL, pathway),
};

static bool traced(const struct hc_world *world, enum hc_table table) {
    return world->observing && world->trace.sink && world->trace.level >= hc_tables[table].level;
}

static void write_row(struct hc_world *world, enum hc_table table, const union des_cell *cells) {
    const struct des_sink *sink = world->trace.sink;
    enum des_status status = sink->row(sink->context, table, cells);
    if (status != DES_OK) {
        hc_fail(world, status);
    }
}

#define I(value)                                                                                   \
    { .i32 = (int32_t)(value) }
#define F(value)                                                                                   \
    { .f64 = (value) }

/* What has been added to a total since the last midnight. */
static double since(struct hc_world *world, int slot, enum hc_total total) {
    double now = world->totals[0][total], before = world->trace.seen[slot];
    world->trace.seen[slot] = now;
    return now - before;
}

void hc_trace_daily(struct hc_world *world, int64_t day) {
    if (day < 0 || !traced(world, HC_TABLE_DAILY)) {
        return;
    }
    int absent = 0, in_hospital = 0;
    for (size_t i = 0; i < world->staff.count; i++) {
        const struct hc_worker *worker = &world->staff.worker[i];
        absent += !worker->temp && !worker->vacant && !worker->abolished &&
                  day >= worker->absent_from && day < worker->absent_to;
    }
    for (size_t i = 0; i < world->people.here_count; i++) {
        uint8_t state = hc_user_at(world, world->people.here[i])->state;
        in_hospital += state == HC_IN_HOSPITAL || state == HC_READY_FOR_DISCHARGE;
    }
    const union des_cell cells[] = {
        I(day),
        I(world->people.present),
        I(since(world, 0, HC_TOTAL_visits_planned)),
        I(since(world, 1, HC_TOTAL_visits_done)),
        I(since(world, 2, HC_TOTAL_planned_missed)),
        F(since(world, 3, HC_TOTAL_direct_minutes)),
        F(since(world, 4, HC_TOTAL_travel_minutes)),
        F(since(world, 5, HC_TOTAL_indirect_minutes)),
        F(since(world, 6, HC_TOTAL_break_minutes)),
        F(since(world, 7, HC_TOTAL_idle_minutes)),
        I(absent),
        I(in_hospital),
    };
    write_row(world, HC_TABLE_DAILY, cells);
}

static int32_t worker_code(uint32_t worker) {
    return worker == HC_NOWHERE ? -1 : (int32_t)worker;
}

static int cause_of(const struct hc_visit *visit) {
    return visit->planned ? 0 : 1 + visit->task - HC_ALARM_CALL; /* the tasks of calls, in order */
}

void hc_trace_visit(struct hc_world *world, const struct hc_visit *visit,
                    enum hc_visit_status status) {
    if (!traced(world, HC_TABLE_VISITS)) {
        return;
    }
    bool done = status == HC_VISIT_DONE;
    uint32_t lead = done ? visit->worker[0] : HC_NOWHERE;
    uint32_t second = done ? visit->worker[1] : HC_NOWHERE;
    const union des_cell cells[] = {
        I(visit->user),
        I(visit->planned ? visit->ordinal : visit->task),
        I(visit->day),
        I(visit->task),
        I(cause_of(visit)),
        F(visit->start_planned),
        F(visit->open),
        F(visit->close),
        F(done ? visit->start : NAN),
        F(done ? visit->end : NAN),
        F(visit->minutes),
        F(visit->cut),
        I(visit->moves),
        F(visit->travel_min),
        F(visit->km),
        I(worker_code(lead)),
        I(worker_code(second)),
        I(lead == HC_NOWHERE ? -1 : world->staff.worker[lead].profession),
        I(status),
        I(done && visit->carers == 2 && second == HC_NOWHERE),
    };
    write_row(world, HC_TABLE_VISITS, cells);
}

void hc_trace_shift(struct hc_world *world, const struct hc_worker *worker, double end) {
    if (!traced(world, HC_TABLE_SHIFTS)) {
        return;
    }
    const struct hc_shift *shift = &worker->shift;
    const union des_cell cells[] = {
        I(worker - world->staff.worker),
        I(worker->profession),
        F(shift->start),
        F(shift->planned_end),
        F(shift->start),
        F(end),
        F(shift->direct),
        F(shift->travel),
        F(shift->indirect),
        F(shift->rest),
        F(shift->idle),
        F(hc_max(0.0, end - shift->planned_end)),
        F(shift->km),
        I(worker_code(shift->zone)),
        I(0),
    };
    write_row(world, HC_TABLE_SHIFTS, cells);
}

void hc_trace_absent(struct hc_world *world, const struct hc_worker *worker, double start,
                     double end) {
    if (!traced(world, HC_TABLE_SHIFTS)) {
        return;
    }
    const union des_cell cells[] = {
        I(worker - world->staff.worker),
        I(worker->profession),
        F(start),
        F(end),
        F(start),
        F(start),
        F(0.0),
        F(0.0),
        F(0.0),
        F(0.0),
        F(0.0),
        F(0.0),
        F(0.0),
        I(worker_code(worker->zone)),
        I(1),
    };
    write_row(world, HC_TABLE_SHIFTS, cells);
}

void hc_trace_pathway(struct hc_world *world, uint32_t user, int from, int to, int cause) {
    if (!traced(world, HC_TABLE_PATHWAY)) {
        return;
    }
    const union des_cell cells[] = {I(user), I(from), I(to), F(hc_now(world)), I(cause)};
    write_row(world, HC_TABLE_PATHWAY, cells);
}

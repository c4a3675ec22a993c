#include "care_plan.h"

#include <math.h>
#include <string.h>

#include "home_care/grid.h"
#include "home_care/world.h"

/* ---- lists of lines ---- */

struct hc_line_list *hc_plan_list(struct hc_world *world, uint32_t zone, enum hc_shift_kind kind) {
    struct hc_people *people = &world->people;
    return kind == HC_NIGHT_SHIFT ? &people->list[people->list_count - 1]
                                  : &people->list[zone * 2 + (uint32_t)kind];
}

static bool before(const struct hc_line *a, const struct hc_line *b) {
    if (a->start != b->start) {
        return a->start < b->start;
    }
    return a->user != b->user ? a->user < b->user : a->ordinal < b->ordinal;
}

static void insert_line(struct hc_world *world, const struct hc_line *line,
                        enum hc_shift_kind kind) {
    struct hc_user *user = hc_user_at(world, line->user);
    struct hc_line_list *list = hc_plan_list(world, user->zone, kind);
    struct hc_line *grown =
        hc_reserve(world, list->line, list->count + 1, &list->capacity, sizeof *grown);
    if (!grown) {
        return;
    }
    list->line = grown;
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (before(&list->line[middle], line)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    memmove(&list->line[low + 1], &list->line[low], (list->count - low) * sizeof *line);
    list->line[low] = *line;
    list->count++;
    user->visited_in |= (uint8_t)(1u << kind);
}

static void drop_lines(struct hc_line_list *list, uint32_t user) {
    size_t kept = 0;
    while (kept < list->count && list->line[kept].user != user) {
        kept++;
    }
    for (size_t i = kept; i < list->count; i++) {
        if (list->line[i].user != user) {
            list->line[kept++] = list->line[i];
        }
    }
    list->count = kept;
}

/* Few have a line in the night's list, which is the whole place's. */
void hc_plan_drop(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    for (uint8_t kind = 0; kind < HC_SHIFT_KINDS; kind++) {
        if (user->visited_in & 1u << kind) {
            drop_lines(hc_plan_list(world, user->zone, (enum hc_shift_kind)kind), id);
        }
    }
    user->visited_in = 0;
}

/* ---- care plan ---- */

enum part_of_day { MORNING, NOON, EVENING, BEDTIME, NIGHT };
static const struct {
    enum hc_shift_kind shift;
    float from, length; /* minutes after midnight; a night begins the evening before */
} parts[] = {
    [MORNING] = {HC_DAY_SHIFT, 480.0f, 210.0f},     [NOON] = {HC_DAY_SHIFT, 690.0f, 130.0f},
    [EVENING] = {HC_EVENING_SHIFT, 930.0f, 220.0f}, [BEDTIME] = {HC_EVENING_SHIFT, 1130.0f, 110.0f},
    [NIGHT] = {HC_NIGHT_SHIFT, 1360.0f, 400.0f},
};

int hc_pick(const double *share, int count, double u) {
    double total = 0.0;
    for (int i = 0; i < count; i++) {
        total += share[i];
    }
    double at = u * total;
    for (int i = 0; i < count - 1; i++) {
        at -= share[i];
        if (at < 0.0) {
            return i;
        }
    }
    return count - 1;
}

static enum part_of_day part_of_visit(int visits_a_day, int which, double u) {
    static const double alone[] = {0.60, 0.20, 0.20};
    static const enum part_of_day several[][5] = {
        {MORNING, EVENING, EVENING, EVENING, NIGHT}, /* 2 a day */
        {MORNING, NOON, EVENING, EVENING, NIGHT},    /* 3 */
        {MORNING, NOON, EVENING, BEDTIME, NIGHT},    /* 4 and more */
    };
    if (visits_a_day == 1) {
        return (enum part_of_day)hc_pick(alone, 3, u);
    }
    int row = visits_a_day > 4 ? 2 : visits_a_day - 2;
    return several[row][which > 4 ? 4 : which];
}

/* `days` of the week, weekend days with less weight, without replacement. */
static uint8_t pick_weekdays(const struct hc_world *world, const struct hc_user *user, uint32_t id,
                             int days) {
    if (days >= 7) {
        return 0x7f;
    }
    struct des_stream stream = hc_user_stream(world, id, HC_DRAW_LINE, user->next_ordinal);
    stream.block = 1; /* block 0 is the line's own */
    double weight[7] = {
        1, 1, 1, 1, 1, world->p.demand.weekend_weight, world->p.demand.weekend_weight};
    uint8_t mask = 0;
    for (int k = 0; k < days; k++) {
        int day = hc_pick(weight, 7, des_stream_uniform(&stream));
        while (weight[day] == 0.0) { /* all weights that are left are 0 */
            day = (day + 1) % 7;
        }
        weight[day] = 0.0;
        mask = (uint8_t)(mask | 1u << day);
        if (k + 1 < days &&
            weight[0] + weight[1] + weight[2] + weight[3] + weight[4] + weight[5] + weight[6] ==
                0.0) {
            break;
        }
    }
    return mask;
}

static uint8_t skill_for(enum hc_task_kind task) {
    switch (task) {
    case HC_PROCEDURE:
    case HC_NURSE_ASSESSMENT:
    case HC_ACUTE_CALL:
        return HC_SKILL_NURSE;
    case HC_MEDICATION:
        return HC_SKILL_TRAINED;
    default:
        return HC_SKILL_ANY;
    }
}

static double window_of(const struct hc_demand *p, enum hc_task_kind task) {
    return task == HC_MEDICATION       ? 0.5 * p->window_min
           : task == HC_PRACTICAL_HELP ? 4.0 * p->window_min
                                       : p->window_min;
}

/* On no list so far; the time is the one that is wanted. */
static void stand_nowhere(struct hc_line *line) {
    for (int k = 0; k < 2; k++) {
        line->standing[k] = (struct hc_standing){0.0f, line->start, {HC_NO_LIST, HC_NO_LIST}};
    }
}

/* Within what another time may be agreed: medicines have their hour, to get up and to eat their
 * part of the day, the rest may come at any time of the shift's parts. */
static void set_bounds(struct hc_line *line, enum part_of_day part) {
    enum part_of_day first = part, last = part;
    switch ((enum hc_task_kind)line->task) {
    case HC_MEDICATION:
        line->earliest = line->start - line->half_window;
        line->latest = line->start + line->half_window;
        return;
    case HC_PERSONAL_CARE:
    case HC_NUTRITION:
        break;
    default:
        first = part == NOON ? MORNING : part == BEDTIME ? EVENING : part;
        last = part == MORNING ? NOON : part == EVENING ? BEDTIME : part;
    }
    line->earliest = parts[first].from;
    line->latest = parts[last].from + parts[last].length;
}

static void add_line(struct hc_world *world, uint32_t id, enum hc_task_kind task,
                     enum part_of_day part, uint8_t weekdays, const struct des_block *b) {
    const struct hc_demand *p = &world->p.demand;
    struct hc_user *user = hc_user_at(world, id);
    double log_sd = task == HC_PRACTICAL_HELP ? 0.5 * p->task_log_sd : p->task_log_sd;
    double minutes = des_lognormal_from(b->word[1], p->task_minutes[task], log_sd);
    struct hc_line line = {
        .user = id,
        .ordinal = user->next_ordinal++,
        .task = (uint8_t)task,
        .carers = 1,
        .needs = skill_for(task),
        .weekdays = weekdays,
        .minutes = (float)hc_grid(hc_min(hc_max(minutes, 2.0), 240.0)),
        .start =
            (float)hc_grid(parts[part].from + parts[part].length * des_uniform_from(b->word[2])),
        .half_window = (float)hc_grid(window_of(p, task)),
        .usual = HC_NOWHERE,
    };
    stand_nowhere(&line);
    set_bounds(&line, part);
    if (task == HC_PERSONAL_CARE && user->need == HC_NEED_EXTENSIVE &&
        des_uniform_from(b->word[3]) < p->two_carers) {
        line.carers = 2;
    }
    if (task == HC_PRACTICAL_HELP) {
        double u = des_uniform_from(b->word[3]);
        line.fortnight = u < p->practical_help_fortnightly
                             ? (uint8_t)(1 + (u < 0.5 * p->practical_help_fortnightly))
                             : 0;
    }
    insert_line(world, &line, parts[part].shift);
}

/* Which days and which part of the day the user's next line is for; the line itself
 * draws at its ordinal. */
static struct des_block line_times(const struct hc_world *world, uint32_t id) {
    return hc_user_draw(world, id, HC_DRAW_LINE,
                        UINT64_C(1) << 32 | hc_user_at(world, id)->next_ordinal);
}

static void add_nursing_lines(struct hc_world *world, uint32_t id) {
    const struct hc_demand *p = &world->p.demand;
    struct hc_user *user = hc_user_at(world, id);
    double rate = p->visits_per_day[user->need];
    if (user->age == HC_AGE_UNDER_67) {
        rate *= p->under_67_visits;
    }
    int visits = (int)ceil(rate - 1e-9);
    for (int i = 0; i < visits; i++) {
        struct des_block b = hc_user_draw(world, id, HC_DRAW_LINE, user->next_ordinal);
        struct des_block when = line_times(world, id);
        double days = 7.0 * hc_min(1.0, rate - i);
        int whole = (int)(days + des_uniform_from(when.word[0]));
        if (whole == 0) {
            user->next_ordinal++;
            continue;
        }
        double u = des_uniform_from(b.word[0]);
        int task = hc_pick(p->task_share, HC_PRACTICAL_HELP, u);
        enum part_of_day part = part_of_visit(visits, i, des_uniform_from(when.word[1]));
        add_line(world, id, (enum hc_task_kind)task, part, pick_weekdays(world, user, id, whole),
                 &b);
    }
}

void hc_plan_make(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    if (user->living != HC_ON_ROUTE) {
        return;
    }
    if (!user->help_only) {
        add_nursing_lines(world, id);
    }
    if (!user->nursing_only) {
        struct des_block b = hc_user_draw(world, id, HC_DRAW_LINE, user->next_ordinal);
        uint8_t weekday = (uint8_t)(1u << (int)(5.0 * des_uniform_from(b.word[0])));
        struct des_block when = line_times(world, id);
        add_line(world, id, HC_PRACTICAL_HELP,
                 des_uniform_from(when.word[1]) < 0.5 ? MORNING : NOON, weekday, &b);
    }
}

/* What is done after midnight belongs to the night that began the day before. */
static enum hc_shift_kind shift_of_own(const struct hc_world *world, struct hc_line *line) {
    const struct hc_shift_params *p = &world->p.shift;
    double start = (double)line->start;
    if (start >= p->day_start && start < p->evening_start) {
        return HC_DAY_SHIFT;
    }
    if (start >= p->evening_start && start < p->night_start) {
        return HC_EVENING_SHIFT;
    }
    if (start < p->day_start) {
        line->start += (float)HC_DAY;
        line->weekdays = (uint8_t)((line->weekdays >> 1 | line->weekdays << 6) & 0x7f);
    }
    return HC_NIGHT_SHIFT;
}

static void add_own_line(struct hc_world *world, uint32_t id, const struct hc_own_visit *visit) {
    struct hc_user *user = hc_user_at(world, id);
    enum hc_task_kind task = (enum hc_task_kind)visit->task;
    double window =
        isnan(visit->window_min) ? window_of(&world->p.demand, task) : visit->window_min;
    struct hc_line line = {
        .user = id,
        .ordinal = user->next_ordinal++,
        .task = (uint8_t)task,
        .carers = (uint8_t)visit->carers,
        .needs = visit->skill < 0 ? skill_for(task) : (uint8_t)visit->skill,
        .weekdays = visit->weekdays,
        .fortnight = (uint8_t)visit->weeks,
        .minutes = (float)hc_grid(visit->minutes),
        .start = (float)visit->start,
        .half_window = (float)hc_grid(window),
        .usual = HC_NOWHERE,
    };
    enum hc_shift_kind kind = shift_of_own(world, &line);
    line.earliest = line.latest = line.start; /* agreed already */
    stand_nowhere(&line);
    insert_line(world, &line, kind);
}

void hc_plan_own(struct hc_world *world, uint32_t id) {
    const struct hc_own_data *data = &world->data;
    struct hc_user *user = hc_user_at(world, id);
    bool nursing = false, help = false;
    for (size_t v = data->first_visit[id]; v < data->first_visit[id + 1]; v++) {
        bool is_help = data->visit[v].task == HC_PRACTICAL_HELP;
        nursing |= !is_help;
        help |= is_help;
        add_own_line(world, id, &data->visit[v]);
    }
    user->help_only = help && !nursing;
    user->nursing_only = nursing && !help;
}

void hc_user_change_need(struct hc_world *world, uint32_t id, int step) {
    struct hc_user *user = hc_user_at(world, id);
    int need = (int)user->need + step;
    if (need < 0 || need >= HC_NEEDS || user->help_only) {
        return;
    }
    user->need = (uint8_t)need;
    hc_plan_drop(world, id);
    hc_plan_make(world, id);
    hc_count_user(world, user, step > 0 ? HC_TOTAL_need_rises : HC_TOTAL_need_falls, 1.0);
}

/* ---- the whole ---- */

void hc_plan_measure(struct hc_world *world) {
    struct hc_people *people = &world->people;
    for (size_t l = 0; l < people->list_count; l++) {
        size_t kind = l + 1 == people->list_count ? HC_NIGHT_SHIFT : l % 2;
        for (size_t i = 0; i < people->list[l].count; i++) {
            const struct hc_line *line = &people->list[l].line[i];
            double days = __builtin_popcount(line->weekdays) / 7.0 * (line->fortnight ? 0.5 : 1.0);
            people->planned_min_day[kind] += days * (double)line->minutes * line->carers;
        }
    }
}

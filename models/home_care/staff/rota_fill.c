/* models/home_care/staff/rota_fill.c - the last step of the generator: shifts that nobody stands
 * on though the need is for somebody.  Lines are laid one after another, each where cover is
 * lowest; in a team of a few people rest and weekends leave gaps that no line laid later can
 * fill, and a duty of a line that stands has to move. */
#include <math.h>

#include "rota_rules.h"

/* A shift of a weekday. */
struct gap {
    int day, column; /* by day, in the evening */
    bool at_any_cost;
};

static bool needs_somebody(const struct hc_rota *rota, int day, int column) {
    return rota->need[day % 7][column] >= 1.0 - 1e-9;
}

static bool is_gap(const struct hc_rota *rota, int day, int column) {
    return day % 7 < 5 && needs_somebody(rota, day, column) && rota->cover[day][column] < 0.5;
}

/* Duties of a column on weekdays beyond the need for them. */
static double spare(const struct hc_rota *rota, int column) {
    double sum = 0.0;
    for (int day = 0; day < rota->rules.days; day++) {
        sum += day % 7 < 5 ? rota->cover[day][column] - rota->need[day % 7][column] : 0.0;
    }
    return sum;
}

static int duty_of(int column) {
    return column == 0 ? HC_DAY_SHIFT : HC_EVENING_SHIFT;
}

/* Another is there too, or the shift is one of those that are not filled each day: at first only
 * where more of them are filled than needed. */
static bool can_do_without(const struct hc_rota *rota, struct gap shift) {
    return rota->cover[shift.day][shift.column] >= 1.5 ||
           (!needs_somebody(rota, shift.day, shift.column) &&
            (shift.at_any_cost || spare(rota, shift.column) >= 1.0));
}

static void move(struct hc_rota *rota, const struct hc_rota_post *post, int from, int to,
                 int duty) {
    hci_rota_count_duty(rota, post->skill, from, post->cell[from], -1.0);
    post->cell[from] = HC_ROTA_FREE;
    post->cell[to] = (int8_t)duty;
    hci_rota_count_duty(rota, post->skill, to, duty, 1.0);
}

/* May the line have this duty instead of that of the other day? */
static bool allowed(const struct hc_rota *rota, const struct hc_rota_post *post, int from, int to,
                    int duty) {
    int8_t was = post->cell[from];
    post->cell[from] = HC_ROTA_FREE;
    post->cell[to] = (int8_t)duty;
    bool keeps = hci_rota_check_day(&rota->rules, post->cell, to) == HC_RULE_NONE;
    post->cell[to] = HC_ROTA_FREE;
    post->cell[from] = was;
    return keeps;
}

static bool fill(struct hc_rota *rota, const struct hc_rota_post *post, size_t count,
                 struct gap gap, int chain);

/* Moves one of her weekday duties to the gap; what she leaves is left, or another's to fill. */
static bool fill_by(struct hc_rota *rota, const struct hc_rota_post *post, size_t count, size_t who,
                    struct gap gap, int chain) {
    const struct hc_rota_post *hers = &post[who];
    int duty = duty_of(gap.column);
    for (int from = 0; from < rota->rules.days; from++) {
        int was = hers->cell[from];
        if (from % 7 >= 5 || from == gap.day || (was != HC_DAY_SHIFT && was != HC_EVENING_SHIFT) ||
            !allowed(rota, hers, from, gap.day, duty)) {
            continue;
        }
        struct gap left = {from, was == HC_EVENING_SHIFT, gap.at_any_cost};
        bool free = can_do_without(rota, left);
        if (!free && chain == 0) {
            continue;
        }
        move(rota, hers, from, gap.day, duty);
        if (free || fill(rota, post, count, left, chain - 1)) {
            return true;
        }
        move(rota, hers, gap.day, from, was);
    }
    return false;
}

/* The first found, along chains of so many further moves. */
static bool fill(struct hc_rota *rota, const struct hc_rota_post *post, size_t count,
                 struct gap gap, int chain) {
    for (size_t i = 0; i < count; i++) {
        if (post[i].cell[gap.day] == HC_ROTA_FREE && fill_by(rota, post, count, i, gap, chain)) {
            return true;
        }
    }
    return false;
}

static void fill_gaps(struct hc_rota *rota, const struct hc_rota_post *post, size_t count,
                      bool at_any_cost) {
    for (int column = 0; column < 2; column++) {
        for (int day = 0; day < rota->rules.days; day++) {
            for (int chain = 0; chain <= 2 && is_gap(rota, day, column); chain++) {
                (void)fill(rota, post, count, (struct gap){day, column, at_any_cost}, chain);
            }
        }
    }
}

void hci_rota_fill(struct hc_rota *rota, const struct hc_rota_post *post, size_t count) {
    if (!rota->night && rota->weekday_shifts == HC_TRADITIONAL_SHIFTS) {
        fill_gaps(rota, post, count, false);
        fill_gaps(rota, post, count, true);
    }
}

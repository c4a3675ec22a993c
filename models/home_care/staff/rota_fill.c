/* models/home_care/staff/rota_fill.c - the last step of the generator: shifts that nobody stands
 * on though the need is for somebody.  Lines are laid one after another, each where cover is
 * lowest; in a team of a few people rest and weekends leave gaps that no line laid later can
 * fill, and a duty of a line that stands has to move. */
#include <math.h>
#include <string.h>

#include "rota_rules.h"

enum { CHAIN = 2 }; /* further moves that one may bring about */

/* A shift of a weekday. */
struct gap {
    int day, column; /* by day, in the evening */
};

/* Who may move to fill a gap. */
struct search {
    struct hc_rota *rota;
    const struct hc_rota_post *post;
    size_t count;
    bool at_any_cost;
    /* Chains that were sought from a shift in vain, one more than their moves: from where else a
     * chain comes to it, there is hardly a better way on. */
    int8_t in_vain[HC_ROTA_MAX_DAYS][2];
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
static bool can_do_without(const struct search *search, struct gap shift) {
    const struct hc_rota *rota = search->rota;
    return rota->cover[shift.day][shift.column] >= 1.5 ||
           (!needs_somebody(rota, shift.day, shift.column) &&
            (search->at_any_cost || spare(rota, shift.column) >= 1.0));
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

static bool fill(struct search *search, struct gap gap, int chain);

/* Moves one of her weekday duties to the gap; what she leaves is left, or another's to fill. */
static bool fill_by(struct search *search, const struct hc_rota_post *hers, struct gap gap,
                    int chain) {
    struct hc_rota *rota = search->rota;
    int duty = duty_of(gap.column);
    for (int from = 0; from < rota->rules.days; from++) {
        int was = hers->cell[from];
        struct gap left = {from, was == HC_EVENING_SHIFT};
        if (from % 7 >= 5 || from == gap.day || (was != HC_DAY_SHIFT && was != HC_EVENING_SHIFT)) {
            continue;
        }
        bool free = can_do_without(search, left);
        if ((!free && search->in_vain[from][left.column] >= chain) ||
            !allowed(rota, hers, from, gap.day, duty)) {
            continue;
        }
        move(rota, hers, from, gap.day, duty);
        if (free || fill(search, left, chain - 1)) {
            return true;
        }
        move(rota, hers, gap.day, from, was);
    }
    return false;
}

/* The first found, along chains of so many further moves. */
static bool fill(struct search *search, struct gap gap, int chain) {
    search->in_vain[gap.day][gap.column] = (int8_t)(chain + 1);
    for (size_t i = 0; i < search->count; i++) {
        const struct hc_rota_post *post = &search->post[i];
        if (post->cell[gap.day] == HC_ROTA_FREE && fill_by(search, post, gap, chain)) {
            return true;
        }
    }
    return false;
}

static void fill_gaps(struct search *search) {
    for (int column = 0; column < 2; column++) {
        for (int day = 0; day < search->rota->rules.days; day++) {
            for (int chain = 0; chain <= CHAIN && is_gap(search->rota, day, column); chain++) {
                memset(search->in_vain, 0, sizeof search->in_vain);
                (void)fill(search, (struct gap){day, column}, chain);
            }
        }
    }
}

void hci_rota_fill(struct hc_rota *rota, const struct hc_rota_post *post, size_t count) {
    if (!rota->night && rota->weekday_shifts == HC_TRADITIONAL_SHIFTS) {
        struct search search = {.rota = rota, .post = post, .count = count};
        fill_gaps(&search);
        search.at_any_cost = true;
        fill_gaps(&search);
    }
}

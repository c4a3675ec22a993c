#include "rota.h"

#include <math.h>
#include <string.h>

#include "rota_rules.h"

static bool is_weekend(int day) {
    return day % 7 >= 5;
}

/* What the next duty is chosen by: cover; or, when that finds no way, as many duties in each week,
 * in short runs, of the kind that the team lacks, or of that of the line's weekends. */
enum order { BY_COVER, BY_LACK, BY_WEEKEND, ORDERS };

/* One line while it is laid. */
struct line {
    struct hc_rota *rota;
    const struct hc_rota_post *post;
    size_t number;
    double left; /* minutes not laid yet */
    double shortest;
    enum order order;
    bool late; /* in the order BY_LACK: late duties are what the team lacks */
    int refused[HC_ROTA_RULES];
};

/* ---- what a duty covers ---- */

static bool covers(int duty, int column) {
    switch (duty) {
    case HC_EVENING_SHIFT:
        return column == 1;
    case HC_LONG_SHIFT:
    case HC_LONG_LATE_SHIFT:
        return true;
    default:
        return column == 0;
    }
}

void hci_rota_count_duty(struct hc_rota *rota, enum hc_skill skill, int day, int duty,
                         double sign) {
    for (int column = 0; column < 2; column++) {
        if (covers(duty, column)) {
            rota->cover[day][column] += sign;
            rota->skilled[day][column] += skill == HC_SKILL_NURSE ? sign : 0.0;
        }
    }
}

void hc_rota_count(struct hc_rota *rota, enum hc_skill skill, const int8_t *cell) {
    for (int d = 0; d < rota->rules.days; d++) {
        if (cell[d] != HC_ROTA_FREE) {
            hci_rota_count_duty(rota, skill, d, cell[d], 1.0);
        }
    }
}

/* How well this day is covered for a duty, 1 = as needed; skill counts double.  A long shift
 * is there for the evening. */
static double covered(const struct line *line, int day, int duty) {
    const struct hc_rota *rota = line->rota;
    int column = covers(duty, 1) ? 1 : 0;
    double need = rota->need[day % 7][column];
    double all = rota->cover[day][column] / (need + 1e-9);
    if (line->post->skill != HC_SKILL_NURSE) {
        return all;
    }
    return all + 2.0 * rota->skilled[day][column] / (need * rota->skilled_share + 1e-9);
}

/* Ends late: rest before an early duty is short. */
static bool is_late(int duty) {
    return duty == HC_EVENING_SHIFT || duty == HC_LONG_LATE_SHIFT;
}

/* The duty of the weekend worked next to this day; free when there is none. */
static int duty_of_weekend(const struct line *line, int day) {
    int days = line->rota->rules.days;
    for (int d = 1; d <= days / 2; d++) {
        int after = (day + d) % days, before = (day + days - d) % days;
        if (is_weekend(after) && line->post->cell[after] != HC_ROTA_FREE) {
            return line->post->cell[after];
        }
        if (is_weekend(before) && line->post->cell[before] != HC_ROTA_FREE) {
            return line->post->cell[before];
        }
    }
    return HC_ROTA_FREE;
}

/* What a duty on this day costs: cover; or first duties in its week and in a row, and a change
 * of duty. */
static double cost_of(const struct line *line, int day, int duty) {
    double cover = covered(line, day, duty);
    if (line->order == BY_COVER) {
        return cover;
    }
    int in_week = 0;
    for (int d = day / 7 * 7; d < day / 7 * 7 + 7; d++) {
        in_week += line->post->cell[d] != HC_ROTA_FREE;
    }
    int in_row = hci_rota_in_row(&line->rota->rules, line->post->cell, day);
    bool late = line->order == BY_WEEKEND ? is_late(duty_of_weekend(line, day)) : line->late;
    return 1e6 * in_week + 1e4 * in_row + 1e3 * (late != is_late(duty)) + cover;
}

/* ---- duties of a day ---- */

/* Early and late long shifts in turn, one kind in a week: rest between them is short. */
static int long_duty(const struct line *line, int day) {
    return (line->number + (size_t)day / 7) % 2 == 0 ? HC_LONG_SHIFT : HC_LONG_LATE_SHIFT;
}

/* The duties that the team has on this day; returns how many. */
static int duties_of(const struct line *line, int day, int duty[2]) {
    const struct hc_rota *rota = line->rota;
    int shifts = is_weekend(day) ? rota->weekend_shifts : rota->weekday_shifts;
    if (rota->night) {
        duty[0] = HC_NIGHT_SHIFT;
        return 1;
    }
    if (shifts == HC_24_HOUR_SHIFTS) {
        duty[0] = HC_ROUND_THE_CLOCK;
        return 1;
    }
    if (shifts == HC_DAY_SHIFTS) {
        duty[0] = HC_DAY_SHIFT;
        return 1;
    }
    duty[0] = shifts == HC_LONG_SHIFTS ? long_duty(line, day) : HC_DAY_SHIFT;
    duty[1] = shifts == HC_LONG_SHIFTS ? HC_DAY_SHIFT : HC_EVENING_SHIFT;
    return 2;
}

static double minutes_of(const struct line *line, int duty) {
    return line->rota->rules.minutes[duty];
}

/* At least half of the duty belongs to the post. */
static bool has_hours(const struct line *line, int duty) {
    return line->left >= 0.5 * minutes_of(line, duty) - 1e-6;
}

static bool try_duty(struct line *line, int day, int duty) {
    int8_t *cell = line->post->cell;
    cell[day] = (int8_t)duty;
    enum hc_rota_rule rule = hci_rota_check_day(&line->rota->rules, cell, day);
    cell[day] = HC_ROTA_FREE;
    line->refused[rule]++;
    return rule == HC_RULE_NONE;
}

static void assign(struct line *line, int day, int duty) {
    line->post->cell[day] = (int8_t)duty;
    line->left -= minutes_of(line, duty);
    hci_rota_count_duty(line->rota, line->post->skill, day, duty, 1.0);
}

static void take_off(struct line *line, int day) {
    int duty = line->post->cell[day];
    line->post->cell[day] = HC_ROTA_FREE;
    line->left += minutes_of(line, duty);
    hci_rota_count_duty(line->rota, line->post->skill, day, duty, -1.0);
}

/* ---- weekends ---- */

static int best_duty(const struct line *line, int day) {
    int duty[2];
    bool two = duties_of(line, day, duty) == 2;
    return two && covered(line, day, duty[1]) < covered(line, day, duty[0]) ? duty[1] : duty[0];
}

/* Saturday and Sunday together, the same duty, as far as the hours of the post reach. */
static void lay_weekends(struct line *line) {
    size_t interval = (size_t)line->rota->rules.weekend_interval;
    for (int saturday = 5; saturday < line->rota->rules.days; saturday += 7) {
        int duty = best_duty(line, saturday);
        if ((size_t)(saturday / 7) % interval != line->number % interval ||
            line->left < 1.5 * minutes_of(line, duty) - 1e-6 ||
            !hci_rota_weekends_apart(&line->rota->rules, line->post->cell, saturday - 5)) {
            continue;
        }
        if (try_duty(line, saturday, duty)) {
            assign(line, saturday, duty);
            if (try_duty(line, saturday + 1, duty)) {
                assign(line, saturday + 1, duty);
            }
        }
    }
}

/* ---- weekdays ---- */

/* The cheapest weekday duty that the rules allow; false when there is none. */
static bool lay_weekday(struct line *line) {
    int days = line->rota->rules.days, best_day = -1, best = 0;
    int from = (int)(line->number * 11 % (size_t)days);
    double lowest = INFINITY;
    for (int i = 0; i < days; i++) {
        int day = (from + i) % days; /* equal cover: not always the Monday */
        if (is_weekend(day) || line->post->cell[day] != HC_ROTA_FREE) {
            continue;
        }
        int duty[2];
        int count = duties_of(line, day, duty);
        for (int k = 0; k < count; k++) {
            double here = cost_of(line, day, duty[k]);
            if (here < lowest && has_hours(line, duty[k]) && try_duty(line, day, duty[k])) {
                lowest = here;
                best_day = day;
                best = duty[k];
            }
        }
    }
    if (best_day >= 0) {
        assign(line, best_day, best);
    }
    return best_day >= 0;
}

/* Lays duties on `count` free weekdays after `from`, the first found that keep the rules, never
 * on `but`; all or none. */
static bool lay_any(struct line *line, int from, int but, int count) {
    if (count == 0) {
        return true;
    }
    for (int day = from; day < line->rota->rules.days; day++) {
        if (is_weekend(day) || day == but || line->post->cell[day] != HC_ROTA_FREE) {
            continue;
        }
        int duty[2];
        int duties = duties_of(line, day, duty);
        for (int k = 0; k < duties; k++) {
            if (has_hours(line, duty[k]) && try_duty(line, day, duty[k])) {
                assign(line, day, duty[k]);
                if (lay_any(line, day + 1, but, count - 1)) {
                    return true;
                }
                take_off(line, day);
            }
        }
    }
    return false;
}

/* Nothing fits any more: one duty taken off its day may make room for two others. */
static bool make_room(struct line *line) {
    for (int day = 0; day < line->rota->rules.days; day++) {
        int duty = line->post->cell[day];
        if (is_weekend(day) || duty == HC_ROTA_FREE) {
            continue;
        }
        take_off(line, day);
        if (lay_any(line, 0, day, 2)) {
            return true;
        }
        assign(line, day, duty);
    }
    return false;
}

/* Weekdays, until the hours are laid; false when the rules leave no room. */
static bool lay_weekdays(struct line *line) {
    bool room = true;
    while (room && line->left >= 0.5 * line->shortest - 1e-6) {
        memset(line->refused, 0, sizeof line->refused);
        room = lay_weekday(line) || make_room(line);
    }
    return room;
}

/* Over the cycle, less of the need is covered in the evening than by day. */
static bool lacks_evenings(const struct line *line) {
    const struct hc_rota *rota = line->rota;
    double need[2] = {0.0}, cover[2] = {0.0};
    for (int day = 0; day < rota->rules.days; day++) {
        for (int column = 0; column < 2; column++) {
            need[column] += rota->need[day % 7][column];
            cover[column] += rota->cover[day][column];
        }
    }
    return cover[1] * need[0] < cover[0] * need[1];
}

static void clear_weekdays(struct line *line) {
    for (int day = 0; day < line->rota->rules.days; day++) {
        if (!is_weekend(day) && line->post->cell[day] != HC_ROTA_FREE) {
            take_off(line, day);
        }
    }
}

static enum hc_rota_rule most_refused(const struct line *line) {
    int most = HC_RULE_HOURS;
    for (int r = HC_RULE_HOURS + 1; r < HC_ROTA_RULES; r++) {
        most = line->refused[r] > line->refused[most] ? r : most;
    }
    return (enum hc_rota_rule)most;
}

/* ---- lines ---- */

static double shortest_of(const struct hc_rota *rota) {
    int duty = rota->night                                 ? HC_NIGHT_SHIFT
               : rota->weekday_shifts == HC_24_HOUR_SHIFTS ? HC_ROUND_THE_CLOCK
                                                           : HC_DAY_SHIFT;
    return rota->rules.minutes[duty];
}

int hc_rota_lay(struct hc_rota *rota, const struct hc_rota_post *post, size_t number,
                enum hc_rota_rule *rule) {
    memset(post->cell, HC_ROTA_FREE, (size_t)rota->rules.days);
    struct line line = {.rota = rota,
                        .post = post,
                        .number = number,
                        .shortest = shortest_of(rota),
                        .left = post->position * rota->rules.week_minutes * rota->rules.days / 7.0};
    lay_weekends(&line);
    line.late = lacks_evenings(&line);
    bool room = lay_weekdays(&line);
    for (int order = BY_COVER + 1; order < ORDERS && !room; order++) {
        clear_weekdays(&line);
        line.order = (enum order)order;
        room = lay_weekdays(&line);
    }
    *rule = room ? HC_RULE_NONE : most_refused(&line);
    return room ? 0 : (int)nearbyint(line.left / line.shortest);
}

static enum des_status tell_post(const struct hc_rota *rota, const struct hc_rota_post *post,
                                 enum hc_rota_rule rule, int left, struct des_error *error) {
    char text[96];
    hc_rota_describe(&rota->rules, rule, text, sizeof text);
    return des_fail(error, DES_EINPUT,
                    "impossible rota: %s %u, %.2f of a post: the rule of %s leaves no room for %d "
                    "of its shifts in %d weeks",
                    post->profession, post->ordinal + 1, post->position, text, left,
                    rota->rules.days / 7);
}

static enum des_status check_weekends(const struct hc_rota *rota, size_t posts,
                                      struct des_error *error) {
    static const char *const weekday[] = {"Saturday", "Sunday"};
    for (int day = 0; day < rota->rules.days; day++) {
        for (int column = 0; column < 2 && is_weekend(day); column++) {
            double need = rota->need[day % 7][column], is = rota->cover[day][column];
            if (is < need - 1e-6) {
                return des_fail(error, DES_EINPUT,
                                "impossible rota: %s of week %d has %g at work %s and needs %g: "
                                "the rule of weekends (at most one in %d) leaves %zu posts too few",
                                weekday[day % 7 - 5], day / 7 + 1, is,
                                column == 0 ? "by day" : "in the evening", need,
                                (int)rota->rules.weekend_interval, posts);
            }
        }
    }
    return DES_OK;
}

enum des_status hc_rota_has_room(struct hc_rota *rota, const struct hc_rota_post *post,
                                 size_t number, struct des_error *error) {
    enum hc_rota_rule rule;
    int left = hc_rota_lay(rota, post, number, &rule);
    return left > 0 ? tell_post(rota, post, rule, left, error) : DES_OK;
}

enum des_status hc_rota_generate(struct hc_rota *rota, const struct hc_rota_post *post,
                                 size_t count, size_t first, struct des_error *error) {
    for (size_t i = 0; i < count; i++) {
        enum des_status status = hc_rota_has_room(rota, &post[i], first + i, error);
        if (status != DES_OK) {
            return status;
        }
    }
    hci_rota_fill(rota, post, count);
    return rota->must_cover_weekends ? check_weekends(rota, count, error) : DES_OK;
}

/* models/home_care/staff/posts.c - how many are needed, the posts of the start and their lines. */
#include "posts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "home_care/grid.h"
#include "home_care/reading/own_rota.h"
#include "home_care/world.h"

/* ---- sizes ---- */

/* Posts below this are not made; what is left over goes to others. */
#define SMALLEST 0.30

/* Some work full time, the others around a mean that makes the mean of all. */
static double drawn_size(const struct hc_staff_params *p, int profession,
                         const struct des_block *b) {
    double mean = p->position_size[profession];
    double full =
        hc_min(p->full_time[profession], hc_max(0.0, (mean - SMALLEST) / (1.0 - SMALLEST)));
    if (full >= 1.0 || des_uniform_from(b->word[0]) < full) {
        return 1.0;
    }
    double part = (mean - full) / (1.0 - full);
    double half = hc_min(sqrt(3.0) * p->position_spread, hc_min(1.0 - part, 0.5 * part));
    return part + half * (2.0 * des_uniform_from(b->word[2]) - 1.0);
}

/* Whole posts of one profession as far as `*due` reaches; what is left, or too much, is the next
 * one's. */
static void add_posts(struct hc_world *world, int profession, uint32_t zone, double largest,
                      double *due) {
    const struct hc_staff_params *p = &world->p.staff;
    double mean = hc_min(p->position_size[profession], largest);
    while (*due >= 0.5 * mean && world->failure == DES_OK) {
        uint32_t index = hci_post_add(world, (enum hc_profession)profession, 1.0, zone, false);
        if (index == HC_NOWHERE) {
            return;
        }
        struct hc_worker *worker = &world->staff.worker[index];
        struct des_block b = hc_staff_draw(world, worker, HC_DRAW_POST, 0);
        worker->position = hc_min(largest, drawn_size(p, profession, &b));
        *due -= worker->position;
    }
}

/* The last posts are made larger or smaller until the team has what it is due. */
static void take_up_rest(struct hc_world *world, size_t first, uint32_t zone, double largest,
                         double due) {
    struct hc_staff *staff = &world->staff;
    for (size_t i = staff->count; i-- > first && due != 0.0;) {
        struct hc_worker *worker = &staff->worker[i];
        double smallest = hc_min(SMALLEST, worker->position);
        double size = hc_min(largest, hc_max(smallest, worker->position + due));
        due -= size - worker->position;
        worker->position = size;
    }
    if (due > 0.05) { /* all in full posts */
        (void)hci_post_add(world, HC_HFA, due, zone, false);
    }
}

/* ---- how many ---- */

static size_t night_on_duty(const struct hc_world *world, double duty_hours) {
    double need = nearbyint(world->p.staff.night_share * duty_hours / 10.0);
    return need < 1.0 ? 1 : (size_t)need;
}

/* People on duty on a mean day per zone and shift: planned minutes decide, and that somebody is
 * there by day. */
static void set_targets(struct hc_world *world, double duty_hours, size_t night) {
    struct hc_staff *staff = &world->staff;
    const struct hc_people *people = &world->people;
    size_t zones = world->map.zone_count;
    double minutes =
        people->planned_min_day[HC_DAY_SHIFT] + people->planned_min_day[HC_EVENING_SHIFT];
    double night_hours =
        10.0 * (double)night *
        (world->p.municipality.night_shared ? world->p.staff.night_shared_part : 1.0);
    double hours = hc_max(duty_hours - night_hours, 0.25 * duty_hours);
    for (size_t l = 0; l < zones * 2; l++) {
        double planned = 0.0;
        for (size_t i = 0; i < people->list[l].count; i++) {
            const struct hc_line *line = &people->list[l].line[i];
            planned += __builtin_popcount(line->weekdays) / 7.0 * (line->fortnight ? 0.5 : 1.0) *
                       (double)line->minutes * line->carers;
        }
        double least = l % 2 == HC_DAY_SHIFT && planned > 0.0 ? world->p.staff.least_by_day : 0.0;
        staff->target[l] = hc_max(least, hours / 7.5 * planned / hc_max(minutes, 1.0));
    }
    staff->target[zones * 2] = (double)night;
}

static bool is_night_team(const struct hc_world *world, size_t zone) {
    return zone == world->map.zone_count;
}

void hc_staff_rules(const struct hc_staff_params *p, const struct hc_shift_params *shift,
                    struct hc_rota_rules *rules) {
    *rules = (struct hc_rota_rules){.days = hc_rota_cycle_days(p->weekend_interval),
                                    .week_minutes = p->week_hours * 60.0,
                                    .weekend_interval = p->weekend_interval,
                                    .rest_min = p->rest_hours * 60.0,
                                    .weekly_rest_min = p->weekly_rest_hours * 60.0,
                                    .week_limit_min = p->week_limit_hours * 60.0,
                                    .days_in_row = (int)p->days_in_row,
                                    .nights_in_row = (int)p->nights_in_row};
    hc_rota_clock(rules, shift->day_start, shift->evening_start, shift->night_start,
                  hc_grid(p->long_hours * 60.0));
}

static struct hc_rota rota_of(const struct hc_world *world, size_t zone) {
    const struct hc_staff_params *p = &world->p.staff;
    bool night = is_night_team(world, zone);
    double weekday = 7.0 / (5.0 + 2.0 * p->weekend_volume);
    struct hc_rota rota = {
        .rules = world->staff.rules,
        .night = night,
        .skilled_share = p->profession_share[HC_NURSE],
        .weekday_shifts = p->weekday_shifts,
        .weekend_shifts = p->weekend_shifts,
    };
    for (int d = 0; d < 7; d++) {
        double volume = weekday * (d < 5 ? 1.0 : p->weekend_volume);
        for (size_t k = 0; k < 2; k++) {
            rota.need[d][k] = volume * world->staff.target[zone * 2 + (night ? 0 : k)];
        }
    }
    return rota;
}

static struct hc_rota_post rota_post(struct hc_worker *worker) {
    return (struct hc_rota_post){hc_profession_names[worker->profession], worker->ordinal,
                                 worker->position, (enum hc_skill)worker->skill, worker->rota};
}

/* Posts of zone z are worker[first] up to worker[last]; nurses are laid first,
 * so that every shift gets one before the rest is spread. */
static enum des_status lay_zone(struct hc_world *world, size_t zone, size_t first, size_t last) {
    static const enum hc_profession order[] = {HC_NURSE, HC_VERNEPLEIER, HC_HFA, HC_ASSISTANT};
    struct hc_rota rota = rota_of(world, zone);
    struct hc_rota_post *post = malloc((last - first + 1) * sizeof *post);
    if (!post) {
        return DES_ENOMEM;
    }
    size_t count = 0;
    for (size_t o = 0; o < sizeof order / sizeof *order; o++) {
        for (size_t i = first; i < last; i++) {
            if (world->staff.worker[i].profession == order[o] &&
                !world->staff.worker[i].abolished) {
                post[count++] = rota_post(&world->staff.worker[i]);
            }
        }
    }
    /* not every zone's first nurse in the same weekend */
    enum des_status status = hc_rota_generate(&rota, post, count, zone, &world->why);
    free(post);
    return status;
}

/* At the start: held by somebody, or vacant. */
static void fill_post(struct hc_world *world, uint32_t index) {
    const struct hc_worker *worker = &world->staff.worker[index];
    struct des_block b = hc_staff_draw(world, worker, HC_DRAW_POST, 0);
    if (des_uniform_from(b.word[1]) < world->p.staff.vacant_at_start[worker->profession]) {
        hci_post_await_hiring(world, index);
    } else {
        hci_post_take_up(world, index, true);
    }
}

/* ---- posts of the municipality's own table ---- */

/* Where the zones before this one end when all posts are laid side by side by need. */
static double share_before(const struct hc_world *world, size_t zone) {
    const double *target = world->staff.target;
    double before = 0.0, all = 0.0;
    for (size_t z = 0; z < world->map.zone_count; z++) {
        double need = target[z * 2] + target[z * 2 + 1];
        before += z < zone ? need : 0.0;
        all += need;
    }
    return all > 0.0 ? before / all : (double)zone / (double)world->map.zone_count;
}

/* Sum of the positions of a profession, or of all (-1). */
static double listed_positions(const struct hc_own_data *data, int profession, bool night) {
    double sum = 0.0;
    for (size_t i = 0; i < data->posts; i++) {
        bool counts = profession < 0 || data->post[i].profession == profession;
        sum += counts && (data->post[i].night != 0) == night ? data->post[i].position : 0.0;
    }
    return sum;
}

static void add_listed(struct hc_world *world, const struct hc_listed_post *post, size_t zone) {
    (void)hci_post_add(world, (enum hc_profession)post->profession, post->position, (uint32_t)zone,
                       false);
}

/* Those of a profession lie side by side; each goes to the zone that its middle falls in. */
static void add_listed_posts(struct hc_world *world, int profession, size_t zone) {
    const struct hc_own_data *data = &world->data;
    bool night = zone == world->map.zone_count;
    double all = listed_positions(data, profession, night), laid = 0.0;
    double low = night ? 0.0 : share_before(world, zone) * all;
    double high = night ? all : share_before(world, zone + 1) * all;
    for (size_t i = 0; i < data->posts && world->failure == DES_OK; i++) {
        const struct hc_listed_post *post = &data->post[i];
        if (post->profession == profession && (post->night != 0) == night) {
            double middle = laid + 0.5 * post->position;
            laid += post->position;
            if (middle >= low && middle < high) {
                add_listed(world, post, zone);
            }
        }
    }
}

/* A small team is split among as many people as it takes for somebody to be at work by day and in
 * the evening of every weekend (by night: one): small posts are made for uncovered weekends (NOU
 * 2023: 4, ch. 9). */
static double largest_post(const struct hc_world *world, size_t zone, double fte) {
    double people =
        (double)world->p.staff.weekend_interval * (is_night_team(world, zone) ? 1.0 : 2.0);
    return hc_min(1.0, hc_max(fte / people, 0.15));
}

/* Posts by the shares of professions. */
static void make_posts(struct hc_world *world, size_t zone, double fte) {
    static const enum hc_profession order[] = {HC_NURSE, HC_HFA, HC_ASSISTANT, HC_VERNEPLEIER};
    size_t first = world->staff.count;
    double largest = largest_post(world, zone, fte), due = 0.0;
    for (size_t o = 0; o < sizeof order / sizeof *order; o++) {
        due += fte * world->p.staff.profession_share[order[o]];
        add_posts(world, (int)order[o], (uint32_t)zone, largest, &due);
    }
    take_up_rest(world, first, (uint32_t)zone, largest, due);
}

static enum des_status staff_zone(struct hc_world *world, size_t zone, double fte) {
    struct hc_staff *staff = &world->staff;
    size_t first = staff->count;
    if (listed_positions(&world->data, -1, is_night_team(world, zone)) > 0.0) {
        for (int k = 0; k < HC_ROTA_PROFESSIONS; k++) {
            add_listed_posts(world, k, zone);
        }
    } else {
        make_posts(world, zone, fte);
    }
    for (size_t i = first; i < staff->count; i++) {
        fill_post(world, (uint32_t)i);
    }
    return world->failure == DES_OK ? lay_zone(world, zone, first, staff->count) : world->failure;
}

/* zone_first and zone_post: which posts stand in which zone's rota. */
enum des_status hci_posts_index(struct hc_world *world) {
    struct hc_staff *staff = &world->staff;
    size_t teams = world->map.zone_count + 1;
    uint32_t *post = realloc(staff->zone_post, (staff->count + 1) * sizeof *post);
    if (!post) {
        return DES_ENOMEM;
    }
    staff->zone_post = post;
    size_t n = 0;
    for (size_t z = 0; z < teams; z++) {
        staff->zone_first[z] = n;
        for (uint32_t i = 0; i < staff->count; i++) {
            if (staff->worker[i].zone == z && !staff->worker[i].temp) {
                post[n++] = i;
            }
        }
    }
    staff->zone_first[teams] = n;
    return DES_OK;
}

/* Posts as the need and the shares of professions say. */
static enum des_status staff_all(struct hc_world *world, double night) {
    const struct hc_staff_params *p = &world->p.staff;
    const double *target = world->staff.target;
    size_t zones = world->map.zone_count;
    enum des_status status = hci_listed_order(world->data.post, world->data.posts);
    for (size_t z = 0; z <= zones && status == DES_OK; z++) {
        double hours = z == zones ? 10.0 * night
                                  : 7.5 * (target[z * 2] + target[z * 2 + 1]) * (1.0 + p->slack);
        status = staff_zone(world, z, hours * 365.0 / p->fte_hours);
    }
    return status;
}

/* Posts as the municipality's own rota has them. */
static enum des_status staff_by_rota(struct hc_world *world) {
    struct hc_own_rota rota;
    struct des_diagnostics told; /* it was checked before */
    des_diagnostics_init(&told);
    enum des_status status =
        hc_own_rota_read(world->p.staff.rota, "staff.rota", &world->staff.rules, &rota, &told);
    des_diagnostics_fini(&told);
    if (status != DES_OK) {
        return status;
    }
    world->staff.rules.days = rota.days;
    hci_rota_order(&rota);
    if (rota.teams != world->map.zone_count) {
        status = des_fail(&world->why, DES_EINPUT,
                          "staff.rota: has lines of %zu teams; the place has %zu zones, on both "
                          "sides of a ferry (accepted: at least 2)",
                          rota.teams, world->map.zone_count);
    }
    for (size_t i = 0; i < rota.count && status == DES_OK; i++) {
        const struct hc_own_post *post = &rota.post[i];
        uint32_t zone = post->night ? (uint32_t)world->map.zone_count : post->team;
        uint32_t index =
            hci_post_add(world, (enum hc_profession)post->profession, post->position, zone, false);
        if (index == HC_NOWHERE) {
            status = DES_ENOMEM;
            break;
        }
        struct hc_worker *worker = &world->staff.worker[index];
        memcpy(worker->rota, post->cell, sizeof worker->rota);
        fill_post(world, index);
    }
    hc_own_rota_fini(&rota);
    return status;
}

enum des_status hc_staff_init(struct hc_world *world) {
    struct hc_staff *staff = &world->staff;
    const struct hc_staff_params *p = &world->p.staff;
    const struct hc_people *people = &world->people;
    size_t zones = world->map.zone_count;
    staff->target = calloc(zones * 2 + 1, sizeof *staff->target);
    staff->zone_first = calloc(zones + 2, sizeof *staff->zone_first);
    if (!staff->target || !staff->zone_first) {
        return DES_ENOMEM;
    }
    double direct =
        people->planned_min_day[0] + people->planned_min_day[1] + people->planned_min_day[2];
    double duty_hours = direct / 60.0 / p->direct_share;
    size_t night = night_on_duty(world, duty_hours);
    set_targets(world, duty_hours, night);
    hc_staff_rules(p, &world->p.shift, &staff->rules);
    hc_absence_init(p, &staff->absence);
    enum des_status status =
        p->rota[0] != '\0' ? staff_by_rota(world) : staff_all(world, (double)night);
    for (size_t i = 0; i < staff->count; i++) {
        staff->fte += staff->worker[i].position;
    }
    if (status == DES_OK) {
        status = hci_posts_index(world);
    }
    return status != DES_OK ? status : world->failure;
}

/* One line more in a rota that stands. */
enum des_status hci_post_lay_added(struct hc_world *world, uint32_t index) {
    struct hc_staff *staff = &world->staff;
    uint32_t zone = staff->worker[index].zone;
    struct hc_rota rota = rota_of(world, zone);
    for (size_t i = 0; i < staff->count; i++) {
        const struct hc_worker *worker = &staff->worker[i];
        if (worker->zone == zone && i != index) {
            hc_rota_count(&rota, (enum hc_skill)worker->skill, worker->rota);
        }
    }
    struct hc_rota_post post = rota_post(&staff->worker[index]);
    return hc_rota_generate(&rota, &post, 1, index, &world->why);
}

/* The posts of a team stand together: none was added so far. */
enum des_status hc_staff_lay_again(struct hc_world *world) {
    struct hc_staff *staff = &world->staff;
    hc_staff_rules(&world->p.staff, &world->p.shift, &staff->rules);
    enum des_status status = DES_OK;
    for (size_t z = 0; z <= world->map.zone_count && status == DES_OK; z++) {
        size_t first = staff->zone_first[z], end = staff->zone_first[z + 1];
        for (size_t k = first; k < end; k++) {
            memset(staff->worker[staff->zone_post[k]].rota, HC_ROTA_FREE,
                   sizeof staff->worker[0].rota);
        }
        if (first < end) {
            status = lay_zone(world, z, staff->zone_post[first], staff->zone_post[end - 1] + 1);
        }
    }
    return status;
}

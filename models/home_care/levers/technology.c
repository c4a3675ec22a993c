#include "technology.h"

#include "home_care/grid.h"
#include "home_care/world.h"

#define REAL(...) DES_REAL(struct hc_technology, __VA_ARGS__)
const struct des_param hc_technology_params[] = {
    DES_BOOL(struct hc_technology, on, false, "the experiment", DES_GRADE_D,
             "is welfare technology offered from day 0 on?"),
    REAL(dispenser_users, "1", 0.25, 0.0, 1.0,
         "assumed; 5 712 users of medication support in 2020 (NOU 2023: 4 ch. 12.2)", DES_GRADE_D,
         "share of route users who take a medicine dispenser where they have medication visits"),
    REAL(dispenser_visits, "1", 0.86, 0.0, 1.0,
         "NOU 2023: 4 ch. 12.2: one user in Kinn, from daily to weekly visits", DES_GRADE_D,
         "share of their medication visits that it replaces"),
    REAL(dispenser_year, "NOK/year", 30000.0, 0.0, 500000.0, "NOU 2023: 4 ch. 12.2: 12 000-52 000",
         DES_GRADE_D, "running cost of a dispenser"),
    REAL(supervision_users, "1", 0.25, 0.0, 1.0,
         "assumed; 5 900 users of digital supervision in 2020 (NOU 2023: 4 ch. 12.2)", DES_GRADE_D,
         "share of route users who take digital supervision where they have such visits"),
    REAL(supervision_visits, "1", 0.88, 0.0, 1.0,
         "NOU 2023: 4 ch. 12.2: nine users in Vik, 88 % of the hours", DES_GRADE_D,
         "share of their supervision visits that it replaces"),
    REAL(supervision_year, "NOK/year", 15000.0, 0.0, 500000.0, "assumed: 8 000-30 000", DES_GRADE_D,
         "running cost of digital supervision of a user"),
    REAL(fails, "1", 0.03, 0.0, 1.0, "assumed: 0.5-10 %", DES_GRADE_D,
         "share of digital visits that fail, so that somebody drives after all"),
    REAL(notice, "1", 1.0, 0.0, 5.0,
         "FHI 2022: little or no difference in admissions, so as much is seen; assumed",
         DES_GRADE_D, "chance to notice a change at a digital visit, over a helsefagarbeider's"),
    REAL(follow_up_users, "1", 0.0, 0.0, 1.0, "the experiment", DES_GRADE_D,
         "share of users of high complexity with digital home follow-up"),
    REAL(follow_up_year, "NOK/year", 20000.0, 0.0, 500000.0, "assumed: 10 000-40 000", DES_GRADE_D,
         "running cost of it per user"),
    REAL(follow_up_change, "1", 1.0, 0.2, 5.0,
         "FHI 2022: little or no difference in admissions, contacts and hours over 12 months",
         DES_GRADE_C, "ratio on their rate of changes; 1: no effect"),
    DES_UNCERTAIN(struct hc_technology, start_nok, "NOK", 20000.0, 0.0, 500000.0,
                  "assumed; at most what NOU 2023: 4 ch. 12.2 adds to running costs in one larger "
                  "municipality, hire included: 105 % of 70 000 NOK per user",
                  DES_GRADE_D, "choice, training and start-up, once per user and device",
                  TRIANGULAR, 0.0, 10000.0, 73500.0),
    DES_UNCERTAIN(struct hc_technology, project_nok, "NOK", 300000.0, 0.0, 1e8,
                  "assumed; NOU 2023: 4 ch. 12.2: dear where users are few, cheaper when "
                  "municipalities share it; of no published size",
                  DES_GRADE_D,
                  "procurement and leading the project: once, whatever the size of the place",
                  TRIANGULAR, 0.0, 200000.0, 1000000.0),
    {0},
};

enum device { DISPENSER, SUPERVISION, FOLLOW_UP };

/* Whom it suits does not change. */
static bool takes(const struct hc_world *world, uint32_t user, enum device device, double share) {
    struct des_block b = hc_user_draw(world, user, HC_DRAW_TECHNOLOGY, 0);
    return des_uniform_from(b.word[device]) < share;
}

static bool is_followed(const struct hc_world *world, uint32_t id) {
    const struct hc_technology *p = &world->p.levers.technology;
    return hc_user_at(world, id)->complexity == HC_COMPLEXITY_HIGH &&
           takes(world, id, FOLLOW_UP, p->follow_up_users);
}

double hc_technology_change(const struct hc_world *world, uint32_t user) {
    return is_followed(world, user) ? world->p.levers.technology.follow_up_change : 1.0;
}

void hc_technology_start(struct hc_world *world) {
    if (!world->p.levers.technology.on) {
        return;
    }
    world->digital = true;
    hc_money_lever(world, world->p.levers.technology.project_nok, 0.0);
    for (size_t i = 0; i < world->people.here_count; i++) {
        uint32_t id = world->people.here[i];
        if (hc_user_served(hc_user_at(world, id)) && is_followed(world, id)) {
            hc_health_renew(world, id);
        }
    }
}

/* The user has this device from now on, if she had it not yet. */
static void begin_device(struct hc_world *world, struct hc_user *user, enum device device) {
    if (!(user->devices & 1u << device)) {
        user->devices = (uint8_t)(user->devices | 1u << device);
        hc_money_lever(world, world->p.levers.technology.start_nok, 0.0);
    }
}

void hc_technology_midnight(struct hc_world *world) {
    if (!world->digital) {
        return;
    }
    const struct hc_technology *p = &world->p.levers.technology;
    double year = 0.0;
    for (size_t i = 0; i < world->people.here_count; i++) {
        uint32_t id = world->people.here[i];
        struct hc_user *user = hc_user_at(world, id);
        if (!hc_user_served(user)) {
            continue;
        }
        if (is_followed(world, id)) {
            begin_device(world, user, FOLLOW_UP);
            year += p->follow_up_year;
        }
        year += user->devices & 1u << DISPENSER ? p->dispenser_year : 0.0;
        year += user->devices & 1u << SUPERVISION ? p->supervision_year : 0.0;
    }
    hc_money_lever(world, year / 365.25, 0.0);
}

/* Is this one of the visits that the device makes, and does it work? */
static bool made_by(const struct hc_world *world, const struct hc_line *line, int64_t day,
                    double visits) {
    struct des_block b =
        hc_user_draw(world, line->user, HC_DRAW_TECHNOLOGY,
                     UINT64_C(1) << 63 | (uint64_t)(day + (1 << 20)) << 16 | line->ordinal);
    return des_uniform_from(b.word[0]) < visits &&
           des_uniform_from(b.word[1]) >= world->p.levers.technology.fails;
}

bool hc_technology_replaces(struct hc_world *world, const struct hc_line *line, int64_t day) {
    const struct hc_technology *p = &world->p.levers.technology;
    bool medicine = line->task == HC_MEDICATION;
    if (!medicine && line->task != HC_SUPERVISION) {
        return false;
    }
    enum device device = medicine ? DISPENSER : SUPERVISION;
    if (!takes(world, line->user, device, medicine ? p->dispenser_users : p->supervision_users)) {
        return false;
    }
    begin_device(world, hc_user_at(world, line->user), device);
    if (!made_by(world, line, day, medicine ? p->dispenser_visits : p->supervision_visits)) {
        return false;
    }
    double start = (double)day * HC_DAY + (double)line->start;
    hc_schedule(world, hc_max(hc_now(world), start), HC_EVENT_DIGITAL_VISIT, line->user,
                (uint64_t)(day + (1 << 20)) << 16 | line->ordinal);
    return true;
}

/* The draws are those of the visit that it replaces. */
void hc_on_digital_visit(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    if (hc_user_at(world, event->subject)->state == HC_AT_HOME) {
        struct des_block b = hc_user_draw(world, event->subject, HC_DRAW_VISIT, event->argument);
        hc_health_digital_visit(world, event->subject, world->p.levers.technology.notice,
                                des_uniform_from(b.word[1]), des_uniform_from(b.word[2]));
    }
}

/* models/care/gp_team.c - S3: AKS at the GP office, for staffed care housing.
 *
 * A fixed pair of AKS and GP per ward; a weekly round; between rounds the AKS is
 * the first contact by phone or message instead of each resident's own GP; a
 * yearly check with medication review.  Treatment by standing procedure, the GP
 * countersigns.  A user may decline. */
#include "list.h"

struct gp_team {
    double hours_per_resident;
    int64_t posts_fixed;
    double declines;
    double round_fixed_min;
    double round_resident_min;
    double raised;
    double round_note_min;
    double sick_visit_min;
    double sick_visit_note_min;
    double message_min;
    double messages_per_year;
    double yearly_check_min;
    double yearly_check_office_min;
    double answer_acute;
    double contract_hours;
};

#define REAL(...) DES_REAL(struct gp_team, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(hours_per_resident, "h/year", 20.0, 0.0, 500.0,
         "derived: rounds, sick visits, messages, yearly check, x 1.15", DES_GRADE_D,
         "AKS hours per resident, which give the posts (at least one)"),
    DES_INT(struct gp_team, posts_fixed, "1", -1, -1, 1000, "the experiment", DES_GRADE_D,
            "posts; -1: by the number of wards; 0: none, equal to the baseline"),
    REAL(declines, "1", 0.05, 0.0, 1.0, "NSF 2023: the user may decline; size assumed", DES_GRADE_D,
         "share of residents who keep their own GP as first contact"),
    REAL(round_fixed_min, "min", 45.0, 0.0, 450.0, "assumed", DES_GRADE_D,
         "a weekly round, before residents"),
    REAL(round_resident_min, "min", 12.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "per resident raised at the round"),
    REAL(raised, "1", 0.30, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of residents raised each week"),
    REAL(round_note_min, "min", 30.0, 0.0, 240.0, "assumed", DES_GRADE_D, "notes of a round"),
    REAL(sick_visit_min, "min", 35.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "a sick visit outside the round"),
    REAL(sick_visit_note_min, "min", 15.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "note after a sick visit"),
    REAL(message_min, "min", 8.0, 0.0, 120.0, "assumed", DES_GRADE_D, "a message or call answered"),
    REAL(messages_per_year, "1/year", 25.0, 0.0, 500.0, "assumed", DES_GRADE_D,
         "messages and calls per resident"),
    REAL(yearly_check_min, "min", 75.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "yearly check with medication review"),
    REAL(yearly_check_office_min, "min", 45.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "preparation and note of a yearly check"),
    REAL(answer_acute, "1", 0.80, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of acute calls from care housing in AKS hours that reach the AKS"),
    REAL(contract_hours, "h/year", 1460.0, 500.0, 2000.0,
         "derived: 1950 less holiday, 9 % absence, courses", DES_GRADE_D,
         "hours at work of a post, to size the team"),
    {0},
};

enum { ACUTE = 0, SICK = 10, ROUND = 20, MESSAGE = 30, YEARLY = 40 };
enum { MOST_RESIDENTS = 128 }; /* of one ward */

static size_t posts(const void *state, const struct hc_place *place) {
    const struct gp_team *team = state;
    if (team->posts_fixed >= 0) {
        return (size_t)team->posts_fixed;
    }
    if (place->wards == 0) {
        return 0;
    }
    double hours = team->hours_per_resident * (double)place->residents;
    size_t count = (size_t)(hours / team->contract_hours + 0.5);
    return count > 0 ? count : 1;
}

static uint64_t today(const struct hc_api *api) {
    return (uint64_t)(api->now(api->world) / 1440.0);
}

static struct hc_task task(enum hc_activity activity, uint32_t user, uint32_t ward,
                           double at_place_min, double office_min, int priority,
                           double expires_days) {
    return (struct hc_task){activity,   user,     HC_NOWHERE,   ward, at_place_min,
                            office_min, priority, expires_days, 0.0};
}

static int takes_part(const struct gp_team *team, const struct hc_api *api, uint32_t user) {
    struct hc_user_view view;
    return api->user(api->world, user, &view) && view.living == HC_IN_CARE_HOUSING &&
           api->uniform(api->world, "declines", user, 0) >= team->declines;
}

static enum hc_reply change_noticed(void *state, const struct hc_api *api, struct hc_orders *orders,
                                    const struct hc_change *change) {
    const struct gp_team *team = state;
    if (!takes_part(team, api, change->user)) {
        return HC_PASS;
    }
    struct hc_task visit = task(HC_SICK_VISIT, change->user, HC_NOWHERE, team->sick_visit_min,
                                team->sick_visit_note_min, SICK, 3.0);
    api->add_task(orders, &visit);
    return HC_TAKEN;
}

static enum hc_reply acute_event(void *state, const struct hc_api *api, struct hc_orders *orders,
                                 const struct hc_acute *acute) {
    const struct gp_team *team = state;
    if (!takes_part(team, api, acute->user) ||
        api->uniform(api->world, "answer_acute", acute->user, today(api)) >= team->answer_acute) {
        return HC_PASS;
    }
    struct hc_task visit = task(HC_ACUTE_VISIT, acute->user, HC_NOWHERE, team->sick_visit_min,
                                team->sick_visit_note_min, ACUTE, 1.0);
    api->add_task(orders, &visit);
    return HC_TAKEN;
}

/* The round of one ward: a task for the ward, and one for each resident raised. */
static void order_round(const struct gp_team *team, const struct hc_api *api,
                        struct hc_orders *orders, uint32_t ward, uint64_t week) {
    uint32_t resident[MOST_RESIDENTS];
    size_t count = api->ward_users(api->world, ward, resident, MOST_RESIDENTS);
    struct hc_task fixed = task(HC_WEEKLY_ROUND, HC_NOWHERE, ward, team->round_fixed_min,
                                team->round_note_min, ROUND, 7.0);
    api->add_task(orders, &fixed);
    for (size_t i = 0; i < count && i < MOST_RESIDENTS; i++) {
        if (takes_part(team, api, resident[i]) &&
            api->uniform(api->world, "raised", resident[i], week) < team->raised) {
            struct hc_task raised =
                task(HC_WEEKLY_ROUND, resident[i], ward, team->round_resident_min, 0.0, ROUND, 7.0);
            api->add_task(orders, &raised);
        }
    }
}

static void order_messages_and_checks(const struct gp_team *team, const struct hc_api *api,
                                      struct hc_orders *orders, uint32_t ward, int64_t number) {
    uint32_t resident[MOST_RESIDENTS];
    size_t count = api->ward_users(api->world, ward, resident, MOST_RESIDENTS);
    for (size_t i = 0; i < count && i < MOST_RESIDENTS; i++) {
        if (!takes_part(team, api, resident[i])) {
            continue;
        }
        double u = api->uniform(api->world, "messages", resident[i], (uint64_t)number);
        if (u < team->messages_per_year / 250.0) { /* on working days */
            struct hc_task message =
                task(HC_MESSAGE, resident[i], ward, 0.0, team->message_min, MESSAGE, 7.0);
            api->add_task(orders, &message);
        }
        double check_day = 364.0 * api->uniform(api->world, "check_day", resident[i], 0);
        if (number % 364 == (int64_t)check_day / 7 * 7 + (int64_t)(ward % 5u)) {
            struct hc_task check = task(HC_YEARLY_CHECK, resident[i], ward, team->yearly_check_min,
                                        team->yearly_check_office_min, YEARLY, 60.0);
            api->add_task(orders, &check);
        }
    }
}

static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    const struct gp_team *team = state;
    struct hc_place place = api->place(api->world);
    for (uint32_t ward = 0; ward < place.wards; ward++) {
        if ((int)(ward % 5u) == weekday) {
            order_round(team, api, orders, ward, (uint64_t)(number / 7));
        }
        order_messages_and_checks(team, api, orders, ward, number);
    }
}

/* The GP is in the next room: by procedure at once as far as the function is
 * accepted, otherwise together the same day. */
static void task_done(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done) {
    (void)state;
    uint32_t user = done->task.user;
    if (done->task.activity == HC_YEARLY_CHECK) {
        api->medicine_reviewed(orders, user);
    }
    if (!done->change_found) {
        return;
    }
    if (api->uniform(api->world, "accepted", user, today(api)) < api->acceptance(api->world)) {
        api->treat(orders, user);
    } else {
        api->ask_gp(orders, user, HC_GP_TOGETHER);
    }
}

const struct hc_care_model hc_gp_team = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "gp_team",
    .summary = "S3: AKS at the GP office, weekly rounds in staffed care housing",
    .source = "NSF 2023 (Notodden); Fafo 2025:03 ch. 7.3",
    .params = params,
    .state_size = sizeof(struct gp_team),
    .posts = posts,
    .day = day,
    .change_noticed = change_noticed,
    .acute_event = acute_event,
    .task_done = task_done,
};

#include "own_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "own_staff.h"
#include "people.h"
#include "staff.h"
#include "travel.h"

/* ---- the tables ---- */

#define LIST(field, meaning_)                                                                      \
    DES_TEXT(struct hc_data_params, field, "", "the municipality's own", DES_GRADE_D, meaning_)
const struct des_param hc_data_params[] = {
    LIST(settlements, "own settlements with coordinates, a line each; \"\": the map is drawn"),
    LIST(users, "own users on the first day; \"\": they follow from statistics"),
    LIST(visits, "visits granted to these users; \"\": they are drawn"),
    LIST(staff, "own posts of the rota teams; \"\": they follow from the plan"),
    {0},
};

const char *const hc_own_ages[] = {"under_67", "67_79", "80_89", "90_plus", NULL};
const char *const hc_own_livings[] = {"route", "care_housing", "other", NULL};
const char *const hc_own_needs[] = {"limited", "medium", "extensive", NULL};
const char *const hc_own_links[] = {"road", "ferry", "none", "quay", "quay_beyond", NULL};
const char *const hc_own_no_yes[] = {"no", "yes", NULL};
static const char *const tasks[] = {"medication",  "personal_care",  "procedure", "nutrition",
                                    "supervision", "practical_help", NULL};
const char *const hc_own_weeks[] = {"every", "even", "odd", NULL};
const char *const hc_own_skills[] = {"any", "trained", "nurse", NULL};
static const char *const professions[] = {"assistant", "helsefagarbeider", "nurse", "vernepleier",
                                          NULL};
const char *const hc_own_teams[] = {"day", "night", NULL};

#define PLACES(record)                                                                             \
    HC_CSV_FIELD(record, "x", place.x_m, HC_CSV_REAL, false, -1e6, 2e6),                           \
        HC_CSV_FIELD(record, "y", place.y_m, HC_CSV_REAL, false, -1e6, 1e7),                       \
        HC_CSV_FIELD(record, "lat", place.lat, HC_CSV_REAL, false, 57.0, 81.0),                    \
        HC_CSV_FIELD(record, "lon", place.lon, HC_CSV_REAL, false, 4.0, 33.0),                     \
        HC_CSV_FIELD(record, "x_km", place.x_km, HC_CSV_REAL, false, -1e3, 1e3),                   \
        HC_CSV_FIELD(record, "y_km", place.y_km, HC_CSV_REAL, false, -1e3, 1e3)
#define NO_PLACE                                                                                   \
    { NAN, NAN, NAN, NAN, NAN, NAN }
#define FORMAT(columns_, record, blank_, rows_)                                                    \
    {                                                                                              \
        .columns = columns_, .count = sizeof columns_ / sizeof *columns_,                          \
        .row_size = sizeof(record), .blank = &blank_, .strict = true, .rows = rows_                \
    }

static const struct hc_csv_column settlement_columns[] = {
    HC_CSV_FIELD(struct hc_own_settlement, "name", name, HC_CSV_TEXT, true, 0, 0),
    PLACES(struct hc_own_settlement),
    HC_CSV_FIELD(struct hc_own_settlement, "users", users, HC_CSV_REAL, true, 0.0, 1e6),
    HC_CSV_FIELD(struct hc_own_settlement, "radius_km", radius_km, HC_CSV_REAL, false, 0.0, 50.0),
    HC_CSV_PICK(struct hc_own_settlement, "link", link, false, hc_own_links),
    HC_CSV_PICK(struct hc_own_settlement, "exposed", exposed, false, hc_own_no_yes),
};
static const struct hc_own_settlement blank_settlement = {.place = NO_PLACE, .radius_km = 0.6};
static const struct hc_csv_format settlement_format =
    FORMAT(settlement_columns, struct hc_own_settlement, blank_settlement, "settlement");

static const struct hc_csv_column user_columns[] = {
    HC_CSV_FIELD(struct hc_own_user, "user", id, HC_CSV_TEXT, true, 0, 0),
    HC_CSV_PICK(struct hc_own_user, "age", age, true, hc_own_ages),
    HC_CSV_PICK(struct hc_own_user, "need", need, true, hc_own_needs),
    HC_CSV_PICK(struct hc_own_user, "living", living, false, hc_own_livings),
    PLACES(struct hc_own_user),
    HC_CSV_FIELD(struct hc_own_user, "settlement", settlement, HC_CSV_TEXT, false, 0, 0),
    HC_CSV_PICK(struct hc_own_user, "alarm", alarm, false, hc_own_no_yes),
};
static const struct hc_own_user blank_user = {
    .place = NO_PLACE, .lives_in = UINT32_MAX, .alarm = -1};
static const struct hc_csv_format user_format =
    FORMAT(user_columns, struct hc_own_user, blank_user, "user");

static const struct hc_csv_column visit_columns[] = {
    HC_CSV_FIELD(struct hc_own_visit, "user", user, HC_CSV_TEXT, true, 0, 0),
    HC_CSV_PICK(struct hc_own_visit, "task", task, true, tasks),
    HC_CSV_FIELD(struct hc_own_visit, "days", days, HC_CSV_TEXT, true, 0, 0),
    HC_CSV_FIELD(struct hc_own_visit, "start", start, HC_CSV_CLOCK, true, 0, 0),
    HC_CSV_FIELD(struct hc_own_visit, "minutes", minutes, HC_CSV_REAL, true, 1.0, 480.0),
    HC_CSV_PICK(struct hc_own_visit, "weeks", weeks, false, hc_own_weeks),
    HC_CSV_FIELD(struct hc_own_visit, "carers", carers, HC_CSV_WHOLE, false, 1, 2),
    HC_CSV_PICK(struct hc_own_visit, "skill", skill, false, hc_own_skills),
    HC_CSV_FIELD(struct hc_own_visit, "window_min", window_min, HC_CSV_REAL, false, 0.0, 480.0),
};
static const struct hc_own_visit blank_visit = {.carers = 1, .skill = -1, .window_min = NAN};
static const struct hc_csv_format visit_format =
    FORMAT(visit_columns, struct hc_own_visit, blank_visit, "visit");

static const struct hc_csv_column post_columns[] = {
    HC_CSV_PICK(struct hc_listed_post, "profession", profession, true, professions),
    HC_CSV_FIELD(struct hc_listed_post, "position", position, HC_CSV_REAL, true, 0.05, 1.0),
    HC_CSV_PICK(struct hc_listed_post, "team", night, false, hc_own_teams),
};
static const struct hc_listed_post blank_post = {0};
static const struct hc_csv_format post_format =
    FORMAT(post_columns, struct hc_listed_post, blank_post, "post");

/* ---- holding them together ---- */

struct reading {
    const struct hc_own_texts *texts;
    struct hc_own_data *data;
    struct des_diagnostics *told;
    const struct hc_own_place *origin;
    size_t *user_line, *visit_line, *settlement_line; /* borrowed */
};

static bool says_place(const struct hc_own_place *place) {
    return !isnan(place->x_m) || !isnan(place->y_m) || !isnan(place->lat) || !isnan(place->lon) ||
           !isnan(place->x_km) || !isnan(place->y_km);
}

#define EARTH_KM 6371.0088
#define RADIANS (3.14159265358979323846 / 180.0)

/* From the origin in km, NAN when both are not given in one way.  Degrees: on a plane that
 * touches at the origin, good to a thousandth within 100 km. */
static struct pl_point from_origin(const struct hc_own_place *place,
                                   const struct hc_own_place *origin) {
    if (!isnan(place->x_km + place->y_km)) {
        return (struct pl_point){place->x_km - origin->x_km, place->y_km - origin->y_km};
    }
    if (!isnan(place->x_m + place->y_m)) {
        return (struct pl_point){(place->x_m - origin->x_m) / 1000.0,
                                 (place->y_m - origin->y_m) / 1000.0};
    }
    return (struct pl_point){EARTH_KM * RADIANS * (place->lon - origin->lon) *
                                 cos(RADIANS * origin->lat),
                             EARTH_KM * RADIANS * (place->lat - origin->lat)};
}

/* No municipality is so wide. */
#define FARTHEST_KM 300.0

static bool locate(struct reading *reading, const char *name, size_t line, const char *what,
                   const struct hc_own_place *place, struct pl_point *at) {
    *at = from_origin(place, reading->origin);
    double km = hypot(at->x_km, at->y_km);
    if (isnan(km)) {
        des_diagnostics_add(reading->told,
                            "%s:%zu: \"%s\" has no place (needed: x and y in metres, or lat and "
                            "lon in degrees, as the first settlement)",
                            name, line, what);
    } else if (km > FARTHEST_KM) {
        des_diagnostics_add(reading->told,
                            "%s:%zu: \"%s\" lies %.0f km from the first settlement (accepted: up "
                            "to %.0f)",
                            name, line, what, km, FARTHEST_KM);
    }
    return km <= FARTHEST_KM;
}

static bool is_quay(const struct hc_own_settlement *settlement) {
    return settlement->link == HC_LINK_QUAY || settlement->link == HC_LINK_QUAY_BEYOND;
}

static void tell_unreachable(struct reading *reading, const char *name, size_t line,
                             const char *what) {
    des_diagnostics_add(reading->told,
                        "%s:%zu: \"%s\" cannot be reached: neither by road nor by ferry (link: "
                        "none)",
                        name, line, what);
}

static void check_settlements(struct reading *reading) {
    struct hc_own_data *data = reading->data;
    const char *name = reading->texts->settlements.name;
    double users = 0.0;
    for (size_t s = 0; s < data->settlements; s++) {
        struct hc_own_settlement *here = &data->settlement[s];
        size_t line = reading->settlement_line[s];
        (void)locate(reading, name, line, here->name, &here->place, &here->at);
        users += is_quay(here) ? 0.0 : here->users;
        if (here->link == HC_LINK_NONE && here->users > 0.0) {
            tell_unreachable(reading, name, line, here->name);
        }
        if (s == 0 && (here->link != HC_LINK_ROAD || here->exposed)) {
            des_diagnostics_add(reading->told,
                                "%s:%zu: \"%s\" comes first, so it is where the office is "
                                "(accepted: link road, not exposed)",
                                name, line, here->name);
        }
        for (size_t before = 0; before < s; before++) {
            if (strcmp(data->settlement[before].name, here->name) == 0) {
                des_diagnostics_add(reading->told, "%s:%zu: name: \"%s\" is given twice", name,
                                    line, here->name);
            }
        }
    }
    if (data->settlements > 0 && !(users > 0.0)) {
        des_diagnostics_add(reading->told, "%s: users: nobody lives in any settlement", name);
    }
}

static uint32_t settlement_called(const struct hc_own_data *data, const char *name) {
    for (uint32_t s = 0; s < data->settlements; s++) {
        if (strcmp(data->settlement[s].name, name) == 0) {
            return s;
        }
    }
    return UINT32_MAX;
}

static uint32_t nearest_settlement(const struct hc_own_data *data, struct pl_point at) {
    uint32_t best = UINT32_MAX;
    double least = INFINITY;
    for (uint32_t s = 0; s < data->settlements; s++) {
        const struct hc_own_settlement *here = &data->settlement[s];
        double km = hypot(here->at.x_km - at.x_km, here->at.y_km - at.y_km);
        if (!is_quay(here) && km < least) {
            least = km;
            best = s;
        }
    }
    return best;
}

/* Where a user lives: at a point, in the settlement next to it; in a settlement; or drawn. */
static void place_user(struct reading *reading, struct hc_own_user *user, size_t line) {
    const char *name = reading->texts->users.name;
    struct hc_own_data *data = reading->data;
    bool named = user->settlement[0] != '\0';
    if ((says_place(&user->place) || named) && data->settlements == 0) {
        des_diagnostics_add(reading->told,
                            "%s:%zu: \"%s\" has a place, but there is no table of settlements "
                            "whose first one is the origin",
                            name, line, user->id);
        return;
    }
    if (named) {
        user->lives_in = settlement_called(data, user->settlement);
        if (user->lives_in == UINT32_MAX) {
            des_diagnostics_add(reading->told,
                                "%s:%zu: settlement: \"%s\" is not in the table of "
                                "settlements",
                                name, line, user->settlement);
        }
    }
    if (says_place(&user->place) &&
        locate(reading, name, line, user->id, &user->place, &user->at)) {
        user->placed = true;
        user->lives_in = named ? user->lives_in : nearest_settlement(data, user->at);
    }
    if (user->lives_in < data->settlements &&
        data->settlement[user->lives_in].link == HC_LINK_NONE) {
        tell_unreachable(reading, name, line, user->id);
    }
}

/* Users by id, to find the one of a visit. */
struct named {
    const char *id;
    uint32_t index;
};

static int by_id(const void *a, const void *b) {
    const struct named *p = a, *q = b;
    int order = strcmp(p->id, q->id);
    return order != 0 ? order : (p->index > q->index) - (p->index < q->index);
}

static int by_id_only(const void *a, const void *b) {
    return strcmp(((const struct named *)a)->id, ((const struct named *)b)->id);
}

/* "1234567", Monday first; false when it is something else. */
static bool read_days(const char *text, uint8_t *weekdays) {
    *weekdays = 0;
    for (; *text >= '1' && *text <= '7'; text++) {
        *weekdays = (uint8_t)(*weekdays | 1u << (*text - '1'));
    }
    return *text == '\0' && *weekdays != 0;
}

static void check_visit(struct reading *reading, struct hc_own_visit *visit, size_t line,
                        const struct named *ids) {
    const char *name = reading->texts->visits.name;
    const struct named wanted = {visit->user, 0};
    const struct named *found =
        reading->data->users == 0
            ? NULL
            : bsearch(&wanted, ids, reading->data->users, sizeof *ids, by_id_only);
    if (found == NULL) {
        des_diagnostics_add(reading->told, "%s:%zu: user: \"%s\" is not in the table of users",
                            name, line, visit->user);
    } else {
        visit->who = found->index;
        if (reading->data->user[visit->who].living != HC_ON_ROUTE) {
            des_diagnostics_add(reading->told,
                                "%s:%zu: user: \"%s\" lives where no route goes (accepted: users "
                                "with living route)",
                                name, line, visit->user);
        }
    }
    if (!read_days(visit->days, &visit->weekdays)) {
        des_diagnostics_add(reading->told,
                            "%s:%zu: days: \"%s\" are no days of the week (accepted: 1 for Monday "
                            "to 7, as 135)",
                            name, line, visit->days);
    }
}

static int by_user(const void *a, const void *b) {
    const struct hc_own_visit *p = a, *q = b;
    if (p->who != q->who) {
        return (p->who > q->who) - (p->who < q->who);
    }
    if (p->start != q->start) {
        return (p->start > q->start) - (p->start < q->start);
    }
    return p->task != q->task ? p->task - q->task : strcmp(p->days, q->days);
}

static enum des_status index_visits(struct hc_own_data *data) {
    data->first_visit = calloc(data->users + 1, sizeof *data->first_visit);
    if (data->first_visit == NULL) {
        return DES_ENOMEM;
    }
    if (data->visits > 0) {
        qsort(data->visit, data->visits, sizeof *data->visit, by_user);
    }
    size_t at = 0;
    for (uint32_t u = 0; u <= data->users; u++) {
        while (at < data->visits && data->visit[at].who < u) {
            at++;
        }
        data->first_visit[u] = at;
    }
    return DES_OK;
}

static enum des_status check_users_and_visits(struct reading *reading) {
    struct hc_own_data *data = reading->data;
    struct named *ids = malloc((data->users + 1) * sizeof *ids);
    if (ids == NULL) {
        return DES_ENOMEM;
    }
    for (uint32_t u = 0; u < data->users; u++) {
        place_user(reading, &data->user[u], reading->user_line[u]);
        ids[u] = (struct named){data->user[u].id, u};
    }
    qsort(ids, data->users, sizeof *ids, by_id);
    for (size_t u = 1; u < data->users; u++) {
        if (strcmp(ids[u - 1].id, ids[u].id) == 0) {
            des_diagnostics_add(reading->told, "%s:%zu: user: \"%s\" is given twice",
                                reading->texts->users.name, reading->user_line[ids[u].index],
                                ids[u].id);
        }
    }
    for (size_t v = 0; v < data->visits; v++) {
        check_visit(reading, &data->visit[v], reading->visit_line[v], ids);
    }
    free(ids);
    return index_visits(data);
}

/* ---- reading ---- */

struct tables {
    struct hc_csv settlements, users, visits, staff;
};

static enum des_status read_tables(const struct hc_own_texts *texts, struct tables *tables,
                                   struct des_diagnostics *told) {
    const struct {
        const char *text, *name;
        const struct hc_csv_format *format;
        struct hc_csv *table;
    } each[] = {
        {texts->settlements.text, texts->settlements.name, &settlement_format,
         &tables->settlements},
        {texts->users.text, texts->users.name, &user_format, &tables->users},
        {texts->visits.text, texts->visits.name, &visit_format, &tables->visits},
        {texts->staff.text, texts->staff.name, &post_format, &tables->staff},
    };
    enum des_status worst = DES_OK;
    for (size_t i = 0; i < sizeof each / sizeof *each && worst != DES_ENOMEM; i++) {
        if (each[i].text != NULL) {
            enum des_status status =
                hc_csv_read(each[i].text, each[i].name, each[i].format, each[i].table, told);
            worst = status != DES_OK ? status : worst;
        }
    }
    return worst;
}

static void free_tables(struct tables *tables) {
    hc_csv_fini(&tables->settlements);
    hc_csv_fini(&tables->users);
    hc_csv_fini(&tables->visits);
    hc_csv_fini(&tables->staff);
}

static enum des_status check_tables(const struct hc_own_texts *texts, struct tables *tables,
                                    struct hc_own_data *data, struct des_diagnostics *told) {
    struct reading reading = {
        .texts = texts,
        .data = data,
        .told = told,
        .origin = data->settlements > 0 ? &data->settlement[0].place : NULL,
        .user_line = tables->users.line,
        .visit_line = tables->visits.line,
        .settlement_line = tables->settlements.line,
    };
    size_t before = told->count;
    check_settlements(&reading);
    enum des_status status = check_users_and_visits(&reading);
    if (texts->visits.text != NULL && texts->users.text == NULL) {
        des_diagnostics_add(told, "%s: visits without a table of users", texts->visits.name);
    }
    return status != DES_OK ? status : told->count > before ? DES_EINPUT : DES_OK;
}

enum des_status hc_own_data_read(const struct hc_own_texts *texts, struct hc_own_data *data,
                                 struct des_diagnostics *diagnostics) {
    struct tables tables = {0};
    enum des_status status = read_tables(texts, &tables, diagnostics);
    if (status != DES_OK) {
        free_tables(&tables);
        return status;
    }
    struct hc_own_data made = {
        .settlement = tables.settlements.row,
        .settlements = tables.settlements.count,
        .user = tables.users.row,
        .users = tables.users.count,
        .visit = tables.visits.row,
        .visits = tables.visits.count,
        .post = tables.staff.row,
        .posts = tables.staff.count,
    };
    status = check_tables(texts, &tables, &made, diagnostics);
    if (status != DES_OK) {
        free(made.first_visit);
        free_tables(&tables);
        return status;
    }
    free(tables.settlements.line);
    free(tables.users.line);
    free(tables.visits.line);
    free(tables.staff.line);
    *data = made;
    return DES_OK;
}

void hc_own_data_fini(struct hc_own_data *data) {
    free(data->settlement);
    free(data->user);
    free(data->visit);
    free(data->post);
    free(data->first_visit);
    *data = (struct hc_own_data){0};
}

/* ---- to and from a scenario ---- */

/* The lines of a list come joined by ", ". */
static char *lines_of(const char *list) {
    size_t size = strlen(list) + 1;
    char *text = size > 1 ? malloc(size) : NULL;
    if (text != NULL) {
        char *out = text;
        for (const char *at = list; *at != '\0'; at++) {
            bool ends = at[0] == ',' && at[1] == ' ';
            *out++ = ends ? '\n' : *at;
            at += ends;
        }
        *out = '\0';
    }
    return text;
}

enum des_status hc_own_data_take(const struct hc_data_params *lists, struct hc_own_data *data,
                                 struct des_diagnostics *diagnostics) {
    const char *const list[4] = {lists->settlements, lists->users, lists->visits, lists->staff};
    char *text[4];
    bool whole = true;
    for (size_t i = 0; i < 4; i++) {
        text[i] = lines_of(list[i]);
        whole = whole && (text[i] != NULL || list[i][0] == '\0');
    }
    const struct hc_own_texts texts = {{text[0], "data.settlements"},
                                       {text[1], "data.users"},
                                       {text[2], "data.visits"},
                                       {text[3], "data.staff"}};
    enum des_status status = whole ? hc_own_data_read(&texts, data, diagnostics) : DES_ENOMEM;
    for (size_t i = 0; i < 4; i++) {
        free(text[i]);
    }
    return status;
}

void hc_own_data_reach(const struct hc_own_data *data, const struct hc_travel *travel,
                       double limit_min, struct des_diagnostics *diagnostics) {
    for (size_t s = 0; s < data->settlements; s++) {
        const struct hc_own_settlement *here = &data->settlement[s];
        double km = travel->detour * hypot(here->at.x_km, here->at.y_km);
        if (here->users > 0.0 && hc_travel_one_way_min(travel, km) > limit_min) {
            des_diagnostics_add(diagnostics,
                                "data.settlements: \"%s\" cannot be reached: %.0f km of road from "
                                "the first one, %.0f minutes one way (accepted: up to %.0f)",
                                here->name, km, hc_travel_one_way_min(travel, km), limit_min);
        }
    }
    for (size_t u = 0; u < data->users; u++) {
        const struct hc_own_user *user = &data->user[u];
        double km = user->placed ? travel->detour * hypot(user->at.x_km, user->at.y_km) : 0.0;
        if (user->living == HC_ON_ROUTE && hc_travel_one_way_min(travel, km) > limit_min) {
            des_diagnostics_add(diagnostics,
                                "data.users: \"%s\" cannot be reached: %.0f km of road from the "
                                "first settlement, %.0f minutes one way (accepted: up to %.0f)",
                                user->id, km, hc_travel_one_way_min(travel, km), limit_min);
        }
    }
}

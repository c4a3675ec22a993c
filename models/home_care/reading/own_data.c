#include "own_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "own_data_check.h"
#include "home_care/people/people.h"
#include "home_care/staff/staff.h"

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

static enum des_status check_tables(const struct hc_own_texts *texts, const struct tables *tables,
                                    struct hc_own_data *data, struct des_diagnostics *told) {
    const struct hc_own_tables read = {
        .texts = texts,
        .data = data,
        .told = told,
        .origin = data->settlements > 0 ? &data->settlement[0].place : NULL,
        .user_line = tables->users.line,
        .visit_line = tables->visits.line,
        .settlement_line = tables->settlements.line,
    };
    return hc_own_data_check(&read);
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

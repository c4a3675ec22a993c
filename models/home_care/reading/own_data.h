/* models/home_care/reading/own_data.h - a municipality's own settlements, users, visits and posts.
 *
 * Four tables (csv.h), each of which may be missing; scenarios/README.md says the columns.
 * Nothing in them is personal: a user is a number of one's own, an age band and a need.  A
 * scenario holds a table as a list of its lines, the first with the columns, so it runs
 * anywhere without the files.
 *
 * Places are given as metres (x, y: UTM), degrees (lat, lon) or kilometres (x_km, y_km), in
 * one way in all tables; the first settlement, where the main office is, is the origin. */
#ifndef HOME_CARE_OWN_DATA_H
#define HOME_CARE_OWN_DATA_H

#include "des/params.h"

#include "csv.h"
#include "planning/plane.h"

struct hc_world;
struct hc_travel;

/* Group "data". */
struct hc_data_params {
    const char *settlements;
    const char *users;
    const char *visits;
    const char *staff;
};
extern const struct des_param hc_data_params[];

/* A point in one of three ways; NAN: not said. */
struct hc_own_place {
    double x_m, y_m, lat, lon, x_km, y_km;
};

/* The words of the tables, each ends with NULL. */
extern const char *const hc_own_ages[],
    *const hc_own_livings[], *const hc_own_needs[], *const hc_own_links[],
                                                        *const hc_own_weeks[],
                                                            *const hc_own_skills[],
                                                                *const hc_own_teams[],
                                                                    *const hc_own_no_yes[];

enum hc_link {
    HC_LINK_ROAD,
    HC_LINK_FERRY,
    HC_LINK_NONE,
    HC_LINK_QUAY, /* no settlement: where the ferry leaves from here */
    HC_LINK_QUAY_BEYOND
};

struct hc_own_settlement {
    char name[64];
    struct hc_own_place place;
    struct pl_point at; /* from the first, in km */
    double users;       /* weight: where new users live */
    double radius_km;
    int link;
    int exposed; /* its road may close */
};

struct hc_own_user {
    char id[32];
    int age, living, need;
    struct hc_own_place place;
    char settlement[64];
    uint32_t lives_in; /* index; UINT32_MAX: drawn */
    bool placed;
    struct pl_point at;
    int alarm; /* -1: drawn */
};

struct hc_own_visit {
    char user[32];
    uint32_t who; /* index of the user */
    int task;
    char days[16];
    uint8_t weekdays; /* bit 0 = Monday */
    int weeks;        /* 0 every, 1 even, 2 odd */
    double start, minutes;
    double window_min; /* NAN: by the rule of the task */
    int64_t carers;
    int skill; /* -1: by the task */
};

struct hc_listed_post {
    int profession;
    double position;
    int night;
};

struct hc_own_data {
    struct hc_own_settlement *settlement;
    struct hc_own_user *user;
    struct hc_own_visit *visit; /* by user, then as in the table */
    struct hc_listed_post *post;
    size_t settlements, users, visits, posts;
    size_t *first_visit; /* of each user, and the end */
};

/* The texts of the tables with what they are called in messages; NULL: not given. */
struct hc_own_texts {
    struct {
        const char *text, *name;
    } settlements, users, visits, staff;
};

/* Reads what is given and holds it together: visits of users who are there, users who can be
 * reached.  DES_OK; DES_EINPUT (see diagnostics: file, line and place); DES_ENOMEM.  On
 * failure *data is untouched. */
DES_NODISCARD enum des_status hc_own_data_read(const struct hc_own_texts *texts,
                                               struct hc_own_data *data,
                                               struct des_diagnostics *diagnostics);
/* The same from the lists of a scenario. */
DES_NODISCARD enum des_status hc_own_data_take(const struct hc_data_params *lists,
                                               struct hc_own_data *data,
                                               struct des_diagnostics *diagnostics);
void hc_own_data_fini(struct hc_own_data *data);

/* Tells which settlement or user is too far by road to be visited within `limit_min`. */
void hc_own_data_reach(const struct hc_own_data *data, const struct hc_travel *travel,
                       double limit_min, struct des_diagnostics *diagnostics);

/* The group "data" as a scenario says it, every line indented.  Owned by the caller, free();
 * NULL when out of memory. */
char *hc_own_data_text(const struct hc_own_data *data, int indent);

#endif

/* A municipality's own settlements, users, visits and posts. */
#include "world_fixture.h"

#include <math.h>

#include "home_care/reading/own_data.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define PLACES "name;x;y;users;radius_km;link\n"
#define CENTRE "Town;300000;6600000;20;0.5;road\n"
#define ISLAND "Isle;300000;6615000;5;0.4;ferry\n"
#define USERS "user;age;need;living;x;y;settlement\n"
#define ANNE "a1;80_89;medium;route;;;Town\n"
#define VISITS "user;task;days;start;minutes\n"

/* Reads the tables; what is told stays in *told. */
static enum des_status read_all(const char *settlements, const char *users, const char *visits,
                                const char *staff, struct hc_own_data *data,
                                struct des_diagnostics *told) {
    const struct hc_own_texts texts = {
        {settlements, "s.csv"}, {users, "u.csv"}, {visits, "v.csv"}, {staff, "p.csv"}};
    return hc_own_data_read(&texts, data, told);
}

static void what_is_wrong_is_told_with_file_and_line(void **state) {
    (void)state;
    static const struct {
        const char *settlements, *users, *visits, *staff, *told;
    } bad[] = {
        {"nam;x;y;users\n", NULL, NULL, NULL, "s.csv:1: no column is called \"nam\""},
        {"nam;x;y;users\n", NULL, NULL, NULL, "did you mean name?"},
        {"name;x;y\nTown;1;2\n", NULL, NULL, NULL, "s.csv:1: no column \"users\""},
        {"name;name;x;y;users\n", NULL, NULL, NULL, "s.csv:1: columns: \"name\" is there twice"},
        {PLACES, NULL, NULL, NULL, "s.csv: a table without a settlement"},
        {PLACES "Town;300000;6600000;-3;;road\n", NULL, NULL, NULL,
         "s.csv:2: users: \"-3\" is negative"},
        {PLACES CENTRE "Far;300000;;4;;road\n", NULL, NULL, NULL, "s.csv:3: \"Far\" has no place"},
        {PLACES CENTRE "Far;990000;6600000;4;;road\n", NULL, NULL, NULL,
         "s.csv:3: \"Far\" lies 690 km"},
        {PLACES CENTRE CENTRE, NULL, NULL, NULL, "s.csv:3: name: \"Town\" is given twice"},
        {PLACES CENTRE "Rock;301000;6600000;4;;none\n", NULL, NULL, NULL,
         "s.csv:3: \"Rock\" cannot be reached: neither by road nor by ferry"},
        {PLACES CENTRE "Rock;301000;6600000;4;;boat\n", NULL, NULL, NULL,
         "s.csv:3: link: \"boat\" (accepted: road, ferry"},
        {PLACES ISLAND, NULL, NULL, NULL, "s.csv:2: \"Isle\" comes first"},
        {"name;lat;lon;users\nTown;10.5;60.1;5\n", NULL, NULL, NULL,
         "s.csv:2: lat: \"10.5\" is outside its range"},
        {NULL, USERS "a1;80-89;medium;route;;;\n", NULL, NULL, "u.csv:2: age: \"80-89\" (accepted"},
        {NULL, USERS "a1;80_89;;route;;;\n", NULL, NULL, "u.csv:2: need: \"\" is empty"},
        {NULL, USERS ANNE, NULL, NULL, "u.csv:2: \"a1\" has a place, but there is no table of"},
        {PLACES CENTRE, USERS ANNE ANNE, NULL, NULL, "u.csv:3: user: \"a1\" is given twice"},
        {PLACES CENTRE, USERS "a1;80_89;medium;route;;;Twon\n", NULL, NULL,
         "u.csv:2: settlement: \"Twon\" is not in the table"},
        {PLACES CENTRE "Rock;310000;6600000;0;;none\n",
         USERS "a1;80_89;medium;route;310100;6600000;\n", NULL, NULL,
         "u.csv:2: \"a1\" cannot be reached"},
        {NULL, NULL, VISITS "a1;medication;1;08:00;10\n", NULL, "v.csv: visits without"},
        {PLACES CENTRE, USERS ANNE, VISITS "a2;medication;1;08:00;10\n", NULL,
         "v.csv:2: user: \"a2\" is not in the table of users"},
        {PLACES CENTRE, USERS "a1;80_89;medium;other;;;\n", VISITS "a1;medication;1;08:00;10\n",
         NULL, "v.csv:2: user: \"a1\" lives where no route goes"},
        {PLACES CENTRE, USERS ANNE, VISITS "# one\na1;medication;8;08:00;10\n", NULL,
         "v.csv:3: days: \"8\""},
        {PLACES CENTRE, USERS ANNE, VISITS "a1;medication;1;25:00;10\n", NULL,
         "v.csv:2: start: \"25:00\" is not a time"},
        {PLACES CENTRE, USERS ANNE, VISITS "a1;medication;1;08:00;-10\n", NULL,
         "v.csv:2: minutes: \"-10\" is negative"},
        {PLACES CENTRE, USERS ANNE, VISITS "a1;medicaton;1;08:00;10\n", NULL,
         "did you mean medication?"},
        {NULL, NULL, NULL, "profession;position\nnurse;75\n",
         "p.csv:2: position: \"75\" is outside its range"},
        {NULL, NULL, NULL, "profession;positon\nnurse;0.75\n", "did you mean position?"},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct hc_own_data data = {0};
        struct des_diagnostics told;
        des_diagnostics_init(&told);
        assert_int_equal(
            read_all(bad[i].settlements, bad[i].users, bad[i].visits, bad[i].staff, &data, &told),
            DES_EINPUT);
        assert_null(data.settlement);
        bool said = false;
        for (size_t l = 0; l < told.count; l++) {
            said = said || strstr(told.lines[l], bad[i].told) != NULL;
        }
        if (!said) {
            fail_msg("%s is not said; the first line: %s", bad[i].told,
                     told.count > 0 ? told.lines[0] : "none");
        }
        des_diagnostics_fini(&told);
    }
}

static struct hc_own_data good(const char *settlements, const char *users, const char *visits,
                               const char *staff) {
    struct hc_own_data data = {0};
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    if (read_all(settlements, users, visits, staff, &data, &told) != DES_OK) {
        fail_msg("%s", told.lines[0]);
    }
    des_diagnostics_fini(&told);
    return data;
}

/* Oslo S and Lillehammer station: 134.9 km apart on the great circle. */
static void degrees_become_kilometres_from_the_first_settlement(void **state) {
    (void)state;
    struct hc_own_data data = good("name,lat,lon,users\nOslo,59.9111,10.7533,9\n"
                                   "Lillehammer,61.1146,10.4613,1\n",
                                   NULL, NULL, NULL);
    assert_true(data.settlement[0].at.x_km == 0.0 && data.settlement[0].at.y_km == 0.0);
    assert_near(data.settlement[1].at.y_km, 133.8, 0.2);
    assert_near(data.settlement[1].at.x_km, -16.3, 0.3);
    hc_own_data_fini(&data);
}

static void tables_of_spreadsheets_are_read(void **state) {
    (void)state;
    struct hc_own_data data =
        good("\xEF\xBB\xBF# ours\r\n\"link\";\"users\";\"radius_km\";\"y\";\"x\";\"name\"\r\n"
             "road;10;1,25;6600000;300000;\"Town; old\"\r\n"
             ";2;;6601500,5;299000;North\r\n",
             NULL, NULL, "profession,position\nnurse,0.75\nassistant,1\n");
    assert_string_equal(data.settlement[0].name, "Town; old");
    assert_true(data.settlement[0].radius_km == 1.25 && data.settlement[1].radius_km == 0.6);
    assert_true(data.settlement[1].at.x_km == -1.0 && data.settlement[1].at.y_km == 1.5005);
    assert_int_equal(data.settlement[1].link, HC_LINK_ROAD);
    assert_int_equal(data.posts, 2);
    assert_true(data.post[0].position == 0.75);
    hc_own_data_fini(&data);
}

/* ---- in the world ---- */

#define OWN_PLACES                                                                                 \
    "data.settlements=name;x_km;y_km;users;radius_km;link, Town;0;0;30;0.5;road, "                 \
    "North;4;7;10;0.4;road, Isle;-3;9;6;0.3;ferry, Quay;-2;6;0;;quay, Pier;-2.5;8;0;;quay_beyond"

/* Forty users: the first three have visits of their own, the others one a day. */
static void make_users(char *users, char *visits, size_t size) {
    size_t u = 0, v = 0;
    u += (size_t)snprintf(users, size, "data.users=user;age;need;living;x_km;y_km;settlement");
    v += (size_t)snprintf(visits, size,
                          "data.visits=user;task;days;start;minutes;weeks;carers;skill");
    for (int i = 0; i < 40; i++) {
        u += (size_t)snprintf(users + u, size - u, ", %d;%s;medium;%s;%s;%s", i,
                              i % 2 ? "80_89" : "under_67", i == 39 ? "other" : "route",
                              i == 1 ? "4.5;7.25" : ";",
                              i == 1   ? ""
                              : i == 2 ? "Isle"
                                       : "Town");
        if (i != 39) {
            v += (size_t)snprintf(visits + v, size - v, ", %d;%s", i,
                                  i == 0 ? "supervision;2;02:00;15;every;1;nurse"
                                         : "medication;1234567;09:30;12;every;1;");
        }
    }
}

struct looked {
    struct pl_point home[3];
    uint8_t age[40], living[40];
    size_t stock, beyond;
    struct hc_line night;
    size_t night_lines;
};

static void look(const struct hc_world *world, void *context) {
    struct looked *looked = context;
    looked->stock = world->people.stock;
    for (size_t i = 0; i < 40; i++) {
        const struct hc_user *user = hc_user_at(world, i);
        looked->age[i] = user->age;
        looked->living[i] = user->living;
        looked->beyond += hc_is_beyond(user->home);
        if (i < 3) {
            looked->home[i] = user->home;
        }
    }
}

static void the_users_of_the_table_are_visited_as_granted(void **state) {
    enum { SIZE = 8192 };
    char *users = malloc(SIZE), *visits = malloc(SIZE);
    assert_true(users && visits);
    make_users(users, visits, SIZE);
    const char *const sets[] = {SMALL_RURAL,
                                OWN_PLACES,
                                users,
                                visits,
                                "municipality.night_shared=false",
                                "calendar.warm_up_days=0",
                                "health.function_gain=0",
                                "health.sudden_rate.age_80_89=0",
                                "demand.alarm_67_plus=0",
                                NULL};
    struct looked looked = {0};
    const struct run_wish wish = {.sets = sets,
                                  .arm = (const char *const[]){NULL},
                                  .days = 21,
                                  .seed = 5,
                                  .trace = DES_TRACE_FULL,
                                  .look = look,
                                  .look_context = &looked};
    struct run *run = run_world(*state, &wish);
    assert_int_equal(looked.stock, 40);
    for (size_t i = 0; i < 40; i++) {
        assert_int_equal(looked.age[i], i % 2 ? HC_AGE_80_89 : HC_AGE_UNDER_67);
        assert_int_equal(looked.living[i], i == 39 ? HC_OTHER_SERVICE : HC_ON_ROUTE);
    }
    assert_true(looked.home[1].x_km == 4.5 && looked.home[1].y_km == 7.25);
    assert_true(hc_is_beyond(looked.home[2]) && looked.beyond == 1);
    size_t of_first = 0, of_second = 0;
    const struct rows *rows = &run->table[HC_TABLE_VISITS];
    for (size_t i = 0; i < rows->count; i++) {
        const union des_cell *c = row_at(rows, i);
        double planned = c[VISIT_planned_start].f64;
        if (c[VISIT_user].i32 == 0 && c[VISIT_task].i32 == HC_SUPERVISION) {
            assert_int_equal(hc_weekday(hc_day_of(planned)), 1); /* at 02:00 on a Tuesday */
            assert_true(fmod(planned, HC_DAY) == 120.0);
            of_first++;
        }
        if (c[VISIT_user].i32 == 1 && c[VISIT_task].i32 == HC_MEDICATION) {
            assert_true(c[VISIT_planned_minutes].f64 == 12.0);
            assert_true(fmod(planned, HC_DAY) == 570.0);
            of_second++;
        }
    }
    assert_int_equal(of_first, 3);
    assert_true(of_second >= 14 && of_second <= 21);
    free_run(run);
    free(users);
    free(visits);
}

struct posts {
    size_t count[HC_PROFESSIONS], night, zones;
    double fte, largest;
};

static void look_at_posts(const struct hc_world *world, void *context) {
    struct posts *posts = context;
    double zone[64] = {0};
    posts->zones = world->map.zone_count;
    for (size_t i = 0; i < world->staff.count; i++) {
        const struct hc_worker *worker = &world->staff.worker[i];
        if (!worker->temp && worker->zone <= posts->zones) {
            posts->count[worker->profession]++;
            posts->fte += worker->position;
            posts->night += worker->zone == posts->zones;
            zone[worker->zone] += worker->position;
        }
    }
    for (size_t z = 0; z < posts->zones; z++) {
        posts->largest = zone[z] > posts->largest ? zone[z] : posts->largest;
    }
}

/* Seven nurses of .75, twelve others of .5, three of .6 at night; two zones share the day. */
static void the_posts_of_the_table_stand_in_the_rota(void **state) {
    char staff[1024];
    size_t n = (size_t)snprintf(staff, sizeof staff, "data.staff=profession;position;team");
    for (int i = 0; i < 22; i++) {
        n += (size_t)snprintf(staff + n, sizeof staff - n, ", %s;%s;%s",
                              i < 7 ? "nurse" : "helsefagarbeider",
                              i < 7    ? "0.75"
                              : i < 19 ? "0.5"
                                       : "0.6",
                              i < 19 ? "" : "night");
    }
    const char *const sets[] = {SMALL_RURAL, staff, NULL};
    struct posts posts = {0};
    const struct run_wish wish = {
        .sets = sets, .days = 7, .seed = 5, .look = look_at_posts, .look_context = &posts};
    struct run *run = run_world(*state, &wish);
    assert_int_equal(posts.count[HC_NURSE], 7);
    assert_int_equal(posts.count[HC_HFA], 15);
    assert_int_equal(posts.count[HC_ASSISTANT] + posts.count[HC_VERNEPLEIER], 0);
    assert_int_equal(posts.night, 3);
    assert_near(posts.fte, 7 * 0.75 + 12 * 0.5 + 3 * 0.6, 1e-9);
    assert_true(posts.zones == 2 && posts.largest < 0.75 * (posts.fte - 1.8));
    free_run(run);
}

/* Each line at another place of the list. */
static void permute(char *text, size_t size, const char *head, const char *const *line,
                    size_t count, size_t step) {
    size_t n = (size_t)snprintf(text, size, "%s", head);
    for (size_t i = 0; i < count; i++) {
        n += (size_t)snprintf(text + n, size - n, "%s%s", text[n - 1] == '=' ? "" : ", ",
                              line[(i * step + step / 2) % count]);
    }
}

static void assert_same_totals(const struct place *place, const char *head, const char *const *line,
                               size_t count, const char *model) {
    struct run *run[2];
    for (size_t k = 0; k < 2; k++) {
        char staff[4096];
        permute(staff, sizeof staff, head, line, count, k == 0 ? 1 : 5);
        const char *const sets[] = {SMALL_RURAL, staff, "arm.post=converted", NULL};
        const char *const arm[] = {model, NULL};
        run[k] =
            run_world(place, &(struct run_wish){.sets = sets, .arm = arm, .days = 56, .seed = 5});
    }
    assert_true(run[0]->events == run[1]->events);
    assert_memory_equal(run[0]->totals, run[1]->totals, sizeof run[0]->totals);
    free_run(run[0]);
    free_run(run[1]);
}

static void the_order_in_which_posts_are_listed_changes_nothing(void **state) {
    static const char *const post[] = {"nurse;1.0;day",           "nurse;0.8;day",
                                       "nurse;0.75;day",          "nurse;0.5;day",
                                       "nurse;0.75;day",          "nurse;0.6;day",
                                       "helsefagarbeider;1;day",  "helsefagarbeider;.75;",
                                       "helsefagarbeider;.5;day", "helsefagarbeider;.6;",
                                       "helsefagarbeider;.4;day", "helsefagarbeider;.5;day",
                                       "assistant;0.3;day",       "assistant;0.4;day",
                                       "nurse;0.6;night",         "helsefagarbeider;.6;night"};
    static const char *const model[] = {"arm.model=baseline", "arm.model=expert_team"};
    for (size_t m = 0; m < 2; m++) {
        assert_same_totals(*state, "data.staff=profession;position;team", post,
                           sizeof post / sizeof *post, model[m]);
    }
}

/* Two zones, six weeks, every third weekend. */
static void the_order_of_the_lines_of_a_rota_changes_nothing(void **state) {
    static const char *const line[] = {"nurse 0.75 1 D-D--DD D-D-D-- D-D-D--",
                                       "nurse 0.75 1 D-D-D-- D-D--DD D-D-D--",
                                       "nurse 0.75 1 D-D-D-- D-D-D-- D-D--DD",
                                       "nurse 0.75 2 D-D--DD D-D-D-- D-D-D--",
                                       "nurse 0.75 2 D-D-D-- D-D-D-- D-D--DD",
                                       "helsefagarbeider 0.65 1 E-E--EE E-E-E-- E-E----",
                                       "helsefagarbeider 0.65 2 E-E--EE E-E-E-- E-E----",
                                       "nurse 0.65 1 E-E-E-- E-E--EE -E-E---",
                                       "nurse 0.65 2 E-E-E-- E-E--EE -E-E---",
                                       "nurse 0.8 night N-N---- --N-N-- N---NNN",
                                       "helsefagarbeider 0.8 night --N-N-- N---NNN N-N----"};
    assert_same_totals(*state, "staff.rota=", line, sizeof line / sizeof *line,
                       "arm.model=expert_team");
}

static void a_place_too_far_to_visit_is_refused(void **state) {
    static const char *const sets[] = {
        SMALL_RURAL, "data.settlements=name;x_km;y_km;users, Town;0;0;9, Far;180;0;3", NULL};
    const struct place *place = *state;
    struct des_values *values = des_values_create(place->space);
    assert_non_null(values);
    apply_sets(values, sets);
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    place->model.check(place->model.context, values, &told);
    assert_int_equal(told.count, 1);
    assert_non_null(strstr(told.lines[0], "data.settlements: \"Far\" cannot be reached: 243 km"));
    des_diagnostics_fini(&told);
    des_values_destroy(values);
}

static void a_rota_and_a_list_of_posts_exclude_each_other(void **state) {
    static const char *const sets[] = {SMALL_RURAL, "data.staff=profession;position, nurse;0.75",
                                       "staff.rota=anything", NULL};
    const struct place *place = *state;
    struct des_values *values = des_values_create(place->space);
    assert_non_null(values);
    apply_sets(values, sets);
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    place->model.check(place->model.context, values, &told);
    bool said = false;
    for (size_t l = 0; l < told.count; l++) {
        said = said || strstr(told.lines[l], "data.staff: with staff.rota") != NULL;
    }
    assert_true(said);
    des_diagnostics_fini(&told);
    des_values_destroy(values);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_told_with_file_and_line),
        cmocka_unit_test(degrees_become_kilometres_from_the_first_settlement),
        cmocka_unit_test(tables_of_spreadsheets_are_read),
        cmocka_unit_test(the_users_of_the_table_are_visited_as_granted),
        cmocka_unit_test(the_posts_of_the_table_stand_in_the_rota),
        cmocka_unit_test(the_order_in_which_posts_are_listed_changes_nothing),
        cmocka_unit_test(the_order_of_the_lines_of_a_rota_changes_nothing),
        cmocka_unit_test(a_place_too_far_to_visit_is_refused),
        cmocka_unit_test(a_rota_and_a_list_of_posts_exclude_each_other),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}

/* The table of municipalities: what it holds, what it finds, what it refuses. */
#include "support.h"

#include <string.h>

#include "home_care/place/register.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HEAD "code,name,class,population,age_67_plus,age_80_plus,age_90_plus,area_km2\n"
#define ROW "4010,Tinn,5,5600,1300,380,70,2045.1\n"

static struct hc_register norway(void) {
    struct hc_register table = {0};
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    assert_int_equal(hc_register_read(hc_register_norway, "norway", &table, &told), DES_OK);
    assert_int_equal(told.count, 0);
    des_diagnostics_fini(&told);
    return table;
}

/* Counts by class and sums as the published summary of the same statistics has them. */
static void the_built_in_table_holds_the_country(void **state) {
    (void)state;
    static const struct {
        size_t places;
        int64_t people;
    } classes[] = {{5, 1011119}, {21, 1515152}, {54, 1431109},
                   {65, 818649}, {104, 563953}, {108, 210221}};
    struct hc_register table = norway();
    int64_t aged = 0;
    assert_int_equal(table.count, 357);
    for (int64_t c = 1; c <= 6; c++) {
        size_t places = 0;
        int64_t people = 0;
        for (size_t i = 0; i < table.count; i++) {
            if (table.entry[i].centrality_class == c) {
                places++;
                people += table.entry[i].population;
            }
        }
        assert_int_equal(places, classes[c - 1].places);
        assert_int_equal(people, classes[c - 1].people);
    }
    for (size_t i = 0; i < table.count; i++) {
        aged += table.entry[i].age_80_plus;
    }
    assert_int_equal(aged, 256485);
    hc_register_fini(&table);
}

static void a_place_is_found_by_code_and_by_name(void **state) {
    (void)state;
    static const struct {
        const char *wanted, *code;
    } cases[] = {{"0301", "0301"},    {"Oslo", "0301"},       {"oslo-oslove", "0301"},
                 {"ÅLESUND", "1508"}, {"Kautokeino", "5612"}, {"aurskog-høland", "3226"}};
    struct hc_register table = norway();
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t at = 0;
        struct des_error error = {0};
        if (hc_register_find(&table, cases[i].wanted, &at, &error) != DES_OK) {
            fail_msg("%s: %s", cases[i].wanted, error.text);
        }
        assert_string_equal(table.entry[at].code, cases[i].code);
    }
    hc_register_fini(&table);
}

static void a_place_that_is_not_there_or_not_alone_is_told(void **state) {
    (void)state;
    static const struct {
        const char *wanted, *told;
    } cases[] = {{"Drammmen", "Drammen"},
                 {"030", "0301 Oslo"},
                 {"Herøy", "1515"},
                 {"Herøy", "1818"},
                 {"", "no municipality"}};
    struct hc_register table = norway();
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t at = 7;
        struct des_error error = {0};
        assert_int_equal(hc_register_find(&table, cases[i].wanted, &at, &error), DES_EINPUT);
        assert_int_equal(at, 7);
        if (strstr(error.text, cases[i].told) == NULL) {
            fail_msg("%s: \"%s\" does not say %s", cases[i].wanted, error.text, cases[i].told);
        }
    }
    hc_register_fini(&table);
}

static void a_users_table_may_have_any_order_and_separator(void **state) {
    (void)state;
    struct hc_register table = {0};
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    assert_int_equal(hc_register_read("\xEF\xBB\xBF# mine\r\nname;code;area_km2;class;population;"
                                      "age_90_plus;age_80_plus;age_67_plus;note\r\n"
                                      "\"My place\";9999;12.5;3;4000;20;150;600;hello\r\n",
                                      "mine.csv", &table, &told),
                     DES_OK);
    assert_int_equal(table.count, 1);
    assert_string_equal(table.entry[0].name, "My place");
    assert_int_equal(table.entry[0].age_67_plus, 600);
    assert_true(table.entry[0].area_km2 == 12.5);
    assert_int_equal(table.entry[0].index, -1);
    des_diagnostics_fini(&told);
    hc_register_fini(&table);
}

static void a_wrong_table_is_told_with_line_and_column(void **state) {
    (void)state;
    static const struct {
        const char *text, *told;
    } cases[] = {
        {"code,name,class,population,age_67_plus,age_90_plus,area_km2\n", "t.csv:1: no column "
                                                                          "\"age_80_plus\""},
        {HEAD "4010,Tinn,5,-5600,1300,380,70,2045.1\n",
         "t.csv:2: population: \"-5600\" is negative"},
        {HEAD "4010,Tinn,5,5600,1300,380,70,-1\n", "t.csv:2: area_km2: \"-1\" is negative"},
        {HEAD "4010,Tinn,7,5600,1300,380,70,20\n", "t.csv:2: class: \"7\" is outside"},
        {HEAD "4010,Tinn,5,many,1300,380,70,20\n", "t.csv:2: population: \"many\" is not a whole"},
        {HEAD "4010,Tinn,5,5600,1300,380,70,1.2.3\n", "area_km2: \"1.2.3\" is not a number"},
        {HEAD "4010,Tinn,5,5600,1300,1380,70,20\n", "do not nest"},
        {HEAD "4010,Tinn,5,5600\n",
         "t.csv:2: 4 cells in a table of 8 columns: none for age_67_plus"},
        {HEAD "4010,Tinn,5,5600,1300,380,70,20,5\n", "t.csv:2: 9 cells"},
        {HEAD "4010,\"Tinn,5,5600,1300,380,70,20\n", "t.csv:2: a quote"},
        {HEAD ",Tinn,5,5600,1300,380,70,20\n", "code: \"\" is empty"},
        {HEAD ROW ROW, "t.csv:3: code: \"4010\" is given twice"},
        {HEAD, "without a municipality"},
        {"", "without a municipality"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct hc_register table = {0};
        struct des_diagnostics told;
        des_diagnostics_init(&told);
        assert_int_equal(hc_register_read(cases[i].text, "t.csv", &table, &told), DES_EINPUT);
        assert_null(table.entry);
        bool said = false;
        for (size_t l = 0; l < told.count; l++) {
            said = said || strstr(told.lines[l], cases[i].told) != NULL;
        }
        if (!said) {
            fail_msg("%s is not said; the first line: %s", cases[i].told, told.lines[0]);
        }
        des_diagnostics_fini(&told);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_built_in_table_holds_the_country),
        cmocka_unit_test(a_place_is_found_by_code_and_by_name),
        cmocka_unit_test(a_place_that_is_not_there_or_not_alone_is_told),
        cmocka_unit_test(a_users_table_may_have_any_order_and_separator),
        cmocka_unit_test(a_wrong_table_is_told_with_line_and_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

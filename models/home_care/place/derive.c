#include "derive.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "municipality.h"
#include "demography.h"
#include "home_care/health/services.h"
#include "travel.h"

#define PI 3.14159265358979323846

/* ---- by class: statistics of 83 municipalities, a convenience sample ---- */

#define SAMPLE "SSB 12292, 11645, 11924 (2024), 83 municipalities by class"

/* Users over inhabitants of an age.  From users per 1000, the share under 67 and the coverage
 * of 80 and over by class, with the ages of the class (SSB 07459): 80 and over as counted, the
 * rest split by age. */
static const double coverage[6][3] = {
    /* under 67, 67-79, 80 and over */
    {0.0139, 0.052, 0.242}, {0.0198, 0.048, 0.245}, {0.0227, 0.055, 0.248},
    {0.0279, 0.061, 0.282}, {0.0348, 0.089, 0.337}, {0.0351, 0.089, 0.327},
};
static const double housing_per_1000[6] = {3.2, 3.8, 4.2, 6.5, 6.5, 6.3};
static const double housing_67_plus[6] = {0.55, 0.55, 0.55, 0.60, 0.65, 0.70};
static const double nursing_home_per_100[6] = {15.9, 12.8, 11.7, 10.0, 12.5, 13.8};

static size_t class_of(const struct hc_register_entry *entry) {
    return (size_t)entry->centrality_class - 1;
}

void hc_derive_users(const struct hc_register_entry *entry, double users[3]) {
    const double *cover = coverage[class_of(entry)];
    users[0] = cover[0] * (double)(entry->population - entry->age_67_plus);
    users[1] = cover[1] * (double)(entry->age_67_plus - entry->age_80_plus);
    users[2] = cover[2] * (double)entry->age_80_plus;
}

/* ---- writing ---- */

struct writer {
    char *text;
    size_t length, capacity;
    bool failed;
    int indent;
    const struct des_param *table;
};

static void put(struct writer *writer, const char *format, ...) DES_PRINTF(2, 3);
static void put(struct writer *writer, const char *format, ...) {
    char line[640];
    va_list arguments;
    va_start(arguments, format);
    int made = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    size_t length = strlen(line), needed = writer->length + length + (size_t)writer->indent + 1;
    writer->failed = writer->failed || made < 0 || (size_t)made >= sizeof line;
    if (!writer->failed && needed > writer->capacity) {
        char *grown = realloc(writer->text, 2 * needed);
        writer->failed = grown == NULL;
        if (grown != NULL) {
            writer->text = grown;
            writer->capacity = 2 * needed;
        }
    }
    if (!writer->failed) {
        memset(writer->text + writer->length, ' ', (size_t)writer->indent);
        memcpy(writer->text + writer->length + writer->indent, line, length + 1);
        writer->length += (size_t)writer->indent + length;
    }
}

static void write_value(struct writer *writer, const char *key, const struct des_value *value,
                        enum des_grade grade, const char *source) {
    const struct des_param *param = writer->table;
    while (param->key != NULL && strcmp(param->key, key) != 0) {
        param++;
    }
    char text[160];
    int length = param->key == NULL ? -1 : des_value_format(param, value, text, sizeof text);
    writer->failed = writer->failed || length < 0 || (size_t)length >= sizeof text;
    if (!writer->failed) {
        put(writer, "  %s = { value = %s; source = \"%s\"; grade = \"%s\"; };\n", key, text, source,
            des_grade_name(grade));
    }
}

/* Three digits are more than the rules know. */
static double rounded(double number) {
    if (number <= 0.0) {
        return 0.0;
    }
    double unit = pow(10.0, floor(log10(number)) - 2.0);
    return unit >= 1.0 ? nearbyint(number / unit) * unit
                       : nearbyint(number / unit) / nearbyint(1.0 / unit);
}

static void real(struct writer *writer, const char *key, double number, enum des_grade grade,
                 const char *source) {
    write_value(writer, key, &(struct des_value){.real = rounded(number)}, grade, source);
}
static void whole(struct writer *writer, const char *key, double number, enum des_grade grade,
                  const char *source) {
    write_value(writer, key, &(struct des_value){.integer = (int64_t)nearbyint(number)}, grade,
                source);
}
static void boolean(struct writer *writer, const char *key, bool truth, enum des_grade grade,
                    const char *source) {
    write_value(writer, key, &(struct des_value){.boolean = truth}, grade, source);
}
static void text(struct writer *writer, const char *key, const char *said, enum des_grade grade,
                 const char *source) {
    write_value(writer, key, &(struct des_value){.text = said}, grade, source);
}

/* ---- size and distance ---- */

/* Steps of ln(population) from the typical place of 1 800 to that of 50 000: the two for which
 * the map was set. */
static double size_of(const struct hc_register_entry *entry) {
    return log((double)entry->population / 1800.0) / log(50000.0 / 1800.0);
}

static double between(double low, double number, double high) {
    return fmin(fmax(number, low), high);
}

/* Mean road from the middle of a disc of `area` to a point in it. */
static double mean_road_km(double area_km2) {
    return 1.35 * 2.0 / 3.0 * sqrt(area_km2 / PI);
}

/* Road to a service that is there once for `people`: the disc that holds so many at the density of
 * the municipality, but at most `limit_km2`; the place itself when it is large enough. */
static double service_km(const struct hc_register_entry *entry, double people, double limit_km2,
                         double own_km) {
    double times = people / (double)entry->population;
    if (times <= 1.0) {
        return own_km;
    }
    double area = fmin(entry->area_km2 * times, fmax(limit_km2, entry->area_km2));
    return fmax(own_km, mean_road_km(area) * sqrt(1.0 - 1.0 / times));
}

double hc_derive_legevakt_km(const struct hc_register_entry *entry) {
    return service_km(entry, 12000.0, 3000.0, 3.0);
}

/* Lived-in part of the area as a disc: all of it at 190 people per km2, a quarter at 2. */
static double reach_km(const struct hc_register_entry *entry) {
    double density = (double)entry->population / entry->area_km2;
    double lived_in = fmin(1.0, pow(density / 191.0, 0.3));
    return between(0.5, sqrt(lived_in * entry->area_km2 / PI), 60.0);
}

/* ---- employer's tax ---- */

struct tax_zone {
    double rate;
    const char *source;
};

/* The rates are Skatteetaten's; which municipality is in which zone is not in the table, so it is
 * assumed here from county and class, and must be put right for a named place. */
static struct tax_zone tax_of(const struct hc_register_entry *entry) {
    if (strncmp(entry->county, "Finnmark", 8) == 0) {
        return (struct tax_zone){0.0, "Skatteetaten 2024, zone V; zone assumed from the county"};
    }
    if (strncmp(entry->county, "Troms", 5) == 0 || strncmp(entry->county, "Nordland", 8) == 0) {
        bool city = entry->population > 40000;
        return city ? (struct tax_zone){0.079, "Skatteetaten 2024, zone IVa; zone assumed from "
                                               "county and population"}
                    : (struct tax_zone){0.051, "Skatteetaten 2024, zone IV; zone assumed from "
                                               "the county"};
    }
    return entry->centrality_class >= 5
               ? (struct tax_zone){0.106, "Skatteetaten 2024, zone II; zone assumed from class 5 "
                                          "or 6"}
               : (struct tax_zone){0.141, "Skatteetaten 2024, zone I; zone assumed from class 1 "
                                          "to 4"};
}

/* ---- the groups ---- */

static void write_people(struct writer *w, const struct hc_register_entry *entry, const char *table,
                         enum des_grade grade) {
    double users[3];
    hc_derive_users(entry, users);
    double all = users[0] + users[1] + users[2], people = (double)entry->population;
    text(w, "name", entry->name, grade, table);
    text(w, "code", entry->code, grade, table);
    whole(w, "centrality_class", (double)entry->centrality_class, grade, table);
    whole(w, "population", people, grade, table);
    real(w, "share_80_plus", (double)entry->age_80_plus / people, grade, table);
    real(w, "share_90_plus_of_80", (double)entry->age_90_plus / (double)entry->age_80_plus, grade,
         table);
    put(w, "  // Users: coverage of each age by class, times the inhabitants of that age here.  "
           "The\n");
    put(w, "  // level of one municipality differs from it, with this log-sd, drawn in each\n");
    put(w, "  // replication: put in your users and a log-sd of 0 when you know them.\n");
    real(w, "users_per_1000", 1000.0 * all / people, DES_GRADE_B,
         "derived: coverage by age and class, " SAMPLE);
    real(w, "users_log_sd", 0.19, DES_GRADE_B,
         "Telemarksforsking, demand model of 357 municipalities 2007-2025");
    real(w, "coverage_80_plus", coverage[class_of(entry)][2], DES_GRADE_B, SAMPLE);
    real(w, "users_under_67", users[0] / all, DES_GRADE_B,
         "derived: coverage by age and class, " SAMPLE);
}

static void write_places(struct writer *w, const struct hc_register_entry *entry) {
    double people = (double)entry->population, old = (double)entry->age_80_plus;
    size_t class = class_of(entry);
    real(w, "care_housing_per_1000", housing_per_1000[class], DES_GRADE_B, SAMPLE);
    real(w, "care_housing_67_plus", housing_67_plus[class], DES_GRADE_D, "assumed, by class");
    real(w, "zone_users", 90.0, DES_GRADE_D, "assumed: 80-100 route users per base");
    whole(w, "nursing_home_places", fmax(1.0, nursing_home_per_100[class] * old / 100.0),
          DES_GRADE_B, "derived: places per 100 aged 80+ by class, " SAMPLE);
    whole(w, "short_term_places", fmax(1.0, 3.9 * old / 100.0), DES_GRADE_B,
          "derived: SSB care services 2023, 3.9 per 100 aged 80+ in the country");
    whole(w, "municipal_acute_beds", fmax(1.0, people / 7300.0), DES_GRADE_B,
          "derived: Helsedirektoratet 2022, 688 beds for 90 % of people; at least one");
    put(w, "  // Distances: a disc around the service that holds the people it is for, at the\n");
    put(w, "  // density of this municipality; mean road to its middle.  The people of a\n");
    put(w, "  // legevakt (12 000) and of a hospital (100 000) are assumed.\n");
    real(w, "hospital_km", service_km(entry, 100000.0, 20000.0, 4.0), DES_GRADE_D,
         "assumed: road in an area of 100 000 people, at most 20 000 km2");
    real(w, "legevakt_km", hc_derive_legevakt_km(entry), DES_GRADE_D,
         "assumed: road in an area of 12 000 people, at most 3 000 km2");
    whole(w, "legevakt_population", fmax(people, 12000.0), DES_GRADE_D,
          "assumed: the municipality, or with neighbours 12 000");
    whole(w, "legevakt_servers", fmax(1.0, people / 17000.0), DES_GRADE_D,
          "assumed: one doctor per 17 000 people");
    boolean(w, "night_shared", people < 3000.0, DES_GRADE_D, "assumed: below about 3 000 people");
    real(w, "gp_without_list",
         people < 2000.0    ? 0.08
         : people < 5000.0  ? 0.06
         : people < 20000.0 ? 0.04
                            : 0.03,
         DES_GRADE_D,
         "assumed around Helsedirektoratet 2023: 4 % in the country, more in small "
         "places");
    struct tax_zone tax = tax_of(entry);
    real(w, "employer_tax", tax.rate, DES_GRADE_D, tax.source);
}

static void write_map(struct writer *w, const struct hc_register_entry *entry) {
    double size = size_of(entry), reach = reach_km(entry), people = (double)entry->population;
    double main = between(0.35, 0.50 + 0.20 * size, 0.85);
    double small = between(0.08, 0.30 - 0.10 * size, 0.35);
    double main_radius = 1.2 * pow(main * people / 900.0, 0.268);
    put(w, "  // Shares, settlements and radius go with the logarithm of the population through "
           "the\n");
    put(w, "  // two typical places (1 800 and 50 000 people); reach is a disc of the lived-in "
           "area.\n");
    real(w, "main_share", main, DES_GRADE_D,
         "assumed by population; SSB 2019: 82 % of people live in urban settlements");
    real(w, "main_radius_km", fmin(main_radius, 0.5 * reach), DES_GRADE_D,
         "assumed by population, at most half the reach");
    whole(w, "settlements", between(1.0, 3.0 + 2.0 * size, 12.0), DES_GRADE_D,
          "assumed by population");
    real(w, "settlement_share", small, DES_GRADE_D, "assumed by population");
    real(w, "settlement_radius_km", between(0.05, 0.6 + 0.2 * size, 0.25 * reach), DES_GRADE_D,
         "assumed by population, at most a quarter of the reach");
    real(w, "reach_km", reach, DES_GRADE_D,
         "derived from the area; the lived-in part is assumed, (people per km2 / 191)^0.3");
}

/* Ratios of the growth from 2026 to 2040 to that of Porsgrunn, rounded: sums over 30
 * municipalities (3 of classes 1 and 2; 2, 2, 5 and 18 of the others) in the main alternative
 * of SSB 14746 (2026): of all people for the young, of an estimate of people with dementia for
 * the old (ChristianBHT/Framskrivningsverkt-y @ a1b8689, framskrevet_y1.csv). */
static const double old_growth[6] = {1.07, 1.07, 1.00, 1.00, 0.97, 0.99};
static const double young_growth[6] = {1.02, 1.02, 1.00, 0.98, 0.96, 0.97};

static void write_demography(struct writer *w, const struct hc_register_entry *entry,
                             const struct hc_derive_year *year) {
    static const char source[] = "assumed by class, from 30 municipalities of SSB 14746 (2026)";
    w->table = hc_demography_params;
    put(w, "demography = {\n");
    if (year != NULL) {
        put(w, "  year = %d; alternative = \"%s\";\n", (int)year->year,
            hc_demography_names[year->alternative]);
    }
    real(w, "old", old_growth[class_of(entry)], DES_GRADE_D, source);
    real(w, "young", young_growth[class_of(entry)], DES_GRADE_D, source);
    put(w, "};\n");
}

/* Where the mean of a day is below 0 for long, and where for hardly any (met.no 1991-2020:
 * Bergen, Stavanger and Kristiansand have no winter by that measure). */
static const char *const cold_counties[] = {"Innlandet", "Troms", "Finnmark", NULL};
static const char *const mild_counties[] = {"Rogaland", "Vestland", "M\xC3\xB8re og Romsdal",
                                            "Agder", NULL};

static bool is_among(const char *const *names, const char *county) {
    for (; *names != NULL; names++) {
        if (strncmp(county, *names, strlen(*names)) == 0) {
            return true;
        }
    }
    return false;
}

/* Winter is off until a scenario says how slow it is. */
static void write_winter(struct writer *w, const struct hc_register_entry *entry) {
    int climate = is_among(cold_counties, entry->county)   ? HC_CLIMATE_COLD
                  : is_among(mild_counties, entry->county) ? HC_CLIMATE_COAST
                                                           : HC_CLIMATE_LOWLAND;
    w->table = hc_winter_params;
    put(w, "travel = { winter = {\n");
    write_value(w, "climate", &(struct des_value){.choice = climate}, DES_GRADE_D,
                "assumed from the county");
    put(w, "}; };\n");
}

char *hc_derive_text(const struct hc_register_entry *entry, const char *table, enum des_grade grade,
                     const struct hc_derive_year *year, int indent) {
    struct writer w = {.indent = indent, .table = hc_municipality_params};
    put(&w, "municipality = {\n");
    write_people(&w, entry, table, grade);
    write_places(&w, entry);
    put(&w, "};\n");
    w.table = hc_map_params;
    put(&w, "map = {\n");
    write_map(&w, entry);
    put(&w, "};\n");
    w.table = hc_services_params_table;
    double places = fmax(1.0, nearbyint(3.9 * (double)entry->age_80_plus / 100.0));
    put(&w, "services = {\n");
    put(&w,
        "  // Few places need room: a full house would wait for weeks.  0.89 at 83 places was\n");
    put(&w, "  // fitted to paid waiting days.\n");
    real(&w, "short_term_background", fmax(0.3, 1.0 - 1.0 / sqrt(places)), DES_GRADE_D,
         "assumed: 1 - 1 / square root of the places");
    put(&w, "};\n");
    write_winter(&w, entry);
    write_demography(&w, entry, year);
    if (w.failed) {
        free(w.text);
        return NULL;
    }
    return w.text;
}

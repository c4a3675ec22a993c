#include "demography.h"

#include <math.h>

#include "municipality.h"
#include "home_care/people/people.h"

const char *const hc_demography_names[] = {"low", "main", "high", NULL};

#define SSB "SSB 14288 (2024)"
#define REAL(...) DES_REAL(struct hc_demography, __VA_ARGS__)
const struct des_param hc_demography_params[] = {
    DES_INT(struct hc_demography, year, "1", HC_DEMOGRAPHY_FIRST, HC_DEMOGRAPHY_FIRST,
            HC_DEMOGRAPHY_LAST, "the year of the table of municipalities", DES_GRADE_A,
            "the year whose people are served; prices and practice stay those of 2024"),
    DES_CHOICE(struct hc_demography, alternative, hc_demography_names, HC_DEMOGRAPHY_MAIN,
               SSB ": main alternative (MMMM), low (LLML) and high (HHMH) national growth",
               DES_GRADE_A, "how the population grows"),
    REAL(old, "1", 1.0, 0.5, 2.0,
         "assumed: as Porsgrunn (" SSB "), from 2024 to 2040 80+ x 1.55, 1.74 and 1.89",
         DES_GRADE_D, "ratio on the growth to 2040 of those aged 67 or more"),
    REAL(young, "1", 1.0, 0.5, 2.0, "assumed: as Porsgrunn (" SSB ")", DES_GRADE_D,
         "ratio on the growth to 2040 of those under 67"),
    REAL(coverage, "1/year", 0.0, -0.1, 0.1,
         "assumed; KOSTRA 12209: home care at 80+ fell from 28.9 to 24.8 % in 2020-2025",
         DES_GRADE_D, "growth a year since 2024 of the users' share of those aged 67 or more"),
    REAL(hours, "1/year", 0.0, -0.1, 0.1,
         "assumed; NOU 2023: 4 has 0, .5 and .5 % (standard less productivity)", DES_GRADE_D,
         "growth a year since 2024 of a user's planned minutes"),
    REAL(places_follow, "1", 1.0, 0.0, 2.0, "assumed", DES_GRADE_D,
         "share of the growth of 80+ by which beds, nursing home and staffed housing grow"),
    {0},
};

/* People of Porsgrunn, a municipality of class 3: SSB table 14288, 1 January (as kept in
 * evensrii/Telemark @ 0f87d31, Data/01_Befolkning). */
enum { KNOTS = 4 };
static const double knot_year[KNOTS] = {2024.0, 2030.0, 2035.0, 2040.0};
static const double people[HC_DEMOGRAPHY_ALTERNATIVES][HC_DEMOGRAPHY_AGES][KNOTS] = {
    [HC_DEMOGRAPHY_LOW] = {{30241, 29722, 28824, 27781},
                           {5009, 5143, 5485, 5855},
                           {1633, 2159, 2395, 2533},
                           {310, 347, 452, 560}},
    [HC_DEMOGRAPHY_MAIN] = {{30241, 30503, 30331, 30089},
                            {5009, 5190, 5583, 6015},
                            {1633, 2209, 2506, 2711},
                            {310, 371, 512, 675}},
    [HC_DEMOGRAPHY_HIGH] = {{30241, 31231, 31733, 32178},
                            {5009, 5233, 5672, 6161},
                            {1633, 2257, 2613, 2877},
                            {310, 392, 574, 801}},
};

/* Those aged 67-79 over those aged 80 or more: 2.4 to 2.7 in all classes (SSB 07459, 2024). */
#define MIDDLE_OLD_PER_OLD 2.5

double hc_demography_growth(const struct hc_demography *demography, enum hc_demography_age age) {
    const double *at = people[demography->alternative][age];
    double year = (double)demography->year;
    size_t k = 0;
    while (k + 2 < KNOTS && year > knot_year[k + 1]) {
        k++;
    }
    double part = (year - knot_year[k]) / (knot_year[k + 1] - knot_year[k]);
    double here = age == HC_DEMOGRAPHY_UNDER_67 ? demography->young : demography->old;
    double whole = (year - HC_DEMOGRAPHY_FIRST) / (HC_DEMOGRAPHY_LAST - HC_DEMOGRAPHY_FIRST);
    return at[k] / at[0] * pow(at[k + 1] / at[k], part) * pow(here, whole);
}

static int64_t grown(int64_t count, double ratio) {
    return count == 0 ? 0 : (int64_t)fmax(1.0, nearbyint((double)count * ratio));
}

static void grow_minutes(struct hc_demand *demand, double ratio) {
    for (size_t task = 0; task < sizeof demand->task_minutes / sizeof *demand->task_minutes;
         task++) {
        demand->task_minutes[task] *= ratio;
    }
    demand->on_site_hours_week *= ratio;
    demand->other_hours_week *= ratio;
}

/* Beds, wards, doctors: `old` and `all` are the growth of 80+ and of everybody. */
static void grow_places(struct hc_municipality *m, double old, double all, double users) {
    m->nursing_home_places = grown(m->nursing_home_places, old);
    m->short_term_places = grown(m->short_term_places, old);
    m->municipal_acute_beds = grown(m->municipal_acute_beds, old);
    m->legevakt_population = grown(m->legevakt_population, all);
    m->legevakt_servers = grown(m->legevakt_servers, all);
    m->care_housing_per_1000 *= users / all;
}

void hc_demography_apply(const struct hc_demography *demography,
                         struct hc_municipality *municipality, struct hc_demand *demand) {
    struct hc_municipality *m = municipality;
    if (demography->year == HC_DEMOGRAPHY_FIRST) {
        return;
    }
    double growth[HC_DEMOGRAPHY_AGES];
    for (int age = 0; age < HC_DEMOGRAPHY_AGES; age++) {
        growth[age] = hc_demography_growth(demography, (enum hc_demography_age)age);
    }
    double years = (double)(demography->year - HC_DEMOGRAPHY_FIRST);
    double cover = pow(1.0 + demography->coverage, years);
    double all = (double)m->population, old = all * m->share_80_plus;
    double middle = fmin(MIDDLE_OLD_PER_OLD * old, 0.5 * all), young = all - old - middle;
    double users = all * m->users_per_1000 / 1000.0, young_users = users * m->users_under_67;
    double old_users = old * m->coverage_80_plus;
    double middle_users = fmax(0.0, users - young_users - old_users);

    double oldest = old * m->share_90_plus_of_80 * growth[HC_DEMOGRAPHY_90_PLUS];
    double old_now = old * (1.0 - m->share_90_plus_of_80) * growth[HC_DEMOGRAPHY_80_89] + oldest;
    double all_now =
        young * growth[HC_DEMOGRAPHY_UNDER_67] + middle * growth[HC_DEMOGRAPHY_67_79] + old_now;
    young_users *= growth[HC_DEMOGRAPHY_UNDER_67];
    double users_now = young_users + middle_users * growth[HC_DEMOGRAPHY_67_79] * cover +
                       old_now * m->coverage_80_plus * cover;

    m->population = grown(m->population, all_now / all);
    m->share_80_plus = old_now / all_now;
    m->share_90_plus_of_80 = oldest / old_now;
    m->coverage_80_plus *= cover;
    m->users_per_1000 = 1000.0 * users_now / all_now;
    m->users_under_67 = young_users / users_now;
    double follow = demography->places_follow;
    grow_places(m, 1.0 + follow * (old_now / old - 1.0), all_now / all,
                1.0 + follow * (users_now / users - 1.0));
    grow_minutes(demand, pow(1.0 + demography->hours, years));
}

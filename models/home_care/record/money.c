#include "money.h"

#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"

#define REAL(...) DES_REAL(struct hc_money, __VA_ARGS__)
/* Rates in per cent follow pay, which is that of 2024. */
#define KS_TARIFF "Norsk Sykepleierforbund: KS tariff from 1 May 2023, of the pay of 2024"
/* The amount of the evening was 56 in 2010 and in 2023: pay rounds leave it. */
#define KS_AMOUNT "Norsk Sykepleierforbund: KS tariff from 1 May 2023; taken as unchanged in 2024"
const struct des_param hc_money_params[] = {
    REAL(pay_assistant, "NOK/year", 450000.0, 0.0, 3e6, "KS tariff 2023, from memory, + 5 %",
         DES_GRADE_D, "yearly pay of an assistant, 10 years"),
    REAL(pay_hfa, "NOK/year", 488000.0, 0.0, 3e6, "KS tariff 2023, from memory, + 5 %", DES_GRADE_D,
         "yearly pay of a helsefagarbeider, 10 years"),
    REAL(pay_vernepleier, "NOK/year", 578600.0, 0.0, 3e6, "as a nurse: KS tariff 1 May 2024",
         DES_GRADE_A, "yearly pay of a vernepleier, 10 years"),
    REAL(evening_supplement, "NOK/h", 56.0, 0.0, 1000.0, KS_AMOUNT, DES_GRADE_B,
         "supplement of rota work from 17 to 21"),
    REAL(night_supplement, "1", 0.25, 0.0, 2.0, KS_TARIFF, DES_GRADE_A,
         "supplement of rota work from 21 to 06, over the pay of an hour"),
    REAL(night_least, "NOK/h", 70.0, 0.0, 1000.0, KS_AMOUNT, DES_GRADE_B, "... at least"),
    REAL(weekend_supplement, "1", 0.22, 0.0, 2.0, KS_TARIFF, DES_GRADE_A,
         "supplement of Saturdays and Sundays, besides that of the hour"),
    REAL(weekend_least, "NOK/h", 70.0, 0.0, 1000.0, KS_AMOUNT, DES_GRADE_B, "... at least"),
    REAL(holiday_supplement, "1", 4.0 / 3.0, 0.0, 4.0, KS_TARIFF, DES_GRADE_A,
         "supplement of public holidays, in place of that of weekends"),
    REAL(tariff_hours, "h/year", 1846.0, 1000.0, 2500.0, "35.5 h a week x 52", DES_GRADE_A,
         "hours of a full post in a rota, by which the pay of an hour is reckoned"),
    REAL(holiday_pay, "1", 0.12, 0.0, 1.0, "assumed: five weeks, from memory", DES_GRADE_D,
         "holiday pay on supplements; that on pay is in the hours worked"),
    REAL(rota_supplement, "1", 0.145, 0.0, 2.0,
         "assumed: what the rates above come to over the rota of a town", DES_GRADE_D,
         "supplements over pay where no hours are known: posts that are bought, on-site staff"),
    REAL(pension, "1", 0.15, 0.0, 1.0, "assumed: 14-18 %", DES_GRADE_D,
         "employer's pension over pay"),
    REAL(overtime_factor, "1", 1.75, 1.0, 4.0, "tariff: 1.5-2.0", DES_GRADE_D,
         "cost of an overtime hour over an ordinary one"),
    REAL(agency_factor, "1", 2.0, 1.0, 6.0, "assumed: 1.6-2.6", DES_GRADE_D,
         "cost of an agency hour over an ordinary one"),
    REAL(km, "NOK/km", 4.90, 0.0, 100.0, "state rate 2023-24, from memory", DES_GRADE_D, "car"),
    REAL(hospital_stay_fixed, "NOK", 0.0, 0.0, 1e6, "assumed: all in the day price", DES_GRADE_D,
         "price of a stay besides its days"),
    REAL(hospital_day, "NOK/d", 15000.0, 0.0, 1e6,
         "60 000 (40 000-90 000) per acute stay of 4.0 days; Samdata 2022: 18 500 over all stays",
         DES_GRADE_D, "average cost of a hospital day of a user"),
    REAL(hospital_cashable, "1", 0.35, 0.0, 1.0, "assumed: 20-60 %", DES_GRADE_D,
         "share of it that is saved in the short run when a day is avoided"),
    REAL(waiting_day, "NOK/d", 5745.0, 0.0, 1e5, "Helsedirektoratet 2024", DES_GRADE_A,
         "paid by the municipality per day of a patient ready for discharge"),
    REAL(kad_day, "NOK/d", 2500.0, 0.0, 1e5, "assumed: nursing-home day x 1.5 less its base",
         DES_GRADE_D, "extra cost of a used municipal acute day"),
    REAL(short_term_day, "NOK/d", 5198.0, 0.0, 1e5, "KOSTRA 12209 (2024): institution day",
         DES_GRADE_A, "a day in a short-term place"),
    REAL(nursing_home_day, "NOK/d", 5198.0, 0.0, 1e5, "KOSTRA 12209 (2024): institution day",
         DES_GRADE_A, "a day in a nursing home, of users who moved there in the run"),
    REAL(legevakt_contact, "NOK", 3360.0, 0.0, 1e5,
         "SSB 2023: 4.8 billion over 1.43 million contacts", DES_GRADE_A,
         "average cost of a legevakt contact; the marginal one is near 760"),
    REAL(legevakt_municipality, "1", 0.76, 0.0, 1.0, "SSB 2023", DES_GRADE_A,
         "share paid by the municipality"),
    REAL(legevakt_state, "1", 0.18, 0.0, 1.0, "SSB 2023", DES_GRADE_A,
         "share paid by the state; the rest by the user"),
    REAL(gp_contact, "NOK", 350.0, 0.0, 1e5, "assumed: message 150, consultation 550", DES_GRADE_D,
         "state and user pay a GP contact; counted on the state"),
    REAL(consultation_refund, "NOK", 160.0, 0.0, 1e4,
         "Helsedirektoratet: refund for delegated nurse consultations from 2026; size assumed",
         DES_GRADE_D, "paid by the state to the municipality per delegated consultation"),
    REAL(ambulance, "NOK", 5000.0, 0.0, 1e6, "assumed", DES_GRADE_D, "an ambulance mission"),
    REAL(ambulance_km, "NOK/km", 25.0, 0.0, 1e4, "assumed", DES_GRADE_D,
         "... and per km of road, both ways"),
    REAL(ambulance_air, "NOK", 100000.0, 0.0, 1e7, "assumed", DES_GRADE_D,
         "a mission by helicopter or boat, when no road or ferry leads out"),
    {0},
};

static double oere(double nok) {
    return nearbyint(nok * 100.0);
}

static double base_pay(const struct hc_world *world, const struct hc_worker *worker) {
    const struct hc_money *p = &world->p.money;
    switch (worker->profession) {
    case HC_ASSISTANT:
        return p->pay_assistant;
    case HC_HFA:
        return p->pay_hfa;
    case HC_VERNEPLEIER:
        return p->pay_vernepleier;
    case HC_AKS:
        return world->care.competence.base_pay;
    default:
        return world->p.nurse.base_pay;
    }
}

static double with_load(const struct hc_world *world, double pay) {
    return pay * (1.0 + world->p.money.pension) * (1.0 + world->p.municipality.employer_tax);
}

static bool day_work(const struct hc_world *world, const struct hc_worker *worker) {
    return worker->own_staff &&
           (worker->shift.zone == HC_NOWHERE || worker->shift.hire == HC_HIRE_OWN_STAFF) &&
           !world->own.days.weekends;
}

/* NOK per hour at work, without supplements. */
static double hour_cost(const struct hc_world *world, const struct hc_worker *worker) {
    double hours =
        day_work(world, worker) ? world->p.function.worked_hours : world->p.staff.fte_hours;
    return with_load(world, base_pay(world, worker)) / hours;
}

/* Hours of a stretch that lie between two hours of a day. */
static double hours_between(double from, double to, int64_t day, double first, double last) {
    double midnight = (double)day * HC_DAY;
    double begin = hc_max(from, midnight + first * 60.0), end = hc_min(to, midnight + last * 60.0);
    return hc_max(0.0, end - begin) / 60.0;
}

/* Supplements of a stretch of one day, NOK, for an hour's pay. */
static double day_supplements(const struct hc_world *world, double pay, double from, double to,
                              int64_t day) {
    const struct hc_money *p = &world->p.money;
    double evening = hours_between(from, to, day, 17.0, 21.0);
    double night =
        hours_between(from, to, day, 0.0, 6.0) + hours_between(from, to, day, 21.0, 24.0);
    double of_the_day = 0.0;
    if (hc_public_holiday(&world->calendar, day)) {
        of_the_day = p->holiday_supplement * pay;
    } else if (hc_weekday(day) >= 5) {
        of_the_day = hc_max(p->weekend_supplement * pay, p->weekend_least);
    }
    return evening * p->evening_supplement +
           night * hc_max(p->night_supplement * pay, p->night_least) +
           hours_between(from, to, day, 0.0, 24.0) * of_the_day;
}

/* Supplements of a stretch, NOK: tariff, chapter 1 section 5. */
static double supplements(const struct hc_world *world, const struct hc_worker *worker, double from,
                          double to) {
    double pay = base_pay(world, worker) / world->p.money.tariff_hours, sum = 0.0;
    for (int64_t day = hc_day_of(from); (double)day * HC_DAY < to; day++) {
        sum += day_supplements(world, pay, from, to, day);
    }
    return with_load(world, sum * (1.0 + world->p.money.holiday_pay));
}

void hc_money_shift(struct hc_world *world, const struct hc_worker *worker, double end) {
    const struct hc_shift *shift = &worker->shift;
    double until = hc_min(end, shift->planned_end);
    double overtime = hc_max(0.0, end - shift->planned_end) / 60.0;
    double hour = hour_cost(world, worker);
    double part = 1.0;
    if (shift->kind == HC_NIGHT_SHIFT && world->p.municipality.night_shared) {
        part = world->p.staff.night_shared_part;
    }
    double factor = shift->hire == HC_HIRE_AGENCY ? world->p.money.agency_factor : 1.0;
    double pay = (until - shift->start) / 60.0 * hour;
    double inconvenient = supplements(world, worker, shift->start, until);
    double ordinary = oere(part * factor * (pay + inconvenient));
    double extra = oere(part * overtime * hour * world->p.money.overtime_factor);
    hc_count(world, HC_TOTAL_cost_overtime, extra);
    enum hc_total whose = shift->hire == HC_HIRE_AGENCY ? HC_TOTAL_cost_agency
                          : worker->own_staff           ? HC_TOTAL_cost_own_staff
                                                        : HC_TOTAL_cost_wages;
    hc_count(world, whose, ordinary);
    if (whose == HC_TOTAL_cost_wages) {
        hc_count(world, HC_TOTAL_cost_supplements, oere(part * inconvenient));
    }
    double drive = oere(shift->km * world->p.money.km);
    hc_count(world, HC_TOTAL_cost_travel, drive);
    hc_count(world, HC_TOTAL_cost_municipality, ordinary + extra + drive);
}

void hc_money_on_site(struct hc_world *world, double hours) {
    struct hc_worker hfa = {.profession = HC_HFA};
    double cost = oere(hours * hour_cost(world, &hfa) * (1.0 + world->p.money.rota_supplement));
    hc_count(world, HC_TOTAL_cost_on_site, cost);
    hc_count(world, HC_TOTAL_cost_municipality, cost);
}

void hc_money_waiting(struct hc_world *world, const struct hc_user *user, double days) {
    double cost = oere(days * world->p.money.waiting_day);
    hc_count_user(world, user, HC_TOTAL_cost_waiting, cost);
    hc_count_user(world, user, HC_TOTAL_cost_municipality, cost);
}

void hc_money_lever(struct hc_world *world, double nok, double state_share) {
    double cost = oere(nok), state = oere(nok * state_share);
    hc_count(world, HC_TOTAL_cost_levers, cost);
    hc_count(world, HC_TOTAL_cost_state, state);
    hc_count(world, HC_TOTAL_cost_municipality, cost - state);
}

void hc_money_ambulance(struct hc_world *world, const struct hc_user *user) {
    const struct hc_money *p = &world->p.money;
    bool by_air = !isfinite(hc_way_out_km(world, user->id));
    double km = 2.0 * (world->p.municipality.hospital_km + user->road_km);
    double cost = oere(by_air ? p->ambulance_air : p->ambulance + km * p->ambulance_km);
    hc_count_user(world, user, HC_TOTAL_ambulances, 1.0);
    hc_count_user(world, user, HC_TOTAL_air_ambulances, by_air ? 1.0 : 0.0);
    hc_count_user(world, user, HC_TOTAL_cost_ambulance, cost);
    hc_count_user(world, user, HC_TOTAL_cost_hospital_trust, cost);
}

void hc_money_transport(struct hc_world *world, const struct hc_user *user, double road_km) {
    double cost = oere(2.0 * road_km * world->p.money.ambulance_km);
    hc_count_user(world, user, HC_TOTAL_cost_ambulance, cost);
    hc_count_user(world, user, HC_TOTAL_cost_hospital_trust, cost);
}

static void finish_stratum(struct hc_world *world, double *t) {
    const struct hc_money *p = &world->p.money;
    double hospital = oere(p->hospital_day * t[HC_TOTAL_days_hospital] +
                           p->hospital_stay_fixed * t[HC_TOTAL_acute_admissions]);
    double beds[] = {oere(p->kad_day * t[HC_TOTAL_days_kad]),
                     oere(p->short_term_day * t[HC_TOTAL_days_short_term]),
                     oere(p->nursing_home_day * t[HC_TOTAL_days_nursing_home])};
    double legevakt = oere(p->legevakt_contact * t[HC_TOTAL_legevakt_contacts]);
    double from_municipality = oere(p->legevakt_municipality * legevakt / 100.0);
    double from_state = oere(p->legevakt_state * legevakt / 100.0);
    double gp = oere(p->gp_contact * t[HC_TOTAL_gp_contacts]);
    double refund = oere(p->consultation_refund * t[HC_TOTAL_own_consultations]);
    t[HC_TOTAL_cost_hospital] += hospital;
    t[HC_TOTAL_cost_hospital_cashable] += oere(p->hospital_cashable * hospital / 100.0);
    t[HC_TOTAL_cost_kad] += beds[0];
    t[HC_TOTAL_cost_short_term] += beds[1];
    t[HC_TOTAL_cost_nursing_home] += beds[2];
    t[HC_TOTAL_cost_beds] += beds[0] + beds[1] + beds[2];
    t[HC_TOTAL_cost_legevakt] += legevakt;
    t[HC_TOTAL_cost_gp] += gp;
    t[HC_TOTAL_cost_hospital_trust] += hospital;
    t[HC_TOTAL_cost_municipality] += beds[0] + beds[1] + beds[2] + from_municipality;
    t[HC_TOTAL_cost_municipality] -= refund;
    t[HC_TOTAL_cost_state] += from_state + gp + refund;
    t[HC_TOTAL_cost_user] += legevakt - from_municipality - from_state;
    t[HC_TOTAL_cost_total] += t[HC_TOTAL_cost_hospital_trust] + t[HC_TOTAL_cost_municipality] +
                              t[HC_TOTAL_cost_state] + t[HC_TOTAL_cost_user];
}

void hc_money_finish(struct hc_world *world) {
    for (int s = 0; s < HC_STRATA; s++) {
        finish_stratum(world, world->totals[s]);
    }
}

double hc_money_same_nurse_fte(const struct hc_world *world, double own_posts, double converted,
                               double nok_year) {
    const struct hc_staffing *staffing = &world->care.staffing;
    double pay = hc_competence_of(&world->p, staffing->own).base_pay;
    bool weekends = staffing->weekend_interval > 0 && staffing->in_rota <= 0.0;
    double in_rota = weekends ? 1.0 : staffing->in_rota;
    double supplement = 1.0 + world->p.money.rota_supplement * in_rota;
    double own = with_load(world, pay * supplement) * staffing->here * own_posts;
    double nurse =
        with_load(world, world->p.nurse.base_pay * (1.0 + world->p.money.rota_supplement));
    return hc_max(0.0, (own + nok_year) / nurse - converted);
}

#include "plan.h"

#include <math.h>
#include <string.h>

#include "scan.h"

/* ---- rates ---- */

/* "2.5, 4, 8"; the number of them, 0 when the text is something else. */
static size_t read_list(const char *at, double *numbers, size_t most) {
    size_t count = 0;
    network_scan_blanks(&at);
    do {
        if (count == most || !network_scan_number(&at, &numbers[count++])) {
            return 0;
        }
    } while (network_scan_mark(&at, ','));
    return *at == '\0' ? count : 0;
}

static bool read_rates(const struct network_class *class_, struct network_rates *rates) {
    *rates = (struct network_rates){.step_min = class_->rate_step};
    rates->count = read_list(class_->rates_per_h, rates->per_min, NETWORK_RATES);
    for (size_t i = 0; i < rates->count; i++) {
        rates->per_min[i] /= 60;
        rates->highest = fmax(rates->highest, rates->per_min[i]);
    }
    return rates->highest > 0;
}

double network_rate_at(const struct network_rates *rates, double time) {
    double step = fmod(floor(time / rates->step_min), (double)rates->count);
    return rates->per_min[(size_t)(step < 0 ? step + (double)rates->count : step)];
}

static bool has_zero(const struct network_rates *rates) {
    for (size_t i = 0; i < rates->count; i++) {
        if (!(rates->per_min[i] > 0)) {
            return true;
        }
    }
    return false;
}

static void check_rates(size_t c, const struct network_class *class_, struct network_rates *rates,
                        struct des_diagnostics *diagnostics) {
    const bool as_published = class_->arrivals == NETWORK_VARYING_AS_PUBLISHED;
    if (!as_published && class_->arrivals != NETWORK_VARYING) {
        return;
    }
    if (!read_rates(class_, rates)) {
        des_diagnostics_add(diagnostics,
                            "%s.rates_per_h: \"%s\" is not a list of up to %d rates, one above 0 "
                            "(accepted: \"2.5, 4, 8\")",
                            network_class_names[c], class_->rates_per_h, (int)NETWORK_RATES);
    } else if (as_published && has_zero(rates)) {
        des_diagnostics_add(diagnostics,
                            "%s.rates_per_h: a rate of 0 that is held to the next arrival would "
                            "last for ever (accepted: rates above 0, or arrivals = \"varying\")",
                            network_class_names[c]);
    }
}

/* ---- balking ---- */

static bool read_joins(const char *text, struct network_joins *joins) {
    joins->count = read_list(text, joins->chance, NETWORK_JOINS);
    for (size_t i = 0; i < joins->count; i++) {
        if (joins->chance[i] > 1) {
            return false;
        }
    }
    return joins->count > 0 || text[strspn(text, " \t\r\n")] == '\0';
}

static void check_joins(size_t c, const struct network_class *class_, struct network_joins *joins,
                        struct des_diagnostics *diagnostics) {
    if (!read_joins(class_->joins, joins)) {
        des_diagnostics_add(diagnostics,
                            "%s.joins: \"%s\" is not a list of up to %d chances from 0 to 1 "
                            "(accepted: \"1, 0.5, 0\")",
                            network_class_names[c], class_->joins, (int)NETWORK_JOINS);
    }
}

double network_join_chance(const struct network_joins *joins, size_t others) {
    const size_t last = joins->count - 1;
    return joins->count == 0 ? 1 : joins->chance[others < last ? others : last];
}

/* ---- shifts ---- */

static bool read_clock(const char **at, double *minute) {
    double hour = 0, rest = 0;
    bool is_read = network_scan_number(at, &hour) && network_scan_mark(at, ':') &&
                   network_scan_number(at, &rest);
    *minute = 60 * hour + rest;
    return is_read && rest < 60 && *minute < NETWORK_DAY_MIN;
}

static bool read_shifts(const char *at, struct network_shift_times *shifts) {
    network_scan_blanks(&at);
    *shifts = (struct network_shift_times){0};
    if (*at == '\0') {
        return true;
    }
    do {
        double minute = 0, servers = 0;
        const size_t n = shifts->count;
        if (n == NETWORK_SHIFTS || !read_clock(&at, &minute) ||
            !network_scan_number(&at, &servers) || servers > 1e6 || servers != floor(servers) ||
            (n > 0 && minute <= shifts->minute[n - 1])) {
            return false;
        }
        shifts->minute[n] = minute;
        shifts->servers[n] = (uint32_t)servers;
        shifts->count++;
    } while (network_scan_mark(&at, ','));
    return *at == '\0';
}

static void check_station(size_t s, const struct network_station *station,
                          struct network_plan *plan, struct des_diagnostics *diagnostics) {
    if (!read_shifts(station->shifts, &plan->shifts[s])) {
        des_diagnostics_add(diagnostics,
                            "%s.shifts: \"%s\" is not a list of times, rising, with a number of "
                            "servers (accepted: \"07:00 3, 15:00 2\")",
                            network_station_names[s], station->shifts);
    }
    if (station->discipline == NETWORK_POLLING &&
        (station->servers != 1 || plan->shifts[s].count > 0)) {
        des_diagnostics_add(diagnostics,
                            "%s.discipline: polling is done by one server, all day (accepted: "
                            "servers = 1 without shifts)",
                            network_station_names[s]);
    }
    if (station->servers == 0 && plan->shifts[s].count == 0) {
        des_diagnostics_add(diagnostics,
                            "%s.servers: nobody would ever be served (accepted: at "
                            "least 1, -1 for no limit, or `shifts`)",
                            network_station_names[s]);
    }
}

/* ---- routes ---- */

/* A class whose route begins with another class, and so on, must come to a station. */
static bool begins_in_a_circle(const struct network_plan *plan, size_t class_) {
    bool seen[NETWORK_CLASSES] = {false};
    size_t stack[NETWORK_CLASSES * NETWORK_CLASSES] = {class_}, depth = 1;
    while (depth > 0) {
        const struct network_route *route = &plan->route[stack[--depth]];
        for (unsigned i = 0; i < route->node[0].count; i++) {
            const struct network_choice *choice = &route->choice[route->node[0].first + i];
            if (choice->goal != NETWORK_TO_CLASS) {
                continue;
            }
            if (choice->target == class_) {
                return true;
            }
            if (!seen[choice->target]) {
                seen[choice->target] = true;
                stack[depth++] = choice->target;
            }
        }
    }
    return false;
}

/* Marks what a route leads to; true when a class is new. */
static bool mark(struct network_plan *plan, size_t class_) {
    const struct network_route *route = &plan->route[class_];
    bool is_new = false;
    for (unsigned i = 0; i < route->choice_count; i++) {
        const struct network_choice *choice = &route->choice[i];
        if (choice->goal == NETWORK_TO_STATION) {
            plan->station_in_use[choice->target] = true;
            plan->may_visit[choice->target][class_] = true;
        } else if (choice->goal == NETWORK_TO_CLASS) {
            is_new |= !plan->class_in_use[choice->target];
            plan->class_in_use[choice->target] = true;
        }
    }
    return is_new;
}

static bool read_routes(const struct network_parameters *p, struct network_plan *plan,
                        struct des_diagnostics *diagnostics) {
    bool is_read[NETWORK_CLASSES] = {false}, all_right = true, again = true;
    while (again) {
        again = false;
        for (size_t c = 0; c < NETWORK_CLASSES; c++) {
            if (!plan->class_in_use[c] || is_read[c]) {
                continue;
            }
            struct des_error error = {0};
            is_read[c] = true;
            if (network_route_read(p->class_[c].route, &plan->route[c], &error) != DES_OK) {
                all_right = false;
                des_diagnostics_add(diagnostics, "%s.route: %s", network_class_names[c],
                                    error.text);
                continue;
            }
            again |= mark(plan, c);
        }
    }
    return all_right;
}

/* ---- all of it ---- */

static void check_time(size_t c, const char *key, const char *station, const struct des_dist *time,
                       struct des_diagnostics *diagnostics) {
    if (network_is_given(time) && des_dist_low(time) < 0) {
        des_diagnostics_add(diagnostics, "%s.%s%s: a time below 0", network_class_names[c], key,
                            station);
    }
}

static void check_class(size_t c, const struct network_parameters *p, struct network_plan *plan,
                        struct des_diagnostics *diagnostics) {
    const struct network_class *class_ = &p->class_[c];
    check_rates(c, class_, &plan->rates[c], diagnostics);
    check_joins(c, class_, &plan->joins[c], diagnostics);
    if (class_->arrivals == NETWORK_RENEWAL && !(des_dist_mean(&class_->between_arrivals) > 0)) {
        des_diagnostics_add(diagnostics, "%s.between_arrivals: no time between arrivals",
                            network_class_names[c]);
    }
    if (begins_in_a_circle(plan, c)) {
        des_diagnostics_add(diagnostics, "%s.route: leads from class to class and to no station",
                            network_class_names[c]);
    }
    check_time(c, "patience", "", &class_->patience, diagnostics);
    check_time(c, "retry", "", &class_->retry, diagnostics);
    for (size_t s = 0; s < NETWORK_STATIONS; s++) {
        check_time(c, "service.", network_station_names[s], &class_->service[s], diagnostics);
    }
}

bool network_plan_read(const struct network_parameters *p, struct network_plan *plan,
                       struct des_diagnostics *diagnostics) {
    const size_t before = diagnostics->count;
    *plan = (struct network_plan){0};
    bool any = false;
    for (size_t c = 0; c < NETWORK_CLASSES; c++) {
        plan->class_in_use[c] = p->class_[c].arrivals != NETWORK_NO_ARRIVALS;
        any |= plan->class_in_use[c];
    }
    if (!any) {
        des_diagnostics_add(diagnostics, "class1.arrivals: no class has customers (accepted: "
                                         "poisson, renewal, varying, varying_as_published, "
                                         "population; none for all but one)");
        return false;
    }
    if (!read_routes(p, plan, diagnostics)) {
        return false;
    }
    for (size_t c = 0; c < NETWORK_CLASSES; c++) {
        if (plan->class_in_use[c]) {
            check_class(c, p, plan, diagnostics);
        }
    }
    for (size_t s = 0; s < NETWORK_STATIONS; s++) {
        if (plan->station_in_use[s]) {
            check_station(s, &p->station[s], plan, diagnostics);
        }
    }
    return diagnostics->count == before && !diagnostics->out_of_memory;
}

/* models/home_care/staff/rota_rules.h - the rules of a line as the generator asks for them. */
#ifndef HOME_CARE_ROTA_RULES_H
#define HOME_CARE_ROTA_RULES_H

#include "rota.h"

/* The rule that the duty of this day breaks with those around it; only what a further duty can
 * break, so that a line which keeps the rules can be built duty by duty. */
enum hc_rota_rule hci_rota_check_day(const struct hc_rota_rules *rules, const int8_t *cell,
                                     int day);
/* Days worked in a row if this one is; the cycle goes round. */
int hci_rota_in_row(const struct hc_rota_rules *rules, const int8_t *cell, int day);
/* No other weekend is worked too near to that of the week of `monday`. */
bool hci_rota_weekends_apart(const struct hc_rota_rules *rules, const int8_t *cell, int monday);
/* Counts a duty of this day in the cover; sign -1: it is taken off. */
void hci_rota_count_duty(struct hc_rota *rota, enum hc_skill skill, int day, int duty, double sign);

/* rota_fill.c: moves weekday duties of these lines, by the rules, to shifts that nobody stands on
 * though the need is for one or more; what cannot be filled stays.  O(gaps x posts x days^2). */
void hci_rota_fill(struct hc_rota *rota, const struct hc_rota_post *post, size_t count);

#endif

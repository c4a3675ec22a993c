/* models/network/scan.h - small readers for the texts of a scenario. */
#ifndef NETWORK_SCAN_H
#define NETWORK_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* Each moves *text behind what it read, and behind blanks; false: it was not there. */
bool network_scan_mark(const char **text, char mark);
/* Letters, digits and _; length 0 is "not there". */
bool network_scan_name(const char **text, const char **name, size_t *length);
/* Digits with an optional fraction: no sign, no exponent, no locale. */
bool network_scan_number(const char **text, double *number);
void network_scan_blanks(const char **text);

#endif

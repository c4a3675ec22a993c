/* tools/aksim/number.h - numbers as a person reads them. */
#ifndef AKSIM_NUMBER_H
#define AKSIM_NUMBER_H

#include <stddef.h>

#define NUMBER_ROOM 48

/* Decimals that show about three digits of a number of this size. */
int number_decimals(double magnitude);
/* Decimals that an uncertainty of this size leaves meaning: one digit of it, two when
 * it begins with 1 to 3.  Negative: tens, hundreds ...; 0 for no uncertainty. */
int number_doubt_decimals(double doubt);
/* Fixed decimals (negative: rounded to tens, hundreds ...), thousands set apart by a space; "-" for
 * NaN.  Returns text. */
const char *number_fixed(char text[NUMBER_ROOM], double number, int decimals);
/* ... with its sign, for differences. */
const char *number_signed(char text[NUMBER_ROOM], double number, int decimals);
/* The shortest text that reads back as the same number; "" for NaN. */
const char *number_exact(char text[NUMBER_ROOM], double number);
/* Characters on the screen of a UTF-8 text. */
size_t text_width(const char *text);

#endif

/* models/home_care/reading/words.h - the name that was meant by a misspelt one. */
#ifndef HOME_CARE_WORDS_H
#define HOME_CARE_WORDS_H

#include <stddef.h>

/* Letters to change, add or drop between two names; SIZE_MAX when `b` has more than 96.
 * O(length of a x length of b). */
size_t hc_word_distance(const char *a, const char *b);

/* Writes "(accepted: a, b; did you mean b?)" of `count` names; a third of the letters, at
 * least one, may be wrong. */
void hc_words_accepted(const char *const *names, size_t count, const char *wanted, char *text,
                       size_t size);

#endif

/* tools/aksim/layout.h - text that fits the page. */
#ifndef AKSIM_LAYOUT_H
#define AKSIM_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define LAYOUT_WIDTH 100

/* Prints words in lines of at most LAYOUT_WIDTH.  `column` says where the cursor
 * is; the lines after the first start at `indent`.  Ends the last line. */
void layout_wrap(FILE *out, size_t column, size_t indent, const char *text);
/* The bytes of `text` that fit in `width`, cut after a space, underscore or hyphen. */
size_t layout_piece(const char *text, size_t width);
/* Prints text padded with spaces to `width`. */
void layout_left(FILE *out, const char *text, size_t width);
void layout_right(FILE *out, const char *text, size_t width);
/* A heading: bold on a terminal unless NO_COLOR is set. */
void layout_heading(FILE *out, const char *text);

#endif

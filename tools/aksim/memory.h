/* tools/aksim/memory.h - allocation for the command line: out of memory ends the
 * program with a message and exit code 70, so callers need not ask. */
#ifndef AKSIM_MEMORY_H
#define AKSIM_MEMORY_H

#include <stddef.h>
#include <stdlib.h>

#include "des/status.h"

/* Zeroed; owned by the caller, free(). */
void *memory_array(size_t count, size_t size);
/* Room for at least `needed` items: doubles *capacity when it has to grow. */
void *memory_grow(void *items, size_t *capacity, size_t needed, size_t size);
char *text_copy(const char *text);
char *text_format(const char *format, ...) DES_PRINTF(1, 2);
/* The list, a separator where it is not empty, and one more; the list is freed. */
char *text_join(char *list, const char *separator, const char *more);
/* As it stands between the quotation marks of a scenario; owned by the caller. */
char *text_escaped(const char *text);
/* As one word of a command, quoted where the shell asks for it; owned by the caller. */
char *text_word(const char *text);
/* The content of a file, ended by a 0; NULL when it cannot be read. */
char *text_of_file(const char *path, size_t *size);
_Noreturn void memory_exhausted(void);

#endif

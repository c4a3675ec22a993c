/* tools/aksim/own_files.h - a municipality's own tables from a folder. */
#ifndef AKSIM_OWN_FILES_H
#define AKSIM_OWN_FILES_H

#include "exit_code.h"

/* Reads settlements.csv, users.csv, visits.csv and staff.csv of the folder, those that are
 * there, and sets *text to the group "data" of a scenario, indented; owned by the caller,
 * free().  What is wrong is told with file and line. */
enum exit_code own_files_read(const char *folder, int indent, char **text);

#endif

/* engine/results/journal_name.h - which file a writer takes. */
#ifndef DESI_JOURNAL_NAME_H
#define DESI_JOURNAL_NAME_H

#include "des/status.h"

/* Creates DIR and in it <job>.<restart>.<rank>, never an existing file, open
 * for appending and locked.  `path` is owned by the caller.
 * DES_OK; DES_ECREATE; DES_EBUSY; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_journal_create_file(const char *directory, const char *job,
                                                       unsigned rank, char **path, int *fd,
                                                       struct des_error *error);

#endif

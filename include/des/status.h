/* include/des/status.h - what a fallible function returns, and how it says why.
 *
 * Bad input (a file, a value, a full disk) is a status; a programming error is
 * des_assert() in des/check.h.  Functions leave their out-parameters untouched
 * on failure.  The text of an error is set where the failure is seen and is
 * never overwritten on the way up. */
#ifndef DES_STATUS_H
#define DES_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__GNUC__)
#define DES_NODISCARD __attribute__((warn_unused_result))
#define DES_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))
#else
#define DES_NODISCARD
#define DES_PRINTF(text, first)
#endif
#if defined(_WIN32)
#define DES_API
#else
#define DES_API __attribute__((visibility("default")))
#endif

/* name, text */
#define DES_STATUS_LIST(X)                                                                         \
    X(DES_OK, "done")                                                                              \
    X(DES_ENOMEM, "out of memory")                                                                 \
    X(DES_ERANGE, "a value is outside its range")                                                  \
    X(DES_ESTALE, "the event has already happened or was cancelled")                               \
    X(DES_EINPUT, "the scenario or data is wrong")                                                 \
    X(DES_ENOINPUT, "no such input")                                                               \
    X(DES_ECREATE, "the output cannot be created")                                                 \
    X(DES_EIO, "reading or writing failed")                                                        \
    X(DES_EMIXED, "results of different programs or inputs cannot be mixed")                       \
    X(DES_EBUSY, "another process is writing there")                                               \
    X(DES_EINTERRUPTED, "interrupted, resumable")                                                  \
    X(DES_EBUG, "a programming error was found")

#define DES_STATUS_ENUM(name, text) name,
enum des_status { DES_STATUS_LIST(DES_STATUS_ENUM) DES_STATUS_COUNT };
#undef DES_STATUS_ENUM

/* "DES_ERANGE" and "a value is outside its range"; static storage. */
DES_API const char *des_status_name(enum des_status status);
DES_API const char *des_status_text(enum des_status status);

/* One failure.  Caller-supplied, may be NULL wherever it is accepted. */
struct des_error {
    enum des_status status; /* DES_OK while nothing was set */
    char text[960];         /* a sentence; cut with "..." when longer */
};

/* Sets status and text unless an earlier failure is already there; returns
 * the status given, so that `return des_fail(err, DES_EIO, ...)` reads well. */
DES_API enum des_status des_fail(struct des_error *error, enum des_status status,
                                 const char *format, ...) DES_PRINTF(3, 4);

/* All that is wrong with a scenario, collected so that the user sees it at
 * once.  Owned by the caller; init and fini in pairs. */
struct des_diagnostics {
    char **lines; /* "file:line: path.to.key: what is wrong (...)" */
    size_t count;
    size_t capacity;
    bool out_of_memory; /* a line was lost for want of memory */
};
DES_API void des_diagnostics_init(struct des_diagnostics *diagnostics);
DES_API void des_diagnostics_fini(struct des_diagnostics *diagnostics);
DES_API void des_diagnostics_add(struct des_diagnostics *diagnostics, const char *format, ...)
    DES_PRINTF(2, 3);

#endif

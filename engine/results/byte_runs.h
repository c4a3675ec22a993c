/* engine/results/byte_runs.h - runs of one byte as blocks of a deflate stream (RFC 1951). */
#ifndef DESI_BYTE_RUNS_H
#define DESI_BYTE_RUNS_H

#include <stddef.h>

/* Shorter runs are left to a compressor. */
#define DESI_BYTE_RUN_LEAST 4096

/* Tells the runs that `bytes` begins with, each of DESI_BYTE_RUN_LEAST bytes or more, in blocks
 * that take less than a thirtieth of them.  When these are all bytes the last block is final; else
 * the blocks end at a whole byte, and another deflate stream, of the other bytes, may follow.
 * Returns how many bytes are told; 0: none, and nothing is written.  *length: written to `out`,
 * which has room for `count` bytes. */
size_t desi_byte_runs(const unsigned char *bytes, size_t count, unsigned char *out, size_t *length);

#endif

// zlib's gzip format behind two functions, opened when it is first needed.
#ifndef RUNLEDGER_CZLIB_H
#define RUNLEDGER_CZLIB_H

#include <stddef.h>
#include <stdint.h>

// Opens the library once. NULL when it is open, otherwise why it is not.
const char *rl_zlib_load(void);

// Takes gzip members apart: reads all of `source`, and writes at most `capacity` bytes. The number of
// bytes written; -1 when they are no gzip data or are cut short, -2 when they would not fit.
ptrdiff_t rl_gunzip(const uint8_t *source, size_t count, uint8_t *target, size_t capacity);

// One gzip member without name or time. The number of bytes written; -1 when they would not fit.
ptrdiff_t rl_gzip(const uint8_t *source, size_t count, uint8_t *target, size_t capacity);

#endif

// What writing and reading a standard archive takes, by libarchive, opened when it is first needed.
//
// Archives are tar (pax), packed with zstd, without times, owners or modes that differ: the same files in
// the same order give the same bytes. Nothing but `rl_archive_load` may be called before it returned NULL.
#ifndef RUNLEDGER_CARCHIVE_H
#define RUNLEDGER_CARCHIVE_H

#include <stddef.h>
#include <stdint.h>

// Opens the library once. NULL when it is open, otherwise why it is not.
const char *rl_archive_load(void);

// Begins an archive in a file, replacing what is there; NULL when that cannot be done.
void *rl_archive_create(const char *path);
// Adds a file with its content; 0, or -1.
int rl_archive_add(void *archive, const char *name, const void *data, size_t count);
// The error number of what failed last, or a negative number of the library's own.
int rl_archive_errno(void *archive);
// The system's words for an error number, and whether it says that a disk or a quota is used up.
const char *rl_archive_reason(int code);
int rl_archive_is_full(int code);
// Writes what is left, and frees it; 0, or -1 with the error number.
int rl_archive_finish(void *archive, int *code);

// Opens an archive; NULL when it is none.
void *rl_archive_open(const char *path);
// The next regular file, its name (valid until the next call) and size: 1; 0 at the end; -1 when the archive is
// damaged or holds something else than files and directories.
int rl_archive_next(void *archive, const char **name, int64_t *size);
// Reads content of that file; the number of bytes, or -1.
long rl_archive_read(void *archive, void *data, size_t count);
void rl_archive_close(void *archive);

#endif

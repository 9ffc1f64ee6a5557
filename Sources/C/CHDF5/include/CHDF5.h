// What writing an HDF5 file takes, opened when it is first needed.
//
// Objects are named by absolute paths within the file. No times are stored, so that the same calls
// give the same bytes. Every function returns 0, or -1 when the library refused; nothing but
// `rl_hdf5_load` may be called before it returned NULL.
#ifndef RUNLEDGER_CHDF5_H
#define RUNLEDGER_CHDF5_H

#include <stddef.h>
#include <stdint.h>

// Opens the library once. NULL when it is open, otherwise why it is not.
const char *rl_hdf5_load(void);

// Creates a file, replacing what is there; the file's number, or -1.
int64_t rl_hdf5_create(const char *path);
int rl_hdf5_close(int64_t file);

int rl_hdf5_group(int64_t file, const char *path);

// Attributes of a group or a dataset: a text, some texts, some whole numbers, a truth value. Texts are
// UTF-8 and of variable length. Several of them stand one behind the other, each ended by a zero byte.
int rl_hdf5_attribute_text(int64_t file, const char *path, const char *name, const char *text);
int rl_hdf5_attribute_texts(int64_t file, const char *path, const char *name, const char *texts,
                            size_t count);
int rl_hdf5_attribute_integers(int64_t file, const char *path, const char *name,
                               const int64_t *values, size_t count);
int rl_hdf5_attribute_flag(int64_t file, const char *path, const char *name, int value);

// Datasets of one or two dimensions, row after row; `columns` is 0 for one dimension.
int rl_hdf5_doubles(int64_t file, const char *path, const double *values, size_t rows,
                    size_t columns);
int rl_hdf5_floats(int64_t file, const char *path, const float *values, size_t rows,
                   size_t columns);
int rl_hdf5_integers(int64_t file, const char *path, const int32_t *values, size_t count);
int rl_hdf5_texts(int64_t file, const char *path, const char *texts, size_t count);
int rl_hdf5_text(int64_t file, const char *path, const char *text);

#endif

#define _GNU_SOURCE 1
#include "CHDF5.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The part of HDF5's interface that is used here, as every version since 1.10 has it.
typedef int64_t Id;
typedef unsigned long long Extent;

int H5open(void);
int H5Eset_auto2(Id, void *, void *);
Id H5Fcreate(const char *, unsigned, Id, Id);
int H5Fclose(Id);
Id H5Gcreate2(Id, const char *, Id, Id, Id);
int H5Gclose(Id);
Id H5Oopen(Id, const char *, Id);
int H5Oclose(Id);
Id H5Screate(int);
Id H5Screate_simple(int, const Extent *, const Extent *);
int H5Sclose(Id);
Id H5Pcreate(Id);
int H5Pset_obj_track_times(Id, _Bool);
int H5Pclose(Id);
Id H5Tcopy(Id);
int H5Tset_size(Id, size_t);
int H5Tset_cset(Id, int);
int H5Tclose(Id);
Id H5Tenum_create(Id);
int H5Tenum_insert(Id, const char *, const void *);
Id H5Dcreate2(Id, const char *, Id, Id, Id, Id, Id);
int H5Dwrite(Id, Id, Id, Id, Id, const void *);
int H5Dclose(Id);
Id H5Acreate2(Id, const char *, Id, Id, Id, Id);
int H5Awrite(Id, Id, const void *);
int H5Aclose(Id);

#define FUNCTIONS(use)                                                                            \
  use(H5open) use(H5Eset_auto2) use(H5Fcreate) use(H5Fclose) use(H5Gcreate2) use(H5Gclose)        \
  use(H5Oopen) use(H5Oclose) use(H5Screate) use(H5Screate_simple) use(H5Sclose) use(H5Pcreate)    \
  use(H5Pset_obj_track_times) use(H5Pclose) use(H5Tcopy) use(H5Tset_size) use(H5Tset_cset)        \
  use(H5Tclose) use(H5Tenum_create) use(H5Tenum_insert) use(H5Dcreate2) use(H5Dwrite)             \
  use(H5Dclose) use(H5Acreate2) use(H5Awrite) use(H5Aclose)

#define DECLARE(name) __typeof__(&name) name;
static struct {
  FUNCTIONS(DECLARE)
  // Types and property classes: numbers that the library gives out once it is open.
  Id *doubles, *floats, *int32, *int64, *int8, *text, *creation;
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[512] = "";

#define FIND(name)                                                                                \
  if (!(library.name = (__typeof__(&name))dlsym(handle, #name))) missing = #name;
#define FIND_ID(field, name)                                                                      \
  if (!(library.field = (Id *)dlsym(handle, name))) missing = name;

static void load(void) {
  static const char *const names[] = {"libhdf5_serial.so.103", "libhdf5_serial.so.310",
                                      "libhdf5_serial.so", "libhdf5.so"};
  void *handle = NULL;
  for (size_t i = 0; !handle && i < sizeof names / sizeof *names; i++)
    handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    snprintf(problem, sizeof problem,
             "there is no HDF5 on this machine; install libhdf5-103-1 (or libhdf5-dev): %s",
             dlerror());
    return;
  }
  const char *missing = NULL;
  FUNCTIONS(FIND)
  FIND_ID(doubles, "H5T_IEEE_F64LE_g")
  FIND_ID(floats, "H5T_IEEE_F32LE_g")
  FIND_ID(int32, "H5T_STD_I32LE_g")
  FIND_ID(int64, "H5T_STD_I64LE_g")
  FIND_ID(int8, "H5T_STD_I8LE_g")
  FIND_ID(text, "H5T_C_S1_g")
  FIND_ID(creation, "H5P_CLS_DATASET_CREATE_ID_g")
  if (missing)
    snprintf(problem, sizeof problem,
             "the HDF5 of this machine has no '%s'; install libhdf5-103-1 (or libhdf5-dev)",
             missing);
  else if (library.H5open() < 0)
    snprintf(problem, sizeof problem, "the HDF5 of this machine does not start");
  else
    library.H5Eset_auto2(0, NULL, NULL);
}

const char *rl_hdf5_load(void) {
  pthread_once(&once, load);
  return problem[0] ? problem : NULL;
}

int64_t rl_hdf5_create(const char *path) { return library.H5Fcreate(path, 2, 0, 0); }
int rl_hdf5_close(int64_t file) { return library.H5Fclose(file) < 0 ? -1 : 0; }

int rl_hdf5_group(int64_t file, const char *path) {
  const Id group = library.H5Gcreate2(file, path, 0, 0, 0);
  return group < 0 || library.H5Gclose(group) < 0 ? -1 : 0;
}

static Id text_type(void) {
  const Id type = library.H5Tcopy(*library.text);
  library.H5Tset_size(type, (size_t)-1);
  library.H5Tset_cset(type, 1);
  return type;
}

static Id space_of(size_t rows, size_t columns) {
  const Extent extents[2] = {rows, columns};
  return library.H5Screate_simple(columns ? 2 : 1, extents, NULL);
}

static int attribute(Id file, const char *path, const char *name, Id type, Id space,
                     const void *values) {
  const Id object = library.H5Oopen(file, path, 0);
  if (object < 0) return -1;
  const Id found = library.H5Acreate2(object, name, type, space, 0, 0);
  int code = found < 0 || library.H5Awrite(found, type, values) < 0 ? -1 : 0;
  if (found >= 0 && library.H5Aclose(found) < 0) code = -1;
  if (library.H5Oclose(object) < 0) code = -1;
  return code;
}

static int dataset(Id file, const char *path, Id type, Id space, const void *values) {
  const Id how = library.H5Pcreate(*library.creation);
  library.H5Pset_obj_track_times(how, 0);
  const Id made = library.H5Dcreate2(file, path, type, space, 0, how, 0);
  int code = made < 0 || (values && library.H5Dwrite(made, type, 0, 0, 0, values) < 0) ? -1 : 0;
  if (made >= 0 && library.H5Dclose(made) < 0) code = -1;
  library.H5Pclose(how);
  return code;
}

static const char **pointers(const char *texts, size_t count) {
  const char **result = calloc(count ? count : 1, sizeof *result);
  for (size_t i = 0; result && i < count; i++) {
    result[i] = texts;
    texts += strlen(texts) + 1;
  }
  return result;
}

int rl_hdf5_attribute_text(int64_t file, const char *path, const char *name, const char *text) {
  const Id type = text_type(), space = library.H5Screate(0);
  const int code = attribute(file, path, name, type, space, &text);
  library.H5Sclose(space);
  library.H5Tclose(type);
  return code;
}

int rl_hdf5_attribute_texts(int64_t file, const char *path, const char *name, const char *texts,
                            size_t count) {
  const char **values = pointers(texts, count);
  if (!values) return -1;
  const Id type = text_type(), space = space_of(count, 0);
  const int code = attribute(file, path, name, type, space, values);
  library.H5Sclose(space);
  library.H5Tclose(type);
  free(values);
  return code;
}

int rl_hdf5_attribute_integers(int64_t file, const char *path, const char *name,
                               const int64_t *values, size_t count) {
  const Id space = space_of(count, 0);
  const int code = attribute(file, path, name, *library.int64, space, values);
  library.H5Sclose(space);
  return code;
}

int rl_hdf5_attribute_flag(int64_t file, const char *path, const char *name, int value) {
  // As h5py writes a truth value: an enumeration of FALSE and TRUE over one byte.
  const int8_t no = 0, yes = 1, flag = value ? 1 : 0;
  const Id type = library.H5Tenum_create(*library.int8), space = library.H5Screate(0);
  library.H5Tenum_insert(type, "FALSE", &no);
  library.H5Tenum_insert(type, "TRUE", &yes);
  const int code = attribute(file, path, name, type, space, &flag);
  library.H5Sclose(space);
  library.H5Tclose(type);
  return code;
}

static int numbers(Id file, const char *path, Id type, const void *values, size_t rows,
                   size_t columns) {
  const Id space = space_of(rows, columns);
  const int code = dataset(file, path, type, space, values);
  library.H5Sclose(space);
  return code;
}

int rl_hdf5_doubles(int64_t file, const char *path, const double *values, size_t rows,
                    size_t columns) {
  return numbers(file, path, *library.doubles, values, rows, columns);
}

int rl_hdf5_floats(int64_t file, const char *path, const float *values, size_t rows,
                   size_t columns) {
  return numbers(file, path, *library.floats, values, rows, columns);
}

int rl_hdf5_integers(int64_t file, const char *path, const int32_t *values, size_t count) {
  return numbers(file, path, *library.int32, values, count, 0);
}

int rl_hdf5_texts(int64_t file, const char *path, const char *texts, size_t count) {
  const char **values = pointers(texts, count);
  if (!values) return -1;
  const Id type = text_type(), space = space_of(count, 0);
  const int code = dataset(file, path, type, space, values);
  library.H5Sclose(space);
  library.H5Tclose(type);
  free(values);
  return code;
}

int rl_hdf5_text(int64_t file, const char *path, const char *text) {
  const Id type = text_type(), space = library.H5Screate(0);
  const int code = dataset(file, path, type, space, &text);
  library.H5Sclose(space);
  library.H5Tclose(type);
  return code;
}

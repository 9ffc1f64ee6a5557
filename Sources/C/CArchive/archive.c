#define _GNU_SOURCE 1
#include "CArchive.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

// The part of libarchive's interface that is used here, as every version since 3.0 has it.
struct archive;
struct archive_entry;
struct archive *archive_write_new(void);
int archive_write_set_format_pax_restricted(struct archive *);
int archive_write_add_filter_zstd(struct archive *);
int archive_write_open_filename(struct archive *, const char *);
int archive_write_header(struct archive *, struct archive_entry *);
ssize_t archive_write_data(struct archive *, const void *, size_t);
int archive_write_close(struct archive *);
int archive_write_free(struct archive *);
int archive_errno(struct archive *);
struct archive *archive_read_new(void);
int archive_read_support_filter_all(struct archive *);
int archive_read_support_format_tar(struct archive *);
int archive_read_open_filename(struct archive *, const char *, size_t);
int archive_read_next_header(struct archive *, struct archive_entry **);
ssize_t archive_read_data(struct archive *, void *, size_t);
int archive_read_free(struct archive *);
struct archive_entry *archive_entry_new(void);
void archive_entry_free(struct archive_entry *);
void archive_entry_set_pathname(struct archive_entry *, const char *);
void archive_entry_set_size(struct archive_entry *, int64_t);
void archive_entry_set_filetype(struct archive_entry *, unsigned);
void archive_entry_set_perm(struct archive_entry *, mode_t);
const char *archive_entry_pathname(struct archive_entry *);
int64_t archive_entry_size(struct archive_entry *);
mode_t archive_entry_filetype(struct archive_entry *);

#define FUNCTIONS(use)                                                                            \
  use(archive_write_new) use(archive_write_set_format_pax_restricted)                             \
  use(archive_write_add_filter_zstd) use(archive_write_open_filename) use(archive_write_header)   \
  use(archive_write_data) use(archive_write_close) use(archive_write_free) use(archive_read_new)  \
  use(archive_read_support_filter_all) use(archive_read_support_format_tar)                       \
  use(archive_read_open_filename) use(archive_read_next_header) use(archive_read_data)            \
  use(archive_read_free) use(archive_entry_new) use(archive_entry_free)                           \
  use(archive_entry_set_pathname) use(archive_entry_set_size) use(archive_entry_set_filetype)     \
  use(archive_entry_set_perm) use(archive_entry_pathname) use(archive_entry_size)                 \
  use(archive_entry_filetype) use(archive_errno)

#define DECLARE(name) __typeof__(&name) name;
static struct {
  FUNCTIONS(DECLARE)
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[512] = "";

#define FIND(name)                                                                                \
  if (!(library.name = (__typeof__(&name))dlsym(handle, #name))) missing = #name;

static void load(void) {
  void *handle = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    snprintf(problem, sizeof problem,
             "there is no libarchive on this machine; install libarchive13: %s", dlerror());
    return;
  }
  const char *missing = NULL;
  FUNCTIONS(FIND)
  if (missing)
    snprintf(problem, sizeof problem,
             "the libarchive of this machine has no '%s'; install libarchive13", missing);
}

const char *rl_archive_load(void) {
  pthread_once(&once, load);
  return problem[0] ? problem : NULL;
}

void *rl_archive_create(const char *path) {
  struct archive *archive = library.archive_write_new();
  if (!archive) return NULL;
  if (library.archive_write_set_format_pax_restricted(archive) == 0 &&
      library.archive_write_add_filter_zstd(archive) == 0 &&
      library.archive_write_open_filename(archive, path) == 0)
    return archive;
  library.archive_write_free(archive);
  return NULL;
}

int rl_archive_add(void *archive, const char *name, const void *data, size_t count) {
  struct archive_entry *entry = library.archive_entry_new();
  if (!entry) return -1;
  library.archive_entry_set_pathname(entry, name);
  library.archive_entry_set_size(entry, (int64_t)count);
  library.archive_entry_set_filetype(entry, S_IFREG);
  library.archive_entry_set_perm(entry, 0444);
  int result = library.archive_write_header(archive, entry) == 0 ? 0 : -1;
  library.archive_entry_free(entry);
  const char *bytes = data;
  while (result == 0 && count > 0) {
    ssize_t written = library.archive_write_data(archive, bytes, count);
    if (written <= 0) return -1;
    bytes += written;
    count -= (size_t)written;
  }
  return result;
}

int rl_archive_errno(void *archive) { return library.archive_errno(archive); }

const char *rl_archive_reason(int code) { return strerror(code); }

int rl_archive_is_full(int code) { return code == ENOSPC || code == EDQUOT; }

int rl_archive_finish(void *archive, int *code) {
  int result = library.archive_write_close(archive) == 0 ? 0 : -1;
  *code = result == 0 ? 0 : library.archive_errno(archive);
  library.archive_write_free(archive);
  return result;
}

void *rl_archive_open(const char *path) {
  struct archive *archive = library.archive_read_new();
  if (!archive) return NULL;
  library.archive_read_support_filter_all(archive);
  library.archive_read_support_format_tar(archive);
  if (library.archive_read_open_filename(archive, path, 1 << 16) == 0) return archive;
  library.archive_read_free(archive);
  return NULL;
}

int rl_archive_next(void *archive, const char **name, int64_t *size) {
  for (;;) {
    struct archive_entry *entry = NULL;
    int result = library.archive_read_next_header(archive, &entry);
    if (result == 1) return 0;
    if (result != 0) return -1;
    mode_t type = library.archive_entry_filetype(entry);
    if (type == S_IFDIR) continue;
    *name = library.archive_entry_pathname(entry);
    *size = library.archive_entry_size(entry);
    return type == S_IFREG && *name && *size >= 0 ? 1 : -1;
  }
}

long rl_archive_read(void *archive, void *data, size_t count) {
  return (long)library.archive_read_data(archive, data, count);
}

void rl_archive_close(void *archive) { library.archive_read_free(archive); }

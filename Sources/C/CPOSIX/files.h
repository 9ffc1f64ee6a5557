// Files: locks that belong to an open file description, clones, names and messages.
#ifndef RUNLEDGER_CPOSIX_FILES_H
#define RUNLEDGER_CPOSIX_FILES_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef F_OFD_SETLK
#define F_OFD_SETLK 37
#endif

extern int pipe2(int ends[2], int flags);
extern int syncfs(int descriptor);
extern ssize_t copy_file_range(
    int source, __off64_t *from, int target, __off64_t *to, size_t count, unsigned int flags);
extern const char *strerrordesc_np(int number);

// open(2) is variadic. Every descriptor of ours closes on exec.
static inline int rl_open(const char *path, int flags, mode_t mode) {
  return open(path, flags | O_CLOEXEC, mode);
}

// Makes sure that the descriptors 0, 1 and 2 are taken, by /dev/null where they were closed: a file
// that got one of these numbers would be written to by whoever prints. Answers -1 when it cannot.
static inline int rl_hold_standard_descriptors(void) {
  for (int descriptor = 0; descriptor <= 2; descriptor++) {
    if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest free number is handed out, and all below this one are taken.
    if (open("/dev/null", O_RDWR) < 0) return -1;
  }
  return 0;
}

// From <linux/openat2.h>, which a distribution's headers may be too old for.
typedef struct {
  uint64_t flags;
  uint64_t mode;
  uint64_t resolve;
} rl_open_how;

#define RL_SYS_openat2 437
#define RL_RESOLVE_NO_MAGICLINKS 2
#define RL_RESOLVE_NO_SYMLINKS 4
#define RL_RESOLVE_BENEATH 8
#define RL_O_PATH 010000000

// Opens every directory on the way without following a link: where the kernel lacks openat2.
static inline int rl_walk_beneath(int directory, const char *path, int flags, mode_t mode) {
  char name[256];
  int here = directory;
  for (;;) {
    size_t length = 0;
    int next;
    int failure;
    while (*path == '/') path++;
    while (path[length] && path[length] != '/') length++;
    if (length >= sizeof name) {
      errno = ENAMETOOLONG;
      next = -1;
    } else if (length == 2 && path[0] == '.' && path[1] == '.') {
      errno = EXDEV;
      next = -1;
    } else {
      const char *rest = path + length;
      memcpy(name, path, length);
      name[length] = 0;
      while (*rest == '/') rest++;
      if (*rest == 0) {
        next = openat(here, length ? name : ".", flags | O_NOFOLLOW | O_CLOEXEC, mode);
      } else {
        next = openat(here, name, RL_O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        // A link that is not followed is no directory either.
        if (next < 0 && errno == ENOTDIR) {
          int link = openat(here, name, RL_O_PATH | O_NOFOLLOW | O_CLOEXEC);
          char target;
          int is_link = link >= 0 && readlinkat(link, "", &target, 1) >= 0;
          if (link >= 0) close(link);
          errno = is_link ? ELOOP : ENOTDIR;
        }
      }
      path = *rest ? rest : 0;
    }
    failure = errno;
    if (here != directory) close(here);
    errno = failure;
    if (next < 0 || !path) return next;
    here = next;
  }
}

// Opens a path below a directory that is held open: never through a link, never out of it.
static inline int rl_open_beneath(int directory, const char *path, int flags, mode_t mode) {
  rl_open_how how;
  long result;
  memset(&how, 0, sizeof how);
  how.flags = (uint64_t)(unsigned int)(flags | O_CLOEXEC);
  how.mode = (flags & O_CREAT) ? mode & 07777 : 0;
  how.resolve = RL_RESOLVE_BENEATH | RL_RESOLVE_NO_SYMLINKS | RL_RESOLVE_NO_MAGICLINKS;
  do {
    result = syscall(RL_SYS_openat2, directory, path, &how, sizeof how);
  } while (result < 0 && errno == EAGAIN);
  // Older kernels lack it, and some containers' filters deny what they do not know.
  if (result < 0 && (errno == ENOSYS || errno == EPERM)) {
    return rl_walk_beneath(directory, path, flags, mode);
  }
  return (int)result;
}

// Locks or unlocks the whole file for this open file description, without waiting.
// `type` is F_RDLCK, F_WRLCK or F_UNLCK.
static inline int rl_lock(int descriptor, int type) {
  struct flock lock;
  memset(&lock, 0, sizeof lock);
  lock.l_type = (short)type;
  lock.l_whence = SEEK_SET;
  return fcntl(descriptor, F_OFD_SETLK, &lock);
}

// Makes `target` share the extents of `source`, where the file system can.
static inline int rl_clone(int target, int source) { return ioctl(target, FICLONE, source); }

static inline int rl_get_flags(int descriptor) { return fcntl(descriptor, F_GETFL); }
static inline int rl_set_flags(int descriptor, int flags) {
  return fcntl(descriptor, F_SETFL, flags);
}

// Sets or clears close-on-exec.
static inline int rl_set_inherited(int descriptor, int inherited) {
  return fcntl(descriptor, F_SETFD, inherited ? 0 : FD_CLOEXEC);
}

// A duplicate with a number of at least `minimum` that closes on exec.
static inline int rl_duplicate(int descriptor, int minimum) {
  return fcntl(descriptor, F_DUPFD_CLOEXEC, minimum);
}

// Moves bytes inside the kernel, from and to the descriptors' own offsets.
static inline ssize_t rl_copy_range(int source, int target, size_t count) {
  return copy_file_range(source, 0, target, 0, count, 0);
}

// Where the next data of a file begins, at or after an offset, and where the next hole does; -1
// with ENXIO when nothing but a hole follows. The names of <linux/fs.h> need _GNU_SOURCE.
static inline long long rl_next_data(int descriptor, long long offset) {
  return lseek(descriptor, offset, 3 /* SEEK_DATA */);
}
static inline long long rl_next_hole(int descriptor, long long offset) {
  return lseek(descriptor, offset, 4 /* SEEK_HOLE */);
}

static inline int rl_sync_file_system(int descriptor) { return syncfs(descriptor); }

static inline ssize_t rl_random(void *buffer, size_t count) { return getrandom(buffer, count, 0); }

// A pipe whose ends close on exec; with `non_blocking`, both fail instead of waiting.
static inline int rl_pipe(int ends[2], int non_blocking) {
  return pipe2(ends, O_CLOEXEC | (non_blocking ? O_NONBLOCK : 0));
}

// d_name is declared as 256 bytes and may be longer.
static inline const char *rl_entry_name(const struct dirent *entry) { return entry->d_name; }

// The magic number that names the kind of file system, as in <linux/magic.h>; -1 on failure.
static inline long rl_file_system_type(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (long)status.f_type : -1;
}

// The bytes an unprivileged writer may still use; -1 on failure.
static inline long long rl_free_bytes(const char *path) {
  struct statvfs status;
  if (statvfs(path, &status) != 0) return -1;
  return (long long)status.f_bavail * (long long)status.f_frsize;
}

// Whether the file system of a path is mounted read-only; -1 on failure.
static inline int rl_is_read_only(const char *path) {
  struct statvfs status;
  if (statvfs(path, &status) != 0) return -1;
  return (status.f_flag & ST_RDONLY) != 0;
}

// The message of an error number in English whatever the locale; null for an unknown number.
static inline const char *rl_error_text(int number) { return strerrordesc_np(number); }

#endif

// The rules by which Landlock confines files, and what a confined family leaves behind.
#ifndef RUNLEDGER_CPOSIX_CONFINE_H
#define RUNLEDGER_CPOSIX_CONFINE_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The headers of a distribution may be older than the kernel: what is needed of
// <linux/landlock.h> stands here. The numbers are the same on every architecture.
#define RL_SYS_landlock_create_ruleset 444
#define RL_SYS_landlock_add_rule 445

#ifndef O_PATH
#define O_PATH 010000000
#endif

// The rights over files, as the kernel numbers them.
#define RL_FS_EXECUTE (1ULL << 0)
#define RL_FS_WRITE_FILE (1ULL << 1)
#define RL_FS_READ_FILE (1ULL << 2)
#define RL_FS_READ_DIR (1ULL << 3)
#define RL_FS_REMOVE_DIR (1ULL << 4)
#define RL_FS_REMOVE_FILE (1ULL << 5)
#define RL_FS_MAKE_DIR (1ULL << 7)
#define RL_FS_MAKE_REG (1ULL << 8)
#define RL_FS_MAKE_SOCK (1ULL << 9)
#define RL_FS_MAKE_FIFO (1ULL << 10)
#define RL_FS_MAKE_SYM (1ULL << 12)
#define RL_FS_REFER (1ULL << 13)
#define RL_FS_TRUNCATE (1ULL << 14)
#define RL_FS_IOCTL_DEV (1ULL << 15)

// What a caller grants; translated into the rights above.
enum {
  RL_MAY_READ = 1,
  RL_MAY_EXECUTE = 2,
  RL_MAY_WRITE = 4,
  RL_MAY_CREATE = 8,
  RL_MAY_DELETE = 16,
  RL_MAY_CONTROL = 32
};

typedef struct {
  uint64_t handled_fs;
  uint64_t handled_network;
  uint64_t scoped;
} rl_landlock_attributes;

typedef struct {
  uint64_t allowed;
  int32_t parent;
} __attribute__((packed)) rl_landlock_path;

// The version of the kernel's Landlock interface; 0 where there is none or it is switched off.
static inline int rl_landlock_abi(void) {
  long abi = syscall(RL_SYS_landlock_create_ruleset, 0, 0, 1U);
  return abi < 0 ? 0 : (int)abi;
}

// Every right over files that a version knows.
static inline uint64_t rl_landlock_rights(int abi) {
  int bits = abi >= 5 ? 16 : abi >= 3 ? 15 : abi >= 2 ? 14 : 13;
  return (1ULL << bits) - 1;
}

// A set of rules that forbids everything about files, and TCP where asked and known. Returns a
// descriptor that closes on exec, or -1.
static inline int rl_landlock_begin(int abi, int deny_network) {
  rl_landlock_attributes attributes;
  size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  memset(&attributes, 0, sizeof attributes);
  attributes.handled_fs = rl_landlock_rights(abi);
  if (abi >= 4 && deny_network) attributes.handled_network = 3;  // bind and connect
  if (abi >= 6) attributes.scoped = 3;  // abstract sockets and signals stay inside
  return (int)syscall(RL_SYS_landlock_create_ruleset, &attributes, size, 0U);
}

// Grants something below a path, or about one file. Returns 0, or -1 with errno.
static inline int rl_landlock_grant(int rules, int abi, const char *path, int may) {
  rl_landlock_path rule;
  uint64_t rights = 0;
  int result;
  int failure;
  // Without a look at the status: a `struct stat` in here would make Swift take that type from this
  // header instead of its own module.
  int is_directory = 1;
  int parent = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (parent < 0 && errno == ENOTDIR) {
    is_directory = 0;
    parent = open(path, O_PATH | O_CLOEXEC);
  }
  if (parent < 0) return -1;
  if (may & RL_MAY_READ) rights |= RL_FS_READ_FILE | RL_FS_READ_DIR;
  if (may & RL_MAY_EXECUTE) rights |= RL_FS_EXECUTE;
  if (may & RL_MAY_WRITE) rights |= RL_FS_WRITE_FILE | RL_FS_TRUNCATE;
  if (may & RL_MAY_CREATE) {
    rights |= RL_FS_MAKE_DIR | RL_FS_MAKE_REG | RL_FS_MAKE_SOCK | RL_FS_MAKE_FIFO | RL_FS_MAKE_SYM;
  }
  if (may & RL_MAY_DELETE) rights |= RL_FS_REMOVE_DIR | RL_FS_REMOVE_FILE;
  // Moving a file to another directory is making it there and removing it here.
  if ((may & RL_MAY_CREATE) && (may & RL_MAY_DELETE)) rights |= RL_FS_REFER;
  if (may & RL_MAY_CONTROL) rights |= RL_FS_IOCTL_DEV;
  rights &= rl_landlock_rights(abi);
  if (!is_directory) {
    rights &= RL_FS_EXECUTE | RL_FS_WRITE_FILE | RL_FS_READ_FILE | RL_FS_TRUNCATE | RL_FS_IOCTL_DEV;
  }
  rule.allowed = rights;
  rule.parent = parent;
  result = rights == 0 ? 0 : (int)syscall(RL_SYS_landlock_add_rule, rules, 1, &rule, 0U);
  failure = errno;
  close(parent);
  errno = failure;
  return result;
}

// Waits until a process has ended or the time is over; 1 when it has ended, 0 when not, -1 on
// failure.
static inline int rl_wait_ended(int process, int milliseconds) {
  struct pollfd poll_process = {process, POLLIN, 0};
  int result;
  do {
    result = poll(&poll_process, 1, milliseconds);
  } while (result < 0 && errno == EINTR);
  return result;
}

// Whether orphaned descendants become our children now.
static inline int rl_adopts_orphans(void) {
  int adopts = 0;
  return prctl(PR_GET_CHILD_SUBREAPER, &adopts, 0, 0, 0) == 0 && adopts;
}

// Reaps a child of a process group that has ended: its pid, 0 when none has ended yet, -1 when
// there is none.
static inline pid_t rl_reap_group(pid_t group) {
  int status;
  pid_t found;
  do {
    found = waitpid(-group, &status, WNOHANG);
  } while (found < 0 && errno == EINTR);
  return found;
}

// Whether a descriptor is open in this process.
static inline int rl_is_open(int descriptor) { return fcntl(descriptor, F_GETFD) >= 0; }

#endif

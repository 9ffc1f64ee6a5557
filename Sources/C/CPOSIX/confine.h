// Starting a process that may do less than we may: Landlock for files, seccomp for sockets and new
// processes, no capabilities and no way to gain any. The parent builds the rules; the child
// applies them with async-signal-safe calls only, last before exec.
#ifndef RUNLEDGER_CPOSIX_CONFINE_H
#define RUNLEDGER_CPOSIX_CONFINE_H

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launch.h"

// What the child could not do, besides the steps of launch.h.
enum { RL_STEP_PARENT = 6, RL_STEP_PRIVILEGES = 7, RL_STEP_LANDLOCK = 8, RL_STEP_SECCOMP = 9 };

// The headers of a distribution may be older than the kernel: what is needed of
// <linux/landlock.h> stands here. The numbers are the same on every architecture.
#define RL_SYS_landlock_create_ruleset 444
#define RL_SYS_landlock_add_rule 445
#define RL_SYS_landlock_restrict_self 446

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

// The longest filter that rl_filter writes.
#define RL_FILTER_MAX 64

#if defined(__x86_64__)
#define RL_FILTER_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define RL_FILTER_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

static inline void rl_filter_add(
    struct sock_filter *filter, size_t *count, uint16_t code, uint8_t yes, uint8_t no,
    uint32_t operand) {
  struct sock_filter line = {code, yes, no, operand};
  filter[*count] = line;
  *count += 1;
}

// Answers a call with an error.
static inline void rl_filter_deny(
    struct sock_filter *filter, size_t *count, uint32_t number, uint32_t error) {
  rl_filter_add(filter, count, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, number);
  rl_filter_add(filter, count, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | error);
}

// Writes a filter of system calls and returns its length; 0 where there is none for this
// processor. A denied call fails with an error; a call by another architecture's numbers, which
// the filter could not judge, ends the process.
static inline size_t rl_filter(
    struct sock_filter *filter, int deny_network, int deny_processes) {
  size_t count = 0;
#ifdef RL_FILTER_ARCHITECTURE
  rl_filter_add(
      filter, &count, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, arch));
  rl_filter_add(filter, &count, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, RL_FILTER_ARCHITECTURE);
  rl_filter_add(filter, &count, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_PROCESS);
  rl_filter_add(
      filter, &count, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
  // The numbers of x32 would be others.
  rl_filter_add(filter, &count, BPF_JMP | BPF_JGE | BPF_K, 0, 1, 0x40000000U);
  rl_filter_add(filter, &count, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | ENOSYS);
#endif
  // Reaching into a process that was there before is nobody's task.
  rl_filter_deny(filter, &count, SYS_ptrace, EPERM);
  rl_filter_deny(filter, &count, SYS_process_vm_writev, EPERM);
  if (deny_network) {
    rl_filter_deny(filter, &count, SYS_socket, EACCES);
    // A ring would make sockets behind the filter's back.
    rl_filter_deny(filter, &count, 425 /* io_uring_setup */, ENOSYS);
  }
  if (deny_processes) {
#ifdef SYS_fork
    rl_filter_deny(filter, &count, SYS_fork, EPERM);
    rl_filter_deny(filter, &count, SYS_vfork, EPERM);
#endif
    // The flags of clone3 lie behind a pointer; without it the C library takes clone.
    rl_filter_deny(filter, &count, 435 /* clone3 */, ENOSYS);
    rl_filter_add(filter, &count, BPF_JMP | BPF_JEQ | BPF_K, 0, 3, SYS_clone);
    rl_filter_add(
        filter, &count, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, args[0]));
    // A thread of the process itself is no new process.
    rl_filter_add(filter, &count, BPF_JMP | BPF_JSET | BPF_K, 1, 0, 0x00010000U);
    rl_filter_add(filter, &count, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM);
  }
  rl_filter_add(filter, &count, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
#else
  (void)filter;
  (void)deny_network;
  (void)deny_processes;
#endif
  return count;
}

// How a confined process is started, besides the plan of launch.h, whose `gate`, groups and limit
// of memory are not used: the child leads its own session.
typedef struct {
  int rules;                    // a set of Landlock rules, or -1
  const struct sock_filter *filter;
  size_t filter_count;          // 0 installs none
  uint64_t file_bytes;          // limit of one file's size; 0 is none
  pid_t parent;                 // ends when this process, the caller, does
  int keep_capabilities;        // 1: for a launcher that needs them and drops them itself
} rl_confinement;

static inline int rl_drop_privileges(int keep_capabilities) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  if (keep_capabilities) return 0;
  // Whoever is no administrator has none to drop and may not even try.
  for (int capability = 0; capability < 64; capability++) {
    if (prctl(PR_CAPBSET_READ, capability, 0, 0, 0) < 0) break;
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 && errno != EPERM) return -1;
  }
  return 0;
}

static inline void rl_confined_child(
    const rl_launch_plan *plan, const rl_confinement *confinement) __attribute__((noreturn));
static inline void rl_confined_child(
    const rl_launch_plan *plan, const rl_confinement *confinement) {
  int gate = -1;
  int report = plan->report;
  const struct rlimit none = {0, 0};
  const struct rlimit size = {confinement->file_bytes, confinement->file_bytes};
  if (setsid() < 0) rl_launch_fail(report, RL_STEP_GROUP);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) rl_launch_fail(report, RL_STEP_PARENT);
  if (getppid() != confinement->parent) _exit(127);
  rl_reset_signals();
  if (setrlimit(RLIMIT_CORE, &none) != 0) rl_launch_fail(report, RL_STEP_LIMITS);
  if (confinement->file_bytes > 0 && setrlimit(RLIMIT_FSIZE, &size) != 0) {
    rl_launch_fail(report, RL_STEP_LIMITS);
  }
  if (plan->directory && chdir(plan->directory) != 0) rl_launch_fail(report, RL_STEP_DIRECTORY);
  if (rl_drop_privileges(confinement->keep_capabilities) != 0) {
    rl_launch_fail(report, RL_STEP_PRIVILEGES);
  }
  // The descriptor of the rules closes with all others in the next step.
  if (confinement->rules >= 0 &&
      syscall(RL_SYS_landlock_restrict_self, confinement->rules, 0U) != 0) {
    rl_launch_fail(report, RL_STEP_LANDLOCK);
  }
  if (rl_place_descriptors(plan, &gate, &report) != 0) {
    rl_launch_fail(report, RL_STEP_DESCRIPTORS);
  }
  if (confinement->filter_count > 0) {
    struct sock_fprog program;
    program.len = (unsigned short)confinement->filter_count;
    program.filter = (struct sock_filter *)confinement->filter;
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) {
      rl_launch_fail(report, RL_STEP_SECCOMP);
    }
  }
  execve(plan->path, plan->arguments, plan->environment);
  rl_launch_fail(report, RL_STEP_EXEC);
}

// Forks a child that confines itself and then executes the plan's program. Returns its pid, or -1
// with errno. The caller reads `report` to its end, as for rl_launch.
static inline pid_t rl_launch_confined(
    const rl_launch_plan *plan, const rl_confinement *confinement) {
  sigset_t all;
  sigset_t before;
  pid_t pid;
  int failure;
  if (plan->inherited_count > RL_INHERITED_MAX) {
    errno = E2BIG;
    return -1;
  }
  sigfillset(&all);
  failure = pthread_sigmask(SIG_SETMASK, &all, &before);
  if (failure != 0) {
    errno = failure;
    return -1;
  }
  pid = fork();
  if (pid == 0) rl_confined_child(plan, confinement);
  failure = errno;
  pthread_sigmask(SIG_SETMASK, &before, 0);
  errno = failure;
  return pid;
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

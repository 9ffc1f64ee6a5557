// Starting a process: fork, arrange the child with async-signal-safe calls only, wait for the gate,
// confine it, exec. The parent finds the program, opens the descriptors, and builds the arrays, the
// rules and the filter beforehand.
#ifndef RUNLEDGER_CPOSIX_LAUNCH_H
#define RUNLEDGER_CPOSIX_LAUNCH_H

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

extern pid_t _Fork(void);
extern int close_range(unsigned int first, unsigned int last, int flags);

// At most this many descriptors are inherited besides 0, 1 and 2.
#define RL_INHERITED_MAX 16

// A descriptor of ours and the number (3 or above) that the child is to find it under.
typedef struct {
  int descriptor;
  int number;
} rl_inherited;

// What the child could not do.
enum {
  RL_STEP_DESCRIPTORS = 1,
  RL_STEP_GROUP = 2,
  RL_STEP_DIRECTORY = 3,
  RL_STEP_LIMITS = 4,
  RL_STEP_EXEC = 5,
  RL_STEP_PARENT = 6,
  RL_STEP_PRIVILEGES = 7,
  RL_STEP_LANDLOCK = 8,
  RL_STEP_SECCOMP = 9
};

// The child writes one of these to `report` when it fails; a successful exec closes `report`, so
// the parent reads end of file instead.
typedef struct {
  int32_t step;
  int32_t error;
} rl_launch_failure;

#define RL_SYS_landlock_restrict_self 446

// What a confined process may do: nothing more than its parent, and it ends with it.
typedef struct {
  int rules;                    // a set of Landlock rules, or -1
  const struct sock_filter *filter;
  size_t filter_count;          // 0 installs none
  pid_t parent;                 // the caller
  int keep_capabilities;        // 1: for a launcher that needs them and drops them itself
} rl_confinement;

typedef struct {
  const char *path;           // the program, already searched for: exec does not search
  char *const *arguments;     // argv, ends with a null pointer
  char *const *environment;   // NAME=value, ends with a null pointer
  const char *directory;      // the child's working directory; null keeps ours
  int input;                  // become 0, 1 and 2; -1 is /dev/null
  int output;
  int error;
  int gate;                   // read end: the child waits for one byte; end of file ends it with
                              // 127, before exec; -1 does not wait
  int report;                 // write end for one rl_launch_failure; -1 reports nothing
  const rl_inherited *inherited;
  size_t inherited_count;
  int new_group;              // 1: the child leads its own process group
  int new_session;            // 1: the child leads its own session (and group)
  int no_core;                // 1: no core files
  uint64_t memory_bytes;      // limit of the address space; 0 is none
  uint64_t file_bytes;        // limit of one file's size; 0 is none
  const rl_confinement *confinement;  // null does not confine
  int keeps;                  // 1: a keeper stands between us and the program (keep.h)
  int account;                // write end for one rl_keeper_account; -1 without a keeper
} rl_launch_plan;

static inline void rl_launch_fail(int report, int step) __attribute__((noreturn));
static inline void rl_launch_fail(int report, int step) {
  rl_launch_failure failure = {step, errno};
  // Eight bytes into a pipe are atomic, and nobody could be told that they failed.
  if (report >= 0 && write(report, &failure, sizeof failure) < 0) {
  }
  _exit(127);
}

// Closes every descriptor whose number is not in `kept`.
static inline int rl_close_others(const int *kept, size_t count) {
  unsigned int next = 0;
  for (;;) {
    unsigned int nearest = ~0U;
    for (size_t index = 0; index < count; index++) {
      if (kept[index] >= 0 && (unsigned int)kept[index] >= next &&
          (unsigned int)kept[index] < nearest) {
        nearest = (unsigned int)kept[index];
      }
    }
    if (nearest == ~0U) return close_range(next, ~0U, 0);
    if (nearest > next && close_range(next, nearest - 1, 0) != 0) return -1;
    next = nearest + 1;
  }
}

// Replaces a descriptor (or -1) by a duplicate numbered `floor` or higher; unchanged on failure.
static inline int rl_raise(int *descriptor, int floor) {
  if (*descriptor < 0) return 0;
  int raised = fcntl(*descriptor, F_DUPFD_CLOEXEC, floor);
  if (raised < 0) return -1;
  *descriptor = raised;
  return 0;
}

// Gives the child exactly its descriptors. All sources first move above all targets, so that no
// target overwrites a source that is still needed.
static inline int rl_place_descriptors(
    const rl_launch_plan *plan, int *gate, int *report, int *account, int *rules) {
  int sources[3 + RL_INHERITED_MAX];
  int targets[3 + RL_INHERITED_MAX];
  int kept[3 + RL_INHERITED_MAX + 4];
  const size_t count = 3 + plan->inherited_count;
  const int standard[3] = {plan->input, plan->output, plan->error};
  int floor = 3;
  for (size_t index = 0; index < count; index++) {
    const int isStandard = index < 3;
    sources[index] = isStandard ? standard[index] : plan->inherited[index - 3].descriptor;
    targets[index] = isStandard ? (int)index : plan->inherited[index - 3].number;
    if (targets[index] >= floor) floor = targets[index] + 1;
  }
  if (rl_raise(report, floor) != 0 || rl_raise(gate, floor) != 0) return -1;
  if (rl_raise(account, floor) != 0 || rl_raise(rules, floor) != 0) return -1;
  for (size_t index = 0; index < count; index++) {
    if (sources[index] < 0) sources[index] = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (sources[index] < 0 || rl_raise(&sources[index], floor) != 0) return -1;
  }
  for (size_t index = 0; index < count; index++) {
    if (dup2(sources[index], targets[index]) < 0) return -1;
    kept[index] = targets[index];
  }
  kept[count] = *gate;
  kept[count + 1] = *report;
  kept[count + 2] = *account;
  kept[count + 3] = *rules;
  // Before the gate, not only at exec: a copy of the gate's write end in here would keep the gate
  // from ever ending when the parent dies.
  return rl_close_others(kept, count + 4);
}

static inline void rl_reset_signals(void) {
  struct sigaction action;
  sigset_t none;
  action.sa_handler = SIG_DFL;
  action.sa_flags = 0;
  sigemptyset(&action.sa_mask);
  for (int number = 1; number < NSIG; number++) sigaction(number, &action, 0);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, 0);
}

static inline int rl_apply_limits(const rl_launch_plan *plan) {
  if (plan->no_core) {
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return -1;
  }
  if (plan->memory_bytes > 0) {
    const struct rlimit limit = {plan->memory_bytes, plan->memory_bytes};
    if (setrlimit(RLIMIT_AS, &limit) != 0) return -1;
  }
  if (plan->file_bytes > 0) {
    const struct rlimit limit = {plan->file_bytes, plan->file_bytes};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return -1;
  }
  return 0;
}

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

// Confines the child but for the filter of calls, which comes last. The descriptor of the rules
// closes when the program is executed.
static inline void rl_confine(
    int report, const rl_confinement *confinement, int rules, pid_t parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) rl_launch_fail(report, RL_STEP_PARENT);
  if (getppid() != parent) _exit(127);
  if (rl_drop_privileges(confinement->keep_capabilities) != 0) {
    rl_launch_fail(report, RL_STEP_PRIVILEGES);
  }
  if (rules >= 0 && syscall(RL_SYS_landlock_restrict_self, rules, 0U) != 0) {
    rl_launch_fail(report, RL_STEP_LANDLOCK);
  }
}

static inline void rl_filter_calls(int report, const rl_confinement *confinement) {
  struct sock_fprog program;
  if (confinement->filter_count == 0) return;
  program.len = (unsigned short)confinement->filter_count;
  program.filter = (struct sock_filter *)confinement->filter;
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) {
    rl_launch_fail(report, RL_STEP_SECCOMP);
  }
}

// Starts the program under a keeper, which this process becomes: returns in the program's process.
static inline void rl_launch_kept(int report, int account) {
  sigset_t all;
  pid_t program;
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) rl_launch_fail(report, RL_STEP_GROUP);
  // The keeper hears nothing but what it waits for: a signal to the whole group is not for it.
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, 0);
  program = _Fork();
  if (program < 0) rl_launch_fail(report, RL_STEP_GROUP);
  if (program == 0) {
    sigemptyset(&all);
    sigprocmask(SIG_SETMASK, &all, 0);
    return;
  }
  if (report >= 0) close(report);
  rl_keep(program, account);
}

static inline void rl_launch_child(const rl_launch_plan *plan) __attribute__((noreturn));
static inline void rl_launch_child(const rl_launch_plan *plan) {
  int gate = plan->gate;
  int report = plan->report;
  int account = plan->keeps ? plan->account : -1;
  int rules = plan->confinement ? plan->confinement->rules : -1;
  pid_t parent = plan->confinement ? plan->confinement->parent : 0;
  if (plan->new_session) {
    if (setsid() < 0) rl_launch_fail(report, RL_STEP_GROUP);
  } else if (plan->new_group) {
    if (setpgid(0, 0) != 0) rl_launch_fail(report, RL_STEP_GROUP);
  }
  rl_reset_signals();
  // Before the rules, which may forbid it.
  if (plan->directory && chdir(plan->directory) != 0) rl_launch_fail(report, RL_STEP_DIRECTORY);
  if (rl_place_descriptors(plan, &gate, &report, &account, &rules) != 0) {
    rl_launch_fail(report, RL_STEP_DESCRIPTORS);
  }
  if (gate >= 0) {
    char byte;
    ssize_t count;
    do {
      count = read(gate, &byte, 1);
    } while (count < 0 && errno == EINTR);
    if (count != 1) _exit(127);
    close(gate);
  }
  if (plan->keeps) {
    parent = getpid();
    rl_launch_kept(report, account);
  }
  if (plan->confinement) rl_confine(report, plan->confinement, rules, parent);
  // Last, so that a tight limit cannot disturb the steps above.
  if (rl_apply_limits(plan) != 0) rl_launch_fail(report, RL_STEP_LIMITS);
  if (plan->confinement) rl_filter_calls(report, plan->confinement);
  execve(plan->path, plan->arguments, plan->environment);
  rl_launch_fail(report, RL_STEP_EXEC);
}

// Forks a child that follows the plan. Returns its pid, or -1 with errno. The caller closes its own
// copies of the child's ends, writes one byte to the gate when the child may start, and reads
// `report` to its end.
static inline pid_t rl_launch(const rl_launch_plan *plan) {
  sigset_t all;
  sigset_t before;
  pid_t pid;
  int failure;
  if (plan->inherited_count > RL_INHERITED_MAX) {
    errno = E2BIG;
    return -1;
  }
  // A signal that arrives in the child before its dispositions are reset would run our handlers
  // there and write to our pipe.
  sigfillset(&all);
  failure = pthread_sigmask(SIG_SETMASK, &all, &before);
  if (failure != 0) {
    errno = failure;
    return -1;
  }
  pid = fork();
  if (pid == 0) rl_launch_child(plan);
  failure = errno;
  // Done on both sides: whoever comes second finds it done, and afterwards the group exists.
  if (pid > 0 && plan->new_group && !plan->new_session) setpgid(pid, pid);
  pthread_sigmask(SIG_SETMASK, &before, 0);
  errno = failure;
  return pid;
}

#endif

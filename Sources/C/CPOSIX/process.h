// Processes and signals: macros of wait(2), terminals, and signals as bytes in a pipe.
#ifndef RUNLEDGER_CPOSIX_PROCESS_H
#define RUNLEDGER_CPOSIX_PROCESS_H

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static inline int rl_exited(int status) { return WIFEXITED(status); }
static inline int rl_exit_code(int status) { return WEXITSTATUS(status); }
static inline int rl_signalled(int status) { return WIFSIGNALED(status); }
static inline int rl_signal_number(int status) { return WTERMSIG(status); }
static inline int rl_dumped_core(int status) { return WCOREDUMP(status) != 0; }

// How one child ended and what it used. Times are in microseconds, memory in bytes.
typedef struct {
  pid_t pid;
  int status;
  int64_t user_microseconds;
  int64_t system_microseconds;
  int64_t peak_memory_bytes;
} rl_ended;

// Reaps `pid` (or -1 for any child). Returns the pid, 0 when `block` is 0 and none has ended,
// or -1 with errno.
static inline pid_t rl_wait(pid_t pid, int block, rl_ended *ended) {
  struct rusage usage;
  int status = 0;
  pid_t found;
  memset(&usage, 0, sizeof usage);
  do {
    found = wait4(pid, &status, block ? 0 : WNOHANG, &usage);
  } while (found < 0 && errno == EINTR && block);
  if (found > 0) {
    ended->pid = found;
    ended->status = status;
    ended->user_microseconds =
        (int64_t)usage.ru_utime.tv_sec * 1000000 + (int64_t)usage.ru_utime.tv_usec;
    ended->system_microseconds =
        (int64_t)usage.ru_stime.tv_sec * 1000000 + (int64_t)usage.ru_stime.tv_usec;
    ended->peak_memory_bytes = (int64_t)usage.ru_maxrss * 1024;
  }
  return found;
}

// A descriptor that becomes readable when the process ends, or -1.
static inline int rl_open_process(pid_t pid) {
  return (int)syscall(SYS_pidfd_open, pid, 0);
}

static inline int rl_signal_process(pid_t pid, int number) { return kill(pid, number); }

// Signals every member of a process group. A group of 0 or 1 is refused: it would reach ourselves
// or everybody.
static inline int rl_signal_group(pid_t group, int number) {
  if (group <= 1) {
    errno = EINVAL;
    return -1;
  }
  return kill(-group, number);
}

// Whether orphaned descendants become our children, so that they can be found and reaped.
static inline int rl_adopt_orphans(int adopts) {
  return prctl(PR_SET_CHILD_SUBREAPER, adopts, 0, 0, 0);
}

// The width of a terminal in columns; 0 when the descriptor is no terminal.
static inline int rl_terminal_columns(int descriptor) {
  struct winsize size;
  memset(&size, 0, sizeof size);
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

// Where the handler below writes. One a Swift module, which is all that is needed: one module
// installs the handlers.
static inline volatile sig_atomic_t *rl_signal_slot(void) {
  static volatile sig_atomic_t descriptor = -1;
  return &descriptor;
}

static inline void rl_signal_handler(int number) {
  int saved = errno;
  int descriptor = (int)*rl_signal_slot();
  unsigned char byte = (unsigned char)number;
  // A full pipe loses the byte, never blocks: the reader then has plenty to read already.
  if (descriptor >= 0 && write(descriptor, &byte, 1) < 0) {
  }
  errno = saved;
}

// From now on each signal of the list becomes one byte, its number, in `descriptor`: the write end
// of a non-blocking pipe. Interrupted calls restart.
static inline int rl_signals_to_pipe(int descriptor, const int *numbers, size_t count) {
  struct sigaction action;
  *rl_signal_slot() = descriptor;
  memset(&action, 0, sizeof action);
  action.sa_handler = rl_signal_handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (size_t index = 0; index < count; index++) {
    if (sigaction(numbers[index], &action, 0) != 0) return -1;
  }
  return 0;
}

// Whether a signal is ignored, as whoever started us may have asked for: `nohup`, `trap '' INT`.
static inline int rl_signal_is_ignored(int number) {
  struct sigaction action;
  return sigaction(number, 0, &action) == 0 && action.sa_handler == SIG_IGN;
}

// Gives a signal its default effect again.
static inline int rl_signal_default(int number) {
  return signal(number, SIG_DFL) == SIG_ERR ? -1 : 0;
}

// What a process says before it ends on a fault in memory that is a mapped file, and its exit code.
static inline const char **rl_fault_message(void) {
  static const char *message = 0;
  return &message;
}

static inline int *rl_fault_code(void) {
  static int code = 0;
  return &code;
}

static inline void rl_fault_handler(int number) {
  const char *message = *rl_fault_message();
  (void)number;
  if (message && write(2, message, strlen(message)) < 0) {
  }
  _exit(*rl_fault_code());
}

// From now on a fault in mapped memory, or an abort over what it holds, ends the process with a
// message and an exit code. The message has to stay where it is.
static inline int rl_report_faults(const char *message, int code) {
  const int numbers[3] = {SIGBUS, SIGSEGV, SIGABRT};
  struct sigaction action;
  *rl_fault_message() = message;
  *rl_fault_code() = code;
  memset(&action, 0, sizeof action);
  action.sa_handler = rl_fault_handler;
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < 3; index++) {
    if (sigaction(numbers[index], &action, 0) != 0) return -1;
  }
  return 0;
}

static inline int rl_signal_ignore(int number) {
  return signal(number, SIG_IGN) == SIG_ERR ? -1 : 0;
}

#endif

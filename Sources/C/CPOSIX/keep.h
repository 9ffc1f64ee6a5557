// The keeper of a family: a process that starts a program, adopts whatever that program leaves
// behind, and ends it. It runs nothing but this code, and only calls that are safe after a fork.
#ifndef RUNLEDGER_CPOSIX_KEEP_H
#define RUNLEDGER_CPOSIX_KEEP_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Tells a keeper to end the whole family at once. Its number is no signal that anybody uses.
#define RL_KEEPER_END 47

// How long what was left behind may take to end when it is asked, and when it is forced, in steps
// of ten milliseconds.
#define RL_KEEPER_ASKS 100
#define RL_KEEPER_FORCES 500

// What the keeper reports at its end.
typedef struct {
  int32_t left_behind;  // 1: something outlived the program, and was ended
  int32_t alive;        // 1: something could not be ended
} rl_keeper_account;

static inline void rl_keeper_pause(void) {
  struct timespec pause = {0, 10000000};
  nanosleep(&pause, 0);
}

// Signals every child of this process; answers how many there are, -1 where the kernel does not
// say. Children of a child that ends become ours, and are met the next time.
static inline int rl_keeper_signal_children(int number) {
  char buffer[4096];
  int count = 0;
  pid_t pid = 0;
  ssize_t length;
  int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  if (list < 0) return -1;
  while ((length = read(list, buffer, sizeof buffer)) > 0) {
    for (ssize_t place = 0; place < length; place++) {
      if (buffer[place] >= '0' && buffer[place] <= '9') {
        pid = pid * 10 + (buffer[place] - '0');
      } else if (pid > 0) {
        kill(pid, number);
        count++;
        pid = 0;
      }
    }
  }
  close(list);
  return count;
}

// Reaps what has ended; 1 when a child is left. `program` is the one whose status is wanted.
static inline int rl_keeper_reap(pid_t program, int *status, int *has_status) {
  for (;;) {
    int ended = 0;
    pid_t pid = waitpid(-1, &ended, WNOHANG);
    if (pid < 0 && errno == EINTR) continue;
    if (pid < 0) return 0;
    if (pid == 0) return 1;
    if (pid == program) {
      *status = ended;
      *has_status = 1;
    }
  }
}

// Ends all that is left; 1 when something lives on.
static inline int rl_keeper_clear(pid_t program, int *status, int *has_status, int asks) {
  for (int step = 0; step < asks; step++) {
    // The group has it too: whoever is deeper down hears it there. We ourselves block it.
    if (step == 0) kill(0, SIGTERM);
    if (step % 10 == 0) rl_keeper_signal_children(SIGTERM);
    rl_keeper_pause();
    if (!rl_keeper_reap(program, status, has_status)) return 0;
  }
  for (int step = 0; step < RL_KEEPER_FORCES; step++) {
    rl_keeper_signal_children(SIGKILL);
    // What has just ended may have left children, which are ours now.
    if (!rl_keeper_reap(program, status, has_status)) return 0;
    if (step > 10) rl_keeper_pause();
  }
  return 1;
}

// Waits for the program, ends what it leaves behind, says so, and ends as the program did.
static inline void rl_keep(pid_t program, int account) __attribute__((noreturn));
static inline void rl_keep(pid_t program, int account) {
  rl_keeper_account said = {0, 0};
  const struct rlimit none = {0, 0};
  sigset_t awaited;
  int status = 0;
  int has_status = 0;
  int is_told = 0;
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  // Whatever is read or written is the program's business alone.
  for (int number = 0; null >= 0 && number <= 2; number++) dup2(null, number);
  prctl(PR_SET_NAME, "keeper", 0, 0, 0);
  setrlimit(RLIMIT_CORE, &none);
  sigemptyset(&awaited);
  sigaddset(&awaited, SIGCHLD);
  sigaddset(&awaited, RL_KEEPER_END);
  while (!has_status && !is_told) {
    // The signal may have come before we wait for it: look first, and at times anyway.
    struct timespec moment = {1, 0};
    if (!rl_keeper_reap(program, &status, &has_status) && !has_status) break;
    if (has_status) break;
    is_told = sigtimedwait(&awaited, 0, &moment) == RL_KEEPER_END;
  }
  if (rl_keeper_reap(program, &status, &has_status)) {
    said.left_behind = has_status;
    said.alive = rl_keeper_clear(program, &status, &has_status, is_told ? 0 : RL_KEEPER_ASKS);
  }
  if (write(account, &said, sizeof said) < 0) {
  }
  if (has_status && WIFEXITED(status)) _exit(WEXITSTATUS(status));
  if (has_status && WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    sigset_t only;
    signal(number, SIG_DFL);
    sigemptyset(&only);
    sigaddset(&only, number);
    kill(getpid(), number);
    sigprocmask(SIG_UNBLOCK, &only, 0);
    rl_keeper_pause();
    _exit(128 + number);
  }
  kill(getpid(), SIGKILL);
  _exit(137);
}

#endif

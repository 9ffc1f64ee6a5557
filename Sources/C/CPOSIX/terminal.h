// Terminals that are written to cell by cell and read key by key.
#ifndef RUNLEDGER_CPOSIX_TERMINAL_H
#define RUNLEDGER_CPOSIX_TERMINAL_H

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

// The height of a terminal in rows; 0 when the descriptor is no terminal.
static inline int rl_terminal_rows(int descriptor) {
  struct winsize size;
  memset(&size, 0, sizeof size);
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

static inline struct termios *rl_terminal_former(void) {
  static struct termios former;
  return &former;
}

// From now on keys come one by one and are not echoed; signals stay with the terminal. 0 when done.
static inline int rl_terminal_keys(int descriptor) {
  struct termios now;
  if (tcgetattr(descriptor, rl_terminal_former()) != 0) return -1;
  now = *rl_terminal_former();
  now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
  now.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
  now.c_cc[VMIN] = 1;
  now.c_cc[VTIME] = 0;
  return tcsetattr(descriptor, TCSADRAIN, &now);
}

// As it was before `rl_terminal_keys`.
static inline int rl_terminal_lines(int descriptor) {
  return tcsetattr(descriptor, TCSADRAIN, rl_terminal_former());
}

// Whether something can be read within so many milliseconds: 1, 0, or -1 after a signal.
static inline int rl_wait_readable(int descriptor, int milliseconds) {
  struct pollfd waited = {descriptor, POLLIN, 0};
  return poll(&waited, 1, milliseconds);
}

#endif

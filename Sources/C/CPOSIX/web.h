// A socket that listens on loopback, and the connections that come in.
#ifndef RUNLEDGER_CPOSIX_WEB_H
#define RUNLEDGER_CPOSIX_WEB_H

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

extern int accept4(int listener, struct sockaddr *address, socklen_t *size, int flags);

// Listens on 127.0.0.1; port 0 takes any that is free. A descriptor that closes on exec, or -1.
static inline int rl_listen_loopback(int port, int waiting) {
  struct sockaddr_in address;
  int on = 1;
  int failure;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) return -1;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons((in_port_t)port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) == 0 &&
      listen(listener, waiting) == 0) {
    return listener;
  }
  failure = errno;
  close(listener);
  errno = failure;
  return -1;
}

// The port that a socket is bound to, or -1.
static inline int rl_socket_port(int listener) {
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  if (getsockname(listener, (struct sockaddr *)&address, &size) != 0) return -1;
  return ntohs(address.sin_port);
}

// The next connection, whose reads and writes wait so many milliseconds at most, or -1.
static inline int rl_accept(int listener, int milliseconds) {
  struct timeval wait = {milliseconds / 1000, milliseconds % 1000 * 1000};
  int connection = accept4(listener, 0, 0, SOCK_CLOEXEC);
  if (connection < 0) return -1;
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  return connection;
}

// Says that nothing more is sent, so that who reads until the end gets all of it.
static inline int rl_end_sending(int connection) { return shutdown(connection, SHUT_WR); }

#endif

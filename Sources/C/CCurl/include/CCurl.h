// One request by libcurl, which is opened when it is first needed: programs that never ask a model do
// not need it.
#ifndef RUNLEDGER_CCURL_H
#define RUNLEDGER_CCURL_H

#include <stddef.h>

struct rl_curl_answer {
  // The status of the answer; 0 when there was none.
  long status;
  // The body, which `rl_curl_free` gives back.
  char *body;
  size_t size;
  // Why there was no answer.
  char problem[256];
};

// Opens the library once. NULL when it is open, otherwise why it is not.
const char *rl_curl_load(void);

// Posts a body, with `headers` one a line, and waits for the answer at most so long. Redirections are
// not followed, and only http and https are spoken. An answer beyond `limit` bytes is a problem.
void rl_curl_post(
  const char *url, const char *headers, const char *body, size_t size, long milliseconds, size_t limit,
  struct rl_curl_answer *answer);

void rl_curl_free(struct rl_curl_answer *answer);

#endif

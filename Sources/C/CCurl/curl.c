#define _GNU_SOURCE 1
#include "CCurl.h"

// The header's checks of option types are macros over the real functions, which are not linked.
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo

#define FUNCTIONS(use)                                                                            \
  use(curl_global_init) use(curl_easy_init) use(curl_easy_setopt) use(curl_easy_perform)          \
  use(curl_easy_getinfo) use(curl_easy_cleanup) use(curl_easy_strerror) use(curl_slist_append)    \
  use(curl_slist_free_all)

#define DECLARE(name) __typeof__(&name) name;
static struct { FUNCTIONS(DECLARE) } library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[256] = "";

#define FIND(name)                                                                                \
  if (!(library.name = (__typeof__(&name))dlsym(handle, #name))) missing = #name;

static void load(void) {
  void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    snprintf(problem, sizeof problem, "libcurl.so.4 is not there: install Debian's package libcurl4");
    return;
  }
  const char *missing = NULL;
  FUNCTIONS(FIND)
  if (missing) {
    snprintf(problem, sizeof problem, "libcurl.so.4 has no '%s'", missing);
  } else if (library.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    snprintf(problem, sizeof problem, "libcurl.so.4 does not start");
  }
}

const char *rl_curl_load(void) {
  pthread_once(&once, load);
  return *problem ? problem : NULL;
}

struct sink {
  struct rl_curl_answer *answer;
  size_t limit;
};

static size_t receive(char *bytes, size_t one, size_t count, void *context) {
  struct sink *sink = context;
  struct rl_curl_answer *answer = sink->answer;
  if (one * count > sink->limit - answer->size) return 0;
  char *grown = realloc(answer->body, answer->size + count + 1);
  if (!grown) return 0;
  memcpy(grown + answer->size, bytes, count);
  answer->body = grown;
  answer->size += count;
  return count;
}

void rl_curl_post(
  const char *url, const char *headers, const char *body, size_t size, long milliseconds, size_t limit,
  struct rl_curl_answer *answer) {
  memset(answer, 0, sizeof *answer);
  const char *closed = rl_curl_load();
  CURL *handle = closed ? NULL : library.curl_easy_init();
  if (!handle) {
    snprintf(answer->problem, sizeof answer->problem, "%s", closed ? closed : "no memory left");
    return;
  }
  struct curl_slist *list = NULL;
  char *lines = strdup(headers);
  char *rest = lines;
  for (char *line = lines ? strtok_r(lines, "\n", &rest) : NULL; line;
       line = strtok_r(NULL, "\n", &rest))
    list = library.curl_slist_append(list, line);
  struct sink sink = {answer, limit};
  library.curl_easy_setopt(handle, CURLOPT_URL, url);
  library.curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list);
  library.curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body);
  library.curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
  library.curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, milliseconds);
  library.curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  library.curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  library.curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
  library.curl_easy_setopt(handle, CURLOPT_WRITEDATA, &sink);
  const CURLcode code = library.curl_easy_perform(handle);
  if (code == CURLE_OK) {
    library.curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer->status);
  } else {
    const char *words =
      code == CURLE_WRITE_ERROR ? "the answer is too long" : library.curl_easy_strerror(code);
    snprintf(answer->problem, sizeof answer->problem, "%s", words);
  }
  library.curl_slist_free_all(list);
  library.curl_easy_cleanup(handle);
  free(lines);
}

void rl_curl_free(struct rl_curl_answer *answer) {
  free(answer->body);
  answer->body = NULL;
}

#define _GNU_SOURCE 1
#include "CZlib.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define FUNCTIONS(use)                                                                            \
  use(inflateInit2_) use(inflate) use(inflateReset) use(inflateEnd)                               \
  use(deflateInit2_) use(deflate) use(deflateEnd)

#define DECLARE(name) __typeof__(&name) name;
static struct { FUNCTIONS(DECLARE) } library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[256] = "";

#define FIND(name)                                                                                \
  if (!(library.name = (__typeof__(&name))dlsym(handle, #name))) missing = #name;

static void load(void) {
  void *handle = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL);
  const char *missing = handle ? NULL : "libz.so.1";
  if (handle) { FUNCTIONS(FIND) }
  if (missing) snprintf(problem, sizeof problem, "there is no '%s'; install zlib1g", missing);
}

const char *rl_zlib_load(void) {
  pthread_once(&once, load);
  return problem[0] ? problem : NULL;
}

// zlib counts in 32 bits: longer pieces are given to it one after the other.
static uInt piece(size_t left) { return left > (1u << 30) ? (1u << 30) : (uInt)left; }

ptrdiff_t rl_gunzip(const uint8_t *source, size_t count, uint8_t *target, size_t capacity) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (library.inflateInit2_(&stream, 31, ZLIB_VERSION, sizeof stream) != Z_OK) return -1;
  size_t read = 0, written = 0;
  ptrdiff_t result = -1;
  for (;;) {
    stream.next_in = (Bytef *)(source + read);
    stream.avail_in = piece(count - read);
    stream.next_out = target + written;
    stream.avail_out = piece(capacity - written);
    const uInt in = stream.avail_in, out = stream.avail_out;
    const int code = library.inflate(&stream, Z_NO_FLUSH);
    read += in - stream.avail_in;
    written += out - stream.avail_out;
    if (code == Z_STREAM_END) {
      if (read == count) { result = (ptrdiff_t)written; break; }
      if (library.inflateReset(&stream) != Z_OK) break;
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
      break;
    } else if (in == stream.avail_in && out == stream.avail_out) {
      if (written == capacity) result = -2;
      break;
    }
  }
  library.inflateEnd(&stream);
  return result;
}

ptrdiff_t rl_gzip(const uint8_t *source, size_t count, uint8_t *target, size_t capacity) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (library.deflateInit2_(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                            sizeof stream) != Z_OK)
    return -1;
  size_t read = 0, written = 0;
  ptrdiff_t result = -1;
  for (;;) {
    stream.next_in = (Bytef *)(source + read);
    stream.avail_in = piece(count - read);
    stream.next_out = target + written;
    stream.avail_out = piece(capacity - written);
    const uInt in = stream.avail_in, out = stream.avail_out;
    const int code = library.deflate(&stream, read + in == count ? Z_FINISH : Z_NO_FLUSH);
    read += in - stream.avail_in;
    written += out - stream.avail_out;
    if (code == Z_STREAM_END) { result = (ptrdiff_t)written; break; }
    if (code != Z_OK && code != Z_BUF_ERROR) break;
    if (written == capacity) break;
  }
  library.deflateEnd(&stream);
  return result;
}

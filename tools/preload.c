// Loaded before the C library by tools/benchmark: counts allocations, and makes a disk's syncs as
// slow as one likes. Built by tools/benchmark with whatever C compiler there is.
//
// BENCH_SYNC_DELAY_US: how much longer every sync takes, in microseconds. A write to a file that was
// opened with O_DSYNC is a sync.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_ulong allocations;
static atomic_bool counts;
static struct timespec delay;

// Asked for by name from the benchmarks.
void bench_count_allocations(int wanted) {
  atomic_store(&allocations, 0);
  atomic_store(&counts, wanted);
}

unsigned long bench_allocations(void) { return atomic_load(&allocations); }

__attribute__((constructor)) static void read_delay(void) {
  const char *text = getenv("BENCH_SYNC_DELAY_US");
  long microseconds = text ? atol(text) : 0;
  delay.tv_sec = microseconds / 1000000;
  delay.tv_nsec = microseconds % 1000000 * 1000;
}

static inline void count(void) {
  if (atomic_load_explicit(&counts, memory_order_relaxed))
    atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
}

void *malloc(size_t size) {
  count();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count();
  return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
  count();
  return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
  void *memory = memalign(alignment, size);
  if (!memory) return ENOMEM;
  *result = memory;
  return 0;
}

static int is_slow(void) { return delay.tv_sec || delay.tv_nsec; }

static void wait_for_disk(void) {
  int error = errno;
  if (is_slow()) nanosleep(&delay, NULL);
  errno = error;
}

int fdatasync(int file) {
  wait_for_disk();
  return syscall(SYS_fdatasync, file);
}

int fsync(int file) {
  wait_for_disk();
  return syscall(SYS_fsync, file);
}

int syncfs(int file) {
  wait_for_disk();
  return syscall(SYS_syncfs, file);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  if (is_slow() && fcntl(file, F_GETFL) & O_DSYNC) wait_for_disk();
  return syscall(SYS_pwrite64, file, bytes, count, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  return pwrite64(file, bytes, count, offset);
}

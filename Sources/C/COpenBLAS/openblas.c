#define _GNU_SOURCE 1
#include "COpenBLAS.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

// What is called, as OpenBLAS exports it: Fortran's names and conventions, with the hidden lengths of
// the character arguments at the end. `LAPACKE_*` is not among its symbols.
typedef const char *Text;
typedef const int *Count;

void dgemm_(Text, Text, Count, Count, Count, const double *, const double *, Count, const double *,
            Count, const double *, double *, Count, size_t, size_t);
void sgemm_(Text, Text, Count, Count, Count, const float *, const float *, Count, const float *,
            Count, const float *, float *, Count, size_t, size_t);
void dsyrk_(Text, Text, Count, Count, const double *, const double *, Count, const double *,
            double *, Count, size_t, size_t);
void dgemv_(Text, Count, Count, const double *, const double *, Count, const double *, Count,
            const double *, double *, Count, size_t);
void dsyevd_(Text, Text, Count, double *, Count, double *, double *, Count, int *, Count, int *,
             size_t, size_t);
void dsyevr_(Text, Text, Text, Count, double *, Count, const double *, const double *, Count, Count,
             const double *, int *, double *, double *, Count, int *, double *, Count, int *, Count,
             int *, size_t, size_t, size_t);
void dgesdd_(Text, Count, Count, double *, Count, double *, double *, Count, double *, Count,
             double *, Count, int *, int *, size_t);
void dgeqrf_(Count, Count, double *, Count, double *, double *, Count, int *);
void dorgqr_(Count, Count, Count, double *, Count, const double *, double *, Count, int *);
void dpotrf_(Text, Count, double *, Count, int *, size_t);
void dpotrs_(Text, Count, Count, const double *, Count, double *, Count, int *, size_t);
char *openblas_get_corename(void);
char *openblas_get_config(void);

#define FUNCTIONS(use)                                                                            \
  use(dgemm_) use(sgemm_) use(dsyrk_) use(dgemv_) use(dsyevd_) use(dsyevr_) use(dgesdd_)          \
  use(dgeqrf_) use(dorgqr_) use(dpotrf_) use(dpotrs_)                                             \
  use(openblas_get_corename) use(openblas_get_config)

#define DECLARE(name) __typeof__(&name) name;
static struct { FUNCTIONS(DECLARE) } library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[512] = "";

#define FIND(name)                                                                                \
  if (!(library.name = (__typeof__(&name))dlsym(handle, #name))) missing = #name;

static void load(void) {
  // Read by the library while it is loaded, and never again. Bits depend on both.
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    setenv("OPENBLAS_CORETYPE", "Haswell", 1);
#endif
  const char *name = "libopenblas.so.0";
  void *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    snprintf(problem, sizeof problem,
             "there is no OpenBLAS on this machine; install libopenblas0-pthread (or "
             "libopenblas-dev): %s", dlerror());
    return;
  }
  const char *missing = NULL;
  FUNCTIONS(FIND)
  if (missing)
    snprintf(problem, sizeof problem,
             "'%s' has no '%s'; install libopenblas0-pthread (or libopenblas-dev)", name, missing);
}

const char *rl_blas_load(void) {
  pthread_once(&once, load);
  return problem[0] ? problem : NULL;
}

const char *rl_blas_core(void) { return library.openblas_get_corename(); }
const char *rl_blas_config(void) { return library.openblas_get_config(); }
const char *rl_libc_version(void) { return gnu_get_libc_version(); }

void rl_dgemm(char ta, char tb, int m, int n, int k, double alpha, const double *a, int lda,
              const double *b, int ldb, double beta, double *c, int ldc) {
  library.dgemm_(&ta, &tb, &m, &n, &k, &alpha, a, &lda, b, &ldb, &beta, c, &ldc, 1, 1);
}

void rl_sgemm(char ta, char tb, int m, int n, int k, float alpha, const float *a, int lda,
              const float *b, int ldb, float beta, float *c, int ldc) {
  library.sgemm_(&ta, &tb, &m, &n, &k, &alpha, a, &lda, b, &ldb, &beta, c, &ldc, 1, 1);
}

void rl_dsyrk(char trans, int n, int k, double alpha, const double *a, int lda, double beta,
              double *c, int ldc) {
  library.dsyrk_("U", &trans, &n, &k, &alpha, a, &lda, &beta, c, &ldc, 1, 1);
}

void rl_dgemv(char trans, int m, int n, double alpha, const double *a, int lda, const double *x,
              double beta, double *y) {
  const int one = 1;
  library.dgemv_(&trans, &m, &n, &alpha, a, &lda, x, &one, &beta, y, &one, 1);
}

int rl_dsyevd(int n, double *a, int lda, double *w, double *work, int work_count, int *iwork,
              int iwork_count) {
  int info = 0;
  library.dsyevd_("V", "U", &n, a, &lda, w, work, &work_count, iwork, &iwork_count, &info, 1, 1);
  return info;
}

int rl_dsyevr(int n, double *a, int lda, int first, int last, int *found, double *w, double *z,
              int ldz, int *support, double *work, int work_count, int *iwork, int iwork_count) {
  const double none = 0;
  int info = 0;
  library.dsyevr_("V", "I", "U", &n, a, &lda, &none, &none, &first, &last, &none, found, w, z, &ldz,
                  support, work, &work_count, iwork, &iwork_count, &info, 1, 1, 1);
  return info;
}

int rl_dgesdd(int m, int n, double *a, int lda, double *s, double *u, int ldu, double *vt, int ldvt,
              double *work, int work_count, int *iwork) {
  int info = 0;
  library.dgesdd_("S", &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, &work_count, iwork, &info, 1);
  return info;
}

int rl_dgeqrf(int m, int n, double *a, int lda, double *tau, double *work, int work_count) {
  int info = 0;
  library.dgeqrf_(&m, &n, a, &lda, tau, work, &work_count, &info);
  return info;
}

int rl_dorgqr(int m, int n, int k, double *a, int lda, const double *tau, double *work,
              int work_count) {
  int info = 0;
  library.dorgqr_(&m, &n, &k, a, &lda, tau, work, &work_count, &info);
  return info;
}

int rl_dpotrf(int n, double *a, int lda) {
  int info = 0;
  library.dpotrf_("U", &n, a, &lda, &info, 1);
  return info;
}

int rl_dpotrs(int n, int columns, const double *a, int lda, double *b, int ldb) {
  int info = 0;
  library.dpotrs_("U", &n, &columns, a, &lda, b, &ldb, &info, 1);
  return info;
}

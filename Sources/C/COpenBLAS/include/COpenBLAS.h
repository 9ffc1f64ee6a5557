// OpenBLAS behind plain C functions, opened when it is first needed.
//
// Linked at start it would cost every call of the program two milliseconds, and its bits would not be
// ours to fix: it reads how many threads it may use, and for which processor, while it is loaded. So
// the library is opened here, after `OPENBLAS_NUM_THREADS=1` and, where the processor has AVX2,
// `OPENBLAS_CORETYPE=Haswell` have been put into the environment of this process.
//
// Matrices are column-major, as in Fortran. Nothing but `rl_blas_load` may be called before it
// returned NULL.
#ifndef RUNLEDGER_COPENBLAS_H
#define RUNLEDGER_COPENBLAS_H

// Opens the library once, however often and from however many threads it is called. NULL when it is
// open, otherwise why it is not, for as long as the process lives.
const char *rl_blas_load(void);

// The name of the kernels in use, such as `Haswell`; and version and build options.
const char *rl_blas_core(void);
const char *rl_blas_config(void);

// The version of the C library, whose elementary functions the library above calls.
const char *rl_libc_version(void);

// C = alpha op(A) op(B) + beta C, with op(A) m x k and op(B) k x n; `ta` and `tb` are 'N' or 'T'.
void rl_dgemm(char ta, char tb, int m, int n, int k, double alpha, const double *a, int lda,
              const double *b, int ldb, double beta, double *c, int ldc);
void rl_sgemm(char ta, char tb, int m, int n, int k, float alpha, const float *a, int lda,
              const float *b, int ldb, float beta, float *c, int ldc);

// The upper triangle of C = alpha A A' + beta C ('N', A n x k) or alpha A' A + beta C ('T', A k x n).
void rl_dsyrk(char trans, int n, int k, double alpha, const double *a, int lda, double beta,
              double *c, int ldc);

// y = alpha op(A) x + beta y, with A m x n.
void rl_dgemv(char trans, int m, int n, double alpha, const double *a, int lda, const double *x,
              double beta, double *y);

// The functions below return LAPACK's `info`: 0, or what went wrong. A workspace of `work_count`
// numbers is asked for with -1 first: the answer is the first number of `work`.

// Eigenvalues in ascending order, and eigenvectors in place of A, from its upper triangle.
int rl_dsyevd(int n, double *a, int lda, double *w, double *work, int work_count, int *iwork,
              int iwork_count);

// The eigenpairs from the `first`-th to the `last`-th, counted from 1 in ascending order; A is lost.
int rl_dsyevr(int n, double *a, int lda, int first, int last, int *found, double *w, double *z,
              int ldz, int *support, double *work, int work_count, int *iwork, int iwork_count);

// The thin singular value decomposition; A is lost.
int rl_dgesdd(int m, int n, double *a, int lda, double *s, double *u, int ldu, double *vt, int ldvt,
              double *work, int work_count, int *iwork);

// The QR decomposition in place, and Q from it.
int rl_dgeqrf(int m, int n, double *a, int lda, double *tau, double *work, int work_count);
int rl_dorgqr(int m, int n, int k, double *a, int lda, const double *tau, double *work,
              int work_count);

// The Cholesky factor in the upper triangle, in place; and the solution of A X = B from it, in place.
int rl_dpotrf(int n, double *a, int lda);
int rl_dpotrs(int n, int columns, const double *a, int lda, double *b, int ldb);

#endif

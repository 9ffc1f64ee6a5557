// Distributions from Boost.Math and a few functions of the C library, behind scalars: no memory is
// shared.
//
// What has no value is NaN: an argument outside the domain, or a series that did not converge. The
// room above turns it into an outcome, so that it never gets further.
#ifndef RUNLEDGER_CSTATISTICS_H
#define RUNLEDGER_CSTATISTICS_H

#ifdef __cplusplus
extern "C" {
#endif

// The standard normal distribution: lower tail, upper tail, and the value with a given lower tail.
double rl_normal_cdf(double z);
double rl_normal_survival(double z);
double rl_normal_quantile(double p);

// Student's t distribution with `df` degrees of freedom.
double rl_student_cdf(double t, double df);
double rl_student_survival(double t, double df);
double rl_student_quantile(double p, double df);

// The noncentral t distribution.
double rl_noncentral_cdf(double t, double df, double noncentrality);
double rl_noncentral_survival(double t, double df, double noncentrality);

// P(X <= k) for X ~ Binomial(n, p).
double rl_binomial_cdf(double k, double n, double p);

// P(X = k) of the same.
double rl_binomial_pdf(double k, double n, double p);

// The chi-squared distribution with `df` degrees of freedom, upper tail.
double rl_chi_squared_survival(double x, double df);

// The value with a given lower tail of a beta distribution.
double rl_beta_quantile(double p, double alpha, double beta);

double rl_log(double x);
double rl_exp(double x);
double rl_asin(double x);
double rl_tanh(double x);
double rl_pow(double x, double y);

#ifdef __cplusplus
}
#endif

#endif

// The only C++ of the project. Errors are values here: nothing throws, and what Boost would raise
// comes back as NaN.
#include "CStatistics.h"

// Nothing is promoted to long double, which is another type on every processor. These are the
// defaults, so that they hold where Boost calls itself, too.
#define BOOST_MATH_PROMOTE_DOUBLE_POLICY false
#define BOOST_MATH_DOMAIN_ERROR_POLICY ignore_error
#define BOOST_MATH_POLE_ERROR_POLICY ignore_error
#define BOOST_MATH_OVERFLOW_ERROR_POLICY ignore_error
#define BOOST_MATH_UNDERFLOW_ERROR_POLICY ignore_error
#define BOOST_MATH_DENORM_ERROR_POLICY ignore_error
#define BOOST_MATH_ROUNDING_ERROR_POLICY ignore_error
#define BOOST_MATH_EVALUATION_ERROR_POLICY ignore_error
#define BOOST_MATH_INDETERMINATE_RESULT_ERROR_POLICY ignore_error

// Boost includes <iostream> and does not print. With its guard set, libstdc++ leaves out what would
// set up the standard streams at every start of the program: 0.06 ms.
#define _GLIBCXX_IOSTREAM 1
#include <istream>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace {

using Normal = boost::math::normal_distribution<double>;
using Student = boost::math::students_t_distribution<double>;
using Noncentral = boost::math::non_central_t_distribution<double>;
using ChiSquared = boost::math::chi_squared_distribution<double>;
using Binomial = boost::math::binomial_distribution<double>;

const double undefined = std::numeric_limits<double>::quiet_NaN();

bool is_probability(double p) { return p >= 0 && p <= 1; }
bool is_positive(double x) { return std::isfinite(x) && x > 0; }

}  // namespace

double rl_normal_cdf(double z) {
  return std::isnan(z) ? undefined : boost::math::cdf(Normal(), z);
}

double rl_normal_survival(double z) {
  return std::isnan(z) ? undefined : boost::math::cdf(boost::math::complement(Normal(), z));
}

double rl_normal_quantile(double p) {
  return is_probability(p) ? boost::math::quantile(Normal(), p) : undefined;
}

double rl_student_cdf(double t, double df) {
  if (std::isnan(t) || !is_positive(df)) return undefined;
  return boost::math::cdf(Student(df), t);
}

double rl_student_survival(double t, double df) {
  if (std::isnan(t) || !is_positive(df)) return undefined;
  return boost::math::cdf(boost::math::complement(Student(df), t));
}

double rl_student_quantile(double p, double df) {
  if (!is_probability(p) || !is_positive(df)) return undefined;
  return boost::math::quantile(Student(df), p);
}

double rl_noncentral_cdf(double t, double df, double noncentrality) {
  if (!std::isfinite(t) || !is_positive(df) || !std::isfinite(noncentrality)) return undefined;
  return boost::math::cdf(Noncentral(df, noncentrality), t);
}

double rl_noncentral_survival(double t, double df, double noncentrality) {
  if (!std::isfinite(t) || !is_positive(df) || !std::isfinite(noncentrality)) return undefined;
  return boost::math::cdf(boost::math::complement(Noncentral(df, noncentrality), t));
}

double rl_binomial_cdf(double k, double n, double p) {
  if (!std::isfinite(n) || !(n >= 0) || !(k >= 0) || !(k <= n) || !is_probability(p)) {
    return undefined;
  }
  return boost::math::cdf(Binomial(n, p), k);
}

double rl_binomial_pdf(double k, double n, double p) {
  if (!std::isfinite(n) || !(n >= 0) || !(k >= 0) || !(k <= n) || !is_probability(p)) {
    return undefined;
  }
  return boost::math::pdf(Binomial(n, p), k);
}

double rl_chi_squared_survival(double x, double df) {
  if (std::isnan(x) || x < 0 || !is_positive(df)) return undefined;
  return boost::math::cdf(boost::math::complement(ChiSquared(df), x));
}

double rl_log(double x) { return std::log(x); }
double rl_exp(double x) { return std::exp(x); }
double rl_asin(double x) { return std::asin(x); }

double rl_beta_quantile(double p, double alpha, double beta) {
  if (!is_probability(p) || !is_positive(alpha) || !is_positive(beta)) return undefined;
  return boost::math::quantile(boost::math::beta_distribution<double>(alpha, beta), p);
}

double rl_tanh(double x) { return std::tanh(x); }
double rl_pow(double x, double y) { return std::pow(x, y); }

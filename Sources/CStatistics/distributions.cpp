// The only C++ of the project. Errors are values here: nothing throws, and what Boost would raise
// comes back as NaN.
#include "CStatistics.h"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace {

namespace policies = boost::math::policies;

// Nothing is promoted to long double, which is another type on every processor.
using Policy = policies::policy<
    policies::domain_error<policies::ignore_error>,
    policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>,
    policies::underflow_error<policies::ignore_error>,
    policies::denorm_error<policies::ignore_error>,
    policies::rounding_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>,
    policies::indeterminate_result_error<policies::ignore_error>,
    policies::promote_float<false>, policies::promote_double<false>>;

using Normal = boost::math::normal_distribution<double, Policy>;
using Student = boost::math::students_t_distribution<double, Policy>;
using Noncentral = boost::math::non_central_t_distribution<double, Policy>;
using Binomial = boost::math::binomial_distribution<double, Policy>;

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

double rl_log(double x) { return std::log(x); }
double rl_exp(double x) { return std::exp(x); }
double rl_asin(double x) { return std::asin(x); }

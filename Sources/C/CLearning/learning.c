#define _GNU_SOURCE 1

#include "CLearning.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

// The same loop twice: for every processor, and with wider registers where there are some. Neither
// fuses anything, so that both give the same bits.
#define INLINE static inline __attribute__((always_inline))
#define WIDE __attribute__((target("avx2")))

INLINE void adam(float *restrict weights, float *restrict first, float *restrict second,
                 const float *restrict gradient, size_t count, float scale, float step,
                 float beta1, float beta2, float epsilon, float root) {
  for (size_t i = 0; i < count; i++) {
    const float g = gradient[i] * scale;
    const float m = beta1 * first[i] + (1.0f - beta1) * g;
    const float v = beta2 * second[i] + (1.0f - beta2) * (g * g);
    first[i] = m;
    second[i] = v;
    weights[i] -= step * (m / (__builtin_sqrtf(v) * root + epsilon));
  }
}

static WIDE void adam_wide(float *weights, float *first, float *second, const float *gradient,
                           size_t count, float scale, float step, float beta1, float beta2,
                           float epsilon, float root) {
  adam(weights, first, second, gradient, count, scale, step, beta1, beta2, epsilon, root);
}

void rl_adam(float *weights, float *first, float *second, const float *gradient, size_t count,
             float scale, float rate, float beta1, float beta2, float epsilon, float first_bias,
             float second_bias) {
  const float step = rate / first_bias;
  const float root = 1.0f / sqrtf(second_bias);
  if (__builtin_cpu_supports("avx2")) {
    adam_wide(weights, first, second, gradient, count, scale, step, beta1, beta2, epsilon, root);
  } else {
    adam(weights, first, second, gradient, count, scale, step, beta1, beta2, epsilon, root);
  }
}

INLINE double squares(const float *values, size_t count) {
  // Eight sums, each of every eighth square: an order that is fixed, and that vectors can keep.
  double sums[8] = {0};
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    for (size_t lane = 0; lane < 8; lane++) {
      const double value = values[i + lane];
      sums[lane] += value * value;
    }
  }
  for (; i < count; i++) sums[i % 8] += (double)values[i] * (double)values[i];
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

static WIDE double squares_wide(const float *values, size_t count) {
  return squares(values, count);
}

double rl_squares(const float *values, size_t count) {
  return __builtin_cpu_supports("avx2") ? squares_wide(values, count) : squares(values, count);
}

void rl_add_bias(float *restrict rows, const float *restrict bias, size_t count, size_t columns,
                 int rectify) {
  for (size_t row = 0; row < count; row++) {
    float *restrict at = rows + row * columns;
    for (size_t i = 0; i < columns; i++) {
      const float sum = at[i] + bias[i];
      at[i] = rectify && !(sum > 0.0f) ? 0.0f : sum;
    }
  }
}

void rl_mask(float *restrict rows, const float *restrict active, size_t count) {
  for (size_t i = 0; i < count; i++) rows[i] = active[i] > 0.0f ? rows[i] : 0.0f;
}

void rl_axpy(float *restrict target, const float *restrict source, size_t count, float factor) {
  for (size_t i = 0; i < count; i++) target[i] += factor * source[i];
}

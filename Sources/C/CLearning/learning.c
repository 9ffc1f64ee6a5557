#define _GNU_SOURCE 1

#include "CLearning.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

void rl_adam(float *restrict weights, float *restrict first, float *restrict second,
             const float *restrict gradient, size_t count, float scale, float rate, float beta1,
             float beta2, float epsilon, float first_bias, float second_bias) {
  const float step = rate / first_bias;
  const float root = sqrtf(second_bias);
  for (size_t i = 0; i < count; i++) {
    const float g = gradient[i] * scale;
    const float m = beta1 * first[i] + (1.0f - beta1) * g;
    const float v = beta2 * second[i] + (1.0f - beta2) * (g * g);
    first[i] = m;
    second[i] = v;
    weights[i] -= step * (m / (__builtin_sqrtf(v) / root + epsilon));
  }
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

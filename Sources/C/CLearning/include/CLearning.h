// Loops over single-precision arrays that a compiler turns into vector instructions. No sum is
// reordered and nothing is fused, so that every processor gives the same bits.
#ifndef RUNLEDGER_CLEARNING_H
#define RUNLEDGER_CLEARNING_H

#include <stddef.h>

// One step of Adam (Kingma and Ba 2015, algorithm 1): moments, bias correction by `first_bias` and
// `second_bias` (1 - beta^t), and the step.
void rl_adam(float *weights, float *first, float *second, const float *gradient, size_t count,
             float scale, float rate, float beta1, float beta2, float epsilon, float first_bias,
             float second_bias);

// rows[r][c] = max(0, rows[r][c] + bias[c]) for each row; without `rectify` the sum itself.
void rl_add_bias(float *rows, const float *bias, size_t count, size_t columns, int rectify);

// rows[r][c] = 0 where active[r][c] is not positive.
void rl_mask(float *rows, const float *active, size_t count);

// target[i] += factor * source[i].
void rl_axpy(float *target, const float *source, size_t count, float factor);

// The sum of squares in double precision, in an order that depends on the count alone.
double rl_squares(const float *values, size_t count);

#endif

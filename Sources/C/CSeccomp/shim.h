// The C side of filters of system calls: libseccomp's own header, and its function-like macros.
#define _GNU_SOURCE 1
#ifndef CSECCOMP_SHIM_H
#define CSECCOMP_SHIM_H

#include <seccomp.h>

static inline uint32_t rl_seccomp_errno(int number) { return SCMP_ACT_ERRNO(number); }

// Denies a call whose first argument has none of the bits of a mask.
static inline int rl_seccomp_deny_without(
    scmp_filter_ctx filter, int call, int number, uint64_t mask) {
  struct scmp_arg_cmp none = {0, SCMP_CMP_MASKED_EQ, mask, 0};
  return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(number), call, 1, &none);
}

#endif

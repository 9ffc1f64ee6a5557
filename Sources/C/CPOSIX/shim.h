// What Swift cannot import from the C library: variadic calls, function-like macros, flexible
// names, and the code that runs between fork and exec or inside a signal handler, where no Swift
// may run.
#ifndef RUNLEDGER_CPOSIX_SHIM_H
#define RUNLEDGER_CPOSIX_SHIM_H

// _GNU_SOURCE stays undefined: with it, some structures of the system's headers would differ from
// the ones Swift's own Glibc module has read. The few calls it would declare are declared where
// used.

#include "files.h"
#include "process.h"
#include "terminal.h"
#include "keep.h"
#include "launch.h"
#include "confine.h"
#include "web.h"

#endif

// The C side of the LMDB room: the library's own header. Its constants are plain numbers and none
// of its functions is variadic, so that nothing needs wrapping.
#ifndef CLMDB_SHIM_H
#define CLMDB_SHIM_H

#include <lmdb.h>

#endif

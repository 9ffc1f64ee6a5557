// The C side of the SQLite room. The library's destructor marks are casts, which Swift does not
// import: bytes and texts are bound as copies here.
#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H

#include <sqlite3.h>

static inline int rl_sqlite_bind_text(sqlite3_stmt *s, int i, const char *p, int n) {
  return sqlite3_bind_text(s, i, p, n, SQLITE_TRANSIENT);
}

static inline int rl_sqlite_bind_blob(sqlite3_stmt *s, int i, const void *p, int n) {
  return n == 0 ? sqlite3_bind_zeroblob(s, i, 0) : sqlite3_bind_blob(s, i, p, n, SQLITE_TRANSIENT);
}

#endif

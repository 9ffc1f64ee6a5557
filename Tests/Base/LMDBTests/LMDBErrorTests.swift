import Glibc
import LMDB
import Testing

struct LMDBErrorTests {
  @Test func `codes of every origin are said in lower-case words`() {
    func text(_ code: Int32) -> String { LMDBError(code: code, call: "mdb_put").description }
    #expect(text(ENOSPC) == "'mdb_put' failed: no space left on device")
    #expect(
      text(-30792) == "'mdb_put' failed: environment mapsize limit reached (MDB_MAP_FULL)")
    #expect(
      text(-40002)
        == "'mdb_put' failed: an earlier commit failed: reopen the environment to write again")
    #expect(text(-31_337).hasPrefix("'mdb_put' failed: unknown error"))
  }

  @Test func `an unknown code survives and is none of the known kinds`() {
    let error = LMDBError(code: -31_337, call: "mdb_put")
    #expect(error.code == -31_337)
    let kinds = [
      error.isNotFound, error.isKeyExisting, error.isFull, error.isMapFull, error.isMapResized,
      error.isNoSpace, error.isCorrupt, error.isVersionMismatch, error.isPoison,
      error.isAlreadyOpen, error.isClosed, error.isNested, error.isPermission,
      error.isReadersFull, error.isBadSize,
    ]
    #expect(!kinds.contains(true))
  }

  @Test func `a full disk and a full map are both full, and told apart`() {
    let disk = LMDBError(code: ENOSPC, call: "mdb_txn_commit")
    let map = LMDBError(code: -30792, call: "mdb_put")
    #expect(disk.isFull && disk.isNoSpace && !disk.isMapFull)
    #expect(map.isFull && !map.isNoSpace && map.isMapFull)
  }
}

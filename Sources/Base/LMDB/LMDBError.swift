import CLMDB
import Glibc

/// What LMDB, or the system beneath it, answered when it did not do what was asked.
///
/// The code is kept raw, so that a code this room has no name for survives the journey upward.
public struct LMDBError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The raw code: an `errno` when positive, one of LMDB's own down to -30799, one of ours below
  /// -40000.
  public var code: Int32

  /// The C function that failed, or the verb of this room that refused.
  public var call: String

  /// The whole sentence for people, when there is more to say than the code does.
  public var detail: String

  /// An error with its raw code, the function that reported it and, if known, the sentence for
  /// people.
  public init(code: Int32, call: String, detail: String = "") {
    self.code = code
    self.call = call
    self.detail = detail
  }

  init(code: Int32, call: Call, detail: String = "") {
    self.init(code: code, call: call.rawValue, detail: detail)
  }

  /// One lower-case sentence without a full stop.
  public var description: String {
    detail.isEmpty ? "'\(call)' failed: \(Self.message(for: code))" : detail
  }
}

extension LMDBError {
  static let alreadyOpenCode: Int32 = -40001
  static let poisonedCode: Int32 = -40002
  static let closedCode: Int32 = -40003
  static let nestedCode: Int32 = -40004

  /// Whether a table or a file was not there.
  public var isNotFound: Bool { code == MDB_NOTFOUND || code == ENOENT }

  /// Whether the key was there already, or was not behind the last one of an append.
  public var isKeyExisting: Bool { code == MDB_KEYEXIST }

  /// Whether there was no room: the map is full, or the disk is.
  public var isFull: Bool { isMapFull || isNoSpace }

  /// Whether the map is full.
  ///
  /// It grows before the next transaction: the caller may simply try again.
  public var isMapFull: Bool { code == MDB_MAP_FULL }

  /// Whether another process has grown the map while transactions were open here: try again.
  public var isMapResized: Bool { code == MDB_MAP_RESIZED }

  /// Whether the disk, or the owner's share of it, is full.
  public var isNoSpace: Bool { code == ENOSPC || code == EDQUOT }

  /// Whether the file is damaged or is not an LMDB file at all.
  public var isCorrupt: Bool {
    code == MDB_CORRUPTED || code == MDB_PAGE_NOTFOUND || code == MDB_INVALID
  }

  /// Whether the file was written by a format this build does not know.
  public var isVersionMismatch: Bool { code == MDB_VERSION_MISMATCH }

  /// Whether a commit has failed before, so that the environment takes no more writes until
  /// reopened.
  public var isPoison: Bool { code == Self.poisonedCode || code == MDB_PANIC }

  /// Whether this process has the same file open already.
  public var isAlreadyOpen: Bool { code == Self.alreadyOpenCode }

  /// Whether the environment has been closed.
  public var isClosed: Bool { code == Self.closedCode }

  /// Whether a write was begun inside a write of the same thread, which would wait for itself for
  /// ever.
  public var isNested: Bool { code == Self.nestedCode }

  /// Whether the system denied access.
  public var isPermission: Bool { code == EACCES || code == EPERM || code == EROFS }

  /// Whether all reader slots are taken.
  public var isReadersFull: Bool { code == MDB_READERS_FULL }

  /// Whether a key was empty or over 511 bytes, or a value over 4 GiB.
  public var isBadSize: Bool { code == MDB_BAD_VALSIZE }
}

extension LMDBError {
  /// LMDB's own words for a code, in lower case, with its name behind.
  static func message(for code: Int32) -> String {
    switch code {
    case alreadyOpenCode: return "the environment is already open in this process"
    case poisonedCode: return "an earlier commit failed: reopen the environment to write again"
    case closedCode: return "the environment is closed"
    case nestedCode: return "this thread is already inside a write transaction"
    default: break
    }
    // `mdb_strerror` answers with a literal, or with `strerror`'s buffer of this thread; copied at
    // once.
    let text = unsafe String(cString: mdb_strerror(code))
    guard text.hasPrefix("MDB_"), let colon = text.firstIndex(of: ":") else {
      return lowercasingFirst(text)
    }
    let words = text[text.index(after: colon)...].drop { $0 == " " }
    return "\(lowercasingFirst(String(words))) (\(text[..<colon]))"
  }

  private static func lowercasingFirst(_ text: String) -> String {
    text.prefix(1).lowercased() + text.dropFirst()
  }
}

/// An error of a higher room that can hold an `LMDBError`, so that a transaction throws one type
/// only.
public protocol LMDBErrorWrapping: Error {
  /// The error as this type says it.
  init(_ error: LMDBError)
}

extension LMDBError: LMDBErrorWrapping {
  public init(_ error: LMDBError) { self = error }
}

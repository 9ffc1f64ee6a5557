import CLMDB

/// One of the two pages at the head of a data file; the one with the higher number names the last
/// commit.
///
/// Read from bytes and not from LMDB, so that a damaged file is found out before it is mapped.
struct MetaPage {
  /// Bytes of a meta page that mean something.
  static let size = 152

  /// A tree of pages, as a meta page or a table's row describes it.
  struct Tree {
    /// Bytes of a description.
    static let size = 48

    var depth: Int
    /// How keys are ordered and repeated; 0 in every table of ours.
    var flags: UInt16
    /// The root's page, or nil when the tree is empty.
    var root: UInt64?

    /// Reads a description that begins at an offset.
    init(_ bytes: Span<UInt8>, at offset: Int) {
      depth = Int(bytes.number(UInt16.self, at: offset + 6))
      flags = bytes.number(UInt16.self, at: offset + 4)
      let page = bytes.number(UInt64.self, at: offset + 40)
      root = page == .max ? nil : page
    }
  }

  var pageSize: Int
  /// The tree of free pages.
  var free: Tree
  /// The unnamed table, whose rows name the others.
  var main: Tree
  var lastPage: UInt64
  var transactionID: UInt64

  /// Reads a meta page.
  init(_ bytes: Span<UInt8>) throws(Flaw) {
    guard bytes.count >= Self.size else { throw Flaw("it ends inside its first pages") }
    let magic = bytes.number(UInt32.self, at: 16)
    if magic == Self.magic.byteSwapped {
      throw Flaw("it was made on a machine of the other byte order", code: MDB_INVALID)
    }
    guard magic == Self.magic, bytes.number(UInt16.self, at: 10) & PageFlags.meta != 0 else {
      throw Flaw("it is not an LMDB file", code: MDB_INVALID)
    }
    let version = bytes.number(UInt32.self, at: 20)
    guard version == Self.version else {
      throw Flaw(
        "it has data format \(version), and this program reads format \(Self.version)",
        code: MDB_VERSION_MISMATCH)
    }
    pageSize = Int(bytes.number(UInt32.self, at: 40))
    guard (256...65536).contains(pageSize), pageSize & (pageSize - 1) == 0 else {
      throw Flaw("its page size \(pageSize) is impossible")
    }
    free = Tree(bytes, at: 40)
    main = Tree(bytes, at: 40 + Tree.size)
    lastPage = bytes.number(UInt64.self, at: 136)
    transactionID = bytes.number(UInt64.self, at: 144)
  }

  private static let magic: UInt32 = 0xBEEF_C0DE
  private static let version: UInt32 = 1
}

/// What is wrong with a data file.
struct Flaw: Error {
  var message: String
  var code: Int32

  init(_ message: String, code: Int32 = MDB_CORRUPTED) {
    self.message = message
    self.code = code
  }
}

/// The kinds of pages, as bits of a page's head.
enum PageFlags {
  static let branch: UInt16 = 0x01
  static let leaf: UInt16 = 0x02
  static let overflow: UInt16 = 0x04
  static let meta: UInt16 = 0x08
  /// The bits that tell kinds apart; the others are of no meaning on disk.
  static let kinds: UInt16 = 0x6f
}

extension Span where Element == UInt8 {
  /// The number at an offset.
  ///
  /// LMDB writes in the machine's own order, which is little-endian on both architectures this
  /// package is built for.
  func number<N: FixedWidthInteger & UnsignedInteger>(_ type: N.Type, at offset: Int) -> N {
    var number: N = 0
    for index in 0..<(N.bitWidth / 8) {
      number |= N(truncatingIfNeeded: self[offset + index]) << N(8 * index)
    }
    return number
  }
}

/// A walk over every page that a meta page reaches.
///
/// LMDB lays a page out as a head of 16 bytes, an array of 16-bit offsets growing upward to
/// `lower`, and nodes growing downward to `upper`. A node is four 16-bit numbers, its key, and its
/// value or its child.
struct PageWalk {
  private static let headSize = 16
  private static let nodeHeadSize = 8
  /// LMDB's own limit: its cursors hold no more pages.
  private static let depthMax = 32

  private let meta: MetaPage
  /// Whole pages in the file.
  private let pageCount: UInt64
  /// One bit a page, set when it has been reached.
  private var reached: [UInt64]

  private enum Role { case free, main, table }

  init(_ meta: MetaPage, pageCount: UInt64) {
    self.meta = meta
    self.pageCount = pageCount
    reached = [UInt64](repeating: 0, count: Int(pageCount / 64 + 1))
  }

  /// Walks the free pages' tree, the unnamed table and every table it names.
  mutating func run(_ file: borrowing DataFile) throws(Flaw) {
    try walk(meta.free, .free, file)
    try walk(meta.main, .main, file)
  }

  private mutating func walk(
    _ tree: MetaPage.Tree, _ role: Role, _ file: borrowing DataFile
  ) throws(Flaw) {
    guard role == .free || tree.flags == 0 else {
      throw Flaw("a table of it orders its keys in another way")
    }
    guard let root = tree.root else { return }
    guard (1...Self.depthMax).contains(tree.depth) else {
      throw Flaw("a tree of it is \(tree.depth) pages deep")
    }
    try visit(root, level: tree.depth, role, file)
  }

  /// Visits a page and all below it; leaves are at level 1.
  private mutating func visit(
    _ number: UInt64, level: Int, _ role: Role, _ file: borrowing DataFile
  ) throws(Flaw) {
    try reach(number)
    let bytes = try page(number, level > 1 ? PageFlags.branch : PageFlags.leaf, file)
    let page = bytes.span
    let lower = Int(page.number(UInt16.self, at: 12))
    let upper = Int(page.number(UInt16.self, at: 14))
    guard lower >= Self.headSize, lower <= upper, upper <= page.count else {
      throw Flaw("page \(number) has impossible bounds")
    }
    var previous: Range<Int>?
    for index in 0..<((lower - Self.headSize) / 2) {
      let start = Int(page.number(UInt16.self, at: Self.headSize + 2 * index))
      guard start >= upper, start + Self.nodeHeadSize <= page.count else {
        throw Flaw("page \(number) has a node outside itself")
      }
      let key = start + Self.nodeHeadSize
      let keyEnd = key + Int(page.number(UInt16.self, at: start + 6))
      guard keyEnd <= page.count else { throw Flaw("page \(number) has a key outside itself") }
      if level > 1 {
        let child =
          UInt64(page.number(UInt32.self, at: start))
          | UInt64(page.number(UInt16.self, at: start + 4)) << 32
        try visit(child, level: level - 1, role, file)
      } else {
        try visitRow(page, start, keyEnd, number, role, file)
        // The free pages' keys are ordered as numbers in the machine's own byte order.
        if role != .free, let previous, !page.precedes(previous, key..<keyEnd) {
          throw Flaw("page \(number) has keys out of order")
        }
        previous = key..<keyEnd
      }
    }
  }

  private mutating func visitRow(
    _ page: Span<UInt8>, _ start: Int, _ value: Int, _ number: UInt64, _ role: Role,
    _ file: borrowing DataFile
  ) throws(Flaw) {
    let size = Int(page.number(UInt32.self, at: start))
    let flags = page.number(UInt16.self, at: start + 4)
    let isApart = flags & 0x01 != 0
    let isTable = flags & 0x02 != 0
    guard flags & ~0x03 == 0, !(isApart && isTable), !isTable || role == .main else {
      throw Flaw("page \(number) has a row of an unknown kind")
    }
    guard value + (isApart ? 8 : size) <= page.count else {
      throw Flaw("page \(number) has a value outside itself")
    }
    var freeCount: UInt64?
    if isApart {
      let first = page.number(UInt64.self, at: value)
      let head = try overflow(first, size: size, file)
      freeCount = head.span.number(UInt64.self, at: Self.headSize)
    } else if size >= 8 {
      freeCount = page.number(UInt64.self, at: value)
    }
    if isTable {
      guard size == MetaPage.Tree.size else { throw Flaw("page \(number) has a broken table") }
      try walk(MetaPage.Tree(page, at: value), .table, file)
    }
    // A list of free pages begins with their number.
    if role == .free {
      guard let freeCount, freeCount < UInt64(size / 8) else {
        throw Flaw("page \(number) has a broken list of free pages")
      }
    }
  }

  /// Reaches a value's own pages, and answers with the first.
  private mutating func overflow(
    _ first: UInt64, size: Int, _ file: borrowing DataFile
  ) throws(Flaw) -> [UInt8] {
    try reach(first)
    let bytes = try page(first, PageFlags.overflow, file)
    let count = UInt64(bytes.span.number(UInt32.self, at: 12))
    let needed = UInt64((Self.headSize + size - 1) / meta.pageSize + 1)
    guard count >= needed else { throw Flaw("page \(first) is too small for its value") }
    for number in (first + 1)..<(first + count) { try reach(number) }
    return bytes
  }

  private mutating func reach(_ number: UInt64) throws(Flaw) {
    guard number >= 2, number <= meta.lastPage else {
      throw Flaw("it refers to page \(number), which does not exist")
    }
    guard number < pageCount else {
      throw Flaw("it is cut off: page \(number) is in use and the file has \(pageCount) pages")
    }
    let bit: UInt64 = 1 << (number % 64)
    guard reached[Int(number / 64)] & bit == 0 else {
      throw Flaw("page \(number) is in use twice")
    }
    reached[Int(number / 64)] |= bit
  }

  private func page(
    _ number: UInt64, _ kind: UInt16, _ file: borrowing DataFile
  ) throws(Flaw) -> [UInt8] {
    let bytes = try file.bytes(at: number * UInt64(meta.pageSize), count: meta.pageSize)
    guard bytes.count == meta.pageSize else { throw Flaw("it is cut off at page \(number)") }
    let span = bytes.span
    guard span.number(UInt64.self, at: 0) == number,
      span.number(UInt16.self, at: 10) & PageFlags.kinds == kind
    else { throw Flaw("page \(number) is not what it should be") }
    return bytes
  }
}

extension Span where Element == UInt8 {
  /// Whether the bytes of one range come before those of another: by byte, then by length.
  fileprivate func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    for (l, r) in zip(left, right) where self[l] != self[r] { return self[l] < self[r] }
    return left.count < right.count
  }
}

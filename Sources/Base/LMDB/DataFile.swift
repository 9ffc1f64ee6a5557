import CLMDB
import Glibc

/// A data file read as bytes, without LMDB and without a map.
///
/// Closing it would drop this process's record locks on the file, but LMDB keeps none there: they
/// are on the lock file.
struct DataFile: ~Copyable {
  let path: String
  private let descriptor: Int32

  private init(_ path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { Glibc.close(descriptor) }

  /// Makes sure that LMDB can map a file: both meta pages are whole and of a known format, and
  /// every page the newest one reaches is in the file.
  ///
  /// A missing file and an empty one pass where `creates` is set: LMDB makes a new one.
  ///
  /// LMDB never writes a page that was taken at the end of the file and given back by the same
  /// commit, so that a sound file can be shorter than its meta page says. Then the pages in use are
  /// walked; the file is made as long as it should be when `extends` is set.
  static func check(_ path: String, extends: Bool, creates: Bool) throws(LMDBError) {
    let descriptor = unsafe open(path, (extends ? O_RDWR : O_RDONLY) | O_CLOEXEC)
    if descriptor < 0 {
      if errno == ENOENT, creates { return }
      throw LMDBError(code: errno, call: "open", path: path)
    }
    let file = DataFile(path, descriptor: descriptor)
    do throws(Flaw) {
      guard try file.size() > 0 else {
        // Who may make a file begins anew; others find nothing where something should be.
        if creates { return }
        throw Flaw("the file is empty")
      }
      try file.checkLength(extends: extends)
    } catch {
      throw LMDBError(error, call: "open", path: path)
    }
  }

  private func checkLength(extends: Bool) throws(Flaw) {
    while true {
      let meta = try newestMeta()
      // The length is taken after the meta page: a commit elsewhere writes its pages first.
      let size = try size()
      let pageCount = size / UInt64(meta.pageSize)
      guard pageCount <= meta.lastPage else { return }
      do throws(Flaw) {
        try walk(meta, pageCount: pageCount)
      } catch {
        // Pages change under a walk only when somebody commits meanwhile: then look again.
        guard try newestMeta().transactionID == meta.transactionID else { continue }
        throw error
      }
      if extends { try extend(from: size, to: meta) }
      return
    }
  }

  /// Reads every page in use and makes sure that it is what it should be.
  static func examine(_ path: String) throws(LMDBError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LMDBError(code: errno, call: "open", path: path) }
    let file = DataFile(path, descriptor: descriptor)
    do throws(Flaw) {
      let meta = try file.newestMeta()
      try file.walk(meta, pageCount: try file.size() / UInt64(meta.pageSize))
    } catch {
      throw LMDBError(error, call: "examine", path: path)
    }
  }

  private func walk(_ meta: MetaPage, pageCount: UInt64) throws(Flaw) {
    var walk = PageWalk(meta, pageCount: pageCount)
    try walk.run(self)
  }

  private func newestMeta() throws(Flaw) -> MetaPage {
    // Named, because Swift 6.3 miscompiles the span of a temporary that is passed to a typed throw.
    let head = try bytes(at: 0, count: MetaPage.size)
    let first = try MetaPage(head.span)
    let next = try bytes(at: UInt64(first.pageSize), count: MetaPage.size)
    let second = try MetaPage(next.span)
    return first.transactionID < second.transactionID ? second : first
  }

  /// Lengthens the file over pages that are all free.
  ///
  /// Unlike `ftruncate` this never shortens a file that another process has lengthened meanwhile.
  private func extend(from size: UInt64, to meta: MetaPage) throws(Flaw) {
    let wanted = (meta.lastPage + 1) * UInt64(meta.pageSize)
    let code = posix_fallocate(descriptor, off_t(size), off_t(wanted - size))
    guard code == 0 else { throw Flaw("it cannot be lengthened", code: code) }
  }

  private func size() throws(Flaw) -> UInt64 {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw Flaw("its length cannot be read", code: errno)
    }
    return UInt64(status.st_size)
  }

  /// Up to `count` bytes from an offset; fewer only at the end of the file.
  func bytes(at offset: UInt64, count: Int) throws(Flaw) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let done = unsafe bytes.withUnsafeMutableBytes { buffer in
        // Both bounds are inside the buffer.
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        return unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(filled))
      }
      if done < 0 {
        if errno == EINTR { continue }
        throw Flaw("it cannot be read", code: errno)
      }
      if done == 0 { break }
      filled += done
    }
    bytes.removeLast(count - filled)
    return bytes
  }
}

extension Environment {
  /// Reads every page in use of a closed environment and makes sure that it is what it should be.
  ///
  /// LMDB trusts its pages and may end the process over a damaged one. Whoever does not trust a
  /// file calls this before `open`. It takes as long as reading the file. Nobody may write
  /// meanwhile. That keys and values are those once written it cannot tell.
  ///
  /// - Throws: an error that `isCorrupt`, or `isVersionMismatch`, or the system's.
  public static func examine(
    _ path: String, layout: Options.Layout = .directory
  ) throws(LMDBError) {
    try DataFile.examine(layout == .directory ? path + "/data.mdb" : path)
  }
}

extension LMDBError {
  /// The error of a damaged file.
  fileprivate init(_ flaw: Flaw, call: String, path: String) {
    let reason =
      flaw.code > 0 ? "\(flaw.message): \(Self.message(for: flaw.code))" : flaw.message
    let remedy =
      flaw.code == MDB_CORRUPTED ? ": restore it from a copy" : ""
    self.init(code: flaw.code, call: call, detail: "cannot open '\(path)': \(reason)\(remedy)")
  }
}

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

  /// Reads every page that a commit uses, by default the last, and makes sure that it is what it
  /// should be; answers false when somebody wrote meanwhile and nothing can be said.
  ///
  /// A commit that a reader keeps is not written over.
  static func examine(_ path: String, commit: UInt64? = nil) throws(LMDBError) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LMDBError(code: errno, call: "open", path: path) }
    let file = DataFile(path, descriptor: descriptor)
    do throws(Flaw) {
      let newest = try file.newestMeta()
      var meta = newest
      if let commit {
        guard let kept = try file.meta(of: commit) else { return false }
        meta = kept
      }
      do throws(Flaw) {
        try file.walk(meta, pageCount: try file.size() / UInt64(meta.pageSize))
      } catch {
        guard commit == nil, try file.newestMeta().transactionID != newest.transactionID else {
          throw error
        }
        return false
      }
      return true
    } catch {
      throw LMDBError(error, call: "examine", path: path)
    }
  }

  private func walk(_ meta: MetaPage, pageCount: UInt64) throws(Flaw) {
    var walk = PageWalk(meta, pageCount: pageCount)
    try walk.run(self)
  }

  /// The page that names a commit, while it is one of the last two.
  private func meta(of commit: UInt64) throws(Flaw) -> MetaPage? {
    let pages = try metas()
    if pages.0.transactionID == commit { return pages.0 }
    return pages.1.transactionID == commit ? pages.1 : nil
  }

  private func newestMeta() throws(Flaw) -> MetaPage {
    let pages = try metas()
    return pages.0.transactionID < pages.1.transactionID ? pages.1 : pages.0
  }

  private func metas() throws(Flaw) -> (MetaPage, MetaPage) {
    // Named, because Swift 6.3 miscompiles the span of a temporary that is passed to a typed throw.
    let head = try bytes(at: 0, count: MetaPage.size)
    let first = try MetaPage(head.span)
    let next = try bytes(at: UInt64(first.pageSize), count: MetaPage.size)
    let second = try MetaPage(next.span)
    return (first, second)
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
  /// Reads every page in use and makes sure that it is what it should be.
  ///
  /// LMDB trusts its pages and may end the process over a damaged one. Whoever does not trust a
  /// file calls this before he reads anything of it. It takes as long as reading the file. Others
  /// may write meanwhile: a commit is kept for as long as it takes, and where no lock can be had it
  /// is tried again. That keys and values are those once written it cannot tell.
  ///
  /// Answers false when others wrote so often that nothing can be said.
  ///
  /// - Throws: an error that `isCorrupt`, or `isVersionMismatch`, or the system's.
  @discardableResult
  public static func examine(
    _ path: String, layout: Options.Layout = .directory
  ) throws(LMDBError) -> Bool {
    let file = layout == .directory ? path + "/data.mdb" : path
    for _ in 0..<examinationsMax {
      if let isSound = try kept(path, layout, file) {
        if isSound { return true }
      } else if try DataFile.examine(file) {
        return true
      }
    }
    return false
  }

  private static let examinationsMax = 64

  /// Examines a commit that is kept meanwhile; nil where none can be, and the error of a damaged
  /// file is that of examining it.
  private static func kept(
    _ path: String, _ layout: Options.Layout, _ file: String
  ) throws(LMDBError) -> Bool? {
    var options = Options()
    options.isReadOnly = true
    options.createsDirectory = false
    options.layout = layout
    guard let environment = try? Environment.open(path, options) else { return nil }
    defer { environment.close() }
    guard let snapshot = try? environment.pin() else { return nil }
    return try DataFile.examine(file, commit: snapshot.id)
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

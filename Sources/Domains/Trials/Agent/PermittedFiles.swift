import Agents
import Files

/// The files of one sandbox as an agent may use them.
///
/// Every operation is checked against the permission set before anything is done: the operation,
/// the path as text, where links lead, paths that may only be read, and the file's own permission
/// bits, which the system would not hold an administrator to. Then it is done on the disk, and
/// whatever became of it is recorded, on the virtual clock.
final class PermittedFiles {
  /// The largest file that is read, in bytes.
  static let sizeMax = 1 << 24

  let permissions: PermissionSet
  let clock: VirtualClock
  let pace: Pace
  /// Everything that was tried, in order.
  private(set) var operations: [FileOperation] = []

  /// The sandbox, without links.
  private let root: String
  private var faults: PairFaults

  init(
    root: String, permissions: PermissionSet, clock: VirtualClock, faults: PairFaults = .none
  ) throws(FileError) {
    self.root = try FileSystem.realPath(root)
    self.permissions = permissions
    self.clock = clock
    self.faults = faults
    pace = Pace(load: faults.load)
  }

  /// The bytes of a file.
  func read(_ path: String) throws(OperationFailure) -> [UInt8] {
    try perform(.read, path, "file") { (file, record) throws(OperationFailure) in
      try clock.advance(milliseconds: pace.cost(faults.slowReads[record.path] ?? 0))
      if Self.takeOne(of: &faults.failedReads[record.path]) { throw .transient }
      var bytes: [UInt8]
      do throws(FileError) {
        bytes = try FileSystem.readFile(file, limit: Self.sizeMax)
      } catch {
        throw OperationFailure(error)
      }
      try transfer(bytes.count, &record)
      if Self.takeOne(of: &faults.damagedReads[record.path]) { Self.damage(&bytes) }
      return bytes
    }
  }

  /// What is in a directory, sorted by name.
  func list(_ path: String) throws(OperationFailure) -> [DirectoryEntry] {
    try perform(.read, path, "list") { (file, _) throws(OperationFailure) in
      do throws(FileError) { return try FileSystem.listing(file) } catch {
        throw OperationFailure(error)
      }
    }
  }

  /// What is at a path, or nil if nothing is; a link is looked at and not followed.
  func status(_ path: String) throws(OperationFailure) -> FileStatus? {
    try perform(.read, path, "status", followsLink: false) {
      (file, _) throws(OperationFailure) in
      do throws(FileError) { return try FileSystem.status(file, followLinks: false) } catch {
        throw OperationFailure(error)
      }
    }
  }

  /// What a link says.
  func target(ofLink path: String) throws(OperationFailure) -> String {
    try perform(.read, path, "link", followsLink: false) { (file, _) throws(OperationFailure) in
      do throws(FileError) { return try FileSystem.readLink(file) } catch {
        throw OperationFailure(error)
      }
    }
  }

  /// Makes a file where none is.
  func create(_ path: String, _ bytes: [UInt8]) throws(OperationFailure) {
    try put(.create, path, "file", bytes, [.write, .create, .exclusive, .noFollow])
  }

  /// Replaces the content of a file that exists.
  func write(_ path: String, _ bytes: [UInt8]) throws(OperationFailure) {
    try put(.write, path, "file", bytes, [.write, .truncate, .noFollow])
  }

  /// Adds to the end of a file that exists.
  func append(_ path: String, _ bytes: [UInt8]) throws(OperationFailure) {
    try put(.write, path, "append", bytes, [.write, .append, .noFollow])
  }

  /// Makes a directory and those above it.
  func makeDirectory(_ path: String) throws(OperationFailure) {
    try perform(.create, path, "directory") { (file, _) throws(OperationFailure) in
      do throws(FileError) { try FileSystem.makeDirectories(file) } catch {
        throw OperationFailure(error)
      }
    }
  }

  /// Removes a file or a link, not what it leads to.
  func delete(_ path: String) throws(OperationFailure) {
    try perform(.delete, path, "file", followsLink: false) { (file, _) throws(OperationFailure) in
      do throws(FileError) { try FileSystem.remove(file) } catch { throw OperationFailure(error) }
    }
  }

  private func put(
    _ operation: PermissionSet.Operation, _ path: String, _ detail: String, _ bytes: [UInt8],
    _ flags: OpenFlags
  ) throws(OperationFailure) {
    try perform(operation, path, detail) { (file, record) throws(OperationFailure) in
      if faults.failedWrites > 0 {
        faults.failedWrites -= 1
        throw .transient
      }
      try transfer(bytes.count, &record)
      var kept = bytes[...]
      if faults.tornWrites > 0, bytes.count > 1 {
        faults.tornWrites -= 1
        kept = bytes.prefix(bytes.count / 2)
      }
      do throws(FileError) {
        let target = try Descriptor.open(file, flags)
        try target.write(Array(kept))
        try target.close()
      } catch {
        throw OperationFailure(error)
      }
    }
  }

  /// Checks one operation, does it, and records what became of it.
  private func perform<Result>(
    _ operation: PermissionSet.Operation, _ path: String, _ detail: String,
    followsLink: Bool = true,
    _ body: (String, inout FileOperation) throws(OperationFailure) -> Result
  ) throws(OperationFailure) -> Result {
    var record = FileOperation(
      operation: operation, path: PathName.normalize(path), detail: detail, bytes: 0,
      outcome: .ok, timestamp: clock.timestamp)
    do throws(OperationFailure) {
      try clock.advance(milliseconds: pace.cost(Pace.operation))
      let file = try place(of: &record, followsLink: followsLink)
      let result = try body(file, &record)
      operations.append(record)
      return result
    } catch {
      if case .denied = error { record.outcome = .denied } else { record.outcome = .failed }
      record.reason = error.description
      operations.append(record)
      throw error
    }
  }

  /// Lets the time of moving bytes pass.
  private func transfer(_ count: Int, _ record: inout FileOperation) throws(OperationFailure) {
    record.bytes = count
    try clock.advance(milliseconds: pace.cost(Double(count) / Pace.bytesPerMillisecond))
  }

  /// Where an operation takes place on the disk, after everything that could forbid it.
  private func place(
    of record: inout FileOperation, followsLink: Bool
  ) throws(OperationFailure) -> String {
    if let denial = permissions.denial(of: record.operation, on: record.path) {
      throw .denied(denial)
    }
    let file = PathName.join(root, record.path)
    let real = try resolve(followsLink ? file : PathName.parent(file))
    let target = followsLink ? real : PathName.join(real, PathName.lastComponent(file))
    let resolved = PathName.relative(target, to: root)
    if resolved != record.path {
      record.resolved = resolved
      if permissions.denial(of: record.operation, on: resolved) != nil {
        throw .denied(.link(resolved))
      }
    }
    if record.operation == .write { try checkMode(target) }
    return target
  }

  /// The path without links, as far as it exists.
  private func resolve(_ path: String) throws(OperationFailure) -> String {
    do throws(FileError) { return try FileSystem.realPath(path) } catch {
      guard error.isNotFound, path != root, path != "/" else { throw OperationFailure(error) }
    }
    do throws(FileError) {
      // A link to nothing is a link all the same: what it says decides.
      if try FileSystem.status(path, followLinks: false)?.kind == .symlink {
        let said = try FileSystem.readLink(path)
        return PathName.normalize(PathName.join(PathName.parent(path), said))
      }
    } catch {
      throw OperationFailure(error)
    }
    return PathName.join(try resolve(PathName.parent(path)), PathName.lastComponent(path))
  }

  private func checkMode(_ path: String) throws(OperationFailure) {
    do throws(FileError) {
      guard let status = try FileSystem.status(path) else { return }
      if status.mode & 0o200 == 0 { throw FileError(operation: "write", path: path, errno: 13) }
    } catch {
      throw OperationFailure(error)
    }
  }

  /// Uses up one of a number of faults, if there is one.
  private static func takeOne(of count: inout Int?) -> Bool {
    guard let left = count, left > 0 else { return false }
    count = left - 1
    return true
  }

  /// Makes a byte in the middle line one that no text has.
  private static func damage(_ bytes: inout [UInt8]) {
    let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
    guard !bytes.isEmpty else { return }
    let place = ends.isEmpty ? bytes.count / 2 : max(0, ends[ends.count / 2] - 1)
    bytes[place] = 0xff
  }
}

extension OperationFailure {
  /// Takes over what the operating system said.
  init(_ error: FileError) {
    self =
      error.isNotFound ? .notFound : error.isPermission ? .permission : .system(error.reason)
  }
}

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
  private(set) var operations: [OperationRecord] = []

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

  func read(_ path: String) throws(OperationFailure) -> [UInt8] {
    try perform(.read, path, "file") { (file, record) throws(OperationFailure) in
      try clock.advance(milliseconds: pace.cost(faults.slowReads[record.path] ?? 0))
      if Self.takeOne(of: &faults.failedReads[record.path]) { throw .transient }
      var bytes = try OperationFailure.attempt { () throws(FileError) in
        try FileSystem.readFile(file, limit: Self.sizeMax)
      }
      try transfer(bytes.count, &record)
      if Self.takeOne(of: &faults.damagedReads[record.path]) { Self.damage(&bytes) }
      return bytes
    }
  }

  /// What is in a directory, sorted by name.
  func list(_ path: String) throws(OperationFailure) -> [DirectoryEntry] {
    try call(.read, path, "list", FileSystem.listing)
  }

  /// What is at a path, or nil if nothing is; a link is looked at and not followed.
  func status(_ path: String) throws(OperationFailure) -> FileStatus? {
    try call(.read, path, "status", followsLink: false) { (file) throws(FileError) in
      try FileSystem.status(file, followLinks: false)
    }
  }

  func target(ofLink path: String) throws(OperationFailure) -> String {
    try call(.read, path, "link", followsLink: false, FileSystem.readLink)
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
    try call(.create, path, "directory") { (file) throws(FileError) in
      try FileSystem.makeDirectories(file)
    }
  }

  /// Removes a file or a link, not what it leads to.
  func delete(_ path: String) throws(OperationFailure) {
    try call(.delete, path, "file", followsLink: false, FileSystem.remove)
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
      try OperationFailure.attempt { () throws(FileError) in
        let target = try Descriptor.open(file, flags)
        try target.write(Array(kept))
        try target.close()
      }
    }
  }

  /// An operation that is one call of the system.
  private func call<Result>(
    _ operation: PermissionSet.Operation, _ path: String, _ detail: String,
    followsLink: Bool = true, _ body: (String) throws(FileError) -> Result
  ) throws(OperationFailure) -> Result {
    try perform(operation, path, detail, followsLink: followsLink) {
      (file, _) throws(OperationFailure) in
      try OperationFailure.attempt { () throws(FileError) in try body(file) }
    }
  }

  /// Checks one operation, does it, and records what became of it.
  private func perform<Result>(
    _ operation: PermissionSet.Operation, _ path: String, _ detail: String,
    followsLink: Bool = true,
    _ body: (String, inout OperationRecord) throws(OperationFailure) -> Result
  ) throws(OperationFailure) -> Result {
    var record = OperationRecord(
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
  private func transfer(_ count: Int, _ record: inout OperationRecord) throws(OperationFailure) {
    record.bytes = count
    try clock.advance(milliseconds: pace.cost(Double(count) / Pace.bytesPerMillisecond))
  }

  /// Where an operation takes place on the disk, after everything that could forbid it.
  private func place(
    of record: inout OperationRecord, followsLink: Bool
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
    let said = try OperationFailure.attempt { () throws(FileError) -> String? in
      let isLink = try FileSystem.status(path, followLinks: false)?.kind == .symlink
      return isLink ? try FileSystem.readLink(path) : nil
    }
    // A link to nothing is a link all the same: what it says decides.
    if let said { return PathName.normalize(PathName.join(PathName.parent(path), said)) }
    return PathName.join(try resolve(PathName.parent(path)), PathName.lastComponent(path))
  }

  private func checkMode(_ path: String) throws(OperationFailure) {
    let status = try OperationFailure.attempt { () throws(FileError) in
      try FileSystem.status(path)
    }
    if let status, status.mode & 0o200 == 0 { throw .permission }
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
  /// Does something on the disk; what the system says is why it failed.
  static func attempt<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(OperationFailure) -> Result {
    do throws(FileError) { return try body() } catch { throw OperationFailure(error) }
  }

  /// Takes over what the operating system said.
  init(_ error: FileError) {
    self =
      error.isNotFound ? .notFound : error.isPermission ? .permission : .system(error.reason)
  }
}

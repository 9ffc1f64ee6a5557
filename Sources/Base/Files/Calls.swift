import CPOSIX
import Glibc

/// The funnel to the operating system: every call that changes a file passes here.
///
/// Each function retries interrupted calls, answers failures as error numbers, and is where faults
/// are injected in debug builds.
enum Calls {
  /// The error number of a failed call.
  struct Failure: Error {
    var errno: Int32

    func at(_ path: String, _ operation: String) -> FileError {
      FileError(operation: operation, path: path, errno: errno)
    }
  }

  /// Runs a call until a signal no longer interrupts it.
  ///
  /// Negative means failed.
  @discardableResult
  static func check<Number: FixedWidthInteger & SignedInteger>(
    _ call: () -> Number
  ) throws(Failure) -> Number {
    while true {
      let result = call()
      if result >= 0 { return result }
      let error = Glibc.errno
      if error != EINTR { throw Failure(errno: error) }
    }
  }

  /// Refuses paths that the C library would cut short.
  static func check(path: String) throws(Failure) {
    if path.utf8.contains(0) { throw Failure(errno: EINVAL) }
  }

  static func open(_ path: String, _ flags: Int32, _ mode: UInt32) throws(Failure) -> Int32 {
    try check(path: path)
    guard let place = HeldTrees.place(of: path) else {
      return try perform(.open) { unsafe rl_open(path, flags, mode) }
    }
    return try perform(
      .open,
      failing: { () throws(Failure) -> Int32 in
        try open(place, flags, mode)
      })
  }

  /// Opens below a held directory.
  private static func open(
    _ place: HeldTrees.Place, _ flags: Int32, _ mode: UInt32
  ) throws(Failure) -> Int32 {
    let directory = place.directory.descriptor.number
    do throws(Failure) {
      return try check { unsafe rl_open_beneath(directory, place.relative, flags, mode) }
    } catch {
      throw error.errno == ELOOP || error.errno == EXDEV
        ? Failure(errno: FileError.linkOnTheWay) : error
    }
  }

  /// Runs a call on a path, by the directory that holds it and its name there.
  ///
  /// Below a held directory that is the directory itself, found without following a link; anywhere
  /// else it is the path as it is.
  @discardableResult
  static func at<Number: FixedWidthInteger & SignedInteger>(
    _ path: String, _ call: (_ directory: Int32, _ name: String) -> Number
  ) throws(Failure) -> Number {
    try check(path: path)
    guard let place = HeldTrees.place(of: path) else {
      return try check { call(AT_FDCWD, path) }
    }
    let parent = PathName.parent(place.relative)
    if parent == "." {
      let directory = place.directory.descriptor.number
      return try check { call(directory, PathName.lastComponent(place.relative)) }
    }
    let above = HeldTrees.Place(directory: place.directory, relative: parent)
    let directory = try open(above, Int32(RL_O_PATH) | O_DIRECTORY, 0)
    defer { _ = Glibc.close(directory) }
    return try check { call(directory, PathName.lastComponent(place.relative)) }
  }

  static func close(_ descriptor: Int32) throws(Failure) {
    // Linux has closed the descriptor even when it reports EINTR; retrying could close another's.
    if Glibc.close(descriptor) != 0 && Glibc.errno != EINTR { throw Failure(errno: Glibc.errno) }
  }

  static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer)
    throws(Failure) -> Int
  {
    try perform(.read) { unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
  }

  /// Writes what the system takes in one call.
  static func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) throws(Failure) -> Int {
    try perform(.write) { isShort in
      unsafe Glibc.write(
        descriptor, buffer.baseAddress, isShort ? (buffer.count + 1) / 2 : buffer.count)
    }
  }

  /// Writes what the system takes in one call, at an offset.
  static func write(
    _ descriptor: Int32, _ buffer: UnsafeRawBufferPointer, at offset: Int
  ) throws(Failure) -> Int {
    try perform(.write) { isShort in
      unsafe pwrite(
        descriptor, buffer.baseAddress, isShort ? (buffer.count + 1) / 2 : buffer.count, offset)
    }
  }

  static func synchronize(_ descriptor: Int32, dataOnly: Bool = false) throws(Failure) {
    try perform(.synchronize) { dataOnly ? fdatasync(descriptor) : fsync(descriptor) }
  }

  static func synchronizeFileSystem(_ descriptor: Int32) throws(Failure) {
    try perform(.synchronize) { rl_sync_file_system(descriptor) }
  }

  static func rename(_ source: String, _ target: String) throws(Failure) {
    try check(path: source)
    try check(path: target)
    var failure: Failure?
    try perform(.rename) { () -> Int32 in
      do throws(Failure) {
        return try at(source) { (from, old) -> Int32 in
          do throws(Failure) {
            return try at(target) { into, new in unsafe renameat(from, old, into, new) }
          } catch {
            failure = error
            return 0
          }
        }
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
  }

  // MARK: Faults

  /// Looking at what is said of a file, which changes nothing and may fail as well.
  static func look() throws(Failure) { try perform(.look) { 0 } }

  /// Makes a call of a kind, until a signal no longer interrupts it.
  @discardableResult
  static func perform<Number: FixedWidthInteger & SignedInteger>(
    _ operation: FileOperation, _ call: () -> Number
  ) throws(Failure) -> Number {
    try perform(operation) { _ in call() }
  }

  /// The same, for a call that may also be made by half.
  @discardableResult
  static func perform<Number: FixedWidthInteger & SignedInteger>(
    _ operation: FileOperation, _ call: (_ isShort: Bool) -> Number
  ) throws(Failure) -> Number {
    #if DEBUG
      if let fault = FaultPlan.current?.fault(operation) {
        switch fault.effect {
        case .short:
          let done = try check { call(true) }
          fault.end()
          return done
        // Interrupted before anything was done, and made again.
        case .notPersisted where fault.errno == EINTR: break
        case .notPersisted:
          fault.end()
          throw Failure(errno: fault.errno)
        case .persisted:
          _ = call(false)
          fault.end()
          throw Failure(errno: fault.errno)
        }
      }
    #endif
    return try check { call(false) }
  }

  /// The same, for what is more than one call.
  static func perform<Number: FixedWidthInteger & SignedInteger>(
    _ operation: FileOperation, failing body: () throws(Failure) -> Number
  ) throws(Failure) -> Number {
    #if DEBUG
      if let fault = FaultPlan.current?.fault(operation), fault.errno != EINTR,
        fault.effect != .short
      {
        if fault.effect == .persisted, let number = try? body(), operation == .open {
          _ = Glibc.close(Int32(number))
        }
        fault.end()
        throw Failure(errno: fault.errno)
      }
    #endif
    return try body()
  }
}

/// The kinds of operation at this door.
public enum FileOperation: String, CaseIterable, Sendable {
  /// Opening a file.
  case open
  /// Reading from one.
  case read
  /// Writing to one.
  case write
  /// Making bytes or names durable.
  case synchronize
  /// Giving a file another name.
  case rename
  /// Making or removing a name, or changing what is said of it.
  case change
  /// Reading what is said of a file.
  case look
}

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
    try inject(.open)
    guard let place = HeldTrees.place(of: path) else {
      return try check { unsafe rl_open(path, flags, mode) }
    }
    return try open(place, flags, mode)
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
    try check { unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
  }

  /// Writes what the system takes in one call.
  static func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) throws(Failure) -> Int {
    try inject(.write)
    return try check { unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count) }
  }

  /// Writes what the system takes in one call, at an offset.
  static func write(
    _ descriptor: Int32, _ buffer: UnsafeRawBufferPointer, at offset: Int
  ) throws(Failure) -> Int {
    try inject(.write)
    return try check { unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, offset) }
  }

  static func synchronize(_ descriptor: Int32, dataOnly: Bool = false) throws(Failure) {
    try inject(.synchronize)
    try check { dataOnly ? fdatasync(descriptor) : fsync(descriptor) }
  }

  static func synchronizeFileSystem(_ descriptor: Int32) throws(Failure) {
    try inject(.synchronize)
    try check { rl_sync_file_system(descriptor) }
  }

  static func rename(_ source: String, _ target: String) throws(Failure) {
    try check(path: source)
    try check(path: target)
    try inject(.rename)
    var failure: Failure?
    try at(source) { (from, old) -> Int32 in
      do throws(Failure) {
        return try at(target) { into, new in unsafe renameat(from, old, into, new) }
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
  }

  #if DEBUG
    private static func inject(_ operation: FaultPlan.Operation) throws(Failure) {
      if let error = FaultPlan.current?.fault(operation) { throw Failure(errno: error) }
    }
  #else
    private enum Injected { case open, write, synchronize, rename }

    @inline(__always)
    private static func inject(_ operation: Injected) throws(Failure) {}
  #endif
}

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
    return try check { unsafe rl_open(path, flags, mode) }
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
    try check { unsafe Glibc.rename(source, target) }
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

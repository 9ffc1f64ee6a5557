import CLMDB
import Glibc
import Synchronization

/// An LMDB environment: one memory-mapped file of ordered tables, many readers, one writer.
///
/// A transaction lives inside one synchronous closure, so that it can cross neither an `await` nor
/// a thread: LMDB binds a write transaction to the thread that began it. A writer waits for the
/// writer of any other thread or process, without a deadline: whoever needs one takes a lock of his
/// own first.
///
/// Commits are always fully synchronised. When `write` returns, what it wrote is durable. After a
/// commit has failed the environment is poisoned: nobody can know what reached the disk, so every
/// later write is refused until the environment is opened again. Reading goes on.
///
/// Keep read transactions short. Pages they may still see cannot be reused, and the file grows.
///
/// Never use an environment on a network file system, and never in a process forked from the one
/// that opened it.
@safe public final class Environment: @unchecked Sendable {
  // Sendable: `handle`, `path`, `dataPath`, `options` and `identity` never change. LMDB lets
  // threads share an environment under `MDB_NOTLS`, but for closing, resizing and opening tables,
  // which happen only under `gate` or `tables`. All else is an atomic.
  let handle: OpaquePointer

  /// The path the environment was opened with.
  public let path: String

  /// The path of the data file.
  public let dataPath: String

  /// The options the environment was opened with.
  public let options: Options

  let identity: Registry.Identity

  let gate: Mutex<Gate>

  /// Tables by name, opened once and never closed.
  ///
  /// Held while one is opened.
  let tables = Mutex<[String?: Table]>([:])

  /// The `pthread_self` inside a write transaction, or 0.
  let writer = Atomic<UInt>(0)

  let poisoned = Atomic<Bool>(false)

  /// Whether a commit is under way whose outcome `poisoned` does not tell yet.
  let isCommitting = Atomic<Bool>(false)

  init(_ opened: OpenedHandle, path: String, dataPath: String, options: Options) {
    unsafe self.handle = opened.pointer
    self.identity = opened.identity
    self.path = path
    self.dataPath = dataPath
    self.options = options
    self.gate = Mutex(Gate())
  }

  deinit { close() }

  /// Whether a commit has failed, so that writes are refused until the environment is opened again.
  public var isPoisoned: Bool { poisoned.load(ordering: .acquiring) }

  /// Closes the environment, at once or when the last open transaction ends.
  ///
  /// Closing twice does nothing. Whatever is begun afterwards is refused.
  public func close() {
    let closesNow = gate.withLock { gate in
      guard !gate.isClosed else { return false }
      gate.isClosed = true
      return gate.activeCount == 0
    }
    if closesNow { closeHandle() }
  }

  func closeHandle() {
    // No transaction is open and none can begin: the gate is closed and its count is zero.
    unsafe Calls.environmentClose(handle)
    Registry.release(identity)
  }
}

/// Who is inside an environment, and what waits for everybody to be out.
struct Gate {
  /// A change of the map that must wait until no transaction is open.
  enum Resize {
    /// The map was full: reserve more.
    case grow
    /// Another process has reserved more: follow it.
    case adopt
  }

  var activeCount = 0
  var isClosed = false
  var pendingResize: Resize?
}

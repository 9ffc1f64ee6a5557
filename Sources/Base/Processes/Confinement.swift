import CPOSIX
public import Files
import Glibc

/// What a process may do, as the kernel is told: everything about files that is not granted is
/// forbidden.
public struct Confinement: Sendable {
  /// What may be done below a path.
  public struct Access: OptionSet, Sendable {
    /// The bits that the C side knows.
    public let rawValue: Int32

    /// Makes a set of its bits.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// Reading files and listing directories.
    public static let read = Access(rawValue: Int32(RL_MAY_READ))
    /// Executing files.
    public static let execute = Access(rawValue: Int32(RL_MAY_EXECUTE))
    /// Changing files that exist.
    public static let write = Access(rawValue: Int32(RL_MAY_WRITE))
    /// Making files, directories, links, pipes and sockets.
    public static let create = Access(rawValue: Int32(RL_MAY_CREATE))
    /// Removing files and directories.
    public static let delete = Access(rawValue: Int32(RL_MAY_DELETE))
    /// Speaking to a device.
    public static let control = Access(rawValue: Int32(RL_MAY_CONTROL))
  }

  /// One path, with what may be done there and below.
  public struct Grant: Sendable {
    /// The path; one that does not exist grants nothing.
    public var path: String
    /// What may be done.
    public var access: Access

    public init(_ path: String, _ access: Access) {
      self.path = path
      self.access = access
    }
  }

  /// What may be done with files; nil leaves files to the account's own rights.
  public var grants: [Grant]?
  /// Whether sockets may be made.
  public var allowsNetwork = true
  /// Whether processes may be started; threads always may.
  public var allowsProcesses = true
  /// Whether modes, owners, times and attributes of files may be changed, wherever they lie.
  public var allowsMetadata = true
  /// The largest size of a file that is written, in bytes; zero is no limit.
  public var fileSizeMax: UInt64 = 0

  /// Whether an administrator's capabilities stay, for a launcher that drops them itself.
  public var keepsCapabilities = false

  /// Nothing is confined but privileges, which are dropped.
  public init() {}

  /// The version of the kernel's Landlock interface, by which grants are enforced; zero where the
  /// kernel has none.
  public static var landlockVersion: Int { Int(rl_landlock_abi()) }

  /// Whether system calls can be filtered on this processor, by which the network and new
  /// processes are denied.
  public static var filtersCalls: Bool {
    (try? CallFilter.program(network: true, processes: true))?.isEmpty == false
  }

  /// The filter as the kernel and other launchers take it; empty where nothing is denied.
  public func filterBytes() throws(FileError) -> [UInt8] {
    guard !allowsNetwork || !allowsProcesses || !allowsMetadata else { return [] }
    return try CallFilter.program(
      network: !allowsNetwork, processes: !allowsProcesses, metadata: !allowsMetadata)
  }

  /// The lines of the filter of system calls.
  func filter() throws(FileError) -> [sock_filter] { CallFilter.lines(try filterBytes()) }

  /// Opens the rules for Landlock; -1 where files are not confined.
  ///
  /// The caller closes the number.
  func openRules() throws(FileError) -> Int32 {
    guard let grants else { return -1 }
    let version = rl_landlock_abi()
    let number = rl_landlock_begin(version, allowsNetwork ? 0 : 1)
    guard number >= 0 else {
      throw FileError(operation: "confine", path: "files", errno: errno)
    }
    let rules = Descriptor(taking: number, path: "rules")
    for grant in grants {
      let result = unsafe grant.path.withCString { path in
        unsafe rl_landlock_grant(rules.number, version, path, grant.access.rawValue)
      }
      if result != 0, errno != ENOENT, errno != ENOTDIR {
        throw FileError(operation: "grant", path: grant.path, errno: errno)
      }
    }
    return rules.take()
  }
}

import Glibc

/// How a file is opened.
public struct OpenFlags: OptionSet, Sendable {
  /// The flags of `open(2)`.
  public let rawValue: Int32

  /// Creates flags from those of `open(2)`.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// For reading: what the empty set means too.
  public static let read = OpenFlags(rawValue: O_RDONLY)

  /// For writing only.
  public static let write = OpenFlags(rawValue: O_WRONLY)

  /// For reading and writing.
  public static let readWrite = OpenFlags(rawValue: O_RDWR)

  /// Creates the file if it is absent.
  public static let create = OpenFlags(rawValue: O_CREAT)

  /// With `create`: it is an error if the file exists, also as a dangling link.
  public static let exclusive = OpenFlags(rawValue: O_EXCL)

  /// Empties the file.
  public static let truncate = OpenFlags(rawValue: O_TRUNC)

  /// Every write goes to the end.
  public static let append = OpenFlags(rawValue: O_APPEND)

  /// It is an error if the path is no directory.
  public static let directory = OpenFlags(rawValue: O_DIRECTORY)

  /// It is an error if the last component is a symbolic link.
  public static let noFollow = OpenFlags(rawValue: O_NOFOLLOW)

  /// Calls that would wait fail with `EAGAIN`.
  public static let nonBlocking = OpenFlags(rawValue: O_NONBLOCK)
}

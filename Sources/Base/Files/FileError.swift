import CPOSIX
import Glibc

/// A file operation that the operating system refused.
public struct FileError: Error, Hashable, Sendable {
  /// What was attempted, as the verb that follows "cannot": `open`, `write to`, `rename`.
  public var operation: String

  /// The path it was attempted on, as the caller wrote it.
  public var path: String

  /// The operating system's error number, `notRegularFile` or `linkOnTheWay`.
  public var errno: Int32

  /// Stands for an error number where something is there and is no regular file.
  public static let notRegularFile: Int32 = -1

  /// Stands for an error number where a link lies on a way on which none is followed.
  public static let linkOnTheWay: Int32 = -2

  /// Creates an error; `errno` is an error number of the C library such as `ENOENT`.
  public init(operation: String, path: String, errno: Int32) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }

  /// Whether the file, or a directory on the way to it, is absent.
  public var isNotFound: Bool { errno == ENOENT || errno == ENOTDIR }

  /// Whether something stands where nothing may stand.
  public var isAlreadyThere: Bool { errno == EEXIST || errno == ENOTEMPTY }

  /// Whether the account lacks the right.
  public var isPermission: Bool { errno == EACCES || errno == EPERM }

  /// Whether the disk or the account's quota is used up.
  public var isNoSpace: Bool { errno == ENOSPC || errno == EDQUOT }

  /// Whether descriptors, processes or memory are used up for now, and may be there again soon.
  public var isShortage: Bool { [EMFILE, ENFILE, EAGAIN, ENOMEM].contains(errno) }

  /// What a person can do about what was used up or may not be written; nil for any other error.
  public var remedy: String? {
    switch errno {
    case ENOSPC: "free some disk space"
    case EDQUOT: "free some of the account's disk quota"
    case EMFILE, ENFILE: "too few files may be open at a time: 'ulimit -n' shows how many"
    case ENOMEM: "memory is used up, or limited: 'ulimit -v' shows how far"
    case EROFS: "it is mounted read-only, and can be read and verified: write to a copy of it"
    default: nil
    }
  }

  /// Whether the file system is mounted read-only.
  public var isReadOnly: Bool { errno == EROFS }

  /// Whether something other than a regular file stands at the path.
  public var isNotRegularFile: Bool { errno == Self.notRegularFile }

  /// Whether a link lies on the way to it, below a directory in which none is followed.
  public var isLinkOnTheWay: Bool { errno == Self.linkOnTheWay }

  /// Whether a file is longer than the caller's limit.
  public var isTooLarge: Bool { errno == EFBIG }

  /// The operating system's words, in English whatever the locale: `no such file or directory`.
  public var reason: String {
    switch errno {
    case Self.notRegularFile: "not a regular file"
    case Self.linkOnTheWay: "a symbolic link is on the path, and links are not followed here"
    default: ErrorText.of(errno)
    }
  }
}

extension FileError: CustomStringConvertible {
  /// One line for a person: `cannot open '/x': no such file or directory`.
  public var description: String { "cannot \(operation) '\(path)': \(reason)" }
}

/// The words for error numbers.
public enum ErrorText {
  /// What an error number means, lower-case and without a full stop.
  public static func of(_ number: Int32) -> String {
    // The text is a constant of the C library, so the pointer lives as long as the process.
    guard let text = unsafe rl_error_text(number) else { return "error \(number)" }
    let words = unsafe String(cString: text)
    return words.prefix(1).lowercased() + words.dropFirst()
  }
}

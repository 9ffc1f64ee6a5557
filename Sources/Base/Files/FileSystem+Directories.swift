import CPOSIX
import Glibc

extension FileSystem {
  /// Creates a directory and those above it that are absent; one that exists stays as it is.
  public static func makeDirectories(_ path: String, mode: UInt32 = directoryMode) throws(FileError)
  {
    do throws(FileError) {
      try at(path, "create directory") { unsafe mkdirat($0, $1, mode) }
    } catch {
      if error.errno == EEXIST, try status(path)?.kind == .directory { return }
      let parent = PathName.parent(path)
      guard error.errno == ENOENT, parent != path else { throw error }
      try makeDirectories(parent, mode: mode)
      do throws(FileError) {
        try at(path, "create directory") { unsafe mkdirat($0, $1, mode) }
      } catch {
        // Somebody else may have been first.
        if error.errno != EEXIST { throw error }
      }
    }
  }

  /// Removes a file, a link (not what it points to) or an empty directory.
  ///
  /// Absent is an error.
  public static func remove(_ path: String) throws(FileError) {
    try at(path, "remove") { directory, name in
      if unsafe unlinkat(directory, name, 0) == 0 { return 0 }
      guard errno == EISDIR else { return -1 }
      return unsafe unlinkat(directory, name, AT_REMOVEDIR)
    }
  }

  /// Removes a directory with everything in it, or a file; links are removed, not followed.
  ///
  /// Absent is no error.
  public static func removeTree(_ path: String) throws(FileError) {
    guard let found = try status(path, followLinks: false) else { return }
    if found.kind == .directory {
      for name in try list(path) { try removeTree(PathName.join(path, name)) }
    }
    do throws(FileError) { try remove(path) } catch { if !error.isNotFound { throw error } }
  }

  /// The names in a directory, sorted by their bytes, without `.` and `..`.
  ///
  /// A name that is not UTF-8 is the error `EILSEQ`: no path here could express it.
  public static func list(_ directory: String) throws(FileError) -> [String] {
    try entries(directory).map(\.name)
  }

  /// The regular files and symbolic links below a directory, as relative paths sorted by their
  /// bytes.
  ///
  /// Links are listed and not followed.
  public static func walk(_ directory: String) throws(FileError) -> [String] {
    var found: [String] = []
    var pending = [""]
    while let relative = pending.popLast() {
      for entry in try entries(relative.isEmpty ? directory : PathName.join(directory, relative)) {
        let path = relative.isEmpty ? entry.name : relative + "/" + entry.name
        switch entry.kind {
        case .file, .symlink: found.append(path)
        case .directory: pending.append(path)
        case .other: break
        }
      }
    }
    return found.sortedByBytes()
  }

  /// One name in a directory.
  struct Entry {
    var name: String
    var kind: FileStatus.Kind
  }

  /// The names in a directory with what they are, sorted by bytes.
  static func entries(_ directory: String) throws(FileError) -> [Entry] {
    let found = try listed(directory)
    if let name = found.unnamed.first {
      throw FileError(operation: "list", path: PathName.join(directory, name), errno: EILSEQ)
    }
    return found.entries
  }

  /// The names in a directory with what they are, sorted by bytes, and those that no path here
  /// could express: not UTF-8, with the offending bytes as `\xE9`.
  static func listed(
    _ directory: String
  ) throws(FileError) -> (entries: [Entry], unnamed: [String]) {
    let descriptor = try Descriptor.open(directory, [.read, .directory])
    guard let stream = unsafe fdopendir(descriptor.number) else {
      throw descriptor.failure("list", errno)
    }
    // The stream owns the descriptor from here on.
    _ = descriptor.take()
    defer { unsafe closedir(stream) }
    var found: [Entry] = []
    var unnamed: [String] = []
    while true {
      errno = 0
      guard let raw = unsafe readdir(stream) else {
        if errno != 0 { throw FileError(operation: "list", path: directory, errno: errno) }
        break
      }
      guard let name = unsafe String(validatingCString: rl_entry_name(raw)) else {
        unnamed.append(unsafe escaped(rl_entry_name(raw)))
        continue
      }
      if name == "." || name == ".." { continue }
      guard let kind = try kind(of: unsafe raw.pointee.d_type, directory, name) else { continue }
      found.append(Entry(name: name, kind: kind))
    }
    return (found.sorted { $0.name.precedesByBytes($1.name) }, unnamed.sortedByBytes())
  }

  /// A name with every byte that is not ASCII as `\xE9`.
  private static func escaped(_ name: UnsafePointer<CChar>) -> String {
    var text = ""
    var place = 0
    while true {
      let byte = unsafe UInt8(bitPattern: name[place])
      if byte == 0 { return text }
      if byte < 0x80 {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "\\x" + String(byte, radix: 16, uppercase: true)
      }
      place += 1
    }
  }

  /// What a directory entry is; nil if it was removed meanwhile.
  private static func kind(
    of type: UInt8, _ directory: String, _ name: String
  ) throws(FileError) -> FileStatus.Kind? {
    switch Int(type) {
    case Int(DT_REG): .file
    case Int(DT_DIR): .directory
    case Int(DT_LNK): .symlink
    // Some file systems do not say in the listing.
    case Int(DT_UNKNOWN): try status(PathName.join(directory, name), followLinks: false)?.kind
    default: .other
    }
  }
}

extension String {
  /// Whether the UTF-8 of this string sorts before the other's.
  ///
  /// `<` would compare characters.
  func precedesByBytes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}

extension [String] {
  func sortedByBytes() -> [String] { sorted { $0.precedesByBytes($1) } }
}

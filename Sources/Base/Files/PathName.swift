/// Arithmetic on path texts; no file is looked at.
public enum PathName {
  /// Puts a path below a base.
  ///
  /// An absolute path stays itself.
  public static func join(_ base: String, _ path: String) -> String {
    if base.isEmpty || isAbsolute(path) { return path }
    if path.isEmpty { return base }
    return base.utf8.last == slash ? base + path : base + "/" + path
  }

  /// The directory that holds a path: `/` for itself, `.` for a bare name.
  public static func parent(_ path: String) -> String {
    let trimmed = trimmed(path)
    guard let cut = trimmed.utf8.lastIndex(of: slash) else { return trimmed == "/" ? "/" : "." }
    let directory = self.trimmed(String(trimmed[..<cut]))
    return directory.isEmpty ? "/" : directory
  }

  /// The last component: `/` for itself, `c` for `/a/b/c/`.
  public static func lastComponent(_ path: String) -> String {
    let trimmed = trimmed(path)
    guard trimmed != "/", let cut = trimmed.utf8.lastIndex(of: slash) else { return trimmed }
    return String(trimmed[trimmed.index(after: cut)...])
  }

  /// The part of the last component after its last dot, lower-case or not; empty without one.
  public static func fileExtension(_ path: String) -> String {
    let name = lastComponent(path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return String(name[name.index(after: dot)...])
  }

  /// Whether a path starts at the root.
  public static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

  /// The same path without `.`, empty components and, as far as the text allows, `..`.
  ///
  /// Where links are involved, `..` may mean something else to the operating system.
  public static func normalize(_ path: String) -> String {
    let absolute = isAbsolute(path)
    var kept: [Substring] = []
    for component in path.split(separator: "/") where component != "." {
      if component != ".." {
        kept.append(component)
      } else if let last = kept.last, last != ".." {
        kept.removeLast()
      } else if !absolute {
        kept.append(component)
      }
    }
    let joined = kept.joined(separator: "/")
    return absolute ? "/" + joined : joined.isEmpty ? "." : joined
  }

  /// The path as seen from a base, with `..` where it leaves it.
  ///
  /// Both absolute or both relative to the same directory, else the path is returned as it is.
  public static func relative(_ path: String, to base: String) -> String {
    guard isAbsolute(path) == isAbsolute(base) else { return path }
    let target = normalize(path).split(separator: "/").filter { $0 != "." }
    let origin = normalize(base).split(separator: "/").filter { $0 != "." }
    let common = zip(target, origin).prefix { $0 == $1 }.count
    // From below an unknown `..` there is no way back by name.
    if origin[common...].contains("..") { return path }
    let up = origin[common...].map { _ in Substring("..") }
    let joined = (up + target[common...]).joined(separator: "/")
    return joined.isEmpty ? "." : joined
  }

  /// Whether a path, taken from a base, leads out of it by its text.
  public static func escapes(_ path: String, base: String) -> Bool {
    let joined = isAbsolute(path) ? path : join(base, path)
    let relative = relative(joined, to: base)
    return relative == ".." || relative.hasPrefix("../") || isAbsolute(relative)
  }

  private static let slash = UInt8(ascii: "/")

  /// Without slashes at the end; the root stays.
  private static func trimmed(_ path: String) -> String {
    var bytes = path.utf8[...]
    while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
    return String(Substring(bytes))
  }
}

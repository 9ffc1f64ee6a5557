import Codecs

extension FileSystem {
  /// The paths below `base` that a ``PathPattern`` finds, sorted by their bytes; none is no error.
  ///
  /// A leading dot must be written out. Links are matched, and `**` follows those to directories
  /// that they do not lie in. The answers are relative to `base`, unless the pattern is absolute.
  public static func glob(_ pattern: String, base: String) throws(FileError) -> [String] {
    let isAbsolute = PathName.isAbsolute(pattern)
    var text = pattern[...]
    // A directory is found as itself, and whoever asked looks into it.
    while text.hasSuffix("/") { text.removeLast() }
    guard !text.isEmpty else { return [] }
    var search = GlobSearch(base: isAbsolute ? "/" : base)
    try search.expand(PathPattern(String(text)), "")
    let found = isAbsolute ? search.found.map { "/" + $0 } : search.found
    // Two names that only look the same are two.
    let sorted = found.sortedByBytes()
    return sorted.indices.filter { place in
      place == 0 || !sorted[place].utf8.elementsEqual(sorted[place - 1].utf8)
    }.map { sorted[$0] }
  }
}

/// One search: the directory it starts in and what it has found.
private struct GlobSearch {
  let base: String
  var found: [String] = []

  init(base: String) { self.base = base }

  /// Adds what matches a pattern below the directory `prefix`.
  mutating func expand(_ pattern: PathPattern, _ prefix: String) throws(FileError) {
    switch pattern.search {
    case .found: found.append(prefix)
    case .entry(let name, let rest):
      let path = join(prefix, name)
      if try FileSystem.status(full(path), followLinks: false) != nil { try expand(rest, path) }
    case .entries(let name, let rest):
      for entry in try entries(prefix) where name.finds(entry.name) {
        try expand(rest, join(prefix, entry.name))
      }
    case .directories(let rest):
      try expand(rest, prefix)
      for entry in try entries(prefix) {
        let path = join(prefix, entry.name)
        if entry.name.hasPrefix(".") || !leadsOn(path, entry.kind) { continue }
        try expand(pattern, path)
      }
    }
  }

  private func join(_ prefix: String, _ name: String) -> String {
    prefix.isEmpty ? name : prefix + "/" + name
  }

  /// Whether `**` goes on below an entry: it is a directory, or a link to one that does not hold
  /// it.
  private func leadsOn(_ path: String, _ kind: FileStatus.Kind) -> Bool {
    guard kind == .symlink else { return kind == .directory }
    guard (try? FileSystem.status(full(path)))?.kind == .directory,
      let target = try? FileSystem.realPath(full(path)),
      let holder = try? FileSystem.realPath(PathName.parent(full(path)))
    else { return false }
    return PathName.escapes(holder, base: target)
  }

  private func full(_ path: String) -> String {
    path.isEmpty ? base : PathName.join(base, path)
  }

  /// The entries of a directory; what is no directory has none.
  private func entries(_ path: String) throws(FileError) -> [FileSystem.Entry] {
    do throws(FileError) {
      return try FileSystem.entries(full(path))
    } catch {
      if error.isNotFound { return [] }
      throw error
    }
  }
}

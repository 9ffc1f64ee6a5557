extension FileSystem {
  /// The paths below `base` that match a pattern, sorted by their bytes; none is no error.
  ///
  /// `*` and `?` match within one component, `[a-z]` and `[!a-z]` one character, `**` any number of
  /// directories, `\` makes the next character plain. A leading dot must be written out. Links are
  /// matched, and `**` follows those to directories that they do not lie in. The answers are
  /// relative to `base`, unless the pattern
  /// is absolute.
  public static func glob(_ pattern: String, base: String) throws(FileError) -> [String] {
    let isAbsolute = PathName.isAbsolute(pattern)
    let components = pattern.split(separator: "/").map(GlobComponent.init)
    guard !components.isEmpty else { return [] }
    var search = GlobSearch(base: isAbsolute ? "/" : base)
    try search.expand(components[...], "")
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

  /// Adds what matches `components` below the directory `prefix`.
  mutating func expand(
    _ components: ArraySlice<GlobComponent>, _ prefix: String
  ) throws(FileError) {
    guard let first = components.first else { return }
    let rest = components.dropFirst()
    switch first {
    case .literal(let name):
      let path = prefix.isEmpty ? name : prefix + "/" + name
      if try FileSystem.status(full(path), followLinks: false) != nil {
        try arrive(path, rest)
      }
    case .anyDirectories:
      // As the last component it stands for everything below.
      try expand(rest.isEmpty ? [.everything] : rest, prefix)
      for entry in try entries(prefix) {
        let path = prefix.isEmpty ? entry.name : prefix + "/" + entry.name
        if entry.name.hasPrefix(".") || !leadsOn(path, entry.kind) { continue }
        try expand(components, path)
      }
    case .pattern:
      for entry in try entries(prefix) where first.matches(entry.name) {
        try arrive(prefix.isEmpty ? entry.name : prefix + "/" + entry.name, rest)
      }
    }
  }

  private mutating func arrive(
    _ path: String, _ rest: ArraySlice<GlobComponent>
  ) throws(FileError) {
    if rest.isEmpty { found.append(path) } else { try expand(rest, path) }
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

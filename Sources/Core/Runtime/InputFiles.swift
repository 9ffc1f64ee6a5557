import Codecs
import Files
import Ledger
import Study

/// Finds and digests the files that a path or pattern of a study stands for.
///
/// What a ledger keeps beside its studies changes while they run, so that it is part of no
/// directory and no pattern; only a path that leads into it by name reads it.
struct InputFiles {
  /// The directory in which paths begin.
  private let directory: String
  private let realDirectory: String
  /// What people know that directory as.
  private let base: String
  /// The directories of the ledger itself and of its studies' files.
  private let own: [String]
  private let cache: DigestCache

  /// Files below `directory`, called `base` in messages; `root` is the directory that holds the
  /// ledger.
  init(in directory: String, base: String, root: String, cache: DigestCache = DigestCache()) {
    self.directory = directory
    realDirectory = (try? FileSystem.realPath(directory)) ?? directory
    self.base = base
    self.cache = cache
    let root = (try? FileSystem.realPath(root)) ?? root
    own = [LedgerDirectory.name, "runs"].map { PathName.join(root, $0) }
  }

  /// The files that a path or pattern stands for, sorted: a file, all files below a directory, or
  /// what a glob matches.
  ///
  /// Links are followed. What is below a directory or matched and cannot be read as a file is
  /// refused by its name; directories that a glob matches are no files, and not meant.
  func pins(of pattern: String, _ what: String) throws -> [FilePin] {
    try files(of: pattern, what).map { path in
      let (digest, size) = try cache.digest(of: PathName.join(directory, path))
      return FilePin(path: path, digest: digest, size: size)
    }
  }

  /// The paths of these files.
  func files(of pattern: String, _ what: String) throws -> [String] {
    let full = PathName.join(directory, pattern)
    let kind = try FileSystem.status(full)?.kind
    let readsOwn = kind == .file || isOwn(Self.literal(pattern), within: true)
    var files: [String]
    switch kind {
    case .file: files = [pattern]
    case .directory:
      let contents = try Contents(of: full) { path in
        !readsOwn && isOwn(PathName.join(pattern, path))
      }
      try demandNone(contents.refused.map { (PathName.join(pattern, $0.path), $0.problem) }, what)
      files = contents.files.map { PathName.join(pattern, $0) }
    case .symlink, .other:
      throw RuntimeError(.invalid, "\(what): '\(pattern)' is not a regular file")
    case nil:
      files = try matches(of: pattern, what) { !readsOwn && isOwn($0) }
    }
    guard !files.isEmpty else { throw nothing(at: pattern, what, isDirectory: kind == .directory) }
    return files
  }

  /// The files that a glob matches.
  private func matches(
    of pattern: String, _ what: String, leavesOut: (String) -> Bool
  ) throws -> [String] {
    var refused: [(path: String, problem: String)] = []
    let files = try FileSystem.glob(pattern, base: directory).filter { path in
      if leavesOut(path) { return false }
      switch try FileSystem.status(PathName.join(directory, path))?.kind {
      case .file: return true
      case .directory: break
      case nil: refused.append((path, "is a link to nothing"))
      case .symlink, .other: refused.append((path, "is a pipe, a socket or a device"))
      }
      return false
    }
    try demandNone(refused, what)
    return files
  }

  private func demandNone(_ refused: [(path: String, problem: String)], _ what: String) throws {
    guard let first = refused.first else { return }
    let more = refused.count > 1 ? ", and \(refused.count - 1) more like it" : ""
    throw RuntimeError(
      .invalid, "\(what): '\(first.path)' \(first.problem)\(more)",
      hint: "remove it, or name files or a pattern that leaves it out")
  }

  /// Whether a path is one of the ledger's own directories, or lies below; `within`: only below.
  private func isOwn(_ path: String, within: Bool = false) -> Bool {
    let full = PathName.normalize(PathName.join(realDirectory, path))
    return own.contains { full.hasPrefix("\($0)/") || !within && full == $0 }
  }

  /// The part of a pattern before its first component that matches several names.
  private static func literal(_ pattern: String) -> String {
    let parts = pattern.split(separator: "/", omittingEmptySubsequences: false)
    return parts.prefix { !PathPattern.isPattern(String($0)) }.joined(separator: "/")
  }

  private func nothing(
    at pattern: String, _ what: String, isDirectory: Bool
  ) -> RuntimeError {
    if isDirectory {
      return RuntimeError(
        .notFound, "\(what): directory '\(pattern)' holds no file of its own",
        hint: "put a file there, or name another path; the ledger's files do not count")
    }
    return RuntimeError(
      .notFound, "\(what): there is no file '\(pattern)' in '\(directory)'",
      hint: "paths are relative to \(base)")
  }
}

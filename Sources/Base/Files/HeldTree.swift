import CPOSIX
import Glibc
import Synchronization

/// A directory that is held open, below which no link is ever followed.
///
/// As long as the value lives, every call of this room on a path below it goes by the directory
/// that was opened, not by its name: whoever puts a link in the place of a directory or a file
/// there gets ``FileError/linkOnTheWay``, and nothing is read or written elsewhere. To read through
/// a link on purpose, resolve it with `FileSystem.realPath`, judge where it leads, and open that.
public final class HeldTree: Sendable {
  private let numbers: [UInt64]

  /// Holds `base`, which is found through links, and guards what lies below it, or only what lies
  /// in `below`: then `below` itself may be no link either.
  public init(_ base: String, below: String? = nil) throws(FileError) {
    let real = try FileSystem.realPath(base)
    let directory = HeldDirectory(
      try Descriptor.open(base, [.directory, OpenFlags(rawValue: Int32(RL_O_PATH))]), real)
    var numbers: [UInt64] = []
    for name in Self.distinct([base, real]) {
      numbers.append(HeldTrees.add(base: name, below: below, directory))
    }
    self.numbers = numbers
  }

  deinit { HeldTrees.remove(numbers) }

  private static func distinct(_ names: [String]) -> [String] {
    names[0].utf8.elementsEqual(names[1].utf8) ? [names[0]] : names
  }
}

/// The descriptor of a held directory, open until nobody uses it any more.
final class HeldDirectory: Sendable {
  let descriptor: Descriptor
  /// Its name without links, when it was opened.
  let realPath: String

  init(_ descriptor: consuming Descriptor, _ realPath: String) {
    self.descriptor = descriptor
    self.realPath = realPath
  }
}

extension FileSystem {
  /// The name without links of a path below a held directory, whatever stands there; nil for a path
  /// that no held directory guards.
  public static func heldPath(_ path: String) -> String? {
    HeldTrees.place(of: path).map { PathName.join($0.directory.realPath, $0.relative) }
  }
}

/// All trees that are held now.
enum HeldTrees {
  /// A path below a held directory.
  struct Place {
    let directory: HeldDirectory
    let relative: String
  }

  private struct Tree {
    let number: UInt64
    /// What guarded paths begin with.
    let prefix: [UInt8]
    /// How much of it names the held directory itself.
    let base: Int
    /// Whether the prefix itself is guarded too.
    let isWhole: Bool
    let directory: HeldDirectory
  }

  private struct State {
    var trees: [Tree] = []
    var next: UInt64 = 0
  }

  private static let state = Mutex(State())

  static func add(base: String, below: String?, _ directory: HeldDirectory) -> UInt64 {
    var start = Array(base.utf8)
    while start.count > 1, start.last == slash { start.removeLast() }
    let prefix = below.map { start + [slash] + Array($0.utf8) } ?? start
    return state.withLock { state in
      state.next += 1
      state.trees.append(
        Tree(
          number: state.next, prefix: prefix, base: start.count, isWhole: below != nil,
          directory: directory))
      return state.next
    }
  }

  static func remove(_ numbers: [UInt64]) {
    // Taken out first, for closing a directory is not to be done under the lock.
    let gone = state.withLock { state in
      let gone = state.trees.filter { numbers.contains($0.number) }
      state.trees.removeAll { numbers.contains($0.number) }
      return gone
    }
    _ = gone
  }

  /// Where a path lies, if it is guarded.
  static func place(of path: String) -> Place? {
    let found: (HeldDirectory, Int)? = state.withLock { state in
      guard !state.trees.isEmpty else { return nil }
      for tree in state.trees where path.utf8.starts(with: tree.prefix) {
        let rest = path.utf8.dropFirst(tree.prefix.count)
        guard rest.first == slash || rest.isEmpty && tree.isWhole else { continue }
        return (tree.directory, tree.base)
      }
      return nil
    }
    guard let (directory, base) = found else { return nil }
    let rest = path.utf8.dropFirst(base).drop { $0 == slash }
    return rest.isEmpty ? nil : Place(directory: directory, relative: String(Substring(rest)))
  }

  private static let slash = UInt8(ascii: "/")
}

import Bytes
import Files

extension Exporter {
  /// Compares the files below the root with what the record says, and said.
  ///
  /// A file that is not what the record says now is compared with what it said at the head that the
  /// list of digests beside it names, at the heads that exports which were cut short announced, and
  /// at changes between them: equal is stale, and so is a file of which nothing is there;
  /// everything else is altered. Files that no view has are not looked at.
  ///
  /// `reached` answers with the size of the log by now, where it may have grown beyond the record:
  /// a file of a head between the two is newer.
  public func check(
    _ study: String? = nil, reached: () throws(ProjectionError) -> UInt64? = { nil }
  ) throws(ProjectionError) -> [FileCheck] {
    let size = try record.size()
    var checks: [FileCheck] = []
    for slug in try slugs(study, size) { checks += try check(slug, size: size, reached) }
    return checks
  }

  private func check(
    _ slug: String, size: UInt64, _ reached: () throws(ProjectionError) -> UInt64?
  ) throws(ProjectionError) -> [FileCheck] {
    var checks: [FileCheck] = []
    var suspects: [Suspect] = []
    let view = try self.view(of: slug, at: size)
    let directories = view.runs.map { Optional($0.id) } + [nil]
    for (place, run) in directories.enumerated() {
      let folder = try run == nil ? tables(of: view) : self.folder(of: view.runs[place], in: view)
      let before = try claims(folder)
      let found = try self.checks(of: folder)
      // An export may have gone on meanwhile.
      let claims = before.joined(with: try claims(folder))
      for (check, found) in found {
        checks.append(check)
        guard case .altered = check.state, let found else { continue }
        if let last = claims.sizes.last, last > size, let reached = try reached(), last <= reached {
          checks[checks.count - 1].state = .newer(size: last)
        } else if !claims.sizes.isEmpty {
          suspects.append(
            Suspect(
              check: checks.count - 1, run: run, path: check.path, found: found,
              sizes: claims.sizes))
        }
      }
    }
    if !suspects.isEmpty { try clear(&suspects, of: slug, size: size, in: &checks) }
    return checks
  }

  /// Every file of a directory as it is now, with what was found in its place.
  private func checks(
    of folder: Folder
  ) throws(ProjectionError) -> [(check: FileCheck, found: Suspect.Content?)] {
    var checks: [(check: FileCheck, found: Suspect.Content?)] = []
    for file in folder.files {
      var check = FileCheck(path: file.path, state: .missing)
      let found = try writer.read(file.path)
      if let found {
        let difference = FileCheck.Difference(expected: file.bytes, found: found)
        check.state =
          found == file.bytes ? .current : found.isEmpty ? .stale(size: 0) : .altered(difference)
      }
      checks.append((check, found.map(Suspect.Content.bytes)))
    }
    for file in folder.published {
      var check = FileCheck(path: file.path, state: .missing)
      var found: Suspect.Content?
      if let digest = try writer.found(file.path) {
        check.state = .current
        if digest != file.digest, try writer.status(of: file.path)?.size == 0 {
          check.state = .stale(size: 0)
        } else if digest != file.digest {
          let blob = record.path(ofBlob: file.digest)
          check.state = .altered(try writer.difference(of: file, found: digest, from: blob))
        }
        found = .digest(digest)
      }
      check.isErased = check.state == .missing && file.isErased
      checks.append((check, found))
    }
    return checks
  }

  /// A file that is not what the record says now, and may be what it said before.
  private struct Suspect {
    /// What was found in its place: a published file is only known by its digest.
    enum Content {
      case bytes([UInt8])
      case digest(Digest)
    }

    /// Its place among the checks.
    var check: Int
    /// The run whose file it is; nil for a table.
    var run: String?
    var path: String
    var found: Content
    /// Sizes that it may be derived from, in order: of these, or of some between them.
    var sizes: [UInt64]
    /// How often it was compared.
    var trials = 0
    var isCleared = false
  }

  /// With how many changes after the first claimed head a file is compared, beside the others.
  private static let trialMax = 64

  /// Tells the history once more, and compares every suspect with what was said then.
  ///
  /// Said at the sizes that it may be of. One pass serves all.
  private func clear(
    _ suspects: inout [Suspect], of slug: String, size: UInt64, in checks: inout [FileCheck]
  ) throws(ProjectionError) {
    var view = StudyView(slug: slug)
    try record.forEach(of: slug, in: 0..<size) { entry throws(ProjectionError) in
      let changed = view.evolve(entry).map { view.runs[$0].id }
      for run in changed.map(Optional.some) + [nil] {
        let places = suspects.indices.filter { place in
          let suspect = suspects[place]
          guard suspect.run == run, !suspect.isCleared, let first = suspect.sizes.first,
            let last = suspect.sizes.last
          else { return false }
          return first <= entry.index + 1 && entry.index < last
            && (suspect.trials < Self.trialMax || suspect.sizes.contains(entry.index + 1))
        }
        guard !places.isEmpty else { continue }
        let folder: Folder
        if let run = run.flatMap(view.run) {
          folder = try self.folder(of: run, in: view)
        } else {
          folder = try tables(of: view)
        }
        compare(folder, &suspects, places, entry.index + 1, &checks)
      }
    }
  }

  private func compare(
    _ folder: Folder, _ suspects: inout [Suspect], _ places: [Int], _ size: UInt64,
    _ checks: inout [FileCheck]
  ) {
    for place in places {
      let suspect = suspects[place]
      suspects[place].trials += 1
      let said: Bool
      let expected = folder.files.first { $0.path == suspect.path }?.bytes
      switch suspect.found {
      case .bytes(let found): said = (expected ?? []) == found
      case .digest(let found):
        said =
          folder.published.contains { $0.path == suspect.path && $0.digest == found }
      }
      if said {
        suspects[place].isCleared = true
        checks[suspect.check].state = .stale(size: size)
      } else if suspect.trials == 0, case .bytes(let found) = suspect.found {
        // The file claims this very head: that is what it has to be held against.
        checks[suspect.check].state = .altered(
          FileCheck.Difference(expected: expected ?? [], found: found))
      }
    }
  }

  /// The sizes that the lists of digests beside some files claim, in order; none without any list,
  /// since then nothing says of when the files are.
  private struct Claims {
    var sizes: [UInt64] = []

    func joined(with other: Claims) -> Claims { Claims(sizes: (sizes + other.sizes).sorted()) }
  }

  private func claims(_ folder: Folder) throws(ProjectionError) -> Claims {
    guard let list = folder.files.last else { return Claims() }
    let present = try writer.read(list.path)
    let next = try writer.read(FileWriter.announcement(of: list.path))
    let sizes =
      [present.flatMap(Checksums.size)].compactMap(\.self) + (next.map(Checksums.sizes) ?? [])
    // A list of which nothing is there was lost with the machine: it may have said anything.
    let isLost = present?.isEmpty == true || next?.isEmpty == true
    return Claims(sizes: (sizes + (isLost ? [0, try record.size()] : [])).sorted())
  }
}

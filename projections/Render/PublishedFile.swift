public import Bytes
import Codecs
import Study

/// An output of a stage that stands among the files of its run, because the study publishes it.
///
/// The record holds its digest; its content is the blob of that digest.
public struct PublishedFile: Equatable, Sendable {
  /// Its path, relative to the directory that holds all studies.
  public var path: String
  /// The SHA-256 of its content.
  public var digest: Digest
  /// Its size in bytes.
  public var size: Int64
  /// Whether its content is no longer in the ledger, so that it cannot be written any more.
  public var isErased = false
}

/// Which outputs of which attempts are published, and where.
enum Publishing {
  /// The names at the top of a run's directory that are never an output's.
  private static let names = ["attempts", "logs", "stages", Checksums.name]

  /// What a run's own stages publish, in or below the run's directory, sorted by path.
  ///
  /// Empty for the run of a study's own stages, whose files stand beside the study's tables.
  static func files(
    of run: RunView, plans: [PlanView], beside rendered: [RenderedFile], isKept: (Digest) -> Bool
  ) throws(ProjectionError) -> [PublishedFile] {
    guard run.planned?.scope != .study else { return [] }
    let directory = try RunFiles.directory(of: run)
    // The results of a variant stand beside its inputs, where a registry of batches looks for them.
    let isVariant = run.assignment?.batch != nil && run.planned?.scope == .run
    let place = isVariant ? "\(directory)/results" : directory
    var taken = TakenPaths(names.map { "\(directory)/\($0)" } + rendered.map(\.path))
    return marked(taken.add(try outputs(of: run, plans: plans, in: place)), isKept)
  }

  /// What the study's own stages publish, beside its tables, sorted by path.
  ///
  /// Every level but the last has a directory of its name. Of the runs of a level the last one
  /// counts: those that it replaced came before it. Names of tables are never an output's.
  static func files(
    of study: StudyView, isKept: (Digest) -> Bool
  ) throws(ProjectionError) -> [PublishedFile] {
    guard let plan = study.plan, plan.stages.contains(where: publishes) else { return [] }
    let runs = study.runs.map { Identifier.directory(ofRun: $0.id) }
    let names = StudyFiles.names + PairedTables.names + runs
    var taken = TakenPaths(names.map { "\(study.slug)/\($0)" })
    var files: [PublishedFile] = []
    for level in plan.levels.reversed() {
      let ofLevel = { (run: RunView) in
        run.planned?.scope == .study && run.planned?.level == level.name
      }
      guard let run = study.runs.last(where: ofLevel) else { continue }
      var directory = study.slug
      if level.name != plan.levels.last?.name {
        guard Identifier.isName(level.name) else { throw RunFiles.unsafeName("level", level.name) }
        directory += "/\(level.name)"
      }
      files += taken.add(try outputs(of: run, plans: study.plans, in: directory))
    }
    return marked(files.sorted { $0.path < $1.path }, isKept)
  }

  /// Marks the files whose contents are gone.
  private static func marked(
    _ files: [PublishedFile], _ isKept: (Digest) -> Bool
  ) -> [PublishedFile] {
    files.map { file in
      var file = file
      file.isErased = !isKept(file.digest)
      return file
    }
  }

  private static func publishes(_ stage: StagePlan) -> Bool {
    stage.scope == .study && !stage.publish.isEmpty
  }

  /// The published outputs of the attempts that count, in the order of the plan.
  private static func outputs(
    of run: RunView, plans: [PlanView], in directory: String
  ) throws(ProjectionError) -> [PublishedFile] {
    guard let plan = run.plan.map({ plans[$0].plan }) else { return [] }
    var files: [PublishedFile] = []
    for stage in plan.stages where stage.scope == run.planned?.scope && !stage.publish.isEmpty {
      let patterns = stage.publish.map(PathPattern.init)
      for unit in run.stage(stage.name)?.units ?? [] {
        let place = unit.key.isEmpty ? "" : "\(Text.fileName(unit.key))/"
        for output in unit.result?.end?.outputs ?? []
        where output.kept && patterns.contains(where: { $0.matches(output.path) }) {
          let path = place + output.path
          guard isInside(path) else { throw RunFiles.unsafeName("output", path) }
          files.append(
            PublishedFile(
              path: "\(directory)/\(path)", digest: output.digest, size: output.size))
        }
      }
    }
    return files
  }

  /// Whether a path stays below where it begins: paths come from signed events, whose author may
  /// still be hostile.
  private static func isInside(_ path: String) -> Bool {
    let names = path.split(separator: "/", omittingEmptySubsequences: false)
    return !path.utf8.contains(0) && names.allSatisfy { !["", ".", ".."].contains($0) }
  }
}

/// The paths that are taken, so that no two files claim the same place, and none lies below
/// another.
private struct TakenPaths {
  private var files: Set<String>
  private var directories: Set<String> = []

  init(_ paths: [String]) {
    files = Set(paths)
    for path in paths { take(path) }
  }

  /// The files whose places were free, sorted by path; of two for one place the later stands.
  mutating func add(_ published: [PublishedFile]) -> [PublishedFile] {
    var free: [PublishedFile] = []
    for file in published.reversed() where isFree(file.path) {
      files.insert(file.path)
      take(file.path)
      free.append(file)
    }
    return free.sorted { $0.path < $1.path }
  }

  private mutating func take(_ path: String) {
    for directory in Self.directories(above: path) { directories.insert(directory) }
  }

  private func isFree(_ path: String) -> Bool {
    if files.contains(path) || directories.contains(path) { return false }
    return !Self.directories(above: path).contains(where: files.contains)
  }

  private static func directories(above path: String) -> [String] {
    path.utf8.indices.filter { path.utf8[$0] == UInt8(ascii: "/") }.map { String(path[..<$0]) }
  }
}

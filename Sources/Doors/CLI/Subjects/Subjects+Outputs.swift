import Projections
import Runtime
import Study

/// Finds what a run left behind by what a person calls it.
extension Subjects {
  /// A run; of a study with one run, the study's name is enough.
  func anyRun(_ word: String) throws -> Subjects.Run {
    if Subjects.parts(word).count == 1, let only = try onlyRun(of: word) { return only }
    return try run(word)
  }

  /// The run of a study that has a single one; nil for any other word.
  func onlyRun(of word: String) throws -> Subjects.Run? {
    let slugs = try studies()
    guard slugs.contains(word), states.plan(word)?.levels.count == 1,
      !slugs.contains(where: { states.run($0, word) != nil })
    else { return nil }
    let scheduled = states.schedule(word, level: 0, round: states.study(word)?.round ?? 1)
    guard scheduled.count == 1, let only = scheduled.first else { return nil }
    return Subjects.Run(study: word, id: states.current(only.id, of: word)?.id ?? only.id)
  }

  /// What `[STUDY/]RUN[/STAGE[UNIT]][/REST]` names, with what is left of the word behind it.
  ///
  /// A unit may stand in brackets, or behind the stage like a directory. Errors: exit code 4 where
  /// no run answers.
  func place(_ word: String) throws -> (run: Run, stage: String?, rest: [String]) {
    var parts = Self.parts(word)
    try Self.demandName(parts.first ?? "", "run")
    let run: Run
    if let only = try onlyRun(of: parts[0]) {
      // Behind the study's name may stand the run's, or what is in it.
      parts.removeFirst()
      if parts.first == only.id { parts.removeFirst() }
      run = only
    } else if parts.count > 1, try studies().contains(parts[0]) {
      run = try self.run(parts[0] + "/" + parts[1])
      parts.removeFirst(2)
    } else {
      run = try self.run(parts[0])
      parts.removeFirst()
    }
    guard let first = parts.first else { return (run, nil, []) }
    let (name, unit) = Self.splitUnit(first)
    let stages = states.plan(run.study)?.stages.map(\.name) ?? []
    guard stages.contains(name) else { return (run, nil, parts) }
    return (run, name, (unit.map { [$0] } ?? []) + parts.dropFirst())
  }
}

/// A run's stages as they were folded, for verbs that look at files.
struct RunContents {
  /// One unit of one of its stages.
  struct Unit {
    var stage: String
    var view: UnitView

    /// `stage`, or `stage[unit]`.
    var name: String { view.key.isEmpty ? stage : "\(stage)[\(view.key)]" }
  }

  let run: Subjects.Run
  let units: [Unit]
  /// What the word names below the units: parts of a path.
  let rest: [String]

  /// The units that a word names: of a run all, of a stage its own, or one.
  init(_ word: String, _ subjects: Subjects) throws {
    let place = try subjects.place(word)
    run = place.run
    let workspace = subjects.workspace
    let record = LedgerRecord(workspace.ledger, views: ViewStore(workspace.directory))
    let study = try record.study(run.study, with: run.id)
    guard let view = study.run(run.id) else {
      throw Failure.notFound("there is no run '\(place.run.path)'")
    }
    let all = view.stages.filter { place.stage == nil || $0.name == place.stage }
      .flatMap { stage in stage.units.map { Unit(stage: stage.name, view: $0) } }
    // Units are named where there are some; everything behind is a path.
    if let key = place.rest.first, let unit = all.first(where: { $0.view.key == key }) {
      units = [unit]
      rest = Array(place.rest.dropFirst())
    } else {
      units = all
      rest = place.rest
    }
  }
}

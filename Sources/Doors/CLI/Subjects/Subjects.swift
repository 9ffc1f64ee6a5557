import Codecs
import Ledger
import Runtime
import Study

/// Finds what a word on the command line means: studies, runs, stages, violations.
///
/// Unique beginnings will do. A name that is not there and one that several things answer to are
/// both told apart from everything else by exit code 4.
struct Subjects {
  let workspace: Workspace
  let states: States

  init(_ workspace: Workspace) throws {
    self.workspace = workspace
    states = try workspace.handler.states()
  }

  /// A run, by the study it belongs to.
  struct Run: Equatable {
    var study: String
    var id: String
    /// The form that every verb takes.
    var path: String { "\(study)/\(id)" }
  }

  /// A stage of a run; one unit of it, where the word names one.
  struct Stage: Equatable {
    var run: Run
    var stage: String
    var unit: String?
  }

  /// The slugs of all studies, sorted.
  func studies() throws -> [String] { try names("study/") }

  /// The identifiers of a study's runs, sorted.
  func runs(of study: String, beginningWith start: String = "") throws -> [String] {
    try names("run/\(study)/", beginningWith: start)
  }

  /// The identifiers of a study's violations, sorted.
  func violations(of study: String, beginningWith start: String = "") throws -> [String] {
    try names("violation/\(study)/", beginningWith: start)
  }

  /// The study that a word names; the only one, when there is no word.
  func study(_ word: String?) throws -> String {
    let slugs = try studies()
    guard let word = word.map(Self.withoutKind) else {
      switch slugs.count {
      case 0:
        throw Failure.notFound(
          "there is no study in this ledger", hint: "runledger run study.yaml registers one")
      case 1: return slugs[0]
      default:
        throw Failure(
          "ambiguous", "there are \(slugs.count) studies: " + Self.list(slugs),
          hint: "name one of them", exit: .notFound)
      }
    }
    do { return try Self.choose(word, among: slugs, what: "study", where: "this ledger") } catch {
      // What is not there may have been taken away behind our back.
      try workspace.ledger.demandSealed(state: "study/\(word)")
      throw error
    }
  }

  /// The run that `RUN` or `STUDY/RUN` names.
  func run(_ word: String) throws -> Run {
    let parts = Self.parts(word)
    try Self.demandName(parts.last ?? "", "run")
    switch parts.count {
    case 1:
      // Of a study with one run, the study's name is enough, unless a run is called so.
      let only = try onlyRun(of: parts[0])
      return try only ?? findRun(parts[0])
    case 2: return try findRun(parts[1], in: try study(parts[0]))
    default: throw Failure.usage("'\(word)' is not the name of a run", hint: "write STUDY/RUN")
    }
  }

  /// The stage that `RUN/STAGE`, `RUN/STAGE[UNIT]` or `STUDY/RUN/STAGE` names.
  func stage(_ word: String) throws -> Stage {
    let (path, unit) = Self.splitUnit(word)
    var parts = Self.parts(path)
    guard parts.count >= 2, let name = parts.popLast() else {
      throw Failure.usage("'\(word)' is not the name of a stage", hint: "write RUN/STAGE")
    }
    let run = try self.run(parts.joined(separator: "/"))
    let stages = states.plan(run.study)?.stages.map(\.name) ?? []
    let stage = try Self.choose(name, among: stages, what: "stage", where: "'\(run.study)'")
    return Stage(run: run, stage: stage, unit: unit)
  }

  /// The violation that `ID` or `STUDY/ID` names.
  func violation(_ word: String) throws -> (study: String, id: String) {
    let parts = Self.parts(word)
    guard parts.count <= 2, let id = parts.last else {
      throw Failure.usage("'\(word)' is not the name of a violation", hint: "write STUDY/VIOLATION")
    }
    let slugs = try parts.count == 2 ? [study(parts[0])] : studies()
    let found = try slugs.flatMap { slug in
      try violations(of: slug, beginningWith: id).map { Stream.violation(slug, $0) }
    }
    let chosen = try Self.one(id, of: found, called: word, by: \.name, path: \.description)
    guard let chosen, let study = chosen.study else {
      throw Failure.notFound("there is no violation '\(word)'", hint: "runledger violation list")
    }
    return (study, chosen.name)
  }

  private func findRun(_ id: String, in study: String) throws -> Run {
    if states.run(study, id) != nil { return Run(study: study, id: id) }
    let found = try runs(of: study, beginningWith: id)
    if found.isEmpty {
      try workspace.ledger.demandSealed(state: "run/\(study)/\(id)")
      let all = try runs(of: study)
      throw Self.missing("run", id, among: all, where: "study '\(study)'")
    }
    return Run(study: study, id: try Self.choose(id, among: found, what: "run", where: study))
  }

  private func findRun(_ id: String) throws -> Run {
    let slugs = try studies()
    let exact = slugs.filter { states.run($0, id) != nil }
    if exact.count == 1 { return Run(study: exact[0], id: id) }
    if exact.count > 1 { throw Failure.ambiguous(id, exact.map { "\($0)/\(id)" }) }
    let found = try slugs.flatMap { slug in
      try runs(of: slug, beginningWith: id).map { Run(study: slug, id: $0) }
    }
    if let run = try Self.one(id, of: found, called: id, by: \.id, path: \.path) { return run }
    let all = try slugs.flatMap { try runs(of: $0) }
    throw Self.missing("run", id, among: all, where: "this ledger")
  }

  /// The last parts of the keys of states that begin with a prefix, sorted.
  func names(_ prefix: String, beginningWith start: String = "") throws -> [String] {
    var found: [String] = []
    try workspace.ledger.states(prefix: prefix + start) { key, _ in
      found.append(String(key.dropFirst(prefix.count)))
      return true
    }
    return found
  }
}

extension Subjects {
  /// The entry of `known` that a word names or uniquely begins.
  static func choose(
    _ word: String, among known: [String], what: String, where place: String
  ) throws -> String {
    try demandName(word, what)
    if known.contains(word) { return word }
    let found = known.filter { $0.hasPrefix(word) }
    if found.count == 1 { return found[0] }
    if found.count > 1 { throw Failure.ambiguous(word, found) }
    throw missing(what, word, among: known, where: place)
  }

  /// The one thing that has a name, or else the one whose name begins so; nil when there is none.
  ///
  /// `path` is what tells several apart.
  static func one<Thing>(
    _ name: String, of things: [Thing], called word: String, by key: KeyPath<Thing, String>,
    path: KeyPath<Thing, String>
  ) throws -> Thing? {
    try demandName(name, "subject '\(word)'")
    let exact = things.filter { $0[keyPath: key] == name }
    let found = exact.isEmpty ? things.filter { $0[keyPath: key].hasPrefix(name) } : exact
    if found.count > 1 { throw Failure.ambiguous(word, found.map { $0[keyPath: path] }) }
    return found.first
  }

  /// Refuses an empty name, which would begin every name there is.
  static func demandName(_ name: String, _ what: String) throws(Failure) {
    if name.isEmpty {
      throw .usage(
        "the name of the \(what) is empty", hint: "is a variable of the shell unset?")
    }
  }

  static func missing(
    _ what: String, _ word: String, among known: [String], where place: String
  ) -> Failure {
    var known = known
    var seen: Set<String> = []
    known.removeAll { !seen.insert($0).inserted }
    let near = NearWord.suggestions(for: word, among: known)
    var hint = near.first.map { "did you mean '\($0)'?" }
    if hint == nil, !known.isEmpty { hint = choice(known) }
    return .notFound("there is no \(what) '\(word)' in \(place)", hint: hint)
  }

  /// What there is to choose from, as a hint says it.
  static func choice(_ names: [String]) -> String {
    names.count == 1 ? "there is only \(names[0])" : "there are \(list(names))"
  }

  /// Some names, and how many more there are.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(8).joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }

  /// `RUN/STAGE[UNIT]` taken apart before the bracket.
  static func splitUnit(_ word: String) -> (path: String, unit: String?) {
    guard word.hasSuffix("]"), let bracket = word.firstIndex(of: "[") else { return (word, nil) }
    let unit = word[word.index(after: bracket)...].dropLast()
    return (String(word[..<bracket]), String(unit))
  }

  /// The parts of a path, without the kind that streams begin with.
  static func parts(_ word: String) -> [String] {
    withoutKind(word).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  }

  private static func withoutKind(_ word: String) -> String {
    for kind in ["study/", "run/", "violation/"] where word.hasPrefix(kind) {
      return String(word.dropFirst(kind.count))
    }
    return word
  }
}

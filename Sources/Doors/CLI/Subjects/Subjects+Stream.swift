import Ledger
import Runtime
import Study

extension Subjects {
  /// The study or run that a statement is about: `STUDY`, `RUN` or `STUDY/RUN`.
  ///
  /// A study goes before a run of the same name.
  func studyOrRun(_ word: String) throws -> Stream {
    let parts = Self.parts(word)
    if parts.count == 1 {
      let slugs = try studies()
      if slugs.contains(word) { return .study(word) }
      do {
        let run = try run(word)
        return .run(run.study, run.id)
      } catch let failure as Failure where failure.code == "not_found" {
        return .study(try study(word))
      }
    }
    if word.hasPrefix("study/") { return .study(try study(word)) }
    let run = try run(word)
    return .run(run.study, run.id)
  }

  /// Anything that has a stream of its own, but for keys.
  ///
  /// Whole names go before beginnings of names, a study before a run, and both before the others;
  /// but what names a batch is the batch, and its own run is `STUDY/BATCH`.
  func subject(_ word: String) throws -> Stream {
    if word == "ledger" { return .ledger }
    if Self.namesOperation(word) {
      if let stream = try operation(word) { return stream }
      throw Failure.notFound("there is no '\(word)' in this ledger", hint: "runledger status")
    }
    if word.hasPrefix("violation/") || Self.looksLikeViolation(word) {
      let violation = try violation(word)
      return .violation(violation.study, violation.id)
    }
    if Identifier.isBatch(word), let batch = try operation("batch/\(word)", isExact: true) {
      return batch
    }
    do {
      let stream = try studyOrRun(word)
      if word.split(separator: "/").last.map(String.init) == stream.name { return stream }
      return try operation(word, isExact: true) ?? stream
    } catch let failure as Failure where failure.exit == .notFound {
      if let stream = try operation(word, isExact: failure.code == "ambiguous") { return stream }
      throw failure
    }
  }

  /// Anything that has a stream of its own; nil where the word names none, but may name a stage.
  func subjectIfAny(_ word: String) throws -> Stream? {
    do { return try subject(word) } catch let failure as Failure where failure.exit == .notFound {
      return nil
    }
  }

  /// The subject that a word names, of a kind that a statement may be about.
  func subject(
    _ word: String, of statement: EventDefinition, called what: String
  ) throws -> Stream {
    let stream = try subject(word)
    if statement.streams.contains(stream.kind) { return stream }
    let known = statement.streams.filter { $0 != .ledger }.map(\.rawValue)
    throw Failure.usage(
      "'\(stream)' is a \(stream.kind.rawValue), which no \(what) can be about",
      hint: "a \(what) is about a \(known.dropLast().joined(separator: ", "))"
        + (known.last.map { " or \($0)" } ?? ""))
  }

  /// The stream that `log` is narrowed to: one that is written out, or a subject.
  func stream(_ word: String) throws -> String {
    if word == "ledger" { return word }
    if word.hasPrefix("key/") { return "key/\(try key(String(word.dropFirst(4))).id.hex)" }
    if let stream = Stream(word), stream.kind != .study, stream.kind != .run { return word }
    return try subject(word).description
  }

  /// The key that the start of an identifier, or a label, names.
  func key(_ word: String) throws -> Authority.Key {
    try Self.demandName(word, "key")
    let keys = try workspace.ledger.authority().keys
    let found = keys.filter { $0.label == word || $0.id.hex == word }
    let candidates =
      found.isEmpty && word.count >= 4 ? keys.filter { $0.id.hex.hasPrefix(word) } : found
    if candidates.count == 1 { return candidates[0] }
    if candidates.isEmpty {
      throw Failure.notFound(
        "there is no key '\(word)' in this ledger", hint: "runledger key list shows them")
    }
    throw Failure.ambiguous(word, candidates.map { "\($0.id.hex) (\($0.label))" })
  }

  /// `v0007`, alone or behind a study.
  static func looksLikeViolation(_ word: String) -> Bool {
    guard let last = parts(word).last, last.first == "v", last.count >= 2 else { return false }
    return last.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
  }
}

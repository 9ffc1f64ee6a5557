import Bytes
import Codecs
import Runtime
import StageKit
import Study

extension Verb {
  static let candidateAdd = Verb(
    name: "candidate add", summary: "register something promotable that is not a run",
    usage: "candidate add [STUDY/]NAME --digest SHA256|--file FILE [--source S] [--fact K=V]...",
    details: [
      "A checkpoint, a blueprint, a snapshot, a dataset: it is identified by its content's digest.",
      "The file itself is not stored. Stages register candidates through $RUNLEDGER_EVENTS.",
    ],
    options: [
      .value("digest", nil, "SHA256", "the digest of its content, 64 hexadecimal digits"),
      .value("file", nil, "FILE", "or the file itself, to be hashed now"),
      .value("source", nil, "TEXT", "where it comes from"),
      .values("fact", nil, "NAME=VALUE", "a fact about it"),
    ],
    example: "runledger candidate add cand-12 --file checkpoints/12.bin --fact epoch=40",
    operands: 1...1, writes: true
  ) { invocation in
    let arguments = invocation.arguments
    var facts = ValueMap()
    for (name, text) in try arguments.pairs("fact") { facts[name] = try ParameterText.value(text) }
    let digest = try invocation.candidateDigest()
    let workspace = try invocation.writing()
    var parts = Subjects.parts(invocation.operand(0) ?? "")
    let name = parts.removeLast()
    guard parts.count <= 1 else {
      throw Failure.usage("'\(invocation.operand(0) ?? "")' is not a candidate's name")
    }
    let candidate = CandidateRegistered(
      digest: digest, source: arguments.value("source") ?? arguments.value("file") ?? "by hand",
      facts: facts.isEmpty ? nil : facts)
    return try invocation.submit(
      RegisterCandidate(
        study: try Subjects(workspace).study(parts.first), name: name, candidate), in: workspace)
  }

  static let candidateReject = Verb(
    name: "candidate reject", summary: "reject a candidate permanently",
    usage: "candidate reject [STUDY/]NAME -m WHY",
    example: "runledger candidate reject cand-11 -m \"trained on leaked rows\"",
    operands: 1...1, writes: true, demandsReason: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let found = try Subjects(workspace).candidate(invocation.operand(0) ?? "")
    return try invocation.submit(
      RejectCandidate(
        study: found.study, name: found.name, reasons: [invocation.arguments.reason]),
      in: workspace)
  }

  static let candidateList = Verb(
    name: "candidate list", summary: "list candidates, with the windows that support them",
    usage: "candidate list [STUDY]", example: "runledger candidate list",
    operands: 0...1, completes: .subjects
  ) { invocation in
    let subjects = try Subjects(try invocation.reading())
    let columns = ["candidate", "state", "digest", "windows", "registered"]
    var list = Listing("candidates", columns.map { .words($0) })
    for slug in try invocation.studies(subjects) {
      for name in try subjects.candidates(of: slug) {
        guard let row = CandidateRow(slug, name, subjects.states) else { continue }
        list.add(row.cells, row.json)
      }
    }
    list.print(invocation, whenEmpty: "no candidates")
    return .done
  }
}

extension Invocation {
  /// The digest that is given, or that of the file.
  fileprivate func candidateDigest() throws -> Digest {
    switch (arguments.value("digest"), arguments.value("file")) {
    case (let text?, nil):
      let prefix = "sha256:"
      let digits = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
      guard let digest = Digest(hex: digits) else {
        throw Failure.usage(
          "'\(text)' is not a SHA-256 digest", hint: "write 64 lower-case hexadecimal digits")
      }
      return digest
    case (nil, let path?): return try DigestCache().digest(of: absolute(path)).0
    default:
      throw Failure.usage(
        "'candidate add' needs either '--digest SHA256' or '--file FILE'",
        hint: "runledger help candidate")
    }
  }
}

/// A candidate as the list shows it.
private struct CandidateRow {
  let study: String
  let name: String
  let candidate: CandidateState
  let baselines: [String]
  let watches: [WatchState]

  init?(_ study: String, _ name: String, _ states: States) {
    guard let candidate = states.candidate(study, name) else { return nil }
    self.study = study
    self.name = name
    self.candidate = candidate
    let plans = states.plan(study)?.baselines ?? []
    baselines = plans.map(\.name).filter { states.baseline(study, $0)?.current == name }
    // What was observed before a baseline moved counts no longer.
    watches = plans.compactMap { plan in
      let moves = states.baseline(study, plan.name)?.moves ?? 0
      let watch = candidate.standing.watch(for: plan.name, moves: moves)
      return watch.window == nil ? nil : watch
    }
  }

  var state: String {
    if !candidate.rejections.isEmpty { return "rejected" }
    return baselines.isEmpty ? "registered" : "promoted"
  }

  var cells: [String] {
    let seen = watches.map { watch in
      "\(watch.baseline): \(watch.streak) in a row, last \(watch.window ?? 0)"
    }
    let words = baselines.isEmpty ? state : "\(state) to \(baselines.joined(separator: ", "))"
    return [
      "\(study)/\(name)", words, String(candidate.digest.hex.prefix(12)),
      seen.joined(separator: "; "), "\(candidate.registeredAt)",
    ]
  }

  var json: Value {
    [
      "study": .text(study), "candidate": .text(name), "state": .text(state),
      "digest": .text(candidate.digest.hex),
      "registered": .text(candidate.registeredAt.description),
      "baselines": .array(baselines.map(Value.text)),
      "rejections": .array(candidate.rejections.map(Value.text)),
      "windows": .array(
        watches.map { watch in
          [
            "baseline": .text(watch.baseline), "streak": .int(Int64(watch.streak)),
            "window": watch.window.map { .int(Int64($0)) } ?? .null,
          ]
        }),
    ]
  }
}

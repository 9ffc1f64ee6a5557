import Codecs
import StageKit
import Study

/// Every verb there is: the table behind dispatch, help, completion and suggestions.
enum VerbTable {
  /// The verbs in the order in which help lists them, by purpose.
  static let sections: [(title: String, verbs: [Verb])] = ofTheProgram + ofTheDomains

  private static let ofTheProgram: [(title: String, verbs: [Verb])] = [
    ("run studies", [.initialise, .check, .run, .step, .exec, .tell, .console, .simulate]),
    (
      "inspect",
      [
        .status, .runs, .compare, .plot, .log, .logs, .show, .cat, .get, .report, .sql,
      ]
    ),
    ("change course", [.amend, .retry, .rerun, .halt, .resume]),
    (
      "annotate and decide",
      [
        .accept, .approve, .decide, .note, .tag, .lock, .exclude, .invalidate, .importRuns,
        .violationAdd, .violationResolve, .violationList,
      ]
    ),
    ("override guarded parameters", [.overrideGrant, .overrideRevoke, .overrideList]),
    (
      "promote and roll back",
      [.promote, .rollback, .candidateAdd, .candidateReject, .candidateList, .publish]
    ),
    (
      "verify and prove",
      [
        .verify, .replay, .reproduce, .export, .head, .proofMake, .proofCheck, .bundleMake,
        .bundleCheck, .rebuild,
      ]
    ),
    ("back up and repair", [.backup, .restore, .doctor, .purge]),
    (
      "witnesses",
      [
        .witnessKey, .witnessRequest, .witnessSign, .witnessAdd, .witnessAddCheckpoint,
        .witnessServe, .witnessList,
      ]
    ),
    (
      "keys",
      [
        .keyList, .keyNew, .keyEnroll, .keyRotate, .keyProtect, .keyExport, .keyRevoke, .roleGrant,
        .roleRevoke, .share,
      ]
    ),
    ("help", [.help, .version, .completions]),
  ]

  private static let ofTheDomains: [(title: String, verbs: [Verb])] =
    Domains.all.filter { !$0.verbs.isEmpty }.map { domain in
      (domain.summary, domain.verbs.map { Verb($0, of: domain) })
    }

  static let verbs: [Verb] = sections.flatMap(\.verbs)

  /// The first words: verbs of one word, and groups.
  static var words: [String] {
    var words: [String] = []
    for verb in verbs {
      let word = firstWord(verb.name)
      if !words.contains(word) { words.append(word) }
    }
    return words
  }

  /// The members of a group such as `key`; empty when the word is none.
  static func group(_ word: String) -> [Verb] { verbs.filter { $0.name.hasPrefix("\(word) ") } }

  /// The verb that a command line names, and what follows its name.
  static func find(_ words: [String]) throws(Failure) -> (verb: Verb, rest: [String]) {
    guard let word = words.first else { throw .usage("a verb is missing") }
    if let verb = verbs.first(where: { $0.name == word }) {
      return (verb, Array(words.dropFirst()))
    }
    let members = group(word)
    guard !members.isEmpty else {
      throw unknown("verb", word, among: self.words)
    }
    let names = members.map { String($0.name.dropFirst(word.count + 1)) }
    guard words.count > 1, !words[1].hasPrefix("-") else {
      throw .usage(
        "'\(word)' needs one of \(names.joined(separator: ", "))", hint: "runledger help \(word)")
    }
    guard let verb = members.first(where: { $0.name == "\(word) \(words[1])" }) else {
      throw unknown("verb after '\(word)'", words[1], among: names)
    }
    return (verb, Array(words.dropFirst(2)))
  }

  private static func unknown(_ what: String, _ word: String, among known: [String]) -> Failure {
    let near = NearWord.suggestions(for: word, among: known)
    let hint =
      near.first.map { "did you mean '\($0)'?" } ?? "runledger help lists them"
    return .usage("there is no \(what) '\(word)'", hint: hint)
  }

  private static func firstWord(_ name: String) -> String {
    String(name.prefix { $0 != " " })
  }
}

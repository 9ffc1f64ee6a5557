import Bytes
import Codecs
import Files
import Ledger
import Projections
import Runtime
import StageKit

extension Option {
  /// What the verbs that export tables take.
  static let certificate = Option.value(
    "certificate", nil, "FILE",
    "with --csv: also write a certificate, for verify --certificate")
}

extension Invocation {
  /// How often a table is asked again while others write.
  private static let repetitionsMax = 20

  /// Prints the table that was asked for and writes the certificate beside it; nil where none was
  /// asked.
  func certified() throws -> ExitCode? {
    guard let path = arguments.value("certificate").map(absolute) else { return nil }
    guard arguments.has("csv") else {
      throw Failure.usage("'--certificate' needs --csv, whose bytes it certifies")
    }
    let workspace = try reading()
    var question = arguments
    for name in ["certificate", "ledger", "key", "quiet", "yes"] { question.options[name] = nil }
    for _ in 0..<Self.repetitionsMax {
      let views = try views(workspace)
      let before = try views.reach(workspace.ledger)
      let table = try self.table(verb, arguments.without("certificate"), of: workspace)
      guard try views.reach(workspace.ledger) == before else { continue }
      let certificate = TableCertificate(
        origin: workspace.ledger.origin, head: before, revision: Tables.revision, view: verb.name,
        arguments: question, question: table.question,
        digest: Hashing.digest(of: Array(table.text.utf8)))
      try FileSystem.writeAtomically(path, Array(certificate.text.utf8))
      console.stdout.write(table.text)
      return table.exit
    }
    throw LedgerError(.busy, "the log changed again and again while it was read")
  }

  /// What a verb prints, and the question behind it.
  private func table(
    _ verb: Verb, _ arguments: ParsedArguments, of workspace: Workspace, rows: ViewStore? = nil
  ) throws -> (text: String, exit: ExitCode, question: TableQuery?) {
    let sink = MemorySink()
    let console = Console(
      stdout: sink, stderr: self.console.stderr, environment: environment)
    console.isQuiet = self.console.isQuiet
    let inner = Invocation(
      verb: verb, arguments: arguments, environment: environment, directory: directory,
      console: console, world: world, asked: (workspace, rows))
    let exit = try verb.run(inner)
    return (sink.text, exit, try inner.question(workspace))
  }

  /// The question of a verb in SQL.
  private func question(_ workspace: Workspace) throws -> TableQuery? {
    let views = try views(workspace)
    switch verb.name {
    case Verb.runs.name: return try runQuestion(workspace, views)
    case Verb.plot.name: return try PlotData(self, views, try Subjects(workspace)).question
    default: return nil
    }
  }

  /// What is wrong with a certificate and with the table that it is about, if that is given; what
  /// could not be checked is said.
  func check(
    _ certificate: TableCertificate, table bytes: [UInt8]?, _ workspace: Workspace
  ) throws -> (problems: [String], notChecked: String?) {
    let ledger = workspace.ledger
    guard Origin.areSame(certificate.origin, ledger.origin) else {
      return (["it is one of the log '\(certificate.origin)'"], nil)
    }
    let head = certificate.head
    guard head.size <= (try ledger.head().size), try ledger.root(at: head.size) == head.root
    else { return (["the log never had the head \(head)"], nil) }
    var problems: [String] = []
    if let bytes, Hashing.digest(of: bytes) != certificate.digest {
      problems.append("the table is not the one that it certifies")
    }
    let verbs = [Verb.runs, Verb.sql, Verb.plot]
    guard let verb = verbs.first(where: { $0.name == certificate.view }),
      certificate.arguments.has("csv")
    else { return (problems + ["there is no view '\(certificate.view)'"], nil) }
    guard certificate.revision == Tables.revision else {
      return (problems, "a table by revision \(certificate.revision) of the rows")
    }
    let name = "runledger-rows-\(Hex.encode(Entropy.bytes(12)))"
    let place = PathName.join(FileSystem.temporaryDirectory, name)
    try FileSystem.makeDirectories(place, mode: 0o700)
    defer { try? FileSystem.removeTree(place) }
    let rows = ViewStore(path: place, upTo: head.size)
    do {
      let again = try table(verb, certificate.arguments, of: workspace, rows: rows)
      if Hashing.digest(of: Array(again.text.utf8)) != certificate.digest {
        problems.append("the log yields another table at \(head)")
      }
      if let stated = certificate.question,
        JSON.string(stated.value) != again.question.map({ JSON.string($0.value) })
      {
        problems.append("the SQL in it asks something else than the verb")
      }
    } catch {
      problems.append("the log yields no such table at \(head): \(Failure(error).message)")
    }
    return (problems, nil)
  }
}

extension ParsedArguments {
  fileprivate func without(_ name: String) -> ParsedArguments {
    var rest = self
    rest.options[name] = nil
    return rest
  }
}

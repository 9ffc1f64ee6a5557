import Codecs
import LedgerFormat
import Study
import Testing

/// The coding of every command.
@Suite struct CommandTests {
  private static let samples: [any Command] = CommandType.all.flatMap { type in
    func samples<C: Command>(_ type: C.Type) -> [any Command] { C.samples }
    return samples(type.type)
  }

  @Test func `a recorded command reads back as itself`() throws {
    for command in Self.samples {
      let read = try CommandType.command(command.name, command.arguments(named: nil))
      #expect(read?.isEqual(to: command) == true, "\(command.name)")
    }
  }

  @Test(arguments: CommandType.all.map(\.rule.name))
  func `a command without arguments is refused`(name: String) {
    #expect(throws: FieldError.self) { try CommandType.command(name, [0xa0]) }
  }

  @Test func `every command has a row of its own, and every row of the study's rules a command`() {
    let names = CommandType.all.map(\.rule.name)
    #expect(Set(names).count == 37 && names.count == 37)
    // What the ledger decides itself is no command of a study.
    let own = ["rotate_key", "witness_checkpoint"]
    let rows = CommandRule.all.map { ($0.name, $0.least) }
      .filter { $0.1 != .admin && !own.contains($0.0) || $0.0 == "purge_blobs" }.map(\.0)
    #expect(Set(rows) == Set(names) && rows.count == names.count)
  }

  @Test func `every row names types that there are`() {
    for row in CommandRule.all {
      #expect(Set(row.events).count == row.events.count && !row.events.isEmpty, "\(row.name)")
      for type in row.events {
        #expect(EventData.definition(of: type) != nil, "\(row.name) \(type)")
      }
    }
  }

  @Test func `the catalogue names the commands whose rows have a type`() {
    for (type, emitters) in Emitters.table {
      for name in emitters.split(separator: "`").map(String.init) {
        guard let row = CommandRule.named(name) else { continue }
        #expect(row.events.contains(type), "\(name) \(type)")
      }
    }
  }

  @Test func `the text of a command's identifier is passed over`() throws {
    let command = HaltStudy(study: "s", reason: "wait")
    let arguments = command.arguments(named: "mine")
    #expect(try CBOR.decodeMap(arguments)["cmd_id"] == "mine")
    #expect(try CommandType.command(command.name, arguments)?.isEqual(to: command) == true)
  }

  @Test func `arguments that become an event's data are its one encoding`() throws {
    func encodedAgain<P: EventPayload>(_ type: P.Type, _ bytes: [UInt8]) throws -> [UInt8] {
      try P(encoded: bytes).encoded
    }
    var count = 0
    for command in Self.samples {
      guard let payload = type(of: command).recordedAsGiven else { continue }
      let arguments = command.arguments(named: nil)
      #expect(try encodedAgain(payload, arguments) == arguments)
      #expect(try Self.isExact(command.name, arguments))
      #expect(try !Self.isExact(command.name, command.arguments(named: "mine")))
      count += 1
    }
    #expect(count >= 1)
    let id: ValueMap = ["study": "s", "run": "r", "stage": "fit", "unit": "", "attempt": 1]
    var wordy = id
    wordy["lines"] = []
    #expect(try Self.isExact("observe_stage", CBOR.encode(id)))
    #expect(try !Self.isExact("observe_stage", CBOR.encode(wordy)))
  }

  private static func isExact(_ name: String, _ arguments: [UInt8]) throws -> Bool {
    let type = try #require(CommandType.all.first { $0.rule.name == name })
    return try type.read(FieldReader(arguments)).isExact
  }

  @Test func `a name that the rules do not know is no command`() throws {
    #expect(try CommandType.command("enroll_key", [0xa0]) == nil)
  }

  @Test func `a refusal is recorded where the command points`() {
    let streams = Set(Self.samples.map { "\($0.name) \($0.stream)" })
    for line in [
      "register_study study/text 0", "claim_work study/text 0", "grant_override run/text 0/text 0",
      "declare_batch batch/text 0/text 0", "register_candidate candidate/text 0/text 0",
      "promote baseline/text 0/text 0", "roll_back baseline/text 0/text 0",
      "publish_report report/text 0/text 0", "resolve_violation violation/text 0/text 0",
      "lock_run run/text 0/text 0", "approve run/text 0/text 0", "tell_stage run/text 0/text 0",
      "add_note run/s/s0",
    ] { #expect(streams.contains(line), "\(line)") }
    #expect(OverrideArguments(study: "s", flag: "f", reason: "").stream == .study("s"))
  }

  @Test(arguments: ["", "run", "run/s", "nowhere/s", "study/s/x", "key/"])
  func `a note about nothing is refused`(stream: String) {
    let arguments: ValueMap = ["stream": .text(stream), "text": "a note"]
    #expect(throws: FieldError.self) {
      try CommandType.command("add_note", CBOR.encode(arguments))
    }
  }
}

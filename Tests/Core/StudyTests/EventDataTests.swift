import Bytes
import Codecs
import LedgerFormat
import Study
import Testing

/// The coding of every event type, held to the catalogue.
@Suite struct FactTests {
  @Test func `every type has a name of its own, and the reserved ones are known`() {
    let known = EventData.definitions.map(\.type)
    #expect(known == known.sorted() && Set(known).count == known.count)
    let emitted = Set(EventData.samples.map(\.type))
    #expect(known.filter { !emitted.contains($0) } == Self.reserved)
  }

  /// The types that no rule emits yet.
  private static let reserved = [
    "artifact.purged", "checkpoint.witnessed", "key.enrolled", "key.revoked",
    "key.rotated",
    "ledger.opened", "ledger.rekeyed", "ledger.restored", "replay.attested", "role.granted",
    "role.revoked",
    "rules.adopted", "run.abandoned",
  ]

  @Test func `a recorded fact reads back as itself`() throws {
    for fact in EventData.samples {
      let bytes = CBOR.encode(fact.data)
      let read = try EventData(
        type: fact.type, version: fact.version, data: try CBOR.decodeMap(bytes))
      #expect(read == fact)
      #expect(CBOR.encode(read.data) == bytes && fact.encoded == bytes)
    }
  }

  @Test func `the catalogue says something of every type and field`() throws {
    for definition in EventData.definitions {
      #expect(!definition.summary.isEmpty && !definition.streams.isEmpty)
      for field in definition.fields { #expect(!field.summary.isEmpty, "\(field.name)") }
    }
  }

  @Test(arguments: EventData.definitions.map(\.type))
  func `a field that is missing, unknown or of another type is refused`(type: String) throws {
    let definition = try #require(EventData.definition(of: type))
    let data = EventData.samples.first { $0.type == type }?.data ?? Self.sample(of: definition)
    _ = try EventData(type: type, version: definition.version, data: data)
    func error(_ change: (inout ValueMap) -> Void) -> FieldError? {
      var changed = data
      change(&changed)
      do {
        _ = try EventData(type: type, version: definition.version, data: changed)
        return nil
      } catch {
        return error
      }
    }
    #expect(error { $0["surprise"] = 1 }?.path == "surprise")
    for field in definition.fields {
      #expect((error { $0[field.name] = nil } == nil) == field.isOptional, "\(field.name)")
      if field.kind == .value { continue }
      let wrong: Value = field.kind == .text ? 1 : "wrong"
      #expect(error { $0[field.name] = wrong }?.path == field.name)
    }
  }

  @Test func `an unknown type and an unknown version are refused`() {
    let error = #expect(throws: FieldError.self) {
      try EventData(type: "run.vanished", version: 1, data: [:])
    }
    #expect(error?.path == "run.vanished")
    #expect(throws: FieldError.self) {
      try EventData(type: "note.added", version: 2, data: ["text": "later"])
    }
    #expect(EventData.definition(of: "a") == nil)
    #expect(EventData.definition(of: "zzz") == nil)
  }

  @Test func `a word that an enumeration lacks is refused with its path`() {
    let error = #expect(throws: FieldError.self) {
      try EventData(
        type: "decision.made", version: 1, data: ["choice": "perhaps", "rationale": "so"])
    }
    #expect(
      error?.description
        == "field 'choice' is 'perhaps', not one of continue, adjust, stop, escalate")
  }

  @Test func `an error inside a plan names the whole path`() {
    var data = EventData.studyRegistered(StudyRegistered(plan: .full, file: .sample())).data
    var plan = data["plan"]?.asMap ?? [:]
    var stages = plan["stages"]?.asArray ?? []
    var stage = stages[1].asMap ?? [:]
    stage["name"] = 1
    stages[1] = .map(stage)
    plan["stages"] = .array(stages)
    data["plan"] = .map(plan)
    let error = #expect(throws: FieldError.self) {
      try EventData(type: "study.registered", version: 1, data: data)
    }
    #expect(error?.path == "plan.stages[1].name")
  }

  @Test func `an event keeps stream, engine and cause`() throws {
    let event = Event(.run("s", "s1"), .runStarted(RunStarted()), by: "runs", cause: 3)
    let draft = event.draft
    let stored = EntryEvent(
      type: draft.type, version: draft.version, stream: draft.stream, by: draft.by,
      cause: draft.cause, data: .inline(draft.data))
    #expect(try Event(stored, data: [0xa0]) == event)
    let lost = EntryEvent(
      type: draft.type, version: draft.version, stream: "nowhere/s", by: "", cause: nil,
      data: .inline(draft.data))
    #expect(throws: FieldError.self) { try Event(lost, data: [0xa0]) }
  }

  /// Data with something of the right type in every field.
  private static func sample(of definition: EventDefinition) -> ValueMap {
    ValueMap(definition.fields.map { ($0.name, sample($0.kind)) })
  }

  private static func sample(_ kind: EventDefinition.Kind) -> Value {
    switch kind {
    case .text: "text"
    case .integer: 1
    case .number: 0.5
    case .bool: true
    case .digest: .bytes(Digest.sample(1).bytes)
    case .bytes: .bytes([1, 2])
    case .list: ["item"]
    case .map: ["key": "value"]
    case .value: .null
    }
  }
}

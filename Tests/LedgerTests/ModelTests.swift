#if DEBUG
  import Bytes
  import Codecs
  import Glibc
  import LMDB
  import TestKit
  import Testing

  @testable import Ledger
  @testable import LedgerFormat

  /// The ledger against a model of a few lines: commands, repetitions, refusals, group commits,
  /// crashes at any call of the store, reopening and rebuilding, in a random order from one seed.
  ///
  /// `RUNLEDGER_MODEL_STEPS` lengthens it.
  @Suite struct ModelTests {
    /// What the ledger has to hold: nothing else is known of it.
    private struct Model {
      /// The accepted commands in order, and what each made of the state.
      var accepted: [String] = []
      var states: [String: [UInt8]] = [:]
      /// Commands of which it is not known whether they took effect: a crash came between.
      var uncertain: [(id: String, key: String, value: [UInt8])] = []

      mutating func accept(_ id: String, _ key: String, _ value: [UInt8]) {
        accepted.append(id)
        states[key] = value
      }
    }

    static let steps =
      unsafe getenv("RUNLEDGER_MODEL_STEPS").flatMap { unsafe Int(String(cString: $0)) } ?? 250

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `whatever happens, the ledger is what the model says`(seed: UInt64) throws {
      let fixture = try Fixture(seed: seed)
      var random = SeededGenerator(seed: seed &* 7_919)
      var model = Model()
      let first = try fixture.ledger.head().size
      for step in 0..<Self.steps {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<9: try append(fixture, &model, &random, step)
        case 9..<12: try group(fixture, &model, &random, step)
        case 12..<14: try repeated(fixture, model, &random)
        case 14: try refused(fixture, model)
        case 15..<18: try crash(fixture, &model, &random, step)
        case 18: try fixture.reopen()
        default:
          let rows = model.states.sorted { $0.key < $1.key }
          _ = try fixture.ledger.rebuild(lockDeadline: nil, fold: { _ in }) {
            rows.map { Decision.StateChange(key: $0.key, bytes: $0.value) }
          }
        }
        try compare(fixture, &model, first, "seed \(seed), step \(step)")
      }
      #expect(Verifier.verify(fixture.ledger).findings == [], "seed \(seed)")
    }

    private func command(
      _ random: inout SeededGenerator, _ id: String
    ) -> (id: String, key: String, value: [UInt8]) {
      let key = "states/\(Int.random(in: 0..<5, using: &random))"
      return (id, key, random.bytes(Int.random(in: 1...40, using: &random)))
    }

    private func append(
      _ fixture: Fixture, _ model: inout Model, _ random: inout SeededGenerator, _ step: Int
    ) throws {
      let next = command(&random, "c\(step)")
      try fixture.append(id: next.id, states: [.init(key: next.key, bytes: next.value)])
      model.accept(next.id, next.key, next.value)
    }

    private func group(
      _ fixture: Fixture, _ model: inout Model, _ random: inout SeededGenerator, _ step: Int
    ) throws {
      let all = (0..<Int.random(in: 1...6, using: &random)).map {
        command(&random, "g\(step)-\($0)")
      }
      let isGivenUp = Int.random(in: 0..<4, using: &random) == 0
      struct GivenUp: Error {}
      do {
        try fixture.ledger.write(lockDeadline: nil) { batch in
          for one in all {
            _ = try batch.append(fixture.draft("add_note", id: one.id), by: fixture.admin) { _ in
              Decision(
                events: [note(one.id)], states: [.init(key: one.key, bytes: one.value)])
            }
          }
          if isGivenUp { throw GivenUp() }
        }
        for one in all { model.accept(one.id, one.key, one.value) }
      } catch is GivenUp {}
    }

    /// A command that was accepted is accepted once, whoever asks again.
    private func repeated(
      _ fixture: Fixture, _ model: Model, _ random: inout SeededGenerator
    ) throws {
      guard let id = model.accepted.randomElement(using: &random) else { return }
      let arguments: ValueMap = id.hasPrefix("g") ? [:] : ["text": "hello"]
      #expect(try fixture.append(id: id, arguments: arguments).repeated)
    }

    /// A refusal is an entry, and changes nothing else.
    private func refused(_ fixture: Fixture, _ model: Model) throws {
      let before = try fixture.ledger.head().size
      let receipt = try fixture.ledger.write(lockDeadline: nil) { batch in
        try batch.append(fixture.draft("add_note"), by: fixture.admin) { _ in
          Decision(events: [Refusal("no", facts: [:], "no").event], refused: true)
        }
      }
      #expect(receipt.refused)
      #expect(try fixture.ledger.head().size == before + 1)
    }

    /// The process ends at some call of the store, whose effect may have reached the disk or not.
    private func crash(
      _ fixture: Fixture, _ model: inout Model, _ random: inout SeededGenerator, _ step: Int
    ) throws {
      let next = command(&random, "x\(step)")
      let ordinal = Int.random(in: 1...30, using: &random)
      let effect: Faults.Effect = Bool.random(using: &random) ? .persisted : .notPersisted
      do {
        try Faults.failing(nil, ordinal: ordinal, code: EIO, effect: effect) {
          _ = try fixture.append(id: next.id, states: [.init(key: next.key, bytes: next.value)])
        }
        model.accept(next.id, next.key, next.value)
      } catch {
        model.uncertain.append(next)
      }
      try fixture.reopen()
    }

    private func compare(
      _ fixture: Fixture, _ model: inout Model, _ first: UInt64, _ place: String
    ) throws {
      let ledger = fixture.ledger
      for one in model.uncertain {
        guard try ledger.index(of: .named(one.id)) != nil else { continue }
        model.accept(one.id, one.key, one.value)
      }
      model.uncertain = []
      var found: [String] = []
      var indices: [UInt64] = []
      for id in model.accepted {
        let index = try ledger.index(of: .named(id))
        #expect(index != nil, "\(place): '\(id)' is lost")
        if let index {
          indices.append(index)
          found.append(id)
        }
      }
      #expect(indices == indices.sorted(), "\(place): the order is another")
      #expect(Set(indices).count == indices.count, "\(place): two commands have one entry")
      for (key, value) in model.states.sorted(by: { $0.key < $1.key }) {
        #expect(try ledger.state(key) == value, "\(place): '\(key)' says something else")
      }
      let size = try ledger.head().size
      #expect(size >= first + UInt64(found.count), "\(place): entries are missing")
    }
  }
#endif

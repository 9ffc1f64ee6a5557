import Codecs
import Study
import Testing

/// Every record: events, commands, parts of plans, states, and what lies inside them.
@Suite struct RecordTests {
  /// The records that hold all others.
  private static let roots: [any Recordable.Type] =
    EventType.all.compactMap { $0.payload }
    + CommandType.all.map { $0.type }
    + [
      StudyState.self, RunState.self, BatchState.self, CandidateState.self, BaselineState.self,
      ViolationState.self,
    ]

  private static let all = RecordLister.types(inside: roots)

  /// What is remembered between two events of one entry, and not stored.
  private static let unstored = ["StudyState.haltsDue"]

  @Test func `there are records inside records`() {
    #expect(Self.all.count > Self.roots.count + 30)
  }

  @Test(arguments: all.indices)
  func `a record reads back as itself`(place: Int) throws {
    func check<R: Recordable>(_ type: R.Type) throws {
      for record in R.samples {
        let read = try R(encoded: record.encoded)
        #expect(read == record, "\(R.self)")
        #expect(read.encoded == record.encoded, "\(R.self)")
        #expect(CBOR.encode(record.record) == record.encoded, "\(R.self)")
      }
      let blank = try? R(encoded: R().encoded)
      #expect(blank == nil || blank == R(), "\(R.self)")
    }
    try check(Self.all[place])
  }

  @Test(arguments: all.indices)
  func `no property is left out of the fields`(place: Int) {
    func check<R: Recordable>(_ type: R.Type) {
      let blank = Mirror(reflecting: R()).children.map { "\($0.value)" }
      var labels = Mirror(reflecting: R()).children.map { $0.label ?? "" }
      for sample in R.samples {
        for (place, child) in Mirror(reflecting: sample).children.enumerated()
        where blank.indices.contains(place) && "\(child.value)" != blank[place] {
          labels.removeAll { $0 == child.label }
        }
      }
      let forgotten = labels.map { "\(R.self).\($0)" }
      // An enumeration has its cases instead of properties.
      if Mirror(reflecting: R()).displayStyle == .enum { return }
      #expect(forgotten.filter { !Self.unstored.contains($0) } == [])
    }
    check(Self.all[place])
  }

  @Test(arguments: all.indices)
  func `a field of another type is named`(place: Int) throws {
    func check<R: Recordable>(_ type: R.Type) throws {
      let record = R.filled().record
      for (name, value) in record {
        if value.asText == nil, value.asInt == nil { continue }
        var changed = record
        changed[name] = .bytes([1])
        do throws(FieldError) {
          _ = try R(encoded: CBOR.encode(changed))
          // A value of any type is what it is.
          let isAny = FieldList.fields(of: R.self).contains { $0.name == name && $0.kind == .value }
          #expect(isAny, "\(R.self).\(name)")
        } catch {
          #expect(error.path == name, "\(R.self).\(name)")
        }
      }
    }
    try check(Self.all[place])
  }
}

/// Finds the records inside a record.
private struct RecordLister: FieldCoder {
  private var inner: [any Recordable.Type] = []

  static func types(inside roots: [any Recordable.Type]) -> [any Recordable.Type] {
    var found: [any Recordable.Type] = []
    func visit<R: Recordable>(_ type: R.Type) {
      if found.contains(where: { $0 == type }) { return }
      found.append(type)
      var lister = RecordLister()
      var record = R()
      record.code(&lister)
      for type in lister.inner { visit(type) }
    }
    for root in roots { visit(root) }
    return found
  }

  var isReading: Bool { false }

  mutating func field<V: FieldValue>(_ name: String, _ value: inout V, _ summary: String) {
    add(V.self)
  }

  mutating func field<V: FieldValue>(_ name: String, _ value: inout V?, _ summary: String) {
    add(V.self)
  }

  mutating func field<V: FieldValue>(_ name: String, _ values: inout [V], _ summary: String) {
    add(V.self)
  }

  mutating func field<V: FieldValue>(
    _ name: String, _ value: inout V, unless usual: @autoclosure () -> V, _ summary: String
  ) {
    add(V.self)
  }

  mutating func refuse(_ name: String, _ expectation: String) {}

  private mutating func add<V: FieldValue>(_ type: V.Type) {
    if let type = V.self as? any Recordable.Type { inner.append(type) }
  }
}

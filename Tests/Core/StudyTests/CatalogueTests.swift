import Codecs
import Glibc
import Study
import TestKit
import Testing

/// `docs/EVENTS.md` says what the definitions say.
@Suite struct CatalogueTests {
  @Test func `the page is what the definitions give`() throws {
    let bytes = Array(Catalogue.text.utf8)
    let path = try Vectors.path("docs/EVENTS.md")
    if unsafe getenv("RECORD") != nil { try Self.write(bytes, to: path) }
    #expect(try Vectors.read(path) == bytes, "RECORD=1 writes '\(path)' anew")
  }

  @Test func `the records inside events are described as they are`() {
    for shape in Shape.all {
      for field in shape.fields {
        let holders = shape.samples.filter { $0[field.name] != nil }
        #expect(!holders.isEmpty, "\(shape.name).\(field.name)")
        let isEverywhere = holders.count == shape.samples.count
        #expect(field.isOptional || isEverywhere, "\(shape.name).\(field.name)")
        for holder in holders {
          guard let value = holder[field.name] else { continue }
          #expect(Self.kinds(of: value).contains(field.kind), "\(shape.name).\(field.name)")
        }
      }
      let names = shape.samples.flatMap { $0.map(\.key) }
      #expect(Set(names) == Set(shape.fields.map(\.name)), "\(shape.name)")
    }
  }

  @Test func `every type that is not reserved has somebody who emits it`() {
    let emitted = Emitters.table.map(\.type)
    for fact in Fact.samples { #expect(emitted.contains(fact.type), "\(fact.type)") }
    for type in emitted { #expect(Fact.definition(of: type) != nil, "\(type)") }
  }

  private static func kinds(of value: Value) -> [String] {
    switch value {
    case .null: ["value"]
    case .bool: ["bool", "value"]
    case .int: ["integer", "number", "value"]
    case .double: ["number", "value"]
    case .bytes(let bytes): bytes.count == 32 ? ["digest", "bytes"] : ["bytes"]
    case .text: ["text", "value"]
    case .array: ["list", "value"]
    case .map: ["map"]
    }
  }

  private struct Unwritable: Error {
    var path: String
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    let file = unsafe fopen(path, "w")
    guard let file = unsafe file else { throw Unwritable(path: path) }
    defer { unsafe fclose(file) }
    // The array stays in place for as long as the call takes.
    let written = unsafe bytes.withUnsafeBufferPointer {
      unsafe fwrite($0.baseAddress, 1, $0.count, file)
    }
    guard written == bytes.count else { throw Unwritable(path: path) }
  }
}

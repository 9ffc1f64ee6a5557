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

  @Test func `every record inside events is described, and every field of it`() {
    #expect(PartWords.parts.count == PartWords.all.count)
    #expect(Set(PartWords.parts.map(\.title)).count == PartWords.all.count)
    for (part, title, summary) in PartWords.parts {
      #expect(!summary.isEmpty, "\(title)")
      for field in part.fields { #expect(!field.summary.isEmpty, "\(title).\(field.name)") }
    }
  }

  @Test func `every type that is not reserved has somebody who emits it`() {
    let emitted = Emitters.table.map(\.type)
    for fact in EventData.samples { #expect(emitted.contains(fact.type), "\(fact.type)") }
    for type in emitted { #expect(EventData.definition(of: type) != nil, "\(type)") }
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

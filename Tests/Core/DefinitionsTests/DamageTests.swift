import Definitions
import StageKit
import TestKit
import Testing

struct DamageTests {
  @Test func `a damaged study file is read or refused with a place, and never crashes`() throws {
    let bytes = try Vectors.bytes("docs/studies/wdbc-malignancy/study.yaml")
    for index in stride(from: 0, to: bytes.count, by: 23) {
      for replacement in [":", "}", "\"", " ", "$", "\n"] as [Unicode.Scalar] {
        var damaged = bytes
        damaged[index] = UInt8(ascii: replacement)
        expectPlaces(of: damaged)
      }
      expectPlaces(of: Array(bytes[..<index]))
    }
  }

  private func expectPlaces(of bytes: [UInt8]) {
    do {
      _ = try StudyDefinition.parse(bytes, fileName: "study.yaml")
    } catch {
      #expect(!error.errors.isEmpty)
      #expect(error.errors.allSatisfy { $0.line > 0 && $0.column > 0 && !$0.message.isEmpty })
    }
  }
}

import Testing

@Suite struct ImportTests {
  @Test func `every file imports only what its room may`() throws {
    for file in try SourceTree.swiftFiles() where file.room != nil {
      for line in file.code {
        guard let module = ImportTable.module(importedBy: line.text) else { continue }
        #expect(
          ImportTable.allows(module, in: file),
          "\(file.place(line.number)): \(file.room ?? "") may not import \(module)")
      }
    }
  }

  @Test func `every room is in the table and has files`() throws {
    let present = Set(try SourceTree.paths().compactMap { SourceFile(path: $0, text: "").room })
    #expect(present == Set(ImportTable.rooms.keys))
  }

  @Test func `the table has no cycle`() {
    var settled: Set<String> = []
    var left = Set(ImportTable.rooms.keys)
    while !left.isEmpty {
      let ready = left.filter { room in
        ImportTable.rooms[room, default: []].allSatisfy { settled.contains($0) }
      }
      #expect(!ready.isEmpty, "a cycle among \(left.sorted())")
      if ready.isEmpty { return }
      settled.formUnion(ready)
      left.subtract(ready)
    }
  }

  @Test func `Foundation is imported nowhere`() throws {
    for file in try SourceTree.swiftFiles() {
      for line in file.code {
        let module = ImportTable.module(importedBy: line.text)
        #expect(
          module?.hasPrefix("Foundation") != true, "\(file.place(line.number)): imports Foundation")
      }
    }
  }

  @Test(arguments: [
    ("import Bytes", "Bytes"),
    ("public import Codecs", "Codecs"),
    ("@testable import Ledger", "Ledger"),
    ("@_spi(Testing) internal import struct Files.FileError", "Files"),
    ("  import Synchronization", "Synchronization"),
  ])
  func `imports are recognised`(line: String, module: String) {
    #expect(ImportTable.module(importedBy: line) == module)
  }

  @Test(arguments: ["let x = \"import Foundation\"", "important()", "func import Bytes", "import"])
  func `what is no import is not taken for one`(line: String) {
    #expect(ImportTable.module(importedBy: line) == nil)
  }

  @Test func `an import outside the table is found`() {
    let file = SourceFile(path: "Sources/Study/Clocked.swift", text: "import Files\n")
    #expect(!ImportTable.allows("Files", in: file))
    #expect(!ImportTable.allows("Glibc", in: file))
    #expect(ImportTable.allows("Codecs", in: file))
  }

  @Test func `only the view store may open the store below the projections`() {
    let store = SourceFile(path: "projections/ViewStore.swift", text: "")
    let other = SourceFile(path: "projections/Report.swift", text: "")
    #expect(ImportTable.allows("LMDB", in: store))
    #expect(!ImportTable.allows("LMDB", in: other))
  }
}

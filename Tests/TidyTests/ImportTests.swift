import Testing

@Suite struct ImportTests {
  private let table = ImportTable.ofProject

  @Test func `every file imports only what its room may`() throws {
    for file in try SourceTree.swiftFiles() where file.room != nil {
      for line in file.code {
        guard let module = ImportTable.module(importedBy: line.text) else { continue }
        #expect(
          table.allows(module, in: file),
          "\(file.place(line.number)): \(file.room ?? "") may not import \(module)")
      }
    }
  }

  @Test func `every room is in the table and has files`() throws {
    let present = Set(try SourceTree.paths().compactMap { SourceFile(path: $0, text: "").room })
    #expect(present == Set(table.rows.map(\.room)))
  }

  @Test func `every room stands on the floor of the table`() throws {
    for file in try SourceTree.swiftFiles() {
      guard let room = file.room, file.path.hasPrefix("Sources/") else { continue }
      #expect(table[room]?.floor == file.floor, "\(file.path) stands on another floor")
    }
  }

  @Test func `no room imports from a floor above its own`() throws {
    #expect(Set(table.rows.map(\.floor)) == Set(ImportTable.floors))
    for row in table.rows {
      let own = try #require(ImportTable.floors.firstIndex(of: row.floor))
      for edge in row.imports {
        let other = try #require(table[edge], "\(row.room) imports \(edge), which is no room")
        let floor = try #require(ImportTable.floors.firstIndex(of: other.floor))
        #expect(floor <= own, "\(row.room) imports \(edge) from a floor above")
      }
    }
  }

  @Test func `domains stand on kits and bindings alone, and not on each other`() {
    for row in table.rows where row.floor == "Domains" {
      for edge in row.imports {
        let floor = table[edge]?.floor ?? ""
        #expect(["C", "Base", "Kit"].contains(floor), "\(row.room) imports \(edge)")
      }
    }
  }

  @Test func `only doors import a domain`() {
    let domains = Set(table.rooms(on: "Domains"))
    #expect(!domains.isEmpty)
    for row in table.rows where row.floor != "Doors" {
      #expect(domains.isDisjoint(with: row.imports), "\(row.room) imports a domain")
    }
  }

  @Test func `the table has no cycle`() {
    var settled: Set<String> = []
    var left = Set(table.rows.map(\.room))
    while !left.isEmpty {
      let ready = left.filter { room in
        table[room]?.imports.allSatisfy { settled.contains($0) } ?? true
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
    let file = SourceFile(path: "Sources/Core/Study/Clocked.swift", text: "import Files\n")
    #expect(!table.allows("Files", in: file))
    #expect(!table.allows("Glibc", in: file))
    #expect(table.allows("Codecs", in: file))
  }

  @Test func `the tables of a manifest are read as they stand`() {
    let table = ImportTable(
      manifest: """
        let libraries: [(module: String, package: String)] = [
          ("CX", "x", "libx-dev"),
        ]
        let shims = ["CY"]
        let floors: [(floor: String, rooms: [Room])] = [
          ("Base", [Room("A", settings: spans), Room("B", ["A", "CX"], path: "b")]),
          (
            "Doors",
            [
              Room(
                "D",
                ["A", "B"])
            ]
          ),
        ]
        let tools = [Room("bench", ["A"])]
        """)
    #expect(
      table.rows == [
        ImportTable.Row(room: "CX", floor: "C", imports: []),
        ImportTable.Row(room: "CY", floor: "C", imports: []),
        ImportTable.Row(room: "A", floor: "Base", imports: []),
        ImportTable.Row(room: "B", floor: "Base", imports: ["A", "CX"]),
        ImportTable.Row(room: "D", floor: "Doors", imports: ["A", "B"]),
      ])
  }

  @Test func `only what makes and asks rows may open the store below the projections`() {
    let store = SourceFile(path: "projections/Tables/RowFile.swift", text: "")
    let query = SourceFile(path: "projections/Query/RunQuery.swift", text: "")
    let fold = SourceFile(path: "projections/Views/RunView.swift", text: "")
    #expect(table.allows("SQLite", in: store))
    #expect(table.allows("SQLite", in: query))
    #expect(!table.allows("SQLite", in: fold))
  }
}

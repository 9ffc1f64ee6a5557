import Codecs
import Files
import TestKit
import Testing
import YAML

@testable import StageKit

/// The domain that the page for contributors shows.
@Suite struct WordsDomainTests {
  @Test func `its step reads a file, its part of the section, and reports`() throws {
    let directory = try TemporaryDirectory()
    try StageFiles.write(directory.path("draft.txt"), Array("to be or not to be, alas\n".utf8))
    let context: Value = [
      "study": "s", "stage": "count", "domain": ["words": ["shortest": 3]],
    ]
    try StageFiles.write(directory.path("context.json"), JSON.encode(context))
    let environment = ["RUNLEDGER_CONTEXT": "context.json", "RUNLEDGER_EVENTS": "events"]
    let code = try Words.run(
      step: "count", ["draft.txt", "-o", "out/count.json"], environment: environment,
      directory: directory.path)
    #expect(code == 0)
    #expect(try text("out/count.json", in: directory) == "{\"words\":3}\n")
    #expect(
      try text("events", in: directory) == "{\"metric\":{\"name\":\"words\",\"value\":3.0}}\n")
    _ = try Words.run(
      step: "count", ["draft.txt", "-o", "all.json"], environment: [:], directory: directory.path)
    #expect(try text("all.json", in: directory) == "{\"words\":7}\n")
  }

  @Test func `its verb asks for one recorded step`() throws {
    let verb = try #require(Words.verbs.first)
    let arguments = try ArgumentParser(options: verb.options).parse(["a.txt", "-o", "b.json"])
    #expect(
      try verb.request(arguments)
        == .exec(
          StepRequest(
            step: "count", files: StageFilesNamed(inputs: ["a.txt"], outputs: ["b.json"]))))
  }

  @Test(
    arguments: [
      ("{shortest: 3}", nil), ("{shortest: x}", "study.yaml:1:12: shortest must be a whole number"),
      ("{}", "study.yaml:1:1: 'words' has no 'shortest'"),
      ("{longest: 3, shortest: 1}", "study.yaml:1:2: unknown key 'longest' in 'words'"),
    ] as [(String, String?)])
  func `its section is checked with line and column`(text: String, message: String?) throws {
    let problems = Problems(file: "study.yaml", text: Array(text.utf8))
    let node = try YAMLDocument.parse(Array(text.utf8))
    let section = Item(node: node, name: "words", path: "domain.words", problems: problems)
    _ = Words.check(section, of: StudyOutline())
    let found = problems.failure?.errors.map(\.description) ?? []
    if let message {
      #expect(found.count == 1 && found[0].hasPrefix(message), "\(found)")
    } else {
      #expect(found == [])
    }
  }

  @Test func `a section knows what the steps of its domain read`() {
    let section = DomainSection(Words.self)
    #expect(section.name == "words")
    #expect(section.reads(["runledger", "simulate", "words", "count", "x"]) == ["shortest"])
    #expect(section.reads(["runledger", "simulate", "words", "other"]) == [])
    #expect(section.reads(["sh", "-c", "x"]) == [])
  }

  private func text(_ path: String, in directory: TemporaryDirectory) throws -> String {
    String(decoding: try StageFiles.read(directory.path(path)), as: UTF8.self)
  }
}

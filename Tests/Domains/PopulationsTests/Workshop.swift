import Codecs
import Files
import StageKit
import TestKit

@testable import Populations

/// A directory in which verbs are typed.
final class Workshop {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  func path(_ name: String) -> String { PathName.join(directory.path, name) }

  /// Runs a step with words as a shell would hand them over.
  @discardableResult
  func run(_ step: String, _ words: String...) throws -> Int32 {
    try run(step, words)
  }

  @discardableResult
  func run(_ step: String, _ words: [String]) throws -> Int32 {
    try Population.run(
      step: step, words, environment: ["XDG_CONFIG_HOME": path("config")],
      directory: directory.path)
  }

  func write(_ name: String, _ text: String) throws {
    try StageFiles.write(path(name), Array(text.utf8))
  }

  func bytes(_ name: String) throws -> [UInt8] { try StageFiles.read(path(name), limit: 1 << 30) }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func json(_ name: String) throws -> ValueMap {
    try StageFiles.readFields(path(name)).map
  }

  /// What a step refuses with.
  func refusal(_ step: String, _ words: String...) -> String { refusal(step, words) }

  /// What a step refuses with.
  func refusal(_ step: String, _ words: [String]) -> String {
    do {
      let code = try run(step, words)
      return "exit \(code)"
    } catch let error as StageError {
      return error.message + (error.hint.map { "; \($0)" } ?? "")
    } catch {
      return "\(error)"
    }
  }

  /// A small study up to its scenario.
  func makeStudy(people: Int = 200) throws {
    try run("spec", "\(people) commuters of Austin", "-o", "base.yaml")
    try run(
      "extend", "base.yaml", "-s", "a congestion charge on drivers", "-o", "population.yaml")
    try run("sample", "population.yaml", "-o", "agents.json", "--seed", "42")
    try run(
      "network", "agents.json", "-p", "population.yaml", "-o", "network.json", "--seed", "42")
    try run(
      "scenario", "-p", "population.yaml", "-a", "agents.json", "-n", "network.json", "-o",
      "scenario.yaml")
  }
}

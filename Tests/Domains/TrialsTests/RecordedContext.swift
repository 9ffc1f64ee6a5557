import Codecs
import StageKit

@testable import Trials

/// Contexts as the ledger hands them over: what a test says beside the design of permissions,
/// evaluators and agent stands in the section `trials`, with the files that it names.
enum RecordedContext {
  private static let members = ["permissions", "evaluators", "agent"]

  /// Moves the members of the section out of `paired`.
  static func value(_ map: ValueMap) -> Value {
    guard var paired = map["paired"]?.asMap else { return .map(map) }
    var map = map
    var section = map["domain"]?.asMap?["trials"]?.asMap ?? ValueMap()
    for name in members {
      if let member = paired[name] { section[name] = member }
      paired[name] = nil
    }
    var files: [Value] = []
    var evaluators = ValueMap()
    for (name, value) in section["evaluators"]?.asMap ?? ValueMap() {
      guard let fields = value.asMap else { continue }
      evaluators[name] = .map(
        ValueMap(
          fields.filter { ["module", "version"].contains($0.key) }.map { ($0.key, $0.value) })
      )
      files.append([
        "path": fields["module"] ?? .null, "place": fields["path"] ?? .null,
        "digest": fields["digest"] ?? .null, "size": 1,
      ])
    }
    section["evaluators"] = .map(evaluators)
    map["paired"] = .map(paired)
    map["domain"] = ["trials": .map(section)]
    map["domain_files"] = .array(files)
    return .map(map)
  }
}

extension TrialContext.Paired {
  /// A design with the members of the section in one map.
  init(whole map: ValueMap) throws {
    let value = RecordedContext.value(["study": "s", "stage": "s", "paired": .map(map)])
    let context = try StageContext(value, directory: "/")
    guard let paired = try TrialContext(context, environment: [:]).paired else {
      throw StageError(.invalid, "no design")
    }
    self = paired
  }
}

import Files
import StageKit
import YAML

/// Makes a study file of a goal's spec, or of an orchestrator's.
enum GoalStep: Step {
  static let name = "goal"
  static let summary = "turn a goal spec into a study file"
  static let options: [Option] = [
    .value("output", "o", "STUDY", "the study file to write"),
    .value("study", nil, "NAME", "name of the study (default: from the spec's file name)"),
  ]
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    guard let output = call.arguments.value("output") else {
      throw .usage("where to? name the study file: -o study.yaml")
    }
    let file = try call.operand(0, "the spec")
    let path = PathName.join(call.directory, file)
    let target = PathName.join(call.directory, output)
    let text = try study(
      StageFiles.read(path), file: file, directory: PathName.parent(path),
      target: PathName.parent(target), slug: call.arguments.value("study"))
    try StageFiles.write(target, Array(text.utf8))
    return 0
  }

  /// The study file of a spec that stands in `directory`; paths are relative to `target`.
  static func study(
    _ bytes: [UInt8], file: String, directory: String, target: String, slug given: String? = nil
  ) throws(StageError) -> String {
    let problems = Problems(file: file, text: bytes)
    let node: Node
    do throws(YAMLError) {
      node = try YAMLDocument.parse(bytes)
    } catch {
      problems.report(error)
      throw .invalid(problems.failure?.description ?? "'\(file)' is no YAML")
    }
    let root = Item(node: node, name: "the spec", path: "", problems: problems)
    let slug = given ?? slug(file)
    if OrchestratorSpec.isOne(node) {
      let spec = OrchestratorSpec(root, directory: directory)
      if let failure = problems.failure { throw .invalid(failure.description) }
      return spec.study(slug: slug)
    }
    let spec = GoalSpec(root)
    if let failure = problems.failure { throw .invalid(failure.description) }
    let place = place(of: spec)
    let data = PathName.normalize(PathName.join(directory, place.parent))
    return GoalStudy(
      spec: spec, slug: slug, data: PathName.relative(data, to: PathName.normalize(target)),
      dataset: place.dataset, smokeDataset: place.smoke
    ).text
  }

  /// The directory that holds every dataset of a goal, and where they lie in it.
  private static func place(
    of spec: GoalSpec
  ) -> (parent: String, dataset: String, smoke: String) {
    let main = PathName.normalize(spec.scope.data)
    guard let other = spec.smoke.map({ PathName.normalize($0.data) }) else {
      return (main, ".", ".")
    }
    let left = main.split(separator: "/")
    let right = other.split(separator: "/")
    let shared = zip(left, right).prefix { $0 == $1 }.count
    let parent = left.prefix(shared).joined(separator: "/")
    func rest(_ parts: [Substring]) -> String {
      let rest = parts.dropFirst(shared).joined(separator: "/")
      return rest.isEmpty ? "." : rest
    }
    let start = main.hasPrefix("/") ? "/" : ""
    return (start + (parent.isEmpty ? "." : parent), rest(left), rest(right))
  }

  /// The file's name as a study is called.
  private static func slug(_ file: String) -> String {
    let name = PathName.lastComponent(file).split(separator: ".").first.map(String.init) ?? "goal"
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let slug = words.joined(separator: "-")
    return slug.first?.isLetter == true ? slug : "goal-\(slug)"
  }
}

import StageKit
import Study

extension Verb {
  static let tag = Verb(
    name: "tag", summary: "tag a run, so that filters can find it",
    usage: "tag [STUDY/]RUN NAME=VALUE... [--remove NAME]...",
    details: [
      "A statement about the run, signed like any other, and allowed for a locked run. 'runs',",
      "'compare' and filters read it: runledger runs --where 'tags.owner = \"kim\"'. An existing",
      "tag takes the new value.",
    ],
    options: [.values("remove", nil, "NAME", "remove the tag")],
    example: "runledger tag A-s42 owner=kim use=paper", operands: 1...64, writes: true,
    completes: .subjects
  ) { invocation in
    let words = Array(invocation.arguments.operands.dropFirst())
    var tags = try words.map { word throws(Failure) -> TagRun.Tag in
      guard let sign = word.firstIndex(of: "="), sign != word.startIndex else {
        throw .usage("'\(word)' is not a tag", hint: "write NAME=VALUE; --remove NAME removes it")
      }
      return TagRun.Tag(
        name: String(word[..<sign]), value: String(word[word.index(after: sign)...]))
    }
    tags += invocation.arguments.values("remove").map { TagRun.Tag(name: $0, value: nil) }
    guard !tags.isEmpty else {
      throw Failure.usage(
        "'tag' needs a tag: runledger \(invocation.verb.usage)", hint: "runledger help tag")
    }
    let workspace = try invocation.writing()
    let run = try Subjects(workspace).run(invocation.operand(0) ?? "")
    let exit = try invocation.submit(
      TagRun(study: run.study, run: run.id, tags: tags), in: workspace)
    return exit
  }
}

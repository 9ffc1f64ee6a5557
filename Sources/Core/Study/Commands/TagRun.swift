public import LedgerFormat

/// Puts tags on a run, or takes them away.
public struct TagRun: Command {
  public static let rule = CommandRule.row("tag_run")

  /// The longest name of a tag, and the longest value, in bytes.
  public static let nameMax = 100
  static let valueMax = 1_000

  var study = ""
  var run = ""
  var tags: [Tag] = []

  /// A tag with its value; without one it is taken away.
  public struct Tag: Recordable {
    var name = ""
    var value: String?

    public init(name: String, value: String?) {
      self.name = name
      self.value = value
    }

    public init() {}

    public mutating func code(_ coder: inout some FieldCoder) {
      coder.field("name", &name, "its name")
      coder.field("value", &value, "its value")
    }
  }

  public init(study: String, run: String, tags: [Tag]) {
    self.study = study
    self.run = run
    self.tags = tags
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    coder.field("tags", &tags)
  }

  public var stream: Stream { .run(study, run) }

  /// The events that it brings about: one for every tag, in their order.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    guard states.run(study, run) != nil else {
      throw Rejection(.notFound, "there is no run '\(run)' in study '\(study)'")
    }
    guard !tags.isEmpty else { throw Rejection(.invalid, "no tag is given") }
    for tag in tags {
      guard !tag.name.isEmpty, tag.name.utf8.count <= Self.nameMax,
        tag.name.utf8.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "=") && $0 != 0x7f })
      else {
        throw Rejection(
          .invalid, "'\(tag.name)' is not a valid tag name",
          hint: "a tag name has at most \(Self.nameMax) bytes and no spaces or '='")
      }
      guard (tag.value?.utf8.count ?? 0) <= Self.valueMax else {
        throw Rejection(
          .invalid, "the value of tag '\(tag.name)' has more than \(Self.valueMax) bytes",
          hint: "use 'runledger note' for longer text")
      }
    }
    return tags.map { tag in
      Event(.run(study, run), .runTagged(RunTagged(name: tag.name, value: tag.value)))
    }
  }
}

/// What the reader of study files has to know of a domain: the name of its section, and who checks
/// it.
public struct DomainSection: Sendable {
  /// The key under `domain:`.
  public let name: String
  /// Reports what is wrong, and gives what is recorded and the files that the section names.
  public let check: @Sendable (Item, StudyOutline) -> CheckedSection
  /// The members that a command of the domain's own reads, by its words.
  public let reads: @Sendable (_ run: [String]) -> [String]

  /// A section with its checks.
  public init(
    name: String, check: @escaping @Sendable (Item, StudyOutline) -> CheckedSection,
    reads: @escaping @Sendable ([String]) -> [String] = { _ in [] }
  ) {
    self.name = name
    self.check = check
    self.reads = reads
  }

  /// A domain's section: its steps say what they read.
  public init(_ domain: any Domain.Type) {
    let prefix = ["runledger", "simulate", domain.name]
    self.init(name: domain.section) {
      domain.check($0, of: $1)
    } reads: { run in
      guard run.starts(with: prefix), run.count > prefix.count,
        let step = domain.steps.first(where: { $0.name == run[prefix.count] })
      else { return [] }
      return step.reads
    }
  }
}

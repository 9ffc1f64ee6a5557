/// Which witnesses have to have signed a head for it to be believed: c2sp.org/tlog-policy.
///
/// Lines `log VKEY [URL]`, `witness NAME VKEY [URL]`, `group NAME all|any|K MEMBER...` and one
/// `quorum NAME|none`; `#` begins a comment.
public struct WitnessPolicy: Equatable, Sendable {
  /// A witness of the policy.
  public struct Member: Equatable, Sendable {
    /// What the policy calls it.
    public var name: String
    public var key: NoteKey
    /// The submission prefix of its HTTP interface.
    public var url: String?
  }

  private struct Group: Equatable, Sendable {
    var name: String
    var least: Int
    var members: [String]
  }

  public private(set) var logs: [NoteKey] = []
  /// The witnesses, in the order of the file.
  public private(set) var witnesses: [Member] = []
  private var groups: [Group] = []
  private var quorum: String?

  /// Reads a policy; the error names the line.
  public init(parsing text: String) throws(FormatError) {
    var hasQuorum = false
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }.map(String.init)
      guard let first = words.first else { continue }
      let wrong = FormatError(.malformed, "line \(number + 1) of the policy: '\(line)'")
      switch (first, words.count) {
      case ("log", 2...3): logs.append(try NoteKey(parsing: words[1]))
      case ("witness", 3...4):
        let key = try NoteKey(parsing: words[2])
        guard key.kind == .cosignature, !isKnown(words[1]) else { throw wrong }
        witnesses.append(
          Member(name: words[1], key: key, url: words.count == 4 ? words[3] : nil))
      case ("group", 4...):
        let members = Array(words[3...])
        let isUsed = groups.contains { !Set($0.members).isDisjoint(with: members) }
        guard !isKnown(words[1]), members.allSatisfy(isKnown), !isUsed,
          Set(members).count == members.count
        else { throw wrong }
        let least =
          words[2] == "all" ? members.count : words[2] == "any" ? 1 : Int(words[2]) ?? 0
        guard (1...members.count).contains(least) else { throw wrong }
        groups.append(Group(name: words[1], least: least, members: members))
      case ("quorum", 2):
        guard !hasQuorum, words[1] == "none" || isKnown(words[1]) else { throw wrong }
        hasQuorum = true
        quorum = words[1] == "none" ? nil : words[1]
      default: throw wrong
      }
    }
    guard hasQuorum else { throw FormatError(.malformed, "the policy does not name a quorum") }
  }

  private func isKnown(_ name: String) -> Bool {
    name != "none"
      && (witnesses.contains { $0.name == name } || groups.contains { $0.name == name })
  }

  /// The greatest size that the quorum has signed; nil when there is none, and what needs no
  /// witness counts as size 0.
  public func size(signedBy seen: [Authority.Witness]) -> UInt64? {
    guard let quorum else { return 0 }
    return size(of: quorum, seen)
  }

  private func size(of name: String, _ seen: [Authority.Witness]) -> UInt64? {
    if let witness = witnesses.first(where: { $0.name == name }) {
      return seen.first { $0.key == witness.key.description }?.size
    }
    guard let group = groups.first(where: { $0.name == name }) else { return nil }
    let sizes = group.members.compactMap { size(of: $0, seen) }.sorted(by: >)
    return sizes.count >= group.least ? sizes[group.least - 1] : nil
  }
}

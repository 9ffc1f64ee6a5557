public import Codecs
public import LedgerFormat

/// Claims the next units of work; an engine answers with `stage.requested`.
public struct ClaimWork: Command {
  public static let rule = CommandRule.row("claim_work")

  /// The most units that one claim takes.
  public static let slotsMax = 64

  public var study = ""
  /// How many units may be started.
  public var slots = 0
  /// Whether to go on although some work is blocked.
  public var keepsGoing = false
  /// Only these stages and what they need; all, when empty.
  public var until: [String] = []
  /// Stages that are left out.
  public var skip: [String] = []
  /// Only these runs; all, when empty.
  public var runs: [String] = []
  /// Whether results of earlier batches may be taken over.
  public var reuses = false
  /// What the runs would be executed on.
  public var pins = ValueMap()

  public init(
    study: String, slots: Int, keepsGoing: Bool = false, until: [String] = [], skip: [String] = [],
    runs: [String] = [], reuses: Bool = false, pins: ValueMap
  ) {
    self.study = study
    self.slots = slots
    self.keepsGoing = keepsGoing
    self.until = until
    self.skip = skip
    self.runs = runs
    self.reuses = reuses
    self.pins = pins
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("slots", &slots)
    coder.field("keep_going", &keepsGoing, unless: false)
    coder.field("until", &until)
    coder.field("skip", &skip)
    coder.field("runs", &runs)
    coder.field("reuse", &reuses, unless: false)
    coder.field("pins", &pins)
  }

  public var stream: Stream { .study(study) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.claimWork(self, states)
  }
}

/// What a domain may know of a study when it checks its section: the names that the section may
/// refer to, and how many pairs are planned.
public struct StudyOutline: Sendable, Equatable {
  /// One of the study's levels.
  public struct Level: Sendable, Equatable {
    /// Its name; empty in a study without levels.
    public var name: String
    /// Its tasks, in a paired study.
    public var tasks: [String]
    /// How many pairs each of them has.
    public var pairsPerTask: Int

    public init(name: String, tasks: [String] = [], pairsPerTask: Int = 0) {
      self.name = name
      self.tasks = tasks
      self.pairsPerTask = pairsPerTask
    }
  }

  /// The metric that answers the study's question.
  public var metric: String?
  /// The names of its parameters.
  public var params: [String]
  /// The names of its inputs.
  public var inputs: [String]
  /// The two variants of a paired study, in the order of the file; empty in any other.
  public var variants: [String]
  /// The tasks of a paired study.
  public var tasks: [String]
  /// The least pairs that a task needs.
  public var minimum: Int
  /// The levels, smallest first; at least one.
  public var levels: [Level]

  public init(
    metric: String? = nil, params: [String] = [], inputs: [String] = [], variants: [String] = [],
    tasks: [String] = [], minimum: Int = 0, levels: [Level] = [Level(name: "")]
  ) {
    self.metric = metric
    self.params = params
    self.inputs = inputs
    self.variants = variants
    self.tasks = tasks
    self.minimum = minimum
    self.levels = levels
  }
}

/// A verb of a domain, such as `runledger population sample`: a pure function from arguments to a
/// request that the core knows already.
public struct DomainVerb: Sendable {
  /// One word, or several, without the domain's name.
  public var name: String
  /// What it does, in a few words.
  public var summary: String
  /// How it is called, without the program's name: `population sample SPEC -o FILE`.
  public var usage: String
  /// What else there is to know, in lines of at most 90 columns.
  public var details: [String]
  public var options: [Option]
  /// How many operands it takes.
  public var operands: ClosedRange<Int>
  /// One command that a reader can try.
  public var example: String
  /// Whether it adds to the record; what only looks does not.
  public var writes = true
  /// Whether its operands name runs, rather than files.
  public var namesRuns = false
  /// What is asked of the core.
  public var request: @Sendable (ParsedArguments) throws(StageError) -> StageRequest

  public init(
    _ name: String, _ summary: String, usage: String, details: [String] = [],
    options: [Option] = [], operands: ClosedRange<Int> = 0...0, example: String,
    request: @escaping @Sendable (ParsedArguments) throws(StageError) -> StageRequest
  ) {
    self.name = name
    self.summary = summary
    self.usage = usage
    self.details = details
    self.options = options
    self.operands = operands
    self.example = example
    self.request = request
  }

  /// A verb that runs the step of its name with the words it was given, recorded as one `exec`
  /// where there is a ledger, and just run where there is none.
  ///
  /// `files` says which of the arguments are read and which are written.
  public static func step(
    _ step: any Step.Type, of domain: String, details: [String] = [], example: String,
    usage: String,
    files: @escaping @Sendable (ParsedArguments) throws(StageError) -> StageFilesNamed
  ) -> DomainVerb {
    let name = step.name
    return DomainVerb(
      name, step.summary, usage: "\(domain) \(usage)", details: details, options: step.options,
      operands: step.operands, example: example
    ) { (arguments) throws(StageError) in
      .exec(StepRequest(step: name, files: try files(arguments)))
    }
  }
}

/// Which files a step reads and writes, and with which seed.
public struct StageFilesNamed: Sendable, Equatable {
  /// Files and directories that are read, as they were written.
  public var inputs: [String]
  /// Files and directories that are written, as they were written.
  public var outputs: [String]
  /// Files, or patterns of them, that may be written as well.
  public var optional: [String]
  /// The seed, where the step has one.
  public var seed: Int64?

  /// Files by their role.
  public init(
    inputs: [String] = [], outputs: [String] = [], optional: [String] = [], seed: Int64? = nil
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.optional = optional
    self.seed = seed
  }
}

/// One step, run as a recorded command with the words of the verb.
public struct StepRequest: Sendable, Equatable {
  /// The step's name.
  public var step: String
  /// Words that go before those of the command line; a verb may stand for a step with a choice
  /// made.
  public var words: [String]
  /// The step's files.
  public var files: StageFilesNamed

  public init(step: String, words: [String] = [], files: StageFilesNamed) {
    self.step = step
    self.words = words
    self.files = files
  }
}

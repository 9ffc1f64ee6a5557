/// One step of a paired trial, run as a stage process.
///
/// A step reads its context and the files that the context names, writes its outputs into the
/// context's directory, and may report metrics and violations. Run again with the same context it
/// writes the same bytes.
protocol TrialStep: Sendable {
  /// The step's name on the command line.
  static var name: String { get }

  /// Does the step's work; returning means that every output is written.
  static func run(_ context: TrialContext) throws(TrialError)
}

/// Something that is run by hand and has arguments instead of a context.
protocol TrialTool: Sendable {
  /// The tool's name on the command line.
  static var name: String { get }

  /// Does the tool's work; relative paths among the arguments start at `directory`.
  static func run(_ arguments: [String], directory: String) throws(TrialError)
}

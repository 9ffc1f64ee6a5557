/// One step of a domain: what `runledger simulate DOMAIN STEP ...` runs, as an ordinary process.
///
/// A step reads files, writes files below its working directory, and may report through
/// `$RUNLEDGER_EVENTS`. Called again with the same words and the same files it writes the same
/// bytes: it takes no clock, no randomness that is not keyed by a seed, and no order of a file
/// system. Built-in and external stages are started, timed out, retried and reproduced alike.
public protocol Step: Sendable {
  /// The step's name on the command line: one word.
  static var name: String { get }
  /// What it does, in a few words.
  static var summary: String { get }
  static var options: [Option] { get }
  /// How many operands it takes.
  static var operands: ClosedRange<Int> { get }

  /// The members of the domain's section that it reads: their bytes are part of the stage's cache
  /// key, and no others reach its context.
  static var reads: [String] { get }

  /// Does the work; returning means that every output is written. The result is the exit code of
  /// the process.
  static func run(_ call: StepCall) throws(StageError) -> Int32
}

extension Step {
  /// Nothing of the section.
  public static var reads: [String] { [] }
  /// No options.
  public static var options: [Option] { [] }
  /// No operands.
  public static var operands: ClosedRange<Int> { 0...0 }

  /// Takes words apart and runs the step.
  public static func run(
    _ words: [String], environment: [String: String], directory: String
  ) throws(StageError) -> Int32 {
    let parsed = try ArgumentParser(options: options).parse(words)
    guard parsed.operands.count >= operands.lowerBound else {
      throw StageError.usage("step '\(name)' needs more operands")
    }
    guard parsed.operands.count <= operands.upperBound else {
      throw StageError.usage("step '\(name)' takes no '\(parsed.operands[operands.upperBound])'")
    }
    return try run(StepCall(parsed, environment: environment, directory: directory))
  }
}

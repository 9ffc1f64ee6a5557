/// How large a study may be.
///
/// The file itself is at most 1 MiB, as every YAML document that is read here.
enum Limits {
  /// Units of one stage in one run.
  static let unitCountMax = 10_000
  /// Bytes of the name of a unit as a directory; every byte that is no letter, digit or one of
  /// `=,._-` counts three.
  static let unitNameMax = 240
  /// Seeds that one level derives or lists.
  static let seedCountMax: Int64 = 10_000
  /// Pairs of one task at one level.
  static let pairCountMax: Int64 = 10_000
  /// Baselines of one study.
  static let baselineCountMax = 20
  /// Checks of one canary.
  static let canaryCountMax = 32
  /// Windows in a row that a promotion may ask for.
  static let windowCountMax: Int64 = 100
  /// Stages of one study.
  static let stageCountMax = 1_000
  /// Rules of one schema map.
  static let schemaRuleCountMax = 100
  /// Attempts of one unit.
  static let attemptCountMax: Int64 = 100
  /// Retries of a whole study.
  static let retryCountMax: Int64 = 1_000_000
  /// The first pause between attempts: it doubles up to 16 times, and has to fit 64 bits then.
  static let backoffNanosecondsMax = Durations.nanosecondsPerDay
}

import StageKit

extension Evidence {
  /// What was not registered.
  ///
  /// Everything in the file has to carry the label `post_hoc`: a test without it would have no
  /// place in the report.
  struct Supplement {
    let statement: String
    let mcNemar: McNemar
    let equivalence: Equivalence
    let discoveries: [Discovery]
    let withoutOutliers: [Repetition]
    let alphas: [Level]
    let missing: Missing

    init(_ fields: StageFields) throws(StageError) {
      try fields.requirePostHoc()
      statement = try fields.text("statement")
      mcNemar = try McNemar(fields.object("mcnemar"))
      equivalence = try Equivalence(fields.object("tost"))
      let rates = try fields.object("benjamini_hochberg")
      try rates.requirePostHoc()
      discoveries = try rates.list("results") { (fields) throws(StageError) in
        try Discovery(fields)
      }
      let sensitivity = try fields.object("sensitivity")
      try sensitivity.requirePostHoc()
      withoutOutliers = try sensitivity.list("without_outliers") { (fields) throws(StageError) in
        try Repetition(fields)
      }
      alphas = try sensitivity.list("alpha") { (fields) throws(StageError) in try Level(fields) }
      missing = try Missing(sensitivity.object("missing_pairs"))
    }
  }

  /// The exact test of pairs in which one variant succeeded and the other did not.
  struct McNemar {
    let treatmentOnly: Double?
    let referenceOnly: Double?
    let p: Double?
    let reason: String

    init(_ fields: StageFields) throws(StageError) {
      try fields.requirePostHoc()
      treatmentOnly = try fields.numberOrNull("b")
      referenceOnly = try fields.numberOrNull("c")
      p = try fields.numberOrNull("p_value")
      reason = try fields.text("undefined", default: "")
    }
  }

  /// Two one-sided tests of equivalence in runtime.
  struct Equivalence {
    let margin: Double?
    let p: Double?
    let isEquivalent: Bool?
    let interval: Interval?
    let confidence: Double
    let isLogarithmic: Bool
    let reason: String

    init(_ fields: StageFields) throws(StageError) {
      try fields.requirePostHoc()
      margin = try fields.numberOrNull("margin_high")
      p = try fields.numberOrNull("p_value")
      isEquivalent = try fields.has("equivalent") ? fields.flag("equivalent") : nil
      interval = try fields.interval("confidence_interval")
      confidence = try fields.number("confidence")
      isLogarithmic = try fields.text("scale") == "log"
      reason = try fields.text("undefined", default: "")
    }
  }

  /// A probability adjusted for the share of false discoveries.
  struct Discovery {
    let hypothesis: String
    let p: Double?
    let adjusted: Double?
    let isSignificant: Bool

    init(_ fields: StageFields) throws(StageError) {
      hypothesis = try fields.text("hypothesis")
      p = try fields.numberOrNull("p_value")
      adjusted = try fields.numberOrNull("p_adjusted")
      isSignificant = try fields.flag("significant")
    }
  }

  /// A registered test again, without outliers.
  struct Repetition {
    let hypothesis: String
    let dropped: Int
    let sampleSize: Int
    let p: Double?
    let corrected: Double?
    let effect: Double?
    let isSignificant: Bool
    let changes: Bool

    init(_ fields: StageFields) throws(StageError) {
      try fields.requirePostHoc()
      hypothesis = try fields.text("hypothesis")
      dropped = try fields.integer("dropped")
      sampleSize = try fields.integer("sample_size")
      p = try fields.numberOrNull("p_value")
      corrected = try fields.numberOrNull("p_corrected")
      effect = try fields.numberOrNull("cohens_d")
      isSignificant = try fields.flag("significant_corrected")
      changes = try fields.flag("changes")
    }
  }

  /// The registered tests at another level of significance.
  struct Level {
    let alpha: Double
    /// By hypothesis: whether the corrected probability is below it.
    let isSignificant: [(hypothesis: String, isSignificant: Bool)]

    init(_ fields: StageFields) throws(StageError) {
      try fields.requirePostHoc()
      alpha = try fields.number("alpha")
      var results: [(hypothesis: String, isSignificant: Bool)] = []
      for result in try fields.objects("results") {
        results.append(
          (try result.text("hypothesis"), try result.flag("significant_corrected")))
      }
      isSignificant = results
    }
  }

  /// The primary test with missing pairs filled in against the treatment, and for it.
  struct Missing {
    let planned: Int
    let complete: Int
    let worst: Case?
    let best: Case?

    /// One way of filling in.
    struct Case {
      let meanDifference: Double?
      let corrected: Double?
      let isSignificant: Bool

      init(_ fields: StageFields) throws(StageError) {
        meanDifference = try fields.numberOrNull("mean_difference")
        corrected = try fields.numberOrNull("p_corrected")
        isSignificant = try fields.flag("significant_corrected")
      }
    }

    init(_ fields: StageFields) throws(StageError) {
      try fields.requirePostHoc()
      planned = try fields.integer("planned")
      complete = try fields.integer("complete")
      worst = try fields.optional("worst_case") { (fields) throws(StageError) in try Case(fields) }
      best = try fields.optional("best_case") { (fields) throws(StageError) in try Case(fields) }
    }
  }
}

extension StageFields {
  /// Refuses what is not labelled as post hoc.
  fileprivate func requirePostHoc() throws(StageError) {
    guard try flag("post_hoc") else {
      throw StageError(.invalid, "\(place) is not labelled 'post_hoc'; only such tests belong here")
    }
  }
}

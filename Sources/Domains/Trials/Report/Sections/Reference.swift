import Documents

/// The works that the report rests on, in the order of their numbers.
enum Reference: Int, CaseIterable {
  case student = 1
  case wilcoxon, dunn, cohen, shapiro, mcnemar, schuirmann, hoenig, simmons, zheng, kong, araujo

  /// The mark in the text: `[4]`.
  var mark: String { "[\(rawValue)]" }

  /// The entry of the list.
  var entry: Prose {
    switch self {
    case .student:
      "Student. The probable error of a mean. \(emphasis: "Biometrika") 6(1):1–25, 1908."
    case .wilcoxon:
      """
      F. Wilcoxon. Individual comparisons by ranking methods. \(emphasis: "Biometrics Bulletin") \
      1(6):80–83, 1945.
      """
    case .dunn:
      """
      O. J. Dunn. Multiple comparisons among means. \
      \(emphasis: "Journal of the American Statistical Association") 56(293):52–64, 1961.
      """
    case .cohen:
      """
      J. Cohen. \(emphasis: "Statistical Power Analysis for the Behavioral Sciences"), second \
      edition. Lawrence Erlbaum, 1988.
      """
    case .shapiro:
      """
      S. S. Shapiro and M. B. Wilk. An analysis of variance test for normality (complete samples). \
      \(emphasis: "Biometrika") 52(3–4):591–611, 1965.
      """
    case .mcnemar:
      """
      Q. McNemar. Note on the sampling error of the difference between correlated proportions or \
      percentages. \(emphasis: "Psychometrika") 12(2):153–157, 1947.
      """
    case .schuirmann:
      """
      D. J. Schuirmann. A comparison of the two one-sided tests procedure and the power approach \
      for assessing the equivalence of average bioavailability. \
      \(emphasis: "Journal of Pharmacokinetics and Biopharmaceutics") 15(6):657–680, 1987.
      """
    case .hoenig:
      """
      J. M. Hoenig and D. M. Heisey. The abuse of power: the pervasive fallacy of power \
      calculations for data analysis. \(emphasis: "The American Statistician") 55(1):19–24, 2001.
      """
    case .simmons:
      """
      J. P. Simmons, L. D. Nelson and U. Simonsohn. False-positive psychology: undisclosed \
      flexibility in data collection and analysis allows presenting anything as significant. \
      \(emphasis: "Psychological Science") 22(11):1359–1366, 2011.
      """
    case .zheng:
      """
      M. Zheng, J. Pei, L. Logeswaran, M. Lee and D. Jurgens. When “a helpful assistant” is not \
      really helpful: personas in system prompts do not improve performances of large language \
      models. \(emphasis: "Findings of EMNLP"), 2024.
      """
    case .kong:
      """
      A. Kong, S. Zhao, H. Chen and others. Better zero-shot reasoning with role-play prompting. \
      \(emphasis: "NAACL"), 2024.
      """
    case .araujo:
      """
      P. H. Luz de Araujo, P. Röttger, D. Hovy and B. Roth. Principled personas: defining and \
      measuring the intended effects of persona prompting on task performance. \
      \(emphasis: "arXiv") 2508.19764, 2025.
      """
    }
  }
}

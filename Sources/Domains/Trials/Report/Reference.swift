import Documents

/// The works that the report rests on.
enum Reference {
  /// The entries of the list.
  static let all: [Prose] = [
    "Student. The probable error of a mean. \(emphasis: "Biometrika") 6(1), 1908.",
    """
    F. Wilcoxon. Individual comparisons by ranking methods. \(emphasis: "Biometrics Bulletin") \
    1(6), 1945.
    """,
    """
    Q. McNemar. Note on the sampling error of the difference between correlated proportions. \
    \(emphasis: "Psychometrika") 12(2), 1947.
    """,
    """
    D. J. Schuirmann. A comparison of the two one-sided tests procedure and the power approach. \
    \(emphasis: "Journal of Pharmacokinetics and Biopharmaceutics") 15(6), 1987.
    """,
    """
    J. M. Hoenig and D. M. Heisey. The abuse of power. \(emphasis: "The American Statistician") \
    55(1), 2001.
    """,
    """
    J. P. Simmons, L. D. Nelson and U. Simonsohn. False-positive psychology. \
    \(emphasis: "Psychological Science") 22(11), 2011.
    """,
  ]
}

import Documents
import Study

/// How many of what was planned the results are of.
struct ReportDenominator {
  private let denominator: Denominator

  init(_ denominator: Denominator) { self.denominator = denominator }

  func write(to text: inout Document) {
    text.section("Denominator")
    text.paragraph(Prose(denominator.sentence))
    let classes = Denominator.Class.allCases.filter { denominator[$0] > 0 }
    text.lines(
      "denominator", "Every planned slot in the first class that holds.", ["what", "#slots"],
      classes.map { [$0.rawValue, "\(denominator[$0])"] }
        + [["planned", "\(denominator.slots.planned)"]])
  }
}

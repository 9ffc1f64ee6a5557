import Bytes
import Documents
import Ledger

/// What the page was derived from, and how anybody can check it.
struct ReportSource {
  let study: StudyView
  let origin: String
  let head: Head

  func write(to text: inout Document) {
    text.section("Certificate")
    let entries = ReportText.count(Int(clamping: head.size), "signed entry", "signed entries")
    text.paragraph(
      """
      Everything above follows from \(entries) of the ledger \
      \(code: origin). With a copy of it anybody can derive this page again and compare: \
      \(code: "runledger verify") checks every signature and digest, \(code: "runledger replay") \
      makes every decision again, \(code: "runledger export --check") compares this very file.
      """)
    text.cells(
      "head", "The head of the log that this page was derived from.",
      ["#entries", "root", "last entry of the study", "time"],
      [
        [
          .init("\(head.size)"), .code(head.root.hex),
          .init(study.last.map { "@\($0.entry)" } ?? "none"),
          .init(study.last.map { Text.time($0.at) } ?? ""),
        ]
      ])
    if study.erasedCount > 0 {
      text.paragraph(
        "Of \(ReportText.count(study.erasedCount, "event")) the data was erased; it is missing."
      )
    }
  }
}

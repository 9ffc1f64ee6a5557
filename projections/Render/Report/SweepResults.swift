import Documents
import Study

/// The variants of a sweep, batch by batch, ranked; nothing is pooled over batches or variants.
struct SweepResults {
  let study: StudyView
  let metric: String

  private var isLower: Bool { study.plan?.isLowerBetter ?? false }

  /// The runs of a batch that count, as rows of the table of runs.
  private func rows(_ batch: BatchView) -> [RunRow] {
    study.runs.filter { run in
      run.planned?.scope == .run && run.assignment?.batch == batch.manifest.batch && run.isCounted
    }.map(RunRow.init)
  }

  private func ranking(_ batch: BatchView) -> Ranking {
    Ranking(VariantGroup.groups(of: rows(batch)), by: metric, lowestIsBest: isLower)
  }

  var sentence: String {
    let known = study.batches.last { !ranking($0).places.isEmpty }
    guard let batch = known else { return "Not known yet: no variant has a \(metric)." }
    var text = said(ranking(batch))
    if study.batches.count > 1 { text = "In batch \(batch.manifest.batch): \(text)" }
    if let baseline = study.latest { text += " The baseline is \(baseline)." }
    return text
  }

  /// What may be said of the first; names stay as they are.
  private func said(_ ranking: Ranking) -> String {
    let text = ranking.sentence(metric)
    return ranking.places.isEmpty ? ReportText.sentence(text) : "Variant \(text)."
  }

  func write(to text: inout Document) {
    if study.batches.isEmpty { text.paragraph("No batch is declared yet.") }
    // The newest answers the question, and stands first.
    for (place, batch) in study.batches.enumerated().reversed() {
      text.part("Batch \(batch.manifest.batch)")
      write(batch, place + 1, to: &text)
    }
    moves(&text)
  }

  private func write(_ batch: BatchView, _ number: Int, to text: inout Document) {
    let rows = rows(batch)
    let planned = batch.manifest.runCount(of: batch.plan?.params ?? [])
    let finished = rows.count { ["finished", "locked"].contains($0.state) }
    let ranking = ranking(batch)
    if !batch.manifest.objective.isEmpty {
      text.paragraph(Prose(Text.line(batch.manifest.objective)))
    }
    text.paragraph(
      "\(finished) of \(planned) runs are finished. \(said(ranking))"
    )
    if !ranking.silent.isEmpty {
      let names = ranking.silent.joined(separator: ", ")
      text.paragraph("Not ranked, because \(metric) is missing in a run: \(names).")
    }
    let reused = rows.count(where: \.isReused)
    if reused > 0 {
      text.paragraph(
        """
        Reused: \(ReportText.count(reused, "run")). Parameters, code, inputs and seed equal those \
        of a run of an earlier batch; its results are shown here and count as no seed.
        """)
    }
    guard !ranking.places.isEmpty else { return }
    table(batch, ranking, number, to: &text)
    for figure in SweepFigures(batch: batch, ranking: ranking, metric: metric, number).figures {
      text.figure(figure)
    }
  }

  private func table(
    _ batch: BatchView, _ ranking: Ranking, _ number: Int, to text: inout Document
  ) {
    let variants = batch.manifest.variants(of: batch.plan?.params ?? [])
    let means = ranking.places.map(\.mean)
    let range = (means.max() ?? 0) - (means.min() ?? 0)
    let rule = batch.plan?.stability ?? StabilityPlan()
    let hasOneWinner = Stability.hasOneWinner(ranking.places.map(\.group), metric, isLower)
    let others = otherMetrics(ranking)
    let rows = ranking.places.enumerated().map { place, entry -> [String] in
      let spread = entry.group.metrics[metric]
      let values = (entry.group.values[metric] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
      let changes = variants.first { $0.name == entry.group.variant }?.changes ?? []
      let reused = entry.group.reusedValues[metric]?.count ?? 0
      let verdict =
        place == 0
        ? (ranking.isBest ? "best" : isLower ? "lowest" : "highest")
        : entry.isDistinguishable ? "" : "not distinguishable from the first"
      let remark = [verdict, reused > 0 ? "\(reused) reused" : ""].filter { !$0.isEmpty }
        .joined(separator: "; ")
      return [
        "\(rank(place, means))", entry.group.variant,
        changes.map { "\($0.name)=\($0.value.plainText)" }.joined(separator: ", "),
        "\(entry.n)", ReportText.number(entry.mean),
        ReportText.number(spread?.deviation),
        spread?.interval.map { ReportText.interval($0.low, $0.high) } ?? "",
        entry.interval.map { ReportText.interval($0.low, $0.high) } ?? "", remark,
        entry.n == 0
          ? ""
          : Stability.label(values, range: range, hasOneWinner: hasOneWinner, rule).rawValue,
      ] + others.map { ReportText.number(entry.group.mean(of: $0)) }
    }
    text.lines(
      "ranking-\(number)",
      """
      Variants by \(metric), \(isLower ? "lowest" : "highest") first. n counts seeds. The 95 % \
      interval is of the mean; the lead is that of the first over the variant on common seeds, a \
      paired t interval at 1 \u{2212} 0.05/\(max(1, ranking.places.count - 1)).
      """,
      [
        "#rank", "variant", "differs in", "#n", "#mean", "#sd", "95 % interval",
        "lead of the first",
        "verdict", "over seeds",
      ] + others.map { "#\($0)" }, rows)
  }

  /// Equal means have the same rank.
  private func rank(_ place: Int, _ means: [Double]) -> Int {
    (means.firstIndex { $0 == means[place] } ?? place) + 1
  }

  /// Up to three other metrics, by name.
  private func otherMetrics(_ ranking: Ranking) -> [String] {
    let names = Set(ranking.places.flatMap { $0.group.reported }).subtracting([metric])
    return Array(names.sorted().prefix(3))
  }

  private func moves(_ text: inout Document) {
    guard !study.moves.isEmpty else { return }
    text.part("Baselines")
    text.lines(
      "baselines", "What was promoted, refused and rolled back, oldest first.",
      ["time", "baseline", "what", "from", "to", "author", "reason"],
      study.moves.map { move in
        [
          move.stamp.time, move.baseline, move.kind.rawValue, move.from, move.to,
          move.stamp.author,
          move.reason.isEmpty ? move.grounds.joined(separator: "; ") : move.reason,
        ]
      })
  }
}

import Files
import Ledger
import Projections

extension Benchmark {
  /// What people read: folded from entries, and rendered to lines.
  static let views = Benchmark(
    name: "views", summary: "decode and fold all views, against a cursor's scan; lines rendered"
  ) { fixtures, options in
    var results: [Result] = []
    for size in options.ledgerSizes {
      let workload = try fixtures.ledger(entries: size)
      let store = ViewStore(path: PathName.join(fixtures.place.path, "views-\(size)"))
      // The views are current: what they are folded from was indexed when it was appended.
      try store.catchUp(workload.ledger)
      results.append(try fold(workload, store, size, options))
      results.append(try render(workload, store, size, options))
    }
    return results
  }

  private static func fold(
    _ workload: Workload, _ store: ViewStore, _ size: Int, _ options: Options
  ) throws -> Result {
    let events = try workload.eventCount()
    ProcessUsage.resetPeak()
    let rounds = try Measuring.rounds(options) {
      Double(events) / (try EntryScan.seconds(workload))
    } value: {
      try Measuring.perSecond(events) { _ = try folded(workload, store) }
    }
    let peak = ProcessUsage.peakResidentBytes()
    return Result(
      "decode_and_fold", entries: size, .perSecond("events"), rounds, peakRSS: peak,
      allocations: try Allocations.each(events) { _ = try folded(workload, store) })
  }

  private static func folded(_ workload: Workload, _ store: ViewStore) throws -> StudyView {
    let record = LedgerRecord(workload.ledger, views: store)
    var view = StudyView(slug: Workload.study)
    try record.forEach(of: Workload.study, in: 0..<record.size()) {
      entry throws(ProjectionError) in _ = view.evolve(entry)
    }
    return view
  }

  private static func render(
    _ workload: Workload, _ store: ViewStore, _ size: Int, _ options: Options
  ) throws -> Result {
    let view = try folded(workload, store)
    let head = try workload.ledger.head()
    let origin = workload.ledger.origin
    func rendered() throws -> Int {
      var lines = 0
      for run in view.runs {
        for file in try RunFiles.render(
          run, plans: view.plans, rules: ManifestRules([:]), origin: origin, head: head,
          leaf: head.root)
        {
          lines += file.bytes.count { $0 == UInt8(ascii: "\n") }
        }
      }
      for file in try StudyFiles.render(view, origin: origin, head: head) {
        lines += file.bytes.count { $0 == UInt8(ascii: "\n") }
      }
      return lines
    }
    ProcessUsage.resetPeak()
    let count = try rendered()
    let rounds = try Measuring.rounds(options) {
      try Measuring.perSecond(count) { _ = try rendered() }
    }
    let peak = ProcessUsage.peakResidentBytes()
    return Result(
      "render", entries: size, .perSecond("lines"), rounds, peakRSS: peak,
      allocations: try Allocations.each(count) { _ = try rendered() })
  }
}

import Bytes
import Files
import Glibc
import Ledger
import Processes
import Study

extension ActiveAttempt {
  /// What is recorded of the end: how, what it left behind, and what its gates see.
  func finished() throws -> StageFinished? {
    try Children.reap(launch.pid).map { try finished($0) }
  }

  private func finished(_ ended: Ended) throws -> StageFinished {
    // A keeper that was killed has left its family to us. Whatever else is left holds the lock: to
    // ask for that is cheap, to look through all processes is not.
    let account = launch.accounted()
    let orphans = account == nil && Children.endOrphans()
    let isOccupied = fence.isLocked || account?.isAlive != false && fence.isOccupied
    let survivors = isOccupied ? fence.clear() : []
    let leftovers = isOccupied || orphans || account?.hasLeftBehind == true
    if ended.exit == 0 { boundRemains() }
    drain()
    var finished = StageFinished(id: id, outcome: outcome(of: ended), elapsed: elapsed)
    finished.exit = ended.exit
    finished.signal = ended.signal
    finished.processorTime = ended.processorTime
    finished.memory = ended.memory
    finished.failure = events.reports.failure
    finished.next = events.reports.next
    finished.error = explanation(of: ended)
    finished.metrics = events.reports.metrics.map { MetricValue(name: $0.name, value: $0.value) }
    finished.unread = events.unread
    let logs = try logs()
    finished.logs = logs.records
    if finished.outcome == .succeeded {
      var problems: [String] = []
      if let problem = place.problem {
        problems = [problem]
      } else {
        let outputs = try Outputs(
          of: order.stage, in: order.paths.work, blobs: blobs, former: former)
        finished.outputs = outputs.records
        problems = outputs.problems
      }
      problems += [program.change].compactMap(\.self) + order.changes
      if let problem = problems.first {
        finished.outcome = .failed
        let more = problems.count - 1
        finished.error = more > 0 ? "\(problem), and \(more) more" : problem
      } else {
        observe(&finished)
      }
    }
    if leftovers, finished.error == nil {
      finished.error = "it left processes behind, which were terminated"
    }
    let lost = [events.problem].compactMap(\.self) + logs.problems
    if !lost.isEmpty {
      finished.error = ([finished.error].compactMap(\.self) + lost).joined(separator: "; ")
    }
    if !survivors.isEmpty {
      finished.error = "processes \(survivors.map(String.init).joined(separator: ", ")) live on"
    }
    return finished
  }

  private func observe(_ finished: inout StageFinished) {
    let seen = FileObservations(
      of: order.stage, in: order.paths.work, inputFiles: order.inputFiles)
    finished.observations = seen.observations
    for metric in seen.metrics where !finished.metrics.contains(where: { $0.name == metric.name }) {
      finished.metrics.append(metric)
    }
  }

  private func outcome(of ended: Ended) -> Outcome {
    switch ending {
    case .timedOut, .overspent: .timedOut
    case .interrupted: .interrupted
    case .exceeded: .failed
    case nil: ended.exit == 0 ? .succeeded : ended.exit == nil ? .crashed : .failed
    }
  }

  private func explanation(of ended: Ended) -> String? {
    switch ending {
    case .timedOut: return "it ran longer than its time limit"
    case .overspent: return "the study's runtime budget was spent while it ran"
    case .interrupted: return "it was interrupted"
    case .exceeded(let excess): return excess
    case nil: break
    }
    if let signal = ended.signal { return "signal \(signal) ended it" }
    guard let exit = ended.exit, exit != 0 else { return nil }
    let last = Self.lastLine(of: order.paths.stderr)
    return last.isEmpty ? "it exited with \(exit)" : "it exited with \(exit): \(last)"
  }

  /// What it wrote to its standard output and error, and what of that is lost.
  private func logs() throws -> (records: [OutputRecord], problems: [String]) {
    var records: [OutputRecord] = []
    var problems: [String] = []
    for path in [order.paths.stderr, order.paths.stdout] {
      let name = PathName.lastComponent(path)
      guard let status = try? FileSystem.status(path, followLinks: false), status.kind == .file
      else {
        problems.append("it replaced \(name), so what it wrote there is lost")
        continue
      }
      guard let blobs, status.size > 0 else { continue }
      let isReadable = (try? Descriptor.openRegular(path, followLinks: false)) != nil
      guard isReadable, status.size <= logBytes || isCut(path) else {
        problems.append("it made \(name) unreadable, so what it wrote there is lost")
        continue
      }
      let (digest, size) = try blobs.put(file: path)
      records.append(OutputRecord(path: name, digest: digest, size: Int64(size), kept: true))
    }
    return (records, problems)
  }

  /// Cuts a log to what it may hold; the rest is nothing that anybody could read.
  private func isCut(_ path: String) -> Bool {
    let file = try? Descriptor.openRegular(path, .write, followLinks: false)
    return (try? file?.truncate(to: logBytes)) != nil
  }

  /// The last line of a text file that holds more than white space, cut to a length.
  private static func lastLine(of path: String) -> String {
    guard let status = try? FileSystem.status(path),
      let file = try? Descriptor.openRegular(path, followLinks: false)
    else { return "" }
    let tail: UInt64 = 4_096
    try? file.seek(to: status.size > tail ? status.size - tail : 0)
    let bytes = (try? file.readAll(limit: Int(tail) + 1)) ?? []
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let line = lines.last { !$0.allSatisfy(\.isWhitespace) } ?? ""
    return String(line.prefix(300))
  }
}

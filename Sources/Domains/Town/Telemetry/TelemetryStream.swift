import Codecs

/// What stands between the town and its observers: a buffer with a bound, and what is done when
/// they do not keep up.
struct TelemetryStream: Coded {
  /// Payloads that nobody has taken yet.
  var buffer: [String] = []
  var bytes = 0
  var produced = 0
  var sent = 0
  var dropped = 0
  var archived = 0
  var aggregating = false
  /// Snapshots since the last one that was let through while aggregating.
  var skipped = 0
  /// What the skipped snapshots would have told.
  var pendingEvents = 0
  var stalledUntil = -1
  var lastSuccess = -1
  var lastFailure = -1

  mutating func code(_ c: inout some StateCoder) {
    c.field("buffer", &buffer)
    codeCounts(&c)
  }

  /// Everything but the payloads themselves.
  mutating func codeCounts(_ c: inout some StateCoder) {
    c.field("bytes", &bytes)
    c.field("produced", &produced)
    c.field("sent", &sent)
    c.field("dropped", &dropped)
    c.field("archived", &archived)
    c.field("aggregating", &aggregating)
    c.field("skipped", &skipped)
    c.field("pending_events", &pendingEvents)
    c.field("stalled_until", &stalledUntil)
    c.field("last_success_tick", &lastSuccess)
    c.field("last_failure_tick", &lastFailure)
  }

  /// What one flush gives to the outside.
  struct Flush: Equatable {
    var sent: [String] = []
    var archived: [String] = []
    var turned: String?
  }

  /// Takes a snapshot in and hands on what observers take.
  ///
  /// While the backlog is over its threshold every k-th snapshot is kept, with the events of those
  /// between it summed up, and every raw one goes to the archive.
  mutating func offer(
    _ snapshot: ValueMap, events: Int, tick: Int, _ settings: TelemetrySettings.Transport
  ) -> Flush {
    var flush = Flush()
    produced += 1
    var kept: ValueMap? = snapshot
    if aggregating {
      archived += 1
      flush.archived.append(JSON.string(.map(snapshot)))
      skipped += 1
      pendingEvents += events
      kept = nil
      if skipped >= settings.aggregateEvery {
        var whole = snapshot
        whole["aggregated"] = [
          "snapshots": .int(Int64(skipped)), "events": .int(Int64(pendingEvents)),
        ]
        kept = whole
        (skipped, pendingEvents) = (0, 0)
      }
    }
    if let kept { append(JSON.string(.map(kept)), settings) }
    if tick >= stalledUntil {
      let count = min(settings.batch, buffer.count)
      flush.sent = Array(buffer.prefix(count))
      buffer.removeFirst(count)
      bytes -= flush.sent.reduce(0) { $0 + $1.utf8.count }
      sent += count
      lastSuccess = tick
    } else {
      lastFailure = tick
    }
    let isOver = buffer.count > settings.backlogThreshold
    if isOver != aggregating, isOver || buffer.isEmpty {
      aggregating = isOver
      flush.turned = isOver ? "telemetry_aggregation_on" : "telemetry_aggregation_off"
    }
    return flush
  }

  private mutating func append(_ payload: String, _ settings: TelemetrySettings.Transport) {
    buffer.append(payload)
    bytes += payload.utf8.count
    switch settings.strategy {
    case .drop_oldest, .fan_out:
      while bytes > settings.bufferBytes, buffer.count > 1 {
        bytes -= buffer.removeFirst().utf8.count
        dropped += 1
      }
    case .block:
      // Nobody waits inside a tick: what does not fit is what is given up.
      if bytes > settings.bufferBytes, buffer.count > 1 {
        bytes -= buffer.removeLast().utf8.count
        dropped += 1
      }
    }
  }
}

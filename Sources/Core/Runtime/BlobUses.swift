public import Bytes
public import Ledger
public import Study

/// Everything in a log that a blob is the content of.
public struct BlobUses {
  /// The events whose detached data it is, with their types.
  public private(set) var events: [(position: EventPosition, type: String)] = []
  /// The entries whose detached arguments it is.
  public private(set) var arguments: [UInt64] = []
  /// The attempts that left it behind, each with the entry that says so.
  public private(set) var files: [(id: AttemptID, size: Int64, entry: UInt64)] = []
  /// The attempts whose reports it holds.
  public private(set) var reporting: [AttemptID] = []
  /// The studies that any of this concerns, sorted.
  public private(set) var studies: [String] = []

  /// Looks through a whole log.
  public init(of digest: Digest, in ledger: Ledger) throws {
    try ledger.storedEntries { entry in
      if case .detached(digest, _) = entry.arguments { arguments.append(entry.index) }
      for ordinal in 0..<entry.eventCount {
        let event = entry.event(ordinal)
        let isData = if case .detached(digest, _) = event.data { true } else { false }
        guard isData || event.type == StageFinished.definition.type else { continue }
        let position = EventPosition(entry: entry.index, ordinal: ordinal)
        if isData { events.append((position, event.type)) }
        try look(at: event, position, digest, ledger)
      }
      return true
    }
    studies = Array(Set(studies)).sorted()
  }

  private mutating func look(
    at event: EntryEvent, _ position: EventPosition, _ digest: Digest, _ ledger: Ledger
  ) throws {
    let isData = events.last?.position == position
    if isData, let study = Stream(event.stream)?.study { studies.append(study) }
    guard let bytes = try ledger.mapBytes(of: event.data) else { return }
    if event.type == StageFinished.definition.type {
      let finished = try StageFinished(encoded: bytes)
      for output in finished.outputs + finished.logs where output.digest == digest {
        files.append((finished.id, output.size, position.entry))
        studies.append(finished.id.study)
      }
    } else if isData, event.type == StageObserved.definition.type {
      reporting.append(try StageObserved(encoded: bytes).id)
    }
  }

  /// The first event that keeps it from being erased, because a rule reads its data.
  public var structural: (position: EventPosition, type: String)? {
    events.first { event in
      EventData.definitions.first { $0.type == event.type }?.isErasable != true
    }
  }
}

import Bytes
import Ledger
import Projections
import Synchronization

/// A record that grows under its reader, as a ledger does.
final class GrowingRecord: StudyRecord {
  private let record: Mutex<MemoryRecord>
  let origin: String

  init(_ record: MemoryRecord) {
    origin = record.origin
    self.record = Mutex(record)
  }

  func update(_ record: MemoryRecord) { self.record.withLock { $0 = record } }

  private var now: MemoryRecord { record.withLock { $0 } }

  func size() throws(ProjectionError) -> UInt64 { now.size() }

  func head(at size: UInt64) throws(ProjectionError) -> Head { try now.head(at: size) }

  func leaf(of entry: UInt64) throws(ProjectionError) -> Digest { now.leaf(of: entry) }

  func studies(before size: UInt64) throws(ProjectionError) -> [String] {
    now.studies(before: size)
  }

  func forEach(
    of study: String, in range: Range<UInt64>,
    _ body: (RecordedEntry) throws(ProjectionError) -> Void
  ) throws(ProjectionError) {
    try now.forEach(of: study, in: range, body)
  }
}

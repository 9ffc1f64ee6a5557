import Bytes
import Crypto
import Synchronization

/// Examines all entries on several threads, and takes them into a history in their order.
///
/// Every thread takes the next block of entries, examines it, and then takes every block that is
/// next in line into the history, if no other thread is doing that. So the work in order, which is
/// small beside the signatures, needs no thread of its own.
struct EntryScan {
  let store: any Store
  let origin: String
  let threads: Int?
  let checksSignatures: Bool

  private struct Block: Sendable {
    var facts: [(index: UInt64, facts: EntryFacts)] = []
    var error: LedgerError?
  }

  private struct Line: Sendable {
    var history: History
    var result: Verification
    var waiting: [UInt64: Block] = [:]
    var next: UInt64 = 0
    var keys: [KeyID: PublicKey]
  }

  private static let blockMax: UInt64 = 64

  /// Runs over the entries `0..<count` and adds what is wrong to the result.
  func run(
    count: UInt64, keys: [KeyID: PublicKey], history: History, result: Verification
  ) -> (history: History, result: Verification) {
    let line = Mutex(Line(history: history, result: result, keys: keys))
    // Few entries may be large ones, and every thread shall have some.
    let blockEntries = max(1, min(EntryScan.blockMax, count / 16))
    let blocks = (count + blockEntries - 1) / blockEntries
    Threads.forEach(blocks, on: threads) {
      var examiner = EntryExaminer(
        origin: origin, keys: keys, checksSignatures: checksSignatures)
      return { block in
        let first = block * blockEntries
        let examined = examine(first..<min(first + blockEntries, count), &examiner)
        line.withLock { line in
          line.waiting[block] = examined
          while let ready = line.waiting.removeValue(forKey: line.next) {
            line.next += 1
            take(ready, &line)
          }
          examiner.keys = line.keys
        }
      }
    }
    return line.withLock { ($0.history, $0.result) }
  }

  private func examine(_ range: Range<UInt64>, _ examiner: inout EntryExaminer) -> Block {
    var block = Block()
    block.facts.reserveCapacity(range.count)
    var inner = examiner
    do throws(LedgerError) {
      try store.entries(range) { index, bytes throws(LedgerError) in
        block.facts.append((index, inner.examine(bytes)))
        return true
      }
    } catch {
      block.error = error
    }
    examiner = inner
    return block
  }

  private func take(_ block: Block, _ line: inout Line) {
    if let error = block.error { line.result.add(error) }
    for (index, facts) in block.facts {
      line.history.take(facts, at: index, origin: origin, into: &line.result)
      for case .enrolled(let enrolment) in facts.facts.compactMap(\.fact) {
        // Later blocks verify with it at once; whether it was enrolled rightly is judged in order.
        line.keys[enrolment.keyID] = try? PublicKey(bytes: enrolment.publicKey)
      }
      for (tile, hashes) in line.history.takeFinishedTiles() {
        compare(tile, hashes, &line.result)
      }
    }
  }

  private func compare(_ tile: Tile, _ hashes: [Digest], _ result: inout Verification) {
    do throws(LedgerError) {
      guard try store.row(.tiles, tile.key) != Tile.encode(hashes) else { return }
      result.add(
        .tileMismatch, entry: nil,
        "tile \(tile.level)/\(tile.number) is not what the entries lead to")
    } catch {
      result.add(error)
    }
  }
}

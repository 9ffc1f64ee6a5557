import Codecs
import Engines
import Files
public import Ledger
import Study

/// Makes every cache of a log anew from its entries.
public enum Rebuild {
  /// Drops tiles, commands, states and meta, and folds them again.
  ///
  /// Never signs; refuses when the root that comes out is not that of the last checkpoint.
  public static func run(
    _ ledger: Ledger, lockWaitNanoseconds: UInt64 = 30_000_000_000
  ) throws -> Head {
    let states = States()
    return try ledger.rebuild(lockDeadline: Clock.monotonic() + lockWaitNanoseconds) {
      index, signed in
      for (ordinal, stored) in signed.entry.events.enumerated() {
        guard let bytes = try ledger.mapBytes(of: stored.data), Stream(stored.stream) != nil else {
          continue
        }
        let event = try Event(stored, data: CBOR.decodeMap(bytes))
        let position = EventPosition(entry: index, ordinal: ordinal)
        states.evolve(event, at: position, by: signed.entry.keyID.hex)
      }
      return states.takeChanges().map { Decision.StateChange(key: $0.key, bytes: $0.bytes) }
    }
  }
}

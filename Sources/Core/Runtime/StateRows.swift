import Ledger
import Study

/// The ledger's stored states as a source for rules.
struct StateRows: StateSource {
  let ledger: Ledger

  func row(_ key: String) throws -> [UInt8]? { try ledger.state(key) }
}

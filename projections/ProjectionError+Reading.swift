import Ledger

extension ProjectionError {
  /// The error of a ledger that could not be read.
  init(_ error: LedgerError) {
    self.init(.ledger, error.message, hint: error.hint)
  }

  /// The error of a body that was handed to the ledger.
  init(reading error: any Error) {
    switch error {
    case let error as ProjectionError: self = error
    case let error as LedgerError: self.init(error)
    default: self.init(.ledger, "\(error)")
    }
  }
}

// Whoever stores and reads entries speaks of what they consist of: a room that imports the ledger
// has the format with it. A room that must not know of the store imports the format alone.
@_exported public import LedgerFormat

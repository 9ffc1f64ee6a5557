public import Bytes

extension Ledger {
  /// The root of the log at an earlier or the present size, from the stored hashes.
  public func root(at size: UInt64) throws(LedgerError) -> Digest {
    let frontier = try snapshot().frontier
    guard size <= frontier.size else {
      throw LedgerError(.notFound, "the log has \(frontier.size) entries, not \(size)")
    }
    return try StoredHashes(store, frontier: frontier).root(at: size)
  }

  /// Proves that an entry is in the log of a size, by default the present one.
  public func inclusionProof(
    of index: UInt64, at size: UInt64? = nil
  ) throws(LedgerError) -> InclusionProof {
    let frontier = try snapshot().frontier
    let size = size ?? frontier.size
    guard size <= frontier.size,
      let proof = try InclusionProof(
        index: index, size: size, in: StoredHashes(store, frontier: frontier))
    else { throw LedgerError(.notFound, "there is no entry '@\(index)' in a log of \(size)") }
    return proof
  }

  /// An entry that the stored hashes prove to be the one which was appended: under the last
  /// checkpoint as far as that reaches.
  ///
  /// Errors: `altered` when it is another.
  public func provenEntry(_ index: UInt64) throws(LedgerError) -> SignedEntry {
    let signed = try entry(index)
    var head = try head()
    if let checkpoint = try checkpoint(), index < checkpoint.head.size { head = checkpoint.head }
    guard try inclusionProof(of: index, at: head.size).holds(leaf: signed.leaf, root: head.root)
    else {
      throw LedgerError(
        .altered,
        "the stored hashes do not prove that entry '@\(index)' is the one that was appended",
        hint: "runledger verify says what is wrong")
    }
    return signed
  }

  /// Proves that the log of a size, by default the present one, continues that of a smaller size.
  public func consistencyProof(
    from first: UInt64, to second: UInt64? = nil
  ) throws(LedgerError) -> ConsistencyProof {
    let frontier = try snapshot().frontier
    let second = second ?? frontier.size
    guard second <= frontier.size,
      let proof = try ConsistencyProof(
        from: first, to: second, in: StoredHashes(store, frontier: frontier))
    else { throw LedgerError(.notFound, "the log never grew from \(first) to \(second)") }
    return proof
  }
}

extension Ledger {
  /// An entry with a receipt of the log, signed now by its own key, over what there is now.
  ///
  /// Errors: `keyFile` without that key, `notFound` when there is no such entry, `invalid` in a log
  /// of one entry.
  public func transparentStatement(
    of index: UInt64
  ) throws(LedgerError) -> TransparentStatement {
    guard let ledgerKey else {
      throw LedgerError(
        .keyFile, "a receipt is signed by the key of the ledger '\(origin)', which is not here",
        hint: "a proof without --cose needs no key")
    }
    let proof = try inclusionProof(of: index)
    let bytes = try provenEntry(index).bytes
    let root = try root(at: proof.size)
    do throws(FormatError) {
      return try TransparentStatement(
        entry: bytes, proof: proof, root: root, origin: origin,
        signer: ledgerKey)
    } catch {
      throw LedgerError(.invalid, "\(error)")
    }
  }
}

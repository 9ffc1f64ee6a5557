import Bytes

extension VerifierRun {
  /// The trie over all derived rows and the seal over it, made anew with the ledger's own key.
  ///
  /// Accepted commands have no rows but those of the trie. Stored states are taken as they are:
  /// they are sealed or they are not, and whether they follow from the entries is for a fold to
  /// say.
  mutating func checkSeal(_ history: History) throws(LedgerError) {
    guard let signer = options.ledgerKey, signer.publicKey == history.authority.logKey,
      let first = try store.entry(0)
    else {
      result.notChecked.append("the seal over derived rows, which needs the ledger's own key")
      return
    }
    let stored = try store.rows(.meta, [Meta.seal, Meta.frontier, Meta.checkpoint])
    guard let row = stored[0] else {
      result.add(.sealMismatch, "the seal over the derived rows is missing")
      return
    }
    let key = SealKey(signer, first: Merkle.leaf(first))
    var rows = SealedRows(key)
    for (id, command) in history.commands { rows.add(id, command) }
    for (id, state) in history.authors { rows.add(.meta, Meta.author(id), state.bytes) }
    rows.add(.meta, Meta.authority, history.authority.bytes)
    try scanRows(.states, .sealMismatch) { name, value, _ in
      rows.add(.states, [UInt8](name), [UInt8](value))
    }
    let levels = row.first.map(Int.init) ?? 0
    guard (Seal.levelsMin...Seal.levelsMax).contains(levels) else {
      result.add(.sealMismatch, "the seal over the derived rows cannot be read")
      return
    }
    let (nodes, seal) = rows.finish(levels: levels, threads: options.threads)
    let isSealed =
      row == seal.bytes(key, frontier: history.frontier.bytes, checkpoint: stored[2])
    if !isSealed, history.authority.hasJustHandedOver(at: history.frontier.size) {
      // Nobody writes before the rows are made anew and sealed.
      result.notChecked.append(
        "the seal: the rows are not sealed with the ledger's new key yet: runledger rebuild")
      return
    }
    if !isSealed {
      result.add(.sealMismatch, "the derived rows are not those that the ledger's key sealed")
    }
    try compare(nodes)
    result.checked.append(.seal)
  }

  private mutating func compare(
    _ nodes: [(node: TrieNode, bytes: [UInt8])]
  ) throws(LedgerError) {
    var next = 0
    var wrong = 0
    try scanRows(.index, .sealMismatch) { key, bytes, _ in
      // A key that is none comes before every node, and so is one too many.
      let place = TrieNode(key)?.order ?? 0
      while next < nodes.count, nodes[next].node.order < place {
        next += 1
        wrong += 1
      }
      if next < nodes.count, nodes[next].node.order == place {
        if !bytes.equals(nodes[next].bytes) { wrong += 1 }
        next += 1
      } else {
        wrong += 1
      }
    }
    wrong += nodes.count - next
    guard wrong > 0 else { return }
    result.add(
      .sealMismatch,
      "\(wrong) nodes of the index of commands and derived rows are not what the log gives")
  }
}

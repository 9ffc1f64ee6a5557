import Codecs
import Files
import Ledger
import Processes
import Runtime
import Study

/// What is wrong with a ledger and the place it lies in, and what is safe to do about it.
///
/// Looks, and changes nothing.
struct Diagnosis {
  /// The result of one check.
  enum State: String {
    /// Nothing to do.
    case ok
    /// Worth knowing, or to be mended when there is time.
    case note
    /// It keeps something from working, or may lose something.
    case bad
  }

  /// One thing that was looked at.
  struct Symptom {
    var what: String
    var state: State
    var text: String
    /// What is safe to do, one step a line.
    var advice: [String] = []
    /// How the program ends for it.
    var exit = ExitCode.done
  }

  private(set) var findings: [Symptom] = []

  /// Where less is free than this, writing is about to fail, in bytes.
  private static let freeMin: UInt64 = 64 << 20

  mutating func add(
    _ what: String, _ state: State, _ text: String, _ advice: [String] = [],
    exit: ExitCode = .done
  ) {
    findings.append(
      Symptom(what: what, state: state, text: text, advice: advice, exit: exit))
  }

  /// Looks at everything, as far as it can be looked at.
  init(_ directory: LedgerDirectory, _ invocation: Invocation) {
    lookAtDisk(directory)
    guard lookAtLog(directory) else { return }
    do {
      let workspace = try Workspace.open(
        directory, mode: .readOnly, configDirectory: invocation.configDirectory,
        world: invocation.world)
      lookAtReaders(workspace.ledger)
      lookAtMemory(workspace.ledger)
      lookAtBytes(workspace)
      lookAtKeys(workspace)
      lookAtStudies(workspace)
    } catch {
      let failure = Failure(error)
      add(
        "open", .bad, "the ledger cannot be opened: \(failure.message)",
        [failure.hint].compactMap(\.self), exit: failure.exit)
    }
    lookAtRemains(directory)
    lookAtConfinement(invocation)
  }

  // MARK: The place

  private mutating func lookAtDisk(_ directory: LedgerDirectory) {
    let path = directory.path
    if (try? FileSystem.isOnNetwork(path)) == true {
      add(
        "file system", .bad,
        "the ledger lies on a network file system, whose locks and mapped "
          + "files cannot be relied on",
        ["stop all writers, copy the directory to a local disk, and continue there"], exit: .store)
    }
    guard let free = try? FileSystem.freeBytes(path) else {
      return add(
        "disk", .bad, "the free space of '\(path)' cannot be read", exit: .store)
    }
    let shown = Amounts.size(Int64(clamping: free))
    if free < Self.freeMin {
      add(
        "disk", .bad, "\(shown) are free: the next entries may not fit",
        ["free some disk space; nothing that was acknowledged is lost"], exit: .store)
    } else {
      add("disk", .ok, "\(shown) are free")
    }
    if FileSystem.isReadOnly(path) {
      add(
        "disk", .note,
        "the file system is mounted read-only: everything can be read, nothing "
          + "written",
        ["mount it for writing, or copy the directory elsewhere"])
    } else if !FileSystem.mayWrite(path) {
      add(
        "rights", .note, "this account may not write '\(path)': it can read",
        ["write with the account that made it, or make ledgers with 'init --shared GROUP'"])
    }
  }

  /// Whether the log can be opened at all.
  private mutating func lookAtLog(_ directory: LedgerDirectory) -> Bool {
    if let damage = Verifier.examine(at: directory.path) {
      for finding in damage.findings {
        add(
          "log", .bad, finding.message,
          [
            "leave the directory as it is: copy it first",
            "runledger restore BACKUP -m \"...\" puts a backup in its place and keeps this one",
          ], exit: .altered)
      }
      return false
    }
    if !FileSystem.exists(directory.writerLock) {
      add("writers", .ok, "nobody has written yet")
    } else if let lock = try? FileLock.acquire(directory.writerLock, exclusive: false) {
      lock.release()
      add("writers", .ok, "nobody is writing at the moment")
    } else {
      add("writers", .note, "another process is writing; others wait for it")
    }
    return true
  }

  private mutating func lookAtReaders(_ ledger: Ledger) {
    guard let cleared = try? ledger.clearStaleReaders() else { return }
    add(
      "readers", .ok,
      cleared == 0
        ? "no dead reader holds a slot"
        : "\(Amounts.count(cleared, "reader")) had died; their slots are free again")
  }

  // MARK: The record

  private mutating func lookAtMemory(_ ledger: Ledger) {
    switch try? ledger.checkHeads() {
    case .fits: add("head", .ok, "the log holds every head that is remembered of it")
    case .nothing: add("head", .note, "no head is remembered here: this account never wrote it")
    case .lost(let remembered, let found):
      add(
        "head", .bad,
        "the log once had the head \(remembered) and now has \(found): entries are "
          + "lost or were replaced",
        [
          "look for the later log: a backup, another disk, '\(ledger.directory.path).replaced-1'",
          "only where it is lost for good: runledger restore -m \"...\" records that",
        ], exit: .altered)
    case .withoutCheckpoint(let found):
      add(
        "head", .bad, "the log, at \(found), has no checkpoint: it was removed",
        ["put the log back from a backup"], exit: .altered)
    case nil: add("head", .bad, "what is remembered of the log cannot be read", exit: .store)
    }
  }

  private mutating func lookAtBytes(_ workspace: Workspace) {
    let ledger = workspace.ledger
    var options = Verifier.Options()
    let named = NamedBlobs(ledger)
    for purge in Purging(workspace).overdue(named) {
      add(
        "purge", .note, "what was \(purge) is still there",
        ["runledger purge --complete erases it, and so does the next command that writes"])
    }
    options.references = named.references
    options.purged = named.purged
    let verification = Verifier.verify(ledger, options)
    if let failure = verification.failure {
      add("bytes", .bad, "\(failure)", [failure.hint].compactMap(\.self), exit: .store)
    }
    guard let first = verification.findings.first else {
      return add(
        "bytes", .ok,
        "\(Amounts.count(Int(verification.entries), "entry", "entries")) and every "
          + "kept file verify")
    }
    let caches: [Finding.Kind] = [.tileMismatch, .indexMismatch]
    let isCache = verification.findings.allSatisfy { caches.contains($0.kind) }
    let more = verification.findings.count - 1
    add(
      "bytes", .bad, first.message + (more > 0 ? ", and \(more) more" : ""),
      isCache
        ? ["runledger rebuild makes the derived rows again; entries are untouched"]
        : [
          "runledger verify names every place",
          "runledger restore BACKUP -m \"...\" puts a backup in its place and keeps this one",
        ], exit: .altered)
  }

  private mutating func lookAtKeys(_ workspace: Workspace) {
    do {
      _ = try workspace.person()
      _ = try workspace.runner()
      add("keys", .ok, "your key and this host's are here")
    } catch {
      let failure = Failure(error)
      add(
        "keys", .note, "\(failure.message): you can read, and not write",
        [failure.hint].compactMap(\.self))
    }
  }

  private mutating func lookAtStudies(_ workspace: Workspace) {
    guard let states = try? workspace.handler.states(),
      let slugs = try? Subjects(workspace).studies()
    else { return }
    for slug in slugs {
      guard let study = states.study(slug) else { continue }
      let lock = PathName.join(workspace.directory.path, "locks/\(slug).lock")
      let isRun =
        FileSystem.exists(lock) && ((try? FileLock.acquire(lock, exclusive: false)) ?? nil) == nil
      let started = study.active.compactMap { states.run(slug, $0) }.flatMap(\.units)
        .count { $0.phase == .started }
      if started > 0, !isRun {
        add(
          "study \(slug)", .note,
          "\(Amounts.count(started, "attempt")) started, but nothing is running them any more",
          ["runledger run \(slug) terminates what is left of them and resumes"])
      }
      if let halted = study.halted {
        add(
          "study \(slug)", .note, "halted: \(halted)", ["runledger status \(slug) says what next"])
      }
    }
  }

  // MARK: What lies around

  private mutating func lookAtRemains(_ directory: LedgerDirectory) {
    let partial = ((try? FileSystem.walk(directory.blobs)) ?? []).filter {
      PathName.lastComponent($0).hasPrefix(".partial-")
    }
    if !partial.isEmpty {
      add(
        "remains", .note,
        "\(Amounts.count(partial.count, "file")) of writes that were cut short lie in "
          + "'\(directory.blobs)'",
        ["while nobody is writing: rm \(directory.blobs)/sha256/.partial-*"])
    }
  }

  private mutating func lookAtConfinement(_ invocation: Invocation) {
    let path = invocation.environment["PATH"] ?? ""
    let hasLauncher = path.split(separator: ":").contains {
      FileSystem.exists(PathName.join(String($0), "bwrap"))
    }
    if hasLauncher {
      add("confinement", .ok, "bubblewrap is installed")
    } else if Confinement.landlockVersion > 0 {
      add(
        "confinement", .note,
        "without bubblewrap, stages are confined by Landlock, which is weaker",
        ["install bubblewrap"])
    } else {
      add(
        "confinement", .note,
        "stages cannot be confined here: there is neither bubblewrap nor "
          + "Landlock", ["install bubblewrap"])
    }
  }
}

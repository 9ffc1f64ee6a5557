import Archive
import Codecs
import Files
import Ledger
import Runtime
import StageKit

extension Verb {
  static let bundleMake = Verb(
    name: "bundle make", summary: "package a run for somebody who may not see the rest",
    usage: "bundle make [STUDY/]RUN -o FILE",
    details: [
      "A tar packed with zstd: the run's entries with their proofs, the registration of its",
      "study, the keys that signed, the stored files, and a manifest. 'bundle check' needs only",
      "that and the log's key.",
    ],
    options: [.value("output", "o", "FILE", "the archive, such as s1.tar.zst")],
    example: "runledger bundle make s1 -o s1.tar.zst", operands: 1...1, completes: .subjects
  ) { invocation in
    guard let path = invocation.arguments.value("output").map(invocation.absolute) else {
      throw Failure.usage("'bundle make' needs -o", hint: "runledger bundle make s1 -o s1.tar.zst")
    }
    let workspace = try invocation.reading()
    let run = try Subjects(workspace).run(invocation.operand(0) ?? "")
    let bundle = try RunBundle(of: run, in: workspace)
    // Whole or not at all: what is cut short would fill the disk, and look like a bundle.
    let partial = "\(path).partial"
    do throws(ArchiveError) { try Archive.write(bundle.files, to: partial) } catch {
      try? FileSystem.removeTree(partial)
      throw Failure(
        "store_failed", "\(error)",
        hint: error.isNoSpace ? "free some disk space, or name a file on another disk" : nil,
        exit: .store)
    }
    try FileSystem.rename(partial, path)
    if invocation.isJSON {
      invocation.console.print(json: [
        "run": .text(run.path), "entries": .int(Int64(bundle.entries)),
        "blobs": .int(Int64(bundle.blobs)),
      ])
    } else {
      invocation.console.print(
        "\(run.path): \(Amounts.count(bundle.entries, "entry", "entries")) and "
          + "\(Amounts.count(bundle.blobs, "kept file"))")
    }
    return .done
  }

  static let bundleCheck = Verb(
    name: "bundle check", summary: "check a bundle with only the log's key; needs no ledger",
    usage: "bundle check FILE --key VKEY",
    details: [
      "Exit code 1 if any part is invalid. Nothing is unpacked. A key that the log had",
      "earlier works too: the bundle holds its handovers.",
    ],
    options: [.value("key", nil, "VKEY", "the log's verifier key")],
    example: "runledger bundle check s1.tar.zst --key \"$(cat log.vkey)\"", operands: 1...1,
    completes: .files
  ) { invocation in
    let key = try invocation.trustedKey()
    let path = invocation.absolute(invocation.operand(0) ?? "")
    guard FileSystem.exists(path) else { throw Failure.notFound("there is no file '\(path)'") }
    let files: [Archive.File]
    do throws(ArchiveError) { files = try Archive.read(path) } catch {
      throw Failure("bundle_malformed", "\(error)", exit: .negative)
    }
    let check = BundleCheck(files, key: key)
    let isRight = check.problems.isEmpty
    if invocation.isJSON {
      invocation.console.print(json: [
        "ok": .bool(isRight), "run": .text(check.subject), "entries": .int(Int64(check.entries)),
        "blobs": .int(Int64(check.blobs)), "erased": .int(Int64(check.erased)),
        "problems": .array(check.problems.map(Value.text)),
      ])
    } else {
      for problem in check.problems { invocation.console.print(Printable.text(problem)) }
      let word = isRight ? "ok" : "not proven"
      let erased = check.erased > 0 ? ", \(check.erased) erased" : ""
      invocation.console.print(
        "\(word): \(Printable.text(check.subject)): "
          + "\(Amounts.count(check.entries, "entry", "entries")), "
          + "\(Amounts.count(check.blobs, "kept file"))\(erased)")
    }
    return isRight ? .done : .negative
  }
}

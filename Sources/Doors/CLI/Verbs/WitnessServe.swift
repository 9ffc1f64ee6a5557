import Codecs
import Files
import Ledger
import Runtime
import StageKit
import Web

extension Verb {
  static let witnessServe = Verb(
    name: "witness serve", summary: "witness other ledgers over HTTP on this machine",
    usage: "witness serve [--log VKEY]... [--port N] [--requests N]",
    details: [
      "Answers add-checkpoint of c2sp.org/tlog-witness on 127.0.0.1 until it is interrupted:",
      "checks the log's signature and the proof that the log only grew, remembers what it signs",
      "before it answers, and never signs two histories of one log. Prints its key and address.",
      "Other machines reach it only through a proxy or tunnel that you set up, such as ssh.",
    ],
    options: [
      .values("log", nil, "VKEY", "the key of a log not witnessed before"),
      .handover, .value("port", nil, "N", "the port to listen on (default: any free port)"),
      .value("requests", nil, "N", "exit after N requests"),
    ],
    example: "runledger witness serve --log log.vkey --port 7070"
  ) { invocation in
    let witness = try invocation.witness(named: nil)
    let key = try witness.key().description
    let port = try invocation.arguments.int("port", in: 0...65_535) ?? 0
    let count = try invocation.arguments.int("requests", in: 1...Int64(Int32.max))
    var logs: [NoteKey] = []
    for word in invocation.arguments.values("log") {
      do throws(FormatError) { logs.append(try invocation.noteKey(word: word)) } catch {
        throw Failure.usage("'--log \(word)' is not a verifier key: \(error)")
      }
    }
    let service = WitnessService(
      witness: witness, logs: logs, handovers: try invocation.handovers())
    do throws(FileError) {
      let server = try LoopbackServer(port: Int(port), bodyMax: WitnessService.bodyMax)
      let url = "http://127.0.0.1:\(server.port)"
      if invocation.isJSON {
        invocation.console.print(json: ["vkey": .text(key), "url": .text(url)])
      } else {
        invocation.console.print("\(key) \(url)")
      }
      // Whoever started it waits for the address.
      invocation.console.stdout.flush()
      try server.serve(count.map(Int.init)) { request in
        service.answer(request, atSeconds: UInt64(invocation.world.now() / 1_000_000_000))
      }
    } catch {
      throw Failure("store_failed", "\(error)", exit: .store)
    }
    return .done
  }
}

import Codecs
import Ledger
import Web

/// What a witness answers over HTTP: c2sp.org/tlog-witness.
struct WitnessService {
  let witness: Witness
  /// Logs that it may witness although it never did.
  let logs: [NoteKey]
  /// By what logs that it knows have gone on to other keys.
  let handovers: [Handover]

  /// The most bytes of a request: 63 hashes and a checkpoint with a hundred signatures.
  static let bodyMax = 1 << 18

  /// The answer to a request, at a time in seconds since 1970.
  func answer(_ request: HTTPRequest, atSeconds time: UInt64) -> HTTPResponse {
    let parts = request.path.split(separator: "/").map(String.init)
    do throws(LedgerError) {
      switch (request.method, parts.count, parts.last) {
      case ("POST", 1, "add-checkpoint"): return try addCheckpoint(request.body, time)
      case ("GET", 2, "checkpoint"):
        guard let text = try witness.lastCheckpoint(ofLog: parts[0]) else {
          return HTTPResponse(404, "this log was never witnessed here\n")
        }
        return HTTPResponse(200, text)
      case (_, 1, "add-checkpoint"), (_, 2, "checkpoint"):
        return HTTPResponse(405, "not with \(Printable.text(request.method))\n")
      default: return HTTPResponse(404, "there is only add-checkpoint\n")
      }
    } catch {
      return HTTPResponse(500, "\(error)\n")
    }
  }

  private func addCheckpoint(
    _ body: [UInt8], _ time: UInt64
  ) throws(LedgerError) -> HTTPResponse {
    let request: WitnessRequest
    do throws(FormatError) {
      guard let text = String(validating: body, as: UTF8.self) else {
        return HTTPResponse(400, "the request is not UTF-8\n")
      }
      request = try WitnessRequest(parsing: text)
    } catch {
      return HTTPResponse(400, "\(Printable.text("\(error)"))\n")
    }
    let origin = request.checkpoint.origin
    let answer = try witness.addCheckpoint(
      request, logKey: logs.first { Origin.areSame($0.name, origin) },
      handovers: handovers.filter { Origin.areSame($0.origin, origin) }, atSeconds: time)
    switch answer {
    case .signed(let line): return HTTPResponse(200, line.text)
    case .conflict(let size): return HTTPResponse(409, "\(size)\n", type: "text/x.tlog.size")
    case .unknownLog: return HTTPResponse(404, "this log is not witnessed here\n")
    case .notSigned: return HTTPResponse(403, "the log's own key did not sign this checkpoint\n")
    case .inconsistent(let reason): return HTTPResponse(422, "\(reason)\n")
    case .malformed(let reason): return HTTPResponse(400, "\(reason)\n")
    }
  }
}

import Codecs
import Definitions
import Files
import Ledger
import Projections
import Runtime
import StageKit
import Study
import Testing

@testable import CLI

/// Every error of every room has a code and an exit code, and none is taken for a bug.
@Suite struct FailureTests {
  private static let ledger: [(LedgerError.Code, Int32)] = [
    (.notFound, 4), (.alreadyExists, 5), (.invalid, 2), (.formatFromTheFuture, 5), (.altered, 3),
    (.conflict, 5), (.keyRefused, 7), (.roleRefused, 7), (.keyFile, 7), (.lockTimeout, 8),
    (.alreadyOpen, 6), (.readOnly, 6), (.tooLarge, 2), (.storeFailed, 6), (.poisoned, 6),
    (.busy, 6),
  ]

  @Test func `the ledger's errors have their exit codes`() {
    #expect(Self.ledger.map(\.0) == LedgerError.Code.allCases)
    for (code, exit) in Self.ledger {
      let failure = Failure(LedgerError(code, "m", hint: "h"))
      #expect(failure.exit.rawValue == exit, "\(code)")
      #expect(failure.message == "m")
      #expect(failure.hint == "h")
    }
  }

  private static let rejections: [(Rejection.Code, Int32)] = [
    (.changedStudy, 5), (.locked, 5), (.exists, 5), (.alreadyEnded, 5), (.notFound, 4),
    (.outOfOrder, 11), (.bypass, 11), (.unpinned, 11), (.reasonMissing, 2), (.halted, 11),
    (.unchanged, 5), (.invalid, 2), (.roleRefused, 7), (.keyRefused, 7),
  ]

  @Test func `refusals by a rule have their exit codes`() {
    #expect(Self.rejections.map(\.0) == Rejection.Code.allCases)
    for (code, exit) in Self.rejections {
      let failure = Failure(Rejection(code, "m"))
      #expect(failure.exit.rawValue == exit, "\(code)")
      #expect(failure.code == code.rawValue)
    }
  }

  private static let runtime: [(RuntimeError.Code, Int32)] = [
    (.notFound, 4), (.invalid, 2), (.conflict, 5), (.store, 6), (.keyRefused, 7),
    (.lockTimeout, 8), (.notExecutable, 126), (.noSuchCommand, 127),
  ]

  @Test func `the runtime's errors have their exit codes`() {
    #expect(Self.runtime.map(\.0) == RuntimeError.Code.allCases)
    for (code, exit) in Self.runtime {
      #expect(Failure(RuntimeError(code, "m")).exit.rawValue == exit, "\(code)")
    }
  }

  private static let projections: [(ProjectionError.Code, Int32)] = [
    (.unknownEvent, 5), (.malformedEvent, 3), (.unsafeName, 2), (.notFound, 4), (.ledger, 3),
    (.files, 6), (.cache, 6),
  ]

  @Test func `the projections' errors have their exit codes`() {
    #expect(Self.projections.map(\.0) == ProjectionError.Code.allCases)
    for (code, exit) in Self.projections {
      #expect(Failure(ProjectionError(code, "m")).exit.rawValue == exit, "\(code)")
    }
  }

  @Test func `a file that is not there is not found, and a full disk is the store's`() {
    #expect(Failure(FileError(operation: "open", path: "x", errno: 2)).exit == .notFound)
    #expect(Failure(FileError(operation: "write to", path: "x", errno: 28)).exit == .store)
    #expect(Failure(FileError(operation: "open", path: "x", errno: 13)).exit == .store)
  }

  @Test func `a study file's errors are all told, each with its place`() throws {
    let errors = DefinitionErrors([
      DefinitionError(file: "a.yaml", path: "x", line: 3, column: 5, message: "first"),
      DefinitionError(file: "a.yaml", path: "y", line: 4, column: 1, message: "second", hint: "h"),
    ])
    let failure = Failure(errors)
    #expect(failure.exit == .usage)
    #expect(failure.message == "a.yaml:3:5: first\na.yaml:4:1: second; h")
    #expect(failure.details.count == 2)
    #expect(failure.details[1].asMap?["line"] == 4)
  }

  @Test func `what nobody foresaw is a bug`() {
    struct Surprise: Error {}
    let failure = Failure(Surprise())
    #expect(failure.exit.rawValue == 70)
    #expect(failure.message.hasPrefix("this is a bug"))
  }

  @Test func `an error is one JSON object of four members`() {
    let failure = Failure("locked", "run 'x' is locked", hint: "h", exit: .conflict)
    #expect(
      JSON.string(failure.json)
        == #"{"error":{"code":"locked","exit":5,"hint":"h","message":"run 'x' is locked"}}"#)
  }
}

import Codecs
import Definitions
import Files
import Ledger
import Projections
import Runtime
import StageKit
import Study

/// The one place that says how the errors of the other rooms end the program.
extension Failure {
  /// The failure that an error of any room amounts to.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as LedgerError: self.init(ledger: error)
    case let rejection as Rejection: self.init(rejection: rejection)
    case let error as RuntimeError: self.init(runtime: error)
    case let errors as DefinitionErrors: self.init(definitions: errors)
    case let error as ProjectionError: self.init(projection: error)
    case let error as FileError: self.init(file: error)
    case let error as StageError: self.init(stage: error)
    case let error as StateError:
      self.init("altered", error.description, hint: "runledger rebuild", exit: .altered)
    case let error as FieldError:
      self.init(
        "altered", "the record holds data of another shape: \(error)",
        hint: "runledger verify says where; runledger rebuild repairs derived data",
        exit: .altered)
    case let error as FormatError:
      self.init("altered", "\(error)", hint: "runledger verify says where", exit: .altered)
    case let error as CBORError:
      self.init(
        "altered", "the record holds malformed data: \(error)",
        hint: "runledger verify says where", exit: .altered)
    default:
      self.init("bug", "this is a bug: \(error)", hint: "please report it", exit: .bug)
    }
  }

  private init(ledger error: LedgerError) {
    let (code, exit): (String, ExitCode) =
      switch error.code {
      case .notFound: ("not_found", .notFound)
      case .alreadyExists: ("exists", .conflict)
      case .invalid: ("invalid", .usage)
      case .formatFromTheFuture: ("future_format", .conflict)
      case .altered: ("altered", .altered)
      case .conflict: ("command_id_reused", .conflict)
      case .keyRefused: ("key_refused", .keyRefused)
      case .roleRefused: ("role_refused", .keyRefused)
      case .keyFile: ("key_file", .keyRefused)
      case .lockTimeout: ("lock_timeout", .lockTimeout)
      case .alreadyOpen: ("already_open", .store)
      case .readOnly: ("read_only", .store)
      case .tooLarge: ("too_large", .usage)
      case .storeFailed: ("store_failed", .store)
      case .poisoned: ("poisoned", .store)
      case .busy: ("busy", .store)
      }
    self.init(code, error.message, hint: error.hint, exit: exit)
  }

  private init(rejection: Rejection) {
    let exit: ExitCode =
      switch rejection.kind {
      case .conflict: .conflict
      case .guarded: .guarded
      case .notFound: .notFound
      case .usage: .usage
      case .authority: .keyRefused
      }
    self.init(rejection.code.rawValue, rejection.message, hint: rejection.hint, exit: exit)
  }

  private init(runtime error: RuntimeError) {
    let exit: ExitCode =
      switch error.code {
      case .notFound: .notFound
      case .invalid: .usage
      case .conflict: .conflict
      case .store: .store
      case .keyRefused: .keyRefused
      case .lockTimeout: .lockTimeout
      case .notExecutable: .notExecutable
      case .noSuchCommand: .noSuchCommand
      }
    self.init(error.code.rawValue, error.message, hint: error.hint, exit: exit)
  }

  private init(definitions errors: DefinitionErrors) {
    let details = errors.errors.map { error -> Value in
      [
        "file": .text(error.file), "path": .text(error.path), "line": .int(Int64(error.line)),
        "column": .int(Int64(error.column)), "message": .text(error.message),
        "hint": error.hint.map(Value.text) ?? .null,
      ]
    }
    self.init("study_file", errors.description, exit: .usage, details: details)
  }

  private init(projection error: ProjectionError) {
    let (code, exit): (String, ExitCode) =
      switch error.code {
      case .unknownEvent: ("unknown_event", .conflict)
      case .malformedEvent: ("altered", .altered)
      case .unsafeName: ("invalid", .usage)
      case .notFound: ("not_found", .notFound)
      case .ledger: ("altered", .altered)
      case .files: ("files", .store)
      case .cache: ("cache", .store)
      }
    self.init(code, error.message, hint: error.hint, exit: exit)
  }

  private init(stage error: StageError) {
    let (code, exit): (String, ExitCode) =
      switch error.kind {
      case .usage: ("usage", .usage)
      case .invalid, .unavailable: ("stage", .negative)
      case .file: ("files", .store)
      case .refused: ("guarded", .guarded)
      }
    self.init(code, error.message, hint: error.hint, exit: exit)
  }

  private init(file error: FileError) {
    if error.isNotFound {
      self.init("not_found", error.description, exit: .notFound)
    } else {
      self.init("files", error.description, hint: error.remedy, exit: .store)
    }
  }
}

import Files
import Ledger
import Processes
import Study
import Synchronization

/// Confines a stage that asks for it: it writes in its own directory and what it reports, reads its
/// study and the system, and sees neither the ledger, nor keys, nor anybody's temporary files.
///
/// Bubblewrap does it where it works; else Landlock, which cannot hide what lies between: that is
/// weaker, and recorded as what it is.
struct StageConfinement {
  /// What is able to confine on this machine.
  private enum Means {
    case bubblewrap(String)
    case landlock
    case nothing
  }

  /// What people keep their secrets in, below their home.
  private static let secrets = [
    ".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".config", ".local/share/keyrings",
    ".password-store", ".netrc", ".git-credentials", ".pgpass",
  ]

  private let order: WorkOrder
  private let environment: StageEnvironment

  /// Nil for a stage that does not ask for it.
  init?(_ order: WorkOrder, _ environment: StageEnvironment) {
    guard order.stage.confine != .none else { return nil }
    self.order = order
    self.environment = environment
  }

  /// Confines a process that is to be started, and says how.
  func apply(to plan: inout Launch.Plan) throws -> String {
    plan.environment = plan.environment.filter {
      !$0.hasPrefix("HOME=") && !$0.hasPrefix("TMPDIR=")
    }
    plan.environment.append("HOME=\(order.paths.work)")
    switch Self.means(environment) {
    case .bubblewrap(let launcher):
      plan.environment.append("TMPDIR=/tmp")
      plan.arguments = [launcher] + bindings + ["--", plan.program] + plan.arguments.dropFirst()
      plan.program = launcher
      return "bubblewrap"
    case .landlock:
      let temporary = PathName.join(order.paths.meta, "tmp")
      try FileSystem.makeDirectories(temporary)
      plan.environment.append("TMPDIR=\(temporary)")
      var confinement = Confinement()
      confinement.grants = try grants(plan.program) + [Confinement.Grant(temporary, Self.all)]
      plan.confinement = confinement
      return "landlock"
    case .nothing:
      let reason = "there is neither a working bwrap nor Landlock in the kernel"
      guard order.stage.confine == .preferred else {
        throw RuntimeError(
          .invalid, "stage '\(order.stage.name)' cannot be confined: \(reason)",
          hint: "install bubblewrap, or say 'confine: preferred'")
      }
      plan.environment.append("TMPDIR=\(order.paths.work)")
      return "none: \(reason)"
    }
  }

  /// What the stage's own files are.
  private var own: [String] { [order.paths.events, "\(order.paths.control).answers"] }

  private var home: String? {
    environment.variables.first { $0.name == "HOME" }.map(\.value)
      .flatMap { try? FileSystem.realPath($0) }.flatMap { $0 == "/" ? nil : $0 }
  }

  /// Directories of the search path, and that of a program, which are no secrets wherever they lie.
  private func programs(_ program: String) -> [String] {
    let real = (try? FileSystem.realPath(program)) ?? program
    var places = environment.path.split(separator: ":").map(String.init)
    places += [PathName.parent(program), PathName.parent(real)]
    // A program with libraries of its own beside it: `<prefix>/bin/program`, `<prefix>/lib`.
    places += places.filter { PathName.lastComponent($0) == "bin" }
      .map { PathName.join(PathName.parent($0), "lib") }
    return places.filter { PathName.isAbsolute($0) && FileSystem.exists($0) }
  }

  // MARK: Bubblewrap

  /// The arguments that build the view of the file system.
  private var bindings: [String] {
    var arguments = [
      "--unshare-pid", "--unshare-ipc", "--die-with-parent", "--cap-drop", "ALL", "--ro-bind", "/",
      "/", "--dev", "/dev", "--proc", "/proc",
    ]
    let places = ["/tmp", "/var/tmp", "/home"] + [home, OwnProcess.home].compactMap(\.self)
    for path in places where FileSystem.exists(path) {
      arguments += ["--tmpfs", path]
    }
    var shown = [order.ground.root, order.ground.study] + order.inputs.map(\.path)
    if let program = order.arguments.first, PathName.isAbsolute(program) {
      shown += programs(program)
    } else {
      shown += programs(order.paths.work)
    }
    for path in shown { arguments += ["--ro-bind-try", path, path] }
    for path in hidden { arguments += ["--tmpfs", path] }
    for path in order.withheld where FileSystem.exists(path) {
      arguments += ["--ro-bind", "/dev/null", path]
    }
    if order.isApart {
      for path in [order.paths.meta] + order.handedPlaces
      where !PathName.escapes(path, base: runs) {
        arguments += ["--ro-bind-try", path, path]
      }
    }
    for path in [order.paths.work] + own { arguments += ["--bind", path, path] }
    return arguments + ["--chdir", order.paths.work]
  }

  /// Directories below what is shown that are not.
  private var hidden: [String] {
    var places = [PathName.join(order.ground.root, LedgerDirectory.name)]
    places += home.map { home in Self.secrets.map { PathName.join(home, $0) } } ?? []
    if order.isApart { places.append(runs) }
    return places.filter { (try? FileSystem.status($0))?.map { $0.kind == .directory } ?? false }
  }

  /// Where all runs leave what they made.
  private var runs: String { PathName.join(order.ground.root, "runs") }

  // MARK: Landlock

  private static let all: Confinement.Access = [.read, .write, .create, .delete, .execute]

  private func grants(_ program: String) throws -> [Confinement.Grant] {
    var grants = SystemPlaces.programs.map { Confinement.Grant($0, [.read, .execute]) }
    grants += SystemPlaces.files.map { Confinement.Grant($0, .read) }
    grants += SystemPlaces.devices.map { Confinement.Grant($0, [.read, .write, .control]) }
    grants += (programs(program) + [program]).map { Confinement.Grant($0, [.read, .execute]) }
    for directory in Set([order.ground.root, order.ground.study]).sorted() {
      for entry in (try? FileSystem.listing(directory)) ?? []
      where entry.name != LedgerDirectory.name && !Self.secrets.contains(entry.name) {
        let path = PathName.join(directory, entry.name)
        if order.isApart, path == runs { continue }
        grants += readable(path)
      }
    }
    if order.isApart {
      grants += ([order.paths.meta] + order.handedPlaces).map {
        Confinement.Grant($0, [.read, .execute])
      }
    }
    grants += order.inputs.filter { $0.path != order.ground.root && $0.path != order.ground.study }
      .map { Confinement.Grant($0.path, [.read, .execute]) }
    grants += own.map { Confinement.Grant($0, [.read, .write]) }
    grants.append(Confinement.Grant(order.paths.work, Self.all))
    return grants
  }

  /// What may be read of a place: all of it, or its parts but for what is withheld.
  private func readable(_ path: String) -> [Confinement.Grant] {
    if order.withheld.contains(path) { return [] }
    guard order.withheld.contains(where: { !PathName.escapes($0, base: path) }) else {
      return [Confinement.Grant(path, [.read, .execute])]
    }
    return ((try? FileSystem.listing(path)) ?? []).flatMap {
      readable(PathName.join(path, $0.name))
    }
  }

  // MARK: Choice

  private static let known = Mutex<[String: Means]>([:])

  /// What confines here; looked for once for a search path.
  private static func means(_ environment: StageEnvironment) -> Means {
    let path = environment.path
    if let means = known.withLock({ $0[path] }) { return means }
    let means = look(path)
    known.withLock { $0[path] = means }
    return means
  }

  private static func look(_ path: String) -> Means {
    if let launcher = try? Programs.find("bwrap", path: path, directory: "/"),
      // Some machines have it and forbid namespaces.
      Captured.output(
        of: launcher,
        [
          launcher, "--unshare-pid", "--ro-bind", "/", "/", "--tmpfs", "/tmp", "--proc", "/proc",
          "--dev", "/dev", "--", "/bin/sh", "-c", "echo works",
        ], ["PATH=\(path)"], in: "/") == "works\n"
    {
      return .bubblewrap(launcher)
    }
    return Confinement.landlockVersion > 0 ? .landlock : .nothing
  }
}

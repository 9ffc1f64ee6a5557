import Files
import StageKit

extension SandboxRules {
  /// Bubblewrap, where it is installed and works; it cannot tell the kinds of writing apart.
  func bubblewrap(_ environment: AgentEnvironment) throws(StageError) -> SandboxGuard? {
    guard let launcher = environment.find("bwrap"),
      permissions.operations.count == PermissionSet.Operation.allCases.count,
      permissions.allowsNetwork || Confinement.filtersCalls
    else { return nil }
    let arguments = [launcher] + bindings
    guard let probe = environment.find("true"), works(arguments + ["--", probe], environment) else {
      return nil
    }
    return SandboxGuard(
      enforcement: Enforcement(
        mechanism: "bubblewrap", filesystem: true, network: network("namespace and seccomp"),
        subprocesses: subprocesses),
      confinement: Self.launching, launcher: arguments, filter: calls.filterBytes)
  }

  /// What bubblewrap itself may do: an administrator's needs its rights to make namespaces, and
  /// drops them before the agent begins.
  private static var launching: Confinement {
    var confinement = Confinement()
    confinement.keepsCapabilities = true
    return confinement
  }

  /// The arguments that build the view of the file system.
  private var bindings: [String] {
    var arguments = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    if permissions.allowsNetwork { arguments.append("--share-net") }
    for path in Self.systemPrograms + Self.systemFiles where !path.hasPrefix("/proc/") {
      arguments += ["--ro-bind-try", path, path]
    }
    arguments += ["--proc", "/proc", "--dev", "/dev"]
    for path in command.files + [command.program] { arguments += ["--ro-bind-try", path, path] }
    arguments += ["--ro-bind", sandbox.root, sandbox.root]
    for place in places where !place.isReadOnly {
      let path = place.path.isEmpty ? sandbox.root : sandbox.path(place.path)
      arguments += ["--bind-try", path, path]
    }
    return arguments + ["--remount-ro", "/", "--chdir", sandbox.root]
  }

  /// Whether bubblewrap can do here what it is asked for: some machines forbid namespaces.
  private func works(_ arguments: [String], _ environment: AgentEnvironment) -> Bool {
    var plan = ConfinedProcess.Plan(
      program: arguments[0], arguments: arguments, environment: ["PATH=\(environment.path)"],
      directory: sandbox.root, output: "/dev/null", error: "/dev/null")
    plan.confinement = Self.launching
    guard let process = try? ConfinedProcess(plan) else { return false }
    guard let end = process.wait(milliseconds: 5_000) else {
      _ = process.stop(patienceMilliseconds: 0)
      return false
    }
    return end == .exited(0)
  }
}

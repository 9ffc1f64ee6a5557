import Files
import Processes
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
    let filter: [UInt8]
    do throws(FileError) { filter = try calls.filterBytes() } catch { throw StageError(error) }
    return SandboxGuard(
      enforcement: Enforcement(
        mechanism: "bubblewrap", filesystem: true, network: network("namespace and seccomp"),
        subprocesses: subprocesses, metadata: "denied outside of the scope"),
      confinement: Self.launching, launcher: arguments, filter: filter)
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
    for path in SystemPlaces.programs + SystemPlaces.files where !path.hasPrefix("/proc/") {
      arguments += ["--ro-bind-try", path, path]
    }
    arguments += ["--proc", "/proc", "--dev", "/dev"]
    for path in command.files + [command.program] { arguments += ["--ro-bind-try", path, path] }
    if let home { arguments += ["--bind", home, home] }
    arguments += ["--ro-bind", root, root]
    for place in places where !place.isReadOnly {
      let path = place.path.isEmpty ? root : PathName.join(root, place.path)
      arguments += ["--bind-try", path, path]
    }
    return arguments + ["--remount-ro", "/", "--chdir", root]
  }

  /// Whether bubblewrap can do here what it is asked for: some machines forbid namespaces.
  private func works(_ arguments: [String], _ environment: AgentEnvironment) -> Bool {
    var plan = ConfinedProcess.Plan(
      program: arguments[0], arguments: arguments, environment: ["PATH=\(environment.path)"],
      directory: root, output: "/dev/null", error: "/dev/null")
    plan.confinement = Self.launching
    guard let process = try? ConfinedProcess(plan) else { return false }
    guard let end = process.wait(milliseconds: 5_000) else {
      _ = process.stop(patienceMilliseconds: 0)
      return false
    }
    return end == .exited(0)
  }
}

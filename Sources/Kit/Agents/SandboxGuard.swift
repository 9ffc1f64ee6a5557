import Files
import Processes
import StageKit

/// The way in which a sandbox's rules are enforced on one process.
struct SandboxGuard: Sendable {
  let enforcement: Enforcement
  /// What the process may do, as far as the kernel is told by us.
  let confinement: Confinement
  /// The launcher that confines instead of us, with its arguments; empty without one.
  var launcher: [String] = []
  /// The filter of system calls that the launcher is to install.
  var filter: [UInt8] = []

  /// Makes a plan's process one that is guarded.
  ///
  /// The answer, if any, is what the launcher reads its filter from: it has to stay open until the
  /// process runs.
  func apply(to plan: inout ConfinedProcess.Plan) throws(StageError) -> Descriptor? {
    plan.confinement = confinement
    plan.confinement.grants? += [
      Confinement.Grant(plan.output, .write), Confinement.Grant(plan.error, .write),
    ]
    guard let program = launcher.first else { return nil }
    plan.program = program
    guard !filter.isEmpty else {
      plan.arguments = launcher + ["--"] + plan.arguments
      return nil
    }
    do throws(FileError) {
      let pipe = try Pipe()
      // Some hundred bytes: a pipe holds them before anybody reads.
      try pipe.writer.write(filter)
      let reader = pipe.intoReader()
      plan.inherited.append(reader.number)
      plan.arguments = launcher + ["--seccomp", "\(reader.number)", "--"] + plan.arguments
      return reader
    } catch {
      throw StageError(error)
    }
  }
}

extension SandboxRules {
  /// The strongest guard that works on this machine.
  ///
  /// Where the study demands that everything is enforced and something cannot be, that is an error;
  /// else the record says what is missing.
  func chosen(
    mustEnforce: Bool, _ environment: AgentEnvironment
  ) throws(StageError) -> SandboxGuard {
    let gaps = self.gaps
    let choice = try bubblewrap(environment) ?? landlock ?? unconfined
    let missing = gaps + [choice.enforcement.reason].compactMap { $0 }
    guard !missing.isEmpty else { return choice }
    let text = missing.joined(separator: "; ")
    guard !mustEnforce else {
      throw StageError(
        .unavailable,
        "the permission set cannot be enforced on this machine: \(text); change the set, or set "
          + "'enforce: best_effort' to run all the same")
    }
    var enforcement = choice.enforcement
    enforcement.reason = text
    return SandboxGuard(
      enforcement: enforcement, confinement: choice.confinement, launcher: choice.launcher,
      filter: choice.filter)
  }

  /// Landlock for files, and a filter of system calls for the rest; nil where the kernel has none.
  private var landlock: SandboxGuard? {
    let version = landlockVersion
    guard version > 0, permissions.allowsNetwork || Confinement.filtersCalls else { return nil }
    for place in places where place.isTree && !place.isReadOnly {
      try? FileSystem.makeDirectories(PathName.join(root, place.path))
    }
    var confinement = calls
    confinement.grants = grants
    // Landlock is not asked about these, and a filter of calls cannot tell one path from another.
    confinement.allowsMetadata = !Confinement.filtersCalls
    return SandboxGuard(
      enforcement: Enforcement(
        mechanism: "landlock", abi: version, filesystem: true,
        network: network(version >= 4 ? "seccomp and landlock" : "seccomp"),
        subprocesses: subprocesses,
        metadata: Confinement.filtersCalls ? "denied everywhere" : "not enforced"),
      confinement: confinement)
  }

  /// The filter of system calls alone.
  private var unconfined: SandboxGuard {
    var calls = calls
    calls.allowsMetadata = !Confinement.filtersCalls
    return SandboxGuard(
      enforcement: Enforcement(
        mechanism: "none", filesystem: false,
        network: network(Confinement.filtersCalls ? "seccomp" : "not enforced"),
        subprocesses: subprocesses,
        metadata: Confinement.filtersCalls ? "denied everywhere" : "not enforced",
        reason: "there is neither a working bwrap nor Landlock in the kernel"),
      confinement: calls)
  }

  /// What the filter of system calls denies.
  var calls: Confinement {
    var confinement = Confinement()
    confinement.allowsNetwork = permissions.allowsNetwork
    confinement.allowsProcesses = permissions.allowsSubprocesses || command.isShell
    return confinement
  }

  func network(_ means: String) -> String { permissions.allowsNetwork ? "allowed" : means }

  /// How processes are held back.
  ///
  /// A shell starts a process for nearly everything it does, so one that is an agent may: programs
  /// of the system, under the same rules. For any other program, processes are denied.
  var subprocesses: String {
    if permissions.allowsSubprocesses { return "allowed" }
    if command.isShell { return "system programs only" }
    return Confinement.filtersCalls ? "seccomp" : "not enforced"
  }
}

import Codecs
import Codecs
import Files
import Processes

/// The permission set of a directory as rules for a kernel.
public struct SandboxRules: Sendable {
  /// A place in the sandbox and what may be done there.
  struct Place: Sendable, Equatable {
    /// The path from the sandbox; empty for all of it.
    let path: String
    let isTree: Bool
    let isReadOnly: Bool
  }

  let root: String
  let permissions: PermissionSet
  let command: AgentCommand
  /// The version of the kernel's Landlock interface; zero where it has none.
  var landlockVersion = Confinement.landlockVersion
  /// A directory of the agent's own, outside of the sandbox, where it may do anything.
  public var home: String?

  /// The rules for a command in a directory.
  public init(_ root: String, _ permissions: PermissionSet, _ command: AgentCommand) {
    self.root = root
    self.permissions = permissions
    self.command = command
  }

  /// The places that the set allows.
  var places: [Place] {
    permissions.allowed.map { pattern in
      let (path, isTree) = pattern.root
      return Place(
        path: path, isTree: isTree || !pattern.isPlain,
        isReadOnly: permissions.isReadOnly(isTree ? "\(path)/x" : path))
    }
  }

  /// What a list of allowed paths cannot express, one sentence each.
  var gaps: [String] {
    var gaps: [String] = []
    for pattern in permissions.allowed where !pattern.isPlain && !pattern.root.isTree {
      gaps.append("'\(pattern.text)' allows some names of a directory, not all")
    }
    for place in places where place.isTree {
      let inside = { (pattern: PathPattern) in
        pattern.root.path.hasPrefix(place.path.isEmpty ? "" : place.path + "/")
          && !pattern.text.hasPrefix("..") && !pattern.text.hasPrefix("/")
      }
      let exceptions = permissions.forbidden + (place.isReadOnly ? [] : permissions.readOnly)
      for pattern in exceptions where inside(pattern) {
        let what = place.isReadOnly ? "read" : "written"
        gaps.append("'\(pattern.text)' lies within '\(place.path)', which may be \(what)")
      }
    }
    // What is allowed exactly, and forbidden as well, stays forbidden.
    for place in places {
      let path = place.isTree && !place.path.isEmpty ? "\(place.path)/x" : place.path
      if let pattern = permissions.forbidden.first(where: { $0.matches(path) }) {
        gaps.append("'\(place.path)' is allowed, and forbidden by '\(pattern.text)'")
      }
    }
    // Programs of the system are granted whatever the set says.
    for pattern in permissions.forbidden where pattern.text.hasPrefix("/") {
      let path = "/" + pattern.root.path.drop { $0 == "/" }
      let granted = (SystemPlaces.programs + SystemPlaces.files).first { system in
        path == system || path.hasPrefix(system + "/")
      }
      if let granted {
        gaps.append("'\(pattern.text)' lies within '\(granted)', from which programs are run")
      }
    }
    return gaps
  }

  /// What the kernel is to grant.
  var grants: [Confinement.Grant] {
    var grants = SystemPlaces.programs.map { Confinement.Grant($0, [.read, .execute]) }
    grants += SystemPlaces.files.map { Confinement.Grant($0, .read) }
    grants += SystemPlaces.devices.map { Confinement.Grant($0, [.read, .write, .control]) }
    grants += programGrants
    for place in places {
      let path = place.path.isEmpty ? root : PathName.join(root, place.path)
      grants.append(Confinement.Grant(path, access(place)))
    }
    if let home {
      grants.append(Confinement.Grant(home, [.read, .execute, .write, .create, .delete]))
    }
    // The working directory can be listed; what is in it is all the agent's to see.
    grants.append(Confinement.Grant(root, .read))
    return grants
  }

  /// What the agent's own program needs, wherever it lies.
  private var programGrants: [Confinement.Grant] {
    var grants = command.files.map { Confinement.Grant($0, [.read, .execute]) }
    grants.append(Confinement.Grant(command.program, [.read, .execute]))
    // A program with libraries of its own beside it: `<prefix>/bin/program`, `<prefix>/lib`.
    let real = (try? FileSystem.realPath(command.program)) ?? command.program
    let directory = PathName.parent(real)
    if PathName.lastComponent(directory) == "bin", !command.files.contains(real) {
      grants.append(Confinement.Grant(directory, [.read, .execute]))
      let libraries = PathName.join(PathName.parent(directory), "lib")
      grants.append(Confinement.Grant(libraries, [.read, .execute]))
    }
    return grants
  }

  private func access(_ place: Place) -> Confinement.Access {
    var access: Confinement.Access = []
    for operation in permissions.operations where !place.isReadOnly || operation == .read {
      switch operation {
      case .read: access.insert(.read)
      case .write: access.insert(.write)
      case .create: access.insert(.create)
      case .delete: access.insert(.delete)
      }
    }
    return access
  }
}

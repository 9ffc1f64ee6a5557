import Files
public import Study

/// Looks whether what a study requires is there.
public enum Requirements {
  /// One observation for each requirement: 1 when it is met, else 0 and the reason.
  public static func observe(
    _ requires: RequiresPlan, environment: [String: String], root: String
  ) -> [Observation] {
    let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    var found: [Observation] = []
    func add(_ check: String, _ problem: String?) {
      found.append(
        Observation(
          gate: "requires", check: check, value: problem == nil ? 1 : 0, problem: problem))
    }
    for command in requires.commands {
      do throws(RuntimeError) {
        _ = try Programs.find(command, path: path, directory: root)
        add("command \(command)", nil)
      } catch {
        add("command \(command)", error.message)
      }
    }
    if let wanted = requires.diskBytes {
      let free = (try? FileSystem.freeBytes(root)).map(Int64.init(clamping:)) ?? 0
      let problem = free < wanted ? "\(free) bytes are free, \(wanted) are required" : nil
      add("disk \(wanted)", problem)
    }
    for name in requires.environment {
      add("environment \(name)", environment[name] == nil ? "'\(name)' is not set" : nil)
    }
    return found
  }
}

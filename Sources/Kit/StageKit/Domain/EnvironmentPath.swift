/// Paths that begin where the environment says.
///
/// A verb is a pure function of its arguments and cannot ask for a variable; a file whose place
/// depends on one is named `${NAME:-DEFAULT}/rest`, and whoever carries the request out puts the
/// value in.
public enum EnvironmentPath {
  /// Puts in the variable's value, or the default where it is unset or empty; other paths stay.
  public static func expand(_ path: String, _ environment: [String: String]) -> String {
    guard path.hasPrefix("${"), let end = path.firstIndex(of: "}") else { return path }
    let inner = path[path.index(path.startIndex, offsetBy: 2)..<end]
    let rest = path[path.index(after: end)...]
    let parts = inner.split(separator: ":", maxSplits: 1)
    let value = parts.first.flatMap { environment[String($0)] } ?? ""
    let fallback = parts.count == 2 ? parts[1].dropFirst() : ""
    return (value.isEmpty ? String(fallback) : value) + rest
  }
}

import Bytes
import Codecs
import Files
import Ledger

/// The state of the git repository that a study lies in, as `git` tells it.
struct GitState {
  /// The commit, and whether and how the study's tree differs from it.
  let pins: ValueMap

  /// The state at a directory, or nil when it lies in no repository or there is no `git`.
  init?(_ directory: String) {
    guard let commit = Self.ask(["rev-parse", "HEAD"], directory) else { return nil }
    var pins: ValueMap = ["commit": .text(commit)]
    let status = Self.ask(["status", "--porcelain", "--", "."], directory) ?? ""
    pins["dirty"] = .bool(!status.isEmpty)
    if !status.isEmpty {
      let difference = Self.ask(["diff", "HEAD", "--", "."], directory) ?? ""
      let text = Array((status + "\n" + difference).utf8)
      pins["difference"] = .bytes(Hashing.digest(of: text).bytes)
    }
    self.pins = pins
  }

  private static func ask(_ arguments: [String], _ directory: String) -> String? {
    let environment = [
      "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0",
      "GIT_CONFIG_NOSYSTEM=1", "HOME=/nonexistent",
    ]
    guard
      let git = try? Programs.find(
        "git", path: "/usr/local/bin:/usr/bin:/bin", directory: directory),
      let text = Captured.output(
        of: git, ["git", "-c", "safe.directory=*"] + arguments, environment, in: directory)
    else { return nil }
    return String(text.reversed().drop { $0 == "\n" }.reversed())
  }
}

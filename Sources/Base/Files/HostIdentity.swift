/// What this process and this boot of the machine are called.
public enum HostIdentity {
  /// The boot; empty where the kernel does not say.
  public static let boot = line(of: "/proc/sys/kernel/random/boot_id")
  /// The process: its number, as the kernel sees it now.
  public static let process = line(of: "/proc/self/stat").prefix { $0 != " " }

  private static func line(of path: String) -> String {
    let bytes = (try? FileSystem.readFile(path)) ?? []
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}

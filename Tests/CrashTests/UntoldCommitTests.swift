import Files
import Glibc
import TestKit
import Testing

/// A commit that has taken effect, and of which its writer has not told the readers yet.
@Suite(.serialized) struct UntoldCommitTests {
  /// Does something right after one of the two pages that begin a log was written.
  private static func interposer(_ deed: String) -> String {
    """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <signal.h>
    #include <unistd.h>
    static ssize_t put(const char *name, int fd, const void *bytes, size_t count, off_t offset) {
      ssize_t (*next)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, name);
      ssize_t done = next(fd, bytes, count, offset);
      if (count < 4096 && offset < 8192) \(deed);
      return done;
    }
    ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
      return put("pwrite", fd, bytes, count, offset);
    }
    ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset) {
      return put("pwrite64", fd, bytes, count, offset);
    }

    """
  }

  private static let compiler = ["/usr/bin/cc", "/usr/bin/clang"].first(where: FileSystem.exists)

  @Test(.enabled(if: compiler != nil))
  func `the next writer goes on behind it`() throws {
    let tool = try Tool()
    #expect(try tool.run("init").exit == 0)
    #expect(try tool.run("exec", "--name", "subject", "--", "true").exit == 0)
    let library = try library("kill(getpid(), SIGKILL)", in: tool)
    // Somebody has the log open all the while: alone, the next one would begin the lock file anew.
    let runner = try tool.start(["exec", "--name", "slow", "--", "sleep", "2"])
    Clock.sleep(nanoseconds: 700_000_000)
    let program = try Tool.path
    let killed = try tool.shell(
      "LD_PRELOAD='\(library)' '\(program)' note subject -m untold >/dev/null 2>&1")
    #expect(tool.wait(for: killed) != 0)
    #expect(tool.wait(for: runner) == 0)
    #expect(try tool.run("log", "--type", "note.added").output.contains("untold"))
    #expect(try tool.run("verify").exit == 0)
  }

  @Test(.enabled(if: compiler != nil))
  func `whoever reads while it is synced accuses nobody afterwards`() throws {
    let tool = try Tool()
    #expect(try tool.run("init").exit == 0)
    #expect(try tool.run("exec", "--name", "subject", "--", "true").exit == 0)
    let library = try library("usleep(1500000)", in: tool)
    let program = try Tool.path
    let slow = try tool.shell("LD_PRELOAD='\(library)' '\(program)' note subject -m slow")
    Clock.sleep(nanoseconds: 700_000_000)
    // It reads now, and writes once the other is through.
    let second = try tool.run("exec", "--name", "second", "--", "true")
    #expect(second.exit == 0, "\(second.output)")
    #expect(tool.wait(for: slow) == 0)
    #expect(try tool.run("verify").exit == 0)
  }

  private func library(_ deed: String, in tool: Tool) throws -> String {
    try tool.write("interposer.c", Self.interposer(deed))
    let library = PathName.join(tool.root, "interposer.so")
    let built = try tool.shell(
      "'\(Self.compiler ?? "")' -shared -fPIC -o '\(library)' interposer.c -ldl 2>/dev/null")
    try #require(tool.wait(for: built) == 0)
    return library
  }
}

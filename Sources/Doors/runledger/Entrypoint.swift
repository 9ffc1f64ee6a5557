import CLI

/// The program: hands the command line of this process to the library that understands it.
@main enum Entrypoint {
  static func main() {
    HostProcess.current.run()
  }
}

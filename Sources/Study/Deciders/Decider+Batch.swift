/// Declaring batches.
extension Decider {
  static func declareBatch(
    _ slug: String, _ manifest: BatchManifest, _ states: States
  ) throws(Rejection) -> [Event] { [] }
}

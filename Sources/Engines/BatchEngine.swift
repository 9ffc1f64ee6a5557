import Study

/// Closes a batch when every variant is done, and says what it lacks.
enum BatchEngine: Engine {
  static let name = "batches"
}

import Study

/// Follows bypassed guards to everything that was made with them.
enum ProductionEngine: Engine {
  static let name = "production"
}

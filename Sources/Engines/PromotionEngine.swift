import Study

/// Takes in windows of telemetry and candidates that stages report, and watches canaries.
enum PromotionEngine: Engine {
  static let name = "promotion"
}

import Codecs

extension States {
  /// Records what an event says of a candidate.
  func evolveCandidate(_ slug: String, _ name: String, _ fact: Fact, at position: EventPosition) {}

  /// Records what an event says of a baseline.
  func evolveBaseline(_ slug: String, _ name: String, _ fact: Fact, at position: EventPosition) {}
}

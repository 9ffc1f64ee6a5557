/// A colour as WCAG 2 measures it.
public struct Colour: Sendable {
  private let channels: [Double]

  /// A colour of `#rrggbb`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard text.count == 7, text.first == "#", let number = Int(text.dropFirst(), radix: 16) else {
      return nil
    }
    channels = [16, 8, 0].map { Double((number >> $0) & 255) / 255 }
  }

  private init(_ channels: [Double]) { self.channels = channels }

  /// The colour as it looks where it covers a part of a ground.
  public func over(_ ground: Colour, share: Double) -> Colour {
    Colour(zip(channels, ground.channels).map { $0 * share + $1 * (1 - share) })
  }

  private var luminance: Double {
    let linear = channels.map { $0 <= 0.04045 ? $0 / 12.92 : power(($0 + 0.055) / 1.055) }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }

  /// The ratio of both, from 1 to 21.
  public func contrast(with other: Colour) -> Double {
    let (one, two) = (luminance, other.luminance)
    return (max(one, two) + 0.05) / (min(one, two) + 0.05)
  }

  /// x to the power of 2.4: its square times the fifth root of its square.
  private func power(_ x: Double) -> Double {
    var root = 1.0
    for _ in 0..<60 { root -= (root - x * x / (root * root * root * root)) / 5 }
    return x * x * root
  }
}

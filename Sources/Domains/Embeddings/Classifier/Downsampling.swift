import Numerics

/// Leaving out cells of a patient's more frequent label, so that few of the other still count.
enum Downsampling: String {
  case none
  case random

  /// The cells that are kept, ascending; all where the labels are balanced enough.
  ///
  /// More than ten times as many cells of one label as of the other are cut to ten times as many,
  /// but not below twenty. With two to nine of the rarer label the floor is five, and beyond twenty
  /// times as many the cut is to five times as many.
  func keep(_ cells: [Int], positive: [Bool], seed: Int64, patient: String) -> [Int] {
    guard self == .random else { return cells }
    let yes = cells.filter { positive[$0] }
    let no = cells.filter { !positive[$0] }
    let (rare, frequent) = yes.count <= no.count ? (yes, no) : (no, yes)
    guard rare.count >= 2 else { return cells }
    let isLow = rare.count < 10
    let threshold = 10
    guard frequent.count > threshold * rare.count else { return cells }
    let ratio = isLow && frequent.count > 20 * rare.count ? 5 : threshold
    let size = max(isLow ? 5 : 20, ratio * rare.count)
    guard frequent.count > size else { return cells }
    let draw = Draw(seed: seed, "downsample/\(patient)")
    return (rare + Shuffle.apply(frequent, draw).prefix(size)).sorted()
  }
}

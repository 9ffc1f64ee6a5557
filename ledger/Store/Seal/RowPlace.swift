/// Where a row stands in the trie: the path from the root, and the tag within the bucket.
///
/// Both are drawn with the key, so that nobody else can choose rows that crowd one place.
struct RowPlace: Equatable, Sendable {
  var path: UInt32
  var tag: UInt64
}

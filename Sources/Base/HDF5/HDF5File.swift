import CHDF5

/// An HDF5 file that is being written, by libhdf5.
///
/// Objects are named by absolute paths; the group above must be there. The same calls give the same
/// bytes with the same version of the library: no times are stored.
@safe
public struct HDF5File: ~Copyable {
  /// Why the library did not do it.
  public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What, where, and the remedy: lower-case, without a full stop.
    public let description: String
  }

  private let number: Int64
  private let path: String

  /// Creates a file, replacing what is there.
  public init(creating path: String) throws(Failure) {
    if let problem = unsafe rl_hdf5_load() {
      throw Failure(description: unsafe String(cString: problem))
    }
    let file = unsafe rl_hdf5_create(path)
    guard file >= 0 else { throw Failure(description: "'\(path)' cannot be created") }
    number = file
    self.path = path
  }

  /// Writes what is left and closes.
  public consuming func close() throws(Failure) {
    try check(rl_hdf5_close(number), "the end")
  }

  /// Makes a group.
  public func group(_ object: String) throws(Failure) {
    try check(unsafe rl_hdf5_group(number, object), object)
  }

  /// Gives an object a text attribute.
  public func attribute(_ object: String, _ name: String, _ text: String) throws(Failure) {
    try check(unsafe rl_hdf5_attribute_text(number, object, name, text), object)
  }

  /// Gives an object an attribute of several texts.
  public func attribute(_ object: String, _ name: String, _ texts: [String]) throws(Failure) {
    let joined = try Self.joined(texts, object)
    try check(
      unsafe rl_hdf5_attribute_texts(number, object, name, joined, texts.count), object)
  }

  /// Gives an object an attribute of several whole numbers.
  public func attribute(_ object: String, _ name: String, _ values: [Int64]) throws(Failure) {
    try check(
      unsafe rl_hdf5_attribute_integers(number, object, name, values, values.count), object)
  }

  /// Gives an object an attribute that is true or false.
  public func attribute(_ object: String, _ name: String, _ flag: Bool) throws(Failure) {
    try check(unsafe rl_hdf5_attribute_flag(number, object, name, flag ? 1 : 0), object)
  }

  /// Writes doubles in one dimension.
  public func write(_ object: String, _ values: [Double]) throws(Failure) {
    try check(unsafe rl_hdf5_doubles(number, object, values, values.count, 0), object)
  }

  /// Writes floats in two dimensions, row after row; there are `rows * columns` of them.
  public func write(
    _ object: String, _ values: [Float], rows: Int, columns: Int
  ) throws(Failure) {
    precondition(values.count == rows * columns && columns > 0, "the extents do not fit")
    try check(unsafe rl_hdf5_floats(number, object, values, rows, columns), object)
  }

  /// Writes floats in one dimension.
  public func write(_ object: String, _ values: [Float]) throws(Failure) {
    try check(unsafe rl_hdf5_floats(number, object, values, values.count, 0), object)
  }

  /// Writes whole numbers in one dimension.
  public func write(_ object: String, _ values: [Int32]) throws(Failure) {
    try check(unsafe rl_hdf5_integers(number, object, values, values.count), object)
  }

  /// Writes texts in one dimension.
  public func write(_ object: String, _ texts: [String]) throws(Failure) {
    let joined = try Self.joined(texts, object)
    try check(unsafe rl_hdf5_texts(number, object, joined, texts.count), object)
  }

  /// Writes a scalar data set of variable-length UTF-8 text.
  public func write(_ object: String, _ text: String) throws(Failure) {
    try check(unsafe rl_hdf5_text(number, object, text), object)
  }

  /// Texts one behind the other, each ended by a zero byte.
  private static func joined(_ texts: [String], _ object: String) throws(Failure) -> [CChar] {
    var bytes: [CChar] = []
    for text in texts {
      guard !text.utf8.contains(0) else {
        throw Failure(description: "a text of '\(object)' holds a zero byte")
      }
      for byte in text.utf8 { bytes.append(CChar(bitPattern: byte)) }
      bytes.append(0)
    }
    return bytes
  }

  private func check(_ code: Int32, _ object: String) throws(Failure) {
    guard code == 0 else {
      throw Failure(description: "'\(path)': HDF5 could not write '\(object)'; is the disk full")
    }
  }
}

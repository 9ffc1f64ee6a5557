import Bytes
import Codecs

/// Reads named fields out of an encoded map, and makes values only of those that are asked for.
///
/// The first error is kept in ``failure`` and ends the reading. It names the field; whoever reads a
/// nested map adds the path to it.
public struct FieldReader: FieldCoder, Sendable {
  private let bytes: [UInt8]
  private let index: FieldIndex
  /// What is wrong with what was read so far.
  public private(set) var failure: FieldError?
  /// How many members of the map were read.
  private var found = 0
  /// Whether a member said what its absence says as well.
  private var isWordy = false

  /// Whether every member was read and none could have been left out: then writing the same fields
  /// gives these bytes again, unless a number stands there as an integer.
  var isExact: Bool { failure == nil && found == index.count && !isWordy }

  /// A reader over the map that a part of `bytes` encodes.
  ///
  /// Anything but its one encoding is an error. O(size of the map).
  public init(_ bytes: [UInt8], in range: Range<Int>? = nil) throws(FieldError) {
    self.bytes = bytes
    do throws(CBORError) {
      index = try FieldIndex(bytes, range ?? 0..<bytes.count)
    } catch {
      throw FieldError(path: "", expectation: "is not a map: \(error)")
    }
  }

  /// Values are put into the record.
  public var isReading: Bool { true }

  /// Reads a field that has to be there.
  public mutating func field<V: FieldValue>(_ name: String, _ value: inout V, _ summary: String) {
    guard let place = next(name) else { return refuse(name, "is missing") }
    read(name, at: place, into: &value)
  }

  /// Reads a field; nil when it is not there.
  public mutating func field<V: FieldValue>(_ name: String, _ value: inout V?, _ summary: String) {
    guard let place = next(name) else {
      value = nil
      return
    }
    do throws(FieldError) {
      var reader = CBORReader(bytes.span.extracting(place))
      value = try V.read(&reader, of: bytes, from: place.lowerBound)
    } catch {
      fail(error.inside(name))
    }
  }

  /// Reads a list; an empty one when it is not there.
  public mutating func field<V: FieldValue>(_ name: String, _ values: inout [V], _ summary: String)
  {
    values = []
    guard let place = next(name) else { return }
    var reader = CBORReader(bytes.span.extracting(place))
    do throws(CBORError) {
      let count = try reader.readArrayHeader()
      values.reserveCapacity(count)
      for number in 0..<count {
        do throws(FieldError) {
          values.append(try V.read(&reader, of: bytes, from: place.lowerBound))
        } catch {
          return fail(error.inside("\(name)[\(number)]"))
        }
      }
    } catch {
      refuse(name, "is not a list")
    }
    if values.isEmpty { isWordy = true }
  }

  /// Reads a field; its usual value when it is not there.
  public mutating func field<V: FieldValue>(
    _ name: String, _ value: inout V, unless usual: @autoclosure () -> V, _ summary: String
  ) {
    guard let place = next(name) else {
      value = usual()
      return
    }
    read(name, at: place, into: &value)
    if value == usual() { isWordy = true }
  }

  /// Keeps the problem, unless there is one already.
  public mutating func refuse(_ name: String, _ expectation: String) {
    fail(FieldError(path: name, expectation: expectation))
  }
}

extension FieldReader {
  /// Refuses members that nobody asked for.
  mutating func refuseRest(of definition: EventDefinition) {
    guard failure == nil, found < index.count else { return }
    for place in 0..<index.count {
      let key = String(decoding: bytes[index[place].keyRange], as: UTF8.self)
      if !definition.fields.contains(where: { $0.name == key }) {
        return fail(definition.error(key, "is unknown"))
      }
    }
  }

  func map() throws(FieldError) -> ValueMap {
    var map = ValueMap()
    for place in 0..<index.count {
      let member = index[place]
      let name = String(decoding: bytes[member.keyRange], as: UTF8.self)
      do throws(FieldError) {
        var reader = CBORReader(bytes.span.extracting(member.valueRange))
        map[name] = try Value.read(&reader, of: bytes, from: member.valueRange.lowerBound)
      } catch {
        throw error.inside(name)
      }
    }
    return map
  }

  /// Calls `body` with the key's text and the encoded value of every field, in canonical order.
  func forEach(
    _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(FieldError) -> Void
  ) throws(FieldError) {
    let span = bytes.span
    for place in 0..<index.count {
      let member = index[place]
      try body(span.extracting(member.keyRange), span.extracting(member.valueRange))
    }
  }

  private mutating func fail(_ error: FieldError) { failure = failure ?? error }

  /// Where the value of a field lies; nil when it is not there, or reading has ended.
  private mutating func next(_ name: String) -> Range<Int>? {
    guard failure == nil, let member = index.member(name, in: bytes) else { return nil }
    found += 1
    return member.valueRange
  }

  private mutating func read<V: FieldValue>(
    _ name: String, at place: Range<Int>, into value: inout V
  ) {
    do throws(FieldError) {
      var reader = CBORReader(bytes.span.extracting(place))
      value = try V.read(&reader, of: bytes, from: place.lowerBound)
    } catch {
      fail(error.inside(name))
    }
  }
}

import Bytes
import TestKit
import Testing

struct ByteWriterTests {
  @Test func `borrowed bytes are appended like owned ones`() {
    var random = SeededGenerator()
    var writer = ByteWriter()
    var expected: [UInt8] = []
    for count in 0..<60 {
      let bytes = random.bytes(count)
      if count.isMultiple(of: 2) { writer.append(bytes.span) } else { writer.append(bytes) }
      expected += bytes
    }
    #expect(writer.bytes == expected, "\(random)")
    #expect(writer.count == expected.count)
  }

  @Test func `a writer can be used again`() {
    var writer = ByteWriter()
    writer.append(uint64: .max)
    writer.removeAll()
    writer.append(uint16: 0x0102)
    #expect(writer.bytes == [1, 2])
  }

  @Test func `an output span takes integers`() {
    let bytes = [UInt8](capacity: 8) { output in
      output.append(bigEndian: UInt32(0x0102_0304))
    }
    #expect(bytes == [1, 2, 3, 4])
  }

  @Test func `an array takes a span of any length`() {
    for count in [0, 1, 7, 8, 9, 300] {
      let source = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      var bytes: [UInt8] = [1, 2]
      bytes.append(contentsOf: source.span)
      #expect(bytes == [1, 2] + source)
      #expect([UInt8](source.span) == source)
    }
  }

  @Test func `spans are the same only when every byte is`() {
    func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool { left.span.equals(right) }
    for count in 1...40 {
      let bytes = (0..<count).map { UInt8($0) }
      #expect(isSame(bytes, bytes) && !isSame(bytes, bytes + [0]))
      for place in 0..<count {
        var other = bytes
        other[place] ^= 0x80
        #expect(!isSame(bytes, other))
      }
    }
    let text: [UInt8] = Array("zufällig".utf8)
    let (same, other) = (text.span.equals("zufällig"), text.span.equals("zufallig"))
    #expect(same && !other)
  }
}

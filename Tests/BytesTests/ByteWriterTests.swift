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

  @Test func `an output span takes integers and spans`() {
    let tail: [UInt8] = [9, 8]
    let bytes = [UInt8](capacity: 8) { output in
      output.append(bigEndian: UInt32(0x0102_0304))
      output.append(contentsOf: tail.span)
    }
    #expect(bytes == [1, 2, 3, 4, 9, 8])
  }
}

extension ObserverScreen {
  /// Takes keys, as many as were typed since the last look; false to end.
  ///
  /// Somebody who types fast, or pastes, has several keys arrive in one piece: each counts.
  mutating func take(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      var key = byte
      // An arrow is ESC [ A or ESC [ B; whatever else begins so is none of ours.
      if byte == 0x1b, rest.first == UInt8(ascii: "[") || rest.first == UInt8(ascii: "O") {
        rest.removeFirst()
        while let next = rest.first, !(0x40...0x7e).contains(next) { rest.removeFirst() }
        switch rest.popFirst() {
        case UInt8(ascii: "A"): key = UInt8(ascii: "k")
        case UInt8(ascii: "B"): key = UInt8(ascii: "j")
        default: continue
        }
      }
      if !take(key) { return false }
    }
    return true
  }

  private mutating func take(_ key: UInt8) -> Bool {
    switch key {
    case UInt8(ascii: "q"), UInt8(ascii: "Q"), 0x03, 0x04: return false
    case UInt8(ascii: "p"), UInt8(ascii: " "): isPaused.toggle()
    case UInt8(ascii: "k"): scroll = max(0, scroll - 1)
    case UInt8(ascii: "j"): scroll += 1
    case UInt8(ascii: "\t"): turn(to: (page.rawValue + 1) % Page.allCases.count)
    case UInt8(ascii: "1")...UInt8(ascii: "4"): turn(to: Int(key - UInt8(ascii: "1")))
    default: break
    }
    return true
  }

  private mutating func turn(to number: Int) {
    (page, scroll) = (Page(rawValue: number) ?? page, 0)
  }
}

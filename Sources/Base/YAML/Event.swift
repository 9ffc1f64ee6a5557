/// One step of the parser, copied out of the library's memory.
struct Event {
  /// What happened.
  enum Kind {
    case documentStart
    case documentEnd
    case streamStart
    case streamEnd
    case alias(String)
    case scalar(text: String, plain: Bool)
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
  }

  var kind: Kind
  var mark: Mark
  var anchor: String?
  var tag: String?
}

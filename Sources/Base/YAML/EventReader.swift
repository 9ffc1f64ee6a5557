import CYAML

/// The library's parser, as a source of events.
@safe
struct EventReader: ~Copyable {
  // On the heap: the parser keeps pointers into itself, so it must not move.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeBufferPointer<UInt8>

  /// Reads from a text that outlives this value.
  init(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      unsafe parser.deallocate()
      throw YAMLError("no memory left to read the document", at: Mark(line: 1, column: 1))
    }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    unsafe self.parser = parser
    unsafe self.text = text
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  /// The next event.
  ///
  /// After `streamEnd` there is none to ask for.
  mutating func next() throws(YAMLError) -> Event {
    var raw = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &raw) == 1 else { throw problem() }
    defer { unsafe yaml_event_delete(&raw) }
    return unsafe Event(raw)
  }

  /// The parser's own words, with the place where it stopped and where the construct began.
  private func problem() -> YAMLError {
    let state = unsafe parser.pointee
    guard let words = unsafe state.problem else {
      return YAMLError("no memory left to read the document", at: unsafe Mark(state.mark))
    }
    var message = unsafe String(cString: words)
    if unsafe state.error == YAML_READER_ERROR {
      // The reader knows the offset only.
      let mark = unsafe Mark(of: state.problem_offset, in: text)
      return YAMLError(message, at: mark)
    }
    if let context = unsafe state.context {
      message += unsafe " (\(String(cString: context)) that starts at \(Mark(state.context_mark)))"
    }
    return YAMLError(message, at: unsafe Mark(state.problem_mark))
  }
}

extension Mark {
  fileprivate init(_ raw: yaml_mark_t) { self.init(line: raw.line + 1, column: raw.column + 1) }
}

extension Event {
  /// Copies an event.
  ///
  /// Strings of the library end with a zero, and have no other: the text was checked to be UTF-8,
  /// and the library refuses control characters.
  fileprivate init(_ raw: yaml_event_t) {
    mark = unsafe Mark(raw.start_mark)
    switch unsafe raw.type {
    case YAML_STREAM_END_EVENT: kind = .streamEnd
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
    case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
    case YAML_MAPPING_END_EVENT: kind = .mappingEnd
    case YAML_ALIAS_EVENT:
      kind = unsafe .alias(Event.text(raw.data.alias.anchor) ?? "")
    case YAML_SEQUENCE_START_EVENT:
      kind = .sequenceStart
      anchor = unsafe Event.text(raw.data.sequence_start.anchor)
      tag = unsafe Event.text(raw.data.sequence_start.tag)
    case YAML_MAPPING_START_EVENT:
      kind = .mappingStart
      anchor = unsafe Event.text(raw.data.mapping_start.anchor)
      tag = unsafe Event.text(raw.data.mapping_start.tag)
    case YAML_SCALAR_EVENT:
      let scalar = unsafe raw.data.scalar
      // An escape can put a zero into a quoted text, so the length decides.
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      kind = unsafe .scalar(
        text: String(decoding: bytes, as: UTF8.self), plain: scalar.style == YAML_PLAIN_SCALAR_STYLE
      )
      anchor = unsafe Event.text(scalar.anchor)
      tag = unsafe Event.text(scalar.tag)
    default: kind = .streamStart
    }
  }

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe String(cString: pointer)
  }
}

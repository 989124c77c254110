import CYAML

/// libyaml's parser over one text.
///
/// Reference: https://pyyaml.org/wiki/LibYAML
struct YAMLEvents: ~Copyable {
    /// On the heap, because the parser points into itself.
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// - Parameter text: UTF-8; has to outlive the parser, which reads from it with every event.
    init(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw YAMLError(place: .start, problem: "there is no memory to read it")
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // libyaml looks for a byte order mark only where it has to guess the encoding.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let start = text.starts(with: mark) ? mark.count : 0
        yaml_parser_set_input_string(parser, text.baseAddress.map { $0 + start }, text.count - start)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    mutating func next() throws(YAMLError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw error }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(event)
    }

    /// What the parser stumbled over. Its words are fixed ones, and say nothing of the text.
    private var error: YAMLError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "it can't be read"
        let isEncoding = parser.pointee.error == YAML_READER_ERROR
        // Bytes that aren't characters are counted from the text's beginning, not by lines.
        let place = isEncoding ? YAMLPlace(parser.pointee.mark) : YAMLPlace(parser.pointee.problem_mark)
        return YAMLError(place: place, problem: problem)
    }
}

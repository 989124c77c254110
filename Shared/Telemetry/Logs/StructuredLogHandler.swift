package import Logging
import Masking
import Primitives

/// Writes an event as one line, in one piece.
///
/// JSON: `{"time":"2026-11-21T07:44:09.578Z","level":"info","logger":"ingest","message":"…", …}` with the metadata's fields after these four.
/// Text: `2026-11-21T07:44:09.578Z info  ingest: message key=value`.
package struct StructuredLogHandler: LogHandler {
    /// The program's, which may change while it runs, unless this logger was given one of its own.
    package var logLevel: Logger.Level {
        get { ownLevel ?? configuration.threshold.level }
        set { ownLevel = newValue }
    }
    private var ownLevel: Logger.Level?
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let configuration: LogConfiguration

    package init(label: String, configuration: LogConfiguration) {
        self.label = label
        self.configuration = configuration
        metadataProvider = .trace
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var merged = metadata
        if let provided = metadataProvider?.get() {
            merged.merge(provided) { _, new in new }
        }
        if let own = event.metadata {
            merged.merge(own) { _, new in new }
        }
        if let error = event.error {
            merged["error"] = .string("\(error)")
        }
        let fields = merged.flattened(masker: configuration.masker)
        switch configuration.format {
        case .json: configuration.output.write(jsonLine(event, fields))
        case .text: configuration.output.write(textLine(event, fields))
        }
    }

    private func jsonLine(_ event: LogEvent, _ fields: [LogField]) -> [UInt8] {
        var line = LogLine()
        line.begin()
        line.member("time", configuration.clock.now.description)
        line.member("level", event.level.rawValue)
        line.member("logger", label)
        line.member("message", configuration.masker.mask(event.message.description))
        for field in fields {
            let name = Self.reserved.contains(field.name) ? "metadata.\(field.name)" : field.name
            switch field.value {
            case .text(let text): line.member(name, text)
            case .literal(let text): line.member(name, literal: text)
            }
        }
        line.end()
        return line.bytes
    }

    private static let reserved: Set<String> = ["time", "level", "logger", "message"]

    private func textLine(_ event: LogEvent, _ fields: [LogField]) -> [UInt8] {
        let level = event.level.rawValue
        var text = "\(configuration.clock.now) \(level)\(String(repeating: " ", count: max(1, 9 - level.utf8.count)))\(label): "
        text += Self.onOneLine(configuration.masker.mask(event.message.description))
        for field in fields {
            switch field.value {
            case .text(let value): text += " \(field.name)=\(Self.quoted(value))"
            case .literal(let value): text += " \(field.name)=\(value)"
            }
        }
        return Array((text + "\n").utf8)
    }

    private static func quoted(_ value: String) -> String {
        let plain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") && $0 != 0x7F }
        return plain ? onOneLine(value) : "\"\(onOneLine(value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")))\""
    }

    /// Control characters, which could start a new line or steer a terminal, as `\n` or `\u{1b}`.
    private static func onOneLine(_ text: String) -> String {
        let isControl = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}" }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
    }
}

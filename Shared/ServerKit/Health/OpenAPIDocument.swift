import FoundationEssentials
import Primitives
import Synchronization
import YAML

/// The API's document: written in YAML, served as JSON, converted when it is first asked for.
final class OpenAPIDocument: Sendable {
    private let yaml: [UInt8]
    private let converted = Mutex<String?>(nil)

    init(yaml: [UInt8]) {
        self.yaml = yaml
    }

    func json() throws -> String {
        try converted.withLock { converted in
            if let converted { return converted }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let json = String(decoding: try encoder.encode(JSONValue(yaml: yaml)), as: UTF8.self)
            converted = json
            return json
        }
    }
}

import FoundationEssentials
import Primitives
import Synchronization
import YAML

/// The API's document: written in YAML, served as JSON and as a page, each made when it is first asked for.
final class OpenAPIDocument: Sendable {
    private let yaml: [UInt8]
    private let asJSON = Mutex<String?>(nil)
    private let asPage = Mutex<String?>(nil)

    init(yaml: [UInt8]) {
        self.yaml = yaml
    }

    func json() throws -> String {
        try asJSON.withLock { made in
            if let made { return made }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let json = String(decoding: try encoder.encode(JSONValue(yaml: yaml)), as: UTF8.self)
            made = json
            return json
        }
    }

    func page() throws -> String {
        try asPage.withLock { made in
            if let made { return made }
            let page = ReferencePage(try JSONValue(yaml: yaml)).html.description
            made = page
            return page
        }
    }
}

import FoundationEssentials
import HTTPTypes
import Primitives
import Recording

@testable import Cases

extension ExpandedCase {
    init(_ text: String, variation: Variation = .none) throws {
        self = try Case(text: text, file: "Cases/runtime/example.yaml").expanded(variation)
    }

    /// What the cluster answers to a GET, as JSON.
    func get(_ path: String) throws -> JSONValue {
        let request = RecordedRequest(target: path)
        guard let request else { return .null }
        return try JSONDecoding.decode(JSONValue.self, from: try cluster().answer(request).body)
    }

    func items(_ path: String) throws -> [JSONValue] {
        try get(path)["items"]?.array ?? []
    }

    func text(_ path: String) throws -> String {
        guard let request = RecordedRequest(target: path) else { return "" }
        return String(decoding: try cluster().answer(request).body, as: UTF8.self)
    }
}

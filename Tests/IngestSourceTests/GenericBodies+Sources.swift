import IngestAPI
import Primitives
import TestSupport
import Yams

extension GenericBodies {
    static func sources() throws -> AlertSources {
        guard let root = try Yams.compose(yaml: configuration) else { throw TestSupportError("the configuration is empty") }
        var reader = MappingReader()
        let sources = reader.sources(value(root))
        guard reader.problems.isEmpty else { throw TestSupportError("\(reader.problems)") }
        return AlertSources(configured: sources)
    }

    private static func value(_ node: Node) -> JSONValue {
        switch node {
        case .mapping(let mapping):
            .object(Dictionary(mapping.map { ($0.key.string ?? "", value($0.value)) }, uniquingKeysWith: { _, last in last }))
        case .sequence(let sequence): .array(sequence.map(value))
        default: .string(node.scalar?.string ?? "")
        }
    }
}

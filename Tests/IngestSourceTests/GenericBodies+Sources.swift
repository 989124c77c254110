import IngestAPI
import Primitives
import TestSupport
import YAML

extension GenericBodies {
    static func sources() throws -> AlertSources {
        var reader = MappingReader()
        let sources = reader.sources(try JSONValue(yaml: configuration, scalars: .text))
        guard reader.problems.isEmpty else { throw TestSupportError("\(reader.problems)") }
        return AlertSources(configured: sources)
    }
}

import Contracts
package import IngestAPI
package import Settings

extension AlertSources {
    package init(reading settings: inout SettingsReader) {
        let configured = settings.document(
            "GENERIC_SOURCES", default: [GenericSource](), format: "a mapping of sources' names to their formats, in YAML or JSON",
            help: "Senders of JSON that Whence doesn't know by itself."
        ) { document in
            var reader = MappingReader()
            let sources = reader.sources(document)
            return (sources, reader.problems.map { ($0.field, $0.message) })
        }
        self.init(configured: configured)
    }
}

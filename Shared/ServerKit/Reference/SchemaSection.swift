import Primitives

/// One schema: its properties, or what it is.
struct SchemaSection {
    var name: String
    var schema: JSONValue
    var references: References

    var html: HTML {
        """
        <section id="schema-\(name)">
        <h3><code>\(name)</code></h3>
        \(ProseText(schema["description"]?.string).html)
        \(properties.isEmpty ? "<p>\(references.summary(of: schema))</p>" : table)</section>

        """
    }

    /// Its own, and those that it takes from what it is all of.
    private var properties: [(name: String, schema: JSONValue, isRequired: Bool)] {
        let parts = [schema] + (schema["allOf"]?.array ?? []).map(references.resolve)
        return parts.flatMap { part -> [(name: String, schema: JSONValue, isRequired: Bool)] in
            let required = Set((part["required"]?.array ?? []).compactMap(\.string))
            return (part["properties"]?.object ?? [:]).map { ($0.key, $0.value, required.contains($0.key)) }
        }.sorted { $0.name < $1.name }
    }

    private var table: HTML {
        let rows = properties.map { property -> HTML in
            """
            <tr><td><code>\(property.name)</code>\(property.isRequired ? " <em>required</em>" : "" as HTML)</td>\
            <td>\(references.summary(of: property.schema))</td><td>\(ProseText(property.schema["description"]?.string).html)</td></tr>

            """
        }
        return "<table><tr><th>member</th><th>type</th><th>meaning</th></tr>\n\(rows)</table>"
    }
}

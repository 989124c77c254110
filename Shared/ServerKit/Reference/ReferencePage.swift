import Primitives

/// An OpenAPI document as a page for people: operations by tag, then schemas. It needs no script and nothing from elsewhere.
///
/// It shows what the documents of these services use of OpenAPI 3.1; what they don't use, it leaves out.
struct ReferencePage {
    private let root: JSONValue
    private let references: References

    init(_ root: JSONValue) {
        self.root = root
        references = References(root: root)
    }

    var html: HTML {
        let title = root["info"]?["title"]?.string ?? "API"
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title)</title>
            <link rel="icon" href="data:,">
            <style>\(raw: ReferenceStyle.text)</style>
            </head>
            <body>
            <nav id="contents" aria-label="Contents">
            <p class="brand"><a href="/">Whence</a></p>
            \(contents)
            </nav>
            <main>
            <p class="jump"><a href="/">Whence</a> <a href="#contents">Contents</a></p>
            <h1>\(title) <small>\(root["info"]?["version"]?.string ?? "")</small></h1>
            \(ProseText(root["info"]?["description"]?.string).html)
            <p><a href="/openapi.json">openapi.json</a>, OpenAPI \(root["openapi"]?.string ?? "")</p>
            \(security)
            \(sections)
            <h2 id="schemas">Schemas</h2>
            \(references.schemas.map { SchemaSection(name: $0.name, schema: $0.schema, references: references).html })
            </main>
            </body>
            </html>

            """
    }

    private var contents: HTML {
        let groups = tags.map { tag -> HTML in
            let items = operations(of: tag).map { operation -> HTML in
                "<li><a href=\"#\(operation.anchor)\"><b class=\"\(operation.methodClass)\">\(operation.method)</b> \(operation.path)</a></li>"
            }
            return "<h3>\(tag)</h3>\n<ul>\(items)</ul>\n"
        }
        let schemas = references.schemas.map { "<li><a href=\"#schema-\($0.name)\">\($0.name)</a></li>" as HTML }
        return "\(groups)<h3>schemas</h3>\n<ul>\(schemas)</ul>"
    }

    private var security: HTML {
        let schemes = (root["components"]?["securitySchemes"]?.object ?? [:]).sorted { $0.key < $1.key }
        guard !schemes.isEmpty else { return "" }
        let items = schemes.map { name, scheme -> HTML in
            let kind = [scheme["type"]?.string, scheme["scheme"]?.string].compactMap { $0 }.joined(separator: ", ")
            return "<dt><code>\(name)</code> \(kind)</dt><dd>\(ProseText(scheme["description"]?.string).html)</dd>\n"
        }
        return "<h2>Access</h2>\n<dl>\(items)</dl>\n"
    }

    private var sections: HTML {
        let described = Dictionary(
            (root["tags"]?.array ?? []).map { ($0["name"]?.string ?? "", $0["description"]?.string) }, uniquingKeysWith: { first, _ in first })
        let sections = tags.map { tag -> HTML in
            let operations = operations(of: tag).map { $0.html(references) }
            return "<h2 id=\"tag-\(tag)\">\(tag)</h2>\n\(ProseText(described[tag] ?? nil).html)\n\(operations)"
        }
        return "\(sections)"
    }

    /// In the order in which the document declares them, then those that it only uses.
    private var tags: [String] {
        let declared = (root["tags"]?.array ?? []).compactMap { $0["name"]?.string }
        return declared + Set(operations.map(\.tag)).subtracting(declared).sorted()
    }

    private func operations(of tag: String) -> [OperationSection] {
        operations.filter { $0.tag == tag }
    }

    private var operations: [OperationSection] {
        let methods = ["get", "post", "put", "patch", "delete"]
        return (root["paths"]?.object ?? [:]).sorted { $0.key < $1.key }.flatMap { path, item in
            methods.compactMap { method in item[method].map { OperationSection(method: method.uppercased(), path: path, operation: $0, item: item) } }
        }
    }
}

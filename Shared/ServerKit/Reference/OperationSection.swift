import FoundationEssentials
import Primitives

/// One operation: what it does, takes and answers.
struct OperationSection {
    var method: String
    var path: String
    var operation: JSONValue
    /// What the path's operations have in common.
    var item: JSONValue

    var tag: String { operation["tags"]?.array?.first?.string ?? "other" }
    var anchor: String { operation["operationId"]?.string ?? "\(method)-\(path)" }
    var methodClass: String { "method \(method.lowercased())" }

    func html(_ references: References) -> HTML {
        """
        <section id="\(anchor)">
        <h3><b class="\(methodClass)">\(method)</b> <code>\(path)</code></h3>
        <p><strong>\(operation["summary"]?.string ?? "")</strong> <span class="muted">\(operation["operationId"]?.string ?? "")</span></p>
        \(ProseText(operation["description"]?.string).html)
        \(parameters(references))\(body(references))\(responses(references))</section>

        """
    }

    private func parameters(_ references: References) -> HTML {
        let all = ((item["parameters"]?.array ?? []) + (operation["parameters"]?.array ?? [])).map(references.resolve)
        guard !all.isEmpty else { return "" }
        let rows = all.map { parameter -> HTML in
            let isRequired = parameter["required"]?.bool == true
            let example = parameter["example"].map { ", like <code>\(References.text($0.array?.first ?? $0))</code>" as HTML }
            return """
                <tr><td><code>\(parameter["name"]?.string ?? "")</code>\(isRequired ? " <em>required</em>" : "" as HTML)</td>\
                <td>\(parameter["in"]?.string ?? "")</td><td>\(references.summary(of: parameter["schema"]))\(example)</td>\
                <td>\(ProseText(parameter["description"]?.string).html)</td></tr>

                """
        }
        return "<h4>Parameters</h4>\n<table><tr><th>name</th><th>in</th><th>type</th><th>meaning</th></tr>\n\(rows)</table>\n"
    }

    private func body(_ references: References) -> HTML {
        guard let body = operation["requestBody"].map(references.resolve) else { return "" }
        return "<h4>Body</h4>\n\(ProseText(body["description"]?.string).html)\(content(body, references))\n\(examples(body, references))"
    }

    private func responses(_ references: References) -> HTML {
        let all = (operation["responses"]?.object ?? [:]).sorted { $0.key < $1.key }
        let rows = all.map { status, response -> HTML in
            let response = references.resolve(response)
            return """
                <tr><td><code>\(status)</code></td><td>\(ProseText(response["description"]?.string).html)</td>\
                <td>\(content(response, references))\(examples(response, references))</td></tr>

                """
        }
        return "<h4>Answers</h4>\n<table><tr><th>status</th><th>when</th><th>content</th></tr>\n\(rows)</table>\n"
    }

    /// Folded: what a body or an answer looks like. One that stands for several media types is shown once.
    private func examples(_ value: JSONValue, _ references: References) -> HTML {
        var shown: [JSONValue] = []
        for (_, media) in (value["content"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            let named = (media["examples"]?.object ?? [:]).sorted { $0.key < $1.key }.map { references.resolve($0.value) }
            let all = named + (media["example"].map { [.object(["value": $0])] } ?? [])
            shown += all.filter { !shown.contains($0) }
        }
        let folded = shown.map { example -> HTML in
            "<details><summary>\(example["summary"]?.string ?? "Example")</summary><pre>\(Self.pretty(example["value"]))</pre></details>\n"
        }
        return "\(folded)"
    }

    private func content(_ value: JSONValue, _ references: References) -> HTML {
        let kinds = (value["content"]?.object ?? [:]).sorted { $0.key < $1.key }.map { type, media -> HTML in
            "<span class=\"muted\">\(type)</span> \(references.summary(of: media["schema"]))"
        }
        return References.joined(kinds, by: "; ")
    }

    private static func pretty(_ value: JSONValue?) -> String {
        guard let value else { return "" }
        // A stream's events, or a page of metrics.
        if let text = value.string { return text }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // An example of the document is plain JSON; were one not, the page would do without it.
        guard let data = try? encoder.encode(value) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }
}

import Contracts
import Primitives

/// What was different shortly before the alert.
struct ChangeTable {
    let changes: [Change]

    var html: HTML? {
        guard !changes.isEmpty else { return nil }
        return """
            <h3>Changes</h3>
            <div class="scroll"><table>
            <thead><tr><th scope="col">When</th><th scope="col">Object</th><th scope="col">What</th></tr></thead>
            <tbody>\(changes.map(row))</tbody>
            </table></div>
            """
    }

    private func row(_ change: Change) -> HTML {
        let time: HTML = change.at.map { HTML.time($0) } ?? "<span class=\"muted\">unknown</span>"
        return """
            <tr><td>\(time)</td><td>\(change.object.description)</td><td>\(change.summary)
            <div class="small"><code>\(change.field)</code>: \(value(change.from, none: "added")) → \(value(change.to, none: "removed"))</div></td></tr>
            """
    }

    private func value(_ text: String?, none: HTML) -> HTML {
        text.map { "<code>\($0)</code>" } ?? "<em class=\"muted\">\(none)</em>"
    }
}

import HTTPKit

/// The expression of the rule that fired, which Prometheus puts into the link to its graph.
package enum AlertExpression {
    /// - Parameter generatorURL: `http://prometheus:9090/graph?g0.expr=…&g0.tab=1`
    /// - Returns: nil where the link holds none, as those of other sources don't.
    package static func read(generatorURL: String) -> String? {
        guard let mark = generatorURL.firstIndex(of: "?") else { return nil }
        let query = generatorURL[generatorURL.index(after: mark)...].prefix { $0 != "#" }
        for pair in query.split(separator: "&") where pair.hasPrefix("g0.expr=") {
            let expression = PercentEncoding.decodeQuery(pair.dropFirst("g0.expr=".count))
            return expression.flatMap { $0.isEmpty ? nil : $0 }
        }
        return nil
    }
}

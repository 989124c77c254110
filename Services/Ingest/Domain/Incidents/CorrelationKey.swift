/// What alerts of one incident have in common when they come in, before anything was analysed.
package struct CorrelationKey: Hashable, Sendable, CustomStringConvertible {
    /// At most ``maximumBytes`` long: it stands in a unique index.
    package let description: String

    /// A B-tree entry may take a third of a page (2,704 bytes); a key and a cluster's name together stay far below.
    static let maximumBytes = 512

    /// The same namespace and workload, else the same node, else the notification group, else the alert alone.
    package init(namespace: String?, workload: String?, node: String?, groupKey: String, fingerprint: String) {
        let text =
            if let namespace, let workload {
                "workload:\(namespace)/\(workload)"
            } else if let node {
                "node:\(node)"
            } else if !groupKey.isEmpty {
                "group:\(groupKey)"
            } else {
                "alert:\(fingerprint)"
            }
        description = text.boundedKey(Self.maximumBytes)
    }

    private init(text: String) {
        description = text.boundedKey(Self.maximumBytes)
    }

    /// The key under which the alerts of a workload are gathered.
    package static func workload(_ name: String, namespace: String) -> CorrelationKey {
        CorrelationKey(text: "workload:\(namespace)/\(name)")
    }

    /// The key under which the alerts of a node are gathered.
    package static func node(_ name: String) -> CorrelationKey {
        CorrelationKey(text: "node:\(name)")
    }
}

extension String {
    /// The text itself where it is short enough; otherwise its beginning and a hash of the whole.
    func boundedKey(_ limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var hash = FNV1a64()
        hash.combine(utf8)
        let ending = "…" + hash.hexadecimal
        var beginning = UnicodeScalarView()
        var room = limit - ending.utf8.count
        for scalar in unicodeScalars {
            room -= UTF8.width(scalar)
            guard room >= 0 else { break }
            beginning.append(scalar)
        }
        return String(beginning) + ending
    }
}

/// What alerts of one incident have in common when they come in, before anything was analysed.
package struct CorrelationKey: Hashable, Sendable, CustomStringConvertible {
    /// At most ``maximumBytes`` long: it stands in a unique index.
    package let description: String

    /// A B-tree entry may take a third of a page (2,704 bytes); a key and a cluster's name together stay far below.
    package static let maximumBytes = 512

    init(_ text: String) {
        description = text.boundedKey(Self.maximumBytes)
    }

    /// The key under which the alerts of a workload are gathered.
    package static func workload(_ name: String, namespace: String) -> CorrelationKey {
        CorrelationKey("workload:\(namespace)/\(name)")
    }

    /// The key under which the alerts of a node are gathered.
    package static func node(_ name: String) -> CorrelationKey {
        CorrelationKey("node:\(name)")
    }

    /// The key of the alerts that one notification group of Alertmanager holds.
    static func group(_ key: String) -> CorrelationKey {
        CorrelationKey("group:\(key)")
    }

    /// The key of an alert that nothing ties to others.
    static func alert(_ fingerprint: String) -> CorrelationKey {
        CorrelationKey("alert:\(fingerprint)")
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

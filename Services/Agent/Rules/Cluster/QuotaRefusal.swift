import KubernetesModel

/// The numbers in a quota's refusal: `exceeded quota: team, requested: pods=1,requests.memory=64Mi, used: pods=2,requests.memory=128Mi,
/// limited: pods=9,requests.memory=128Mi`.
///
/// Source: plugin/pkg/admission/resourcequota/controller.go in kubernetes/kubernetes (checkRequest): only what is exceeded is listed.
struct QuotaRefusal {
    let requested: [String: Quantity]
    let used: [String: Quantity]
    let limited: [String: Quantity]
    private let order: [String]

    init(_ message: String) {
        let parts = ["requested: ", "used: ", "limited: "].map { Self.list(after: $0, in: message) }
        requested = parts[0].0
        used = parts[1].0
        limited = parts[2].0
        order = parts[0].1
    }

    /// The resource that would be over its limit; the first where several would.
    var exceeded: String? {
        order.first { name in
            guard let asked = requested[name], let limit = limited[name] else { return false }
            return (used[name] ?? .zero) + asked > limit
        } ?? order.first
    }

    /// What is left of it beside what is asked for: most quotas are refused before they are used up.
    func shortfall(of resource: String) -> String {
        guard let limit = limited[resource], let asked = requested[resource] else { return "has no \(resource) left" }
        let left = limit - (used[resource] ?? .zero)
        return left > .zero
            ? "has \(left.display(resource)) of \(resource) left, and \(asked) is asked for" : "has no \(resource) left, and \(asked) is asked for"
    }

    private static func list(after marker: String, in message: String) -> ([String: Quantity], [String]) {
        guard let range = message[...].range(ofASCIIText: marker) else { return ([:], []) }
        var rest = message[range.upperBound...]
        for end in [", used:", ", limited:"] {
            if let stop = rest.range(ofASCIIText: end) { rest = rest[..<stop.lowerBound] }
        }
        var values: [String: Quantity] = [:]
        var order: [String] = []
        for item in rest.split(separator: ",") {
            let sides = item.split(separator: "=", maxSplits: 1)
            guard sides.count == 2 else { continue }
            let name = String(sides[0].drop { $0 == " " })
            let text = sides[1].prefix { $0.isLetter || $0.isNumber || $0 == "." }
            values[name] = Quantity(String(text).hasSuffix(".") ? String(text.dropLast()) : String(text))
            order.append(name)
        }
        return (values, order)
    }
}

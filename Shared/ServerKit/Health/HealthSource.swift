package import Primitives

/// One part of a service as `/health` shows it.
package struct HealthComponent: Hashable, Sendable {
    package enum Status: String, Sendable {
        case ok
        /// It works with less.
        case degraded
        case failed
        /// It isn't configured, and isn't missed.
        case off
        /// Who could tell wasn't reached.
        case unknown
    }

    package var status: Status
    /// What is wrong, for people.
    package var detail: String?
    /// Whether the service is of no use without it.
    package var isCritical = false
    package var figures: [String: JSONValue]

    package init(_ status: Status, detail: String? = nil, figures: [String: JSONValue] = [:]) {
        self.status = status
        self.detail = detail
        self.figures = figures
    }

    init(_ result: HealthCheck.Result, isCritical: Bool) {
        switch result {
        case .ok: self.init(.ok)
        case .degraded(let reason): self.init(.degraded, detail: reason)
        case .failed(let reason): self.init(.failed, detail: reason)
        }
        self.isCritical = isCritical
    }

    var json: JSONValue {
        var members = figures
        members["status"] = .string(status.rawValue)
        members["detail"] = detail.map(JSONValue.string)
        return .object(members)
    }
}

/// Where `/health` learns of one or several parts at once.
package struct HealthSource: Sendable {
    private let names: [String]
    private let timeout: Duration
    private let read: @Sendable () async -> [String: HealthComponent]

    /// - Parameter names: What it tells of, for the case that it doesn't answer in time.
    package init(_ names: String..., timeout: Duration = .seconds(2), read: @escaping @Sendable () async -> [String: HealthComponent]) {
        self.names = names
        self.timeout = timeout
        self.read = read
    }

    /// What `/readyz` asks for.
    package init(_ check: HealthCheck) {
        // The check keeps its own time.
        self.init(check.name, timeout: check.timeout * 2) {
            [check.name: HealthComponent(await check.result(), isCritical: check.isCritical)]
        }
    }

    func components() async -> [String: HealthComponent] {
        await withTaskGroup(of: [String: HealthComponent]?.self) { group in
            group.addTask { await read() }
            group.addTask {
                do {
                    try await Task.sleep(for: timeout)
                    let late = HealthComponent(.failed, detail: "no answer within \(timeout)")
                    return Dictionary(uniqueKeysWithValues: names.map { ($0, late) })
                } catch {
                    return nil
                }
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? [:]
        }
    }
}

extension Measurement {
    /// The measurement in one line, as evidence tells it:
    /// `memory working set 61.8Mi of 64Mi (97%), 20Mi before the alert, rising 1.2Mi a minute, full at 2026-11-21T12:04:00Z`.
    public var text: String {
        var text = "\(quantity.words) " + Self.number(value, quantity.unit)
        if quantity == .alertExpression { text = "\(quantity.words) is " + Self.number(value, quantity.unit) }
        if let detail { text = "\(quantity.words) (\(detail)) " + Self.number(value, quantity.unit) }
        if let bound {
            text += (quantity == .alertExpression ? ", its bound " : " of ") + Self.number(bound, quantity.unit)
            if let share = shareOfBound { text += " (\(Self.percent(share)))" }
        }
        if let requested { text += ", requested " + Self.number(requested, quantity.unit) }
        if peak > value * 1.2, quantity.unit != .count || peak >= value + 1 { text += ", at most " + Self.number(peak, quantity.unit) }
        if let before { text += ", " + Self.number(before, quantity.unit) + " before the alert" }
        if let trend, trend.isSteadyRise { text += ", rising " + Self.number(trend.slope * 60, quantity.unit) + " a minute" }
        if let forecast { text += ", full at \(forecast)" }
        return text
    }

    static func percent(_ share: Double) -> String {
        let percent = share * 100
        guard percent.isFinite, abs(percent) < 1e9 else { return "?%" }
        return abs(percent) < 10 && percent != percent.rounded() ? "\(Decimals.text(percent, 1))%" : "\(Int(percent.rounded()))%"
    }

    static func number(_ value: Double, _ unit: Unit) -> String {
        guard value.isFinite, abs(value) < 1e18 else { return "\(value)" }
        switch unit {
        case .share: return percent(value)
        case .bytes: return bytes(value)
        case .cores: return abs(value) < 1 ? "\(Int((value * 1000).rounded()))m" : Decimals.text(value, 2)
        case .seconds: return abs(value) < 1 ? "\(Decimals.text(value * 1000, abs(value) < 0.01 ? 1 : 0))ms" : "\(Decimals.text(value, 2))s"
        case .perSecond: return "\(Decimals.text(value, abs(value) < 1 ? 3 : 1))/s"
        case .count: return Decimals.text(value, 2)
        }
    }

    private static func bytes(_ value: Double) -> String {
        let units = ["", "Ki", "Mi", "Gi", "Ti", "Pi"]
        var value = value
        var unit = 0
        while abs(value) >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return Decimals.text(value, unit == 0 ? 0 : 1) + units[unit]
    }
}

/// Decimal numbers without a locale.
enum Decimals {
    /// Rounded to so many digits, without zeros at the end.
    static func text(_ value: Double, _ digits: Int) -> String {
        let scale = [1.0, 10, 100, 1000][max(0, min(3, digits))]
        let rounded = (value * scale).rounded() / scale
        guard abs(rounded) < 1e15 else { return "\(rounded)" }
        return rounded == rounded.rounded() ? String(Int64(rounded)) : "\(rounded)"
    }
}

extension Measurement.Quantity {
    public var words: String {
        switch self {
        case .memoryWorkingSet: "memory working set"
        case .cpuUsage: "CPU use"
        case .cpuThrottledShare: "share of CPU periods throttled"
        case .restarts: "restarts"
        case .oomEvents: "out-of-memory kills"
        case .fileDescriptors: "open file descriptors"
        case .connectionsInUse: "connections in use"
        case .connectionsWaiting: "callers waiting for a connection"
        case .networkErrors: "network errors"
        case .networkDrops: "dropped packets"
        case .volumeUsed: "volume use"
        case .volumeInodesUsed: "inodes of the volume in use"
        case .requestRate: "requests"
        case .errorShare: "share of requests that fail"
        case .latencyP99: "99th percentile of latency"
        case .latencyMean: "mean latency"
        case .dependencyRequestRate: "requests to a dependency"
        case .dependencyErrorShare: "share of a dependency's answers that fail"
        case .dependencyLatency: "latency of a dependency"
        case .nodeMemoryUsed: "node memory in use"
        case .nodeCPUUsed: "node CPU in use"
        case .nodeCPUStolen: "node CPU stolen by the hypervisor"
        case .nodeLoadPerCPU: "node load per CPU"
        case .nodeDiskUsed: "node disk use"
        case .nodeInodesUsed: "inodes of the node's disk in use"
        case .nodePressureCPU: "time that tasks of the node wait for CPU"
        case .nodePressureMemory: "time that tasks of the node wait for memory"
        case .nodePressureIO: "time that tasks of the node wait for I/O"
        case .nodeRetransmits: "TCP segments sent again"
        case .nodeNetworkErrors: "network errors of the node"
        case .nodeNetworkDrops: "packets dropped by the node"
        case .nodeConnectionsTracked: "tracked connections of the node"
        case .nodeCPUByPod: "CPU use on the node"
        case .autoscalerReplicas: "replicas under the autoscaler"
        case .alertExpression: "the alert's expression"
        }
    }
}

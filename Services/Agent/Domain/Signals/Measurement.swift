public import Contracts
public import Primitives

/// One quantity that was measured of one object around the alert: what rules weigh and quote.
///
/// Only measured values stand here; where a metric doesn't exist there is no measurement, which is never the same as zero.
public struct Measurement: Hashable, Sendable {
    public var quantity: Quantity
    /// The pod with its container, the node, the claim, the Service, the workload or the autoscaler that was measured.
    public var object: ObjectReference
    /// What tells several of one object apart: the peer of a request, a mount point, a network device. nil where there is one only.
    public var detail: String?
    /// The level at the end of the window (the median of its last samples), in ``Quantity/unit``.
    public var value: Double
    /// The highest sample from a quarter of an hour before the alert on.
    public var peak: Double
    /// The median of the hour before the alert; nil where nothing was measured then.
    public var before: Double?
    /// It came up with the alert: before, nothing was measured of it, though other things were. What isn't new and has no ``before`` is unknown.
    public var isNew: Bool
    /// What the value can't or may not exceed, in the same unit: a limit, a capacity, a maximum. nil where there is none.
    public var bound: Double?
    /// What was asked for: a container's request, in the same unit.
    public var requested: Double?
    public var trend: Trend?
    /// When the value left its earlier level and stayed away; nil where it did not.
    public var changedAt: Timestamp?
    /// When the value reaches its bound if it goes on as it does; nil where it doesn't rise steadily, or not within ``Forecast/horizon``.
    public var forecast: Timestamp?
    /// Of an alert's own expression, whether it still holds; nil for everything else, and where it can't be told.
    public var holds: Bool?
    /// The PromQL expression, so that a person can ask again.
    public var query: String
    /// Of the last sample.
    public var at: Timestamp

    public init(
        _ quantity: Quantity, of object: ObjectReference, detail: String? = nil, value: Double, peak: Double? = nil, before: Double? = nil,
        isNew: Bool = false, bound: Double? = nil, requested: Double? = nil, trend: Trend? = nil, changedAt: Timestamp? = nil,
        forecast: Timestamp? = nil,
        holds: Bool? = nil, query: String, at: Timestamp
    ) {
        self.quantity = quantity
        self.object = object
        self.detail = detail
        self.value = value
        self.peak = peak ?? value
        self.before = before
        self.isNew = isNew
        self.bound = bound
        self.requested = requested
        self.trend = trend
        self.changedAt = changedAt
        self.forecast = forecast
        self.holds = holds
        self.query = query
        self.at = at
    }

    /// The value as a part of its bound; nil where there is none.
    public var shareOfBound: Double? {
        bound.flatMap { $0 > 0 ? value / $0 : nil }
    }

    /// Whether it is so many times what it was before the alert, or new; false where nobody knows what it was.
    public func hasRisen(by growth: Double) -> Bool {
        value > 0 && (before.map { value >= $0 * growth } ?? isNew)
    }

    /// How many times its earlier level the value has; nil where that was unknown or nothing.
    public var growth: Double? {
        before.flatMap { $0 > 0 ? value / $0 : nil }
    }
}

extension Measurement {
    public enum Unit: String, Hashable, Sendable {
        case bytes, cores, seconds, count
        /// Times a second.
        case perSecond
        /// 0…1
        case share
    }

    public enum Quantity: String, Hashable, Sendable, CaseIterable {
        // MARK: Of a container
        /// Against its limit.
        case memoryWorkingSet
        /// Against its limit, with its request.
        case cpuUsage
        /// Of the scheduling periods, those in which CPU was withheld.
        case cpuThrottledShare
        /// The counter; what it grew by is ``Measurement/value`` less ``Measurement/before``.
        case restarts
        /// Kills by the kernel within the container's cgroup, counted since its start.
        case oomEvents
        /// Open file descriptors against their limit.
        case fileDescriptors
        /// Of a connection pool or a server, against its maximum.
        case connectionsInUse
        /// Callers that wait for a connection of a pool.
        case connectionsWaiting

        // MARK: Of a pod
        case networkErrors, networkDrops

        // MARK: Of a claim
        case volumeUsed, volumeInodesUsed

        // MARK: Of a Service or a workload, as it serves requests
        case requestRate, errorShare, latencyP99, latencyMean

        // MARK: Of a workload, as it calls the peer that `detail` names
        case dependencyRequestRate, dependencyErrorShare, dependencyLatency

        // MARK: Of a node
        case nodeMemoryUsed, nodeCPUUsed, nodeCPUStolen
        /// Load over five minutes for each CPU, counted in runnable and blocked tasks.
        case nodeLoadPerCPU
        /// By mount point, against its size.
        case nodeDiskUsed, nodeInodesUsed
        /// The share of time in which some task waited for the resource (PSI).
        case nodePressureCPU, nodePressureMemory, nodePressureIO
        /// Of the TCP segments that were sent.
        case nodeRetransmits
        case nodeNetworkErrors, nodeNetworkDrops
        /// Tracked connections against the table's size.
        case nodeConnectionsTracked

        // MARK: Of a pod, as one of those that share the node that `detail` names
        /// All of its containers together.
        case nodeCPUByPod

        // MARK: Of an autoscaler
        /// Against its maximum.
        case autoscalerReplicas

        /// The alert's own expression. Its unit is whatever the rule's author chose.
        case alertExpression

        public var unit: Unit {
            switch self {
            case .memoryWorkingSet, .volumeUsed, .nodeDiskUsed: .bytes
            case .cpuUsage, .nodeCPUByPod: .cores
            case .cpuThrottledShare, .errorShare, .dependencyErrorShare, .nodeMemoryUsed, .nodeCPUUsed, .nodeCPUStolen, .nodePressureCPU,
                .nodePressureMemory, .nodePressureIO, .nodeRetransmits:
                .share
            case .networkErrors, .networkDrops, .requestRate, .dependencyRequestRate, .nodeNetworkErrors, .nodeNetworkDrops: .perSecond
            case .latencyP99, .latencyMean, .dependencyLatency: .seconds
            case .restarts, .oomEvents, .fileDescriptors, .connectionsInUse, .connectionsWaiting, .volumeInodesUsed, .nodeInodesUsed,
                .nodeLoadPerCPU, .nodeConnectionsTracked, .autoscalerReplicas, .alertExpression:
                .count
            }
        }
    }
}

extension [Measurement] {
    /// Those of one quantity, of an object and, where that is a pod or a workload, of any of its containers.
    public func of(_ quantity: Measurement.Quantity, _ object: ObjectReference) -> [Measurement] {
        filter { $0.quantity == quantity && $0.object.withoutContainer == object.withoutContainer }
    }

    /// Those of one quantity, whatever they were measured of.
    public func of(_ quantity: Measurement.Quantity) -> [Measurement] {
        filter { $0.quantity == quantity }
    }
}

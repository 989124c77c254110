import AgentDomain
import Contracts
import Prometheus
import SourceClient

extension MetricQuery {
    /// Of the target as it serves requests, and as it makes them: rate, share that fails, latency. Only where such metrics were found.
    static func traffic(_ scope: SignalScope, _ names: MetricNames) -> [MetricQuery] {
        guard let namespace = scope.namespace, let subject = scope.workload ?? scope.target ?? named(scope, namespace) else { return [] }
        var queries: [MetricQuery] = []
        for labelling in Labelling.allCases {
            for family in Traffic.families(in: names.all(labelling), labelling) {
                guard let selector = selector(family, scope, namespace) else { continue }
                queries += measures(of: family, selector, subject)
            }
        }
        return Array(queries.prefix(maximumQueries))
    }

    /// Two conventions' worth on both sides.
    private static let maximumQueries = 12

    private static func named(_ scope: SignalScope, _ namespace: String) -> ObjectReference? {
        scope.services.first.map { ObjectReference(kind: "Service", namespace: namespace, name: $0) }
    }

    private static func measures(of family: Traffic, _ selector: String, _ subject: ObjectReference) -> [MetricQuery] {
        let isServed = family.side == .served
        let peers = isServed ? [] : Self.peers
        let naming = SeriesNaming.fixed(subject, details: peers)
        var queries: [MetricQuery] = []
        if let requests = family.requests {
            queries.append(
                MetricQuery(
                    isServed
                        ? .outcomes(share: .errorShare, rate: .requestRate) : .outcomes(share: .dependencyErrorShare, rate: .dependencyRequestRate),
                    "sum by (\((peers + RequestOutcome.labels).joined(separator: ", "))) (rate(\(requests){\(selector)}[5m]))", of: naming))
        }
        if let durations = family.durations {
            let kept = peers.isEmpty ? "" : ", " + peers.joined(separator: ", ")
            let grouped = peers.isEmpty ? "" : " by (\(peers.joined(separator: ", ")))"
            queries.append(
                family.hasBuckets
                    ? MetricQuery(
                        .level(isServed ? .latencyP99 : .dependencyLatency),
                        "histogram_quantile(0.99, sum by (le\(kept)) (rate(\(durations)_bucket{\(selector)}[5m])))", of: naming, scale: family.scale)
                    : MetricQuery(
                        .level(isServed ? .latencyMean : .dependencyLatency),
                        "sum\(grouped) (rate(\(durations)_sum{\(selector)}[5m])) / sum\(grouped) (rate(\(durations)_count{\(selector)}[5m]))",
                        of: naming, scale: family.scale))
        }
        return queries
    }

    /// Labels that name whom a request goes to: OpenTelemetry's, Istio's, Linkerd's and those of common clients.
    private static let peers = [
        "destination_workload", "destination_service_name", "dst_deployment", "server_address", "net_peer_name", "peer", "host", "target",
        "client_name", "grpc_service", "rpc_service",
    ]

    /// - Returns: nil where nothing would say which requests are the target's.
    private static func selector(_ family: Traffic, _ scope: SignalScope, _ namespace: String) -> String? {
        func equal(_ label: String, _ value: String) -> String { "\(label)=\(QueryText.quoted(value))" }
        if family.labelling == .istio {
            guard let workload = scope.workload?.name ?? scope.services.first else { return nil }
            // Both proxies report; the server's counts what reached it, the client's also what didn't.
            return family.side == .served
                ? [equal("destination_workload", workload), equal("destination_workload_namespace", namespace), equal("reporter", "destination")]
                    .joined(separator: ",")
                : [equal("source_workload", workload), equal("source_workload_namespace", namespace), equal("reporter", "source")]
                    .joined(separator: ",")
        }
        var matchers = [equal(family.labelling.namespace, namespace)]
        if let workload = scope.workload {
            // Pods of earlier templates count as well: the level before a rollout is theirs.
            matchers.append("\(family.labelling.pod)=~\(QueryText.quoted(QueryText.pattern(workload.name) + "-.*"))")
        } else if scope.pods.contains(where: { $0.namespace == namespace }) {
            matchers.append(PromQL.matcher(family.labelling.pod, scope.pods.filter { $0.namespace == namespace }.map(\.name)))
        } else {
            return nil
        }
        if family.counter == "response_total" { matchers.append(equal("direction", family.side == .served ? "inbound" : "outbound")) }
        return matchers.joined(separator: ",")
    }
}

/// Whether a request failed, by the labels that say how it ended.
enum RequestOutcome {
    static let labels = [
        "code", "status", "status_code", "http_status_code", "http_response_status_code", "response_code", "grpc_code", "grpc_status",
        "grpc_response_status", "rpc_grpc_status_code", "classification", "outcome",
    ]

    /// The failure's own name (`503`, `Unavailable`), or nil for what succeeded and for what the client got wrong.
    static func failure(_ values: [String: String]) -> String? {
        for label in labels {
            guard let value = values[label], !value.isEmpty else { continue }
            if label.contains("grpc") || label == "code" || label == "status", failingCodes.contains(value.lowercased()) { return value }
            if label.contains("grpc"), failingNumbers.contains(value) { return value }
            if let number = Int(value), (500...599).contains(number) { return value }
            if ["5xx", "failure", "server_error", "error"].contains(value.lowercased()) { return value }
        }
        return nil
    }

    /// gRPC's codes that are the server's fault. Source: https://grpc.io/docs/guides/status-codes/
    private static let failingCodes: Set<String> = [
        "unknown", "deadlineexceeded", "deadline_exceeded", "resourceexhausted", "resource_exhausted", "unimplemented", "internal", "unavailable",
        "dataloss", "data_loss",
    ]
    private static let failingNumbers: Set<String> = ["2", "4", "8", "12", "13", "14", "15"]
}

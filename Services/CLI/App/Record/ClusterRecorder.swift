import HTTPKit
import HTTPTypes
import Kubernetes
import Primitives
import Recording

/// Takes down what a cluster says about a namespace, answer by answer as it came.
struct ClusterRecorder: Sendable {
    struct Options: Sendable {
        /// Lines of each log, from its end.
        var tailLines = 1000
        /// Pods whose logs are read.
        var maximumPods = 200
        /// Bytes of each log.
        var maximumLogBytes = 1 << 20
        /// How far back the samples of Prometheus go.
        var history: Duration = .seconds(30 * 60)
    }

    /// What was left out, and why.
    typealias Gap = String

    let client: KubernetesClient
    /// nil where there is none to ask.
    let prometheus: PrometheusRecorder?
    let folder: RecordingFolder
    let clock: WallClock
    var options = Options()

    /// Requests that are under way at a time: enough to be quick, few enough for a cluster in trouble.
    private static let concurrency = 8

    /// - Returns: what the recording lacks.
    func record(namespace: String) async throws -> [Gap] {
        try await checkExistence(of: namespace)
        let plan = RecordingPlan(namespace: namespace)
        // The server's own clock: ages in the recording are relative to it.
        let recordedAt = try await client.version().date ?? clock.now
        var gaps: [Gap] = []
        for (path, name) in RecordingPlan.documents {
            gaps += try await document(path, parts: ["kubernetes"] + name.split(separator: "/").map(String.init))
        }
        let lists = try await inParallel(plan.lists) { operation in
            (operation, try await list(operation))
        }
        gaps += lists.compactMap(\.1.gap)

        let pods = lists.first { $0.0.resource == .pods }?.1.body.map(Self.containers) ?? []
        if Set(pods.map(\.pod)).count > options.maximumPods { gaps.append("logs of pods beyond the first \(options.maximumPods)") }
        let kept = Set(Set(pods.map(\.pod)).sorted().prefix(options.maximumPods))
        gaps += try await inParallel(pods.filter { kept.contains($0.pod) }) { try await log($0, namespace: namespace) }.flatMap(\.self)

        if let prometheus { gaps += try await prometheus.record(plan, at: recordedAt, history: options.history, into: folder) }
        try await folder.write("\(Self.wholeSeconds(recordedAt))\n".utf8.map(\.self), to: ["recorded_at.txt"])
        return gaps
    }

    struct NoSuchNamespace: Error, CustomStringConvertible {
        var namespace: String

        var description: String { "the cluster has no namespace \(namespace): `kubectl get namespaces` lists them" }
    }

    /// A list of a namespace that doesn't exist is empty and no error: the recording would look like one of a namespace without anything.
    private func checkExistence(of namespace: String) async throws {
        let operation = APIOperation("get", .namespaces, name: namespace)
        do throws(KubernetesError) {
            _ = try await client.raw(path: operation.path, operation: operation)
        } catch  where error.status == 404 && error.message.contains("not found") {
            throw NoSuchNamespace(namespace: namespace)
        } catch {
            // Who may not get it may still list what is in it; what else is wrong shows with what is read next.
        }
    }

    private static func wholeSeconds(_ time: Timestamp) -> Timestamp {
        Timestamp(microseconds: time.microseconds / 1_000_000 * 1_000_000)
    }

    private func document(_ path: String, parts: [String]) async throws -> [Gap] {
        let operation = APIOperation("get", APIResource(plural: "discovery", isNamespaced: false))
        do {
            try await write(try await client.raw(path: path, operation: operation), parts)
            return []
        } catch let error as KubernetesError where error.status != nil {
            return ["\(path): \(error.message)"]
        }
    }

    private func list(_ operation: APIOperation) async throws -> (body: [UInt8]?, gap: Gap?) {
        do {
            let body = try await client.raw(path: operation.path, operation: operation)
            try await write(body, ["kubernetes"] + operation.path.split(separator: "/").map(String.init))
            return (body, nil)
        } catch let error as KubernetesError where error.status != nil || error.reason == .tooLarge {
            return (nil, "\(operation): \(error.message)")
        }
    }

    private func write(_ body: [UInt8], _ parts: [String]) async throws {
        try await folder.write(body, to: parts.dropLast() + [(parts.last ?? "") + ".json"])
    }

    private struct Container: Sendable {
        var pod: String
        var name: String
    }

    private static func containers(of list: [UInt8]) -> [Container] {
        // A list that can't be read has been written down all the same; there are just no logs to look for.
        let items = (try? JSONSlice(parsing: list))?["items"]?.elements ?? []
        return items.flatMap { pod in
            let name = pod["metadata"]?["name"]?.string ?? ""
            return ["initContainers", "containers", "ephemeralContainers"].flatMap { pod["spec"]?[$0]?.elements ?? [] }
                .compactMap { $0["name"]?.string }.map { Container(pod: name, name: $0) }
        }
    }

    private func log(_ container: Container, namespace: String) async throws -> [Gap] {
        var gaps: [Gap] = []
        for previous in [false, true] {
            let parts = ["logs", namespace, container.pod, container.name + (previous ? ".previous" : "")]
            func named(_ suffix: String) -> [String] { parts.dropLast() + [(parts.last ?? "") + suffix] }
            do {
                let answer = try await client.log(
                    pod: container.pod, container: container.name, namespace: namespace,
                    options: LogOptions(tailLines: options.tailLines, previous: previous, maximumBytes: options.maximumLogBytes))
                switch answer.log {
                case .text(let text): try await folder.write(Array(text.utf8), to: named(".log"))
                case .unavailable(let message):
                    try await folder.write(Array("Error from server (BadRequest): \(message)\n".utf8), to: named(".error.txt"))
                }
            } catch let error as KubernetesError where error.status != nil {
                gaps.append("log of \(container.pod)/\(container.name): \(error.message)")
            }
        }
        return gaps
    }

    /// Maps in parallel, at most ``concurrency`` at a time, and keeps the order.
    private func inParallel<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], _ transform: @escaping @Sendable (Input) async throws -> Output
    ) async throws -> [Output] {
        try await withThrowingTaskGroup(of: (Int, Output).self) { group in
            var results: [Int: Output] = [:]
            for (position, input) in inputs.enumerated() {
                if position >= Self.concurrency, let done = try await group.next() { results[done.0] = done.1 }
                group.addTask { (position, try await transform(input)) }
            }
            for try await done in group { results[done.0] = done.1 }
            return inputs.indices.compactMap { results[$0] }
        }
    }
}

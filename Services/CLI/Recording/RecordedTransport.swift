package import HTTPKit
import HTTPTypes
package import Primitives

/// Carries requests to a recording instead of a network: for tests, and for analyses of what was recorded.
///
/// The host of a URL is ignored: Kubernetes' paths and Prometheus' are both answered.
package struct RecordedTransport: Transport {
    private let cluster: RecordedCluster
    private let clock: WallClock

    /// - Parameter clock: What the `Date` header says; the time of the recording where it is nil.
    package init(_ cluster: RecordedCluster, clock: WallClock? = nil) {
        self.cluster = cluster
        self.clock = clock ?? .fixed(cluster.recording.recordedAt)
    }

    package func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        func failure(_ reason: TransportError.Reason, _ detail: String) -> TransportError {
            let path = request.url.split(separator: "?", maxSplits: 1).first.map(String.init) ?? ""
            return TransportError(reason: reason, request: "\(request.method.rawValue) \(path)", detail: detail)
        }
        guard !Task.isCancelled else { throw failure(.cancelled, "the task was cancelled") }
        guard let scheme = request.url.firstRange(of: "://") else { throw failure(.invalidURL, "not absolute") }
        let afterScheme = request.url[scheme.upperBound...]
        let target = afterScheme.firstIndex { $0 == "/" || $0 == "?" }.map { String(afterScheme[$0...]) } ?? "/"
        guard
            let recorded = RecordedRequest(
                method: request.method, target: target, accept: request.headers[.accept], body: request.body)
        else { throw failure(.invalidURL, "badly percent-encoded") }

        let answer = cluster.answer(recorded)
        guard answer.body.count <= request.maximumBytes else {
            throw failure(.tooLarge, "the answer has \(answer.body.count) bytes, \(request.maximumBytes) are allowed")
        }
        return OutboundResponse(status: answer.status, headers: answer.headers(now: clock.now), body: answer.body)
    }
}

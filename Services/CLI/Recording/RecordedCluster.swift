import HTTPTypes
import Primitives

/// A recording that answers as the API server and the Prometheus did which it was taken from.
///
/// A pure function of the request, without a socket: a server and a transport are thin shells around it.
/// It is read-only, and never serves Secrets.
package struct RecordedCluster: Sendable {
    package let recording: Recording
    private let clusterWide: [ResourceType: RecordedList]

    package init(directory: String) throws(RecordingError) {
        self.init(try Recording(directory: directory))
    }

    package init(_ recording: Recording) {
        self.recording = recording
        clusterWide = recording.lists.mapValues { lists in
            lists[""] ?? RecordedList(union: lists.sorted { $0.key < $1.key }.map(\.value))
        }
    }

    package func answer(_ request: RecordedRequest) -> RecordedAnswer {
        do throws(APIStatus) {
            return try answerOrStatus(request)
        } catch {
            return error.answer
        }
    }

    private func answerOrStatus(_ request: RecordedRequest) throws(APIStatus) -> RecordedAnswer {
        if let answer = recording.prometheus.answer(request, now: recording.recordedAt) { return answer }
        let path = APIPath(segments: request.segments)
        if request.method == .post, let path, let review = try AccessReview(path: path, body: request.body) {
            return review.answer(for: self)
        }
        guard request.method == .get || request.method == .head else { throw .methodNotAllowed }
        if let text = health(request.segments) { return RecordedAnswer(contentType: .text, body: Array(text.utf8)) }
        if let path, path.resource == "pods", path.subresource == "log" { return try log(path, request) }

        guard request.acceptsJSON else { throw .notAcceptable }
        if let document = recording.documents["/" + request.segments.joined(separator: "/")] { return RecordedAnswer(body: document) }
        if let list = recording.emptyResourceList(request.segments) { return RecordedAnswer(body: list) }
        guard let path, path.subresource == nil || path.subresource == "status" else { throw .notServed }
        if path.resourceType.isSecret { throw .forbidden(path, verb: path.name == nil ? "list" : "get") }
        if request.flag("watch") || path.resource == "watch" {
            throw .badRequest("a recording can't be watched: it doesn't change")
        }
        guard let name = path.name else { return RecordedAnswer(body: try list(path, request)) }
        return RecordedAnswer(body: try object(path, name))
    }

    /// What `readyz` and its like say, `?verbose` aside.
    private func health(_ segments: [String]) -> String? {
        segments.count == 1 && ["healthz", "livez", "readyz"].contains(segments[0]) ? "ok" : nil
    }

    /// What was recorded of a resource in the scope of `path`.
    ///
    /// - Throws: 404 where nothing was. A namespace that the cluster doesn't have is an empty list, as the API server sees it.
    func scope(_ path: APIPath) throws(APIStatus) -> RecordedList {
        guard let lists = recording.lists[path.resourceType], let all = clusterWide[path.resourceType] else { throw .notServed }
        guard let namespace = path.namespace else { return all }
        if let list = lists[namespace] { return list }
        if lists[""] != nil { return all.filtered { $0.namespace == namespace } }
        let namespaces = ResourceType(group: "", version: "v1", resource: "namespaces")
        guard clusterWide[namespaces]?.items.contains(where: { $0.name == namespace }) != true else {
            throw APIStatus(
                code: 404, reason: "NotFound", message: "the recording holds no \(path.resourceType.qualified) of the namespace \"\(namespace)\"")
        }
        return all.filtered { _ in false }
    }

    private func object(_ path: APIPath, _ name: String) throws(APIStatus) -> [UInt8] {
        let list = try scope(path)
        guard let item = list.items.first(where: { $0.name == name }) else { throw .notFound(path.resourceType, name: name) }
        return list.body(of: item)
    }

    private func list(_ path: APIPath, _ request: RecordedRequest) throws(APIStatus) -> [UInt8] {
        let query = try ListQuery(request, type: path.resourceType)
        return try query.body(of: try scope(path))
    }

    private func log(_ path: APIPath, _ request: RecordedRequest) throws(APIStatus) -> RecordedAnswer {
        var podPath = path
        podPath.subresource = nil
        let name = path.name ?? ""
        guard let pod = try scope(podPath).items.first(where: { $0.name == name }) else { throw .notFound(path.resourceType, name: name) }
        return try PodLog(pod: pod, recordedAt: recording.recordedAt).answer(request, logs: recording.logs)
    }
}

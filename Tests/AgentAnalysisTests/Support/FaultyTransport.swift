import HTTPKit
import HTTPTypes
import Synchronization

/// A transport with faults: requests whose URL holds a text are answered otherwise. Remembers the URLs.
final class FaultyTransport: Transport {
    enum Fault: Sendable {
        case refused(HTTPResponse.Status, String)
        case broken(TransportError.Reason)
        case body(String)
        /// Answers when the caller's time is up.
        case silent
    }

    private let base: any Transport
    private let faults: [(text: String, fault: Fault)]
    private let seen = Mutex<[String]>([])

    init(_ base: any Transport, _ faults: [(text: String, fault: Fault)] = []) {
        self.base = base
        self.faults = faults
    }

    var urls: [String] { seen.withLock { $0 } }

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        seen.withLock { $0.append(request.url) }
        switch faults.first(where: { request.url.contains($0.text) })?.fault {
        case nil:
            return try await base.send(request)
        case .refused(let status, let message):
            let body = #"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"\#(message)","code":\#(status.code)}"#
            return OutboundResponse(status: status, body: Array(body.utf8))
        case .broken(let reason):
            throw TransportError(reason: reason, request: "GET", detail: "made to fail")
        case .body(let text):
            return OutboundResponse(status: .ok, body: Array(text.utf8))
        case .silent:
            do {
                try await Task.sleep(for: request.timeout)
            } catch {
                throw TransportError(reason: .cancelled, request: "GET", detail: "cancelled")
            }
            throw TransportError(reason: .timedOut, request: "GET", detail: "no answer within \(request.timeout)")
        }
    }
}

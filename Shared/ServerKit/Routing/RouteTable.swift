package import HTTPTypes
import Synchronization

/// The routes of a service: what answers a wrong method with the right ones, and what the API's document is held against.
package final class RouteTable: Sendable {
    package struct Route: Hashable, Sendable {
        package var method: HTTPRequest.Method
        /// With parameters in braces: `/api/v1/incidents/{id}`.
        package var path: String
        package var access: Access
    }

    private let storage = Mutex<[Route]>([])

    func add(_ route: Route) {
        storage.withLock { $0.append(route) }
    }

    /// In the order of their registration.
    package var all: [Route] { storage.withLock { $0 } }

    /// The methods that a path answers to, sorted by name; none where nothing is there.
    func methods(for path: String) -> [HTTPRequest.Method] {
        let segments = path.split(separator: "/")
        var methods = Set(all.filter { Self.matches($0.path, segments) }.map(\.method))
        if methods.contains(.get) { methods.insert(.head) }
        return methods.sorted { $0.rawValue < $1.rawValue }
    }

    private static func matches(_ template: String, _ segments: [Substring]) -> Bool {
        let parts = template.split(separator: "/")
        guard parts.count == segments.count || parts.last == "**" && segments.count >= parts.count else { return false }
        return zip(parts, segments).allSatisfy { part, segment in part.hasPrefix("{") || part.hasPrefix("*") || part == segment }
    }
}

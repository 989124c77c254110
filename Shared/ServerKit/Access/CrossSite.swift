import HTTPTypes
import Hummingbird

/// Refuses what a browser sends on behalf of another site.
///
/// Browsers add Basic credentials, and reach loopback addresses, whoever's page asks them to. They also say whose it was: in `Sec-Fetch-Site`
/// (W3C Fetch Metadata), the older ones in `Origin`. Programs send neither, and are let through. Reading does no harm: its answer stays closed to the other site.
enum CrossSite {
    static func check(_ request: Request) throws(ProblemError) {
        switch request.method {
        case .get, .head, .options: return
        default: break
        }
        guard isForeign(request) else { return }
        throw ProblemError(.forbidden, detail: "A page of another site may change nothing here.")
    }

    private static func isForeign(_ request: Request) -> Bool {
        if let name = secFetchSite, let site = request.headers[name] { return site != "same-origin" && site != "none" }
        guard let origin = request.headers[.origin] else { return false }
        guard let authority = request.head.authority, let scheme = origin.firstRange(of: "://") else { return true }
        return origin[scheme.upperBound...].lowercased() != authority.lowercased()
    }

    private static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")
}

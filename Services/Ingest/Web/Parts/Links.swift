import Contracts
import IngestDomain
import Primitives

/// Addresses of pages, and links out of them.
enum Link {
    static func incident(_ id: IncidentID, _ text: String) -> HTML {
        "<a href=\"/incidents/\(id.description)\">\(text)</a>"
    }

    static func alert(fingerprint: String, cluster: String, _ text: String) -> HTML {
        "<a href=\"/alerts/\(PercentEncoding.encode(fingerprint))?cluster=\(PercentEncoding.encode(cluster))\">\(text)</a>"
    }

    /// A link for an address that came with an alert. Only `http` and `https` become one: `javascript:` and its like stay text.
    static func external(_ address: String, _ text: String? = nil) -> HTML {
        let lowercased = address.prefix(8).lowercased()
        guard lowercased.hasPrefix("https://") || lowercased.hasPrefix("http://") else { return "<code>\(address)</code>" }
        return "<a href=\"\(address)\" rel=\"noopener noreferrer nofollow\">\(text ?? address)</a>"
    }
}

/// Percent-encoding of one path segment or query value (RFC 3986, section 2.3: all but the unreserved characters).
enum PercentEncoding {
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                output.append(byte)
            default:
                output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

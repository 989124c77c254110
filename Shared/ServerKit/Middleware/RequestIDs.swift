import HTTPTypes
import Synchronization

/// Gives requests the ids that tie a client's report to the log's lines.
final class RequestIDs: Sendable {
    private let prefix: String
    private let count = Atomic<UInt64>(0)

    /// - Parameter seed: Tells this process from the others that write the same log.
    init(seed: UInt32) {
        prefix = Self.hexadecimal(UInt64(seed), digits: 8)
    }

    /// The client's own id where it is one, else a new one: `5f1c09a2-00002a`.
    func id(for request: HTTPRequest) -> String {
        if let sent = request.headerFields[Self.header], Self.isAcceptable(sent) { return sent }
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        return "\(prefix)-\(Self.hexadecimal(number, digits: 6))"
    }

    // The name is valid by its spelling; the fallback is never taken.
    static let header = HTTPField.Name("X-Request-Id") ?? .via

    /// 1 to 128 letters, digits, `-`, `_`, `.` or `:`. Anything else could forge a line of a log that isn't ours.
    static func isAcceptable(_ text: String) -> Bool {
        guard (1...128).contains(text.utf8.count) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"):
                true
            default: false
            }
        }
    }

    private static func hexadecimal(_ number: UInt64, digits: Int) -> String {
        let text = String(number, radix: 16)
        return text.utf8.count >= digits ? text : String(repeating: "0", count: digits - text.utf8.count) + text
    }
}

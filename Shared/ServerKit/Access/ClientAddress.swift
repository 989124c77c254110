import NIOCore

/// Whose attempts are counted together: an IPv4 address, or the 64 bits of an IPv6 address that a network gives to one customer.
///
/// The address is the connection's. What a proxy says of others in a header is not believed: anyone can send such a header.
struct ClientAddress: Hashable, Sendable {
    private let text: String

    init(_ address: SocketAddress?) {
        guard let address = address?.ipAddress else {
            text = "local"
            return
        }
        let groups = address.split(separator: ":", omittingEmptySubsequences: false)
        text = groups.count > 4 && !address.hasPrefix("::") ? groups.prefix(4).joined(separator: ":") : address
    }
}

extension ClientAddress: CustomStringConvertible {
    var description: String { text }
}

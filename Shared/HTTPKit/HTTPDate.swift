package import Primitives

/// A moment as HTTP headers write it: `Sun, 06 Nov 1994 08:49:37 GMT`, to the second.
///
/// Source: RFC 9110, section 5.6.7. The two obsolete forms are not read; nobody sends them.
package enum HTTPDate {
    package static func parse(_ text: some StringProtocol) -> Timestamp? {
        let fields = text.split(separator: " ")
        guard fields.count == 6, fields[0].hasSuffix(","), fields[5] == "GMT", fields[1].utf8.count == 2, fields[4].utf8.count == 8,
            let month = months.firstIndex(of: String(fields[2]))
        else { return nil }
        return Timestamp(rfc3339: "\(fields[3])-\(month < 9 ? "0" : "")\(month + 1)-\(fields[1])T\(fields[4])Z")
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}

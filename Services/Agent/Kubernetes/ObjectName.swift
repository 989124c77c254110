/// What the API server takes as a name. Labels of alerts are anyone's text: only what is a name becomes part of a path or a selector.
///
/// Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#names
package enum ObjectName {
    /// A DNS label (RFC 1123), as namespaces are named.
    package static func isLabel(_ text: String) -> Bool {
        isLabel(Array(text.utf8)[...], longest: 63)
    }

    /// A DNS subdomain (RFC 1123), as pods, nodes and most other objects are named.
    package static func isSubdomain(_ text: String) -> Bool {
        text.utf8.count <= 253
            && Array(text.utf8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { isLabel($0, longest: 253) }
    }

    private static func isLabel(_ bytes: ArraySlice<UInt8>, longest: Int) -> Bool {
        guard bytes.count <= longest, let first = bytes.first, let last = bytes.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last) && bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

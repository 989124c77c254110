package import Primitives
import Synchronization

/// What belongs together, such as one analysis: the same secret becomes the same placeholder everywhere, so that a reader still sees that two are equal.
package final class MaskingSession: Sendable {
    private let masker: Masker
    private let isNumbered: Bool
    private let known = Mutex(Known())

    /// Numbers by secret. Bounded: text that is nothing but secrets is not kept whole.
    private struct Known {
        static let maximumBytes = 1 << 20
        var placeholders: [[UInt8]: String] = [:]
        var counts: [String: Int] = [:]
        var bytes = 0

        mutating func placeholder(_ name: String, for secret: UnsafeBufferPointer<UInt8>.SubSequence) -> String {
            let secret = Array(secret)
            if let known = placeholders[secret] { return known }
            guard bytes + secret.count <= Self.maximumBytes else { return Placeholder.text(name, number: nil) }
            bytes += secret.count + 64
            counts[name, default: 0] += 1
            let placeholder = Placeholder.text(name, number: counts[name])
            placeholders[secret] = placeholder
            return placeholder
        }
    }

    init(_ masker: Masker, isNumbered: Bool) {
        self.masker = masker
        self.isNumbered = isNumbered
    }

    /// The text without its secrets; masking it again changes nothing.
    package func mask(_ text: String) -> String {
        guard let core = masker.core else { return text }
        return redaction(core).mask(text)
    }

    /// A value whose name is known, as an environment variable's is: masked whole where the name says that it is secret.
    package func mask(_ value: String, named name: String) -> String {
        guard let core = masker.core else { return value }
        return redaction(core).mask(value, named: name)
    }

    /// Lines of one log: a key may stand in several of them. There are as many afterwards.
    package func mask(lines: [String]) -> [String] {
        guard let core = masker.core else { return lines }
        return redaction(core).mask(lines: lines)
    }

    /// Every text in a value; names of members count as names.
    package func mask(_ value: JSONValue) -> JSONValue {
        guard let core = masker.core else { return value }
        return redaction(core).mask(value)
    }

    /// For text that comes in pieces.
    package func stream() -> MaskingStream {
        MaskingStream(masker.core.map { redaction($0) })
    }

    private func redaction(_ core: Masker.Core) -> Redaction {
        Redaction(core: core) { finding, secret in
            guard self.isNumbered else { return Placeholder.text(finding.name, number: nil) }
            return self.known.withLock { $0.placeholder(finding.name, for: secret) }
        }
    }
}

import HTTPTypes
import IngestDomain
import NIOCore
import ServerKit

/// An incident's ETag: its version, a full stop, and a hash of the answer's body.
///
/// Whoever reads again (`If-None-Match`) is told by the whole of it whether anything at all looks different, repeats of notifications that are
/// counted included. A change (`If-Match`) is held against the version alone: what only counts doesn't stand in anybody's way.
struct EntityTag: Hashable, Sendable {
    let version: IncidentVersion
    let body: String

    init(version: IncidentVersion, body: ByteBuffer) {
        self.version = version
        var hash = FNV1a64()
        hash.combine(body.readableBytesView)
        self.body = hash.hexadecimal
    }

    var text: String { "\"\(version).\(body)\"" }

    /// Whether an `If-None-Match` names it: RFC 9110, section 13.1.2, weak comparison. What can't be read names nothing, and the whole answer is sent:
    /// section 13.1 lets a server ignore it, and proxies do write tags of their own.
    func isNamed(in field: String) -> Bool {
        if field.trimmedOfSpaces == "*" { return true }
        guard let list = EntityTagList(field) else { return false }
        return list.tags.contains { "\"\($0.opaque)\"" == text }
    }
}

/// The entity tags of a field: `"one", W/"two"`.
struct EntityTagList {
    struct Tag: Hashable {
        var opaque: String
        var isWeak: Bool
    }

    let tags: [Tag]

    private static let limit = 20
    /// Bytes of one tag. Ours have at most 56.
    private static let maximumBytes = 80

    /// - Returns: nil for what isn't a list of entity tags, or is far too long a one.
    init?(_ field: String) {
        var tags: [Tag] = []
        for item in field.split(separator: ",", maxSplits: Self.limit, omittingEmptySubsequences: true) {
            var text = item.description.trimmedOfSpaces[...]
            let isWeak = text.hasPrefix("W/")
            if isWeak { text = text.dropFirst(2) }
            guard text.count >= 2, text.first == "\"", text.last == "\"" else { return nil }
            let opaque = text.dropFirst().dropLast()
            guard opaque.utf8.count <= Self.maximumBytes, !opaque.contains("\"") else { return nil }
            tags.append(Tag(opaque: String(opaque), isWeak: isWeak))
        }
        guard !tags.isEmpty, tags.count <= Self.limit else { return nil }
        self.tags = tags
    }
}

extension Precondition {
    /// What `If-Match` asks for: RFC 9110, section 13.1.1. Without one, and with `*`, an incident that is there is enough.
    ///
    /// - Throws: ``ProblemError`` 400 for what can't be read.
    init(_ fields: HTTPFields) throws(ProblemError) {
        guard let field = fields[.ifMatch], field.trimmedOfSpaces != "*" else {
            self = .none
            return
        }
        guard let list = EntityTagList(field) else {
            throw .invalid("If-Match", "must be * or entity tags in quotes, as ETag had them")
        }
        self = .isOneOf(
            list.tags.filter { !$0.isWeak }.compactMap { tag in IncidentVersion(String(tag.opaque.prefix { $0 != "." })) })
    }
}

extension String {
    fileprivate var trimmedOfSpaces: String {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return String(text)
    }
}

import Contracts
import Hummingbird
import IngestDomain
import NIOCore
import Primitives
import ServerKit

/// Reads the fields of an action's body and collects what is wrong with them, so that all of it is told at once.
///
/// A field that isn't known is refused: `asignee` would otherwise be answered as if it had been done.
struct ActionBody {
    /// Far more than the longest comment takes.
    static let maximumBytes = 256 * 1_024

    private let members: [String: JSONValue]
    private(set) var errors: [FieldError] = []

    /// - Parameter known: What the action takes; a body may be left out altogether.
    init(_ request: Request, known: Set<String>) async throws {
        let buffer = try await request.body(maximumBytes: Self.maximumBytes)
        guard buffer.readableBytes > 0 else {
            members = [:]
            return
        }
        let value = try buffer.withUnsafeReadableBytes { bytes throws -> JSONValue in
            do {
                try JSONInspection.check(bytes, limits: JSONLimits())
                return try JSONDecoding.decode(JSONValue.self, from: bytes)
            } catch let error as JSONDecodingError {
                throw ProblemError.invalid(error.path.isEmpty ? "body" : error.path, error.message)
            }
        }
        guard case .object(let members) = value else { throw ProblemError.invalid("body", "must be an object") }
        self.members = members
        let names = known.sorted().joined(separator: ", ")
        for name in members.keys.sorted() where !known.contains(name) {
            refuse(
                String(name.prefix(100)),
                known.isEmpty ? "is not taken: this action has no fields" : "is not a field of this action: it takes \(names)")
        }
    }

    mutating func refuse(_ field: String, _ message: String) {
        errors.append(FieldError(field: field, message: message))
    }

    /// - Throws: ``ProblemError`` 400 that names every field that can't be taken.
    func check() throws(ProblemError) {
        guard errors.isEmpty else { throw .invalid(errors, detail: "This can't be done as it is asked for.") }
    }

    /// A text that may be set, or taken back by null.
    mutating func edit(_ name: String, maximum: Int) -> Edit<String> {
        switch members[name] {
        case nil: return .keep
        case .null: return .clear
        case .string: return text(name, maximum: maximum).map { .set($0) } ?? .keep
        default:
            refuse(name, "must be a string or null")
            return .keep
        }
    }

    /// - Parameter maximum: Unicode scalars.
    /// - Returns: nil where it is missing or null.
    mutating func text(_ name: String, maximum: Int) -> String? {
        switch members[name] {
        case nil, .null:
            return nil
        case .string(let text):
            guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
                refuse(name, "must not be blank")
                return nil
            }
            guard text.unicodeScalars.count <= maximum else {
                refuse(name, "may have at most \(maximum) characters")
                return nil
            }
            return text
        default:
            refuse(name, "must be a string")
            return nil
        }
    }

    /// A text that has to be there, which may be empty where `isOptional`.
    mutating func name(_ name: String, maximum: Int) -> String {
        guard case .string(let text)? = members[name] else {
            refuse(name, members[name] == nil ? "is required" : "must be a string")
            return ""
        }
        if text.unicodeScalars.count > maximum { refuse(name, "may have at most \(maximum) characters") }
        return text
    }

    /// A severity that may be set, or taken back by null. What has no place in the order would stand below everything unseen.
    mutating func severity(_ name: String) -> Edit<Severity> {
        let severity = edit(name, maximum: IncidentChange.maximumSeverity).map { Severity($0) }
        guard case .set(let chosen) = severity, !chosen.isRanked else { return severity }
        refuse(name, "must be one of \(Severity.accepted.joined(separator: ", "))")
        return .keep
    }

    mutating func flag(_ name: String) -> Bool? {
        switch members[name] {
        case nil: return nil
        case .bool(let value): return value
        default:
            refuse(name, "must be true or false")
            return nil
        }
    }

    mutating func choice<Value: RawRepresentable & CaseIterable>(_ name: String, _ type: Value.Type = Value.self) -> Value?
    where Value.RawValue == String {
        guard let member = members[name] else { return nil }
        if case .string(let text) = member, let value = Value(rawValue: text) { return value }
        refuse(name, "must be one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    mutating func incident(_ name: String) -> IncidentID? {
        if case .string(let text)? = members[name], let id = IncidentID(text) { return id }
        refuse(name, members[name] == nil ? "is required" : "must be an incident's id, which is a UUID")
        return nil
    }

    /// Fingerprints of alerts, at least one.
    mutating func fingerprints(_ name: String, maximum: Int) -> [String] {
        guard case .array(let items)? = members[name] else {
            refuse(name, members[name] == nil ? "is required" : "must be a list of fingerprints")
            return []
        }
        let texts = items.compactMap { item -> String? in
            guard case .string(let text) = item, !text.isEmpty else { return nil }
            return text
        }
        if texts.count < items.count { refuse(name, "must hold nothing but fingerprints") }
        if items.isEmpty || items.count > maximum { refuse(name, "must hold 1 to \(maximum) fingerprints") }
        return texts
    }

    func has(_ name: String) -> Bool { members[name].map { $0 != JSONValue.null } ?? false }
}

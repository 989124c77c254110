import Primitives

extension JSONValue {
    /// This value with another laid over it: maps merge, lists of named things merge by their names, `null` removes, anything else is replaced.
    ///
    /// What a strategic merge patch does to most lists of the API.
    /// Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
    func merged(with patch: JSONValue) -> JSONValue {
        switch (self, patch) {
        case (.object(var members), .object(let changes)):
            for (name, change) in changes {
                members[name] = change == .null ? nil : members[name].map { $0.merged(with: change) } ?? change.withoutNulls
            }
            return .object(members)
        case (.array(let elements), .array(let changes)):
            return Self.merged(elements, with: changes) ?? patch
        default:
            return patch
        }
    }

    private var withoutNulls: JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.value != .null }.mapValues(\.withoutNulls))
    }

    /// - Returns: nil where the elements aren't all told apart by a name or a type.
    private static func merged(_ elements: [JSONValue], with changes: [JSONValue]) -> JSONValue? {
        guard !elements.isEmpty, !changes.isEmpty else { return nil }
        for key in ["name", "type"] where (elements + changes).allSatisfy({ $0[key]?.string != nil }) {
            var result = elements
            for change in changes {
                if let position = result.firstIndex(where: { $0[key] == change[key] }) {
                    result[position] = result[position].merged(with: change)
                } else {
                    result.append(change)
                }
            }
            return .array(result)
        }
        return nil
    }

    /// The value at a path of member names.
    subscript(path: String...) -> JSONValue? {
        path.reduce(Optional(self)) { $0?[$1] }
    }

    /// Sets a member of an object; of anything else it makes one.
    mutating func set(_ name: String, _ value: JSONValue?) {
        var members = object ?? [:]
        members[name] = value
        self = .object(members)
    }

    /// Replaces every text, wherever it stands; the names of members stay.
    func mapTexts<Failure: Error>(_ transform: (String) throws(Failure) -> String) throws(Failure) -> JSONValue {
        switch self {
        case .string(let text):
            return .string(try transform(text))
        case .array(let elements):
            var mapped: [JSONValue] = []
            for element in elements { mapped.append(try element.mapTexts(transform)) }
            return .array(mapped)
        case .object(let members):
            var mapped: [String: JSONValue] = [:]
            for (name, value) in members { mapped[name] = try value.mapTexts(transform) }
            return .object(mapped)
        case .null, .bool, .integer, .number:
            return self
        }
    }

    /// The same with the names of members as well.
    func mapTextsAndNames<Failure: Error>(_ transform: (String) throws(Failure) -> String) throws(Failure) -> JSONValue {
        switch self {
        case .string(let text):
            return .string(try transform(text))
        case .array(let elements):
            var mapped: [JSONValue] = []
            for element in elements { mapped.append(try element.mapTextsAndNames(transform)) }
            return .array(mapped)
        case .object(let members):
            var mapped: [String: JSONValue] = [:]
            for (name, value) in members { mapped[try transform(name)] = try value.mapTextsAndNames(transform) }
            return .object(mapped)
        case .null, .bool, .integer, .number:
            return self
        }
    }
}

extension JSONValue {
    /// A map with the members that have a value.
    static func map(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        var result: [String: JSONValue] = [:]
        for (name, value) in members {
            if let value { result[name] = value }
        }
        return .object(result)
    }
}

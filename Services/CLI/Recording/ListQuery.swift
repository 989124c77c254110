import FoundationEssentials

/// Which items of a list a request asks for.
///
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
struct ListQuery {
    private let labels: LabelSelector?
    private let fields: FieldSelector?
    /// Items in one answer; nil for all.
    private let limit: Int?
    /// The position of the first item.
    private let start: Int

    init(_ request: RecordedRequest, type: ResourceType) throws(APIStatus) {
        do throws(SelectorError) {
            labels = try request.parameter("labelSelector").map { text throws(SelectorError) in try LabelSelector(parsing: text) }
        } catch {
            throw .badRequest("unable to parse requirement: \(error)")
        }
        let fieldSelector = request.parameter("fieldSelector")
        do throws(SelectorError) {
            fields = try fieldSelector.map { text throws(SelectorError) in try FieldSelector(parsing: text) }
            try fields?.validate(for: type)
        } catch {
            throw .badRequest(
                "Unable to find \"\(type.goDescription)\" that match label selector \"\(request.parameter("labelSelector") ?? "")\", "
                    + "field selector \"\(fieldSelector ?? "")\": \(error)")
        }
        limit = try request.parameter("limit").map { text throws(APIStatus) in
            guard let value = Int(text) else { throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax") }
            return value
        }
        start =
            try request.parameter("continue").map { token throws(APIStatus) in
                guard let start = Self.position(of: token) else { throw .badRequest("continue key is not valid") }
                return start
            } ?? 0
    }

    func body(of list: RecordedList) throws(APIStatus) -> [UInt8] {
        let isLimited = limit.map { $0 > 0 } ?? false
        if labels == nil, fields == nil, start == 0, !isLimited { return list.body }
        guard start <= list.items.count else { throw .badRequest("continue key is not valid") }

        var chosen: [RecordedObject] = []
        for (position, item) in list.items.enumerated().dropFirst(start)
        where labels?.matches(item.labels) ?? true && fields?.matches(item) ?? true {
            if isLimited, chosen.count == limit {
                let remaining = labels == nil && fields == nil ? list.items.count - position : nil
                return list.body(of: chosen[...], continuation: .init(token: Self.token(for: position), remaining: remaining))
            }
            chosen.append(item)
        }
        return list.body(of: chosen[...], continuation: nil)
    }

    private static let prefix = "recording:"

    private static func token(for position: Int) -> String {
        Data("\(prefix)\(position)".utf8).base64EncodedString()
    }

    private static func position(of token: String) -> Int? {
        guard let data = Data(base64Encoded: token), let text = String(validating: data, as: UTF8.self), text.hasPrefix(prefix),
            let position = Int(text.dropFirst(prefix.count)), position >= 0
        else { return nil }
        return position
    }
}

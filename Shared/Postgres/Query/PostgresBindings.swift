/// The bind parameters of a statement, in binary form, one after the other in one buffer.
package struct PostgresBindings: Hashable, Sendable {
    private(set) var types: [UInt32] = []
    /// Where each parameter lies in `writer`; nil for NULL.
    private(set) var ranges: [Range<Int>?] = []
    private(set) var writer = BinaryWriter()
    /// Why a parameter could not be encoded. Interpolation can't throw, so that the statement fails when it is run.
    private(set) var failure: PostgresError?

    package init() {}

    package var count: Int { types.count }

    package mutating func append<Value: PostgresEncodable>(_ value: Value) {
        types.append(Value.postgresType.rawValue)
        guard !value.isPostgresNull else {
            ranges.append(nil)
            return
        }
        let start = writer.bytes.count
        do {
            try value.encode(into: &writer)
        } catch {
            reject(error)
        }
        ranges.append(start..<writer.bytes.count)
    }

    mutating func reject(_ error: PostgresError) {
        guard failure == nil else { return }
        var error = error
        error.message = "parameter $\(count): \(error.message)"
        failure = error
    }
}

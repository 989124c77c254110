extension PostgresBindings {
    /// The parameters as libpq's arrays of addresses, lengths and formats (1: binary), valid during the call.
    func withLibpqParameters<Result>(
        _ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) -> Result
    ) -> Result {
        writer.bytes.withUnsafeBytes { buffer in
            // An empty text needs an address that isn't NULL, which would mean NULL.
            withUnsafeBytes(of: UInt8(0)) { empty in
                let values = ranges.map { range -> UnsafePointer<CChar>? in
                    guard let range else { return nil }
                    let base = buffer.baseAddress.map { $0 + range.lowerBound } ?? empty.baseAddress
                    return base?.assumingMemoryBound(to: CChar.self)
                }
                let lengths = ranges.map { Int32(clamping: $0?.count ?? 0) }
                return body(values, lengths, [Int32](repeating: 1, count: ranges.count))
            }
        }
    }
}

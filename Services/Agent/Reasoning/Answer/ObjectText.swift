/// The JSON object in what a model wrote: some put it between fences, or words around it.
enum ObjectText {
    /// - Returns: nil where there is none.
    static func bytes(in text: String) -> [UInt8]? {
        guard let start = text.utf8.firstIndex(of: UInt8(ascii: "{")), let end = text.utf8.lastIndex(of: UInt8(ascii: "}")), start < end else {
            return nil
        }
        return Array(text.utf8[start...end])
    }
}

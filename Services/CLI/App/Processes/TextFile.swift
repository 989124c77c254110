import FoundationEssentials

/// Small text files, such as ports, process ids and the ends of logs.
enum TextFile {
    /// - Returns: nil where it isn't there or can't be read, which to those who ask is the same.
    static func contents(of path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    static func lastLines(of path: String, count: Int) -> [String] {
        let lines = (contents(of: path) ?? "").split(separator: "\n").suffix(count)
        return lines.map { PlainText.truncated(PlainText.sanitized(String($0)), columns: 240) }
    }
}

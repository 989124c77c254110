/// Looks through a document from outside before anything is built from it, in one pass and without recursion.
///
/// It refuses what a decoder would accept and the rest of the program can't hold: bytes that aren't UTF-8, U+0000 (which PostgreSQL's text can't store),
/// and more structure than ``JSONLimits`` allow. It isn't a validator: broken syntax is left to the decoder, which names it better.
public enum JSONInspection {
    public static func check(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits) throws(JSONDecodingError) {
        guard isUTF8(bytes) else { throw JSONDecodingError(path: "", message: "is not valid UTF-8") }
        var scan = JSONScan(bytes: bytes, limits: limits)
        try scan.run()
    }

    public static func check(_ bytes: [UInt8], limits: JSONLimits) throws(JSONDecodingError) {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONDecodingError) in try check(buffer, limits: limits) }
        }
        try result.get()
    }

    private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let span = Span<UInt8>(_unsafeBytes: bytes)
        return (try? UTF8Span(validating: span)) != nil
    }
}

/// Walks over the bytes and remembers only the containers that it is inside of.
private struct JSONScan {
    private struct Container {
        var isObject: Bool
        /// Members or elements begun so far.
        var count = 1
        /// Whether the next string is a member's name.
        var awaitsName: Bool
        /// Where the current member's name stands.
        var name: Range<Int> = 0..<0
    }

    private let bytes: UnsafeRawBufferPointer
    private let limits: JSONLimits
    private var containers: [Container] = []
    private var values = 0
    private var index = 0

    init(bytes: UnsafeRawBufferPointer, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func run() throws(JSONDecodingError) {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"): try open(Container(isObject: true, awaitsName: true))
            case UInt8(ascii: "["): try open(Container(isObject: false, awaitsName: false))
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = containers.popLast()
            case UInt8(ascii: ","): try separate()
            case UInt8(ascii: ":"): if !containers.isEmpty { containers[containers.count - 1].awaitsName = false }
            case UInt8(ascii: "\""): try string()
            case 0: throw JSONDecodingError(path: path(), message: "holds a NUL byte")
            default: break
            }
            index += 1
        }
    }

    private mutating func open(_ container: Container) throws(JSONDecodingError) {
        guard containers.count < limits.depth else {
            throw JSONDecodingError(path: path(), message: "is nested deeper than \(limits.depth) levels")
        }
        containers.append(container)
        try count()
    }

    private mutating func separate() throws(JSONDecodingError) {
        try count()
        guard !containers.isEmpty else { return }
        let last = containers.count - 1
        containers[last].count += 1
        guard containers[last].isObject else { return }
        guard containers[last].count <= limits.members else {
            containers.removeLast()
            throw JSONDecodingError(path: path(), message: "has more than \(limits.members) members")
        }
        containers[last].awaitsName = true
    }

    private mutating func count() throws(JSONDecodingError) {
        values += 1
        guard values <= limits.values else {
            throw JSONDecodingError(path: "", message: "holds more than \(limits.values) values")
        }
    }

    /// Moves to the closing quote.
    private mutating func string() throws(JSONDecodingError) {
        let start = index + 1
        index = start
        var hasNUL = false
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == UInt8(ascii: "\\") {
                hasNUL = hasNUL || isEscapedNUL(at: index)
                index += 1
            } else if bytes[index] == 0 {
                hasNUL = true
            }
            index += 1
        }
        if let last = containers.indices.last, containers[last].awaitsName {
            containers[last].name = start..<min(index, bytes.count)
        }
        guard !hasNUL else { throw JSONDecodingError(path: path(), message: "holds U+0000, which can't be stored") }
    }

    private func isEscapedNUL(at index: Int) -> Bool {
        index + 5 < bytes.count && bytes[index + 1] == UInt8(ascii: "u") && bytes[index + 2..<index + 6].allSatisfy { $0 == UInt8(ascii: "0") }
    }

    /// The place where the scan stands, as ``JSONDecodingError/path`` writes it. A name is shown as it stands in the document, escapes and all.
    private func path() -> String {
        var path = ""
        for container in containers {
            if container.isObject {
                guard !container.name.isEmpty else { continue }
                let name = String(decoding: bytes[container.name].prefix(80), as: UTF8.self)
                path += path.isEmpty ? name : ".\(name)"
            } else {
                path += "[\(container.count - 1)]"
            }
        }
        return path
    }
}

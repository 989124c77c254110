extension LogSeverity {
    /// Bytes from a line's start within which loggers say how grave it is.
    private static let head = 160

    /// What a line says of itself, by the conventions of common loggers.
    public init(of line: some StringProtocol) {
        let bytes = line.utf8.prefix(Self.head).map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }
        self = Self.klog(line) ?? Self.numeric(bytes) ?? Self.named(bytes) ?? .unknown
    }

    /// The first word of the head that is a level's name, and stands as a level does: in brackets, after `level=`, in capitals or at the start.
    private static func named(_ bytes: [UInt8]) -> LogSeverity? {
        var word: [UInt8] = []
        for byte in bytes + [0] {
            if byte >= UInt8(ascii: "a"), byte <= UInt8(ascii: "z") {
                word.append(byte)
                continue
            }
            if let level = levels[word] { return level }
            word.removeAll(keepingCapacity: true)
        }
        return nil
    }

    private static let levels: [[UInt8]: LogSeverity] = {
        let names: [(LogSeverity, [String])] = [
            (.fatal, ["fatal", "panic", "emerg", "emergency", "critical", "crit", "alert"]),
            (.error, ["error", "err", "severe", "eror", "exception", "traceback"]),
            (.warning, ["warn", "warning", "wrn"]),
            (.info, ["info", "inf", "notice", "information"]),
            (.debug, ["debug", "dbg", "trace", "trce", "verbose"]),
        ]
        return Dictionary(names.flatMap { level, words in words.map { (Array($0.utf8), level) } }) { first, _ in first }
    }()

    /// `E1121 10:00:00.000000 1 main.go:12] …`
    private static func klog(_ line: some StringProtocol) -> LogSeverity? {
        let bytes = Array(line.utf8.prefix(6))
        guard bytes.count == 6, bytes[5] == UInt8(ascii: " "), bytes[1...4].allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
            return nil
        }
        return switch bytes[0] {
        case UInt8(ascii: "F"): .fatal
        case UInt8(ascii: "E"): .error
        case UInt8(ascii: "W"): .warning
        case UInt8(ascii: "I"): .info
        default: nil
        }
    }

    /// `"level":50` of pino and bunyan: tens from 10 (trace) to 60 (fatal).
    private static func numeric(_ bytes: [UInt8]) -> LogSeverity? {
        let key = Array("\"level\":".utf8)
        guard bytes.count > key.count + 2 else { return nil }
        for start in 0..<bytes.count - key.count - 1 where bytes[start..<start + key.count].elementsEqual(key) {
            guard bytes[start + key.count + 1] == UInt8(ascii: "0") else { return nil }
            return switch bytes[start + key.count] {
            case UInt8(ascii: "6"): .fatal
            case UInt8(ascii: "5"): .error
            case UInt8(ascii: "4"): .warning
            case UInt8(ascii: "3"): .info
            case UInt8(ascii: "2"), UInt8(ascii: "1"): .debug
            default: nil
            }
        }
        return nil
    }
}

import AgentDomain
import Primitives

/// Reduces a log to what it complains about: lines that differ only in numbers count as one.
struct LogScanner: Sendable {
    /// Characters of a line that are looked at.
    private static let maximumLine = 2000

    func facts(in log: ContainerLog) -> [LogFact] {
        var kinds: [[UInt8]: Kind] = [:]
        var facts: [[UInt8]: LogFact] = [:]
        let lines = log.lines
        for (position, line) in lines.enumerated() {
            let bounded = line.text.prefix(Self.maximumLine)
            let key = Self.template(of: bounded)
            let mechanism: LogMechanism
            switch kinds[key] {
            case .harmless: continue
            case .complaint(let known): mechanism = known
            case .numbers, nil:
                let found = Self.mechanism(of: bounded)
                kinds[key] = CollectionLine.isOne(bounded) ? .numbers : found.map(Kind.complaint) ?? .harmless
                guard let found else { continue }
                mechanism = found
            }
            var fact =
                facts[key]
                ?? LogFact(
                    namespace: log.namespace, pod: log.pod, container: log.container, isPrevious: log.isPrevious, mechanism: mechanism,
                    line: "", count: 0, firstSeen: line.time, distanceFromEnd: 0)
            fact.count += 1
            fact.lastSeen = line.time ?? fact.lastSeen
            fact.line = String(bounded)
            fact.distanceFromEnd = lines.count - 1 - position
            facts[key] = fact
        }
        facts = facts.filter { !Self.isSoleCollection($0.value) }
        let readiness = lines.lastIndex { Self.isReadiness($0.text) }.map { lines.count - 1 - $0 } ?? .max
        for (key, fact) in facts {
            guard fact.mechanism.isAboutPeer, readiness < fact.distanceFromEnd else { continue }
            facts[key]?.isOvercome = fact.line.prefix(60).lowercased().contains("warn")
        }
        return facts.values.sorted { $0.distanceFromEnd < $1.distanceFromEnd }
    }

    /// What is known of a template, so that each is looked at once.
    private enum Kind {
        case harmless
        case complaint(LogMechanism)
        /// The numbers, which the template leaves out, say what it is: each line is looked at.
        case numbers
    }

    /// A full collection after which the program had its peace.
    private static func isSoleCollection(_ fact: LogFact) -> Bool {
        guard fact.mechanism == .outOfMemory, CollectionLine.isFull(fact.line) else { return false }
        guard fact.count > 1 else { return true }
        guard let first = fact.firstSeen, let last = fact.lastSeen else { return false }
        return last - first > CollectionLine.span * (fact.count - 1)
    }

    /// The program says that it is up.
    private static func isReadiness(_ line: String) -> Bool {
        line.mentions(
            "listening on", "listening at", "ready to accept", "server started", "started application", "is ready", "serving on", "started server",
            "accepting connections")
    }

    static func mechanism(of line: some StringProtocol) -> LogMechanism? {
        let text = String(line)
        guard !HarmlessLine.matches(text) else { return nil }
        if isKill(text) || CollectionLine.isFutile(text) { return .outOfMemory }
        let mechanism = signature(of: line)
        // Programs name a variable that they miss in capitals, and each in its own words.
        let variable = LogSubject.variable(in: text)
        if mechanism == .missingVariable, variable == nil, text.mentions("keyerror") { return .crash }
        let isVague = mechanism == nil || [.crash, .invalidConfiguration, .missingFile, .unknownHost].contains(mechanism)
        guard isVague, variable != nil, text.mentions(any: absences) else { return mechanism }
        return .missingVariable
    }

    /// What a shell says when the kernel killed its child: `Killed`, `run.sh: line 3: 17 Killed  ./load`.
    private static func isKill(_ line: String) -> Bool {
        let lowered = line.lowercased()
        return lowered == "killed" || lowered.hasSuffix(" killed") && lowered.contains("line ") || lowered.contains(" killed  ")
    }

    private static let absences = [
        "not set", "is required", "must be set", "is missing", "missing required", "is undefined", "not defined", "is empty", "unset", "not provided",
        "must be provided", "missing variable", "missing env", "not configured", "no value for", "isn't set", "must be defined", "must not be empty",
        "cannot be empty", "can't be empty", "undefined variable", "missing value", "required key", "is not present", "not found in env", "missing:",
        "required but", "not specified", "was not given", "no default",
    ]

    private static func signature(of line: some StringProtocol) -> LogMechanism? {
        let bytes = line.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        let pairs = BytePairs(bytes)
        return bytes.withUnsafeBufferPointer { text in
            for signature in LogSignature.table where pairs.mayContain(signature.phrase) && text.contains(signature.phrase, asWord: signature.isWord)
            {
                guard !signature.unless.contains(where: { text.contains($0) }) else { continue }
                guard signature.beside.isEmpty || signature.beside.contains(where: { text.contains($0) }) else { continue }
                return signature.mechanism
            }
            return nil
        }
    }

    /// The line with every run of digits, and every long hexadecimal word, as one sign.
    private static func template(of line: some StringProtocol) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(line.utf8.count)
        var inDigits = false
        for byte in line.utf8 {
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                if !inDigits { result.append(UInt8(ascii: "#")) }
                inDigits = true
            } else {
                inDigits = false
                result.append(byte)
            }
        }
        return result
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// - Parameter asWord: no letter may stand right before or after it.
    func contains(_ needle: [UInt8], asWord: Bool = false) -> Bool {
        guard count >= needle.count, let first = needle.first else { return false }
        var index = 0
        let end = count - needle.count
        while index <= end {
            if self[index] == first {
                var offset = 1
                while offset < needle.count, self[index + offset] == needle[offset] { offset += 1 }
                if offset == needle.count, !asWord || isWord(from: index, to: index + offset) { return true }
            }
            index += 1
        }
        return false
    }
}

extension UnsafeBufferPointer<UInt8> {
    private func isWord(from start: Int, to end: Int) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
        return (start == 0 || !isLetter(self[start - 1])) && (end == count || !isLetter(self[end]))
    }
}

/// Which pairs of neighbouring bytes a line holds: most phrases are ruled out by one look each, without a search.
struct BytePairs {
    private var bits = [UInt64](repeating: 0, count: 1024)

    init(_ bytes: [UInt8]) {
        for (first, second) in zip(bytes, bytes.dropFirst()) {
            let pair = Int(first) << 8 | Int(second)
            bits[pair >> 6] |= 1 << UInt64(pair & 63)
        }
    }

    /// False only where the line can't hold the phrase.
    func mayContain(_ phrase: [UInt8]) -> Bool {
        guard phrase.count >= 2 else { return true }
        for index in 0..<phrase.count - 1 {
            let pair = Int(phrase[index]) << 8 | Int(phrase[index + 1])
            if bits[pair >> 6] & (1 << UInt64(pair & 63)) == 0 { return false }
        }
        return true
    }
}

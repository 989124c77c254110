import Primitives

extension Redaction {
    /// A value whose name is known.
    func mask(_ value: String, named name: String) -> String {
        guard !value.isEmpty, let secret = SecretName(name.utf8.suffix(SecretName.maximumLength)) else { return mask(value) }
        var value = value
        let whole: String? = value.withUTF8 { bytes in
            let range = 0..<bytes.count
            guard !PlainValue.isPlain(bytes, range) else { return nil }
            let isSecret =
                switch secret.certainty {
                case .certain: secret.kind == "password" || !Randomness.isPathOrAddress(bytes[range])
                case .authorization, .cookie: true
                case .likely: NamedValue.isLikely(bytes[range], secret)
                }
            guard isSecret else { return nil }
            core.onHit(.named)
            return placeholder(Finding(range: range, name: secret.kind, family: .named), bytes[range])
        }
        return whole ?? mask(value)
    }

    /// Lines that may share a secret: masked as one text, and told apart again.
    func mask(lines: [String]) -> [String] {
        guard lines.count > 1 else { return lines.map { mask($0) } }
        var text = lines.joined(separator: "\n")
        let newline = UInt8(ascii: "\n")
        let counts = lines.map { line in line.utf8.count { $0 == newline } }
        let masked: [String]? = text.withUTF8 { bytes -> [String]? in
            var finder = Finder(book: core.book)
            let subject = Subject(bytes: bytes, isOpen: false)
            let (findings, _) = finder.find(in: subject, from: 0)
            guard !findings.isEmpty else { return nil }
            // Each line that a secret covers keeps its place.
            let split = findings.flatMap { finding -> [Finding] in
                var pieces: [Finding] = []
                var start = finding.range.lowerBound
                for end in bytes[finding.range.lowerBound..<finding.end].indices.filter({ bytes[$0] == newline }) + [finding.end] {
                    if start < end {
                        var piece = finding
                        piece.range = start..<end
                        piece.end = end
                        piece.isContinuation = !pieces.isEmpty
                        pieces.append(piece)
                    }
                    start = end + 1
                }
                return pieces
            }
            let output = write(subject, 0..<bytes.count, split)
            var rest = output.split(separator: newline, omittingEmptySubsequences: false)[...]
            return counts.map { count in
                defer { rest = rest.dropFirst(count + 1) }
                return String(decoding: Array(rest.prefix(count + 1).joined(separator: [newline])), as: UTF8.self)
            }
        }
        // Operators' own patterns see lines.
        return (masked ?? lines).map { mask($0) }
    }

    /// Every text in a value. A member's name counts as its name; of an object with `name` and `value`, in whatever case, the first names the second.
    func mask(_ value: JSONValue, named name: String? = nil) -> JSONValue {
        switch value {
        case .string(let text): return .string(name.map { mask(text, named: $0) } ?? mask(text))
        case .array(let elements): return .array(elements.map { mask($0, named: name) })
        case .object(let members):
            let variable = ["name", "Name", "NAME", "key", "Key"].lazy.compactMap { members[$0]?.string }.first ?? name
            var masked: [String: JSONValue] = [:]
            masked.reserveCapacity(members.count)
            for (key, member) in members {
                masked[key] = mask(member, named: key.lowercased() == "value" ? variable ?? key : key)
            }
            return .object(masked)
        case .integer(let number):
            // Shorter ones are counts.
            guard let name, number > 999, SecretName(name.utf8.suffix(SecretName.maximumLength))?.certainty == .certain else { return value }
            return .string(mask(String(number), named: name))
        case .null, .bool, .number: return value
        }
    }
}

/// A kind of secret and how one is made. The parts that are random are what must not survive.
///
/// Made, not written down: no file here holds a text that looks like anybody's key.
struct SecretKind: Sendable, CustomStringConvertible {
    var name: String
    /// The fixed parts and the random ones.
    var make: @Sendable (inout SeededRandom) -> [Part]
    /// What tells it, where its own form does not: a variable's name.
    var variable = "value"

    var description: String { name }

    enum Part: Sendable {
        case fixed(String)
        case random(String)
    }

    func secret(_ random: inout SeededRandom) -> Secret {
        Secret(kind: self, parts: make(&random))
    }
}

struct Secret: Sendable {
    var kind: SecretKind
    var parts: [SecretKind.Part]

    var text: String {
        parts.map {
            switch $0 {
            case .fixed(let text), .random(let text): text
            }
        }
        .joined()
    }

    /// As a place spells it.
    func encoded(_ encode: (String) -> String) -> Secret {
        let parts = parts.map { part -> SecretKind.Part in
            switch part {
            case .fixed(let text): .fixed(encode(text))
            case .random(let text): .random(encode(text))
            }
        }
        return Secret(kind: kind, parts: parts)
    }

    /// Six bytes in a row of a random part that a text still shows.
    func leak(in text: String) -> String? {
        let haystack = text
        for case .random(let random) in parts {
            let bytes = Array(random.utf8)
            guard bytes.count >= 6 else {
                if haystack.contains(random) { return random }
                continue
            }
            for start in 0...bytes.count - 6 {
                let piece = String(decoding: bytes[start..<start + 6], as: UTF8.self)
                if haystack.contains(piece) { return piece }
            }
        }
        return nil
    }
}

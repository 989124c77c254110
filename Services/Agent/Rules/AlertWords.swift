import AgentDomain
import Contracts

/// What a firing alert says of itself: its name and its texts, without the links in them.
///
/// A phrase begins a word: `scal` is in `HPAScalingLimited` and not in "escalate", `space` in "disk space" and not in "namespace". Words begin
/// after what is neither letter nor digit, and where CamelCase or a number begins one. One that ends in `$` ends a word as well, or its
/// plural: `lag$` isn't in "laguna".
struct AlertWords {
    fileprivate struct Text {
        let bytes: [UInt8]
        let lowered: [UInt8]

        init(_ text: String) {
            bytes = Array(text.utf8)
            lowered = bytes.map(\.lowered)
        }
    }

    private let texts: [Text]

    /// - Parameter alert: One that is resolved says nothing of what is now.
    init(_ alert: Alert) {
        guard alert.status == .firing else {
            texts = []
            return
        }
        let said = [alert.labels["alertname"], alert.annotations["summary"], alert.annotations["description"], alert.annotations["message"]]
        texts = said.compactMap { $0.map(Self.withoutLinks).map(Text.init) }
    }

    /// A link to a runbook or to what was probed says where, and not what.
    private static func withoutLinks(_ text: String) -> String {
        guard Substring(text).range(ofASCIIText: "://") != nil else { return text }
        return text.split(separator: " ").filter { $0.range(ofASCIIText: "://") == nil }.joined(separator: " ")
    }

    /// - Parameter phrases: In lower case.
    func mention(any phrases: [String]) -> Bool {
        phrases.contains { phrase in
            let isWhole = phrase.utf8.last == UInt8(ascii: "$")
            let wanted = Array(phrase.utf8.prefix(phrase.utf8.count - (isWhole ? 1 : 0)))
            return texts.contains { text in
                Self.places(of: wanted, in: text.lowered).contains { place in
                    text.beginsWord(at: place) && (!isWhole || text.endsWord(at: place + wanted.count))
                }
            }
        }
    }

    /// Whether an object's whole name stands there, and not as a part of a longer one.
    func name(_ name: String) -> Bool {
        let wanted = name.utf8.map(\.lowered)
        return texts.contains { text in
            Self.places(of: wanted, in: text.lowered).contains { place in
                let end = place + wanted.count
                return (place == 0 || !text.lowered[place - 1].isOfName) && (end == text.lowered.count || !text.lowered[end].isOfName)
            }
        }
    }

    private static func places(of wanted: [UInt8], in text: [UInt8]) -> [Int] {
        guard let first = wanted.first, text.count >= wanted.count else { return [] }
        return (0...(text.count - wanted.count)).filter { place in
            text[place] == first && text[place..<(place + wanted.count)].elementsEqual(wanted)
        }
    }
}

extension AlertWords.Text {
    fileprivate func beginsWord(at place: Int) -> Bool {
        guard place > 0, bytes[place - 1].isAlphanumeric, bytes[place].isAlphanumeric else { return true }
        let (before, byte) = (bytes[place - 1], bytes[place])
        if byte.isUppercase {
            // The last capital of an abbreviation begins the next word: `HPAScaling`.
            return !before.isUppercase || place + 1 < bytes.count && bytes[place + 1].isLowercase
        }
        return byte.isDigit != before.isDigit
    }

    fileprivate func endsWord(at place: Int) -> Bool {
        if place >= bytes.count || beginsWord(at: place) { return true }
        guard lowered[place] == UInt8(ascii: "s") else { return false }
        return place + 1 >= bytes.count || beginsWord(at: place + 1)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isUppercase: Bool { (0x41...0x5A).contains(self) }
    fileprivate var isLowercase: Bool { (0x61...0x7A).contains(self) }
    fileprivate var isAlphanumeric: Bool { isDigit || isUppercase || isLowercase }
    fileprivate var lowered: UInt8 { isUppercase ? self | 0x20 : self }
    /// What names of objects are made of, dots aside, which end sentences.
    fileprivate var isOfName: Bool { isAlphanumeric || self == UInt8(ascii: "-") }
}

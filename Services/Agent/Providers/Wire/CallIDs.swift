import LLM

/// Ids of calls as every API takes them: another provider's may hold what this one refuses.
///
/// Anthropic takes `[a-zA-Z0-9_-]+`, OpenAI's chat completions at most 40 characters.
struct CallIDs: Sendable {
    private var turn = 0
    private var replaced: [String: String] = [:]
    private var isOwn = false

    /// A turn of the assistant with these calls comes next.
    ///
    /// - Parameter isOwn: whether the turn goes back just as this API gave it, ids and all.
    mutating func begin(_ ids: [String], isOwn: Bool = false) {
        turn += 1
        replaced = [:]
        self.isOwn = isOwn
        guard !isOwn else { return }
        for (index, id) in ids.enumerated() where !Self.isPortable(id) || ids[..<index].contains(id) {
            replaced["\(index):\(id)"] = "call_\(turn)_\(index)"
        }
    }

    /// The id of a call, or of its result, at a place of the turn.
    func id(at index: Int, of id: String) -> String {
        if let made = replaced["\(index):\(id)"] { return made }
        return isOwn || Self.isPortable(id) ? id : "call_\(turn)_\(index)"
    }

    private static func isPortable(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.count <= 40
            && id.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

extension Turn {
    /// Of the calls that it makes.
    var callIDs: [String] {
        if case .assistant(let turn) = self { turn.calls.map(\.id) } else { [] }
    }
}
